"""Samples and the border between classes, drawn in characters. Only places are worked out here, no figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from nncalc.render.breaking import fold_words
from nncalc.render.measure import width_of

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
        columns, margin = COLUMNS, max(map(len, map(label, up)))
        if most is not None:
            columns = min(columns, max(most - margin - 2, len("".join(map(label, across))) + 1))
        field = self._field(across, up, columns, max(round(columns * ROWS / COLUMNS), FEWEST_ROWS))
        lines = framed(field, across, up)
        if any(SEVERAL in row for row in field):
            room = margin + 2 + columns
            lines += fold_words(f"{SEVERAL} {self.several}", room, room, width_of)
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
        for point, mark in zip(self.points, self.marks, strict=True):
            row, column = cell(point, across, up, columns, rows)
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


def label(value: float) -> str:
    """A number at the end of an axis."""
    return f"{value:.4g}"


def cell(point: Point, across: Range, up: Range, columns: int, rows: int) -> tuple[int, int]:
    """The row and the column of a point in a field of characters."""
    (left, right), (low, high) = across, up
    return (
        round((high - point[1]) / (high - low) * (rows - 1)),
        round((point[0] - left) / (right - left) * (columns - 1)),
    )


def framed(field: Sequence[Sequence[str]], across: Range, up: Range) -> list[str]:
    """A field of characters in its frame, with the ends of its axes."""
    sides, (first, last), columns = [label(up[1]), label(up[0])], map(label, across), len(field[0])
    margin, labels = max(map(len, sides)), [sides[0], *[""] * (len(field) - 2), sides[1]]
    return [
        *[f"{side:>{margin}} |{''.join(row)}".rstrip() for side, row in zip(labels, field, strict=True)],
        " " * (margin + 1) + "+" + "-" * columns,
        " " * (margin + 2) + first + last.rjust(columns - len(first)),
    ]
