"""Batches: order, workers, limits, formats, exit codes, and everything a disk, a pipe or a person may do meanwhile."""

from __future__ import annotations

import json
import os
import pty
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from commandline import ROOT, answer_signals, nncalc, written_to
from reliability import memory

from nncalc import render
from nncalc.batch import workers
from nncalc.batch.outcome import Outcome, Wanted, outcome_of
from nncalc.batch.problems import Selection, read_all, work_through

GOOD = "  - {id: ID, type: forward, given: {x: [1, 2], W1: [3, 4]}, expect: {y: 11}}\n"
ENDLESS = """  - id: endless
    type: backprop
    given: {x: [.05, .1], W1: [[.15, .2], [.25, .3]], act: sigmoid, t: [.01, .99], lr: .5, epochs: 1000000}
    expect: {loss: 3}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Problems of every kind of outcome."""
    path = tmp_path / "all.yaml"
    path.write_text(
        "problems:\n"
        "  - {id: right, type: forward, given: {x: [1, 2], W1: [3, 4]}, expect: {y: 11}}\n"
        "  - {id: solved, type: forward, given: {x: [1, 2], W1: [3, 4]}}\n"
        "  - {id: wrong, type: forward, given: {x: [1, 2], W1: [3, 4], b1: 5}, expect: {y: 11}}\n"
        "  - {id: shapes, type: forward, given: {x: [1, 2], W1: [3, 4, 5], act1: relv}}\n"
        "  - {id: mistyped, type: foward, given: {x: [1, 2]}}\n"
        "  - {id: names, type: forward, given: {x: 1, W1: 1}, expect: {yy: 1, zz: 2}}\n"
        "  - {id: broken, type: forward, given: {x: [1, 2}}\n"
        "  - {id: last, type: softmax-loss, given: {z: [3.2, 5.1, -1.7], y: 0}, expect: {loss: 0.886}}\n"
    )
    return path


@pytest.mark.parametrize(
    ("faulty", "places"),
    [
        ("type: foward", ["4:11: there is no problem type"]),
        ("type: forward\n    expect:\n      y: 11\n      yy: 1\n      zz: 2", ["7:7: yy:", "8:7: zz:"]),
        ("type: forward\n    expect_published: {yy: {value: 1, cause: 22}}", ["5:24: yy:"]),
        ("type: forward\n    expect: {W1: 1}", ["5:14: W1: there is no result"]),
    ],
)
def test_a_fault_is_placed_where_it_stands(faulty: str, places: list[str], tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(f"problems:\n  - id: one\n    given: {{x: [1, 2], W1: [3, 4]}}\n    {faulty}\n", encoding="utf-8")
    said = nncalc(["batch", str(path)]).out
    assert [place for place in places if f"Error: {path}:{place}" in said] == places
    (found,) = [json.loads(line) for line in nncalc(["batch", str(path), "--format", "json"]).out.splitlines()]
    assert places[0].startswith(f"{found['error']['line']}:{found['error']['column']}:")


def test_defaults_split_at_commas_are_all_said(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(f"defaults: {{lr: 1,2, x: 1, 2, y:}}\nproblems:\n{GOOD}", encoding="utf-8")
    assert "no space follows a colon inside brackets" in nncalc(["batch", str(path)]).out
    path.write_text(f"defaults: {{lr: .1,.1, x: 1, 2,2}}\nproblems:\n{GOOD}", encoding="utf-8")
    done = nncalc(["batch", str(path)])
    assert 'expected: lr: ".1,.1" or lr: [.1, .1]\n' in done.out
    assert 'expected: x: "1, 2,2" or x: [1, 2, 2]\n' in done.out


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("{y: 0, z:3}", "z: 3, with a plain colon"),
        ("{z:3, y: 0}", "z: 3, with a plain colon"),
        ("{y: 0, z：1,2}", 'z: "1,2", with a plain colon'),
        ("{z： '1,2', y: 0}", "z: '1,2', with a plain colon"),
        ("{z: a,b:c,d, y: 0}", 'z: "a,b:c,d" or z: [[a, b], [c, d]]'),
        ("{z: 1,2:3, y: 0}", 'z: "1,2:3"'),
        ("{z: 'say \"a\"',b, y: 0}", 'z: "say \\"a\\",b"'),
        ("{z: " + ",".join(["0.25"] * 99) + ", y: 0}", "z: [1, 2], with the whole value in brackets, or in quotes"),
        ("{1,2}", "NAME: [1, 2], with the whole value in brackets, or in quotes"),
    ],
)
def test_what_stands_alone_between_commas(given: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(f"- id: one\n  type: softmax-loss\n  given: {given}\n", encoding="utf-8")
    said = nncalc(["batch", str(path)]).out
    assert said.count("  Error: ") == 1, said
    assert f"    expected: {expected}\n" in said


def test_depths_that_the_parser_itself_refuses(tmp_path: Path) -> None:
    path = tmp_path / "deep.yaml"
    path.write_text("problems:\n  - id: one\n    type: forward\n    given:\n      x: " + "{" * 3000 + "\n" + GOOD)
    done = nncalc(["batch", str(path)])
    assert "this is not YAML: nested more than 50 deep\n" in done.out
    assert "2 problems in 1 file: 1 right, 1 error" in done.out


def many(tmp_path: Path, number: int, malformed: Sequence[int] = ()) -> Path:
    """So many problems, some of them not YAML."""
    path = tmp_path / f"{number}.yaml"
    items = [GOOD.replace("ID", f"p{i}") for i in range(number)]
    for i in malformed:
        items[i] = f"  - {{id: p{i}, type: forward, given: {{x: [1, 2}}\n"
    path.write_text("problems:\n" + "".join(items))
    return path


def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """A batch in a process of its own."""
    command = [sys.executable, "-m", "nncalc", "batch", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, **options)  # type: ignore[call-overload,no-any-return]


def outcomes(path: Path, processes: int, wanted: Wanted | None = None) -> list[Outcome]:
    done = work_through(read_all([str(path)], Selection()), wanted or Wanted(), processes)
    return [outcome for _, outcome in done if outcome is not None]


# -- what is said --------------------------------------------------------------------------------------------


def test_everything_is_said(file: Path) -> None:
    done = nncalc(["batch", "--each", str(file)])
    assert done.code == 2
    assert done.err == ""
    shown = [line.split()[:2] for line in done.out.split("\n\n")[0].splitlines()]
    assert [name for _, name in shown] == ["right", "solved", "wrong", "shapes", "mistyped", "names", "7", "last"]
    assert [sign for sign, _ in shown] == list("✓·✗!!!!✗")
    for said in (
        "8 problems in 1 file: 1 right, 1 solved, 2 wrong, 4 errors",
        "did you mean forward?",
        "did you mean relu?",
        "there is no result 'yy'",
        "there is no result 'zz'",
        f"{file}:8:",
        "✗ y=11: wrong; the value is 16",
        "leaves the bias out of z",
        "takes log₁₀ for ln",
    ):
        assert said in done.out, said
    assert "^" in done.out
    table = [line.split() for line in done.out.splitlines() if line.startswith(("forward ", "all "))]
    assert table == [["forward", "5", "1", "1", "1", "2"], ["all", "8", "1", "1", "2", "4"]]


@pytest.mark.parametrize(
    ("names", "code"),
    [(("right", "solved"), 0), (("right", "wrong"), 1), (("wrong", "shapes"), 2), (("mistyped",), 2)],
)
def test_exit_codes(file: Path, names: Sequence[str], code: int) -> None:
    lines = file.read_text().splitlines(keepends=True)
    file.write_text(lines[0] + "".join(line for line in lines[1:] if line.split("id: ")[1].split(",")[0] in names))
    assert nncalc(["batch", str(file)]).code == code


def test_our_own_fault_is_3(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("nncalc.batch.outcome._solved", broken)
    done = nncalc(["batch", str(file)])
    assert done.code == 3
    assert "internal fault (ZeroDivisionError: planted)" in done.out
    assert "7 faults" in done.out


def test_json_lines(file: Path) -> None:
    done = nncalc(["batch", str(file), "--format", "json"])
    assert done.err == ""
    assert done.out.isascii()
    objects = [json.loads(line) for line in done.out.splitlines()]
    assert [each["status"] for each in objects] == ["right", "solved", "wrong", *["error"] * 4, "wrong"]
    common = {"nncalc", "type", "file", "id", "line", "status"}
    for each in objects:
        if each["status"] == "error":
            assert set(each) - {"more_errors"} == common | {"error"}
            assert set(each["error"]) == {"message", "name", "line", "column"}
        else:
            assert set(each) == common | {"given", "conventions", "results", "steps", "checks"}
    assert objects[2]["results"]["y"]["exact"] == ["16"]
    assert objects[2]["checks"][0]["causes"][0]["id"] == "22"
    assert objects[5]["error"]["name"] == "yy"
    assert [each["name"] for each in objects[5]["more_errors"]] == ["zz"]
    assert (objects[3]["error"]["line"], objects[3]["error"]["column"]) == (5, 73)


@pytest.mark.parametrize("format_", render.format_names())
def test_reports_and_booklets(file: Path, tmp_path: Path, format_: str) -> None:
    report = nncalc(["batch", str(file), "--format", format_])
    assert report.code == 2
    assert "8 problems in 1 file" in report.out
    booklet = tmp_path / "booklet"
    done = nncalc(["batch", str(file), "--format", format_, "-o", str(booklet)])
    assert done.code == 2
    assert f"written to {booklet}" in done.out
    text = booklet.read_text(encoding="utf-8")
    said = text.replace("\\", "")
    assert said.count("right:") == 1
    assert "shapes: not solved" in said
    begin = {"markdown": "# ", "latex": "\\documentclass"}.get(format_, "")
    assert text.startswith(begin)
    if format_ == "latex":
        assert report.out.startswith(begin)
        assert report.out.rstrip().endswith("\\end{document}")
        assert text.rstrip().endswith("\\end{document}")
        assert report.out.isascii()
        assert text.isascii()
    if format_ == "markdown":
        assert "| ✓ | right | forward | right (1 figure) |" in report.out
    assert sorted(os.listdir(tmp_path)) == ["all.yaml", "booklet"]


def test_booklet_of_json_lines(file: Path, tmp_path: Path) -> None:
    shown = nncalc(["batch", str(file), "--format", "json"]).out
    done = nncalc(["batch", str(file), "--format", "json", "-o", str(tmp_path / "all.jsonl"), "-j", "2", "--each"])
    assert (tmp_path / "all.jsonl").read_text() == shown
    assert done.out.startswith("✓ right")


def test_a_file_without_problems_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("")
    assert nncalc(["batch", str(tmp_path)]).out.endswith("\n0 problems in 1 file: 1 error\n")
    (tmp_path / "good.yaml").write_text("problems:\n" + GOOD)
    done = nncalc(["batch", str(tmp_path)])
    assert done.code == 2
    assert done.out.endswith("\n1 problem in 2 files: 1 right, 1 error\n")


def test_only(file: Path) -> None:
    assert "1 problem in 1 file: 1 right" in nncalc(["batch", str(file), "--only", "right"]).out
    assert "1 problem in 1 file" in nncalc(["batch", str(file), "--only", "softmax-loss"]).out
    assert "1 problem in 1 file: 1 wrong" in nncalc(["batch", str(file), "--only", "forward/wrong"]).out
    two = nncalc(["batch", str(file), "--only", "right", "--only", "softmax-loss", "--only", "right"])
    assert "2 problems in 1 file: 1 right, 1 wrong" in two.out
    some = nncalc(["batch", str(file), "--only", "right", "--only", "wrogn"])
    assert "1 problem in 1 file: 1 right" in some.out
    assert (some.code, some.err) == (
        2, "Error: --only: no problem has the id or the type 'wrogn'\n  did you mean wrong?\n",
    )  # fmt: skip
    none = nncalc(["batch", str(file), "--only", "rihgt", "--only", "lsat"])
    assert none.err.count("Error: --only: no problem has the id or the type") == 2
    none = nncalc(["batch", str(file), "--only", "rihgt"])
    assert (none.code, none.out) == (2, "")
    assert "did you mean right?" in none.err


def test_fail_fast(file: Path) -> None:
    done = nncalc(["batch", str(file), "--fail-fast"])
    assert done.code == 1
    assert "3 problems in 1 file: 1 right, 1 solved, 1 wrong" in done.out
    assert "stopped at the first problem that is not right" in done.out


def test_lines_of_single_problems_are_asked_for(file: Path) -> None:
    """Without them what is not right is explained as it comes; with them after the last."""
    plain, each = nncalc(["batch", str(file)]), nncalc(["batch", str(file), "--each"])
    lines, _, rest = each.out.partition("\n\n")
    assert [line.split()[1] for line in lines.splitlines()] == [
        "right", "solved", "wrong", "shapes", "mistyped", "names", "7", "last",
    ]  # fmt: skip
    assert rest == plain.out
    assert plain.out.startswith(f"{file}:4 wrong (forward)\n  ✗ y=11: wrong; the value is 16\n")


def test_other_formats_list_every_problem(file: Path) -> None:
    for format_ in [*render.format_names(), "json"]:
        if format_ != "text":
            words = ["batch", str(file), "--format", format_]
            assert nncalc(words) == nncalc([*words, "--each"])


def test_the_worked_problems_fit_a_screen() -> None:
    done = nncalc(["batch", str(ROOT / "problems")])
    assert done.code == 0
    assert len(done.out.splitlines()) <= 24
    assert max(map(len, done.out.splitlines())) <= 80 + len(str(ROOT))


def test_folders(file: Path, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "more.yml").write_text("problems:\n" + GOOD)
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "bad.yaml").write_text("problems: no\n")
    (tmp_path / "kept" / ".not-in-batch").write_text("on purpose\n")
    done = nncalc(["batch", str(tmp_path)])
    assert "9 problems in 2 files" in done.out
    assert f"{tmp_path}/kept left out" in done.out
    assert nncalc(["batch", str(tmp_path / "kept")]).code == 2
    missing = nncalc(["batch", str(tmp_path / "al.yaml"), str(tmp_path / "sb")])
    assert missing.code == 2
    assert missing.err.count("there is no file or folder") == 2
    assert f"did you mean {tmp_path}/all.yaml?" in missing.err
    (tmp_path / "empty").mkdir()
    assert "there is no problem file here" in nncalc(["batch", str(tmp_path / "empty")]).err


def test_one_malformed_problem_among_a_thousand(tmp_path: Path) -> None:
    done = nncalc(["batch", str(many(tmp_path, 1000, [500]))])
    assert done.code == 2
    assert "1000 problems in 1 file: 999 right, 1 error" in done.out
    assert ":502:" in done.out


def test_many_malformed_problems(tmp_path: Path) -> None:
    found = [outcome.status for outcome in outcomes(many(tmp_path, 300, range(1, 300, 3)), 1)]
    assert found == ["right", "error", "right"] * 100


# -- workers -------------------------------------------------------------------------------------------------


def test_workers_keep_the_order(file: Path, tmp_path: Path) -> None:
    assert outcomes(file, 3) == outcomes(file, 1)
    path = many(tmp_path, 200, [7, 131])
    assert outcomes(path, 2) == outcomes(path, 1)


Planted = Callable[..., None]


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Planted:
    """Something that happens in the worker at the problem p40 (and only there)."""

    def plant(happens: Callable[[], object]) -> None:
        def instead(entry: object, wanted: Wanted) -> Outcome | None:
            if getattr(entry, "id", "") == "p40":
                happens()
            return outcome_of(entry, wanted)  # type: ignore[arg-type]

        monkeypatch.setattr(workers, "outcome_of", instead)

    return plant


def test_a_killed_worker_costs_one_problem(tmp_path: Path, planted: Planted) -> None:
    planted(lambda: os.kill(os.getpid(), signal.SIGKILL))
    done = outcomes(many(tmp_path, 100), 2)
    assert [outcome.id for outcome in done if outcome.status != "right"] == ["p40"]
    assert [outcome.id for outcome in done] == [f"p{i}" for i in range(100)]
    assert done[40].status == "error"
    assert "ended its process (SIGKILL)" in done[40].errors[0][0]


def test_a_worker_killed_from_outside_costs_nothing(tmp_path: Path, planted: Planted) -> None:
    once = tmp_path / "once"
    planted(lambda: once.exists() or (once.touch(), os.kill(os.getpid(), signal.SIGKILL)))
    assert {outcome.status for outcome in outcomes(many(tmp_path, 100), 2)} == {"right"}


def test_a_worker_that_hangs_is_stopped(tmp_path: Path, planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "GRACE", 0.2)
    outcomes(many(tmp_path, 1), 1)  # imports what the workers need: the machine may be busy
    planted(lambda: time.sleep(60))
    done = outcomes(many(tmp_path, 60), 2, Wanted(seconds=1))
    assert [outcome.id for outcome in done if outcome.status != "right"] == ["p40"]
    assert "took longer than 1 s" in done[40].errors[0][0]


def test_a_worker_that_exits(tmp_path: Path, planted: Planted) -> None:
    planted(lambda: os._exit(7))
    done = outcomes(many(tmp_path, 50), 2)
    assert "ended its process (exit code 7)" in done[40].errors[0][0]


# -- time and memory -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("processes", [1, 2])
def test_an_endless_problem_stops_in_time(tmp_path: Path, processes: int) -> None:
    path = tmp_path / "endless.yaml"
    path.write_text("problems:\n" + GOOD + ENDLESS + GOOD.replace("ID", "last"))
    outcomes(many(tmp_path, 1), 1)  # imports what the workers need: the machine may be busy
    done = outcomes(path, processes, Wanted(seconds=1))
    assert [outcome.status for outcome in done] == ["right", "error", "right"]
    assert done[1].errors[0][0] == "the working took longer than the 1 s allowed"
    assert done[1].errors[0][2] == 3


def test_work_that_reads_no_clock_is_broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nncalc.batch.outcome.GRACE", 0.05)
    monkeypatch.setattr("nncalc.batch.outcome._solved", lambda entry, wanted: time.sleep(60))
    done = outcomes(many(tmp_path, 1), 1, Wanted(seconds=0.1))
    assert done[0].errors[0][0] == "the problem took longer than the 0.1 s allowed"


def test_memory_stays_flat(tmp_path: Path) -> None:
    """4,000 problems take no more than 200 do, but for their text and ids; `reliability/memory.py` takes 100,000."""
    peaks = [memory.peak(many(tmp_path, number), "").own for number in (200, 4000)]
    assert peaks[1] - peaks[0] < 6_000, "KiB more"


# -- disks, pipes, signals -----------------------------------------------------------------------------------


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
    command = [sys.executable, "-m", "nncalc", "batch", str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, timeout=60)
    os.close(theirs)
    drawn = written_to(ours)
    assert b"50 problems in 1 file" in done.stdout
    assert "[" in drawn
    assert "%" in drawn
    assert drawn.endswith("\r\x1b[K"), "the bar is taken away again"
