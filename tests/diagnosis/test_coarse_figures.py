"""Figures of one or two digits: a slip of writing gives many of them, so none is asserted, and what is meant must be right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

import pytest
from checked import problem
from whole import bound

from nncalc.checking.answers import check_figures
from nncalc.page.document import Check
from nncalc.page.solving import Settings

ONES = [
    ("loss kind=half-sse yhat=.3 y=1.3", "loss"),
    ("loss kind=bce yhat=.42 y=1", "loss"),
    ("metrics tp=42 fp=9 fn=14 tn=85", "precision"),
    ("metrics kind=regression y=3,5,8 yhat=2,6,4", "mse"),
    ("softmax-loss z=3.2,5.1,-1.7 y=0", "p.1"),
    ("optimizer rule=momentum w=1.5 g=.3 lr=.1", "w"),
]
MEANT = re.compile(r"(?:the point|two digits|the sign|the figure).*: (\S+) is meant$")


def coarse_figures() -> Iterator[str]:
    """Every figure of one digit, and some of two, with the point where it may be."""
    for digits in (*range(1, 10), *range(10, 100, bound(7, 1))):
        for sign in ("", "-"):
            for decimals in range(4):
                yield f"{sign}{digits / 10**decimals:.{decimals}f}"


def judged(line: str, name: str, typed: str) -> Check:
    return check_figures(problem(line), [(name, typed)], Settings())[0]


def meant(check: Check) -> list[str]:
    """The figures that are said to be meant."""
    return [found[1] for cause in check.causes if (found := MEANT.match(cause["words"]))]


@pytest.mark.parametrize(("line", "name"), ONES, ids=[name for _, name in ONES])
def test_a_slip_of_writing_is_possible_at_most(line: str, name: str) -> None:
    found = [judged(line, name, typed) for typed in coarse_figures()]
    said = [(check, each) for check in found for each in meant(check)]
    assert said
    for check, figure in said:
        assert not check.certain, check
        assert Fraction(figure) != 0, check
        assert judged(line, name, figure).verdict in ("right", "coarse"), check


@pytest.mark.parametrize("typed", [".1", "-.1", "1", ".01"])
def test_what_keeps_no_digit_is_not_meant(typed: str) -> None:
    """Of .5 with its point moved nothing is left in .1: 0 and 1 are not meant."""
    assert meant(judged("loss kind=half-sse yhat=.3 y=1.3", "loss", typed)) == []


@pytest.mark.parametrize(
    ("typed", "figure"),
    [(".0824", "0.824"), ("8.24", "0.824"), ("82.4", "0.824"), (".8325", "0.8235"), (".5829", ""), ("-.8235", "")],
)
def test_figures_of_more_digits_are_named_as_before(typed: str, figure: str) -> None:
    """A lost sign is named by the line; of two slips of writing together nothing is said."""
    check = judged("metrics tp=42 fp=9 fn=14 tn=85", "precision", typed)
    assert meant(check) == [figure] * bool(figure)
    assert check.certain or typed == ".5829"


@pytest.mark.parametrize(("name", "typed"), [("loss", "0"), ("loss", "0.0"), ("losses", "0,0"), ("losses", "0.0,0.0")])
def test_zeros_are_not_cut(name: str, typed: str) -> None:
    """Nothing is left of .72 and .32 in zeros: they earn nothing where a key credits figures that are cut."""
    check = judged("loss kind=half-sse yhat=.3:.7 y=1.5:1.5 reduction=mean", name, typed)
    assert "cut" not in [check.verdict, *(cause["id"] for cause in check.causes)]


def test_a_zero_beside_a_figure_that_is_cut() -> None:
    check = judged("softmax-loss z=3.2,5.1,-1.7 y=0", "p", ".12,.86,.00")
    assert check.verdict == "cut"
