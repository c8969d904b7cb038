"""A run as drawings read it: figures and names as the page prints them, and places as floats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nncalc.declaring.names import Names
from nncalc.engine.lazy import flint
from nncalc.engine.operations import LET
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.page.lines import LineWriter
from nncalc.page.solving import Settings
from nncalc.render.text_style import TextStyle

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Run

LONGEST_GIVEN = 10
"""Characters of a given that stands as it was typed; a longer formula has its decimal."""
FARTHEST = 1e100
"""Numbers beyond it have no place: their squares are none that a float holds."""


class View:
    """One run of a problem, read for drawings."""

    def __init__(self, problem: ProblemType, run: Run, settings: Settings) -> None:
        names = Names(problem.symbols, verbatim=problem.verbatim, output=problem.output_name(), taken=problem.taken)
        self.problem: Any = problem
        self.run = run
        self.style = TextStyle(names)
        self.lines = LineWriter(problem, run, settings._replace(show=()), self.style)

    def result(self, name: str) -> Any:
        """A result by its name; None where there is none."""
        return self.run.results.get(name)

    def name(self, name: str) -> str:
        """A name as the page prints it."""
        return self.style.name(name)

    def figure(self, q: Quantity) -> str:
        """A quantity as the page prints it alone: a given as it was typed, else its figure, a symbol, or its name."""
        q = self.lines.turned(q)
        if q.operation is not LET and q.name:
            typed = self.lines.printer.formula(q)[1]
            if len(typed) <= LONGEST_GIVEN or not self.is_number(q):
                return typed
        found = self.lines.figure(q)
        if found is not None:
            return self.style.number(found.text)
        return self.style.symbol(q.typed) if q.typed else self.name(q.name or "") if q.name else "…"

    def relation(self, q: Quantity) -> str:
        """The sign between a name and its figure: = or ≈."""
        found = self.lines.figure(q)
        return self.style.relation_exact if found is None or found.exact else self.style.relation_rounded

    def relation_of(self, parts: Sequence[Quantity]) -> str:
        """The sign between the name of a vector and its figures."""
        rounded = any(self.relation(part) == self.style.relation_rounded for part in parts)
        return self.style.relation_rounded if rounded else self.style.relation_exact

    def equation(self, name: str, q: Quantity) -> str:
        """`b1 = 0.35`, `E ≈ 0.2984`."""
        figure, shown = self.figure(q), self.name(name)
        return shown if figure == shown else f"{shown} {self.relation(q)} {figure}"

    def definition(self, name: str, q: Any) -> str:
        """What a named result is worked out by: `v1 = x + y`."""
        return f"{self.name(name)} {self.style.relation_exact} {self.lines.printer.formula(q)[0]}"

    def is_number(self, q: Quantity) -> bool:
        """Whether it has a figure: no symbol stands under it."""
        return self.lines.figure(q) is not None


def place(q: Quantity) -> float | None:
    """Near enough for a place in a drawing; None of letters, of infinite and of very large values."""
    if q.value is None:
        return None
    found = float(flint.arb(q.value).mid())
    return found if abs(found) <= FARTHEST else None


def places(x: Tensor) -> list[float] | None:
    """The components of a tensor as places; None where one has none."""
    found = [at for q in x.items if (at := place(q)) is not None]
    return found if len(found) == len(x.items) else None


def rows(x: Tensor) -> list[list[float]] | None:
    """The rows of a matrix as places; None where a component has none."""
    found, wide = places(x), x.shape[-1]
    return None if found is None else [found[i : i + wide] for i in range(0, len(found), wide)]
