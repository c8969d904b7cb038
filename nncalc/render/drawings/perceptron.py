"""Samples of two features and the lines of a perceptron's run: that of the start, of every update, and the last one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from nncalc.engine.quantity import constant
from nncalc.engine.tensor import Tensor
from nncalc.page.document import Illustration as Drawing
from nncalc.render.drawings.axes import Axes, Entry
from nncalc.render.drawings.beside import beside
from nncalc.render.drawings.canvas import Canvas, Point, box_of
from nncalc.render.drawings.characters import Sketch
from nncalc.render.drawings.places import padded
from nncalc.render.drawings.plotted import scattered
from nncalc.render.drawings.view import View, place, places, rows
from nncalc.render.scatter import Scatter, marks_of
from nncalc.words import count, in_a_row, say

MOST_LINES = 12
"""Lines that are all drawn; of more the first ones and the last."""
SEVERAL = "several samples of different classes"


class Line(NamedTuple):
    """a·x₁ + b·x₂ = c, after so many updates."""

    updates: int
    a: float
    b: float
    c: float


def draw(view: View, of: str) -> Iterator[Drawing]:
    """The run of `rosenblatt`; nothing where samples have not two features, or letters."""
    X = view.problem.X
    points = rows(X) if X.shape[1] == 2 else None
    learner = view.problem.learner() if points is not None else None
    if points is None or learner is None:
        return
    drawn = _Classes if hasattr(learner, "names") else _Unit
    drawing = drawn(view, learner, points).drawing()
    if drawing is not None:
        yield drawing


class _Samples:
    """Samples in a field, by their classes."""

    def __init__(self, view: View, learner: Any, points: Sequence[Sequence[float]]) -> None:
        self.view, self.learner, self.canvas = view, learner, Canvas()
        self.points = [(x, y) for x, y in points]
        self.names = list(learner.names) if hasattr(learner, "names") else sorted(dict.fromkeys(learner.labels))
        across, up = (padded([p[axis] for p in self.points], 0.35) for axis in (0, 1))
        self.axes = Axes(self.canvas, across, up, equal=True, high=360)

    def marks(self) -> list[Entry]:
        """Draw the samples; what their marks mean."""
        for number, (point, label) in enumerate(zip(self.points, self.learner.labels, strict=True), 1):
            self.canvas.mark(self.axes.at(*point), self.names.index(label))
            beside(self.canvas, self.axes.at(*point), str(number), self.axes.box, size=10.5)
        return [Entry(say("label {name}", name=name), index) for index, name in enumerate(self.names)]

    def text(self, decide: Any) -> Sketch:
        """The samples and the last border in characters."""
        mark = marks_of(self.names)
        marks = [mark[label] for label in self.learner.labels]
        legend = in_a_row(*(say("{mark} label {name}", mark=mark[name], name=name) for name in self.names))
        said = [legend, say("dots: the border at the end")]
        return scattered(Scatter(self.points, marks, decide, say(SEVERAL)), said)


class _Unit(_Samples):
    def _lines(self) -> list[Line] | None:
        """The line at the start and after each update; None where one has no place."""
        start = self.view.problem.start(self.learner)
        table = self.view.result("table")
        last = [(self.view.result("w"), self.view.result("b") or start.b)]
        states = [(start.w, start.b), *([(row["w"], row.get("b", start.b)) for row in table] if table else last)]
        lines: list[Line] = []
        for w, b in states:
            found = places(w)
            bias = 0.0 if b is None else place(b if b.items is None else b.items[0])
            if bias is not None and self.learner.x0 is not None and (place(self.learner.x0) or 0.0) < 0:
                bias = -bias
            border = self._border()
            if found is None or bias is None or border is None:
                return None
            updates = self._counted() if lines and not table else len(lines)
            line = Line(updates, found[0], found[1], border - bias)
            if not lines or lines[-1][1:] != line[1:]:
                lines.append(line)
        return lines

    def _counted(self) -> int:
        """How many updates lead to the end where their order is not known."""
        updates = self.view.result("updates")
        return updates if isinstance(updates, int) else int(place(updates) or 0)

    def _border(self) -> float | None:
        """What w·x + b is compared with."""
        rules = self.learner.rules
        threshold = 0.0 if rules.threshold is None else place(rules.threshold)
        half = 0.5 if rules.delta_rule and rules.labels == "01" else 0.0
        return None if threshold is None else threshold + half

    def drawing(self) -> Drawing | None:
        lines = self._lines()
        if lines is None:
            return None
        self.axes.frame(self.view.name("x.1"), self.view.name("x.2"))
        shown = lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], lines[-1]]
        drawn = [line for line in shown if self._draw(line, line is lines[-1], len(lines))]
        entries = self.marks()
        last = lines[-1]
        if last in drawn:
            entries.append(Entry(say("the last line"), ink="currentColor"))
        if len(drawn) > (last in drawn):
            entries.append(Entry(say("earlier lines"), ink="currentColor", dash="5 4"))
        self.axes.legend(entries)
        notes = self._notes(lines, drawn, len(shown))
        self.canvas.notes(notes)
        title = say("The samples and every line of the run")
        described = say("{samples} by their labels; the line after {updates} separates outputs.",
                        samples=count(len(self.points), "sample"), updates=count(last.updates, "update"))  # fmt: skip
        description = " ".join([described, *notes])
        text = self.text(lambda x, y: last.a * x + last.b * y >= last.c)
        return Drawing(title, description, self.canvas.svg(title, description), text)

    def _draw(self, line: Line, is_last: bool, of: int) -> bool:
        ends = self.axes.border(line.a, line.b, line.c)
        if ends is None or ends[0] == ends[1]:
            return False
        if is_last:
            self.canvas.line(*ends, wide=2.2)
        else:
            self.canvas.line(*ends, dash="5 4", faint=0.35 + 0.5 * line.updates / of)
        self._label(ends, str(line.updates))
        if is_last:
            self._normal(ends, line)
        return True

    def _label(self, ends: tuple[Point, Point], text: str) -> None:
        """After how many updates a line held: at an end of it, outside the field, where that is free."""
        box = self.axes.box
        for x, y in sorted(ends, key=lambda end: end[0] < box.left + 1 or end[1] > box.bottom - 1):
            if x > box.right - 1:
                at, anchor = (x + 5, y + 4), "start"
            elif y < box.top + 1:
                at, anchor = (x, y - 5), "middle"
            elif x < box.left + 1:
                at, anchor = (x + 5, y - 4), "start"
            else:
                at, anchor = (x + 4, y - 6), "start"
            there = box_of(*at, text, 11, anchor, True)
            if not any(there.meets(other) for other in self.canvas.labels):
                self.canvas.text(*at, text, size=11, anchor=anchor)
                return

    def _normal(self, ends: tuple[Point, Point], line: Line) -> None:
        """A short arrow from the last line to the side of the positive output."""
        (a, b), (x, y) = ends
        middle = (a + x) / 2, (b + y) / 2
        long = (line.a**2 + line.b**2) ** 0.5
        tip = middle[0] + line.a / long * 26, middle[1] - line.b / long * 26
        self.canvas.arrow(middle, tip, wide=1.4)

    def _notes(self, lines: Sequence[Line], drawn: Sequence[Line], shown: int) -> list[str]:
        notes = (
            [say("A line has the number of the updates before it; the arrow points to the positive side.")]
            if drawn
            else []
        )
        if shown < len(lines):
            notes.append(say("Of {lines} the first {number} and the last are drawn.", lines=count(len(lines), "line"),
                             number=shown - 1))  # fmt: skip
        missing = [str(line.updates) for line in lines if line not in drawn][:MOST_LINES] if shown == len(lines) else []
        if missing:
            notes.append(
                say("Outside the field, or no line because all weights are 0: {numbers}.", numbers=in_a_row(*missing))
            )
        return notes


class _Classes(_Samples):
    def drawing(self) -> Drawing | None:
        """The samples and the last borders between classes."""
        start = self.view.problem.start(self.learner)
        w, b = self.view.result("w"), self.view.result("b")
        b = b if b is not None else start.b
        weights = rows(w) if isinstance(w, Tensor) else None
        biases = (
            places(b)
            if isinstance(b, Tensor)
            else [place(b if b is not None else constant(0)) or 0.0] * len(self.names)
        )
        if weights is None or biases is None:
            return None
        nets = [(p[0], p[1], c) for p, c in zip(weights, biases, strict=True)]

        def decide(x: float, y: float) -> int:
            values = [p * x + q * y + c for p, q, c in nets]
            return values.index(max(values))

        self.axes.frame(self.view.name("x.1"), self.view.name("x.2"))
        self._borders(nets, decide)
        self.axes.legend([*self.marks(), Entry(say("where two classes are equal"), ink="currentColor")])
        title = say("The samples and the borders between the classes")
        description = say("{samples} by their labels, and the borders with the last weights.",
                          samples=count(len(self.points), "sample"))  # fmt: skip
        return Drawing(title, description, self.canvas.svg(title, description), self.text(decide))

    def _borders(self, nets: Sequence[tuple[float, float, float]], decide: Any) -> None:
        """Where the two largest nets are equal, in pieces of the lines on which two of them are."""
        (left, right), (low, high) = self.axes.across, self.axes.up
        for i, (p, q, c) in enumerate(nets):
            for j in range(i):
                ends = self.axes.border(p - nets[j][0], q - nets[j][1], nets[j][2] - c)
                if ends is None:
                    continue
                (a, b), (x, y) = ends
                steps = [(a + (x - a) * k / 200, b + (y - b) * k / 200) for k in range(201)]
                free = []
                for u, v in steps:
                    at = left + (u - self.axes.left) / self.axes.wide * (right - left)
                    up = high - (v - self.axes.top) / self.axes.high * (high - low)
                    top = p * at + q * up + c
                    free.append(all(r * at + s * up + d <= top + 1e-9 * (1 + abs(top)) for r, s, d in nets))
                inside = [place_ for place_, is_free in zip(steps, free, strict=True) if is_free]
                if len(inside) > 1:
                    self.canvas.line(inside[0], inside[-1], wide=2)
