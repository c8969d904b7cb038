"""Files that cannot be written: every call that writes one fails in turn, every size is the last that there is room for."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from commandline import ROOT, nncalc

from reliability.faults import FULL, FailingCalls, first_examples, no_file_above

READ_ONLY = OSError(errno.EROFS, "Read-only file system")
BROKEN = OSError(errno.EIO, "Input/output error")
BATCHES = (["--format", "json"], ["--format", "latex"], ["--format", "json", "-j", "2"])
CLASS = ["check", str(ROOT / "tests/data/key.yaml"), str(ROOT / "tests/data/answers.csv"), "--format", "csv"]


@pytest.mark.parametrize("words", [*first_examples(), ["schema"]], ids=lambda words: words[0])
def test_one_file(words: list[str], tmp_path: Path) -> None:
    """The old file stays as it was, nothing is left beside it, one line says why."""
    place = tmp_path / "out"
    assert nncalc([*words, "-o", str(place)]).code in (0, 1)
    right = place.read_bytes()
    place.write_text("old")

    def failed(code: int, out: str, err: str) -> None:
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert err.startswith(f"Error: cannot write {place}: ")
        assert place.read_text() == "old"
        assert os.listdir(tmp_path) == ["out"]

    calls = FailingCalls(0)
    with calls:
        nncalc([*words, "-o", str(place)])
    written = ["open", "fsync", "chmod", "replace"]
    reads = len(calls.calls) - len(written)
    assert calls.calls == ["open"] * reads + written, "what is read is opened before"
    for turn in range(reads + 1, len(calls.calls) + 1):
        place.write_text("old")
        for problem in (FULL, READ_ONLY):
            with FailingCalls(turn, problem):
                failed(*nncalc([*words, "-o", str(place)]))
    for size in (0, 1, len(right) // 2, len(right) - 1):
        with no_file_above(size):
            failed(*nncalc([*words, "-o", str(place)]))
    with no_file_above(len(right)):
        nncalc([*words, "-o", str(place)])
    assert place.read_bytes() == right


@pytest.mark.parametrize("problem", [FULL, READ_ONLY, BROKEN], ids=lambda problem: problem.strerror)
@pytest.mark.parametrize("options", BATCHES, ids=" ".join)
def test_a_batch(
    file: Path, tmp_path: Path, options: list[str], problem: OSError, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old report stays, the journal keeps what was solved, --resume writes the report that was wanted."""
    monkeypatch.setattr("nncalc.batch.journal.SYNC", -1)  # after every line, not only once a second
    report = tmp_path / "report"
    words = ["batch", str(file), "-o", str(report), *options]
    nncalc(words)  # imports what it needs: files are opened, and byte code is written
    calls = FailingCalls(0)
    with calls:
        whole = nncalc(words)
    right = report.read_bytes()
    for turn, name in enumerate(calls.calls, 1):
        report.write_text("old")
        with FailingCalls(turn, problem):
            done = nncalc(words)
        assert (done.code, done.err.count("\n")) == (2, 1), name
        assert done.err.startswith("Error: cannot write"), name
        assert report.read_bytes() in (b"old", right)
        assert set(os.listdir(tmp_path)) <= {"p.yaml", "report", "report.journal"}, name
        _resumed(words, whole.code, right, tmp_path)


def test_a_class(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a batch: the old marks stay, the journal keeps what was judged, --resume writes the marks that were wanted."""
    monkeypatch.setattr("nncalc.batch.journal.SYNC", -1)
    report = tmp_path / "report"
    words = [*CLASS, "-o", str(report)]
    calls = FailingCalls(0)
    with calls:
        whole = nncalc(words)
    right, faults = report.read_bytes(), []
    for turn, name in enumerate(calls.calls, 1):
        report.write_text("old")
        with FailingCalls(turn, FULL):
            done = nncalc(words)
        if "cannot write" not in done.err:  # a file that is read could not be opened
            continue
        faults.append(name)
        assert (done.code, done.err.count("\n")) == (2, 1), (name, done.err)
        assert report.read_bytes() in (b"old", right)
        assert set(os.listdir(tmp_path)) <= {"report", "report.journal"}, name
        _resumed(words, whole.code, right, tmp_path, "report")
    assert {"open", "write", "fsync", "chmod", "replace"} <= set(faults)


@pytest.mark.parametrize("options", BATCHES, ids=" ".join)
def test_a_batch_with_no_room(file: Path, tmp_path: Path, options: list[str]) -> None:
    """Every size at which the journal or the report may find the disk full."""
    report = tmp_path / "report"
    words = ["batch", str(file), "-o", str(report), *options]
    whole = nncalc(words)
    right = report.read_bytes()
    failures = 0
    for size in range(0, 2 * len(right), max(1, len(right) // 8)):
        report.write_text("old")
        with no_file_above(size):
            done = nncalc(words)
        failures += done.code == 2 != whole.code or done.err != ""
        if done.err:
            assert (done.code, done.err.count("\n")) == (2, 1), size
            assert report.read_text() == "old"
            assert sorted(os.listdir(tmp_path)) == ["p.yaml", "report", "report.journal"]
        _resumed(words, whole.code, right, tmp_path)
    assert failures > 5


def _resumed(words: list[str], code: int, right: bytes, folder: Path, *left: str) -> None:
    again = nncalc([*words, "--resume"])
    assert (again.code, again.err) == (code, "")
    assert (folder / "report").read_bytes() == right
    assert sorted(os.listdir(folder)) == sorted(left or ("p.yaml", "report"))


def test_what_a_killed_run_left_is_used_again(file: Path, tmp_path: Path) -> None:
    """A file half written, or whatever else stands under its name, is replaced; nothing is written through a link."""
    report, half, other = tmp_path / "report", tmp_path / "report.journal~", tmp_path / "other"
    other.write_text("mine")
    half.symlink_to(other)
    assert nncalc(["batch", str(file), "-o", str(report)]).code == 2
    assert other.read_text() == "mine"
    half.write_text("half")
    assert nncalc(["batch", str(file), "-o", str(report)]).code == 2
    assert sorted(os.listdir(tmp_path)) == ["other", "p.yaml", "report"]


def test_what_is_read_is_not_written_over(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(file)
    key, answers = ROOT / "tests/data/key.yaml", ROOT / "tests/data/answers.csv"
    for words in (["batch", file, "-o", file], ["batch", tmp_path, "-o", link], ["check", key, answers, "-o", answers]):
        before = Path(words[-1]).read_bytes()
        done = nncalc(list(map(str, words)))
        assert (done.code, done.out) == (2, "")
        refused = "-o: batch has no format for a file that ends in .yaml\n" if words[-1] == file else None
        assert done.err.startswith(f"Error: {refused or f'cannot write {words[-1]}: it is read here'}")
        assert Path(words[-1]).read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == ["link", "p.yaml"]


@pytest.mark.parametrize("resume", [[], ["--resume"]])
def test_a_file_of_the_journals_name_is_not_written_over(file: Path, tmp_path: Path, resume: list[str]) -> None:
    mine = tmp_path / "report.journal"
    for text in ("my diary\n", "{}", '{"kex": 1}\n'):
        mine.write_text(text)
        done = nncalc(["batch", str(file), "-o", str(tmp_path / "report"), *resume])
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
        assert "is not the journal of a batch" in done.err
        assert mine.read_text() == text
    for text in ("", "\0\0\0\0\0\0\0\0\0\0\0\0", '{"ke', '{"key": "0'):  # what a run that was killed may leave
        mine.write_text(text)
        assert nncalc(["batch", str(file), "-o", str(tmp_path / "report"), *resume]).out != ""
        assert sorted(os.listdir(tmp_path)) == ["p.yaml", "report"]


@pytest.mark.parametrize(
    "words", [["forward", "x=1", "W1=1"], ["schema"], ["batch", "FILE"]], ids=lambda words: words[0]
)
@pytest.mark.parametrize("place", ["/proc/report", "/proc/1/report", "/dev/null/report", "/nowhere/report", "", "."])
def test_places_where_nobody_may_write(file: Path, words: list[str], place: str) -> None:
    done = nncalc([*(str(file) if word == "FILE" else word for word in words), "-o", place])
    assert (done.code, done.out) == (2, "")
    assert "cannot write" in done.err or "is a directory" in done.err
    assert len(done.err.splitlines()) <= 4
