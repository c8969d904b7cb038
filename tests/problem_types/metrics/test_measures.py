"""The measures: their page, conventions, slips, and bounds."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest
from checked import causes, check
from commandline import nncalc
from runs_of_metrics import MATRIX, page, refused, solved
from texts import TEXTS

from nncalc import solve
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


def test_undefined_is_null_for_programs() -> None:
    undefined = {"exact": "undefined", "decimal": "undefined", "value": None}
    for line, name in (
        ("y=1,1 scores=.9,.3", "auc"),
        ("y=1,1 yhat=1,1", "kappa"),
        ("kind=regression y=2 yhat=2", "r2"),
    ):
        outcome = nncalc(f"metrics {line} --check {name}=undefined --format json")
        assert outcome.code == 0
        found = json.loads(outcome.out)
        assert found["results"][name] == undefined
        assert found["checks"][0]["verdict"] == "right"
        assert nncalc(f"metrics {line} zero=0 --check {name}=undefined").code == 1


def test_undefined_as_it_is_printed_elsewhere() -> None:
    line = "metrics y=1,1 scores=.9,.3"
    assert nncalc(f"{line} --check auc=nan --check auc=0/0 --check roc=nan,0:nan,.5:NaN,1").code == 0
    assert "this cannot be read" in nncalc(f"{line} zero=0 --check auc=nan").out, "of a number it says nothing"


def test_zero_reaches_further_when_it_is_typed() -> None:
    """A default that holds unsaid speaks of precision and its kin alone; the same value typed is another convention."""
    outcome = nncalc("metrics y=1,1 scores=.9,.3 --check auc=0")
    assert outcome.code == 1
    assert "is right under zero=0" in outcome.out
    assert "zero was not typed" in outcome.out
    typed = nncalc("metrics y=1,1 scores=.9,.3 zero=0 --check auc=undefined").out
    assert "is right under zero=undefined" in typed
    assert "zero=0 holds here" in typed


def test_many_classes_are_folded() -> None:
    labels = ",".join(f"c{i}" for i in range(40))
    text = page(y=labels, yhat=labels)
    assert "40 classes is too large to be drawn" in text
    assert "(--all shows them)" in text


@pytest.mark.parametrize("format_", [*TEXTS, "json"])
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


def slip(rule: Rule, name: str) -> Policy:
    return Policy(choice={rule: next(slip.function for slip in rule.slips if slip.id == name)})


LABELS = {"y": "1,1,1,1,1,0,0,0", "yhat": "1,1,0,0,0,0,0,1"}
NUMBERS = {"kind": "regression", "y": "1,2,4", "yhat": "1,3,3"}
SLIPS = [
    (classification_metrics.precision_and_recall, "precision-and-recall-swapped", LABELS, "precision", Fraction(2, 5)),
    (classification_metrics.read_off, "matrix-transposed", LABELS, "specificity", Fraction(2, 5)),
    (classification_metrics.f_score, "arithmetic-for-harmonic", LABELS, "f1", Fraction(8, 15)),
    (classification_metrics.f_score, "arithmetic-for-harmonic", LABELS, "f1_macro", Fraction(16, 30)),
    (regression_metrics.base_of, "r2-arguments-swapped", NUMBERS, "r2", Fraction(1, 4)),
    (regression_metrics.root_mean_squared, "root-left-out", NUMBERS, "rmse", Fraction(2, 3)),
    (classification_metrics.read_off, "matrix-transposed", LABELS, "recall", Fraction(2, 3)),
    (regression_metrics.mean_squared, "mean-left-out", NUMBERS, "mse", Fraction(2)),
    (regression_metrics.mean_squared, "factor-two", NUMBERS, "mse", Fraction(4, 3)),
    (regression_metrics.mean_squared, "factor-half", NUMBERS, "mse", Fraction(1, 3)),
    (regression_metrics.mean_absolute, "mean-left-out", NUMBERS, "mae", Fraction(2)),
    (regression_metrics.mean_share, "mean-left-out", NUMBERS, "mape", Fraction(3, 4)),
]


@pytest.mark.parametrize(("rule", "slipped", "typed", "name", "value"), SLIPS)
def test_slip(rule: Rule, slipped: str, typed: dict[str, str], name: str, value: Fraction) -> None:
    assert solved(slip(rule, slipped), **typed)[name] == value
    assert solved(**typed)[name] != value


@pytest.mark.parametrize(
    ("figure", "slipped"),
    [(".2531", "log10-for-ln"), (".8407", "log2-for-ln"), ("-.5827", "minus-lost"), ("2.3310", "mean-left-out")],
)
def test_slips_of_the_log_loss(figure: str, slipped: str) -> None:
    """Of .9, .6, .6 and .3 for the true classes: ln .0972 = −2.33098, a quarter of it is −.58275."""
    found = check("metrics y=1,0,1,1 scores=.9,.4,.6,.3", f"log_loss={figure}")
    assert causes(found) == [slipped]


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
