"""Lines of equal height of a function of two numbers (marching squares)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

Grid = Sequence[Sequence[float | None]]
Place = tuple[float, float]
Edge = tuple[int, int, int]
"""A side of a cell: the row and the column where it begins; 0 goes along the row, 1 to the next row."""


def contours(grid: Grid, level: float) -> Iterator[list[Place]]:
    """The lines at a level, each as long as it can be, in columns and rows of the grid; rings end where they begin.

    A saddle is cut in two; cells with an unknown corner have no piece.
    """
    links: dict[Edge, list[Edge]] = {}
    below = [[None if height is None else height < level for height in row] for row in grid]
    for row, (low, high) in enumerate(pairwise(below)):
        for column, (a, b, c, d) in enumerate(zip(low, low[1:], high[1:], high, strict=False)):
            if a == b == c == d or a is None or b is None or c is None or d is None:
                continue
            sides = ((row, column, 0), (row, column + 1, 1), (row + 1, column, 0), (row, column, 1))
            cut = [side for side, differ in zip(sides, (a != b, b != c, c != d, d != a), strict=True) if differ]
            for k in range(0, len(cut), 2):
                links.setdefault(cut[k], []).append(cut[k + 1])
                links.setdefault(cut[k + 1], []).append(cut[k])
    ends = [edge for edge, others in links.items() if len(others) == 1]
    for start in (*ends, *links):
        if links[start]:
            yield [_place(grid, level, edge) for edge in _followed(links, start)]


def _followed(links: dict[Edge, list[Edge]], start: Edge) -> Iterator[Edge]:
    """From an edge on as far as there are links, which are taken away."""
    here = start
    yield here
    while links[here]:
        following = links[here].pop()
        links[following].remove(here)
        here = following
        yield here


def _place(grid: Grid, level: float, edge: Edge) -> Place:
    """Where on a side of a cell the height is the level, between its ends in proportion."""
    row, column, upward = edge
    start, end = grid[row][column], grid[row + upward][column + 1 - upward]
    assert start is not None
    assert end is not None
    share = (level - start) / (end - start)
    return column + share * (1 - upward), row + share * upward
