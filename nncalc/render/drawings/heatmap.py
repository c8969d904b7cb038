"""A matrix as a heat map: the larger a number, the stronger the colour of its cell, which holds its figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor, rows_of
from nncalc.page.document import Illustration as Drawing
from nncalc.render.drawings.canvas import BLUE, RED, Box, Canvas
from nncalc.render.drawings.characters import Lines, Sketch, below, columns, room, sentences, wide
from nncalc.render.drawings.lettering import width
from nncalc.render.drawings.view import View, place
from nncalc.render.sheet import Sheet
from nncalc.words import count, say

MOST_FIGURES = 12
"""Rows and columns of cells that hold their figures; in larger maps the shade alone tells."""
MOST_CELLS = 64
HIGH, SMALL = 32.0, 12.0


def draw(view: View, of: str) -> Iterator[Drawing]:
    """The first of the results named that there is: a matrix, or one for each head; nothing where it is too large."""
    found = next((q for name in of.split() if isinstance(q := view.result(name), Tensor)), None)
    if found is not None and len(found.shape) in (2, 3) and max(found.shape[-2:]) <= MOST_CELLS:
        yield _Map(view, found).drawing()


class _Map:
    def __init__(self, view: View, matrix: Tensor) -> None:
        self.view, self.matrix, self.canvas = view, matrix, Canvas()
        self.name = (matrix.name or "").split(".")[0]
        self.parts = [matrix] if len(matrix.shape) == 2 else list(matrix)
        self.labelled = max(matrix.shape[-2:]) <= MOST_FIGURES
        texts = [view.figure(q) for q in matrix.items] if self.labelled else [""]
        self.wide = max(HIGH, max(width(text, SMALL) for text in texts) + 10) if self.labelled else 12.0
        self.high = HIGH if self.labelled else 12.0
        self.corner = say("query ╲ key") if self.name == "A" else say("row ╲ column")
        self.gap = width(self.corner, 11, False) + 28
        self.largest = max((abs(at) for q in matrix.items if (at := place(q)) is not None), default=0.0)

    def drawing(self) -> Drawing:
        rows, columns = self.matrix.shape[-2:]
        across = (
            1 if len(self.parts) == 1 else min(len(self.parts), max(1, int(900 / (columns * self.wide + self.gap))))
        )
        tall = rows * self.high + 66
        for index, part in enumerate(self.parts):
            column, row = index % across, index // across
            self._part(part, (column * (columns * self.wide + self.gap), row * tall))
        letter = self.view.name(self.name)
        title = say("{matrix} as a heat map", matrix=letter)
        notes = [say("The larger a number, the stronger the colour of its cell; red is below 0.") if self._is_signed() else
                 say("The larger a number, the stronger the colour of its cell.")]  # fmt: skip
        if self._has_letters():
            notes = [say("The numbers are letters, so no cell has a shade.")]
        self.canvas.notes(notes)
        told = say("{rows} and {columns}.", rows=count(rows, "row"), columns=count(columns, "column"))
        heads = [say("{heads}.", heads=count(len(self.parts), "head"))] if len(self.parts) > 1 else []
        description = " ".join([told, *heads, *notes])
        return Drawing(title, description, self.canvas.svg(title, description), self._text())

    def _is_signed(self) -> bool:
        return any((place(q) or 0.0) < 0 for q in self.matrix.items)

    def _has_letters(self) -> bool:
        return all(place(q) is None for q in self.matrix.items)

    def _part(self, part: Tensor, at: tuple[float, float]) -> None:
        left, top = at
        rows = rows_of(part)
        middle = left + len(rows[0]) * self.wide / 2
        self.canvas.text(middle, top - 26, self.view.name(part.name or self.name))
        self.canvas.text(left - 6, top - 8, self.corner, size=11, anchor="end", mathematics=False)
        for i, row in enumerate(rows):
            y = top + i * self.high
            if self.labelled or i % 5 == 4 or i == 0:
                self.canvas.text(left - 8, y + self.high / 2 + 4, str(i + 1), size=SMALL, anchor="end")
            for j, q in enumerate(row):
                self._cell(q, Box(left + j * self.wide, y, left + (j + 1) * self.wide, y + self.high))
        for j in range(len(rows[0])):
            if self.labelled or j % 5 == 4 or j == 0:
                self.canvas.text(left + (j + 0.5) * self.wide, top - 8, str(j + 1), size=SMALL)

    def _cell(self, q: Quantity, box: Box) -> None:
        at = place(q)
        share = 0.0 if at is None or not self.largest else abs(at) / self.largest
        fill = RED if at is not None and at < 0 else BLUE
        self.canvas.rect(box, fill=fill, filled=round(0.02 + 0.62 * share, 3), wide=0.6)
        if self.labelled:
            self.canvas.middle((box.left + box.right) / 2, (box.top + box.bottom) / 2, self.view.figure(q), size=SMALL)

    def _text(self) -> Sketch | None:
        """The shades in characters, a cell three columns wide, or one where there is less room."""
        if self._has_letters():
            return None
        scale = say("from {least} to {most}: the largest", least="' '", most="@")

        def drawn(sheet: Sheet) -> Lines:
            figured = self._figured(sheet) if self.labelled else []
            if figured and wide(figured, sheet) <= room(sheet):
                return [*figured, *sentences([scale], sheet)]
            signs = 3 if 3 * self.matrix.shape[-1] + len(MARGIN.format(0)) + 1 <= room(sheet) else 1
            return [*_shaded(self.parts, self.largest, signs), *sentences([scale], sheet)]

        return drawn

    def _figured(self, sheet: Sheet) -> Lines:
        """Each cell by its figure and its shade, a head below the other."""
        heads, parts = list(map(str, range(1, self.matrix.shape[-1] + 1))), []
        for part in self.parts:
            rows = [[f"{self.view.figure(q)} {_shade(q, self.largest) * 3}" for q in row] for row in rows_of(part)]
            parts.append(columns([["", *heads], *[[str(i), *row] for i, row in enumerate(rows, 1)]], sheet, right=True))
        return below(parts)


SHADES = " .:-=+*#%@"
MARGIN = "{:>3} |"  # no sentence: the number of a row


def _shaded(parts: Sequence[Tensor], largest: float, signs: int) -> Iterator[str]:
    """Each matrix in shades of characters, an empty line between them."""
    for index, part in enumerate(parts):
        if index:
            yield ""
        for number, row in enumerate(rows_of(part), 1):
            shades = [_shade(q, largest) * signs for q in row]
            yield f"{MARGIN.format(number)}{''.join(shades)}|"


def _shade(q: Quantity, largest: float) -> str:
    return SHADES[round(abs(place(q) or 0.0) / (largest or 1) * (len(SHADES) - 1))]
