"""A whole number that stands on the tape, or a letter: samples, units, channels."""

from __future__ import annotations

from typing import Any

from nncalc.declaring.kinds import Reading
from nncalc.declaring.numeric import Numeric
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.errors import InputError
from nncalc.words import Later, say

MOST = 10**15
"""Larger counts are mistyped."""


class Whole(Numeric):
    """One whole number from `least` to 10¹⁵ as a quantity, or a letter. Raises InputError for any other number."""

    def __init__(self, least: int = 1) -> None:
        super().__init__(0, words=Later("a whole number from {least} on, or a letter", least=least))
        self.least = least

    def read(self, value: Any, name: str, reading: Reading) -> Quantity:
        quantity: Quantity = super().read(value, name, reading)
        number = quantity.value
        if number is not None and not (type(number) is flint.fmpq and number.q == 1 and self.least <= number <= MOST):
            text = value if isinstance(value, str) else None
            raise InputError(
                say("{name} is {value}", name=name, value=str(value)), name=name, text=text, expected=self.said
            )
        return quantity


WHOLE = Whole()
