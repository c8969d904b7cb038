"""The verdict on one figure, decided exactly: digits as typed, fractions and formulas by proof.

A figure with d decimals is right when it is the exact value rounded to d places, either way at a true tie. A fraction or
an expression is right when it equals the value; one in symbols when it agrees at random rational points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from nncalc.checking.formula_names import POINTS
from nncalc.checking.typed_answers import quantity_of
from nncalc.engine.budget import MOST_BITS
from nncalc.engine.decide import is_formally_zero, sign
from nncalc.engine.domains import DomainError
from nncalc.engine.figures import Precision
from nncalc.engine.lazy import flint
from nncalc.engine.operations import ABS, FLOOR
from nncalc.engine.quantity import MorePrecision, Quantity, constant
from nncalc.errors import InputError
from nncalc.page.solving import in_input_syntax, read_result
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.checking.formula_names import FormulaNames
    from nncalc.engine.readings import AtPoint

_DECIMAL = re.compile(r"[+-]?(\d+(?:\.\d*)?|\.\d+)([eE]([+-]?\d+))?")
ENOUGH_BITS = 1024
"""A difference still open at this precision, of forms that no identity relates, counts as none where it is tiny."""

TINY_BITS = ENOUGH_BITS // 2
"""A difference is tiny when it is below 2⁻⁵¹² of the value."""

MOST_PLACES = 1_000
"""Decimals that are worked out for an answer, however many were typed."""


@lru_cache(maxsize=8192)
def decimals(text: str) -> int | None:
    """How many decimals a typed figure has (negative for `1.2e3`); None when it is not a plain decimal."""
    found = _DECIMAL.fullmatch(text)
    if not found:
        return None
    return len(found[1].partition(".")[2]) - int(found[3] or 0)


_TWICE = tuple([2 * 10**places for places in range(41)])


def is_rounded(value: Any, text: str) -> bool:
    """Whether a short plain decimal is certainly the value rounded to its places; False leaves it to `verdict_on`."""
    if value is None or len(text) > 40 or not text.isascii():
        return False
    whole, _, places = text.partition(".")
    digits = whole + places
    if not (digits.isdecimal() or (digits[:1] in "+-" and digits[1:].isdecimal())):
        return False
    return bool(abs(value * _TWICE[len(places)] - 2 * int(digits)) <= 1)


UNDEFINED_TOO = ("nan", "0/0")
"""How an undefined value is written besides; of any other value these cannot be read."""


def _is_undefined(q: Quantity) -> bool:
    return type(q.value) is flint.arb and bool(q.value.is_nan())


def _special(text: str) -> str | None:
    """What is typed for a value that is no number, as it is printed; None for a number or a formula."""
    word = text.lower()
    if word == "undefined":
        return word
    if word[word.startswith(("+", "-")) :] not in ("inf", "infinity", "∞"):
        return None
    return "-inf" if word.startswith("-") else "inf"


def verdict_on(right: Quantity, cell: Any, names: FormulaNames) -> str:
    """right | cut | wrong for one figure; `names` are those that a formula may hold."""
    special = _special(cell.text)
    if special is None and cell.text.lower() in UNDEFINED_TOO and _is_undefined(right):
        return "right"
    if special is not None:
        return "right" if in_input_syntax(read_result(right, Precision())) == special else "wrong"
    if is_rounded(right.value, cell.text):
        return "right"
    typed = quantity_of(cell, right, names)
    if right.value is None or typed.value is None:
        return "right" if _same_formula(right, typed, names.points) else "wrong"
    if type(right.value) is flint.arb and not right.value.is_finite():
        return "wrong"
    places = decimals(cell.text)
    if places is None:
        return "right" if _equal(right, typed) else "wrong"
    unit = flint.fmpq(10) ** -places
    if -1 <= (right.value - typed.value) * 2 / unit <= 1:
        return "right"  # certainly, though it may stay open on which side of the value it lies: 6e-1 for 0.6 itself
    away = ABS(right - typed)
    if sign(constant(unit / 2) - away) >= 0:
        return "right"
    if sign(constant(unit) - away) <= 0:
        return "wrong"  # too far for a figure that was cut, and no digit of 1e-5000 need be worked out
    cut = FLOOR(ABS(right) / constant(unit)) * constant(unit)
    return "cut" if sign(cut - ABS(typed)) == 0 else "wrong"


def _equal(a: Quantity, b: Quantity) -> bool:
    difference = a - b
    value = difference.value
    if type(value) is flint.fmpq:
        return bool(value == 0)
    if not value.contains(0):
        return False
    if is_formally_zero(difference) or (flint.ctx.prec >= ENOUGH_BITS and _is_tiny(value, a.value)):
        return True
    if flint.ctx.prec >= MOST_BITS:
        raise InputError(
            say("it is still open at {most_bits:,} bits whether it is the value", most_bits=MOST_BITS),
            expected=say("a simpler form of it"),
        )
    raise MorePrecision(a.name)


def _is_tiny(difference: Any, value: Any) -> bool:
    """Whether a ball round zero is narrow beside the value (beside 1 where the value may be zero itself)."""
    size = flint.arb(value)
    return bool(abs(difference) < (flint.arb(1) if size.contains(0) else abs(size)) * flint.arb(2) ** -TINY_BITS)


def _same_formula(a: Quantity, b: Quantity, points: list[AtPoint]) -> bool:
    """Whether two formulas agree at random rational points of either sign; a ball that excludes zero is a proof that they
    differ. Points where one of them is undefined say nothing; raises InputError when there are no others."""
    compared = False
    for equal in islice(_agreeing(a, b, points), POINTS):
        if not equal:
            return False
        compared = True
    if not compared:
        raise InputError(
            say("the formula is undefined wherever it could be compared"), expected=say("another form of it")
        )
    return True


def _agreeing(a: Quantity, b: Quantity, points: list[AtPoint]) -> Iterator[bool]:
    """Whether two formulas are equal, at one point after the other where both are defined."""
    for at_point in points:
        with suppress(DomainError):
            yield _equal(at_point(a), at_point(b))
