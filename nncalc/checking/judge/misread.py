"""What a number may be taken for: when a given is read, and when a figure is written down."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from nncalc.reading.expressions import plain_number

SIGN, TENFOLD, SWAPPED, DIGIT = "sign", "tenfold", "digits-swapped", "digit"


class Taken(NamedTuple):
    """A number in another's place, as text, and how it came about."""

    kind: str
    text: str

    @property
    def ratio(self) -> tuple[int, int]:
        """The number as a fraction, perhaps not in lowest terms."""
        whole, _, decimals = self.text.partition(".")
        return int(whole + decimals), 10 ** len(decimals)


def taken_for(text: str) -> Iterator[Taken]:
    """What a decimal may be taken for: the sign, the point, two digits next to each other, a digit; zero may be nothing."""
    found = plain_number(text)
    if found is None or "/" in text or "e" in text.lower():
        return
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text.lstrip("+"))
    if found[0] == 0:
        return
    yield Taken(SIGN, digits if sign else "-" + digits)
    whole = Fraction(int(found[0].p), int(found[0].q))
    for value in (whole * 10, whole / 10):
        yield Taken(TENFOLD, _decimal(value))
    places = [i for i, character in enumerate(digits) if character.isdigit()]
    for i, j in itertools.pairwise(places):
        if digits[i] != digits[j]:
            turned = digits[:i] + digits[j] + digits[i + 1 : j] + digits[i] + digits[j + 1 :]
            yield Taken(SWAPPED, sign + turned)
    for i in places:
        for other in "0123456789":
            if other != digits[i]:
                yield Taken(DIGIT, sign + digits[:i] + other + digits[i + 1 :])


def _decimal(value: Fraction) -> str:
    """An exact decimal as it would be typed."""
    places = 0
    scaled = value
    while scaled.denominator != 1:
        scaled *= 10
        places += 1
    digits = f"{abs(scaled.numerator):0{places + 1}d}"
    point = len(digits) - places
    text = digits[:point] + ("." + digits[point:] if places else "")
    return "-" + text if value < 0 else text
