"""Checking figures of a problem: the verdicts, and for what is not right the explanations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nncalc.checking.compare import judge
from nncalc.document import Check
from nncalc.solving import Settings, run_problem

if TYPE_CHECKING:
    from nncalc.problem import ProblemType


def check_figures(problem: ProblemType, figures: Sequence[tuple[str, str]], settings: Settings) -> list[Check]:
    """The verdict on each (name, typed) figure."""
    if not figures:
        return []
    return run_problem(
        problem, lambda run: [judge(run, name, typed, settings.precision) for name, typed in figures], settings.policy
    )


def published_check(problem: ProblemType, name: str, typed: str, cause: str, settings: Settings) -> Check:
    """A published figure that is wrong: right when the checker finds it wrong for the cause that is declared."""
    check = check_figures(problem, [(name, typed)], settings)[0]
    if check.verdict == "right":
        return check._replace(verdict="wrong", words=("declared wrong, but it is right",))
    return Check(name, typed, "right", (f"wrong as published: {check.words[0]}",))
