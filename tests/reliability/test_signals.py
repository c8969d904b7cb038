"""Interruptions at lines of the code spread over a whole run, and the signals themselves, sent to processes."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from commandline import Outcome, answer_signals, nncalc
from whole import bound

from nncalc.cli.signals import Stopped
from reliability.faults import PROBLEMS, Interrupt, first_examples

# An interruption between a temporary file and the `with` that closes it leaves that to Python.
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
INTERRUPTS = [
    (KeyboardInterrupt(), 130, "interrupted"),
    (Stopped(signal.SIGTERM), 143, "ended"),
    (Stopped(signal.SIGHUP), 129, "ended"),
]
MOMENTS = bound(sample=4, whole=9)
ENDLESS = """problems:
  - {id: first, type: forward, given: {x: [1, 2], W1: [3, 4]}, expect: {y: 11}}
  - id: endless
    type: backprop
    given: {x: [.05, .1], W1: [[.15, .2], [.25, .3]], act: sigmoid, t: [.01, .99], lr: .5, epochs: 1000000}
"""


def spread(lines: int, moments: int) -> Iterator[int]:
    """Moments from the first line to the last."""
    return iter([1 + (lines - 1) * i // (moments - 1) for i in range(moments)])


def lines_of(words: list[str]) -> tuple[int, Outcome]:
    """How many lines of code a command runs, once everything is imported, and what comes of it."""
    nncalc(words)
    with Interrupt(0, KeyboardInterrupt()) as counted:
        done = nncalc(words)
    return counted.lines, done


@pytest.mark.parametrize("words", first_examples(), ids=lambda words: words[0])
def test_a_command(words: list[str], tmp_path: Path) -> None:
    """One line, the code of the signal, the old file or the new one whole, and nothing else has changed."""
    place = tmp_path / "out"
    words = [*words, "-o", str(place)]
    lines, _ = lines_of(words)
    right = place.read_bytes()
    for number, at in enumerate(spread(lines, MOMENTS)):
        interrupt, code, said = INTERRUPTS[number % len(INTERRUPTS)]
        place.write_text("old")
        with Interrupt(at, interrupt):
            done = nncalc(words)
        assert (done.code, done.err) == (code, f"nncalc: {said}\n"), at
        assert place.read_bytes() in (b"old", right)
        assert os.listdir(tmp_path) == ["out"]
        assert (nncalc(words).err, place.read_bytes()) == ("", right)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_batch_without_a_report(tmp_path: Path, jobs: str) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(PROBLEMS)
    words = ["batch", "--each", str(path), "-j", jobs]
    lines, whole = lines_of(words)
    for number, at in enumerate(spread(lines, MOMENTS)):
        interrupt, code, said = INTERRUPTS[number % len(INTERRUPTS)]
        with Interrupt(at, interrupt) as run:
            done = nncalc(words)
        if run.sent:  # waiting for workers takes now more lines, now fewer
            assert (done.code, done.err) == (code, f"nncalc: {said}\n"), at
            assert whole.out.startswith(done.out)
        assert _no_worker_is_left()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_batch_with_a_report(tmp_path: Path, jobs: str) -> None:
    """What was shown is in the journal; --resume shows the rest and writes the report."""
    path, report = tmp_path / "p.yaml", tmp_path / "report"
    path.write_text(PROBLEMS)
    words = ["batch", "--each", str(path), "-j", jobs, "-o", str(report), "--format", "json"]
    lines, whole = lines_of(words)
    right = report.read_bytes()
    for number, at in enumerate(spread(lines, 3 * MOMENTS)):
        interrupt, code, said = INTERRUPTS[number % len(INTERRUPTS)]
        report.write_text("old")
        with Interrupt(at, interrupt) as run:
            done = nncalc(words)
        assert _no_worker_is_left()
        assert report.read_bytes() in (b"old", right)
        assert set(os.listdir(tmp_path)) <= {"p.yaml", "report", "report.journal"}
        if not run.sent:
            continue
        assert (done.code, done.err.count("\n")) == (code, 1), at
        assert done.err.startswith(f"nncalc: {said}"), at
        if not (tmp_path / "report.journal").exists():  # before it was opened, or after all was done
            continue
        again = nncalc([*words, "--resume"])
        assert (again.code, again.err, report.read_bytes()) == (whole.code, "", right)
        assert not set(_shown(done)) & set(_shown(again)), at
        assert sorted(os.listdir(tmp_path)) == ["p.yaml", "report"]


def _no_worker_is_left() -> bool:
    """One that was forgotten ends when its pipe is closed, as with the process."""
    gc.collect()
    for worker in multiprocessing.active_children():
        worker.join(20)
    return multiprocessing.active_children() == []


def _shown(done: Outcome) -> list[str]:
    lines = done.out.split("\n\n")[0].split("\n")[:-1]
    return [line.split()[1] for line in lines if line[:1] in "✓✗·!" and line]


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("everybody", [False, True], ids=["the process", "its group"])
def test_a_terminal_that_is_closed(tmp_path: Path, jobs: str, everybody: bool) -> None:
    path, report = tmp_path / "p.yaml", tmp_path / "report"
    path.write_text(ENDLESS)
    report.write_text("old")
    process = _started("batch", "--each", path, "-o", report, "-j", jobs)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("✓ first")
    (os.killpg if everybody else os.kill)(process.pid, signal.SIGHUP)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (129, "nncalc: ended after 1 problem; --resume goes on from there\n")
    assert report.read_text() == "old"
    assert _nobody_is_left(process.pid)


def test_an_ignored_signal_stays_ignored(tmp_path: Path) -> None:
    """`nohup nncalc batch …` goes on when the terminal is closed."""
    path = tmp_path / "p.yaml"
    path.write_text(ENDLESS)
    process = _started("batch", "--each", path, before=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (143, "nncalc: ended\n")


def _started(*words: object, before: object = answer_signals) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "nncalc", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=before,  # type: ignore[arg-type]
    )


def _nobody_is_left(group: int) -> bool:
    from reliability.evidence import all_end

    return all_end(group)
