"""Weights that move or stay, as a sample is decided: on the tape both cases stand, so that another decision has its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from nncalc.engine.operations import LET, by_sign_of
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor, components

if TYPE_CHECKING:
    from nncalc.engine.run import Run

Moved = Callable[[], Sequence[Quantity]]
"""The components after a move that was not made."""


def moved_or_not(when: Quantity, moved: Quantity, stays: Quantity) -> Quantity:
    """One of two quantities: `when` is 1 where the weights move, else 0."""
    return by_sign_of(-when, moved, stays)


def where_moved(run: Run, before: Any, after: Any, when: Sequence[Quantity]) -> Any:
    """Weights that a row moved, as they were named there; `when`: of each component whether it moves."""
    for old, new, its in zip(_items(before), _items(after), when, strict=True):
        run.chose(new, partial(moved_or_not, its, new.operands[0], old))
    return after


def where_kept(run: Run, name: str, before: Any, moved: Moved, when: Sequence[Quantity]) -> Any:
    """Weights that a row left as they are: the same names and values, and behind the row's cell what might have been."""
    shape, made = before.shape if isinstance(before, Tensor) else (), cache(moved)
    keys = components(run.prefix + name, shape) if shape else [run.prefix + name]
    kept = []
    for number, (key, old, its) in enumerate(zip(keys, _items(before), when, strict=True)):
        behind = run.stand_behind(key, old, partial(_kept, made, number, its, old))
        kept.append(Quantity(LET, (behind,), behind.value, old.name))
    return Tensor(kept, shape, LET, (before,), before.name) if shape else kept[0]


def _kept(moved: Moved, number: int, when: Quantity, old: Quantity) -> Quantity:
    return moved_or_not(when, moved()[number], old)


def _items(x: Any) -> Sequence[Quantity]:
    return x.items if isinstance(x, Tensor) else [x]


__all__ = ["where_kept", "where_moved"]
