"""Dropout in training: which values get through a layer, and how much larger they become."""

from __future__ import annotations

from typing import Any

from nncalc.engine.decide import sign
from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.words import say


def check_mask(name: str, mask: Tensor) -> None:
    """Raises InputError for another number than 0 and 1; letters pass."""
    for q in mask.items:
        if q.value is not None and q.value not in (0, 1):
            raise InputError(
                say("a mask has no other numbers than 0 and 1"),
                name=name,
                expected=say("1 for kept, 0 for dropped"),
            )


def check_probability(name: str, p: Quantity, nothing: int | None, instead: str = "") -> None:
    """Raises InputError for what is no probability, and for `nothing`, at which no value is kept that could be scaled."""
    if p.value is None:
        return
    if sign(p) < 0 or sign(p - 1) > 0:
        raise InputError(say("p is no probability"), name=name, expected=say("a number from 0 to 1"))
    if nothing is not None and sign(p - nothing) == 0:
        raise InputError(
            say("every value is dropped, and the kept share 0 cannot be divided by"),
            name=name,
            expected=instead or say("{name} below 1", name=name),
        )


@rule("a value that is kept is multiplied by the factor, one that is dropped becomes 0")
def dropped(x: Any, mask: Tensor, share: Quantity, form: str) -> Any:
    """x ⊙ mask, and over the kept share where the dropout is inverted. Srivastava and others 2014."""
    return mask * x if form == "classic" else mask * x / share


@dropped.slip("kept-for-dropped", "drops the values that are kept and keeps those that are dropped")
def _(x: Any, mask: Tensor, share: Quantity, form: str) -> Any:
    other = Tensor([1 - q for q in mask.items], mask.shape)
    return other * x if form == "classic" else other * x / share


@dropped.slip("scaled-by-p", "divides by the share that is dropped")
def _(x: Any, mask: Tensor, share: Quantity, form: str) -> Any:
    if form == "classic" or (share.value is not None and sign(1 - share) == 0):
        raise DoesNotApply
    return mask * x / (1 - share)


@dropped.slip("scaling-left-out", "does not divide by the kept share")
def _(x: Any, mask: Tensor, share: Quantity, form: str) -> Any:
    if form == "classic":
        raise DoesNotApply
    return mask * x
