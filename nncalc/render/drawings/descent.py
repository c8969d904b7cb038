"""The way of an optimiser: on its function of one parameter, on contours of one of two."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from nncalc.engine.quantity import Quantity
from nncalc.page.document import Illustration as Drawing
from nncalc.render.drawings.axes import Axes
from nncalc.render.drawings.beside import beside
from nncalc.render.drawings.canvas import BLUE, RED, Canvas, Point, short_of
from nncalc.render.drawings.characters import Sketch
from nncalc.render.drawings.contours import contours
from nncalc.render.drawings.floats import evaluator
from nncalc.render.drawings.places import padded
from nncalc.render.drawings.plotted import plotted
from nncalc.render.drawings.view import View, place
from nncalc.words import count, in_a_row, say

STEPS, CELLS, LEVELS = 100, 30, 9
MOST_NUMBERED = 25


def draw(view: View, of: str) -> Iterator[Drawing]:
    """The way of `optimizer`; nothing of more than two parameters, and of letters."""
    way = _Way(view)
    if len(way.names) == 1 and len(way.points) > 1:
        yield way.of_one()
    elif len(way.names) == 2 and len(way.points) > 1:
        yield way.of_two()


class _Way:
    def __init__(self, view: View) -> None:
        self.view, self.canvas = view, Canvas()
        self.function: Any = view.problem.f
        self.names, self.columns = self._parameters()
        self._height = self._evaluated()
        rows = zip(*self.columns, strict=False) if self.columns else ()
        found = [[at for q in row if (at := place(q)) is not None] for row in rows]
        self.points = [numbers for numbers in found if len(numbers) == len(self.names)]

    def _evaluated(self) -> Callable[..., float | None]:
        """The function at numbers for the parameters, in their order; None everywhere where it has other letters."""
        names = [name.replace(".", "") for name in self.names]
        if self.function is None or not {*self.function.parameters} <= {*names}:
            return lambda *numbers: None
        own, order = evaluator(self.function), [names.index(name) for name in self.function.parameters]
        return lambda *numbers: own(*[numbers[index] for index in order])

    def _parameters(self) -> tuple[list[str], list[list[Quantity]]]:
        """The parameters by name, and what each is after every step."""
        first = {
            name.removeprefix("step.0."): q for name, q in self.view.run.results.items() if name.startswith("step.0.")
        }
        states = set(self.function.parameters) if self.function is not None else set()
        names, columns = [], []
        for name, q in first.items():
            if name != "w" and name not in states:
                continue
            parts = q.items or [q]
            steps = self._steps(name)
            for index in range(len(parts)):
                names.append(f"{name}.{index + 1}" if q.items else name)
                columns.append([(step.items or [step])[index] for step in steps])
        return names, columns

    def _steps(self, name: str) -> list[Any]:
        found: list[Any] = []
        while (q := self.view.result(f"step.{len(found)}.{name}")) is not None:
            found.append(q)
        return found

    # -- one parameter ---------------------------------------------------------------------------------------------

    def of_one(self) -> Drawing:
        """The way on the function's curve; by steps where there is no function."""
        name = self.view.name(self.names[0])
        if self.function is None:
            return self._by_steps(name)
        xs = [point[0] for point in self.points]
        left, right = padded(xs, 1.1)
        curve = [self._at(left + (right - left) * k / STEPS) for k in range(STEPS + 1)]
        path = [self._at(x) for x in xs]
        heights = [p[1] for p in (*path, *curve) if p is not None]
        axes = Axes(self.canvas, (left, right), padded(heights, 0.1))
        axes.frame(name, "f")
        axes.curve(curve, BLUE, wide=2)
        self._path(axes, [p for p in path if p is not None])
        title = say("The way down the function")
        legend = say("o the parameter after each step, . the function")
        return self._finished(title, plotted([(".", curve), ("o", path)], axes.across, axes.up, [legend]))

    def _at(self, x: float) -> tuple[float, float] | None:
        found = self._height(x)
        return None if found is None else (x, found)

    def _by_steps(self, name: str) -> Drawing:
        points = [(float(step), point[0]) for step, point in enumerate(self.points)]
        axes = Axes(self.canvas, (-0.3, len(points) - 0.7), padded([p[1] for p in points]))
        axes.frame(say("step"), name, whole=True)
        self._path(axes, points)
        text = plotted([("o", points)], axes.across, axes.up)
        return self._finished(say("The parameter after every step"), text)

    # -- two -------------------------------------------------------------------------------------------------------

    def of_two(self) -> Drawing:
        points = [(p[0], p[1]) for p in self.points]
        across, up = (padded([p[axis] for p in points] + self._origin(axis), 0.25) for axis in (0, 1))
        axes = Axes(self.canvas, across, up, equal=True, high=340)
        names = [self.view.name(name) for name in self.names]
        axes.frame(*names)
        if self.function is not None:
            self._contours(axes, points)
        self._path(axes, points)
        text = plotted([("o", points)], axes.across, axes.up)
        title = (
            say("The way on the contours of the function")
            if self.function is not None
            else say("The way of the parameters")
        )
        return self._finished(title, text)

    def _origin(self, axis: int) -> list[float]:
        """Room towards 0 where a function's way leads there."""
        return [] if self.function is None else [0.4 * self.points[-1][axis]]

    def _contours(self, axes: Axes, points: Sequence[Point]) -> None:
        """Lines of equal height: through the points of the way, as far as they differ, and some more."""
        (left, right), (low, high) = axes.across, axes.up
        xs = [left + (right - left) * c / CELLS for c in range(CELLS + 1)]
        grid = [[self._height(x, y) for x in xs] for y in (low + (high - low) * r / CELLS for r in range(CELLS + 1))]
        known = [height for row in grid for height in row if height is not None]
        if not known:
            return
        least, most = min(known), max(known)
        for k in range(1, LEVELS + 1):
            level = least + (most - least) * (k / (LEVELS + 0.5)) ** 2
            for line in contours(grid, level):
                at = [(left + (right - left) * c / CELLS, low + (high - low) * r / CELLS) for c, r in line]
                axes.curve(at, BLUE, wide=1, faint=0.75)

    # -- both ------------------------------------------------------------------------------------------------------

    def _path(self, axes: Axes, points: Sequence[Point]) -> None:
        """Dots with the numbers of their steps, joined by arrows."""
        places = [axes.at(*point) for point in points]
        for start, end in pairwise(places):
            self.canvas.path([start, end], RED, wide=1.4)
            if abs(end[0] - start[0]) + abs(end[1] - start[1]) > 14:
                self.canvas.head(start, short_of(start, end, 4), RED)
        for number, (x, y) in enumerate(places):
            self.canvas.circle((x, y), 3.5, RED, fill=RED)
            if len(places) <= MOST_NUMBERED or number in (0, len(places) - 1):
                beside(self.canvas, (x, y), str(number), axes.box, ink=RED)

    def _finished(self, title: str, text: Sketch) -> Drawing:
        steps = count(len(self.points) - 1, "step")
        where = [self._where(0), self._where(-1)]
        description = say("{steps}, numbered from 0: from {start} to {end}.", steps=steps, start=where[0], end=where[1])
        self.canvas.notes([description])
        return Drawing(title, description, self.canvas.svg(title, description), text)

    def _where(self, index: int) -> str:
        """The parameters at the start or the end, in figures."""
        equations = [
            f"{self.view.name(n)} = {self.view.figure(c[index])}" for n, c in zip(self.names, self.columns, strict=True)
        ]
        return in_a_row(*equations)
