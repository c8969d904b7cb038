"""The measures: their page, conventions, slips, and bounds."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from checked import causes, check
from commandline import nncalc
from runs_of_metrics import MATRIX, page, refused, solved

from nncalc import render, solve
from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.engine.rule import Rule
from nncalc.engine.run import Policy
from nncalc.errors import InputErrors
from nncalc.problem_types.metrics import classification as classification_metrics
from nncalc.problem_types.metrics import regression as regression_metrics


def test_formula_numbers_fraction_and_decimal() -> None:
    text = page(cm="35,5:10,50", positive=0)
    assert "precision = TP/(TP + FP) = 35/(35 + 10) = 7/9 ≈ 0.7778" in text
    assert "actual \\ predicted" in text


def test_zero_over_zero_is_said() -> None:
    typed = {"y": "1,0", "yhat": "0,0"}
    assert "precision is 0/0, which is undefined; it counts as 0 (zero=0)." in page(**typed)
    assert "precision = TP/(TP + FP) = 0/(0 + 0) = undefined" in page(**typed, zero="undefined")


def test_many_classes_are_folded() -> None:
    labels = ",".join(f"c{i}" for i in range(40))
    text = page(y=labels, yhat=labels)
    assert "40 classes is too large to be drawn" in text
    assert "(--all shows them)" in text


@pytest.mark.parametrize("format_", [*render.format_names(), "json"])
@pytest.mark.parametrize("steps", ["full", "brief", "none"])
def test_every_reading(format_: str, steps: str) -> None:
    for typed in ("y=a,b,c yhat=a,a,a zero=undefined", "kind=regression y=0,1 yhat=1,1", "y=1,0 scores=0,1"):
        outcome = nncalc(f"metrics {typed} --format {format_} --steps {steps}")
        assert outcome.code == 0
        assert outcome.err == ""


def test_rounding_every_line_with_undefined_values() -> None:
    assert nncalc("metrics y=1,0 yhat=0,0 zero=undefined --round-steps 2").code == 0


def test_rows() -> None:
    assert solved(cm="50,5:10,35", rows="predicted")["precision"] == Fraction(7, 9)
    labels = {"y": "0,0,1", "yhat": "0,1,1"}
    assert solved(**labels)["cm"] == [[1, 1], [0, 1]]
    assert solved(**labels, rows="predicted")["cm"] == [[1, 0], [1, 1]]
    assert solved(**labels, rows="predicted")["precision"] == solved(**labels)["precision"]


def test_positive_class() -> None:
    assert solved(y="2,1", yhat="1,1")["recall"] == 1, "1 is positive although it is the first"
    assert solved(y="a,b", yhat="a,a")["recall"] == 0, "else the second"
    assert solved(y="a,b", yhat="a,a", positive="a")["recall"] == 1
    assert solved(y="a,b", yhat="a,a", classes="b,a")["recall"] == 1
    assert solved(y="a,b,c", yhat="a,a,c", positive="a")["precision"] == Fraction(1, 2), "against all others"
    assert "precision" not in solved(y="a,b,c", yhat="a,a,c")


def test_beta() -> None:
    assert solved(**MATRIX)["fbeta"] == solved(**MATRIX)["f1"]
    assert solved(**MATRIX, beta=0)["fbeta"] == solved(**MATRIX)["precision"]


def slip(rule: Rule, number: str) -> Policy:
    return Policy(choice={rule: next(slip.function for slip in rule.slips if slip.number == number)})


LABELS = {"y": "1,1,1,1,1,0,0,0", "yhat": "1,1,0,0,0,0,0,1"}
NUMBERS = {"kind": "regression", "y": "1,2,4", "yhat": "1,3,3"}
SLIPS = [
    (classification_metrics.precision_and_recall, "76", LABELS, "precision", Fraction(2, 5)),
    (classification_metrics.read_off, "77", LABELS, "specificity", Fraction(2, 5)),
    (classification_metrics.f_score, "79", LABELS, "f1", Fraction(8, 15)),
    (classification_metrics.f_score, "79", LABELS, "f1_macro", Fraction(16, 30)),
    (regression_metrics.base_of, "80", NUMBERS, "r2", Fraction(1, 4)),
    (regression_metrics.root_mean_squared, "81", NUMBERS, "rmse", Fraction(2, 3)),
    (classification_metrics.read_off, "77", LABELS, "recall", Fraction(2, 3)),
    (regression_metrics.mean_squared, "21", NUMBERS, "mse", Fraction(2)),
    (regression_metrics.mean_squared, "20", NUMBERS, "mse", Fraction(4, 3)),
    (regression_metrics.mean_squared, "20b", NUMBERS, "mse", Fraction(1, 3)),
    (regression_metrics.mean_absolute, "21", NUMBERS, "mae", Fraction(2)),
    (regression_metrics.mean_share, "21", NUMBERS, "mape", Fraction(3, 4)),
]


@pytest.mark.parametrize(("rule", "number", "typed", "name", "value"), SLIPS)
def test_slip(rule: Rule, number: str, typed: dict[str, str], name: str, value: Fraction) -> None:
    assert solved(slip(rule, number), **typed)[name] == value
    assert solved(**typed)[name] != value


@pytest.mark.parametrize(("figure", "number"), [(".2531", "33"), (".8407", "33b"), ("-.5827", "40"), ("2.3310", "21")])
def test_slips_of_the_log_loss(figure: str, number: str) -> None:
    """Of .9, .6, .6 and .3 for the true classes: ln .0972 = −2.33098, a quarter of it is −.58275."""
    found = check("metrics y=1,0,1,1 scores=.9,.4,.6,.3", f"log_loss={figure}")
    assert causes(found) == [number]


def test_a_measure_is_a_fraction_and_a_decimal() -> None:
    """Also where the decimal ends: 35/40 is 7/8 = 0.875."""
    lines = nncalc("metrics cm=50,10:5,35").out.splitlines()
    assert "  recall = TP/(TP + FN) = 35/(35 + 5) = 7/8 = 0.875" in lines
    assert "  accuracy = (TP + TN)/n = (35 + 50)/100 = 17/20 = 0.85" in lines
    assert "  TP = C₂₂ = 35" in lines


def test_decimals_are_labels_only_when_they_are_listed() -> None:
    assert nncalc("metrics y=.5,1 yhat=.5,.5").code == 2
    assert nncalc("metrics y=.5,1 yhat=.5,.5 classes=.5,1 --steps none").code == 0
    assert nncalc("metrics y=1.0,0 yhat=1,0.0 --steps none").code == 0


def test_classes_that_differ_in_capital_letters_are_pointed_out() -> None:
    assert "True and true differ in capital letters only" in nncalc("metrics y=true,True yhat=true,true").out


def test_a_matrix_has_at_most_300_classes() -> None:
    rows = [":".join([",".join(["1"] * size)] * size) for size in (300, 301)]
    read_problem(registry.load("metrics"), {"cm": rows[0]})
    error = refused(cm=rows[1])
    assert (error.name, error.message, error.expected) == ("cm", "cm has 301 classes", "at most 300")


def test_long_lists_of_two_lengths() -> None:
    numbers = ",".join(["1"] * 1000)
    error = refused(kind="regression", y=numbers, yhat=f"{numbers},1,1")
    assert (error.message, error.expected) == ("y has 1,000 numbers, yhat has 1,002", "one for each sample: 1,000")


def test_three_hundred_classes_are_taken_and_no_more() -> None:
    def solved(classes: int) -> str | None:
        return solve("metrics", cm=np.eye(classes, dtype=int))["accuracy"].exact

    assert solved(300) == "1"
    with pytest.raises(InputErrors, match="cm has 301 classes"):
        solved(301)
