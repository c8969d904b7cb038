"""Two slips in one figure: possible, and certain where another line shows one of them by itself."""

from __future__ import annotations

import pytest

from nncalc.checking.answers import check_figures
from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.page.document import Check
from nncalc.page.solving import Settings

GIVEN = {
    "x": "-0.84,-0.37", "W1": "0.50,0.93:-0.88,0.72", "b1": "0.08,0.64", "W2": "-0.36,0.11:0.25,-0.19",
    "b2": "0.52,-0.65", "t": "0.53,0.74", "lr": "0.1", "act": "sigmoid", "loss": "half-sse",
}  # fmt: skip
WITHOUT_BIAS = {"y": "0.61618,0.33457"}
"""Without b1; all else is right."""


def checks(**figures: str) -> dict[str, Check]:
    found = check_figures(read_problem(registry.load("backprop"), GIVEN), list(figures.items()), Settings())
    return {check.name: check for check in found}


@pytest.mark.parametrize(
    ("figures", "other"),
    [
        ("0.49969,0.92986:-0.87956,0.72019", "weights-not-transposed"),
        ("0.49455,0.92760:-0.87615,0.72170", "rate-left-out"),
    ],
)
def test_a_slip_shown_by_another_line(figures: str, other: str) -> None:
    """The bias was left out of z1, as y shows; in the new weights a second slip was made besides."""
    found = checks(**WITHOUT_BIAS, W1_new=figures)
    assert [each["id"] for each in found["y"].causes] == ["bias-not-added"]
    assert found["W1_new"].verdict == "two-slips"
    assert [each["id"] for each in found["W1_new"].causes] == [f"bias-not-added+{other}"]
    assert found["W1_new"].certain
    assert "cause: " in " ".join(found["W1_new"].words)


def test_two_slips_that_no_line_shows_apart() -> None:
    """The same figures, and right ones above: two slips are never certain."""
    found = checks(loss="0.08803", W2_new="-0.38959,0.04359:0.38756,0.11875")
    assert found["loss"].verdict == "right"
    assert found["W2_new"].verdict == "two-slips"
    assert not found["W2_new"].certain


def test_a_slip_that_a_right_line_speaks_against() -> None:
    """W1_new as with two slips, y right: the bias was not left out."""
    found = checks(y="0.61824,0.32978", W1_new="0.49455,0.92760:-0.87615,0.72170")
    assert not found["W1_new"].certain
