"""How a value is put in figures: certified decimals, exact forms, the nearest double."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, NamedTuple

from nncalc.engine.budget import MOST_BITS
from nncalc.engine.decide import MOST_SHIFT, equals, rounded, scaled, sign, unique_whole
from nncalc.engine.lazy import flint
from nncalc.engine.operations import LET
from nncalc.engine.quantity import MorePrecision, Quantity, constant
from nncalc.errors import InputError
from nncalc.words import say

INFINITE, UNDEFINED = "inf", "undefined"
LONGEST_WHOLE = 21
"""Whole numbers with more digits are written with a power of ten."""
SMALLEST_PLAIN = -6
"""Powers of ten below this are written with e."""


class Precision(NamedTuple):
    """How many digits are asked for: `digits` decimal places (below 0.1 as many significant digits), or `sig` digits.

    No decimal place means whole numbers, however small the value.
    """

    digits: int = 4
    sig: int | None = None

    def places(self, exponent: int) -> int:
        """The decimal places of a value whose leading digit stands at 10^exponent."""
        if self.sig is not None:
            return self.sig - 1 - exponent
        return self.digits if exponent >= -1 or self.digits == 0 else self.digits - 1 - exponent

    def plain(self, exponent: int) -> bool:
        """Whether such a value is written without a power of ten."""
        return exponent < LONGEST_WHOLE and (exponent >= SMALLEST_PLAIN or self == (0, None))


class Figure(NamedTuple):
    """A value in ASCII figures; `exact` says that nothing was rounded away."""

    text: str
    exact: bool


def figure(quantity: Quantity, precision: Precision) -> Figure | None:
    """The certified decimal of a quantity, half-up; None for a symbolic one. Every printed digit is proven.

    What is only known to be below 10^-100 is 0 in the places asked for.
    """
    value = quantity.value
    if value is None:
        return None
    rational = type(value) is flint.fmpq
    if not rational and (found := usual(value, precision)) is not None:
        return found
    if not rational and not value.is_finite():
        return Figure(UNDEFINED if value.is_nan() else INFINITE if value > 0 else "-" + INFINITE, True)
    if quantity.typed is not None and (written := _as_rounded(quantity, precision)) is not None:
        return written
    if rational and value.q == 1 and len(str(value.p)) <= LONGEST_WHOLE:
        return Figure(str(value.p), True)
    try:
        exponent = leading_exponent(quantity, loose=precision.sig is None)
    except MorePrecision:
        if _vanishing(value):
            return Figure(plain(flint.fmpq(0), precision.digits if precision.sig is None else 0), False)
        raise
    if exponent is None:
        return Figure("0", True)
    if not precision.plain(exponent):
        return _scientific(quantity, exponent, precision)
    places = precision.places(exponent)
    short = _terminating(value, max(places, 0)) if rational else None
    if short is not None:
        return Figure(short, True)
    shown = rounded(quantity, places)
    if (precision.sig is not None or exponent < -1) and abs(shown) >= _ten(exponent + 1):
        places = precision.places(exponent + 1)  # 0.099996 became 0.1000
    text, exact = plain(shown, max(places, 0)), not rational and equals(quantity, shown)
    return Figure(text.rstrip("0").rstrip(".") if exact and "." in text else text, exact)


def _as_rounded(quantity: Quantity, precision: Precision) -> Figure | None:
    """The figure of a line that was rounded, with the zeros this left at its end; None where fewer places are asked."""
    text = quantity.typed or ""
    exponent = leading_exponent(quantity)
    if quantity.operation is not LET or precision.sig is not None:
        return None
    if exponent is not None and not precision.plain(exponent):
        return None
    shown = precision.digits if exponent is None else precision.places(exponent)
    return Figure(text, True) if len(text.partition(".")[2]) <= shown else None


def usual(ball: Any, precision: Precision) -> Figure | None:
    """The figure of a ball in which nothing lies near a boundary; None where there is more to decide.

    A float guesses the place of the leading digit; the whole number that the ball gives proves it.
    """
    near = float(ball)
    guess = abs(near)
    if not 1e-6 < guess < 1e20:
        return None
    exponent = math.floor(math.log10(guess))
    places = precision.places(exponent)
    if not 0 <= places <= MOST_SHIFT:
        return None
    scaled = abs(ball * _whole_ten(places))
    whole = (scaled + _half()).floor().unique_fmpz()
    if whole is None or not (scaled > whole or scaled < whole):
        return None
    digits = str(whole)
    if len(digits) != places + exponent + 1 or (digits[0] == "1" and whole == _whole_ten(places + exponent)):
        return None
    return Figure(("-" if near < 0 else "") + _with_point(digits, places), False)


def _vanishing(value: Any) -> bool:
    """Whether the last precision has only a bound for a value, and that is below 10^-100: a loss after 10,000 epochs."""
    return flint.ctx.prec >= MOST_BITS and bool(abs(value) < _ten(-100))


def _terminating(value: Any, places: int) -> str | None:
    """A rational as a decimal without trailing zeros when it ends within `places` decimals."""
    scaled = value * flint.fmpz(10) ** places
    if scaled.q != 1:
        return None
    text = plain(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scientific(quantity: Quantity, exponent: int, precision: Precision) -> Figure:
    kept = precision.sig or max(precision.digits, 1)
    whole = flint.fmpq(scaled(quantity, kept - 1 - exponent))
    if abs(whole) >= 10**kept:  # 9.9996 became 10.00
        exponent, whole = exponent + 1, whole / 10
    same = type(quantity.value) is flint.fmpq and whole == quantity.value * _ten(kept - 1 - exponent)
    digits = plain(whole / flint.fmpz(10) ** (kept - 1), kept - 1)
    if same and "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return Figure(f"{digits}e{exponent}", same)


def _ten(power: int) -> Any:
    return flint.fmpq(10) ** power


@lru_cache(maxsize=1)
def _half() -> Any:
    return flint.fmpq(1, 2)


@lru_cache(maxsize=64)
def _whole_ten(power: int) -> Any:
    return flint.fmpz(10) ** power


def plain(value: Any, places: int) -> str:
    """A rational with at most `places` decimals, written with just that many."""
    whole = (value * flint.fmpz(10) ** places).p  # flint writes numbers of any length, Python up to 4,300 digits
    return ("-" if whole < 0 else "") + _with_point(str(abs(whole)), places)


def _with_point(digits: str, places: int) -> str:
    """The digits of a whole number with the last `places` of them behind the point."""
    if len(digits) <= places:
        digits = digits.rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def leading_exponent(quantity: Quantity, loose: bool = False) -> int | None:
    """The e with 10^e ≤ |quantity| < 10^(e+1), decided; None for zero.

    loose: at 1, 10, 100 … either neighbour will do where a ball leaves it open (both have as many decimals).
    """
    value = quantity.value
    size = abs(value)
    if size == 0 or (not size > 0 and sign(quantity) == 0):
        return None
    if type(value) is flint.fmpq:
        return _rational_exponent(size)
    guess = unique_whole((size.log() / flint.arb(10).log()).floor())
    if guess is not None:
        return int(guess)
    # A power of ten lies in the ball: the exact comparison is a sign.
    nearest = unique_whole(((size.log() / flint.arb(10).log()).mid() + 0.5).floor())
    if nearest is None or abs(nearest) > MOST_SHIFT:
        raise MorePrecision(quantity.name)
    if loose and 0 <= nearest < LONGEST_WHOLE:
        return int(nearest)
    power = constant(_ten(int(nearest)))
    below = sign((quantity if value > 0 else -quantity) - power) < 0
    return int(nearest) - 1 if below else int(nearest)


def _rational_exponent(size: Any) -> int:
    exponent = len(str(size.p)) - len(str(size.q))
    return exponent if size >= _ten(exponent) else exponent - 1


def nearest_double(quantity: Quantity) -> float | None:
    """The double nearest to the value; None where it is infinite, undefined or symbolic."""
    value = quantity.value
    if value is None:
        return None
    if type(value) is flint.fmpq:
        try:
            return int(value.p) / int(value.q)  # Python divides integers to the nearest double
        except OverflowError:
            return None
    if not value.is_finite():
        return None
    near = double_of(value)
    if near is not None:
        return None if math.isinf(near) else near
    if _vanishing(value):
        return 0.0
    raise MorePrecision(quantity.name)


def double_of(ball: Any) -> float | None:
    """The double nearest to a finite ball, infinite where that is too large for one; None where the ball leaves it open."""
    low, high = float(ball.lower()), float(ball.upper())
    if low == high:
        return low
    if ball.rad() < abs(ball.mid()) * flint.arb(2) ** -120 or ball.rad() < flint.arb(2) ** -1200:
        return float(ball.mid())
    return None


class Value(NamedTuple):
    """One result, read three ways: exact (input syntax, or None when too long), certified decimal, nearest double."""

    exact: str | None
    decimal: str | None
    value: float | int | bool | str | None

    @property
    def plain(self) -> float | int | bool | str | None:
        """The nearest double with infinite and undefined ones, or a word; of letters the formula, where it is short."""
        if self.value is None and self.decimal is not None and self.decimal.lstrip("-") in (INFINITE, UNDEFINED):
            return float(self.decimal.replace(UNDEFINED, "nan"))
        return self.exact if self.value is None else self.value

    def __float__(self) -> float:
        """The nearest double, infinite and undefined ones too. Raises InputError for letters and words."""
        plain = self.plain
        if plain is None or isinstance(plain, str):
            raise InputError(
                say("{value} is no number", value=plain or say("a formula too long to print")),
                expected=say("a value without letters"),
            )
        return float(plain)

    @property
    def numerator(self) -> int:
        """Of the exact fraction, so that `Fraction(value)` is it. Raises InputError where the value is none."""
        return self._fraction()[0]

    @property
    def denominator(self) -> int:
        """As `numerator`."""
        return self._fraction()[1]

    def _fraction(self) -> tuple[int, int]:
        from fractions import Fraction  # start-up

        try:
            return Fraction(self.exact or "").as_integer_ratio()
        except ValueError:
            written = self.exact or self.decimal or say("a formula too long to print")
            raise InputError(
                say("{value} is no exact fraction", value=written),
                expected=say("a value that is a fraction; float(…) takes the nearest number"),
            ) from None

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """What NumPy makes of a value, so that `np.asarray(solution["W1_new"])` is a matrix: a double, a truth value, a word.

        Raises InputError for letters.
        """
        import numpy  # start-up

        word = isinstance(self.value, (bool, str))
        return numpy.array(self.value if word else float(self), dtype=dtype)
