"""Lines of equal height of a function of two numbers (marching squares)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Grid = Sequence[Sequence[float | None]]
Place = tuple[float, float]


def contour(grid: Grid, level: float) -> Iterator[tuple[Place, Place]]:
    """The pieces of the line at a level, a cell of the grid at a time, in columns and rows of the grid.

    A saddle is cut in two; cells with an unknown corner have no piece.
    """
    for row in range(len(grid) - 1):
        for column in range(len(grid[0]) - 1):
            corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
            heights = [grid[r][c] for c, r in corners]
            known = [height for height in heights if height is not None]
            if len(known) < 4:
                continue
            cuts = []
            for k in range(4):
                a, b = known[k], known[(k + 1) % 4]
                if (a < level) != (b < level):
                    share = (level - a) / (b - a)
                    (p, q), (r, s) = corners[k], corners[(k + 1) % 4]
                    cuts.append((p + (r - p) * share, q + (s - q) * share))
            for k in range(0, len(cuts) - 1, 2):
                yield cuts[k], cuts[k + 1]


def joined(pieces: Iterator[tuple[Place, Place]]) -> list[list[Place]]:
    """The pieces as lines as long as they can be."""
    ends: dict[tuple[int, int], list[Place]] = {}
    lines: list[list[Place]] = []
    for start, end in pieces:
        first, last = ends.pop(_key(start), None), None
        if first is not None:
            _release(ends, first)
        last = ends.pop(_key(end), None)
        if last is not None:
            _release(ends, last)
        line = [start, end] if first is None else [*_ending(first, start), end]
        if last is not None:
            line += _ending(last, end)[::-1][1:]
            lines = [each for each in lines if each is not last]
        if first is not None:
            lines = [each for each in lines if each is not first]
        lines.append(line)
        for place in (line[0], line[-1]):
            ends[_key(place)] = line
    return lines


def _key(place: Place) -> tuple[int, int]:
    return round(place[0] * 1e6), round(place[1] * 1e6)


def _ending(line: list[Place], place: Place) -> list[Place]:
    """The line so that it ends at a place."""
    return line if _key(line[-1]) == _key(place) else line[::-1]


def _release(ends: dict[tuple[int, int], list[Place]], line: list[Place]) -> None:
    for place in (line[0], line[-1]):
        if ends.get(_key(place)) is line:
            del ends[_key(place)]
