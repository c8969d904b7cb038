"""Maps of a convolutional network in characters: cells of a window in square brackets, the cell that it gives in braces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nncalc.render.drawings.characters import Lines, Sketch, columns, rows_of, sentences
from nncalc.render.sheet import Sheet

PLAIN, INSIDE, GIVEN = "  ", "[]", "{}"  # no sentence: marks
"""What stands before and behind a cell."""


class Cells(NamedTuple):
    """A map or a kernel: what is said above it, its rows of figures, and the marks of its cells, one for each."""

    said: str
    rows: Sequence[Sequence[str]]
    marks: Sequence[Sequence[str]]


def sketch(pieces: Sequence[Sequence[Cells]], notes: Sequence[str]) -> Sketch:
    """What draws maps and kernels from left to right, those of a group below each other."""

    def drawn(sheet: Sheet) -> Lines:
        groups = [[line for cells in group for line in _grid(cells, sheet)] for group in pieces]
        return [*rows_of(groups, sheet), "", *sentences(notes, sheet)]

    return drawn


def _grid(cells: Cells, sheet: Sheet) -> Lines:
    rows = [
        [f"{mark[0]}{figure}{mark[1]}" for figure, mark in zip(row, marks, strict=True)]
        for row, marks in zip(cells.rows, cells.marks, strict=True)
    ]
    return [sheet.fit(cells.said), *columns(rows, sheet, "", right=True)]
