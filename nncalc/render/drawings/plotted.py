"""Curves in characters."""

from __future__ import annotations

from collections.abc import Sequence

from nncalc.render.scatter import Range, cell, framed

COLUMNS, ROWS = 61, 17


def plotted(curves: Sequence[tuple[str, Sequence[tuple[float, float] | None]]], across: Range, up: Range) -> list[str]:
    """Curves by their marks in a frame with the ends of its axes; a later curve stands over an earlier one."""
    field = [[" "] * COLUMNS for _ in range(ROWS)]
    for mark, points in curves:
        for point in points:
            if point is not None and across[0] <= point[0] <= across[1] and up[0] <= point[1] <= up[1]:
                row, column = cell(point, across, up, COLUMNS, ROWS)
                field[row][column] = mark
    return framed(field, across, up)
