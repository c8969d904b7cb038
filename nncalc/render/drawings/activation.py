"""An activation function and its slope as curves, with the values of the problem on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from nncalc.engine.formula import Formula
from nncalc.engine.quantity import Quantity, symbol
from nncalc.engine.tensor import Tensor
from nncalc.page.document import Illustration as Drawing
from nncalc.render.drawings.axes import Axes, Entry
from nncalc.render.drawings.beside import beside
from nncalc.render.drawings.canvas import BLUE, RED, Canvas
from nncalc.render.drawings.floats import evaluator
from nncalc.render.drawings.places import padded
from nncalc.render.drawings.plotted import plotted
from nncalc.render.drawings.view import View, place
from nncalc.words import count, say

STEPS = 100
REACH = 5
"""How far curves go to both sides of 0 at least, and at most where inputs lie far out."""
FARTHEST = 60.0
LABELLED = 6
"""Values of the problem that have their figures; of more the dots alone are drawn."""

Curve = list[tuple[float, float] | None]


def draw(view: View, of: str) -> Iterator[Drawing]:
    """The function of `activation` and its derivative; nothing of those whose values depend on each other."""
    row = view.problem.row
    if row.derivative is None:
        return
    yield _Curves(view).drawing()


class _Curves:
    def __init__(self, view: View) -> None:
        self.view, self.canvas = view, Canvas()
        self.row, self.options = view.problem.row, view.problem.options
        self.inputs = self._inputs()
        far = [abs(at) * 1.15 for at, _ in self.inputs if abs(at) <= FARTHEST]
        self.reach = max([REACH, *far])
        self.function = self._curve(lambda z: self.row.value(z, self.options))
        self.slope = self._curve(lambda z: self.row.derivative(z, self.row.value(z, self.options), self.options))

    def _inputs(self) -> list[tuple[float, tuple[Quantity, ...]]]:
        """The inputs that are numbers: where they are, with their values and slopes."""
        wanted = self.view.result("x_want"), self.view.problem.want
        of_x = self.view.problem.x, self.view.result("y"), self.view.result("dy")
        given = of_x if self.view.problem.x is not None else wanted
        if None in given:
            return []
        parts = [part.items or [part] for part in given]
        return [(at, tuple(values)) for q, *values in zip(*parts, strict=True) if (at := place(q)) is not None]

    def _curve(self, function: Callable[[Tensor], Any]) -> Curve:
        """The function at many places, a gap where it has no value; a jump is a gap as well."""
        points: Curve = []
        height = evaluator(Formula("f", "", function(Tensor([symbol("z")], (1,))).items[0], ("z",)))
        for step in range(STEPS + 1):
            at = self.reach * (2 * step - STEPS) / STEPS
            found = height(at)
            before = points[-1] if points else None
            if found is not None and before is not None and abs(found - before[1]) > 0.45 + 6 * self.reach / STEPS:
                points.append(None)
            points.append(None if found is None else (at, found))
        return points

    def drawing(self) -> Drawing:
        heights = [p[1] for p in (*self.function, *self.slope) if p is not None]
        values = [v for _, pair in self.inputs for q in pair if (v := place(q)) is not None and abs(v) <= self.reach]
        least, most = padded([max(min(heights), -self.reach), min(max(heights), self.reach), *values], 0.08)
        axes = Axes(self.canvas, (-self.reach, self.reach), (least, most))
        axes.frame(self.view.name("x"))
        axes.curve(self.function, BLUE, wide=2)
        axes.curve(self.slope, RED, wide=2, dash="7 4")
        self._points(axes)
        axes.legend([Entry(say("the function"), ink=BLUE), Entry(say("its slope"), ink=RED, dash="7 4")])
        name = self.view.problem.act
        title = say("{activation} and its slope", activation=name)
        description = say("Blue: the function; red and dashed: its derivative, for inputs from {least} to {most}.",
                          least=f"-{self.reach:g}", most=f"{self.reach:g}")  # fmt: skip
        if self.inputs:
            marked = count(len(self.inputs), "input")
            note = say("Dots: {inputs} of the problem, each with its value and its slope.", inputs=marked)
            description = " ".join([description, note])
        curves = [("*", self.function), (".", self.slope)]
        text = plotted(curves, (-self.reach, self.reach), (least, most), [say("* the function, . its slope")])
        return Drawing(title, description, self.canvas.svg(title, description), text)

    def _points(self, axes: Axes) -> None:
        """Dots at the inputs, above each other, with the input's figure at the foot."""
        for at, pair in self.inputs:
            heights = [place(q) for q in pair]
            shown = [h for h in heights if h is not None and axes.up[0] <= h <= axes.up[1]]
            if abs(at) > self.reach or not shown:
                continue
            self.canvas.line(axes.at(at, min(0, *shown)), axes.at(at, max(0, *shown)), wide=0.8, dash="2 3")
            for height, ink, q in zip(heights, (BLUE, RED), pair, strict=False):
                if height is None or height not in shown:
                    continue
                x, y = axes.at(at, height)
                self.canvas.circle((x, y), 3.5, ink, fill=ink)
                self._figure(axes, (x, y), self.view.figure(q), ink)

    def _figure(self, axes: Axes, at: tuple[float, float], text: str, ink: str) -> None:
        """The figure of a dot beside it, where there is room in the field."""
        if len(self.inputs) <= LABELLED:
            beside(self.canvas, at, text, axes.box, ink=ink)
