"""hinge-loss: the gradient against the tape's own, the forms against each other, labels, and each slip in its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from commandline import nncalc
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nncalc.declaring.problem import read_problem
from nncalc.engine.decide import sign
from nncalc.engine.readings import gradient
from nncalc.engine.run import Run
from nncalc.errors import InputErrors
from nncalc.page.solving import run_problem
from nncalc.problem_types.hinge_loss import HingeLoss


def problem(**givens: Any) -> HingeLoss:
    read = read_problem(HingeLoss, givens)
    assert isinstance(read, HingeLoss)
    return read


def values(name: str, **givens: Any) -> list[str]:
    """The exact components of a result."""
    return run_problem(problem(**givens), lambda run: [str(q.value) for q in run.results[name].items])


@st.composite
def problems(draw: st.DrawFn) -> dict[str, Any]:
    """Rows of scores; margins with a denominator of their own, so that nothing sits on a kink."""
    form = draw(st.sampled_from(("weston-watkins", "crammer-singer", "binary")))
    width, rows = 1 if form == "binary" else draw(st.integers(2, 4)), draw(st.integers(1, 3))
    row = st.lists(st.fractions(-4, 4, max_denominator=9).map(str), min_size=width, max_size=width)
    out: dict[str, Any] = {"s": draw(st.lists(row, min_size=rows, max_size=rows)), "form": form, "margin": "98/97"}
    label = st.sampled_from((-1, 1)) if form == "binary" else st.integers(0, width - 1)
    out["y"] = draw(st.lists(label, min_size=rows, max_size=rows))
    out["squared"] = draw(st.sampled_from(("no", "yes")))
    out["reduction"] = draw(st.sampled_from(("mean", "sum")))
    return out


@settings(max_examples=80)
@given(problems())
def test_gradient_is_the_reverse_pass(givens: dict[str, Any]) -> None:
    solved = problem(**givens)
    if givens["form"] == "crammer-singer":  # between equal scores the derivative is a matter of taste
        assume(all(len(set(row)) == len(row) for row in givens["s"]))

    def differences(run: Run) -> list[int]:
        pairs = zip(run.results["ds"].items, gradient(run.results["loss"], solved.s.items), strict=True)
        return [sign(written - derived) for written, derived in pairs]

    assert not any(run_problem(solved, differences))


@settings(max_examples=40)
@given(problems())
def test_the_worst_class_is_at_most_the_sum(givens: dict[str, Any]) -> None:
    assume(givens["form"] != "binary")

    def loss(form: str) -> Any:
        return run_problem(problem(**{**givens, "form": form}), lambda run: run.results["loss"].value)

    assert loss("crammer-singer") <= loss("weston-watkins")


def test_two_classes_are_the_binary_hinge_of_the_difference() -> None:
    two = values("losses", s="1,2:3,.5", y="0,1", form="weston-watkins")
    assert two == values("losses", s="-1,2.5", y="1,-1", form="binary")


def test_nothing_flows_through_a_margin_that_is_just_met() -> None:
    assert values("ds", s="2,1", y=0) == ["0", "0"]
    assert values("ds", s="1", y=1, form="binary") == ["0"]


def test_ties_of_the_worst_class_go_to_the_first() -> None:
    assert values("ds", s="0,3,3", y=0, form="crammer-singer") == ["-1", "1", "0"]


REFUSED = [
    {"s": "1,2", "y": "0.5,0.5"},
    {"s": "1,2", "y": "-1,0", "form": "binary"},
    {"s": "1,2", "y": "a,b", "form": "binary"},
    {"s": "1,2", "y": "1", "form": "binary"},
    {"s": "1", "y": "0"},
    {"s": "1,2", "y": "0", "strength": "1"},
    {"s": "1,2", "y": "2"},
]


@pytest.mark.parametrize("givens", REFUSED, ids=str)
def test_what_does_not_fit_is_refused(givens: dict[str, Any]) -> None:
    with pytest.raises(InputErrors):
        problem(**givens)


SLIPS = [
    ("s=2.2,2.5,-3.1 y=2", "loss=10.9", "margin-left-out"),
    ("s=3.2,5.1,-1.7:1.3,4.9,2.0:2.2,2.5,-3.1 y=0,1,2", "losses=2.9,0,10.9", "margin-left-out"),
    ("s=3.2,5.1,-1.7 y=0", "loss=3.90", "right-class-counted"),
    ("s=3.2,5.1,-1.7 y=0", "margins=1,2.9,0", "right-class-counted"),
    ("s=3.2,5.1,-1.7 y=0", "loss=5.90", "difference-reversed"),
    ("s=.8,-.3,2 y=1,1,-1 form=binary", "losses=0,.3,2", "margin-left-out"),
    ("s=.8,-.3,2 y=1,1,-1 form=binary", "losses=1.8,.7,0", "difference-reversed"),
    ("s=.8,-.3,2 y=1,1,-1 form=binary", "losses=.2,1.3,1.0", "zero-one-labels"),
    ("s=3.2,5.1,-1.7:1.3,4.9,2.0:2.2,2.5,-3.1 y=0,1,2", "loss=15.80", "reduction=sum"),
    ("s=3.2,5.1,-1.7 y=0", "ds=1,-1,0", "gradient-reversed"),
    ("s=3.2,5.1,-1.7 y=0 form=crammer-singer squared=yes", "ds=5.8,-5.8,0", "gradient-reversed"),
    ("s=.8,-.3,2 y=1,1,-1 form=binary", "ds=.3333,.3333,-.3333", "gradient-reversed"),
]


@pytest.mark.parametrize(("givens", "figure", "slip"), SLIPS)
def test_slips_are_found(givens: str, figure: str, slip: str) -> None:
    outcome = nncalc(f"hinge-loss {givens} --check {figure} --format json")
    assert outcome.code == 1
    causes = json.loads(outcome.out)["checks"][0]["causes"]
    assert slip in [cause["id"] for cause in causes]
