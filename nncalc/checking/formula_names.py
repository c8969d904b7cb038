"""Formulas typed for an answer: the names they may hold (unknowns of the problem, lines of its working), and the points
at which they are compared with the value."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from nncalc.declaring.result_names import quantities_in
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.engine.readings import AtPoint, everything_under
from nncalc.engine.tensor import Tensor, components
from nncalc.errors import InputError, nearest
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


POINTS = 8
"""Points at which two formulas must agree."""


def _coordinates(number: int) -> Callable[[str], Any]:
    """The coordinate of an unknown at a point: the same for the same name in every formula.

    All positive, then of mixed signs, then larger: logarithms, kinks and roots have domains of their own.
    """
    signs = (1,) if number % 2 == 0 else (1, -1)
    scale = (1, 1, 20, 20)[number % 4]

    def of(name: str) -> Any:
        source = random.Random(f"{number} {name}")
        return flint.fmpq(source.choice(signs) * scale * source.randint(1, 400), source.randint(101, 199))

    return of


def points() -> Iterator[AtPoint]:
    """Points to compare formulas at; more than are needed, for a formula may be undefined at some."""
    return (AtPoint(_coordinates(number)) for number in range(10 * POINTS))


class FormulaNames:
    """What the names in formulas stand for, after one run. Looked up only where an answer holds names."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @cached_property
    def points(self) -> list[AtPoint]:
        """Those of all figures of an answer, which work out once what they share."""
        return list(points())

    @cached_property
    def unknowns(self) -> set[str]:
        """The symbols of the problem."""
        return {q.typed for q in self._tape if q.value is None and not q.operands and q.typed}

    @cached_property
    def named(self) -> dict[str, Quantity]:
        """Lines and givens by name; a vector of one by its own name too: `y` for `y.1`. A symbol is no line's name."""
        named = {q.name: q for q in self._tape if q.name}
        for name, result in self.run.results.items():
            if isinstance(result, Tensor):  # a2 beside y: a line that has two names bears one of them
                for key, q in zip(components(name, result.shape), result.items, strict=True):
                    named.setdefault(key, q)
            elif len(parts := quantities_in(result)) == 1:
                named.setdefault(f"{name}.1", parts[0])
        for name, q in list(named.items()):
            while name.endswith(".1") and f"{name[:-2]}.2" not in named:
                name = name[:-2]
                named.setdefault(name, q)
        return {name: q for name, q in named.items() if name not in self.unknowns}

    @cached_property
    def _tape(self) -> list[Quantity]:
        return everything_under(quantities_in(self.run.results))

    def usable(self, right: Quantity) -> dict[str, Quantity]:
        """The names that may stand in a formula for a figure: of all that is not the figure itself and does not come from it."""
        after = {id(right)}
        for q in self._tape:
            if any(id(operand) in after for operand in q.operands):
                after.add(id(q))
        return {name: q for name, q in self.named.items() if id(q) not in after}

    def no_such(self, name: str, right: Quantity) -> InputError:
        """The error for a name that a formula for a figure cannot hold."""
        if name in self.named:
            return InputError(
                say("'{name}' is this figure itself, or comes from it", name=name),
                expected=say("a formula in what comes before"),
            )
        known = [*sorted(self.unknowns), *self._shortest(right)]
        expected, close = " ".join(known[:40]), f"{name}.1" if f"{name}.1" in known else nearest(name, known)
        return InputError(say("there is no such name: '{name}'", name=name), expected=expected, nearest=close)

    def _shortest(self, right: Quantity) -> list[str]:
        """One name for each line that may be used; a symbol has its own."""
        names: dict[int, str] = {}
        for name, q in self.usable(right).items():
            if q.typed is None or q.value is not None:
                names[id(q)] = min(names.get(id(q), name), name, key=len)
        return list(names.values())
