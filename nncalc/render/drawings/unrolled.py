"""A recurrent network unrolled: a cell for each step, its gates with their values, states from cell to cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from nncalc.engine.tensor import Tensor
from nncalc.page.document import Illustration as Drawing
from nncalc.render.drawings.canvas import RED, Box, Canvas, Point
from nncalc.render.drawings.cells import Cell, cell_of
from nncalc.render.drawings.characters import Sketch
from nncalc.render.drawings.lettering import layered, width
from nncalc.render.drawings.places import shown_of
from nncalc.render.drawings.unrolled_rows import Between, State, sketch
from nncalc.render.drawings.vectors import written
from nncalc.render.drawings.view import View
from nncalc.words import count, say

MOST_STEPS = {"rnn": 6, "lstm": 3, "gru": 3}
"""Steps that are all drawn; of more the first ones and the last."""
MOST_ROWS = 6
"""The same in characters."""
SMALL, LINE = 12.0, 15.0


class Step(NamedTuple):
    """One step: its number in x, and the mark of its direction."""

    number: int
    mark: str

    def name(self, letter: str) -> str:
        return f"{letter}{self.number}{self.mark}"


def draw(view: View, of: str) -> Iterator[Drawing]:
    """The steps of `rnn-step`, a row for each direction."""
    yield _Unrolled(view).drawing()


class _Unrolled:
    def __init__(self, view: View) -> None:
        self.view, self.problem, self.canvas = view, view.problem, Canvas()
        x = view.problem.x
        self.inputs = list(x) if len(x.shape) == 2 else [x]
        self.elided: set[str] = set()
        self.kind = view.problem.cell
        self.cell: Cell = cell_of(self.kind)(view, self.canvas, self._value)

    def _value(self, q: Any, name: str = "") -> str:
        """A vector in figures, the middle of a long one left out; "" of letters and of what there is not."""
        text, whole = written(self.view, q)
        if text and not whole:
            self.elided.add(name)
        return text

    def _rows(self) -> list[list[Step]]:
        """The steps of each direction in the order in which they are worked."""
        steps = range(1, len(self.inputs) + 1)
        directions = {"forward": ["f"], "backward": ["b"]}.get(self.problem.direction, ["f", "b"])
        rows = []
        for direction in directions:
            back = direction == "b" and self.view.result("h1_back") is not None
            rows.append([Step(k, "_back" if back else "") for k in (steps if direction == "f" else reversed(steps))])
        return rows

    # -- drawing ---------------------------------------------------------------------------------------------------

    def drawing(self) -> Drawing:
        top, rows, drawn = 0.0, self._rows(), 0
        for row in rows:
            shown = shown_of(len(row), MOST_STEPS[self.kind], MOST_STEPS[self.kind])
            drawn = sum(index is not None for index in shown)
            self._row(row, shown, top)
            top = self.canvas.reach.bottom + 40
        title = say("The recurrent network, unrolled")
        notes = []
        if drawn < len(self.inputs):
            notes.append(say("Of {steps} {shown} are drawn.", steps=count(len(self.inputs), "step"), shown=drawn))
        if self.view.result("dWhh") is not None or self.view.result("dh1") is not None:
            notes.append(say("In red: the derivative of {loss}.", loss=self.view.name("loss")))
        if self.elided:
            notes.append(say("Of vectors of more than three numbers the first and the last are written."))
        if len(rows) > 1:
            notes.append(say("The lower row reads the inputs from the last to the first."))
        self.canvas.notes(notes)
        steps = count(len(self.inputs), "step")
        told = say("{steps} of the cell {cell}, from left to right: inputs enter from below, states from the left.",
                   steps=steps, cell=self.kind.upper())  # fmt: skip
        description = " ".join([told, *notes])
        return Drawing(title, description, self.canvas.svg(title, description), self._in_characters(rows))

    # -- in characters -----------------------------------------------------------------------------------------------

    def _in_characters(self, rows: list[list[Step]]) -> Sketch:
        most, ways, drawn = MOST_ROWS, [], 0
        for row in rows:
            shown = shown_of(len(row), most, most)
            drawn = sum(index is not None for index in shown)
            way: list[Between | State | None] = [self._starting(row[0])]
            for index in shown:
                way += [None] if index is None else [self._between(row[index]), self._reached(row[index])]
            ways.append(way)
        notes = []
        if drawn < len(self.inputs):
            notes.append(say("Of {steps} {shown} are drawn.", steps=count(len(self.inputs), "step"), shown=drawn))
        if any(isinstance(part, State) and any(part.derivatives) for way in ways for part in way):
            notes.append(say("Below a state: the derivative of {loss} by it.", loss=self.view.name("loss")))
        return sketch(ways, notes)

    def _named(self, name: str, letter: str, q: Any) -> str:
        """`h1 ≈ (0.1, 0.2)`, the name alone of letters; "" of what there is not."""
        if q is None:
            return ""
        value, shown = self._value(q, letter), self.view.name(name)
        return f"{shown} {self.view.relation_of(q.items or [q])} {value}" if value else shown

    def _letters(self) -> list[str]:
        return ["h", "c"] if self.cell.line_c is not None else ["h"]

    def _starting(self, start: Step) -> State:
        own = self.problem.rest if start.mark else vars(self.problem)
        named = [(f"{letter}0{start.mark}", letter) for letter in self._letters()]
        return State([self._named(n, c, own.get(n)) or f"{self.view.name(n)} = 0" for n, c in named], ())

    def _reached(self, step: Step) -> State:
        results = self.view.result
        names = [(step.name(letter), letter) for letter in self._letters()]
        derivatives = [self._value(results(step.name(f"d{letter}")), letter) for letter in self._letters()]
        return State([self._named(name, letter, results(name)) for name, letter in names], derivatives)

    def _between(self, step: Step) -> Between:
        named = [(step.name(gate), gate) for gate in self.cell.gates]
        gates = [self._named(name, gate, self.view.result(name)) for name, gate in named]
        entering = self._named(f"x.{step.number}", "x", self.inputs[step.number - 1])
        y = self.view.result(f"y{step.number}")
        leaving = self._named(f"y{step.number}", "y", y) if isinstance(y, Tensor) and not step.mark else ""
        what = self.problem.act if self.kind == "rnn" else self.kind.upper()
        return Between(what, [gate for gate in gates if gate], entering, leaving)

    def _row(self, row: list[Step], shown: list[int | None], top: float) -> None:
        start = row[0]
        x = self._state_before(start, (0.0, top))
        for index in shown:
            if index is None:
                self.canvas.text(x + 16, top + self.cell.line_h + 5, "…", size=18)
                x += 36
                continue
            x = self._step(row, index, (x, top))

    def _state_before(self, start: Step, at: Point) -> float:
        """The states before the first step, at the left; where their lines end."""
        x, y = at
        lines = [(self.cell.line_h, "h0"), *([(self.cell.line_c, "c0")] if self.cell.line_c is not None else [])]
        own = self.problem.rest if start.mark else vars(self.problem)
        labels = [(line, name + start.mark, own.get(name + start.mark)) for line, name in lines]
        texts = [
            (line, self.view.name(name), self._value(q, name) if q is not None else "0") for line, name, q in labels
        ]
        long = max(width(text, SMALL) for _, *both in texts for text in both) + 16
        for line, name, value in texts:
            self.canvas.line((x, y + line), (x + long, y + line))
            self.canvas.text(x + long / 2 - 4, y + line - 5, layered(name), size=SMALL)
            self.canvas.text(x + long / 2 - 4, y + line + LINE, value if value != name else "", size=SMALL)
        return x + long

    def _step(self, row: list[Step], index: int, at: Point) -> float:
        """One cell with its input below and its output above; where the next one begins."""
        step = row[index]
        x, y = at
        wide = self.cell.wide(step.name)
        box = Box(x, y, x + wide, y + self.cell.high)
        self.canvas.rect(box, wide=1.3, round_=10)
        entry = self.cell.draw(step.name, box)
        self._input(step, entry, box.bottom)
        self._output(step, box)
        return self._states(step, box)

    def _input(self, step: Step, x: float, y: float) -> None:
        self.canvas.arrow((x, y + 34), (x, y))
        vector = self.inputs[step.number - 1]
        self.canvas.text(x, y + 48, self.view.name(f"x.{step.number}"), size=SMALL)
        self.canvas.text(x, y + 48 + LINE, self._value(vector, "x"), size=SMALL)

    def _output(self, step: Step, box: Box) -> None:
        """The output layer's value above the cell, where there is one."""
        y = self.view.result(step.name("y")) or self.view.result(f"y{step.number}")
        if not isinstance(y, Tensor) or step.mark:
            return
        middle = (box.left + box.right) / 2
        self.canvas.arrow((middle, box.top), (middle, box.top - 30))
        label = layered(self.view.name(f"y{step.number}"))
        value = self._value(y, "y")
        self.canvas.text(middle, box.top - 38, " = ".join(filter(None, (label, value))), size=SMALL)

    def _states(self, step: Step, box: Box) -> float:
        """The lines to the next cell, with names above and values below, gradients in red."""
        names = [(self.cell.line_h, "h")] + ([(self.cell.line_c, "c")] if self.cell.line_c is not None else [])
        texts = []
        for line, letter in names:
            value = self._value(self.view.result(step.name(letter)), letter)
            gradient = self._value(self.view.result(step.name(f"d{letter}")), letter)
            texts.append((line, self.view.name(step.name(letter)), value, gradient))
        long = max(width(text, SMALL) for _, *some in texts for text in some) + 20
        for line, name, value, gradient in texts:
            y = box.top + (line or 0.0)
            self.canvas.arrow((box.right, y), (box.right + long, y))
            self.canvas.text(box.right + long / 2 - 3, y - 5, layered(name), size=SMALL)
            self.canvas.text(box.right + long / 2 - 3, y + LINE, value, size=SMALL)
            self.canvas.text(box.right + long / 2 - 3, y + 2 * LINE, gradient, size=SMALL, ink=RED)
        return box.right + long
