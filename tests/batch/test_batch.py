"""Batches: what is said of each problem, in order, formats, exit codes."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from batches import GOOD, many, outcomes
from commandline import ROOT, Outcome, nncalc
from texts import TEXTS

from nncalc.declaring import registry


@pytest.mark.parametrize(
    ("faulty", "places"),
    [
        ("type: foward", ["4:11: there is no problem type"]),
        ("type: forward\n    expect:\n      y: 11\n      yy: 1\n      zz: 2", ["7:7: yy:", "8:7: zz:"]),
        ("type: forward\n    expect_published: {yy: {value: 1, cause: bias-not-added}}", ["5:24: yy:"]),
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
    assert objects[2]["checks"][0]["causes"][0]["id"] == "bias-not-added"
    assert objects[5]["error"]["name"] == "yy"
    assert [each["name"] for each in objects[5]["more_errors"]] == ["zz"]
    assert (objects[3]["error"]["line"], objects[3]["error"]["column"]) == (5, 73)


@pytest.mark.parametrize("format_", TEXTS)
def test_reports_and_booklets(file: Path, tmp_path: Path, format_: str) -> None:
    report = nncalc(["batch", str(file), "--format", format_])
    assert report.code == 2
    assert "8 problems in 1 file" in report.out
    booklet = tmp_path / "booklet"
    done = nncalc(["batch", str(file), "--format", format_, "-o", str(booklet)])
    assert done.code == 2
    assert f"written to {booklet}" in done.out
    text = booklet.read_text(encoding="utf-8")
    said = re.sub("<desc>.*?</desc>", "", text.replace("\\", ""))  # a drawing goes from left to right: …
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
    for format_ in [*TEXTS, "json"]:
        if format_ != "text":
            words = ["batch", str(file), "--format", format_]
            assert nncalc(words) == nncalc([*words, "--each"])


@pytest.fixture(scope="module")
def worked() -> Outcome:
    """All worked problems of this repository."""
    return nncalc(["batch", str(ROOT / "problems")])


def test_the_worked_problems_fit_a_screen(worked: Outcome) -> None:
    done = worked
    assert done.code == 0
    assert len(done.out.splitlines()) <= 24
    assert max(map(len, done.out.splitlines())) <= 80 + len(str(ROOT))


def test_of_many_types_the_summary_counts_topics(worked: Outcome) -> None:
    rows = [line.split() for line in worked.out.splitlines() if line]
    assert rows[0] == ["topic", "problems", "right"]
    sums = {" ".join(row[:-2]): int(row[-2]) for row in rows[1:] if row[-1].isdecimal()}
    assert [*sums] == [*registry.by_topic(), "all"]
    assert sum(sums.values()) == 2 * sums["all"]


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


def test_a_report_in_latex_is_for_xelatex_where_names_are_chinese(tmp_path: Path) -> None:
    path = tmp_path / "key.yaml"
    for name, chinese in (("one", False), ("题", True), ('"\\u9898"', True)):
        path.write_text(f"problems:\n  - {{id: {name}, type: forward, given: {{x: [1], W1: [2]}}}}\n", encoding="utf-8")
        first = nncalc(["batch", str(path), "--format", "latex"]).out.splitlines()[0]
        assert first == ("% !TeX program = xelatex" if chinese else r"\documentclass[a4paper]{article}")
