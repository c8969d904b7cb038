"""Numbers, vectors, rows and stacks of them as givens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import prod
from typing import TYPE_CHECKING, Any

from nncalc.declaring.kinds import Kind, Reading
from nncalc.engine.tensor import Tensor, components
from nncalc.errors import InputError
from nncalc.reading.cells import Cell, depth
from nncalc.reading.characters import clean
from nncalc.reading.typed import is_pasted
from nncalc.words import LISTED, Later, count, either, plural, say, wording

if TYPE_CHECKING:
    from nncalc.engine.quantity import Quantity


_UNITS = ("number", "row", "matrix", "stack", "block")  # counted
"""What lies at each level of a tensor, from the inside: a stack holds matrices, a block stacks."""


class Numeric(Kind):
    """Numbers in one of several shapes: 0 for a single number, 1 for a vector, 2 for rows, 3 for matrices, to 5."""

    reads_defaults = True

    def __init__(self, *ranks: int, words: str | Later, symbols: bool = True, shares: bool = False) -> None:
        """`shares`: whether percentages are read, 20% as 0.2."""
        self.ranks, self.words, self.symbols, self.shares = ranks, words, symbols, shares
        number: dict[str, Any] = {"type": ["number", "string"]}
        vector: dict[str, Any] = {"type": "array", "items": number}
        shapes = [number, vector if max(ranks) else {**vector, "maxItems": 1}]
        for _ in range(max(ranks) - 1):
            shapes.append({"type": "array", "items": shapes[-1]})
        self.schema = {"anyOf": shapes}

    def read(self, value: Any, name: str, reading: Reading) -> Any:
        """A Quantity for rank 0, else a Tensor; each component carries its contract name."""
        nested = self.cells(value, reading)
        rank = depth(nested)
        if rank not in self.ranks:
            wider = [wanted for wanted in self.ranks if wanted > rank]
            if wider:
                for _ in range(
                    min(wider) - rank
                ):  # a number as a vector, a vector as one row, a matrix as a stack of one
                    nested = [nested]
                rank = min(wider)
            elif rank == 1 and self.ranks == (0,) and len(nested) == 1:
                nested, rank = nested[0], 0
            elif rank == 2 and 1 in self.ranks and isinstance(value, str) and is_pasted(value) and _is_column(nested):
                nested, rank = [row[0] for row in nested], 1  # LaTeX and NumPy write a vector so
            else:
                raise self._too_deep(nested, rank, name, value)
        return self.build(nested, rank, name, reading)

    def _too_deep(self, nested: Any, rank: int, name: str, value: Any) -> InputError:
        """The error for a vector where one number is wanted, rows where a vector is, and so on."""
        found = ("", say("a vector"), say("a matrix"), say("nested deeper than rows"))[min(rank, 3)]
        if max(self.ranks) > 2:
            found = say("nested {rank} deep", rank=rank)
        close = None
        if self.ranks == (0,):
            close = self.of_a_comma(value)
        elif rank == 2 and 1 in self.ranks and all(len(row) == 1 for row in nested if isinstance(row, list)):
            close = in_one_row(name, value)
        elif rank == 3 and 2 in self.ranks and isinstance(value, str) and "::" in value:
            close = f"{name}={value.replace('::', ':')}" if len(value) <= LONGEST_ROW else None
        return InputError(
            say("{name} is {found}", name=name, found=found),
            name=name,
            text=_text(value),
            expected=self.said,
            nearest=close,
        )

    def of_a_comma(self, value: Any) -> str | None:
        """What a comma in a single number may have meant: `0.5` for `0,5`, either for `1,250`."""
        point, whole = _decimal_comma(value), grouped(value)
        return either([whole, point]) if whole and point else whole or point

    def build(self, nested: Any, rank: int, name: str, reading: Reading) -> Any:
        """The named quantities of cells of a known rank."""
        if rank == 0:
            return self._components([nested], [name], name, reading)[0]
        cells = nested
        shape: tuple[int, ...] = (len(nested),)
        for level in range(rank - 1, 0, -1):
            cells = self._even([part if isinstance(part, list) else [part] for part in cells], shape, level, name)
            shape = (*shape, len(cells) // prod(shape))
        return Tensor(self._components(cells, components(name, shape), name, reading), shape, None, (), name)

    def _even(self, parts: list[Any], shape: tuple[int, ...], level: int, name: str) -> list[Any]:
        """What all the parts of one level hold, in a row. Raises InputError for the first of another length."""
        wanted = len(parts[0])
        for number, part in enumerate(parts):
            if len(part) != wanted:
                cell = next(_cells(part), None)
                raise InputError(
                    say(
                        "{place} has {held}, {first} has {wanted}",
                        place=_place(number, shape, level),
                        held=count(len(part), _UNITS[level - 1]),
                        first=_place(0, shape, level),
                        wanted=wanted,
                    ),
                    name=name,
                    text=cell.source if cell else None,
                    column=cell.column if cell else None,
                    expected=say(
                        "{parts} of equal length", parts=plural({1: "row", 2: "matrix", 3: "stack", 4: "block"}[level])
                    ),
                )
        return [item for part in parts for item in part]

    def _components(self, cells: Any, components: Sequence[str], name: str, reading: Reading) -> list[Quantity]:
        """The quantity of each cell under its name."""
        from nncalc.reading.expressions import read_quantity  # start-up

        items = []
        for cell, component in zip(cells, components, strict=True):
            try:
                cell = of_percentage(cell) if self.shares else cell
                items.append(read_quantity(cell, symbols=self.symbols, known=reading.known, name=component))
            except InputError as error:
                raise error.named(name) from None
        return items


def of_percentage(cell: Cell) -> Cell:
    """`12.5%` as `0.125`; any other cell as it is."""
    found = re.fullmatch(r"(\d{1,18})\.?(\d{0,18})\s*%", cell.text) or re.fullmatch(r"()\.(\d{1,18})\s*%", cell.text)
    if found is None:
        return cell
    whole = found[1].zfill(3)
    decimals = (whole[-2:] + found[2]).rstrip("0")
    return cell._replace(text=f"{int(whole[:-2])}{'.' if decimals else ''}{decimals}")


NUMBER = Numeric(0, words="one number")
PROBABILITY = Numeric(0, words="one number, or a percentage: 0.2 or 20%", shares=True)
VECTOR = Numeric(1, words="a vector: 1,2,3")
MATRIX = Numeric(2, words="a matrix, rows after a colon: 1,2:3,4 (a vector is one row)")
SAMPLES = Numeric(1, 2, words="a vector 1,2 or samples as rows 1,2:3,4")
PROBABILITIES = Numeric(1, 2, words=SAMPLES.words, shares=True)
TENSOR = Numeric(1, 2, 3, 4, 5, words="numbers of any shape: 1,2:3,4 for rows, :: between matrices, ::: between stacks")
BIAS = Numeric(0, 1, words="one number, shared by the layer, or one per unit")


LONGEST_ROW = 60


def _is_column(nested: Any) -> bool:
    """Whether cells are rows of one each."""
    return all(isinstance(row, list) and len(row) == 1 for row in nested)


def _place(number: int, shape: tuple[int, ...], level: int) -> str:
    """`row 2`; in a stack of matrices `matrix 1, row 2`."""
    places = []
    for size in reversed(shape):
        number, at = divmod(number, size)
        unit = say({0: "number", 1: "row", 2: "matrix", 3: "stack", 4: "block"}[level])
        places.append(say("{unit} {number}", unit=unit, number=at + 1))
        level += 1
    return wording(", ", LISTED).join(reversed(places))


def _cells(part: Any) -> Iterator[Cell]:
    if isinstance(part, list):
        for item in part:
            yield from _cells(item)
    else:
        yield part


def in_one_row(name: str, value: Any) -> str | None:
    """A column that was typed, 3:4, as the row that was meant: `x=3,4`; None where it is long, or not typed so."""
    cells = value.split(":") if isinstance(value, str) else value if isinstance(value, (list, tuple)) else []
    row = ",".join(str(cell[0] if isinstance(cell, (list, tuple)) and cell else cell).strip() for cell in cells)
    return f"{name}={row}" if len(cells) > 1 and len(row) <= LONGEST_ROW else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def grouped(value: Any) -> str | None:
    """`60000` for `60,000`, where one number is wanted."""
    text = clean(value).strip() if isinstance(value, str) else ""
    return text.replace(",", "") if re.fullmatch(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3}){1,6}", text) else None


def _decimal_comma(value: Any) -> str | None:
    """`0.5` for `0,5`, where one number is wanted."""
    found = re.fullmatch(r"([+-]?[0-9]*),([0-9]+)", clean(value).strip()) if isinstance(value, str) else None
    return f"{found[1]}.{found[2]}" if found else None
