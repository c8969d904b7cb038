"""Drawings of a solved problem, as SVG and, where it reads well, in characters: readings of a run like its page.

A type declares what may be drawn of it, a kind and what it is drawn of: `drawings = {"heatmap": "A"}`. A kind is a module
here with a function `draw(view, of)` that yields drawings, none where there is nothing to be drawn. Figures in a drawing
are those of the page; only places are floats.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.declaring import registry
from nncalc.engine.run import PLAIN, run_once
from nncalc.errors import InputError
from nncalc.page.document import Illustration as Drawing
from nncalc.page.solving import Settings, run_problem
from nncalc.render.drawings.canvas import stacked
from nncalc.render.drawings.view import View
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Run

__all__ = ["Drawing", "Solved", "as_svg", "check_drawable", "nothing_drawn", "of", "of_run", "types_with_drawings"]

ASKED = "--format svg"  # no sentence: an option


class Solved(NamedTuple):
    """What a drawing is made of: a problem and how its solution is wanted; `nncalc.api.Solution` will do as well."""

    problem: ProblemType
    settings: Settings


def of(solution: Solved | Any) -> list[Drawing]:
    """The drawings of a solution, in the order in which its type declares them; the working is run once for them."""
    problem, settings = solution.problem, solution.settings
    if not problem.drawings:
        return []
    made: list[Drawing] = run_problem(problem, lambda run: of_run(problem, run, settings), settings.policy)
    return made


def of_run(problem: ProblemType, run: Run, settings: Settings) -> list[Drawing]:
    """The drawings of a run, for who reads it anyway; called inside `run_problem`.

    Curves ask the rules at places that the run was not at, so drawing is a run of its own, beside the one that is read.
    """
    view = View(problem, run, settings)
    made: list[Drawing] = []

    def work(_: Run) -> None:
        for kind, what in problem.drawings.items():
            made.extend(_drawn(kind, view, what))

    run_once(work, PLAIN)
    return made


def _drawn(kind: str, view: View, of: str) -> Iterator[Drawing]:
    made: Iterator[Drawing] = import_module(f"nncalc.render.drawings.{kind}").draw(view, of)
    return made


def as_svg(solution: Solved | Any) -> str:
    """The drawings alone, as one SVG. Raises InputError where there are none."""
    check_drawable(solution.problem, ASKED)
    made = of(solution)
    if not made:
        raise nothing_drawn(solution.problem, ASKED)
    return stacked([drawing.svg for drawing in made], say(solution.problem.summary)) + "\n"


def check_drawable(problem: ProblemType, asked: str) -> None:
    """Raises InputError for a type without drawings, which names those that have some."""
    if not problem.drawings:
        raise InputError(
            say("{type} has no drawings", type=problem.name),
            name=asked,
            expected=say("a type that has some: {types}", types=" ".join(types_with_drawings())),
        )


def nothing_drawn(problem: ProblemType, asked: str) -> InputError:
    """The error for a problem whose type has drawings, of which none is possible here."""
    expected = say(problem.undrawn) if problem.undrawn else say("another problem of this type")
    return InputError(say("nothing can be drawn of this problem"), name=asked, expected=expected)


def types_with_drawings() -> list[str]:
    """The names of the types that declare drawings."""
    return [name for name in registry.names() if registry.load(name).drawings]
