"""A simulated class is judged within bounds: marks first, then causes. Whole with NNCALC_WHOLE=1, else a few sheets of it."""

from __future__ import annotations

import random
from functools import cache

import pytest
from diagnosis.measure import RANDOM_SHEETS, TYPES, WHOLE_CLASS, Tally, measure, summary
from diagnosis.pages import Exercise
from diagnosis.students import misreading, miswritten, of_zeros, with_slips, without_slip
from diagnosis.truth import COARSE, DUE, MISTAKE, RIGHT, ROUNDED, Truth
from whole import WHOLE, bound

MOST = {
    "right called wrong": 0, "wrong called right": 0, "credit given though not due": 0.3,
    "false causes of asserted": 1.0, "a cause asserted for a random figure": 0.5,
    "a cause asserted beside a random figure": 0.2,  # measured: .02
    "guesses carried on": 3.0,  # measured: .44; givens typed back that do follow from each other
}  # fmt: skip
"""The most there may be, sheets or per cent."""
MOST_CREDIT_REFUSED = 1.0
"""Per cent of the figures that are right on what the student wrote above."""
SAMPLE_PROBLEMS, SAMPLE_RANDOMS = 1, 12


@cache
def tally() -> Tally:
    return measure(bound(SAMPLE_PROBLEMS, WHOLE_CLASS), bound(SAMPLE_RANDOMS, RANDOM_SHEETS))


@pytest.mark.parametrize("name", MOST)
def test_no_more_than(name: str) -> None:
    assert summary(tally())[name] <= MOST[name]


def test_credit_that_is_due_is_given() -> None:
    assert 100 - summary(tally())["credit given of due"] <= MOST_CREDIT_REFUSED


@pytest.mark.skipif(not WHOLE, reason="with NNCALC_WHOLE=1")
def test_enough_random_figures() -> None:
    assert summary(tally())["random figures"] >= 3000


@pytest.mark.parametrize("type_", TYPES)
def test_every_slip_changes_a_figure(type_: str) -> None:
    exercise = TYPES[type_](random.Random(1))
    key = exercise.figures()
    assert [kind for kind in exercise.kinds if exercise.figures(frozenset({kind})) == key] == []


@pytest.mark.parametrize("type_", TYPES)
def test_half_of_the_slips_is_kept_apart(type_: str) -> None:
    apart = [kind.apart for kind in TYPES[type_](random.Random(1)).kinds.values()]
    assert sum(apart) == len(apart) // 2


# -- the fair marker himself ------------------------------------------------------------------------------------------


def backprop() -> tuple[Exercise, Truth, random.Random]:
    draw = random.Random(3)
    exercise = TYPES["backprop"](draw)
    return exercise, Truth(exercise), draw


def test_a_right_sheet_is_right_or_rounded() -> None:
    exercise, truth, draw = backprop()
    assert {line.state for line in truth.lines(without_slip(exercise, draw)).values()} <= {RIGHT, ROUNDED}


def test_a_slip_is_one_mistake_and_what_follows_is_due() -> None:
    exercise, truth, draw = backprop()
    lines = truth.lines(with_slips(exercise, ("W1 transposed in z1",), draw))
    assert [name for name, line in lines.items() if line.state == MISTAKE] == ["z1"]
    assert {lines[name].state for name in ("a1", "z2", "y", "loss")} == {DUE}
    assert "transposed" in lines["z1"].ids


def test_a_figure_miswritten_is_one_mistake() -> None:
    exercise, truth, draw = backprop()
    sheet = miswritten(exercise, "sign lost", draw)
    lines = truth.lines(sheet)
    assert [name for name, line in lines.items() if line.state == MISTAKE] == [sheet.spoilt]


def test_a_given_misread_is_named() -> None:
    exercise, truth, draw = backprop()
    found = [line for line in truth.lines(misreading(exercise, draw)).values() if line.state == MISTAKE]
    assert found
    assert all("given-misread" in line.ids for line in found)


def test_zeros_are_nothing() -> None:
    exercise, truth, _ = backprop()
    lines = truth.lines(of_zeros(exercise, "0"))
    assert RIGHT not in {line.state for line in lines.values()}
    assert lines["delta1"].state in (COARSE, DUE)
