"""Classes judged by several processes: the same bytes, shards that stay with their workers, workers that die, resuming."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from commandline import nncalc

from nncalc.batch import sheets
from nncalc.batch.journal import Journal
from nncalc.batch.source import Chunk
from nncalc.batch.workers import Worker

KEY = """problems:
  - {id: q1, type: softmax-loss, given: {z: [3.2, 5.1, -1.7], y: 0}, expect: {loss: 2.04, p: [0.13, 0.87, 0.00]}}
  - {id: q2, type: metrics, given: {tp: 42, fp: 9, fn: 14, tn: 85}, expect: {precision: 0.8235, f1: 0.785}}
  - {id: q3, type: forward, given: {x: [1, 2], W1: [3, 4]}, expect: {y: 11}}
"""
FORMATS = ("text", "json", "csv", "markdown")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("key.yaml").write_text(KEY)
    rows = [
        f's{n:03},{2 + n % 40 / 100:.2f},"0.13,0.8{n % 10},0.00",0.{8000 + n % 7},0.78{n % 3},{n % 11}'
        for n in range(120)
    ]
    rows[5] = "s005,about two,,x,,"
    rows[6] = "s006,2.04"
    Path("class.csv").write_text("student,q1.loss,q1.p,q2.precision,q2.f1,q3.y\n" + "\n".join(rows) + "\n")
    return tmp_path


Planted = Callable[[Callable[[], object]], None]


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Planted:
    """Something that happens while the sheet of y=10 is judged (and only there)."""

    def plant(happens: Callable[[], object]) -> None:
        before = sheets.graded

        def instead(key: object, problem: object, figures: object) -> object:
            if list(figures) == [("y", "10")]:  # type: ignore[call-overload]
                happens()
            return before(key, problem, figures)  # type: ignore[arg-type]

        monkeypatch.setattr(sheets, "graded", instead)

    return plant


@pytest.mark.parametrize("format_", FORMATS)
def test_processes_change_no_byte(folder: Path, format_: str) -> None:
    reports = []
    for jobs in (1, 2, 3):
        done = nncalc(f"check key.yaml class.csv --format {format_} -j {jobs} -o report{jobs}")
        shown = nncalc(f"check key.yaml class.csv --format {format_} -j {jobs}")
        reports.append((Path(f"report{jobs}").read_bytes(), done.code, done.err, shown.out, shown.err))
    assert reports[0] == reports[1] == reports[2]
    assert reports[0][1] == 1
    assert sorted(path.name for path in folder.iterdir()) == [
        "class.csv",
        "key.yaml",
        *[f"report{n}" for n in (1, 2, 3)],
    ]


def test_a_worker_goes_on_with_its_problem(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[int, list[str]] = {}
    give = Worker.give

    def seen(worker: Worker, chunk: Chunk) -> None:
        given.setdefault(id(worker), []).append(chunk.wanted.key.entry.id)
        give(worker, chunk)

    monkeypatch.setattr(Worker, "give", seen)
    monkeypatch.setattr(sheets, "CHUNK", 4)
    nncalc("check key.yaml class.csv -j 2 -o report")
    changes = sum(one != other for each in given.values() for one, other in pairwise(each))
    assert len(given) == 2
    assert changes <= 2, given


def test_a_killed_worker_costs_one_sheet(folder: Path, planted: Planted) -> None:
    planted(lambda: os.kill(os.getpid(), signal.SIGKILL))
    done = nncalc("check key.yaml class.csv -j 2 --format json")
    assert done.code == 2
    found = json.loads(done.out)
    said = {error["message"] for error in found["errors"]}
    assert "q3 could not be marked: the sheet ended its process (SIGKILL)" in said
    marked = [each for each in found["problems"] if each["id"] == "q3" and each["marks"]]
    assert marked == []  # y is 11, and nobody wrote that; the others were judged
    assert {each["typed"] for each in found["answers"] if each["id"] == "q3"} == {str(n) for n in range(10)}


def test_a_worker_killed_from_outside_costs_nothing(folder: Path, planted: Planted) -> None:
    before = nncalc("check key.yaml class.csv")
    once = folder / "once"
    planted(lambda: once.exists() or (once.touch(), os.kill(os.getpid(), signal.SIGKILL)))
    assert nncalc("check key.yaml class.csv -j 2") == before


def test_a_worker_that_hangs_is_stopped(folder: Path, planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nncalc.batch.workers.GRACE", 0.2)
    monkeypatch.setattr("nncalc.batch.workers.PATIENCE", 1.0)
    planted(lambda: time.sleep(60))
    done = nncalc("check key.yaml class.csv -j 2 --timeout 2")
    assert "q3 could not be marked: the sheet took longer than 2 s" in done.err


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_of_ours_costs_one_sheet(folder: Path, planted: Planted, jobs: int) -> None:
    def fault() -> None:
        raise KeyError("lost")

    planted(fault)
    done = nncalc(f"check key.yaml class.csv -j {jobs}")
    assert done.code == 3
    assert "q3 could not be marked: internal fault (KeyError: 'lost'); please report it with this problem" in done.err


def test_resuming_judges_nothing_twice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = nncalc("check key.yaml class.csv -o report --format json")
    whole = Path("report").read_bytes()
    judged: list[object] = []
    before = sheets.graded

    def until(key: object, problem: object, figures: object) -> object:
        judged.append((key.entry.id, tuple(figures)))  # type: ignore[attr-defined, arg-type]
        if len(judged) == 30:
            raise KeyboardInterrupt
        return before(key, problem, figures)  # type: ignore[arg-type]

    monkeypatch.setattr(sheets, "graded", until)
    done = nncalc("check key.yaml class.csv -o report --format json")
    assert done.code == 130
    assert done.err == "nncalc: interrupted after 29 sheets; --resume goes on from there\n"
    assert Path("report").read_bytes() == whole  # that of the run before
    done = nncalc("check key.yaml class.csv -o report --format json --resume")
    assert (done.code, done.err) == (right.code, right.err)
    assert Path("report").read_bytes() == whole
    assert len(set(judged)) == len(judged) - 1
    assert not Path("report.journal").exists()


def test_what_is_wanted_otherwise_is_judged_again(folder: Path) -> None:
    nncalc("check key.yaml class.csv -o right --tolerance 1%")
    with Journal("report.journal", resume=False) as journal:
        journal.write("another", [])
    assert nncalc("check key.yaml class.csv -o report --tolerance 1% --resume").code == 1
    assert Path("report").read_bytes() == Path("right").read_bytes()


def test_dropped_results_are_told(folder: Path) -> None:
    with Journal("report.journal", resume=False) as journal:
        journal.write("another", [])
    done = nncalc("check key.yaml class.csv -o report")
    assert done.err.startswith(
        "nncalc: 1 result of a run that was stopped dropped; with --resume it would have gone on"
    )


def test_resume_needs_a_report(folder: Path) -> None:
    done = nncalc("check key.yaml class.csv --resume")
    assert done.code == 2
    assert "--resume goes with -o FILE" in done.err


def test_two_runs_do_not_write_one_report(folder: Path) -> None:
    code = "import sys, time; from nncalc.batch.journal import Journal; held = Journal(sys.argv[1], False); print(); "
    command = [sys.executable, "-c", f"{code}sys.stdout.flush(); time.sleep(60)", "report.journal"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        done = nncalc("check key.yaml class.csv -o report")
        other.kill()
    assert done.code == 2
    assert "another run is writing" in done.err
