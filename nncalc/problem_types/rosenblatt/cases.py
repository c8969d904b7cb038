"""Weights that move or stay, as a sample is decided: on the tape both cases stand, so that another decision has its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from nncalc.engine.operations import LET, by_sign_of
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor, components, items_of

if TYPE_CHECKING:
    from nncalc.engine.run import Run

Moved = Callable[[], Sequence[Quantity]]
"""The components after a move that was not made."""
Cases = Callable[[], Iterable[tuple[Quantity, Quantity]]]
"""Of each component whether it moves, 1 or 0, and where to."""


def moved_or_not(when: Quantity, moved: Quantity, stays: Quantity) -> Quantity:
    """One of two quantities: `when` is 1 where the weights move, else 0."""
    return by_sign_of(-when, moved, stays)


def where_moved(run: Run, before: Any, after: Any, when: Sequence[Quantity]) -> Any:
    """Weights that a row moved, as they were named there; `when`: of each component whether it moves."""
    decided = run.decided  # as `Run.chose` does, without a call for each: most of a run is this
    for old, new, its in zip(items_of(before), items_of(after), when, strict=True):
        decided[id(new)] = new, partial(moved_or_not, its, new.operands[0], old)
    return after


def where_kept(run: Run, name: str, before: Any, moved: Moved, when: Sequence[Quantity]) -> Any:
    """Weights that a row left as they are: the same names and values, and behind the row's cell what might have been."""
    return where_any(run, name, before, before, lambda: zip(when, moved(), strict=True))


def where_any(run: Run, name: str, before: Any, after: Any, cases: Cases) -> Any:
    """The weights of classes, moved or as they were, with what every other decision would have made of each component."""
    made: list[tuple[Quantity, Quantity]] = []
    decided = run.decided

    def with_cases(number: int, old: Quantity) -> Quantity:
        if not made:
            made.extend(cases())
        when, moved = made[number]
        return moved_or_not(when, moved, old)

    if after is not before:
        for number, (old, new) in enumerate(zip(before.items, after.items, strict=True)):
            decided[id(new)] = new, partial(with_cases, number, old)
        return after
    if not isinstance(before, Tensor):
        behind = run.stand_behind(run.prefix + name, before, partial(with_cases, 0, before))
        return Quantity(LET, (behind,), behind.value, before.name)
    kept, stand_behind = [], run.stand_behind
    keys = components(run.prefix + name, before.shape)
    for number, (key, old) in enumerate(zip(keys, before.items, strict=True)):
        behind = stand_behind(key, old, partial(with_cases, number, old))
        kept.append(Quantity(LET, (behind,), behind.value, old.name))
    return Tensor(kept, before.shape, LET, (before,), before.name)


__all__ = ["Cases", "where_any", "where_kept", "where_moved"]
