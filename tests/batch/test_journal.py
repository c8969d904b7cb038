"""The journal: what was solved is kept, nothing is solved twice, one run at a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commandline import nncalc

from nncalc.batch.journal import Journal, JournalTaken, as_outcome, key_of
from nncalc.batch.outcome import RIGHT, Outcome, Wanted
from nncalc.errors import NncalcError
from nncalc.problem_files.entry import Entry
from nncalc.problem_files.reader import read_file

OUTCOME = Outcome("f.yaml", "p1", "forward", "", 3, RIGHT, (("y", "11", "right", ("right",), ()),))
PROBLEMS = """problems:
  - {id: one, type: forward, given: {x: [1, 2], W1: [3, 4]}, expect: {y: 11}}
  - {id: two, type: forward, given: {x: [1, 2], W1: [3, 5]}, expect: {y: 11}}
  - {id: three, type: forward, given: {x: [1, 2], W1: [3, 6]}, expect: {y: 15}}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "p.yaml"
    path.write_text(PROBLEMS)
    return path


def entries(path: Path) -> list[Entry]:
    return [entry for entry in read_file(str(path)) if isinstance(entry, Entry)]


def test_outcomes_come_back(tmp_path: Path) -> None:
    path = str(tmp_path / "j")
    with Journal(path, resume=False) as journal:
        journal.write("a", OUTCOME)
        journal.write("b", OUTCOME._replace(id="p2" * 100_000))
        assert [outcome.id[:2] for outcome in journal.outcomes()] == ["p1", "p2"]
    with Journal(path, resume=True) as journal:
        assert set(journal.earlier) == {"a", "b"}
        assert journal.again("b").id == "p2" * 100_000
        journal.write("c", OUTCOME._replace(id="p3"))
        assert journal.again("a")._replace(checks=()) == OUTCOME._replace(checks=())
        assert [outcome.id[:2] for outcome in journal.outcomes()] == ["p2", "p3", "p1"]


def test_outcomes_are_plain_data() -> None:
    assert list(as_outcome(json.loads(json.dumps(OUTCOME))).checks[0]) == ["y", "11", "right", ["right"], []]


@pytest.mark.parametrize("cut", [b"", b"{", b'{"key": "c", "outc', b"\x00\x00\n", b"[1]\n", b'{"key": "c"}'])
def test_a_line_cut_off_is_dropped(tmp_path: Path, cut: bytes) -> None:
    path = tmp_path / "j"
    with Journal(str(path), resume=False) as journal:
        journal.write("a", OUTCOME)
    whole = path.read_bytes()
    path.write_bytes(whole + cut)
    with Journal(str(path), resume=True) as journal:
        assert set(journal.earlier) == {"a"}
    assert path.read_bytes() == whole


def test_keys(file: Path, tmp_path: Path) -> None:
    """A problem that was edited, or is wanted otherwise, or whose data were, is another one."""
    (tmp_path / "x.csv").write_text("1,2\n")
    (one, *_) = entries(file)
    assert key_of(one, Wanted()) == key_of(one._replace(), Wanted())
    others = [
        key_of(one, Wanted(digits=5)),
        key_of(one, Wanted("markdown", True)),
        key_of(one._replace(title="another"), Wanted()),
        key_of(one._replace(expect={"y": "12"}), Wanted()),
        key_of(one._replace(given={"x": "@x.csv", "W1": "3,4"}), Wanted()),
    ]
    (tmp_path / "x.csv").write_text("1,2,3\n")
    others.append(key_of(one._replace(given={"x": "@x.csv", "W1": "3,4"}), Wanted()))
    assert len({key_of(one, Wanted()), *others}) == 7


def test_an_edited_problem_is_solved_again(file: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"
    first = nncalc(["batch", str(file), "-o", str(report), "--format", "json", "--fail-fast"])
    assert first.code == 1
    assert "--resume goes on from there" in first.out
    assert not report.exists()
    file.write_text(PROBLEMS.replace("[3, 5]}, expect: {y: 11}", "[3, 5]}, expect: {y: 13}"))
    second = nncalc(["batch", "--each", str(file), "-o", str(report), "--format", "json", "--resume"])
    assert second.code == 0
    assert [line.split()[1] for line in second.out.split("\n\n")[0].splitlines()] == ["two", "three"]
    assert "3 problems in 1 file: 3 right" in second.out
    assert [json.loads(line)["id"] for line in report.read_text().splitlines()] == ["one", "two", "three"]
    assert sorted(os.listdir(tmp_path)) == ["p.yaml", "report.jsonl"]


def test_a_run_that_begins_afresh_says_what_it_drops(file: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"
    nncalc(["batch", str(file), "-o", str(report), "--fail-fast"])
    again = nncalc(["batch", "--each", str(file), "-o", str(report)])
    assert again.err == "nncalc: 2 results of a run that was stopped dropped; with --resume it would have gone on\n"
    assert len(again.out.split("\n\n")[0].splitlines()) == 3


def test_a_part_is_not_resumed_at_the_cost_of_the_rest(file: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"
    nncalc(["batch", str(file), "-o", str(report), "--fail-fast"])
    part = nncalc(["batch", str(file), "-o", str(report), "--resume", "--only", "three"])
    assert (part.code, part.out) == (2, "")
    assert "report.jsonl.journal holds results of other problems; --resume without --only goes on with them" in part.err
    assert not report.exists()
    whole = nncalc(["batch", "--each", str(file), "-o", str(report), "--resume"])
    assert len(whole.out.split("\n\n")[0].splitlines()) == 1


def test_a_part_is_resumed(file: Path, tmp_path: Path) -> None:
    report = str(tmp_path / "report.jsonl")
    nncalc(["batch", str(file), "-o", report, "--only", "two", "--fail-fast"])
    assert nncalc(["batch", str(file), "-o", report, "--resume", "--only", "two"]).code == 1
    assert os.path.exists(report)


def test_resuming_nothing_solves_everything(file: Path, tmp_path: Path) -> None:
    done = nncalc(["batch", str(file), "-o", str(tmp_path / "new.md"), "--format", "markdown", "--resume"])
    assert done.code == 1
    assert "3 problems" in done.out
    assert nncalc(["batch", str(file), "--resume"]).code == 2


def test_two_runs_on_one_report(file: Path, tmp_path: Path) -> None:
    """The second refuses in one line while the first holds the journal, and may go on when that was killed."""
    report = tmp_path / "report.txt"
    script = (
        "import sys, time; from nncalc.batch.journal import Journal; held = Journal(sys.argv[1], False);"
        "print(flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", script, f"{report}.journal"], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    for extra in ([], ["--resume"]):
        refused = nncalc(["batch", str(file), "-o", str(report), *extra])
        assert refused.code == 2
        assert refused.err == f"Error: another run is writing {report}.journal; let it end, or choose another -o\n"
        assert refused.out == ""
    with pytest.raises(JournalTaken):
        Journal(f"{report}.journal", resume=True)
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert nncalc(["batch", str(file), "-o", str(report), "--resume"]).code == 1


def test_a_journal_that_cannot_be_made(tmp_path: Path) -> None:
    with pytest.raises(NncalcError, match="cannot write the journal"):
        Journal(str(tmp_path / "nowhere" / "j"), resume=False)
