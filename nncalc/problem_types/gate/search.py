"""Weights and a threshold that make a truth table, and the hidden units of one that no single unit makes.

A unit with w·x ≥ θ exactly at the rows that want 1 exists where the least net of these is above the largest of the others;
McCulloch and Pitts 1943; Muroga, Threshold Logic and its Applications, 1971.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from math import lcm
from typing import Any, NamedTuple

from nncalc.engine.lazy import flint
from nncalc.rules.separation import LARGEST, TooLarge, nonnegative_solution

LARGEST_WEIGHT = 3
"""Whole weights up to this size are tried one by one, the smallest first …"""
MOST_TRIED = 4
"""… of so many inputs; of more an exact linear programme finds them."""

Row = Sequence[Any]
"""Exact numbers, flint's fractions."""


class Unit(NamedTuple):
    """A threshold unit."""

    w: list[Any]
    theta: Any


def nets(w: Row, rows: Sequence[Row]) -> list[Any]:
    """The sums of products."""
    return [sum((a * b for a, b in zip(w, row, strict=True)), flint.fmpq(0)) for row in rows]


def threshold_of(found: Sequence[Any], wanted: Sequence[bool], at_threshold: int) -> Any:
    """The threshold for these nets, as M-P units have it; None where there is none.

    at_threshold 1: the least net that is to fire; 0: the largest that is not.
    """
    ones = [net for net, on in zip(found, wanted, strict=True) if on]
    zeros = [net for net, on in zip(found, wanted, strict=True) if not on]
    if ones and zeros and min(ones) <= max(zeros):
        return None
    if at_threshold:
        return min(ones) if ones else max(zeros) + 1
    return max(zeros) if zeros else min(ones) - 1


def unit_for(rows: Sequence[Row], wanted: Sequence[bool], at_threshold: int) -> Unit | None:
    """A unit that makes the outputs, small whole weights where there are some. None where there is none.

    Raises TooLarge.
    """
    return _unit_for(tuple(map(tuple, rows)), tuple(wanted), at_threshold)


@lru_cache(maxsize=64)
def _unit_for(rows: Sequence[Row], wanted: Sequence[bool], at_threshold: int) -> Unit | None:
    """The search; a problem that is checked asks for the same unit many times."""
    width = len(rows[0])
    for most in range(LARGEST_WEIGHT + 1 if width <= MOST_TRIED else 0):
        tried = [w for w in product(range(most, -most - 1, -1), repeat=width) if max(map(abs, w)) == most]
        for w in sorted(tried, key=lambda w: sum(map(abs, w))):
            theta = threshold_of(nets(w, rows), wanted, at_threshold)
            if theta is not None:
                return Unit([flint.fmpq(each) for each in w], theta)
    return _by_programme(rows, wanted, at_threshold)


def _by_programme(rows: Sequence[Row], wanted: Sequence[bool], at_threshold: int) -> Unit | None:
    """w·x − θ − s = 0 of rows that fire, θ − w·x − s = 1 of the others; w and θ are differences of non-negative numbers."""
    width, count = len(rows[0]), len(rows)
    if (2 * width + 2 + count) * count > LARGEST:
        raise TooLarge
    table, right = [], []
    for number, (row, on) in enumerate(zip(rows, wanted, strict=True)):
        side = flint.fmpq(1 if on else -1)
        signed = [side * x for x in [*row, flint.fmpq(-1)]]
        slack = [flint.fmpq(-int(i == number)) for i in range(count)]
        table.append([*signed, *[-x for x in signed], *slack])
        right.append(flint.fmpq(0 if on else 1))
    found = nonnegative_solution(table, right)
    if found is None:
        return None
    w = [found[i] - found[width + 1 + i] for i in range(width)]
    scale = lcm(*(int(q.q) for q in w))
    w = [q * scale for q in w]
    return Unit(w, threshold_of(nets(w, rows), wanted, at_threshold))


def hidden_units(rows: Sequence[Row], wanted: Sequence[bool], at_threshold: int) -> list[Unit] | None:
    """A unit for each row that wants 1, which fires there alone, for rows of 0 and 1 or of −1 and 1; else None."""
    values = {int(x) if x.q == 1 else None for row in rows for x in row}
    if not (values <= {0, 1} or values <= {-1, 1}) or len({tuple(row) for row in rows}) < len(rows):
        return None
    units = []
    for row, on in zip(rows, wanted, strict=True):
        if on:
            w = [flint.fmpq(1 if x == 1 else -1) for x in row]
            units.append(Unit(w, nets(w, [row])[0] - (0 if at_threshold else 1)))
    return units
