"""A part of a whole: a count, a fraction, a percentage."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from nncalc.declaring.kinds import Kind, Reading
from nncalc.declaring.numeric import Numeric
from nncalc.engine.figures import plain
from nncalc.engine.lazy import flint
from nncalc.engine.operations import CEIL
from nncalc.engine.quantity import Quantity
from nncalc.errors import InputError
from nncalc.reading.characters import clean
from nncalc.words import say


class Portion(NamedTuple):
    """A part of a whole: so many, or so much of it."""

    amount: Quantity
    relative: bool

    def of(self, whole: Quantity) -> Quantity:
        """How many that is, rounded up."""
        return CEIL(self.amount * whole) if self.relative else self.amount


_PERCENTAGE = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*%")


class Share(Kind):
    """A part of a whole: a count, a fraction below 1, or a percentage, which goes on as a decimal (20% is 0.2).

    A formula in letters is a count.
    """

    words = "a count, a fraction below 1 or a percentage: 200, 0.2 or 20%"
    schema = {"type": ["number", "string"], "minimum": 0}
    reads_defaults = True

    def read(self, value: Any, name: str, reading: Reading) -> Portion:
        percentage = _PERCENTAGE.fullmatch(clean(value).strip()) if isinstance(value, str) else None
        text = f"{percentage[1]}e-2" if percentage else value
        amount: Quantity = Numeric(0, words=self.words).read(text, name, reading)
        if percentage:
            places = len(percentage[1].partition(".")[2]) + 2
            amount.typed = plain(amount.value, places).rstrip("0").rstrip(".") or "0"
        share = amount.value
        if share is None:
            return Portion(amount, False)
        relative = bool(percentage) or (type(share) is flint.fmpq and 0 < share < 1)
        fits = type(share) is flint.fmpq and (0 <= share <= 1 if relative else share >= 0 and share.q == 1)
        if not fits:
            text = value if isinstance(value, str) else None
            said = say("'{value}' is no part of a whole", value=value)
            raise InputError(said, name=name, text=text, expected=self.said)
        return Portion(amount, relative)
