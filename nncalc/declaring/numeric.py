"""Numbers, vectors and rows of them as givens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nncalc.declaring.fields import count
from nncalc.declaring.kinds import Kind, Reading, depth
from nncalc.errors import InputError

if TYPE_CHECKING:
    from nncalc.engine.quantity import Quantity


class Numeric(Kind):
    """Numbers in one of several shapes: 0 for a single number, 1 for a vector, 2 for rows."""

    def __init__(self, *ranks: int, words: str, symbols: bool = True) -> None:
        self.ranks, self.words, self.symbols = ranks, words, symbols
        number: dict[str, Any] = {"type": ["number", "string"]}
        vector: dict[str, Any] = {"type": "array", "items": number}
        shapes = [number, vector if max(ranks) else {**vector, "maxItems": 1}]
        self.schema = {"anyOf": [*shapes, {"type": "array", "items": vector}] if 2 in ranks else shapes}

    def read(self, value: Any, name: str, reading: Reading) -> Any:
        """A Quantity for rank 0, else a Tensor; each component carries its contract name."""
        nested = self.cells(value, reading)
        rank = depth(nested)
        if rank not in self.ranks:
            if rank == 0 and 1 in self.ranks:
                nested, rank = [nested], 1
            elif rank == 0 and 2 in self.ranks:
                nested, rank = [[nested]], 2
            elif rank == 1 and 2 in self.ranks:
                nested, rank = [nested], 2
            elif rank == 1 and self.ranks == (0,) and len(nested) == 1:
                nested, rank = nested[0], 0
            else:
                found = ("one number", "a vector", "a matrix", "nested deeper than rows")[min(rank, 3)]
                line = rank == 2 and 1 in self.ranks and all(len(row) == 1 for row in nested if isinstance(row, list))
                close = in_one_row(name, value) if line else _decimal_comma(value) if self.ranks == (0,) else None
                raise InputError(f"{name} is {found}", name=name, text=_text(value), expected=self.words, nearest=close)
        return self.build(nested, rank, name, reading)

    def build(self, nested: Any, rank: int, name: str, reading: Reading) -> Any:
        """The named quantities of cells of a known rank."""
        from nncalc.engine.tensor import Tensor, components

        if rank == 0:
            return self._components([nested], [name], name, reading)[0]
        if rank == 1:
            shape: tuple[int, ...] = (len(nested),)
            return Tensor(self._components(nested, components(name, shape), name, reading), shape, None, (), name)
        rows = [row if isinstance(row, list) else [row] for row in nested]
        for i, row in enumerate(rows, 1):
            if len(row) != len(rows[0]):
                raise InputError(
                    f"row {i} has {count(len(row), 'number')}, row 1 has {len(rows[0])}",
                    name=name,
                    text=row[0].source if row else None,
                    column=row[0].column if row else None,
                    expected="rows of equal length",
                )
        shape = (len(rows), len(rows[0]))
        cells = [cell for row in rows for cell in row]
        return Tensor(self._components(cells, components(name, shape), name, reading), shape, None, (), name)

    def _components(self, cells: Any, components: Sequence[str], name: str, reading: Reading) -> list[Quantity]:
        """The quantity of each cell under its name."""
        from nncalc.reading.expressions import read_quantity

        items = []
        for cell, component in zip(cells, components, strict=True):
            try:
                items.append(read_quantity(cell, symbols=self.symbols, known=reading.known, name=component))
            except InputError as error:
                raise error.named(name) from None
        return items


NUMBER = Numeric(0, words="one number")
VECTOR = Numeric(1, words="a vector: 1,2,3")
MATRIX = Numeric(2, words="a matrix, rows after a colon: 1,2:3,4 (a vector is one row)")
SAMPLES = Numeric(1, 2, words="a vector 1,2 or samples as rows 1,2:3,4")
BIAS = Numeric(0, 1, words="one number, shared by the layer, or one per unit")


LONGEST_ROW = 60


def in_one_row(name: str, value: Any) -> str | None:
    """A column that was typed, 3:4, as the row that was meant: `x=3,4`; None where it is long, or not typed so."""
    cells = value.split(":") if isinstance(value, str) else value if isinstance(value, (list, tuple)) else []
    row = ",".join(str(cell[0] if isinstance(cell, (list, tuple)) and cell else cell).strip() for cell in cells)
    return f"{name}={row}" if len(cells) > 1 and len(row) <= LONGEST_ROW else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _decimal_comma(value: Any) -> str | None:
    """`0.5` for `0,5`, where one number is wanted."""
    from nncalc.reading.characters import clean

    found = re.fullmatch(r"([+-]?[0-9]*),([0-9]+)", clean(value).strip()) if isinstance(value, str) else None
    return f"{found[1]}.{found[2]}" if found else None
