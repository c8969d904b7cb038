"""A sheet of nothing but zeros earns nothing for the zeros that follow from the others; real work keeps its credit."""

from __future__ import annotations

import pytest

from nncalc.checking.answers import check_figures, judged
from nncalc.checking.carried_within import carried_within
from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.page.solving import Settings

NEURONS = {
    "x": ".5,-.3", "W1": ".1,.2:.3,.4", "b1": ".3,.1", "W2": ".5,.6:-.7,.8", "b2": ".2,-.1", "act": "sigmoid", "t": "1,0",
    "lr": ".5",
}  # fmt: skip
RELU = {"x": ".5", "W1": ".3", "b1": "1.2", "W2": ".7", "act1": "relu"}


def verdicts(type_: str, given: dict[str, str], **figures: str) -> dict[str, str]:
    problem = read_problem(registry.load(type_), given)
    return {check.name: check.verdict for check in check_figures(problem, list(figures.items()), Settings())}


@pytest.mark.parametrize("zero", ["0", "0.0", "0.0000", "-0.00", "0/1"])
def test_zeros(zero: str) -> None:
    pair, matrix = f"{zero},{zero}", f"{zero},{zero}:{zero},{zero}"
    found = verdicts("backprop", NEURONS, z1=pair, a1=pair, delta2=pair, delta1=pair, dW2=matrix, dW1=matrix, loss=zero)
    assert {"right", "carried"}.isdisjoint(found.values())


def test_a_figure_that_says_something() -> None:
    """The same zeros beside a figure that was worked out are carried on."""
    zeros = {"delta2": "0.0000,0.0000", "delta1": "0.0000,0.0000", "dW1": "0.0000,0.0000:0.0000,0.0000"}
    assert verdicts("backprop", NEURONS, z1=".29,.13", **zeros)["dW1"] == "carried"
    assert verdicts("backprop", NEURONS, z1=".31,.13", **zeros)["dW1"] == "carried"
    assert verdicts("backprop", NEURONS, **zeros)["dW1"] == "wrong"


def test_relu_of_a_figure_below_zero() -> None:
    found = verdicts("forward", RELU, z1="-.05", a1="0", y="0")
    assert (found["a1"], found["y"]) == ("carried", "carried")


def test_whole_numbers() -> None:
    """Where the values are whole, a zero may be what was worked out."""
    given = {"x": "1", "W1": "2", "b1": "1", "W2": "3", "act1": "relu"}
    assert verdicts("forward", given, z1="0", a1="0", y="0") == {"z1": "wrong", "a1": "carried", "y": "carried"}


def test_within_a_tolerance() -> None:
    """A tolerance gives no credit either."""
    problem = read_problem(registry.load("backprop"), NEURONS)
    figures = [(name, "0.0,0.0") for name in ("delta2", "delta1")]

    settings = Settings(tolerance={"": ".001"})
    found = carried_within(problem, judged(problem, figures, settings), settings)
    assert "carried" not in [each.check.verdict for each in found]


LINE = {"x": "2", "W1": ".45", "b1": ".1", "t": "1.2", "loss": "sse"}
"""y = 1, and the loss is .04."""


@pytest.mark.parametrize(("y", "loss"), [("1.2", "carried"), ("1.20", "carried"), ("1.3", "coarse"), ("1.0", "coarse")])
def test_exactly_nothing_on_own_figures(y: str, loss: str) -> None:
    """Whoever has y = 1.2 has no loss at all, and may write 0 for it."""
    for zero in ("0", "0/1") if loss == "carried" else ("0",):
        found = verdicts("backprop", LINE, y=y, loss=zero)
        assert found["loss"] == loss
        assert found["y"] != "carried"


def test_exactly_nothing_in_a_vector() -> None:
    assert verdicts("backprop", LINE, y="1.2", delta1="0", dW1="0", loss="0")["dW1"] == "carried"
    assert verdicts("backprop", NEURONS, y="1.0,0.0", delta2="0,0", dW2="0,0:0,0")["dW2"] == "carried"


def test_zeros_that_follow_from_zeros_alone() -> None:
    """A zero that is wrong is no figure that another zero could be worked out of."""
    assert verdicts("backprop", NEURONS, z1=".29,.13", y="0,0", delta2="0,0", dW1="0,0:0,0")["delta2"] != "carried"


def test_exactly_nothing_earns_its_marks() -> None:
    found = judged(read_problem(registry.load("backprop"), LINE), [("y", "1.2"), ("loss", "0")], Settings())[1].check
    assert (found.verdict, found.certain, found.root) == ("carried", True, "y")
    assert found.words[0] == "0 exactly, with your own figures"
