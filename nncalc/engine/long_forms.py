"""Which components of a wide tensor have formulas that are too long to be written, known without making most of them."""

from __future__ import annotations

from collections.abc import Sequence
from operator import or_
from typing import Any

from nncalc.engine.components import Components, Values, known_values
from nncalc.engine.lazy import flint
from nncalc.engine.lengths import JOINED, Lengths
from nncalc.engine.operations import ADD, DOT, LET, MUL, NEG, SUB, TOTAL
from nncalc.engine.quantity import Operation, Quantity
from nncalc.engine.wide import Outer

DEEPEST = 40
"""Wide tensors between two that are looked at: from there on a component itself is asked."""
_SIGNED = (LET, NEG, ADD, SUB, TOTAL)
"""Joined operations that leave out no operand but 0."""

Marks = list[bool]


class LongForms:
    """What `Lengths` says of each component of wide tensors of one run.

    One is too long where a part of it is that is surely written: a term, a factor that no 0 stands beside. Where this
    does not tell, the component is made and asked.
    """

    def __init__(self, lengths: Lengths) -> None:
        self.lengths = lengths
        self._known: dict[int, tuple[Any, Marks]] = {}  # with what is marked, so that nothing else takes its place
        self._depth = 0

    def of(self, items: Any) -> Marks:
        """Whether each is no rational and too long."""
        if type(items) is list:
            return [type(q.value) is not flint.fmpq and self.lengths.exceeds(q) for q in items]
        if id(items) not in self._known:
            self._known[id(items)] = items, self._marks(items)
        return self._known[id(items)][1]

    def _marks(self, items: Components) -> Marks:
        values = items.values
        self._depth += 1
        try:
            found = self._of_parts(items) if self._depth <= DEEPEST else [False] * len(items)
        finally:
            self._depth -= 1
        fmpq, exceeds = flint.fmpq, self.lengths.exceeds
        return [
            type(value) is not fmpq and (long or exceeds(items[i]))
            for i, (value, long) in enumerate(zip(values, found, strict=True))
        ]

    def _of_parts(self, items: Components) -> Marks:
        """Those that the parts tell of."""
        none = [False] * len(items)
        if not items.parts:
            return none
        how, *parts = items.parts
        if type(items) is Outer:
            left, right = parts
            return self._of_products(left, right, 1, len(right))
        if how is DOT:
            return self._of_products(*parts)
        if how is MUL:
            return self._of_factors(parts, len(items))
        if _writes_all(how):
            return self._of_any(parts, none)
        if isinstance(how, Sequence):  # places
            marks = self.of(parts[0])
            return [marks[i] for i in how]
        return none

    def _of_any(self, parts: Sequence[Any], found: Marks) -> Marks:
        """Those of which one operand at least is too long."""
        for each in parts:
            if all(found):
                break
            found = list(map(or_, found, self._spread(each, len(found))))
        return found

    def _of_factors(self, parts: Sequence[Any], count: int) -> Marks:
        """Those of which one factor is too long, and none is 0."""
        found = self._of_any(parts, [False] * count)
        for each in parts:
            found = [long and other for long, other in zip(found, _not_zero(known_values(each, count)), strict=True)]
        return found

    def _spread(self, x: Any, count: int) -> Marks:
        return self.of([x]) * count if isinstance(x, Quantity) else self.of(x)

    def _of_products(self, left: Any, right: Any, width: int, columns: int) -> Marks:
        """Those of which a row and a column have a pair with one that is too long and another that is not 0."""
        down = [[_bits(marks[i : i + width]) for i in range(0, len(marks), width)] for marks in self._told(left)]
        across = [[_bits(marks[j::columns]) for j in range(columns)] for marks in self._told(right)]
        sides = [list(zip(*side, strict=True)) for side in (down, across)]
        return [bool(long & others or other & longs) for long, other in sides[0] for longs, others in sides[1]]

    def _told(self, x: Any) -> tuple[Marks, Marks]:
        """Of each, whether it is too long, and whether it is not 0."""
        return self.of(x), _not_zero(known_values(x, 0))


def _writes_all(how: Any) -> bool:
    """Whether every operand but 0 is written in the formula of an operation."""
    if type(how) is not Operation or how.branch is not None:
        return False
    return how in _SIGNED or (how.form not in JOINED and how.form != "defined")


def _bits(marks: Marks) -> int:
    return int("".join(["1" if mark else "0" for mark in marks]), 2)


def _not_zero(values: Values) -> Marks:
    """Which are anything but the rational 0, which is left out of formulas."""
    fmpq = flint.fmpq
    return [type(value) is not fmpq or bool(value) for value in values]


__all__ = ["LongForms"]
