"""The insides of recurrent cells: RNN, LSTM and GRU, with their gates and the values of these.

The arrangement is that of Olah, Understanding LSTM Networks (2015): the state runs through at the top, gates stand below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nncalc.render.drawings.canvas import Box, Canvas, Point
from nncalc.render.drawings.lettering import width
from nncalc.render.drawings.view import View

SMALL, NODE = 12.0, 9.0
Namer = Callable[[str], str]
Value = Callable[..., str]


class Cell:
    """How one step is drawn: where its states run, counted from the top, and its inside."""

    line_h = 32.0
    line_c: float | None = None
    high = 64.0
    gates: Sequence[str] = ()

    def __init__(self, view: View, canvas: Canvas, value: Value) -> None:
        self.view, self.canvas, self.value = view, canvas, value

    def wide(self, name: Namer) -> float:
        raise NotImplementedError

    def draw(self, name: Namer, box: Box) -> float:
        """Draw the inside; where the input enters, across."""
        raise NotImplementedError

    # -- what the cells share --------------------------------------------------------------------------------------

    def _texts(self, name: Namer, letter: str) -> tuple[str, str]:
        return self.view.name(name(letter)), self.value(self.view.result(name(letter)), letter)

    def _gate_width(self, name: Namer) -> float:
        texts = [text for letter in self.gates for text in self._texts(name, letter)]
        return max(44.0, *(width(text, SMALL) + 12 for text in texts))

    def gate(self, name: Namer, letter: str, sign: str, at: Point, wide: float) -> None:
        """A gate: its function, and below it its name and value."""
        x, y = at
        self.canvas.rect(Box(x - wide / 2, y, x + wide / 2, y + 48), round_=4, wide=1.1)
        label, value = self._texts(name, letter)
        self.canvas.text(x, y + 14, sign, size=SMALL)
        self.canvas.text(x, y + 28, label, size=SMALL)
        self.canvas.text(x, y + 43, value, size=SMALL)

    def node(self, sign: str, at: Point) -> None:
        """A sum or a product of what arrives."""
        self.canvas.circle(at, NODE, wide=1.1)
        self.canvas.middle(*at, sign, size=14)

    def way(self, *points: Point) -> None:
        """A line with corners and a head at its end."""
        self.canvas.path(points)
        self.canvas.head(points[-2], points[-1], size=6)


class Rnn(Cell):
    """One layer: the activation of a weighted sum."""

    gates = ("net",)

    def wide(self, name: Namer) -> float:
        return max(90.0, self._gate_width(name) + 20)

    def draw(self, name: Namer, box: Box) -> float:
        middle = (box.left + box.right) / 2
        label, value = self._texts(name, "net")
        self.canvas.text(middle, box.top + 20, self.view.problem.act, size=13, bold=True, mathematics=False)
        self.canvas.text(middle, box.top + 38, label, size=SMALL)
        self.canvas.text(middle, box.top + 54, value, size=SMALL)
        return middle


class Lstm(Cell):
    """Forget, input, candidate and output gate."""

    line_c, line_h, high = 30.0, 196.0, 222.0
    gates = ("f", "i", "g", "o")

    def wide(self, name: Namer) -> float:
        return 4 * (self._gate_width(name) + 16) + 40

    def draw(self, name: Namer, box: Box) -> float:
        wide = self._gate_width(name)
        f, i, g, o = (box.left + 32 + wide / 2 + k * (wide + 16) for k in range(4))
        c, foot, top = box.top + self.line_c, box.top + self.line_h, box.top + 118
        act = self.view.problem.act
        self.canvas.line((box.left, foot), (o, foot))
        for x, letter, sign in ((f, "f", "σ"), (i, "i", "σ"), (g, "g", act), (o, "o", "σ")):
            self.way((x, foot), (x, top + 48))
            self.gate(name, letter, sign, (x, top), wide)
        self._line_of_c(box, (f, g), c)
        self.way((f, top), (f, c + NODE))
        product = (g, box.top + 84)
        self.node("×", product)
        self.way((g, top), (g, product[1] + NODE))
        self.way((i, top), (i, product[1]), (g - NODE, product[1]))
        self.way((g, product[1] - NODE), (g, c + NODE))
        self._output(box, o, c, foot, act)
        self.canvas.line((box.left + 16, box.bottom), (box.left + 16, foot))
        return box.left + 16

    def _line_of_c(self, box: Box, nodes: tuple[float, float], c: float) -> None:
        """The state: kept as far as f says, then added to."""
        f, g = nodes
        self.canvas.line((box.left, c), (f - NODE, c))
        self.canvas.line((f + NODE, c), (g - NODE, c))
        self.canvas.line((g + NODE, c), (box.right, c))
        self.node("×", (f, c))
        self.node("+", (g, c))

    def _output(self, box: Box, o: float, c: float, foot: float, act: str) -> None:
        """The activation of the state, let through as far as o says, leaves as h."""
        at = (o, box.top + 84)
        self.canvas.line((o, c), (o, c + 12))
        half = width(act, SMALL) / 2 + 5
        self.canvas.rect(Box(o - half, c + 12, o + half, c + 30), round_=9, wide=1)
        self.canvas.middle(o, c + 21, act, size=SMALL)
        self.way((o, c + 30), (o, at[1] - NODE))
        self.way((o, box.top + 118), (o, at[1] + NODE))
        self.node("×", at)
        self.canvas.path([(o + NODE, at[1]), (box.right - 9, at[1]), (box.right - 9, foot), (box.right, foot)])


class Gru(Cell):
    """Reset and update gate, and the candidate."""

    line_h, high = 30.0, 236.0
    gates = ("r", "z", "n")

    def wide(self, name: Namer) -> float:
        return 3 * (self._gate_width(name) + 34) + 60

    def draw(self, name: Namer, box: Box) -> float:
        wide = self._gate_width(name)
        r, z, n = (box.left + 50 + wide / 2 + k * (wide + 34) for k in range(3))
        h, foot, top = box.top + self.line_h, box.top + 210, box.top + 132
        problem: Any = self.view.problem
        keeps, takes = ("z", "1 − z") if problem.z_on == "old" else ("1 − z", "z")
        self.canvas.line((box.left + 20, foot), (n, foot))
        self.canvas.line((box.left + 20, h), (box.left + 20, foot))
        for x, letter, sign in ((r, "r", "σ"), (z, "z", "σ"), (n, "n", problem.act)):
            self.way((x, foot), (x, top + 48))
            self.gate(name, letter, sign, (x, top), wide)
        self._reset(r, n, top)
        self._line_of_h(box, (z, n), h, (top, keeps, takes))
        self.canvas.line((box.left + 36, box.bottom), (box.left + 36, foot))
        return box.left + 36

    def _reset(self, r: float, n: float, top: float) -> None:
        """The reset gate acts on what the candidate sees of the state, before the recurrent product or after it."""
        y = top - 20
        self.way((r, top), (r, y), (n - 14, y), (n - 14, top))
        where = "× h" if self.view.problem.reset == "before" else "× W·h"
        self.canvas.text(n - 20, y - 4, where, size=11, anchor="end")

    def _line_of_h(self, box: Box, nodes: tuple[float, float], h: float, said: tuple[float, str, str]) -> None:
        """The state: kept by one share, mixed with the candidate by the other."""
        (z, n), (top, keeps, takes) = nodes, said
        plus, product = n + 14, (n + 14, h + 40)
        self.canvas.line((box.left, h), (z - NODE, h))
        self.canvas.line((z + NODE, h), (plus - NODE, h))
        self.canvas.line((plus + NODE, h), (box.right, h))
        for sign, at in (("×", (z, h)), ("+", (plus, h)), ("×", product)):
            self.node(sign, at)
        self.way((z, top), (z, h + NODE))
        self.canvas.text(z - 5, h + 26, keeps, size=11, anchor="end")
        self.way((z, h + 40), (plus - NODE, h + 40))
        self.canvas.text((z + plus) / 2, h + 35, takes, size=11)
        self.way((plus, top), (plus, product[1] + NODE))
        self.way((plus, product[1] - NODE), (plus, h + NODE))


def cell_of(kind: str) -> type[Cell]:
    """The drawing of a cell: rnn, lstm or gru."""
    return {"rnn": Rnn, "lstm": Lstm, "gru": Gru}[kind]
