"""Figures that are right on the student's own wrong ones, within the tolerance that is allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from nncalc.checking.compare import compare
from nncalc.checking.credit import FULL_MARKS
from nncalc.checking.formula_names import FormulaNames
from nncalc.checking.judgement import Judgement
from nncalc.checking.points import wholes
from nncalc.checking.tolerance import tolerated
from nncalc.declaring.letters import noted
from nncalc.engine.quantity import Quantity, constant
from nncalc.errors import InputError, NncalcError, OutOfBounds
from nncalc.page.solving import Settings, find_quantity, run_problem
from nncalc.reading.expressions import plain_number
from nncalc.words import say, together

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Run

LEFT_ALONE = frozenset({*FULL_MARKS, "coarse", "unreadable"})
"""Verdicts that a tolerance does not change here."""
MOST_NAMED = 3


def carried_within(problem: ProblemType, judgements: Sequence[Judgement], settings: Settings) -> list[Judgement]:
    """The judgements of one sheet: what is within the tolerance of what the student's own wrong figures give is carried."""
    found = {each.check.name: own for each in judgements if (own := _wrong(each))} if settings.tolerance else {}
    if len(found) < 2 or _are_zeros(found, judgements):
        return list(judgements)
    policy = settings._replace(show=tuple(found)).policy
    order: list[str] = run_problem(problem, lambda run: list(run.results), policy)
    wrong = {name: found[name] for name in sorted(found, key=lambda name: _place(name, order))}
    return [_judged(problem, each, wrong, settings) for each in judgements]


def _are_zeros(wrong: Mapping[str, Mapping[str, Quantity]], judgements: Sequence[Judgement]) -> bool:
    """Whether nothing is right, and nothing but zeros was typed: 0 follows from 0 without any step being made."""
    return all(q.value == 0 for own in wrong.values() for q in own.values()) and not any(
        each.check.verdict == "right" for each in judgements
    )


def _wrong(judgement: Judgement) -> dict[str, Quantity]:
    """The components of a figure that are not right, as numbers, by their names on the tape."""
    if judgement.check.verdict in ("right", "coarse", "unreadable"):
        return {}
    found = {}
    for part in judgement.parts:
        typed = _number(part.typed)
        if part.verdict != "right" and isinstance(part.right, Quantity) and typed is not None:
            found[part.right.name or part.name] = typed
    return found


def _place(name: str, order: Sequence[str]) -> int:
    """Where a result, or what it is a part of, stands in the working."""
    return next((order.index(each) for each in [name, *wholes(name)] if each in order), len(order))


def _number(text: str) -> Quantity | None:
    try:
        typed = plain_number(text)
    except InputError:
        return None
    return None if typed is None else constant(typed[0])


def _judged(
    problem: ProblemType, judgement: Judgement, wrong: Mapping[str, Mapping[str, Quantity]], settings: Settings
) -> Judgement:
    check = judgement.check
    if check.verdict in LEFT_ALONE:
        return judgement
    above = takewhile(lambda item: item[0] != check.name, wrong.items())
    others = {name: own for name, own in above if not _overlap(name, check.name)}
    carried = {name: q for own in others.values() for name, q in own.items()}
    policy = settings._replace(checks=((check.name, check.typed),)).policy._replace(carried=carried)
    read = partial(_is_within, name=check.name, typed=check.typed, settings=settings)
    try:
        if not carried or not run_problem(problem, read, policy):
            return judgement
    except OutOfBounds:
        raise
    except NncalcError:
        return judgement
    names = together(list(map(noted, list(others)[:MOST_NAMED])))
    said = say("is right with your own {names} carried on, within the tolerance", names=names)
    return judgement._replace(
        check=check._replace(verdict="carried", words=(check.words[0], said), causes=(), certain=True)
    )


def _is_within(run: Run, name: str, typed: str, settings: Settings) -> bool:
    parts = compare(name, find_quantity(run, name), typed, FormulaNames(run))
    return all(part.verdict == "right" for part in tolerated(parts, settings.tolerance))


def _overlap(one: str, other: str) -> bool:
    return one == other or one in wholes(other) or other in wholes(one)
