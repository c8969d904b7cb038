"""Samples and the border between classes, drawn in characters. Only places are worked out here, no figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

COLUMNS, ROWS = 49, 17
"""Size of the field; a character is about twice as high as wide."""
BORDER, SEVERAL = ".", "#"

Point = tuple[float, float]


def scatter(points: Sequence[Point], marks: Sequence[str], decide: Callable[[float, float], object]) -> list[str]:
    """Lines of a drawing: each point by its mark, and a border where `decide` changes from place to place."""
    (left, right), (low, high) = (_range([p[axis] for p in points]) for axis in (0, 1))

    def place(column: int, row: int) -> Point:
        return (
            left + (right - left) * column / (COLUMNS - 1),
            high - (high - low) * row / (ROWS - 1),
        )

    field = _border(place, decide)
    for (x, y), mark in zip(points, marks, strict=True):
        column = round((x - left) / (right - left) * (COLUMNS - 1))
        row = round((high - y) / (high - low) * (ROWS - 1))
        field[row][column] = mark if field[row][column] in (" ", BORDER, mark) else SEVERAL
    return _framed(field, (left, right), (low, high))


def _border(place: Callable[[int, int], Point], decide: Callable[[float, float], object]) -> list[list[str]]:
    decided = [[decide(*place(column, row)) for column in range(COLUMNS + 1)] for row in range(ROWS + 1)]
    return [
        [
            BORDER if here != decided[row][column + 1] or here != decided[row + 1][column] else " "
            for column, here in enumerate(decided[row][:COLUMNS])
        ]
        for row in range(ROWS)
    ]


def _range(values: Sequence[float]) -> tuple[float, float]:
    """The values with some room on both sides."""
    least, most = min(values), max(values)
    room = (most - least) / 4 or max(abs(most), 1) / 2
    return least - room, most + room


def _framed(field: Sequence[Sequence[str]], across: Point, up: Point) -> list[str]:
    """The field with its two axes and their ends."""
    labels = [_label(up[1]), *[""] * (ROWS - 2), _label(up[0])]
    width = max(map(len, labels))
    lines = [f"{label:>{width}} |{''.join(row)}".rstrip() for label, row in zip(labels, field, strict=True)]
    ends = _label(across[0]), _label(across[1])
    lines.append(" " * (width + 1) + "+" + "-" * COLUMNS)
    lines.append(" " * (width + 2) + ends[0] + ends[1].rjust(COLUMNS - len(ends[0])))
    return lines


def _label(value: float) -> str:
    return f"{value:.4g}"
