"""A field with axes: numbers to places, ticks, curves and lines clipped to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from nncalc.render.drawings.canvas import INK, Box, Canvas, Point
from nncalc.render.drawings.lettering import width
from nncalc.render.drawings.places import tick_labels, ticks

SMALL = 11.5
WIDE, HIGH = 400.0, 290.0

Range = tuple[float, float]


class Entry(NamedTuple):
    """A line of a legend: the mark of a class (its number), or a line of an ink and a dash, or none; and what it means."""

    said: str
    mark: int | None = None
    ink: str = ""
    dash: str = ""


class Axes:
    """A rectangle of numbers on a canvas, its left upper corner at a place."""

    def __init__(
        self, canvas: Canvas, across: Range, up: Range, *, at: Point = (0.0, 0.0), wide: float = WIDE,
        high: float = HIGH, equal: bool = False,
    ) -> None:  # fmt: skip
        """equal: a unit is as long across as up, so that right angles are right."""
        self.canvas, self.left, self.top = canvas, *at
        self.wide, self.high = wide, high
        self.across, self.up = _equal(across, up, wide, high) if equal else (across, up)

    def at(self, x: float, y: float) -> Point:
        """Where a pair of numbers stands."""
        (a, b), (c, d) = self.across, self.up
        return self.left + (x - a) / (b - a) * self.wide, self.top + (d - y) / (d - c) * self.high

    @property
    def box(self) -> Box:
        return Box(self.left, self.top, self.left + self.wide, self.top + self.high)

    def frame(self, across: str = "", up: str = "", *, whole: bool = False, bare: bool = False) -> None:
        """The frame, its ticks and figures, the axes through 0, and what the axes are called.

        whole  ticks across at whole numbers; bare: no ticks up
        """
        self.canvas.rect(self.box, wide=0.8)
        self._ticks_across(whole)
        widest = 0.0 if bare else self._ticks_up()
        for start, end in self._zero_lines():
            self.canvas.line(start, end, wide=0.8, faint=0.35)
        if across:
            self.canvas.text(self.left + self.wide / 2, self.top + self.high + 34, across)
        if up:
            self.canvas.text(self.left - widest - 14, self.top + self.high / 2, up, anchor="end")

    def _ticks_across(self, whole: bool) -> None:
        values = ticks(*self.across, wanted=max(2, round(self.wide / 70)))
        if whole:
            values = [value for value in values if value == round(value)]
        for value, text in zip(values, tick_labels(values) if values else [], strict=True):
            x, y = self.at(value, self.up[0])
            self.canvas.line((x, y), (x, y + 4), wide=0.8)
            self.canvas.text(x, y + 17, text, size=SMALL)

    def _ticks_up(self) -> float:
        values = ticks(*self.up, wanted=max(2, round(self.high / 55)))
        texts = tick_labels(values)
        for value, text in zip(values, texts, strict=True):
            x, y = self.at(self.across[0], value)
            self.canvas.line((x - 4, y), (x, y), wide=0.8)
            self.canvas.text(x - 8, y + 4, text, size=SMALL, anchor="end")
        return max(width(text, SMALL) for text in texts)

    def _zero_lines(self) -> Iterator[tuple[Point, Point]]:
        (a, b), (c, d) = self.across, self.up
        if a < 0 < b:
            yield self.at(0, c), self.at(0, d)
        if c < 0 < d:
            yield self.at(a, 0), self.at(b, 0)

    # -- what is drawn in it -----------------------------------------------------------------------------------------

    def curve(
        self, points: Sequence[tuple[float, float] | None], ink: str = INK, *, wide: float = 1.8, dash: str = "",
        faint: float = 1,
    ) -> None:  # fmt: skip
        """Points joined in order as far as they lie in the field; None is a gap."""
        piece: list[Point] = []
        (left, right), (low, high) = self.across, self.up
        inside = [(p and left <= p[0] <= right and low <= p[1] <= high and self.at(*p)) or None for p in points]
        for (start, here), (end, there) in pairwise(zip(points, inside, strict=True)):
            part = (here, there) if here and there else self.clipped(start, end) if start and end else None
            if part is None or (piece and part[0] != piece[-1]):
                self._piece(piece, ink, wide, dash, faint)
                piece = []
            if part is not None:
                piece += part if not piece else part[1:]
        self._piece(piece, ink, wide, dash, faint)

    def _piece(self, piece: Sequence[Point], ink: str, wide: float, dash: str, faint: float) -> None:
        if len(piece) > 1:
            self.canvas.path(piece, ink, wide=wide, dash=dash, faint=faint)

    def clipped(self, start: Point, end: Point) -> tuple[Point, Point] | None:
        """The part of a line that lies in the field, in places; None where there is none (Liang–Barsky)."""
        (a, b), (x, y) = start, end
        first, last = 0.0, 1.0
        for move, low, high in (
            (x - a, self.across[0] - a, self.across[1] - a),
            (y - b, self.up[0] - b, self.up[1] - b),
        ):
            if move == 0:
                if low > 0 or high < 0:
                    return None
                continue
            enters, leaves = sorted((low / move, high / move))
            first, last = max(first, enters), min(last, leaves)
        if first > last:
            return None
        return self.at(a + (x - a) * first, b + (y - b) * first), self.at(a + (x - a) * last, b + (y - b) * last)

    def border(self, a: float, b: float, c: float) -> tuple[Point, Point] | None:
        """The line a·x + b·y = c as far as it lies in the field, in places."""
        (left, right), (low, high) = self.across, self.up
        if a == 0 == b:
            return None
        if abs(a) * (right - left) > abs(b) * (high - low):
            return self.clipped(((c - b * low) / a, low), ((c - b * high) / a, high))
        return self.clipped((left, (c - a * left) / b), (right, (c - a * right) / b))

    def legend(self, entries: Sequence[Entry]) -> None:
        """What marks and lines mean, to the right of the field."""
        x, y = self.left + self.wide + 22, self.top + 12
        for entry in entries:
            if entry.mark is not None:
                self.canvas.mark((x + 10, y - 4), entry.mark, ink=entry.ink)
            elif entry.ink:
                self.canvas.line((x, y - 4), (x + 22, y - 4), entry.ink, wide=2, dash=entry.dash)
            self.canvas.text(x + 30, y, entry.said, anchor="start", size=12, mathematics=False)
            y += 20


def _equal(across: Range, up: Range, wide: float, high: float) -> tuple[Range, Range]:
    """The ranges, one of them made larger so that both have one scale."""
    scale = max((across[1] - across[0]) / wide, (up[1] - up[0]) / high)
    return _widened(across, scale * wide), _widened(up, scale * high)


def _widened(values: Range, size: float) -> Range:
    middle = (values[0] + values[1]) / 2
    return middle - size / 2, middle + size / 2
