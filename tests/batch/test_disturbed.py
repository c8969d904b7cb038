"""Everything that a disk, a pipe or a person may do while a batch runs."""

from __future__ import annotations

import os
import pty
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from batches import ENDLESS, GOOD, many, run
from commandline import answer_signals, nncalc, written_to


def test_a_full_disk_for_the_journal(file: Path, tmp_path: Path) -> None:
    """No file may grow past 2,000 bytes: the journal says so in one line, the old report stays."""
    report = tmp_path / "report.md"
    report.write_text("old")
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))  # noqa: E731
    done = run(file, "-o", report, "--format", "markdown", preexec_fn=limit)
    assert done.returncode == 2
    assert done.stderr == f"Error: cannot write the journal {report}.journal: File too large\n"
    assert report.read_text() == "old"
    assert sorted(os.listdir(tmp_path)) == ["all.yaml", "report.md", "report.md.journal"]


def test_a_full_disk_for_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, report = many(tmp_path, 3), tmp_path / "report.md"
    report.write_text("old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    done = nncalc(["batch", str(path), "-o", str(report), "--format", "markdown"])
    assert done.code == 2
    assert done.err == f"Error: cannot write {report}: No space left on device\n"
    assert report.read_text() == "old"
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".nncalc")]
    monkeypatch.undo()
    assert nncalc(["batch", str(path), "-o", str(report), "--format", "markdown", "--resume"]).code == 0
    assert report.read_text().startswith("# p0")


def test_standard_output_that_is_full(file: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "nncalc", "batch", str(file)], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 2
    assert done.stderr == "Error: cannot write: No space left on device\n"


@pytest.mark.parametrize("place", ["", "nowhere/report.md", "sealed/report.md", "all.yaml/report.md"])
def test_places_that_cannot_be_written_are_refused_at_once(file: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "sealed").mkdir(mode=0o555)
    done = nncalc(["batch", str(file), "-o", str(tmp_path / place)])
    if place.startswith("sealed") and os.geteuid() == 0:
        pytest.skip("root writes everywhere")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Error: cannot write")
    assert len(done.err.splitlines()) == 1


def test_a_device_is_not_replaced(file: Path) -> None:
    done = nncalc(["batch", str(file), "-o", "/dev/null"])
    assert done.err == "Error: cannot write /dev/null: it is not a regular file\n"
    assert not os.path.isfile("/dev/null")
    assert nncalc("forward x=1 W1=1 -o /dev/null").code == 0
    assert not os.path.isfile("/dev/null")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_closed_pipe(tmp_path: Path, jobs: str) -> None:
    command = f"{sys.executable} -m nncalc batch --each {many(tmp_path, 500)} -j {jobs} | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith("✓ p0")
    assert done.stderr == ""
    done = subprocess.run(
        ["bash", "-c", command.replace("head -1", "true; echo ${PIPESTATUS[0]}")], capture_output=True
    )
    assert (done.stdout, done.stderr) == (b"141\n", b"")


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(
    ("number", "code", "word"), [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "ended")]
)
def test_signals(tmp_path: Path, number: signal.Signals, code: int, word: str, jobs: str) -> None:
    """One line, the old report as it was, what was solved in the journal; --resume goes on."""
    path, report = tmp_path / "endless.yaml", tmp_path / "report.txt"
    path.write_text("problems:\n" + GOOD + ENDLESS)
    report.write_text("old")
    command = [sys.executable, "-m", "nncalc", "batch", "--each", str(path), "-o", str(report), "-j", jobs]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=answer_signals,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("✓ ID")
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (code, "")
    assert err == f"nncalc: {word} after 1 problem; --resume goes on from there\n"
    assert report.read_text() == "old"
    resumed = run(path, "--each", "-o", report, "--resume", "--timeout", "10", "--fail-fast", "--only", "ID")
    assert resumed.returncode == 0
    assert "✓ ID" not in resumed.stdout, "a problem was repeated"
    assert report.read_text().startswith("ID: ")


def test_progress_is_drawn_on_a_terminal_alone(tmp_path: Path) -> None:
    path = many(tmp_path, 50)
    assert run(path).stderr == ""
    ours, theirs = pty.openpty()
    at_once = "import sys; from nncalc.cli import progress as p; p.DELAY = 0; from nncalc.__main__ import run; run(sys.argv[1:])"
    command = [sys.executable, "-c", at_once, "batch", str(path)]
    environment = {**os.environ, "TERM": "xterm"}
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, timeout=60, env=environment)
    os.close(theirs)
    drawn = written_to(ours)
    assert b"50 problems in 1 file" in done.stdout
    assert "[" in drawn
    assert "%" in drawn
    assert drawn.endswith("\r\x1b[K"), "the bar is taken away again"
