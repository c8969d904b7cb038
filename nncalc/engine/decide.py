"""Decisions that are proven: the sign of a quantity, and the digits of a figure.

A ball that excludes zero proves a sign. A ball that does not is held against *formal identity*: the tape evaluated in
a finite field, where exp is a homomorphism, square roots are square roots and every other irrational value is a random
residue. A quantity that vanishes there is zero as a formula (a false zero has probability below 2⁻⁸⁰, Schwartz–Zippel).
What neither settles is asked again with doubled precision, and in the end refused by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from nncalc.engine.budget import MOST_BITS
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import MorePrecision, Quantity, constant
from nncalc.errors import Undecided
from nncalc.words import say

_noted: list[tuple[Quantity, int]] | None = None


@contextmanager
def decisions() -> Iterator[list[tuple[Quantity, int]]]:
    """Every quantity whose sign is asked for inside, with its sign."""
    global _noted
    before, _noted = _noted, []
    try:
        yield _noted
    finally:
        _noted = before


def noting() -> bool:
    """Whether signs that are asked for are kept: then each must be asked for."""
    return _noted is not None


def sign(quantity: Quantity) -> int:
    """−1, 0 or 1, decided; raises MorePrecision when this precision leaves it open, Undecided for a symbol."""
    found = _sign(quantity)
    if _noted is not None:
        _noted.append((quantity, found))
    return found


def _sign(quantity: Quantity) -> int:
    value = quantity.value
    if type(value) is flint.fmpq:
        return (value > 0) - (value < 0)
    if value is None:
        raise Undecided(say("the sign of {value} depends on an unknown", value=quantity.name or say("a quantity")))
    if value > 0:
        return 1
    if value < 0:
        return -1
    if value.is_zero() or is_formally_zero(quantity):
        return 0
    raise MorePrecision(quantity.name)


def unique_whole(ball: Any) -> Any:
    """The only whole number in a ball, an fmpz; None where there are others, or where it has more than 2¹⁸ bits."""
    return ball.unique_fmpz() if abs(ball) < _largest() else None  # past its memory flint ends the process


def nearest_whole(ball: Any) -> Any:
    """The whole number next to everything in a ball, less than 1 away from it; None where there is none."""
    return unique_whole((ball + flint.fmpq(1, 2)).floor())


@lru_cache(maxsize=1)
def _largest() -> Any:
    return flint.arb(2) ** (1 << 18)


def is_formally_zero(quantity: Quantity) -> bool:
    """Whether the quantity vanishes as a formula; False also when that could not be established."""
    from nncalc.engine.residues import vanishes  # start-up

    return vanishes(quantity)


def equals(quantity: Quantity, rational: Any) -> bool:
    """Whether an irrational-looking value is a rational: 0.5 − 0.1·(e − e). Proven only where the ball leaves it open."""
    difference = quantity.value - rational
    if difference > 0 or difference < 0:
        return False
    return bool(difference.is_zero()) or is_formally_zero(quantity - Quantity(None, (), rational))


DECIMALS = 6
"""Decimals of a value that a formula may turn out to have."""


def settled_formula(quantity: Quantity) -> Quantity:
    """A formula whose value is a short decimal after all, such as (√2)² − 2, with that value; else the quantity itself.

    What is made of it is rational then, and needs no proof of its own.
    """
    value = quantity.value
    if value is None or type(value) is flint.fmpq:
        return quantity
    whole = nearest_whole(value * 10**DECIMALS)
    if whole is None:
        return quantity
    decimal = flint.fmpq(whole, 10**DECIMALS)
    if not equals(quantity, decimal):
        return quantity
    return Quantity(quantity.operation, quantity.operands, decimal, quantity.name, quantity.typed)


def rounded(quantity: Quantity, places: int) -> Any:
    """The value rounded half-up (away from zero) to `places` decimals, as an fmpq; proven, ties included."""
    scale = flint.fmpz(10) ** places if places >= 0 else flint.fmpq(1, 10**-places)
    return flint.fmpq(scaled(quantity, places, scale)) / scale


MOST_SHIFT = 20_000
"""Powers of ten beyond this one are balls themselves: a rational of so many digits is of no use."""


def scaled(quantity: Quantity, places: int, scale: Any = None) -> Any:
    """The whole number nearest to the value times 10^places, halves away from zero; proven."""
    value = quantity.value
    if scale is None:
        large = type(value) is not flint.fmpq and abs(places) > MOST_SHIFT
        scale = flint.arb(10) ** flint.fmpz(places) if large else flint.fmpq(10) ** places
    half = flint.fmpq(1, 2)
    if type(value) is flint.fmpq:
        whole = (abs(value) * scale + half).floor()
        return whole if value >= 0 else -whole
    if not value > 0 and not value < 0 and abs(value) * scale < half:
        return flint.fmpz(0)  # whatever its sign
    negative = bool(value < 0) or (not value > 0 and sign(quantity) < 0)
    shifted = (-value if negative else value) * scale + half
    whole = unique_whole(shifted.floor())
    if whole is None:
        whole = _whole_at_tie(-quantity if negative else quantity, shifted, scale)
    return -whole if negative else whole


LOOSE = 2.0**-20
"""A ball of more than this around a rounding boundary has widened: more bits cost less than a proof that it is a tie."""


def _whole_at_tie(magnitude: Quantity, shifted: Any, scale: Any) -> Any:
    """⌊scaled + ½⌋ when a rounding boundary lies in the ball: the exact boundary is compared by `sign`."""
    upper = unique_whole((shifted.mid() + flint.fmpq(1, 2)).floor())
    if upper is None or shifted.rad() > 0.25 or type(scale) is flint.arb:
        raise MorePrecision(magnitude.name)
    if shifted.rad() > LOOSE and flint.ctx.prec < MOST_BITS:
        raise MorePrecision(magnitude.name)
    boundary = constant((flint.fmpq(upper) - flint.fmpq(1, 2)) / scale)
    return upper if sign(magnitude - boundary) >= 0 else upper - 1
