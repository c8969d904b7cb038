"""Which quantity is larger: comparisons, orders, and the place of the largest with a convention for ties."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cmp_to_key

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity


def compare(a: Quantity, b: Quantity) -> int:
    """−1, 0 or 1 as a is less than, equal to or greater than b, decided."""
    if type(a.value) is flint.fmpq and type(b.value) is flint.fmpq:
        return (a.value > b.value) - (a.value < b.value)
    return sign(a - b)


def descending(quantities: Sequence[Quantity]) -> list[int]:
    """The places of the quantities from the largest to the smallest; equal ones stay in order."""

    def by_size(i: int, j: int) -> int:
        return compare(quantities[j], quantities[i])

    return sorted(range(len(quantities)), key=cmp_to_key(by_size))


def largest(quantities: Sequence[Quantity], among: Sequence[int] | None = None) -> list[int]:
    """The places (from 0) of the largest quantity, of all that are equal to it; `among`: the places that count."""
    places = range(len(quantities)) if among is None else among
    best = [places[0]]
    for place in places[1:]:
        order = compare(quantities[place], quantities[best[0]])
        if order >= 0:
            best = [place] if order > 0 else [*best, place]
    return best


def argmax(quantities: Sequence[Quantity], among: Sequence[int] | None = None, ties: str = "first") -> int:
    """The place (from 0) of the largest quantity; of equal ones the first, or the last with ties="last"."""
    return largest(quantities, among)[-1 if ties == "last" else 0]
