"""Samples and centres of `kmeans` in characters: each sample by its cluster's mark, each centre by its number."""

from __future__ import annotations

from collections.abc import Sequence

from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.render.scatter import Scatter, marks_of
from nncalc.words import in_a_row, say

BEFORE = "'"
"""Where a centre was before."""

FARTHEST = 1e100
"""Numbers beyond it are not drawn: their squares are none that a float holds."""

Rows = Sequence[Sequence[Quantity]]


def is_drawable(points: Rows) -> bool:
    """Whether no number is too large for a place in a drawing."""
    return all(abs(float(flint.arb(q.value).mid())) <= FARTHEST for point in points for q in point)


def _place(point: Sequence[Quantity]) -> tuple[float, float]:
    """Near enough for a place in a drawing."""
    x, y = (float(flint.arb(q.value).mid()) for q in point)
    return x, y


def drawing_of(samples: Rows, found: Sequence[int], places: Sequence[Rows], several: str) -> tuple[Scatter, str]:
    """The picture and what its marks mean. `places`: the centres at the start and after each round."""
    centres = list(map(_place, places[-1]))
    mark = marks_of(range(1, len(centres) + 1))
    earlier = {point for rows in places[:-1] for point in map(_place, rows)} - set(centres)
    points = [*map(_place, samples), *sorted(earlier), *centres]
    marks = [
        *(mark[at + 1] for at in found),
        *(BEFORE for _ in earlier),
        *(str((j + 1) % 10) for j in range(len(centres))),
    ]

    def decide(x: float, y: float) -> object:
        far = [(x - a) ** 2 + (y - b) ** 2 for a, b in centres]
        return far.index(min(far))

    legend = in_a_row(*(say("{mark} cluster {name}", mark=mark[name], name=name) for name in mark))
    return Scatter(points, marks, decide, several), legend
