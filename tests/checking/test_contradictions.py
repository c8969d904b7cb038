"""One figure with two values on one sheet: refused by name, with what to type; everybody and everything else is marked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import nncalc

import nncalc as api
from nncalc.checking.contradictions import agree
from nncalc.errors import InputErrors

NEURON = "backprop x=1,-2 W1=.1,.2 b1=.3 act=sigmoid t=1 lr=.5"
KEY = """\
problems:
  - id: q
    type: backprop
    given: {x: [1, -2], W1: [[0.1, 0.2]], b1: [0.3], act: sigmoid, t: [1], lr: 0.5}
    points: {loss: 1, W1_new: 2}
"""


@pytest.mark.parametrize(
    ("checks", "said", "expected"),
    [
        ("loss=.3 loss=.4", "loss has two values: .3 and .4", "loss=.3 or loss=.4, not both"),
        ("loss=.125 loss=.13 loss=.14", "loss has two values: .125 and .14", "loss=.125 or loss=.14, not both"),
        ("E=.3 loss=.4", "loss has two values: .3 and .4", "loss=.3 or loss=.4, not both"),
        (
            "W1_new=.1,.2 W1_new.1.1=.3", "W1_new.1.1 has two values: .1 in W1_new=.1,.2, and .3",
            "W1_new=.1,.2 or W1_new.1.1=.3, not both",
        ),
        (
            "W1_new.1.2=.3 W1_new=.1,.2", "W1_new.1.2 has two values: .2 in W1_new=.1,.2, and .3",
            "W1_new=.1,.2 or W1_new.1.2=.3, not both",
        ),
        ("loss=1/8 loss=.2", "loss has two values: 1/8 and .2", "loss=1/8 or loss=.2, not both"),
    ],
)  # fmt: skip
def test_a_figure_with_two_values_is_refused(checks: str, said: str, expected: str) -> None:
    done = nncalc([*NEURON.split(), *[word for each in checks.split() for word in ("--check", each)]])
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith(f"Error: {said}\n  expected: {expected}\n")


@pytest.mark.parametrize(
    "checks", ["loss=.125 loss=.13", "loss=1/8 loss=.125", "W1_new=.1625,.075 W1_new.1.1=.16", "loss=.3 loss=.3"]
)
def test_one_value_rounded_further_is_no_contradiction(checks: str) -> None:
    done = nncalc([*NEURON.split(), *[word for each in checks.split() for word in ("--check", each)]])
    assert done.err == ""
    assert done.code == (1 if ".3" in checks else 0)


def test_all_of_a_sheet_is_said_at_once() -> None:
    checks = [f"--check={each}" for each in ("loss=1", "loss=2", "y=1", "y=.4")]
    done = nncalc([*NEURON.split(), *checks])
    assert done.err.count("Error: ") == 2


@pytest.mark.parametrize(
    "two", [("x" * 5000, "y"), ("√2", "√3"), ("1 m", "2 m"), ("nan", "1"), ("1e999999999", "2"), ("", "1")]
)
def test_values_that_are_no_numbers(two: tuple[str, str]) -> None:
    """They are refused as what they are, or as contradictory; shown short."""
    done = nncalc([*NEURON.split(), "--check", f"loss={two[0]}", "--check", f"loss={two[1]}"])
    assert done.code in (1, 2)
    assert max(map(len, done.err.splitlines()), default=0) < 200


def test_python() -> None:
    given = {"x": [1, -2], "W1": [0.1, 0.2], "b1": 0.3, "act": "sigmoid", "t": 1, "lr": 0.5}
    with pytest.raises(InputErrors, match=r"W1_new\.1\.1 has two values"):
        api.check("backprop", {"W1_new": [".1", ".2"], "W1_new.1.1": ".3"}, **given)


def test_nobody_else_is_touched(tmp_path: Path) -> None:
    """In a class the part is refused, with its place; the vector, and whoever else is in the class, is marked."""
    (tmp_path / "key.yaml").write_text(KEY)
    alone = 'student,q.loss,q.W1_new,q.W1_new.1.1\nAnn,.125,".1625,.075",.16\n'
    (tmp_path / "alone.csv").write_text(alone)
    (tmp_path / "class.csv").write_text(f'{alone}Bo,.125,".1625,.075",.3\n')
    marks = [
        json.loads(nncalc(["check", str(tmp_path / "key.yaml"), str(tmp_path / name), "--format", "json"]).out)
        for name in ("alone.csv", "class.csv")
    ]
    assert marks[0]["errors"] == []
    assert marks[1]["students"][0] == marks[0]["students"][0]
    assert [each for each in marks[1]["answers"] if each["student"] == "Ann"] == marks[0]["answers"]
    assert [each["marks"] for each in marks[1]["students"]] == [3.0, 3.0]
    (error,) = marks[1]["errors"]
    assert error["message"] == "W1_new.1.1 has two values: .1625 in W1_new=.1625,.075, and .3"
    assert error["place"].endswith("class.csv:3:4")


def test_a_figure_answered_twice_in_a_table(tmp_path: Path) -> None:
    (tmp_path / "key.yaml").write_text(KEY)
    (tmp_path / "class.csv").write_text("student,id,name,value\nAnn,q,loss,.125\nAnn,q,loss,.2\nBo,q,loss,.125\n")
    done = nncalc(["check", str(tmp_path / "key.yaml"), str(tmp_path / "class.csv")])
    assert done.code == 2
    assert (
        "class.csv:3:1: loss of q is answered twice (first in line 2)\n  expected: loss=.125 or loss=.2, not both"
        in (done.err)
    )
    assert "Bo: 1 of 3" in done.out


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [(".5", "0.50", True), (".5", ".54", True), (".5", ".56", False), ("1/3", ".33", True), ("1/3", "2/6", True),
     ("1/3", "1/4", False), ("Yes", "yes", True), ("yes", "no", False), ("1/0", "1", None), ("√2", "√3", None)],
)  # fmt: skip
def test_agree(one: str, other: str, is_one: bool | None) -> None:
    assert agree(one, other) is is_one
