"""The weights of attention as a picture in characters: a row a query, a column a key, the larger the darker."""

from __future__ import annotations

from typing import NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor, rows_of

SHADES = " .:-=+*#%@"
"""A shade for each tenth, from 0 to 1."""
WIDTH = 2
"""Characters of a cell: one is about twice as high as wide."""


class Heat(NamedTuple):
    """The maps of all heads, one below the other."""

    shades: list[list[str]]
    queries: int

    def lines(self, most: int | None = None) -> list[str]:
        """Rows in a frame; cells of one character where there is no room for two."""
        margin = len(str(self.queries))
        wide = most is None or margin + 3 + WIDTH * len(self.shades[0]) <= most
        border = " " * (margin + 1) + "+" + "-" * ((WIDTH if wide else 1) * len(self.shades[0])) + "+"
        out = [border]
        for at, row in enumerate(self.shades):
            cells = "".join(shade * (WIDTH if wide else 1) for shade in row)
            out.append(f"{at % self.queries + 1:>{margin}} |{cells}|")
            if at % self.queries == self.queries - 1:
                out.append(border)
        return out


def heat(A: Tensor) -> Heat | None:
    """The map of weights whose values are known; None of letters."""
    if any(q.value is None for q in A.items):
        return None
    return Heat([[shade(q) for q in row] for row in rows_of(A)], A.shape[-2])


def shade(q: Quantity) -> str:
    """By the tenth that a weight lies in, decided exactly."""
    return SHADES[max(k for k in range(10) if k == 0 or sign(10 * q - k) >= 0)]
