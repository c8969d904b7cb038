"""Standard output and standard error that are full, or whose reader has gone, at every position."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from commandline import ROOT, nncalc
from texts import TEXTS

from reliability.faults import FULL, GONE, NO_SPACE, Limited, examples, run_into

TOOLS = (
    ["--help"], ["--version"], ["forward", "--help"], ["types"], ["types", "--format", "json"], ["new", "backprop"], ["schema"],
    ["check", str(ROOT / "tests/data/key.yaml"), str(ROOT / "tests/data/answers.csv")],
)  # fmt: skip


def positions(length: int, step: int) -> list[int]:
    """The first bytes, the last, and every so many between."""
    return sorted({0, 1, length - 1, *range(0, length, step)})


@pytest.mark.parametrize("words", [*[words for _, words in examples()], *TOOLS], ids=" ".join)
def test_every_command(words: list[str]) -> None:
    whole = nncalc(words)
    size = len(whole.out.encode())
    for room in positions(size, max(1, size // 2)):
        gone = run_into(words, Limited(room, GONE))
        assert (gone.code, gone.err) == (141, "")
        full = run_into(words, Limited(room, FULL))
        assert (full.code, full.err) == (2, f"Error: cannot write: {NO_SPACE}\n")
        assert whole.out.startswith(gone.out)
        assert whole.out.startswith(full.out)
    assert run_into(words, Limited(size, FULL)) == whole


@pytest.mark.parametrize("format_", [*TEXTS, "json"])
def test_a_batch(file: Path, format_: str) -> None:
    words = ["batch", "--each", str(file), "--format", format_]
    whole = nncalc(words)
    for room in positions(len(whole.out.encode()), 97):
        gone = run_into(words, Limited(room, GONE))
        assert (gone.code, gone.err) == (141, ""), room
        full = run_into(words, Limited(room, FULL))
        assert (full.code, full.err) == (2, f"Error: cannot write: {NO_SPACE}\n"), room


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("problem", "code"), [(GONE, 141), (FULL, 2)], ids=["gone", "full"])
def test_a_batch_with_a_report(file: Path, tmp_path: Path, jobs: int, problem: OSError, code: int) -> None:
    """A reader that has gone while the report is still to be written is told of; --resume goes on."""
    report = tmp_path / "report"
    words = ["batch", "--each", str(file), "-o", str(report), "-j", str(jobs), "--format", "json"]
    whole = nncalc(words)
    right = report.read_bytes()
    for room in positions(len(whole.out.encode()), 150 * jobs):
        report.write_text("old")
        done = run_into(words, Limited(room, problem))
        assert (done.code, done.err.count("\n")) == (code, 1), room
        if problem is GONE:
            assert done.err.startswith("nncalc: standard output was closed after ")
            assert done.err.endswith("; --resume goes on from there\n")
        assert report.read_bytes() in (b"old", right)
        again = nncalc([*words, "--resume"])
        assert (again.code, again.err, report.read_bytes()) == (whole.code, "", right), room
        assert sorted(os.listdir(tmp_path)) == ["p.yaml", "report"]


@pytest.mark.parametrize(
    "words", [["forward", "x=1"], ["--hlp"], ["batch", "nowhere"], ["forward", "x=a", "W1=2", "--sig", "0"]]
)
def test_errors_that_cannot_be_told_keep_their_code(words: list[str]) -> None:
    for room in (0, 1, 10):
        for problem in (FULL, GONE):
            assert run_into(words, Limited(0, problem), Limited(room, problem)).code == 2


class DeadTerminal(Limited):
    """A terminal that has gone (`disown`, and the window closed) while the run goes on."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("room", [0, 1, 60])
def test_no_place_for_the_progress_bar(file: Path, room: int) -> None:
    words = ["batch", str(file)]
    done = run_into(words, Limited(10**6, FULL), DeadTerminal(room, OSError(5, "Input/output error")))
    assert done[:2] == nncalc(words)[:2]


@pytest.mark.parametrize(
    ("words", "streams", "code", "told"),
    [
        ("forward x=1", "2>/dev/full", 2, ""),
        ("forward x=1", "2>&-", 2, ""),
        ("--hlp", ">/dev/full 2>/dev/full", 2, ""),
        ("forward x=1 W1=1", ">/dev/full", 2, f"Error: cannot write: {NO_SPACE}\n"),
        ("forward x=1 W1=1", ">/dev/full 2>/dev/full", 2, ""),
        ("types", ">/dev/full 2>&1", 2, ""),
        ("types", ">&- 2>&-", 0, ""),
        ("forward x=1 W1=1 --check y=2", ">&-", 1, ""),
        ("forward x=1", "2>&1 >/dev/null | true; exit ${PIPESTATUS[0]}", 2, ""),
    ],
)
def test_processes(words: str, streams: str, code: int, told: str) -> None:
    """What Python itself tries again at exit changes neither the code nor what is said."""
    command = ["bash", "-c", f'"{sys.executable}" -m nncalc {words} {streams}']
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (code, told)
