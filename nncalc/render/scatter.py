"""Samples and the border between classes, drawn in characters. Only places are worked out here, no figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import wrap
from typing import Any, NamedTuple

COLUMNS, ROWS = 49, 17
"""Size of the field where there is room; a character is about twice as high as wide."""
FEWEST_ROWS = 7
BORDER, SEVERAL = ".", "#"
MARKS = "o+*x%@&$=~ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Point = tuple[float, float]
Range = tuple[float, float]


class Scatter(NamedTuple):
    """A drawing of any width: each point by its mark, and a border where `decide` changes from place to place."""

    points: Sequence[Point]
    marks: Sequence[str]
    decide: Callable[[float, float], object]
    several: str
    """What is said where points of different marks fall on one place."""

    def lines(self, most: int | None = None) -> list[str]:
        """The field in its frame, in at most so many columns, if its labels leave it any."""
        across, up = (_range([p[axis] for p in self.points]) for axis in (0, 1))
        sides, ends = [_label(up[1]), _label(up[0])], [_label(across[0]), _label(across[1])]
        columns, margin = COLUMNS, max(map(len, sides))
        if most is not None:
            columns = min(columns, max(most - margin - 2, len(ends[0] + ends[1]) + 1))
        field = self._field(across, up, columns, max(round(columns * ROWS / COLUMNS), FEWEST_ROWS))
        labels = [sides[0], *[""] * (len(field) - 2), sides[1]]
        lines = [f"{label:>{margin}} |{''.join(row)}".rstrip() for label, row in zip(labels, field, strict=True)]
        lines.append(" " * (margin + 1) + "+" + "-" * columns)
        lines.append(" " * (margin + 2) + ends[0] + ends[1].rjust(columns - len(ends[0])))
        if any(SEVERAL in row for row in field):
            lines += wrap(f"{SEVERAL} {self.several}", margin + 2 + columns)
        return lines

    def _field(self, across: Range, up: Range, columns: int, rows: int) -> list[list[str]]:
        (left, right), (low, high) = across, up

        def place(column: int, row: int) -> Point:
            return left + (right - left) * column / (columns - 1), high - (high - low) * row / (rows - 1)

        decided = [[self.decide(*place(column, row)) for column in range(columns + 1)] for row in range(rows + 1)]
        field = [
            [
                BORDER if here != decided[row][column + 1] or here != decided[row + 1][column] else " "
                for column, here in enumerate(decided[row][:columns])
            ]
            for row in range(rows)
        ]
        for (x, y), mark in zip(self.points, self.marks, strict=True):
            column = round((x - left) / (right - left) * (columns - 1))
            row = round((high - y) / (high - low) * (rows - 1))
            field[row][column] = mark if field[row][column] in (" ", BORDER, mark) else SEVERAL
        return field


def marks_of(names: Sequence[Any]) -> dict[Any, str]:
    """A mark for each class, in their order; they begin anew after 36."""
    return {name: MARKS[index % len(MARKS)] for index, name in enumerate(names)}


def _range(values: Sequence[float]) -> Range:
    """The values with some room on both sides."""
    least, most = min(values), max(values)
    room = (most - least) / 4 or max(abs(most), 1) / 2
    return least - room, most + room


def _label(value: float) -> str:
    return f"{value:.4g}"
