"""The Python interface, as the README shows it."""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import nncalc
from nncalc.api import Solution
from nncalc.cli.type_command import FORMATS
from nncalc.declaring import registry
from nncalc.errors import InputError, InputErrors


def test_a_solution_and_its_readings() -> None:
    solution = nncalc.solve("softmax-loss", z=[3.2, 5.1, -1.7], y=0)
    assert solution["loss"].decimal == "2.0404"
    assert solution["loss"].value == pytest.approx(2.0403551528)
    assert solution["p.1"].decimal == "0.1300"
    assert solution.with_digits(8)["loss"].decimal == "2.04035515"
    assert solution.with_digits(sig=3)["loss"].decimal == "2.04"
    assert "loss=2.0404" in solution.render("text", width=100)
    assert solution.check("loss", "0.87").verdict == "slip"
    assert solution.as_json()["results"]["loss"]["decimal"] == "2.0404"
    with pytest.raises(KeyError):
        solution["lost"]


def test_every_epoch_can_be_asked_for() -> None:
    solution = nncalc.solve("backprop", x=1, W1=".5", t=1, lr=".1", epochs=4)
    assert solution["epoch.2.W1"][0][0].decimal == "0.55"
    assert solution["epoch.2.W1.1.1"].exact == "11/20"
    assert solution["epoch.3.loss"].decimal == "0.08201"
    assert str(solution.sympy("epoch.2.W1.1.1")) == "11/20"
    with pytest.raises(KeyError, match=r"there is no result 'epoch\.2\.lost'; did you mean epoch\.2\.loss\?"):
        solution["epoch.2.lost"]
    with pytest.raises(KeyError, match=r"'epoch\.9\.W1'"):
        solution["epoch.9.W1"]


def test_the_names_of_the_types() -> None:
    assert nncalc.type_names() == registry.names()


@pytest.mark.parametrize(
    ("name", "given", "missing"),
    [
        ("loss", {"kind": "bce", "y": 1}, ["yhat"]),
        ("softmax-loss", {"y": 0}, ["z"]),
        ("backprop", {"x": 1, "W1": 1}, ["t"]),
        ("rnn-step", {"x": 1, "Wxh": 1, "Whh": 1, "grad": "yes"}, ["t"]),
        ("metrics", {"yhat": "1,0"}, ["y"]),
        ("metrics", {"y": "1,0"}, ["yhat"]),
        ("metrics", {"tp": 1}, ["fp", "fn"]),
    ],
)
def test_an_error_says_which_given_is_missing(name: str, given: dict[str, object], missing: list[str]) -> None:
    with pytest.raises(InputErrors) as caught:
        nncalc.solve(name, **given)
    assert [error.name for error in caught.value.errors] == missing


def solved() -> Solution:
    return nncalc.solve("softmax-loss", z=[3.2, 5.1, -1.7], y=0)


def test_the_results_by_their_names() -> None:
    solution = solved()
    assert list(solution) == list(solution.results) == ["e", "S", "p", "logp", "loss", "losses", "dz"]
    assert len(solution) == 7
    assert "p" in solution
    assert "p.3" in solution
    assert "p.4" not in solution
    assert 0 not in solution
    with pytest.raises(KeyError):
        solution[0]  # type: ignore[index]


@pytest.mark.parametrize(
    "asked",
    [
        {"digits": -1}, {"digits": 1.5}, {"digits": "3"}, {"digits": 1001}, {"digits": True}, {"sig": 0}, {"sig": 1001},
        {"digits": 3, "sig": 2},
    ],
)  # fmt: skip
def test_digits_are_bounded_as_on_the_command_line(asked: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        solved().with_digits(**asked)
    assert caught.value.name in asked
    assert caught.value.expected in (
        "a whole number from 0 to 1000", "a whole number from 1 to 1000", "decimal places, or significant digits",
    )  # fmt: skip


def test_whole_numbers_of_any_make() -> None:
    assert solved().with_digits(np.int64(0))["loss"].decimal == "2"
    assert solved().with_digits(1000)["p.1"].decimal.startswith("0.12998")
    assert solved().with_digits()["loss"].decimal == "2.0404"


@pytest.mark.parametrize(
    ("name", "figure", "typed", "verdict"),
    [
        ("loss", 0.87, "0.87", "slip"),
        ("loss", 2, "2", "coarse"),
        ("loss", 2.0, "2.0", "right"),
        ("loss", Fraction(1, 3), "1/3", "wrong"),
        ("loss", np.float32(2.04), "2.04", "right"),
        ("p", [0.13, 0.87, 0.0], "0.13,0.87,0.0", "right"),
        ("p", ["0.13", 0.87, "0.00"], "0.13,0.87,0.00", "right"),
        ("p", np.array([0.13, 0.87, 0.001]), "0.13,0.87,0.001", "right"),
        ("p", np.array([0.13, 0.87, 0.001], dtype=np.float32), "0.13,0.87,0.001", "right"),
        ("p", ([0.13, 0.87, 0.001],), "[[0.13,0.87,0.001]]", "right"),
    ],
)
def test_a_figure_is_written_like_a_given(name: str, figure: Any, typed: str, verdict: str) -> None:
    check = solved().check(name, figure)
    assert (check.typed, check.verdict) == (typed, verdict)


def test_other_figures() -> None:
    run = nncalc.solve("rosenblatt", X=[[3, 3], [4, 3], [1, 1]], t=[1, 1, -1])
    assert [run.check("converged", figure).verdict for figure in (True, np.bool_(True), "yes", False)] == [
        "right", "right", "right", "wrong",
    ]  # fmt: skip
    weights = nncalc.solve("backprop", x=[1, 2], W1=[[1, 2], [3, 4]], act="identity", t=[5, 11], lr=1)
    assert weights.check("W1_new", np.array([[1, 2], [3, 4]])).typed == "1,2:3,4"
    assert weights.check("W1_new", [[1, 2], [3, 4.5]]).verdict != "right"
    for figure in (float("nan"), None, {}, [], object()):
        with pytest.raises(InputErrors) as caught:
            run.check("b", figure)
        assert caught.value.errors[0].name == "b"


def test_every_format_of_the_command_line() -> None:
    solution = nncalc.solve("softmax-loss", z=np.array([3.2, 5.1, -1.7]), y=0, smoothing=Fraction(1, 10))
    assert json.loads(solution.render("json")) == solution.as_json()
    assert solution.render("yaml") == (
        "problems:\n  - id: problem-1\n    type: softmax-loss\n    given:\n"
        "      z: [3.2, 5.1, -1.7]\n      y: 0\n      smoothing: 1/10\n"
    )
    assert solution.render("markdown", width=60).startswith("# Softmax")
    for format_ in ("no format", "TEXT", "", None):
        with pytest.raises(InputError) as caught:
            solution.render(format_)  # type: ignore[arg-type]
        assert caught.value.expected == " ".join(FORMATS)


@pytest.mark.parametrize("name", [None, 3, ["backprop"], "nothing"])
def test_a_type_there_is_not(name: Any) -> None:
    for act in (lambda: nncalc.solve(name, x=1), lambda: nncalc.check(name, {"y": 1}, x=1)):
        with pytest.raises(InputError) as caught:
            act()
        assert caught.value.expected == " ".join(registry.names())


def test_figures_are_checked_by_name() -> None:
    checks = nncalc.check("softmax-loss", {"loss": 0.87, "p": [0.13, 0.87, 0.0]}, z="3.2,5.1,-1.7", y=0)
    assert [(each.name, each.verdict) for each in checks] == [("loss", "slip"), ("p", "right")]
    assert checks[0].words[0] == "wrong; the value is 2.0404; the first wrong step"
    assert checks[0].causes[0]["id"] == "one-minus-p"
    assert nncalc.check("softmax-loss", {}, z="3.2,5.1,-1.7", y=0) == []
    assert nncalc.check("convshape", {"shape": [3, 4, 4]}, input_="3x4x4", layers=["relu"])[0].verdict == "right"


def test_figures_build_on_earlier_ones() -> None:
    given = {"x": "1,-2", "W1": ".1,.2", "b1": ".3", "act": "sigmoid", "t": "1"}
    assert [each.verdict for each in nncalc.check("backprop", {"z1": 1, "y": 0.7311}, **given)] == [
        "mistake",
        "carried",
    ]


@pytest.mark.parametrize(
    ("figures", "names"), [({"lost": 1, "p.9": 2}, ["lost", "p.9"]), ({"loss": None, "p": {}, "dz": 1}, ["loss", "p"])]
)
def test_all_figures_at_fault_are_named(figures: dict[str, Any], names: list[str]) -> None:
    with pytest.raises(InputErrors) as caught:
        nncalc.check("softmax-loss", figures, z=[1, 2], y=0)
    assert [error.name for error in caught.value.errors] == names


def test_figures_without_names() -> None:
    with pytest.raises(InputError, match="not by their names"):
        nncalc.check("softmax-loss", [0.87], z=[1, 2], y=0)  # type: ignore[arg-type]


def test_the_representation_is_the_page() -> None:
    solution = nncalc.solve("softmax-loss", z=[3.2, 5.1, -1.7], y=0)
    assert f"{solution!r}\n" == solution.render("text")


def test_the_package_says_that_it_has_types() -> None:
    assert (Path(nncalc.__file__).parent / "py.typed").read_bytes() == b""


def test_an_error_as_a_notebook_shows_it_says_what_to_write() -> None:
    with pytest.raises(InputErrors) as several:
        nncalc.solve("softmax-loss", z=[3.2, None], yy=0)
    assert "did you mean y?" in str(several.value)
    assert "z: a value of type NoneType is not a number" in str(several.value)
    with pytest.raises(InputError) as one:
        nncalc.solve("softmax", z=1)
    assert "softmax-loss" in str(one.value)
    with pytest.raises(InputError) as format_:
        solved().render("paper")
    assert f"expected: {' '.join(FORMATS)}" in str(format_.value)


def test_one_kind_of_error_is_caught() -> None:
    for act in (
        lambda: nncalc.solve("softmax-loss", zz=1, y=0),
        lambda: nncalc.solve("softmax", z=1),
        lambda: nncalc.check("softmax-loss", {"lost": 1}, z=[1, 2], y=0),
        lambda: solved().check("lost", 1),
    ):
        with pytest.raises(nncalc.InputError) as caught:
            act()
        assert isinstance(caught.value, InputErrors)
        assert caught.value.errors
        assert caught.value.name == caught.value.errors[0].name
        assert str(caught.value) == "\n".join(map(str, caught.value.errors))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: nncalc.solve(3), "the type of a problem is a name, not 3"),
        (lambda: nncalc.solve("softmax-loss", [1, 2], 0), "keywords: nncalc.solve"),
        (lambda: nncalc.solve("softmax-loss", {"z": [1, 2]}), "**given"),
        (lambda: nncalc.check("softmax-loss", {"loss": 1}, [1, 2]), "givens have names"),
        (lambda: nncalc.check("softmax-loss", 0.87, z=[1, 2], y=0), "not by their names"),
        (lambda: nncalc.table([1]), "a table is made of a solution"),
    ],
)
def test_a_call_that_is_none_is_a_type_error(call: Any, said: str) -> None:
    with pytest.raises(TypeError) as caught:
        call()
    assert said in str(caught.value)
    assert isinstance(caught.value, InputError)


def test_a_check_is_true_where_the_figure_is_right() -> None:
    checks = nncalc.check("softmax-loss", {"loss": 0.87, "p": [0.13, 0.87, 0.0]}, z="3.2,5.1,-1.7", y=0)
    assert [bool(each) for each in checks] == [False, True]


def test_the_results_as_a_table() -> None:
    rows = nncalc.table(solved())
    assert [row["name"] for row in rows][:3] == ["e.1", "e.2", "e.3"]
    assert next(row for row in rows if row["name"] == "loss")["decimal"] == "2.0404"
    assert all(set(row) == {"name", "decimal", "exact", "value"} for row in rows)
    solution = nncalc.solve("rosenblatt", X=[[3, 3], [4, 3], [1, 1]], t=[1, 1, -1])
    for row in nncalc.table(solution):
        assert solution[row["name"]].decimal == row["decimal"]


@pytest.mark.parametrize(("short", "format_"), [("md", "markdown"), ("tex", "latex"), ("txt", "text"), ("yml", "yaml")])
def test_formats_by_the_suffix_of_their_files(short: str, format_: str) -> None:
    assert solved().render(short) == solved().render(format_)


def test_no_other_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'tabel'"):
        nncalc.tabel  # noqa: B018


def test_a_table_as_a_data_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the rows of `table`; without pandas with the line that installs it."""
    solution = nncalc.solve("optimizer", method="adam", w=1, f="w^2", lr=0.1, steps=2)
    monkeypatch.setitem(sys.modules, "pandas", SimpleNamespace(DataFrame=lambda rows: ("frame", rows)))  # type: ignore[arg-type]
    assert solution.frame("table") == ("frame", solution.table("table"))
    monkeypatch.setitem(sys.modules, "pandas", None)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"(?s)needs pandas.*pip install pandas"):
        solution.frame()
    with pytest.raises(KeyError):
        solution.frame("tabel")
