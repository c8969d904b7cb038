"""A whole number that stands on the tape, or a letter: samples, units, channels."""

from __future__ import annotations

import re
from typing import Any

from nncalc.declaring.kinds import Reading
from nncalc.declaring.numeric import Numeric, grouped
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.errors import InputError
from nncalc.reading.characters import clean
from nncalc.words import Later, say

MOST = 10**15
"""Larger counts are mistyped."""


class Whole(Numeric):
    """One whole number from `least` to 10¹⁵ as a quantity, or a letter. Raises InputError for any other number."""

    def __init__(self, least: int = 1) -> None:
        super().__init__(0, words=Later("a whole number from {least} on, or a letter", least=least))
        self.least = least

    def of_a_comma(self, value: Any) -> str | None:
        return grouped(value)

    def read(self, value: Any, name: str, reading: Reading) -> Quantity:
        if close := _abbreviated(value):
            raise InputError(
                say("{name} is abbreviated", name=name), name=name, text=value, expected=self.said, nearest=close
            )
        quantity: Quantity = super().read(value, name, reading)
        number = quantity.value
        if number is not None and not (type(number) is flint.fmpq and number.q == 1 and self.least <= number <= MOST):
            text = value if isinstance(value, str) else None
            raise InputError(
                say("{name} is {value}", name=name, value=str(value)), name=name, text=text, expected=self.said
            )
        return quantity


_POWERS = {"k": 3, "K": 3, "M": 6, "G": 9, "B": 9, "T": 12}


def _abbreviated(value: Any) -> str | None:
    """`50000` for `50k`, `7000000000` for `7B`: the product with a letter k is typed `50*k`."""
    found = (
        re.fullmatch(r"([1-9][0-9]{0,5})(?:\.([0-9]{1,6}))? ?([kKMBGT])", clean(value).strip())
        if isinstance(value, str)
        else None
    )
    if found is None:
        return None
    digits, places = found[2] or "", _POWERS[found[3]]
    return f"{found[1]}{digits.ljust(places, '0')}" if len(digits) <= places else None


WHOLE = Whole()
