"""What is known of quantities whose history is dropped: which of them have changed alike since a start.

A sign that is 0 by symmetry (two weights that stay opposite) is proven by the history; without one it would stay open
at every precision. So quantities whose changes are proven equal or opposite keep that, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity, Value


class Alike(NamedTuple):
    """A quantity has changed as that of number `other` has, times `sign`; with the sign 0 it has not changed."""

    other: int
    sign: int


def alike(starts: Sequence[Quantity], now: Sequence[Quantity]) -> dict[int, Alike]:
    """What is proven of balls, by their numbers: each one's change since the start as that of an earlier one."""
    pairs = enumerate(zip(starts, now, strict=True))
    changes = {number: q - start for number, (start, q) in pairs if type(q.value) is flint.arb and q.value.is_finite()}
    numbers = _overlapping(changes)
    if not numbers:
        return {}
    from nncalc.engine.residues import fingerprints  # start-up

    marks = fingerprints([changes[number] for number in numbers]) or []
    found: dict[int, Alike] = {}
    first: dict[tuple[int, ...], tuple[int, int]] = {}
    for number, (sign, mark) in zip(numbers, marks, strict=False):
        if sign == 0:
            found[number] = Alike(number, 0)
        elif mark in first:
            other, its_sign = first[mark]
            found[number] = Alike(other, sign * its_sign)
        else:
            first[mark] = number, sign
    return found


def _overlapping(changes: dict[int, Quantity]) -> list[int]:
    """The numbers of the changes that may be 0, or that may be as large as another one."""
    sizes = sorted((float(abs(q.value).mid()), number, abs(flint.arb(q.value))) for number, q in changes.items())
    out = {number for _, number, size in sizes if not size > 0}
    for (_, a, size), (_, b, other) in pairwise(sizes):
        if size.overlaps(other):
            out |= {a, b}
    return sorted(out)


def forgotten(starts: Sequence[Quantity], values: Sequence[Value], known: dict[int, Alike]) -> list[Quantity]:
    """Quantities of these values without a history, but for what is known of them."""
    out = [Quantity(None, (), value) for value in values]
    for number, (other, sign) in known.items():
        equal = starts[number] if sign == 0 else starts[number] + sign * (out[other] - starts[other])
        out[number] = Quantity(None, (), values[number], None, None, equal)
    return out
