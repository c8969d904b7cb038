"""How large a power may become: 100,000 bits, asked before it is computed."""

from __future__ import annotations

import math
from typing import Any, NoReturn

from nncalc.engine.elementary import EXP
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity, apply
from nncalc.errors import InputError
from nncalc.words import say

MOST_BITS = 100_000
"""Bits of a power: |exponent| · log₂ of the base."""


def exponential(exponent: Quantity) -> Quantity:
    """e to a power, refused where it would be too large."""
    if exponent.value is not None and _size(exponent.value) * math.log2(math.e) > MOST_BITS:
        _too_large()
    return apply(EXP, exponent)


def check_power(base: Quantity, exponent: Quantity) -> None:
    """Refuse a power of too many bits."""
    if exponent.value is None:
        return
    bits = 1.0 if base.value is None else _log2(base.value)
    if bits and _size(exponent.value) * bits > MOST_BITS:
        _too_large()


def bounded(result: Quantity) -> Quantity:
    """Products of powers are bounded too: a figure of millions of digits is nobody's."""
    if type(result.value) is flint.arb and _log2(result.value) > MOST_BITS + 64:
        _too_large()
    return result


def _too_large() -> NoReturn:
    raise InputError(
        say("a power of more than {most_bits:,} bits", most_bits=MOST_BITS), expected=say("a smaller exponent")
    )


def _size(value: Any) -> float:
    """|value|, roughly; infinity beyond the doubles."""
    try:
        if type(value) is flint.fmpq:
            return abs(int(value.p) / int(value.q))
        return float(value.abs_upper())
    except OverflowError:
        return math.inf


def _log2(value: Any) -> float:
    """The bits of numerator or denominator, or of a ball's magnitude; 0 for 0 and ±1."""
    if type(value) is flint.fmpq:
        return math.log2(max(abs(int(value.p)), int(value.q)))
    bits = 0
    for end in (value.abs_upper(), value.abs_lower()):
        if end.is_finite() and not end.is_zero():
            mantissa, exponent = end.man_exp()
            bits = max(bits, abs(int(mantissa).bit_length() + int(exponent)))
    return float(min(bits, 1 << 1000))
