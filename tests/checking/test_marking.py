"""Marks: points given once and shared, carried figures, and the summary of a class in every format."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from pathlib import Path

import pytest
from commandline import nncalc
from marked import CLASS, check, data
from texts import TEXTS

from nncalc.checking.points import Share, shares, weights
from nncalc.problem_files.entry import Entry
from nncalc.problem_files.reader import read_file


def test_marks(key: Path) -> None:
    done = check(key, CLASS)
    assert done.err == ""
    assert done.code == 1
    marks = data(key, CLASS)
    assert marks["errors"] == []
    assert [(each["student"], each["marks"], each["out_of"]) for each in marks["students"]] == [
        ("Ann", 11, 11),
        ("Bob", pytest.approx(19 / 3), 11),
        ("Cid", 0, 11),
    ]
    verdicts = {(each["student"], each["id"], each["name"]): each for each in marks["answers"]}
    assert verdicts["Bob", "net", "z1"]["verdict"] == "wrong"
    assert verdicts["Bob", "net", "z1"]["words"][0].endswith("the first wrong step")
    assert [verdicts["Bob", "net", name]["verdict"] for name in ("z2", "y")] == ["carried", "carried"]
    assert [verdicts["Bob", "net", name]["marks"] for name in ("z1", "z2", "y")] == [0, 2, 3]
    assert verdicts["Bob", "loss", "loss"]["verdict"] == "convention"
    assert verdicts["Bob", "loss", "p.1"]["marks"] == pytest.approx(2 / 3)
    assert verdicts["Bob", "free", "y"]["verdict"] == "unreadable"
    assert {(each["id"], each["times"], each["possibly"]) for each in marks["slips"]} >= {("log=10", 1, 0)}
    assert verdicts["Bob", "free", "y"]["marks"] is None
    assert [each["withheld"] for each in marks["students"]] == [0, 1, 0]
    assert [(each["student"], each["id"], each["name"], each["typed"]) for each in marks["unreadable"]] == [
        ("Bob", "free", "y", "=1+1")
    ]
    assert ("free", 0) not in [(each["id"], each["mean"]) for each in marks["hardest"]], "nothing is decided of it"
    hardest = [each["mean"] for each in marks["hardest"]]
    assert hardest == sorted(hardest)


def test_possibilities_are_counted_apart(key: Path) -> None:
    """.1 and 1.4 are what many things give, .886 what log₁₀ gives; the certain ones stand first."""
    rows = "".join(
        f"{name},loss,loss,{figure}\n" for name, figure in [("A", "1.4"), ("B", ".886"), ("C", ".1"), ("D", ".1")]
    )
    done = check(key, f"student,id,name,value\n{rows}")
    summary = done.out.partition("What went wrong, most frequent first:\n")[2].splitlines()
    assert summary[0] == "    1 × takes log₁₀ for ln (log=10)"
    found = data(key, f"student,id,name,value\n{rows}")["slips"]
    assert [(each["times"], each["possibly"]) for each in found] == [(1, 0), (0, 2), (0, 1)]


def test_class_summary(key: Path) -> None:
    out = check(key, CLASS).out
    for said in (
        "Ann: 11 of 11",
        "Problems, hardest first:",
        "What went wrong, most frequent first:",
        "takes log₁₀ for ln",
    ):
        assert said in out
    assert not any(line.endswith(" ") for line in out.splitlines())


def test_formats(key: Path, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(check(key, CLASS, "--format", "csv").out)))
    assert set(rows[0]) == {"student", "id", "name", "typed", "verdict", "marks", "points", "explanation"}
    assert [row["marks"] for row in rows[:3]] == ["1", "2", "3"]
    assert [row["typed"] for row in rows if row["verdict"] == "unreadable"] == ["'=1+1"], "no formula for a spreadsheet"
    for format_ in TEXTS:
        assert "takes" in check(key, CLASS, "--format", format_).out
    shown = check(key, CLASS, "--format", "markdown").out
    assert "| Ann | net | z1 | 2 | right | 1/1 | right |" in shown
    assert check(key, CLASS, "-o", str(tmp_path / "marks.txt")).out == ""
    assert "Bob" in (tmp_path / "marks.txt").read_text()
    refused = check(key, CLASS, "-o", str(tmp_path / "nowhere" / "marks.txt"))
    assert refused.code == 2
    assert refused.err.startswith("Error: cannot write")


@pytest.mark.parametrize(
    ("typed", "harmless"),
    [(typed, True) for typed in ("-1", "+.5", "-1.5e-3", "-.13, +.87,-0.", "1+1", "(-1)")]
    + [
        (typed, False)
        for typed in ("+1+cmd|' /C calc'!A0", '-1+HYPERLINK("x")', "=1", "@SUM(A1)", "-1/3", "-1:2", "+", "-x", "＝1")
    ],
)
def test_formulas_of_spreadsheets(key: Path, typed: str, harmless: bool) -> None:
    """What a spreadsheet may take for a formula stands behind an apostrophe."""
    path = key.parent / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["student", "id", "name", "value"], ["=Li", "net", "y", typed]])
    row = next(csv.DictReader(io.StringIO(nncalc(["check", str(key), str(path), "--format", "csv"]).out)))
    assert (row["student"], row["typed"]) == ("'=Li", typed if harmless else f"'{typed}")


def test_points(key: Path) -> None:
    net, loss, free = (entry for entry in read_file(str(key)) if isinstance(entry, Entry))
    assert weights(net, []) == {"z1": 1, "z2": 2, "y": 3}
    assert weights(loss, ["p", "dz"]) == {"loss": 2, "p": 2}
    assert weights(free, ["y", "z1"]) == {"y": Fraction(1, 2), "z1": Fraction(1, 2)}
    assert weights(net._replace(points="1/2", expect={"y": "7"}), []) == {"y": Fraction(1, 2)}


def test_shares() -> None:
    """The points of a result are given out once: to it, to the nearest whole it is a part of, to its parts by size."""
    sizes = {"W": 4, "W.1": 2, "W.1.1": 1, "W.2": 2, "W.2.1": 1, "w": 1}

    def of(answered: list[str], **weighed: int) -> dict[str, list[Share]]:
        points = {name.replace("_", "."): Fraction(number) for name, number in weighed.items()}
        return {name: each for name, each in shares(answered, points, sizes).items() if each}

    assert of(["W", "W.1", "W.1.1"], W=3) == {"W": [Share("W", Fraction(3))]}
    assert of(["W.1.1", "W.1", "W.2.1"], W=4) == {
        "W.1": [Share("W.1", Fraction(2))],
        "W.2.1": [Share("W.2.1", Fraction(1))],
    }
    assert of(["W"], W_1=1, W_2=2) == {"W": [Share("W.1", Fraction(1)), Share("W.2", Fraction(2))]}
    assert of(["W", "W.1"], W=2, W_1=1) == {"W": [Share("W", Fraction(2))], "W.1": [Share("W.1", Fraction(1))]}
    assert of(["W", "W.1"], W_1_1=1) == {"W.1": [Share("W.1.1", Fraction(1))]}
    assert of(["W.1.1"], w=1) == {}


LOSS = "  - {id: a, type: softmax-loss, given: {z: [3.2, 5.1, -1.7], y: 0}, POINTS}\n"
EXPECT = "expect: {loss: 2.04, p: '.13,.87,.00'}, points: 3"


@pytest.mark.parametrize(
    ("points", "answers", "marks"),
    [
        (EXPECT, "{loss: 9.99, p: '.13,.87,.00', p.1: .13, p.2: .87, p.3: 0}", "1.5 of 3"),
        (EXPECT, "{loss: 2.04, p.1: .13, p.2: .87, p.3: .02}", "2.5 of 3"),
        ("points: {p: 2, p.1: 1}", "{p: '.13,.87,.00'}", "3 of 3"),
        ("points: {p: 2, p.1: 1}", "{p: '.13,.87,.01'}", "1 of 3"),
        ("points: {p: 2, p.1: 1}", "{p: '.13,.87,.01', p.1: .13}", "1 of 3"),
        ("points: {p: 2, p.1: 1}", "{p.1: .13, p.2: .87, p.3: .00}", "3 of 3"),
        ("points: {p.1: 1, p.2: 1, p.3: 1}", "{p: '.13,.87,.01'}", "2 of 3"),
        ("points: {p.1: 1, p.2: 1, p.3: 1}", "{p: '.1,.2'}", "0 of 3; 3 withheld"),
        ("points: {p: 3}", "{p.1: .13, p.01: .13, p.001: .13}", "1 of 3"),
        ("points: 2", "{loss: 2.04, lost: 3}", "0.67 of 2"),
    ],
)  # fmt: skip
def test_marks_are_given_once(key: Path, points: str, answers: str, marks: str) -> None:
    key.write_text("problems:\n" + LOSS.replace("POINTS", points))
    assert f"a: {marks}\n" in check(key, f"a: {answers}\n", name="li.yaml").out


def test_full_precision_after_a_first_mistake(key: Path) -> None:
    """Only z1.1 is a mistake: y was worked out from z1, not from the a1 and z2 that were written down rounded."""
    key.write_text(
        "problems:\n- id: q\n  type: backprop\n  given: {x: [.05,.10], W1: [[.15,.20],[.25,.30]], b1: [.35,.35],\n"
        "    W2: [[.40,.45],[.50,.55]], b2: [.60,.60], act: sigmoid, t: [.01,.99]}\n"
        "  points: {z1: 1, a1: 1, z2: 1, y: 1, loss: 1}\n"
    )
    figures = "z1: [.4775,.3925], a1: [.6172,.5969], z2: [1.1155,1.2369], y: [.7531,.7750], loss: .2992"
    assert "q: 4 of 5\n" in check(key, f"q: {{{figures}}}\n", name="li.yaml").out
