"""Settings of a layer as quantities, one for all sides or one for each."""

from __future__ import annotations

from typing import Any

from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity, constant


def leaf(name: str, value: int) -> Quantity:
    """A named number, such as the stride `s` of a layer."""
    return Quantity(None, (), flint.fmpq(value), name)


def whole(size: Quantity) -> int:
    """A size as a number to count with; what a slip leaves of a fraction is rounded down."""
    return int(size.value.p // size.value.q)


def settings_of(letter: str, values: tuple[int, ...], sides: tuple[str, ...]) -> tuple[Quantity, ...]:
    """A setting on every side: one quantity `k` for all, or `k_h`, `k_w` where they differ."""
    if len(set(values)) == 1:
        same = leaf(letter, values[0])
        return (same,) * len(sides)
    return tuple(leaf(f"{letter}_{side[0]}", value) for side, value in zip(sides, values, strict=True))


def pairs_of(padding: tuple[tuple[int, int], ...], sides: tuple[str, ...]) -> tuple[tuple[Quantity, Quantity], ...]:
    """The padding before and after each side; the same object twice where it is even."""
    if all(before == after for before, after in padding):
        return tuple((p, p) for p in settings_of("p", tuple(before for before, _ in padding), sides))
    return tuple((constant(before), constant(after)) for before, after in padding)


def spread(values: tuple[Any, ...], count: int) -> tuple[Any, ...]:
    """One value for all sides written out for each."""
    return values * count if len(values) == 1 else values
