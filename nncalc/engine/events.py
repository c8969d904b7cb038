"""What a working puts on the page, one class for each kind. `Run` makes them, `page` writes them; nothing else reads them.

Line      a named quantity or tensor: name = formula = numbers put in = value
Value     a name and its value alone
Words     a sentence, by its key in the type's words
Equation  equal sides under a name that is not written
Drawing   lines of characters
Fold      named quantities whose lines only --all, --show and programs see
Unasked   named quantities whose lines only --show sees
Table     typed columns and rows
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from nncalc.engine.quantity import Quantity
from nncalc.words import say

if TYPE_CHECKING:
    from typing import Protocol

    from nncalc.engine.tensor import Tensor

    class Picture(Protocol):
        """What can be drawn: as wide as it likes, or in at most so many columns."""

        def lines(self, most: int = ...) -> Sequence[str]: ...


Named = Any
"""A `Quantity` or a `Tensor` with a name; the writer asks which."""


class Place(NamedTuple):
    """Where something stands: the part of the page with a heading of its own, and the section in it."""

    heading: str = ""
    """`layer 3`, `epoch 7`; "" outside any part."""
    section: str = ""
    """A key of the type's sections."""
    dropped: str = ""
    """What names are written without in this part: `epoch.7.`."""
    iteration: tuple[str, int] | None = None
    """(`epoch`, 7) where it belongs to one."""
    among: tuple[str, int] | None = None
    """(`step`, 7) where it belongs to one of many that only a long page folds: parts with headings, or in one section."""


class Event:
    """Base of the kinds."""

    __slots__ = ("place",)
    place: Place


class Line(Event):
    """A named quantity or tensor as a chain of equal sides."""

    __slots__ = ("named",)

    def __init__(self, place: Place, named: Named) -> None:
        self.place, self.named = place, named


class Value(Event):
    """The name and the value of a quantity or tensor, without the formula between."""

    __slots__ = ("named",)

    def __init__(self, place: Place, named: Named) -> None:
        self.place, self.named = place, named


class Fold(Event):
    """Named quantities that stand for a number of lines."""

    __slots__ = ("named",)

    def __init__(self, place: Place, named: Sequence[Named]) -> None:
        self.place, self.named = place, named


class Unasked(Event):
    """Named quantities that no reader of the page asked for."""

    __slots__ = ("named",)

    def __init__(self, place: Place, named: Sequence[Named]) -> None:
        self.place, self.named = place, named


class Words(Event):
    """A sentence with values filled in."""

    __slots__ = ("key", "values")

    def __init__(self, place: Place, key: str, values: Mapping[str, Any]) -> None:
        self.place, self.key, self.values = place, key, values


Side = tuple["Quantity | Tensor", Literal["formula", "figures", "value"]]
"""One side of an equation, and how it is written."""


class Equation(Event):
    """Equal sides; `name` is what programs see, `figures` are those that decide between = and ≈."""

    __slots__ = ("figures", "name", "sides")

    def __init__(self, place: Place, name: str, sides: Sequence[Side], figures: Sequence[Quantity]) -> None:
        self.place, self.name, self.sides, self.figures = place, name, sides, figures


class Drawing(Event):
    """Characters that are kept as they are."""

    __slots__ = ("picture",)

    def __init__(self, place: Place, picture: Picture) -> None:
        self.place, self.picture = place, picture


Kind = Literal["word", "quantity", "vector", "put in"]


class Column(NamedTuple):
    """One column of a table. A cell is None where there is nothing.

    word      plain text: words, whole numbers, yes and no, figures as they are typed
    quantity  a quantity by its value
    vector    a vector in one row, a matrix, or a number that stands for either
    put in    a quantity by its formula with numbers put in, and its value
    """

    header: str
    """Plain text over words; over mathematics a name, written as the format writes names."""
    kind: Kind = "word"
    key: str = ""
    """The cell's name in the result (`net` of `table.7.net`); "" for a column that is on the page alone."""
    shown: bool = True
    """Whether it is on the page; a column that is not has cells in the result alone."""


class Table(Event):
    """Columns and rows; rows may be added until the page is read, so a summary may stand before what it sums up.

    name        the result that the rows make, with everything in front of it; "" for none
    result      its rows: the cells that have keys, by these
    milestones  of many rows those numbered 1 2 3 5 10 20 50 … by the first column are shown, not the first and the last
    stays       `--steps none` keeps it
    """

    __slots__ = ("_keyed", "_mathematics", "columns", "milestones", "name", "result", "rows", "stays")

    def __init__(self, place: Place, name: str, columns: Sequence[Column], milestones: bool, stays: bool) -> None:
        self.place, self.name, self.columns, self.milestones, self.stays = place, name, columns, milestones, stays
        self.rows: Any = []
        self.result: Any = []
        self._keyed = [(index, column.key) for index, column in enumerate(columns) if column.key]
        self._mathematics = [(index, column) for index, column in enumerate(columns) if column.kind != "word"]

    def add(self, *cells: Any) -> None:
        """One more row, a cell for each column. Raises TypeError for a cell that its column cannot hold."""
        self.rows.append(self._fitting(cells))
        if self.name:
            self.result.append(self._by_key(cells))

    def take_late(self, rows: Any) -> None:
        """All rows, each made when it is read (`late.Late`)."""
        self.rows = rows.of(self._fitting)
        if self.name:
            self.result = self.rows.of(self._by_key)

    def _by_key(self, cells: Sequence[Any]) -> dict[str, Any]:
        return {key: cells[index] for index, key in self._keyed if cells[index] is not None}

    def _fitting(self, cells: Sequence[Any]) -> Sequence[Any]:
        if len(cells) != len(self.columns):
            raise TypeError(
                say(
                    "{cells_count} cells for {columns_count} columns",
                    cells_count=len(cells),
                    columns_count=len(self.columns),
                )
            )
        for index, column in self._mathematics:
            if not _fits(cells[index], column.kind):
                raise TypeError(
                    say(
                        "a {name} in the column '{header}' ({kind})",
                        name=type(cells[index]).__name__,
                        header=column.header,
                        kind=column.kind,
                    )
                )
        return cells

    def own_cells(self, known: bool = False) -> list[Named]:
        """The cells that were named in their rows (`Run.row`): lines that --show and programs see.

        known: those alone that are on the tape so far
        """
        rows: Any = self.rows if self.name else ()
        numbers = rows.known() if known and hasattr(rows, "late") else range(len(rows))
        found = []
        for number, row in ((number + 1, rows[number]) for number in numbers):
            mine = f"{self.name}.{number}."
            found += [row[i] for i, _ in self._keyed if (getattr(row[i], "name", None) or "").startswith(mine)]
        return found


def _fits(cell: Any, kind: Kind) -> bool:
    """Whether a cell is what a column of mathematics holds."""
    return cell is None or isinstance(cell, Quantity) or (kind != "quantity" and hasattr(cell, "items"))


__all__ = [
    "Column",
    "Drawing",
    "Equation",
    "Event",
    "Fold",
    "Kind",
    "Line",
    "Named",
    "Place",
    "Side",
    "Table",
    "Unasked",
    "Value",
    "Words",
]
