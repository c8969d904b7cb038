"""Quotients whose 0/0 is settled by a convention."""

from __future__ import annotations

from typing import Any, NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import DIV
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, items_of
from nncalc.words import say

UNSAID = "unsaid"
"""No convention for 0/0 was typed, and none holds unsaid: the value is undefined."""


class Ratio(NamedTuple):
    """A quotient that is not divided yet: two quantities, or two tensors of one shape."""

    top: Any
    bottom: Any


def divided(ratio: Ratio, zero: str) -> Any:
    """The value of a ratio, by its formula; 0/0 is `zero`: 0, 1, `undefined` or UNSAID; anything else over 0
    is infinite."""
    top, bottom = ratio
    if isinstance(bottom, Tensor):
        items = [divided(Ratio(p, q), zero) for p, q in zip(top.items, bottom.items, strict=True)]
        return Tensor(items, bottom.shape, DIV, (top, bottom))
    if sign(bottom) != 0:
        return top / bottom
    direction = sign(top)
    if direction:
        infinite = flint.arb.pos_inf() if direction > 0 else flint.arb.neg_inf()
        return Quantity(DIV, (top, bottom), infinite)
    if zero in ("undefined", UNSAID):
        return Quantity(DIV, (top, bottom), flint.arb.nan())
    agreed = constant(int(zero))
    return Quantity(DIV, (top, bottom), agreed.value, equal_to=agreed)


def taken(zero: str) -> str:
    """What becomes of 0/0, to end a sentence with."""
    if zero == UNSAID:
        return say("stays undefined, unless zero=0 or zero=1 is typed")
    return (
        say("stays undefined (zero={zero})", zero=zero)
        if zero == "undefined"
        else say("counts as {zero} (zero={zero})", zero=zero)
    )


def is_zero_over_zero(ratio: Ratio) -> list[bool]:
    """Whether a ratio is 0/0: one answer, or one for each component."""
    tops, bottoms = map(items_of, ratio)
    return [sign(q) == 0 and sign(p) == 0 for p, q in zip(tops, bottoms, strict=True)]


def no_number() -> Quantity:
    """A value that is undefined, whatever it would have come from."""
    return Quantity(None, (), flint.arb.nan())


def is_defined(quantity: Quantity) -> bool:
    """Whether the value is a number, neither infinite nor undefined; that of a formula is taken for one."""
    value = quantity.value
    return value is None or type(value) is flint.fmpq or bool(value.is_finite())


__all__ = ["UNSAID", "Ratio", "divided", "is_defined", "is_zero_over_zero", "no_number", "taken"]
