"""Checking figures of a problem: the verdicts, and for what is not right the explanations."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from nncalc.checking.coarse import Judged
from nncalc.checking.compare import assess, compare, with_sisters
from nncalc.checking.formula_names import FormulaNames
from nncalc.checking.judge.figure import Figure, Part
from nncalc.checking.typed_answers import quantity_of
from nncalc.checking.verdicts import decimals
from nncalc.declaring.absent_results import NoSuchResult, no_such_result
from nncalc.engine.quantity import Quantity
from nncalc.errors import InputError, InputErrors
from nncalc.page.document import Check
from nncalc.page.solving import Settings, find_quantity, run_problem
from nncalc.reading.cells import Cell
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.rule import Rule
    from nncalc.engine.run import Run


SETTLED = ("right", "coarse", "unreadable")
"""Verdicts that want no explanation."""
MOST_EXPONENT = 300
"""Figures of more places than this have no unit that a float can hold."""


class NoSuchResults(InputErrors):
    """Figures were typed for names that are no results of the problem."""


class _First(NamedTuple):
    """What the plain run says: each figure as judged by itself with its components, and the rules that were used."""

    figures: list[Figure]
    parts: list[list[Judged]]
    used: dict[Rule, int]


class Judgement(NamedTuple):
    """The verdict on one figure, with explanations, and those on its components (none where it cannot be read)."""

    check: Check
    parts: list[Judged]


def check_figures(problem: ProblemType, figures: Sequence[tuple[str, str]], settings: Settings) -> list[Check]:
    """The checks of `judge_figures` alone."""
    return [each.check for each in judge_figures(problem, figures, settings)]


def judge_figures(problem: ProblemType, figures: Sequence[tuple[str, str]], settings: Settings) -> list[Judgement]:
    """As `judged`, of figures also under the names that a page prints and other books have."""
    try:
        return judged(problem, figures, settings)
    except NoSuchResults as unknown:
        meant = {error.name: error.meant for error in unknown.errors if isinstance(error, NoSuchResult)}
        names = [meant.get(name, name) for name, _ in figures]
        if None in names:
            raise
        own = [(name or "", typed) for name, (_, typed) in zip(names, figures, strict=True)]
        judgements = judged(problem, own, settings)
    return [
        each._replace(check=each.check._replace(name=name)) for each, (name, _) in zip(judgements, figures, strict=True)
    ]


def judged(problem: ProblemType, figures: Sequence[tuple[str, str]], settings: Settings) -> list[Judgement]:
    """The verdict on each (name, typed) figure of one person, with explanations; in the order given.

    The whole sheet is judged together: each figure may build on that person's own earlier ones. The first in the order of
    the working that is neither right nor right after an earlier mistake is said to be the first wrong step. Raises
    NoSuchResults.
    """
    settings = settings._replace(checks=tuple(figures))
    first = run_problem(problem, lambda run: _first(run, problem, figures, settings), settings.policy)
    checks = [figure.check for figure in first.figures]
    if any(check.verdict not in SETTLED for check in checks):
        from nncalc.checking.judge.sheets import judge_sheet  # start-up

        checks = judge_sheet(problem, settings.policy, first.figures, first.used, _is_right)
    return list(map(Judgement, checks, first.parts))


def _first(run: Run, problem: ProblemType, figures: Sequence[tuple[str, str]], settings: Settings) -> _First:
    place = {name: number for number, name in enumerate(run.results)}
    checks, parts, order, errors = [], [], [], []
    for name, typed in figures:
        try:
            check, judged = assess(run, name, typed, settings)
        except InputError:
            error = no_such_result(name, run.results, run.absent, problem)
            error.name = name  # whoever marks the others goes by it
            errors.append(error)
            continue
        checks.append(check)
        parts.append(judged)
        itself = getattr(judged[0].right, "name", None) if judged else None
        order.append((_place(place, itself or name, name), _place(place, name)))
    if errors:
        raise NoSuchResults(errors)
    checks = with_sisters(checks, parts, settings.precision, settings.decimals)
    wrong = any(check.verdict not in SETTLED for check in checks)
    names = FormulaNames(run) if wrong else None
    own = [tuple([_typed(part, names) for part in judged]) if names else () for judged in parts]
    return _First(list(map(Figure, checks, own, order)), parts, dict(run.used))


def _place(place: dict[str, int], *names: str) -> int:
    """Where the first of these names that is a result, or a part of one, was recorded."""
    for name in names:
        while name and name not in place:
            name = name.rpartition(".")[0]
        if name:
            return place[name]
    raise KeyError(names)


def _typed(part: Judged, names: FormulaNames) -> Part:
    """A component with what was typed for it as a number or a formula; None for what is neither."""
    found = None
    if isinstance(part.right, Quantity):
        with suppress(InputError):
            found = quantity_of(Cell(part.typed, 0, part.typed), part.right, names)
    places = decimals(part.typed)
    unit = 0.0 if places is None or abs(places) > MOST_EXPONENT else 10.0**-places
    return Part(part.name, part.verdict == "right", part.right, found, unit)


def _is_right(run: Run, name: str, typed: str) -> bool:
    """Whether a figure is what another run gives."""
    try:
        parts = compare(name, find_quantity(run, name), typed, FormulaNames(run))
    except InputError:
        return False
    return all(part.verdict == "right" for part in parts)


def published_check(problem: ProblemType, name: str, typed: str, cause: str, settings: Settings) -> Check:
    """A published figure that is wrong: right when the checker finds it wrong for the cause that is declared."""
    check = check_figures(problem, [(name, typed)], settings)[0]
    if check.verdict == "right":
        return check._replace(verdict="wrong", words=(say("declared wrong, but it is right"),))
    causes = [check.verdict, *[each["id"] for each in check.causes]]
    if cause in causes:
        return Check(
            name,
            typed,
            "right",
            (say("wrong as published ({cause}): {words}", cause=cause, words=check.words[0]),),
            check.causes,
        )
    said = say(
        "wrong as published, but not for the cause {cause}: found {fromkeys}",
        cause=cause,
        fromkeys=", ".join(dict.fromkeys(causes)),
    )
    return check._replace(verdict="wrong", words=(said, *check.words))
