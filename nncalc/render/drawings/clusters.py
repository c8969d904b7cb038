"""Samples of two features in clusters, and the way that each centre took, round by round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from nncalc.engine.tensor import Tensor
from nncalc.page.document import Illustration as Drawing
from nncalc.render.drawings.axes import Axes, Entry
from nncalc.render.drawings.canvas import SERIES, Canvas, Point, short_of
from nncalc.render.drawings.characters import Sketch
from nncalc.render.drawings.places import padded
from nncalc.render.drawings.plotted import scattered
from nncalc.render.drawings.view import View, rows
from nncalc.render.scatter import Scatter
from nncalc.words import count, say

FIGURES = "0123456789"


def draw(view: View, of: str) -> Iterator[Drawing]:
    """The samples and centres of `kmeans`; one feature stands on a line, more than two are not drawn."""
    found = _Clusters.read(view)
    if found is not None:
        yield found.drawing()


class _Clusters:
    def __init__(
        self, view: View, samples: list[Point], ways: list[list[Point]], found: Sequence[int], flat: bool
    ) -> None:
        self.view, self.samples, self.ways, self.found, self.flat = view, samples, ways, found, flat
        self.canvas = Canvas()

    @classmethod
    def read(cls, view: View) -> _Clusters | None:
        """What is to be drawn; None of more features, and of letters."""
        X, found = view.problem.X, view.result("assignments")
        if found is None or X.shape[1] > 2:
            return None
        samples = rows(X)
        centres: list[list[list[float]]] = []
        while isinstance(C := view.result(f"round.{len(centres)}.C"), Tensor):
            at = rows(C)
            if at is None:
                return None
            centres.append(at)
        if samples is None or not centres:
            return None
        ways = [[_pair(centre) for centre in way] for way in zip(*centres, strict=True)]
        return cls(view, [_pair(sample) for sample in samples], ways, found, X.shape[1] == 1)

    def drawing(self) -> Drawing:
        points = [*self.samples, *[point for way in self.ways for point in way]]
        across, up = padded([p[0] for p in points], 0.15), padded([p[1] for p in points], 0.15)
        up, high = ((-1.0, 1.0), 110.0) if self.flat else (up, 330.0)
        axes = Axes(self.canvas, across, up, equal=not self.flat, high=high)
        names = ["x"] if self.flat else ["x.1", "x.2"]
        axes.frame(*map(self.view.name, names), bare=self.flat)
        for k, way in enumerate(self.ways):
            self._way(axes, k, way)
        for point, cluster in zip(self.samples, self.found, strict=True):
            self.canvas.mark(axes.at(*point), cluster - 1, 4.5)
        entries = [Entry(say("cluster {number}", number=k + 1), k) for k in range(len(self.ways))]
        axes.legend([*entries, Entry(say("way of a centre"), ink="currentColor"), Entry(say("cross: a centre"))])
        rounds = count(len(self.ways[0]) - 1, "round")
        title = say("The clusters and the ways of their centres")
        description = say("{samples} in {clusters}; {rounds}, a cross for each place of a centre.",
                          samples=count(len(self.samples), "sample"), clusters=count(len(self.ways), "cluster"),
                          rounds=rounds)  # fmt: skip
        return Drawing(title, description, self.canvas.svg(title, description), self._text())

    def _way(self, axes: Axes, k: int, way: Sequence[Point]) -> None:
        """The places of a centre, joined by arrows; crosses, the last one with the number of its cluster."""
        ink = SERIES[k % len(SERIES)]
        places = [axes.at(*point) for point in way]
        for start, end in pairwise(places):
            if abs(start[0] - end[0]) + abs(start[1] - end[1]) > 1:
                self.canvas.line(start, end, ink, wide=1.4)
                if abs(start[0] - end[0]) + abs(start[1] - end[1]) > 22:
                    self.canvas.head(start, short_of(start, end, 9), ink)
        for x, y in places:
            size = 8.0 if (x, y) == places[-1] else 5.0
            self.canvas.line((x - size, y), (x + size, y), ink, wide=2.4)
            self.canvas.line((x, y - size), (x, y + size), ink, wide=2.4)
        x, y = places[-1]
        self.canvas.text(x + 10, y - 9, str(k + 1), anchor="start", bold=True, ink=ink)

    def _text(self) -> Sketch | None:
        """Samples by the numbers of their clusters, and the border between these, in characters."""
        if self.flat or len(self.ways) > 9:
            return None
        centres = [way[-1] for way in self.ways]

        def decide(x: float, y: float) -> object:
            far = [(x - a) ** 2 + (y - b) ** 2 for a, b in centres]
            return far.index(min(far))

        marks = [*(FIGURES[cluster] for cluster in self.found), *("x" for _ in centres)]
        several = say("several things")
        return scattered(Scatter([*self.samples, *centres], marks, decide, several), [say("x is a centre.")])


def _pair(numbers: Sequence[float]) -> Point:
    return (numbers[0], numbers[1]) if len(numbers) > 1 else (numbers[0], 0.0)
