"""How sure an explanation is: the matches expected by chance."""

from __future__ import annotations

from fractions import Fraction

import pytest
from checked import SOFTMAX, check

from nncalc.checking.chance import CHANCE, Evidence, digits_matched, figure_of
from nncalc.checking.coarse import Judged
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity, constant


def evidence(typed: str, right: str, *others: str) -> Evidence:
    """The evidence on one figure when the variants tried give the others."""
    value = constant(flint.fmpq(*Fraction(right).as_integer_ratio()))
    found = Evidence([Judged("y", "wrong", value, typed)])
    for other in others:
        found.tried((flint.fmpq(*Fraction(other).as_integer_ratio()),))
    return found


def test_chance_by_hand() -> None:
    """.5030 is 30 units from .5000: 61 figures are as near; of the variants' four, three lie in there."""
    found = evidence(".5030", ".5000", ".5030", ".4999", ".4990", ".9")
    assert found.chance(whole=True) == pytest.approx(3 / 61)
    assert found.chance(whole=True) < CHANCE
    assert evidence(".5030", ".5000", ".5030", ".4999", ".4990", ".5002").chance(whole=True) > CHANCE
    assert evidence(".503", ".500", ".503").chance(whole=True) == pytest.approx(1 / 7)
    assert digits_matched("0.00120") == 3


def test_the_right_figure_is_not_counted_as_a_match() -> None:
    assert evidence(".5030", ".5000", ".5000", ".5030").chance(whole=True) == pytest.approx(1 / 61)


def test_lists_of_another_length() -> None:
    """Of the 2² lists of two that can be made of 1 and 3, two variants give this one: no proof."""
    words = check("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "mistakes=1,3").words
    assert "possibly: is right under order=once" in words
    assert words[-1] == "evidence: 2 digits matched, 0.25 matches expected by chance, 1 rival explanation"


def test_chance_of_lists_never_exceeds_one() -> None:
    """Nothing tried: one list of no figures. Six lists of one or two of two figures: more than the four of two."""
    lists = Evidence([])
    assert lists.chance(whole=True) == 1
    for figures in ((1,), (3,), (1, 1), (1, 3), (3, 1), (3, 3)):
        lists.tried(figures)
    assert lists.chance(whole=True) == 1


@pytest.mark.parametrize(("figure", "lead"), [("loss=0.886115", "cause"), ("loss=1", "possibly")])
def test_a_cause_is_called_so_only_when_chance_is_small(figure: str, lead: str) -> None:
    found = check(SOFTMAX, figure)
    assert found.verdict != "right"
    if lead == "cause":
        assert any(words.startswith("cause: ") for words in found.words), found.words
    else:
        assert not any(words.startswith("cause: ") for words in found.words), found.words


def test_infinite_and_undefined_figures_are_told_apart() -> None:
    values = (flint.arb.pos_inf(), flint.arb.neg_inf(), flint.arb.nan())
    figures = {figure_of(Judged("x", "wrong", Quantity(None, (), value), "1")) for value in values}
    assert len(figures) == 3
