"""A convolutional network as boxes drawn to scale: what each layer puts out, from left to right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from nncalc.engine import events
from nncalc.engine.tensor import Tensor
from nncalc.page.document import Illustration as Drawing
from nncalc.render.drawings.canvas import INK, Box, Canvas, Point
from nncalc.render.drawings.characters import Sketch
from nncalc.render.drawings.lettering import width
from nncalc.render.drawings.places import shown_of
from nncalc.render.drawings.plotted import barred
from nncalc.render.drawings.view import View
from nncalc.rules.activations import ACTIVATIONS
from nncalc.words import count, one_after_another, say

MOST_BOXES, KEPT, LAST = 18, 12, 5
"""Boxes that are all drawn; of more the first ones and the last."""
TALLEST, DEEPEST, LONGEST = 100.0, 62.0, 110.0
"""The largest height or width, the most channels and the longest vector, in the units of the drawing."""
THINNEST = 1.5
SLANT = (0.62, -0.42)
"""Where the third axis goes: right and up."""
WIDEST = 1120.0
SMALL, LINE, ROW = 12.0, 15.0, 46.0


class Stage(NamedTuple):
    """A box: the layers that lead to it, its shape in words and in numbers."""

    tokens: tuple[str, ...]
    said: str
    shape: tuple[int, ...]
    layers: tuple[int, ...] = ()


def draw(view: View, of: str) -> Iterator[Drawing]:
    """The layers of `convshape`."""
    yield _Pipeline(view).drawing()


def stages_of(view: View) -> list[Stage]:
    """The input and what each layer puts out, by the summary on the page.

    Layers that act number by number share the box of the one before.
    """
    table = next(e for e in reversed(view.run.events) if isinstance(e, events.Table))
    made: list[Stage] = []
    for number, token, said, *_ in table.rows:
        if not made:
            made.append(Stage((), said, tuple(view.problem.sizes)))
        elif number.isdecimal():
            shape = _sizes(view.result(f"shape{number}"))
            before, index = made[-1], int(number)
            if token.partition(":")[0].partition(",")[0] in _POINTWISE and shape == before.shape and before.layers:
                made[-1] = before._replace(tokens=(*before.tokens, token), layers=(*before.layers, index))
            else:
                made.append(Stage((token,), said, shape, (index,)))
    return made


_POINTWISE = frozenset((*ACTIVATIONS, "bn", "ln", "lrn", "dropout"))
"""Layers that change numbers and no shape: they have no box of their own."""


def _sizes(shape: Any) -> tuple[int, ...]:
    items = shape.items if isinstance(shape, Tensor) else [shape]
    return tuple(int(q.value.p) for q in items)


class _Pipeline:
    def __init__(self, view: View) -> None:
        self.view, self.canvas = view, Canvas()
        self.stages = stages_of(view)
        self.shown = shown_of(len(self.stages), MOST_BOXES, KEPT, LAST)
        drawn = [self.stages[i] for i in self.shown if i is not None]
        solids = [self._solid(stage.shape) for stage in drawn]
        self.side = TALLEST / max((max(h, w) for h, w, c in solids if h), default=1)
        self.deep = DEEPEST / max((c for h, w, c in solids if h and c), default=1)
        self.long = LONGEST / max((c for h, w, c in solids if not h), default=1)
        self.at: dict[int, tuple[Point, int]] = {}

    def _solid(self, shape: Sequence[int]) -> tuple[int, int, int]:
        """Height, width and channels of a shape; a vector has no height."""
        if len(shape) == 1:
            return 0, 0, shape[0]
        last = self.view.problem.layout == "hwc" and self.view.problem.count != 0
        channels, sides = (shape[-1], shape[:-1]) if last else (shape[0], shape[1:])
        return (sides[-2], sides[-1], channels) if len(sides) > 1 else (channels, sides[0], 0)

    # -- the layout ------------------------------------------------------------------------------------------------

    def _extent(self, stage: Stage) -> tuple[float, float, float]:
        """How far a box reaches across, up, and into the depth."""
        high, wide, channels = self._solid(stage.shape)
        if not high:
            return 9.0, max(channels * self.long, THINNEST), 0.0
        return (
            max(wide * self.side, THINNEST),
            max(high * self.side, THINNEST),
            (max(channels * self.deep, THINNEST) if channels else 0.0),
        )

    def _rows(self) -> list[list[int | None]]:
        """The stages in rows, none wider than a page."""
        rows: list[list[int | None]] = [[]]
        x = 0.0
        for index in self.shown:
            step = self._arrow(index) + self._wide(index)
            if rows[-1] and x + step > WIDEST:
                rows.append([])
                x = 0.0
            rows[-1].append(index)
            x += step
        return rows

    def _wide(self, index: int | None) -> float:
        """The room of a box with the shape below it."""
        if index is None:
            return 30.0
        wide, _, deep = self._extent(self.stages[index])
        return max(wide + deep * SLANT[0], width(self.stages[index].said, SMALL, False)) + 10

    def _arrow(self, index: int | None) -> float:
        """The room of the arrow to a box, with its layers above and below it."""
        if index is None:
            return 24.0
        lines = _lines(self.stages[index].tokens)
        return max([34.0, *(width(line, SMALL, False) + 12 for line in lines)]) if lines else 0.0

    # -- drawing ---------------------------------------------------------------------------------------------------

    def drawing(self) -> Drawing:
        top = 0.0
        for number, row in enumerate(self._rows()):
            drawn = [self._extent(self.stages[i]) for i in row if i is not None]
            high = max((h - d * SLANT[1] for _, h, d in drawn), default=40.0)
            high = max(
                high, 2 * max((LINE * len(_lines(self.stages[i].tokens)[1:]) for i in row if i is not None), default=0)
            )
            middle, x = top + high / 2, 0.0
            for index in row:
                x = self._step(index, (x, middle), number)
            top = top + high + ROW
        self._joins()
        title = say("The network as boxes to scale")
        notes = self._notes()
        self.canvas.notes(notes)
        shapes = [self.stages[0].said]
        shapes += [say("{layers} gives {shape}", layers=" ".join(s.tokens), shape=s.said) for s in self.stages[1:]]
        told = say("From left to right: {shapes}.", shapes=one_after_another(*shapes))
        description = " ".join([told, *notes])
        return Drawing(title, description, self.canvas.svg(title, description), self._text())

    def _step(self, index: int | None, start: Point, row: int) -> float:
        """The arrow to a box and the box; where the next arrow begins."""
        x, y = start
        long = self._arrow(index)
        if index is None:
            self.canvas.text(x + (long + self._wide(None)) / 2, y + 4, "…", size=18)
            return x + long + self._wide(None)
        stage = self.stages[index]
        if long:
            self.canvas.arrow((x + 4, y), (x + long - 4, y))
            first, *others = _lines(stage.tokens)
            self.canvas.text(x + long / 2, y - 6, first, size=SMALL, mathematics=False)
            for k, line in enumerate(others):
                self.canvas.text(x + long / 2, y + 15 + k * LINE, line, size=SMALL, mathematics=False)
        wide, high, deep = self._extent(stage)
        room = self._wide(index)
        whole = wide + deep * SLANT[0]
        left = x + long + (room - whole) / 2
        bottom = y + (high - deep * SLANT[1]) / 2
        self._box(Box(left, bottom - high, left + wide, bottom), deep)
        self.canvas.text(x + long + room / 2, bottom + 17, stage.said, size=SMALL, mathematics=False)
        self.at[index] = ((left + whole / 2, 2 * y - bottom), row)
        return x + long + room

    def _box(self, front: Box, deep: float) -> None:
        a, b = deep * SLANT[0], deep * SLANT[1]
        left, top, right, bottom = front
        if deep:
            corners = [(left, top), (left + a, top + b), (right + a, top + b), (right, top)]
            self.canvas.path(corners, fill=INK, filled=0.05, closed=True)
            corners = [(right, top), (right + a, top + b), (right + a, bottom + b), (right, bottom)]
            self.canvas.path(corners, fill=INK, filled=0.2, closed=True)
        self.canvas.rect(front, fill=INK, filled=0.1)

    def _joins(self) -> None:
        """What `add` and `concat` take besides the layer before: an arc over the boxes between, in one row."""
        labelled: dict[str, int] = {}
        for index in (i for i in self.shown if i is not None):
            for number in self.stages[index].layers:
                layer = self.view.problem.layers[number - 1]
                for name in layer.argument if layer.word in ("add", "concat") else ():
                    if name in labelled and labelled[name] in self.at:
                        self._arc(self.at[labelled[name]], self.at[index])
                if layer.label:
                    labelled[layer.label] = index

    def _arc(self, source: tuple[Point, int], target: tuple[Point, int]) -> None:
        (a, b), row = source
        (x, y), other = target
        if row != other or x <= a:
            return
        high = min(b, y) - 26
        self.canvas.path([(a, b - 4), (a, high), (x, high), (x, y - 4)], dash="4 3")
        self.canvas.head((x, high), (x, y - 3))

    def _notes(self) -> list[str]:
        solids = [self._solid(stage.shape) for stage in self.stages]
        notes = []
        if any(h for h, _, _ in solids):
            deep = any(h and c for h, _, c in solids)
            notes.append(
                say("Heights and widths have one scale, channels (into the depth) another.")
                if deep
                else say("Heights and widths have one scale.")
            )
        if sum(not h for h, _, _ in solids) > 1:
            notes.append(say("The length of a vector has a scale of its own."))
        left_out = len(self.stages) - sum(i is not None for i in self.shown)
        if left_out:
            notes.append(say("{outputs} in the middle are not drawn.", outputs=count(left_out, "output")))
        return notes

    def _text(self) -> Sketch:
        """The stages below each other, for a terminal: a bar for the places of a map and its channels."""
        sizes = [h * w * max(c, 1) if h else c for h, w, c in (self._solid(s.shape) for s in self.stages)]
        bars = [
            None
            if index is None
            else (self.stages[index].said, sizes[index] / max(sizes), " ".join(self.stages[index].tokens))
            for index in self.shown
        ]
        return barred(bars, [say("bars: how many numbers a layer puts out")])


def _lines(tokens: Sequence[str]) -> list[str]:
    """The layers that lead to a box, a word a line, the settings of a layer below its word."""
    lines: list[str] = []
    for token in tokens:
        word, _, settings = token.partition(",")
        lines += [word, *([settings] if settings else [])]
    return lines
