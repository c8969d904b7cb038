"""What a figure must read, from its value as a fraction or to 60 digits by mpmath: a judge that knows no engine."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath


def wide(value: Any) -> Any:
    """A fraction in mpmath's precision; anything else as it is."""
    return mpmath.mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else value


def exponent_of(value: Any) -> int:
    """The e with 10^e ≤ |value| < 10^(e+1)."""
    e = int(mpmath.floor(mpmath.log10(abs(wide(value)))))
    for candidate in (e - 1, e, e + 1):
        size = abs(value)
        if isinstance(value, Fraction):
            low, high = Fraction(10) ** candidate, Fraction(10) ** (candidate + 1)
        else:
            low, high = mpmath.mpf(10) ** candidate, mpmath.mpf(10) ** (candidate + 1)
        if low <= size < high:
            return candidate
    raise AssertionError(value)


def whole(value: Any, places: int) -> int:
    """|value|·10^places rounded half-up to a whole number."""
    if isinstance(value, Fraction):
        return int(abs(value) * Fraction(10) ** places + Fraction(1, 2))
    return int(mpmath.floor(abs(value) * mpmath.mpf(10) ** places + mpmath.mpf(1) / 2))


def decimal(number: int, places: int) -> str:
    text = str(number * 10 ** max(-places, 0)).rjust(max(places, 0) + 1, "0")
    return f"{text[:-places]}.{text[-places:]}" if places > 0 else text


def right_figure(value: Any, digits: int, sig: int | None, formally: bool) -> str:
    """The figure that the page must print: `digits` decimals, below 0.1 as many significant digits; or `sig` digits.

    No decimals are whole numbers, however small the value.

    formally   the value is rational, but the calculation went through irrational ones
    """
    if value == 0:
        return "0"
    minus = "-" if value < 0 else ""
    exact = isinstance(value, Fraction)
    if exact and not formally and value.denominator == 1 and abs(value) < 10**21:
        return f"{minus}{abs(value)}"
    e = exponent_of(value)
    if not (-6 if digits or sig else -(10**9)) <= e < 21:
        return minus + scientific(value, e, sig or max(digits, 1), exact and not formally)
    places = sig - 1 - e if sig is not None else digits if e >= -1 or digits == 0 else digits - 1 - e
    ends = exact and (value * 10 ** max(places, 0)).denominator == 1
    if ends and (places >= 0 or not formally or value % 10**-places == 0):
        text = decimal(whole(value, max(places, 0)), max(places, 0))
        return minus + (text.rstrip("0").rstrip(".") if "." in text else text)
    rounded = whole(value, places)
    if Fraction(rounded) / Fraction(10) ** places >= Fraction(10) ** (e + 1) and (sig is not None or e < -1):
        places -= 1  # a carry made it one digit longer
        rounded //= 10
    return (minus if rounded else "") + decimal(rounded, places)


def scientific(value: Any, e: int, kept: int, exact: bool) -> str:
    rounded = whole(value, kept - 1 - e)
    if rounded == 10**kept:
        rounded, e = rounded // 10, e + 1
    text = decimal(rounded, kept - 1)
    if exact and Fraction(rounded) * Fraction(10) ** (e - kept + 1) == abs(value) and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}e{e}"
