"""What floats found, worked again exactly: on the typed rationals, or on the exact values that stand behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nncalc.checking.judge.graph import CONST, TYPED
from nncalc.engine.decide import rounded, sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import ABS
from nncalc.engine.quantity import TABLE, Quantity, apply, constant
from nncalc.engine.run import rerun
from nncalc.errors import NncalcError, OutOfBounds

if TYPE_CHECKING:
    from nncalc.checking.judge.atlas import Atlas
    from nncalc.checking.judge.row import Row

Leaf = Callable[[int], Quantity]
"""The quantity that stands for a typed component."""
TENFOLD = 10


class Exactly:
    """The nodes of a graph worked out by the engine, for one sheet.

    typed   each component as it was typed
    meant   what a component that is not right was meant to be, unrounded, where that is known
    """

    def __init__(self, atlas: Atlas, typed: Sequence[Quantity], right: Sequence[bool]) -> None:
        self.atlas, self.typed, self.right = atlas, typed, right
        self.meant: dict[int, Quantity] = {}

    def on(self, atlas: Atlas) -> Exactly:
        """The same sheet on another tape: what is known to be meant is known there too."""
        found = Exactly(atlas, self.typed, self.right)
        found.meant = self.meant
        return found

    def fits(
        self, row: Row, components: Sequence[int], units: Sequence[float], slack: Sequence[float] | None = None
    ) -> bool:
        """Whether each component of a row is, in one of the readings, what was typed.

        slack   what rounding can do besides, where that is allowed for (as typed alone)
        """
        tolerances = [_fraction(u) / 2 + _fraction(s) for u, s in zip(units, slack or [0.0] * len(units), strict=True)]
        pairs = list(zip(row.nodes, components, tolerances, strict=True))
        leaves: list[Leaf] = [self._typed]
        if slack is None:
            leaves += [self._unrounded, self._plain]
        try:
            return bool(rerun(lambda run: None, lambda run: self._fits(pairs, leaves)))
        except OutOfBounds:
            raise
        except NncalcError:
            return False

    def accept(self, row: Row, components: Sequence[int]) -> None:
        """The lines to come may go on with what a row gives, unrounded."""
        try:
            found = rerun(lambda run: None, lambda run: list(map(_Reading(self.atlas, self._unrounded), row.nodes)))
        except OutOfBounds:
            raise
        except NncalcError:
            return
        self.meant.update(zip(components, found, strict=True))

    def _typed(self, component: int) -> Quantity:
        return self.typed[component]

    def _unrounded(self, component: int) -> Quantity:
        if self.right[component]:
            return self.atlas.right[component]
        return self.meant.get(component, self.typed[component])

    def _plain(self, component: int) -> Quantity:
        return self.atlas.right[component]

    def _fits(self, pairs: Sequence[tuple[int, int, Fraction]], leaves: Sequence[Leaf]) -> bool:
        readings = [_Reading(self.atlas, leaf) for leaf in leaves]
        return all(
            any(_is_within(reading, node, self.typed[component], tolerance) for reading in readings)
            for node, component, tolerance in pairs
        )


class _Reading:
    """One reading: what stands for each component that was typed."""

    def __init__(self, atlas: Atlas, leaf: Leaf) -> None:
        self.atlas, self.leaf = atlas, leaf
        self.known: dict[int, Quantity] = {}

    def __call__(self, node: int) -> Quantity:
        graph, known, places = self.atlas.graph, self.known, self.atlas.policy.places
        for at in graph.below(node):
            if at in known:
                continue
            name, a, b = graph.nodes[at]
            if name == CONST:
                known[at] = graph.constants[a]
            elif name == TYPED:
                known[at] = self.leaf(a)
            elif name == "let":
                known[at] = known[a] if places is None else constant(rounded(known[a], places))
            else:
                known[at] = apply(TABLE[name], known[a], *([known[b]] if b >= 0 else []))
        return known[node]


def _is_within(reading: Callable[[int], Quantity], node: int, typed: Quantity, tolerance: Fraction) -> bool:
    try:
        found = reading(node)
    except ZeroDivisionError:
        return False
    value: Any = found.value
    if value is None or typed.value is None or (type(value) is flint.arb and not value.is_finite()):
        return False
    most = constant(flint.fmpq(tolerance.numerator, tolerance.denominator))
    return sign(most - ABS(found - typed)) >= 0


@lru_cache(maxsize=1024)
def _fraction(value: float) -> Fraction:
    """A unit or a tolerance as a fraction: three digits, never less than the float."""
    if not value:
        return Fraction(0)
    exact = Fraction(value)
    unit = Fraction(1)
    while unit > exact / 100:
        unit /= TENFOLD
    while unit * 1000 < exact:
        unit *= TENFOLD
    nearest = round(exact / unit)
    return (nearest if abs(nearest * unit - exact) <= exact / 10**9 else -(-exact // unit)) * unit
