"""Drawings in characters: cells in columns, pieces side by side or below each other, laid out for a sheet.

A sketch is a function of a sheet: signs that its encoding lacks are written before anything is measured, so that
columns stand below each other in ASCII and where a sign is two columns wide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest

from nncalc.render.sheet import Sheet, paragraph

Lines = list[str]
Row = Sequence[str]
Sketch = Callable[[Sheet], Sequence[str]]

PREFERRED = 78
"""Columns that a sketch keeps to where a page has no end."""


def room(sheet: Sheet) -> int:
    """The columns that a sketch tries to keep to."""
    return min(sheet.width, PREFERRED)


def wide(lines: Iterable[str], sheet: Sheet) -> int:
    """The columns of the widest line."""
    return max(map(sheet.columns, lines), default=0)


def columns(rows: Sequence[Row], sheet: Sheet, gap: str = "  ", right: bool = False) -> Lines:
    """Rows of cells as lines, their columns below each other, filled up on the left or, with `right`, before."""
    fitted = [[sheet.fit(cell) for cell in row] for row in rows]
    widths = [wide(cells, sheet) for cells in zip_longest(*fitted, fillvalue="")]
    return [
        gap.join([padded(cell, width, sheet, right) for cell, width in zip(row, widths, strict=False)]).rstrip()
        for row in fitted
    ]


def padded(text: str, width: int, sheet: Sheet, right: bool = False) -> str:
    """Text with spaces behind or before it."""
    spaces = " " * (width - sheet.columns(text))
    return spaces + text if right else text + spaces


def beside(pieces: Sequence[Lines], sheet: Sheet, gap: str = "   ") -> Lines:
    """Pieces side by side, their first lines level."""
    widths = [wide(piece, sheet) for piece in pieces]
    return [
        gap.join([padded(line, width, sheet) for line, width in zip(row, widths, strict=True)]).rstrip()
        for row in zip_longest(*pieces, fillvalue="")
    ]


def below(pieces: Iterable[Lines]) -> Lines:
    """Pieces below each other, an empty line between them."""
    lines: Lines = []
    for piece in pieces:
        lines += ["", *piece] if lines and piece else piece
    return lines


def rows_of(pieces: Sequence[Lines], sheet: Sheet, gap: str = "   ") -> Lines:
    """Pieces side by side as far as there is room, the others below."""
    rows: list[list[Lines]] = [[]]
    for piece in pieces:
        longer = [*rows[-1], piece]
        if rows[-1] and wide(beside(longer, sheet, gap), sheet) > room(sheet):
            rows.append([piece])
        else:
            rows[-1] = longer
    return below([beside(row, sheet, gap) for row in rows])


def sentences(texts: Iterable[str], sheet: Sheet) -> Iterator[str]:
    """Sentences broken to the room, each from a line of its own."""
    for text in texts:
        for line in paragraph(text, "words", 0, sheet._replace(width=room(sheet)), hang=2):
            yield "".join([piece for piece, _ in line])
