"""Curves in characters."""

from __future__ import annotations

from collections.abc import Sequence

from nncalc.render.drawings.places import tick_labels

COLUMNS, ROWS = 61, 17

Range = tuple[float, float]


def plotted(curves: Sequence[tuple[str, Sequence[tuple[float, float] | None]]], across: Range, up: Range) -> list[str]:
    """Curves by their marks in a frame with the ends of its axes; a later curve stands over an earlier one."""
    field = [[" "] * COLUMNS for _ in range(ROWS)]
    (left, right), (low, high) = across, up
    for mark, points in curves:
        for point in points:
            if point is None or not (left <= point[0] <= right and low <= point[1] <= high):
                continue
            column = round((point[0] - left) / (right - left) * (COLUMNS - 1))
            row = round((high - point[1]) / (high - low) * (ROWS - 1))
            field[row][column] = mark
    ends = tick_labels([low, high])
    margin = max(map(len, ends))
    labels = [ends[1], *[""] * (ROWS - 2), ends[0]]
    lines = [f"{label:>{margin}} |{''.join(row)}".rstrip() for label, row in zip(labels, field, strict=True)]
    lines.append(" " * (margin + 1) + "+" + "-" * COLUMNS)
    first, last = tick_labels([left, right])
    lines.append(" " * (margin + 2) + first + last.rjust(COLUMNS - len(first)))
    return lines
