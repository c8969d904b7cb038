"""softmax-loss: identities that hold exactly, how y is read, what is said, and each slip in its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from commandline import nncalc
from hypothesis import given, settings
from hypothesis import strategies as st

from nncalc.declaring.problem import read_problem
from nncalc.engine.decide import sign
from nncalc.engine.figures import Precision, figure
from nncalc.engine.readings import gradient
from nncalc.engine.run import Run
from nncalc.engine.tensor import Tensor, total
from nncalc.errors import InputErrors
from nncalc.page.solving import run_problem
from nncalc.problem_types.softmax_loss.problem import SoftmaxLoss

SCORES = st.lists(st.fractions(-8, 8, max_denominator=20), min_size=2, max_size=4)


def problem(**givens: Any) -> SoftmaxLoss:
    read = read_problem(SoftmaxLoss, givens)
    assert isinstance(read, SoftmaxLoss)
    return read


def figures(name: str, places: int = 6, **givens: Any) -> list[str]:
    """The components of a result in figures."""

    def read(run: Run) -> list[str]:
        x = run.results[name]
        found = [figure(q, Precision(places)) for q in (x.items if isinstance(x, Tensor) else [x])]
        return [each.text for each in found if each is not None]

    return run_problem(problem(**givens), read)


@st.composite
def problems(draw: st.DrawFn) -> dict[str, Any]:
    """Rows of scores with classes and any of the conventions."""
    width, rows = draw(st.integers(2, 4)), draw(st.integers(1, 3))
    row = st.lists(st.fractions(-8, 8, max_denominator=20).map(str), min_size=width, max_size=width)
    out: dict[str, Any] = {"z": draw(st.lists(row, min_size=rows, max_size=rows))}
    out["y"] = draw(st.lists(st.integers(0, width - 1), min_size=rows, max_size=rows))
    out["log"] = draw(st.sampled_from(("e", "2", "10")))
    out["reduction"] = draw(st.sampled_from(("mean", "sum", "weighted-mean")))
    if draw(st.booleans()):
        out["weights"] = draw(st.lists(st.sampled_from(("1", "1/2", "3")), min_size=width, max_size=width))
    if draw(st.booleans()):
        out["temperature"] = draw(st.sampled_from(("2", "1/3")))
    if draw(st.booleans()):
        out["smoothing"] = draw(st.sampled_from(("1/10", "1/2")))
    return out


@settings(max_examples=60)
@given(problems())
def test_gradient_is_the_reverse_pass(givens: dict[str, Any]) -> None:
    """The textbook's p − y is the derivative of the loss on the tape, as a formula and not only in its digits."""
    solved = problem(**givens)

    def differences(run: Run) -> list[int]:
        assert solved.z is not None
        pairs = zip(run.results["dz"].items, gradient(run.results["loss"], solved.z.items), strict=True)
        return [sign(written - derived) for written, derived in pairs]

    assert not any(run_problem(solved, differences))


@settings(max_examples=40)
@given(SCORES)
def test_probabilities_sum_to_one(z: list[Any]) -> None:
    def read(run: Run) -> tuple[int, int]:
        return sign(total(run.results["p"]) - 1), sign(total(run.results["dz"]))

    assert run_problem(problem(z=[str(q) for q in z], y=0), read) == (0, 0)


@settings(max_examples=40)
@given(SCORES, st.integers(-50, 50))
def test_a_shift_of_all_scores_changes_nothing(z: list[Any], shift: int) -> None:
    there = [float(text) for text in figures("p", 12, z=[str(q) for q in z])]
    assert [float(text) for text in figures("p", 12, z=[str(q + shift) for q in z])] == there


@settings(max_examples=40)
@given(st.fractions(-9, 9, max_denominator=50), st.fractions(-9, 9, max_denominator=50))
def test_two_classes_are_the_sigmoid_of_the_difference(a: Any, b: Any) -> None:
    def read(run: Run) -> int:
        return sign(run.results["p"].items[0] - run.results["sigmoid"])

    assert run_problem(problem(z=[str(a), str(b)], temperature="3"), read) == 0


@settings(max_examples=30)
@given(SCORES)
def test_jacobian(z: list[Any]) -> None:
    """Its rows sum to 0, and it takes −1/p at the target to p − y."""

    def read(run: Run) -> list[int]:
        p, dz, size = run.results["p"].items, run.results["dz"].items, len(z)
        J = run.results["J"].items
        zero = [sign(total(J[i * size : (i + 1) * size])) for i in range(size)]
        return zero + [sign(-(J[j] / p[0]) - dz[j]) for j in range(size)]

    assert not any(run_problem(problem(z=[str(q) for q in z], y=0, jacobian="yes"), read))


# -- how y is read ---------------------------------------------------------------------------------------------------

ROWS = "1,2:3,5"
SAME = [
    {"y": "1,0"},
    {"y": "2,1", "first": "1"},
    {"y": "b,a", "classes": "a,b"},
    {"y": "0,1:1,0"},
    {"y": "1:0"},
    {"y": [[1], [0]]},
    {"y": [1, 0]},
    {"y": "1.0,0"},
    {"y": "1,2", "classes": "2,1"},
]


@pytest.mark.parametrize("y", SAME, ids=str)
def test_ways_to_say_the_same_classes(y: dict[str, Any]) -> None:
    assert figures("losses", z=ROWS, **y) == ["0.313262", "2.126928"]


def test_shape_decides_between_classes_and_targets() -> None:
    assert figures("loss", z="2,1", y="0,1") == figures("loss", z="2,1", y="1")
    assert figures("losses", z="2,1:1,2", y="0,1") == ["0.313262", "0.313262"]


REFUSED = [
    {"z": "1,2", "y": "2"},
    {"z": "1,2", "y": "-1"},
    {"z": "1,2", "y": "0", "first": "1"},
    {"z": "1,2", "y": "0.5"},
    {"z": "1,2", "y": "cat"},
    {"z": "1,2:3,4", "y": "0.5,0.5"},
    {"z": "1,2:3,4", "y": "0,1,0"},
    {"z": "1,2,3", "y": "0,1"},
    {"z": "1,2:3,4", "y": "1,0:1,0:1,0"},
    {"z": "1,2:3,4", "y": [[[1, 0]]]},
    {"z": "1,2", "y": "a", "classes": "a,b,c"},
]


@pytest.mark.parametrize("givens", REFUSED, ids=str)
def test_what_does_not_fit_is_refused(givens: dict[str, Any]) -> None:
    with pytest.raises(InputErrors):
        problem(**givens)


# -- what is said ----------------------------------------------------------------------------------------------------

SAID = [
    ("z=1,2 y=0", "counts the classes from 0"),
    ("z=1,2 y=1 first=1", "counts the classes from 1"),
    ("z=1,2 y=a classes=a,b", "y=a names classes"),
    ("z=1,2 y=1,0", "read as one row of target probabilities"),
    ("p=.33,.33,.33 y=0", "p sums to 0.99, not to 1"),
    ("p=.5,.5:.7,.29 y=0,1", "p sums to 0.99 in row 2"),
    ("p=1,0 y=1", "the target has probability 0"),
    ("p=.5,.5:1,0 y=1,1", "probability 0 in row 2"),
    ("z=1,2", "the sigmoid of their difference"),
    ("p=.5,.5 y=0", "no softmax is taken"),
]


@pytest.mark.parametrize(("givens", "words"), SAID)
def test_words(givens: str, words: str) -> None:
    outcome = nncalc(f"softmax-loss {givens} --width 200")
    assert outcome.code == 0, outcome.err
    assert words.lower() in outcome.out.lower()


@pytest.mark.parametrize("givens", ["p=.7,.2,.11 jacobian=yes", "p=.5,.5:.8,.21 y=0,1 jacobian=yes"])
def test_what_holds_of_a_softmax_is_not_said_of_probabilities_with_another_sum(givens: str) -> None:
    out = nncalc(f"softmax-loss {givens} --width 200").out
    assert "every row sums to 0" not in out
    assert "scores whose softmax" not in out
    assert "on the diagonal" in out
    exact = nncalc("softmax-loss p=.7,.2,.1 jacobian=yes --width 200").out
    assert "every row sums to 0" in exact
    assert "scores whose softmax is p" in exact


def test_large_scores_on_the_page() -> None:
    outcome = nncalc("softmax-loss z=1000,0 y=1")
    assert "e₁ = e^z₁ = e^1000 ≈ 1.970e434" in outcome.out
    assert "loss=1000.0000" in outcome.out


def test_symbols_stay_symbols() -> None:
    outcome = nncalc("softmax-loss z=a,b y=0")
    assert outcome.code == 0
    assert "e₁ = e^z₁ = e^a" in outcome.out
    assert "L = −log p₁" in outcome.out


def test_base_of_the_logarithm_is_in_the_gradient() -> None:
    """log₁₀ p has the derivative 1/(p·ln 10): the gradient is (p − y)/ln 10."""

    natural = figures("dz", 10, z="1,2", y=0)[0]
    assert float(figures("dz", 10, z="1,2", y=0, log="10")[0]) * 2.302585092994 == pytest.approx(float(natural))


# -- slips -----------------------------------------------------------------------------------------------------------

SLIPS = [
    ("z=3.2,5.1,-1.7 y=0", "loss=.8700", "one-minus-p"),
    ("z=2,1,1", "p=.50,.25,.25", "exp-left-out"),
    ("z=2,1,.1", "p=.4484,.2956,.2560", "softmax-twice"),
    ("p=.7,.2,.1 y=0", "loss=.7679", "softmax-twice"),
    ("z=3.2,5.1,-1.7 y=0", "loss=-1.1632", "log-of-score"),
    ("z=1,2:3,5", "p=.1192,.0474:.8808,.9526", "softmax-over-columns"),
    ("z=1,2,3 y=0", "dz=-.9100,0,0", "jacobian-diagonal-only"),
    ("z=1,2,3 jacobian=yes", "J=.0819,.0000,.0000:.0000,.1848,.0000:.0000,.0000,.2227", "jacobian-diagonal-only"),
    ("z=1,2,3 y=2", "loss=-.4076", "minus-lost"),
    ("z=1,2,3 y=0", "dz=.9100,-.2447,-.6652", "gradient-reversed"),
    ("z=1.3,-.4,2.2 y=1", "dz=.2746,.0502,.6753", "target-left-out"),
    ("z=1,2,3 y=0 weights=2,1,1", "dz=.1801,.4895,1.3305", "target-left-out"),
    ("z=1,2,3 y=.5,.5,0 weights=2,1,1", "dz=.1350,.3671,.9979", "target-left-out"),
    ("z=3.2,5.1,-1.7 y=0", "loss=.8861", "log=10"),
    ("z=3.2,5.1,-1.7 y=0", "loss=2.9436", "log=2"),
]


@pytest.mark.parametrize(("givens", "figure", "slip"), SLIPS)
def test_slips_are_found(givens: str, figure: str, slip: str) -> None:
    outcome = nncalc(f"softmax-loss {givens} --check {figure} --format json")
    assert outcome.code == 1
    causes = json.loads(outcome.out)["checks"][0]["causes"]
    assert slip in [cause["id"] for cause in causes]


def test_no_softmax_is_announced_where_probabilities_are_given() -> None:
    headings = [line for line in nncalc("softmax-loss p=.9,.1 y=0").out.splitlines() if line and line[0] != " "]
    assert "Softmax" not in headings
    assert "Cross-entropy" in headings


def test_the_jacobians_of_rows_are_a_list_too() -> None:
    results = json.loads(nncalc("softmax-loss z=2,1,0:1,3,0 jacobian=yes --format json").out)["results"]
    assert results["J"]["value"] == [results["J.1"]["value"], results["J.2"]["value"]]
