"""Checking figures of a problem: the verdicts, and for what is not right the explanations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nncalc.checking.compare import compare
from nncalc.checking.first_look import SETTLED, Contradictory, NoSuchResults, Refused, first_look
from nncalc.checking.formula_names import FormulaNames
from nncalc.checking.judgement import Judgement
from nncalc.declaring import letters
from nncalc.declaring.absent_results import NoSuchResult
from nncalc.errors import InputError
from nncalc.page.document import Check
from nncalc.page.solving import Settings, find_quantity
from nncalc.words import in_a_row, say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Run


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
    the working that is neither right nor right after an earlier mistake is said to be the first wrong step. What is
    within the tolerance of what the person's own wrong figures give is carried on. Rows that only the person's own run has
    are judged there. Raises Refused.
    """
    problem = problem.meant(figures)
    settings = settings._replace(checks=tuple(figures))
    try:
        first = first_look(problem, figures, settings)
    except NoSuchResults as unknown:
        from nncalc.checking.own_rows import rows_after_the_end, with_rows  # start-up

        last = rows_after_the_end(unknown)
        others = judged(problem, [figure for figure in figures if figure[0] not in last], settings)
        return with_rows(problem, figures, settings, others, last)
    checks = [figure.check for figure in first.figures]
    if any(check.verdict not in SETTLED for check in checks):
        from nncalc.checking.judge.sheets import judge_sheet  # start-up

        checks = judge_sheet(problem, settings.policy, first.figures, first.used, _is_right)
    judgements = list(map(Judgement, checks, first.parts))
    if settings.tolerance:
        from nncalc.checking.carried_within import carried_within  # start-up

        judgements = carried_within(problem, judgements, settings)
    if letters.active is None:
        return judgements
    from nncalc.page.verdict_letters import VerdictLetters  # start-up

    written = VerdictLetters(problem)
    return [each._replace(check=written.check(each.check)) for each in judgements]


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
            printed=check.printed,
        )
    said = say(
        "wrong as published, but not for the cause {cause}: found {fromkeys}",
        cause=cause,
        fromkeys=in_a_row(*dict.fromkeys(causes)),
    )
    return check._replace(verdict="wrong", words=(said, *check.words))


__all__ = [
    "Contradictory",
    "Judgement",
    "NoSuchResults",
    "Refused",
    "check_figures",
    "judge_figures",
    "judged",
    "published_check",
]
