"""What is left out for speed changes no verdict: rows are screened, and a class shares what is worked out."""

from __future__ import annotations

import random

import pytest
from diagnosis.measure import TYPES, hand_in
from whole import bound

from nncalc.checking.answers import check_figures
from nncalc.checking.judge import pairs, posterior
from nncalc.checking.judge.said import CUT_SHORT
from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.page.document import Check
from nncalc.page.solving import Settings


def judged(type_: str, order: int = 0, fresh: bool = False) -> dict[int, list[Check]]:
    """Some sheets of a class, in the order given or shuffled; each with a problem of its own, or all with one."""
    exercise = TYPES[type_](random.Random(f"16 {type_} 0"))
    sheets = list(enumerate(hand_in(exercise, random.Random(7), 4)))[:: bound(3, 1)]
    if order:
        random.Random(order).shuffle(sheets)
    declared = registry.load(type_)
    problem = read_problem(declared, exercise.given)
    found = {}
    for number, sheet in sheets[:6] if fresh else sheets:
        figures = [(name, exercise.typed(name, texts)) for name, texts in sheet.typed.items()]
        own = read_problem(declared, exercise.given) if fresh else problem
        found[number] = check_figures(own, figures, Settings())
    return found


@pytest.mark.parametrize("type_", TYPES)
def test_screened_rows(type_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    screened = judged(type_)
    monkeypatch.setattr(posterior, "rows_that_may_fit", lambda sheet, name, spread: sheet.atlas.rows[name][1:])
    assert judged(type_) == screened


@pytest.mark.parametrize("type_", TYPES)
def test_classmates(type_: str) -> None:
    """A sheet is judged alike alone, and in a class whoever comes first."""
    together, shuffled = judged(type_), judged(type_, order=1)
    assert shuffled == together
    assert judged(type_, fresh=True).items() <= together.items()


def test_a_search_cut_short_for_a_classmate(monkeypatch: pytest.MonkeyPatch) -> None:
    """That pairs of slips were left out is said of the line that they were tried for, on that sheet."""
    monkeypatch.setattr(pairs, "MOST_WORK", 20)
    together = judged("backprop")
    assert judged("backprop", fresh=True).items() <= together.items()
    said = [CUT_SHORT in check.words for checks in together.values() for check in checks]
    assert True in said
    assert False in said
