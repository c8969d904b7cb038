"""Curves and samples in characters, in a field as wide as the sheet leaves it."""

from __future__ import annotations

from collections.abc import Sequence

from nncalc.render.drawings.characters import Lines, Sketch, padded, room, sentences, wide
from nncalc.render.scatter import FEWEST_ROWS, Range, Scatter, cell, framed, label
from nncalc.render.sheet import Sheet

COLUMNS, ROWS = 61, 17
FEWEST_COLUMNS = 11
LONGEST_BAR, SHORTEST_BAR = 30, 10

Curve = tuple[str, Sequence[tuple[float, float] | None]]
"""A mark and its places, None for a gap."""


def plotted(curves: Sequence[Curve], across: Range, up: Range, legend: Sequence[str] = ()) -> Sketch:
    """Curves by their marks in a frame with the ends of its axes; a later curve stands over an earlier one."""
    margin = max(len(label(end)) for end in up) + 2

    def drawn(sheet: Sheet) -> Lines:
        columns = max(min(COLUMNS, room(sheet) - margin), FEWEST_COLUMNS)
        rows = max(round(columns * ROWS / COLUMNS), FEWEST_ROWS)
        field = [[" "] * columns for _ in range(rows)]
        for mark, points in curves:
            for point in points:
                if point is not None and across[0] <= point[0] <= across[1] and up[0] <= point[1] <= up[1]:
                    row, column = cell(point, across, up, columns, rows)
                    field[row][column] = mark
        return [*framed(field, across, up), *sentences(legend, sheet)]

    return drawn


def scattered(scatter: Scatter, legend: Sequence[str] = ()) -> Sketch:
    """Samples and the border between their classes, with what their marks mean."""
    return lambda sheet: [*scatter.lines(room(sheet)), *sentences(legend, sheet)]


Bar = tuple[str, float, str]
"""What stands before a bar, how long it is (0 to 1), what stands behind it."""


def barred(bars: Sequence[Bar | None], legend: Sequence[str] = ()) -> Sketch:
    """Bars below each other, at least a sign long; None for those that are left out."""

    def drawn(sheet: Sheet) -> Lines:
        before = [sheet.fit(bar[0]) for bar in bars if bar]
        behind = [sheet.fit(bar[2]) for bar in bars if bar]
        left = room(sheet) - wide(before, sheet) - 4
        long = max(min(LONGEST_BAR, left - wide(behind, sheet)), SHORTEST_BAR)
        lines = []
        for bar in bars:
            if bar is None:
                lines.append(sheet.fit("…"))
                continue
            said, share, more = sheet.fit(bar[0]), bar[1], _cut(sheet.fit(bar[2]), left - long, sheet)
            signs = f"|{'#' * max(1, round(long * share)):<{long}}|"
            lines.append(f"{padded(said, wide(before, sheet), sheet, right=True)} {signs} {more}".rstrip())
        return [*lines, *sentences(legend, sheet)]

    return drawn


def _cut(text: str, most: int, sheet: Sheet) -> str:
    """The text, with dots for what has no room."""
    if sheet.columns(text) <= most:
        return text
    dots = sheet.fit("…")
    while text and sheet.columns(text + dots) > most:
        text = text[:-1]
    return text + dots
