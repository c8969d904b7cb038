"""The figures of a page: certified decimals, each read once."""

from __future__ import annotations

from nncalc.engine.figures import Figure, Precision, figure
from nncalc.engine.lazy import flint
from nncalc.engine.piece import Kept
from nncalc.engine.quantity import Quantity

SHORT_FRACTION = 12
"""Characters of a fraction that is shown beside its decimal."""


class FigureReader:
    """Certified decimals, each read once.

    It knows neither page nor run, so that both are gone as soon as nobody reads them, without a search for cycles.
    """

    def __init__(self, precision: Precision) -> None:
        self.precision = precision
        self.known: Kept[int, Figure | None] = Kept()

    def figure(self, quantity: Quantity) -> Figure | None:
        """The certified decimal of a quantity of the run; None of a symbolic one."""
        key, known = id(quantity), self.known
        if key in known:
            return known[key]
        known[key] = found = figure(quantity, self.precision)
        return found

    def put_in(self, quantity: Quantity) -> Figure | None:
        """A short fraction as itself, for lines that carry on exactly."""
        value = quantity.value
        if type(value) is flint.fmpq and len(str(value)) <= SHORT_FRACTION:
            found = self.figure(quantity)
            return found if found is not None and found.exact else Figure(str(value), True)
        return self.figure(quantity)
