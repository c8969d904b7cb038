"""Numbers that a run has one after another, as they are read off its results: the losses of epochs, the values of steps."""

from __future__ import annotations

import re
from typing import Any

from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.render.drawings.view import View

Series = list[tuple[int, Quantity]]


def series(view: View, of: str) -> Series:
    """Numbers by their place in the run. `of` is a name with a star for the number (`epoch.*.loss`), a vector (`sse`),
    or a column of a table (`table:loss`)."""
    if "*" in of:
        pattern = re.compile(re.escape(of).replace(r"\*", r"(\d+)"))
        found = [(int(match[1]), q) for name, q in view.run.results.items() if (match := pattern.fullmatch(name))]
        return sorted((pair for pair in found if isinstance(pair[1], Quantity)), key=lambda pair: pair[0])
    name, _, column = of.partition(":")
    result: Any = view.result(name)
    if isinstance(result, Tensor):
        return list(enumerate(result.items, 1)) if len(result.shape) == 1 else []
    cells = [row.get(column) for row in result or ()] if column else []
    return [(number, cell) for number, cell in enumerate(cells, 1) if isinstance(cell, Quantity)]
