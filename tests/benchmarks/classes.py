"""Classes: how the work grows with students who hand in the same, with problems, and what two processes make of it.

The class is that of `students.py`; one of a million sheets is written and marked by

    python tests/benchmarks/students.py FOLDER --sheets 1000000
    /usr/bin/time -v nncalc check FOLDER/key.yaml FOLDER/class.csv -j 2 -o FOLDER/marks.csv
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import students
from measure import Row, Work, compared, process

SHEETS = 100_000


def same_sheets(path: Path, number: int) -> None:
    """So many students with six sheets between them."""
    sheets = [students.sheet(students.network(0), rank) for rank in range(20, 26)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["student", *[f"q1.{name}" for name in students.RESULTS]])
        writer.writerows([f"s{student}", *sheets[student % 6]] for student in range(number))


def check(folder: Path, *options: str) -> Work:
    key, answers, marks = (str(folder / name) for name in ("key.yaml", "class.csv", "marks.csv"))
    return process(sys.executable, "-m", "nncalc", "check", key, answers, "-o", marks, *options)


def copied(folder: Path) -> Work:
    """The csv module alone: the table read, and a row written for each of its cells."""
    code = (
        "import csv, sys; rows = csv.reader(open(sys.argv[1])); out = csv.writer(open(sys.argv[2], 'w')); "
        "[out.writerow((row[0], cell)) for row in rows for cell in row[1:]]"
    )
    return process(sys.executable, "-c", code, str(folder / "class.csv"), str(folder / "copy.csv"))


def made(folder: Path, sheets: int, problems: int) -> Path:
    folder.mkdir()
    students.write_key(folder / "key.yaml", problems)
    students.write_class(folder / "class.csv", sheets, problems)
    return folder


@contextmanager
def clustered(workers: int) -> Iterator[str]:
    """The address of a scheduler with so many workers on this machine."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        few, many = made(Path(name, "few"), 1, 1), made(Path(name, "many"), 1, 1)
        same_sheets(few / "class.csv", 6)
        same_sheets(many / "class.csv", 240)
        yield compared("240 students with six sheets, marks", check(many), "6 students", check(few), "4", rounds=5)
        large = made(Path(name, "large"), SHEETS, 1)
        ours = check(large)
        yield compared(f"{SHEETS:,} sheets of 13 figures, marks", ours, "csv alone", copied(large), rounds=1)
        yield compared("the same, two processes", check(large, "-j", "2"), "one process", ours, ".6", rounds=1)
        with clustered(2) as address:
            two = check(large, "--cluster", address)
            yield compared("the same, a cluster of two workers", two, "one process", ours, rounds=1)
        small = made(Path(name, "small"), 30, 9)
        yield compared("30 students, 9 problems, marks", check(small), "one student", check(one(small)), rounds=3)


def one(folder: Path) -> Path:
    """The first student of a class alone: what the graphs of the problems take."""
    alone = made(folder.parent / "alone", 1, 9)
    lines = (folder / "class.csv").read_text(encoding="utf-8").splitlines()[:2]
    (alone / "class.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return alone
