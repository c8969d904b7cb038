"""A computational graph: operations as circles, on every edge the value above the line and the gradient below it.

The look is that of the lecture notes of CS231n: forward in green above, backward in red below.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.page.document import Illustration as Drawing
from nncalc.render.drawings.canvas import GREEN, RED, Box, Canvas, Point
from nncalc.render.drawings.characters import Sketch
from nncalc.render.drawings.graph_tree import Node, sketch
from nncalc.render.drawings.layered import Item, Layered
from nncalc.render.drawings.lettering import width
from nncalc.render.drawings.vectors import written
from nncalc.render.drawings.view import View
from nncalc.words import count, say

MOST_NODES = 60
"""Graphs of more operations are not drawn: they would be no picture any more."""
LONGEST_LABEL = 24
"""Characters of a formula on an edge; a longer one is called by its name."""
RADIUS, FAN, APART, APART_HELD = 17.0, 30.0, 72.0, 50.0
SMALL = 12.0
SIGNS = {
    "add": "+",
    "subtract": "−",
    "multiply": "×",
    "divide": "÷",
    "power": "^",
    "negate": "× (−1)",
    "matmul": "@",
    "hadamard": "⊙",
}
COMMUTATIVE = ("add", "multiply")


def draw(view: View, of: str) -> Iterator[Drawing]:
    """The graph of `graph`; none of more than 60 operations."""
    if len(view.problem.nodes) <= MOST_NODES:
        yield _Graph(view).drawing()


class _Graph:
    def __init__(self, view: View) -> None:
        self.view, self.canvas = view, Canvas()
        self.nodes = {node.name: node for node in view.problem.nodes}
        self.inputs = list(view.problem.inputs)
        edges = [(o, node.name) for node in self.nodes.values() for o in node.operands if isinstance(o, str)]
        self.layout = Layered(list(self.nodes), self.inputs, edges)
        self.layout.settle(APART, APART_HELD)
        self.starts: list[float] = []
        self.ends: list[float] = []
        self._places()

    # -- labels ----------------------------------------------------------------------------------------------------

    def _labels(self, name: str) -> tuple[str, str]:
        """What stands above and below the edge that leaves a node or input."""
        return self._label(name), self._label(f"d_{name}")

    def _label(self, name: str) -> str:
        q = self.view.result(name)
        if isinstance(q, Tensor):
            return self._numbers(q)
        if not isinstance(q, Quantity):
            return ""
        if self.view.is_number(q) or (q.operation is None and name not in self.inputs):
            return self.view.figure(q)
        if q.operation is None:
            return ""  # a letter, which stands before its edge
        formula = self.view.lines.line(name, q, 0).sides[-1]
        return formula if len(formula) <= LONGEST_LABEL else self.view.name(name)

    def _numbers(self, x: Tensor) -> str:
        """A vector by its numbers, of a longer one by the first and the last; a matrix by its shape: 2×3."""
        if len(x.shape) == 1 and all(map(self.view.is_number, x.items)):
            numbers = self.view.style.vector(list(map(self.view.figure, x.items)))
            return numbers if len(numbers) <= LONGEST_LABEL else written(self.view, x)[0]
        if len(x.shape) == 1:
            return count(x.shape[0], "number")
        return "×".join(map(str, x.shape))

    def _sign(self, node: Any) -> str:
        """What stands in a circle: the operation, with a constant that it takes: `+ 1`, `1 ÷`, `exp`."""
        sign = SIGNS.get(node.operation.name) or next(iter(node.operation.typed_names), node.operation.name)
        known = [self.view.figure(o) for o in node.operands if not isinstance(o, str)]
        if not known or node.operation.name not in SIGNS:
            return "=" if node.operation.form == "let" else sign
        first = not isinstance(node.operands[0], str) and node.operation.name not in COMMUTATIVE
        figure = known[0] if not known[0].startswith("-") else f"({known[0]})"
        return f"{figure} {sign}" if first else f"{sign} {figure}"

    def _half(self, name: str) -> float:
        """Half the width of what stands for a node: its circle, or the name of an input."""
        if name in self.nodes:
            return max(RADIUS, width(self._sign(self.nodes[name]), 13) / 2 + 6)
        return width(self.view.name(name), 15) / 2 + 5

    def _stub(self, name: str) -> float:
        """The length of the piece of an edge that carries the labels."""
        return max(width(text, SMALL) for text in self._labels(name)) + 10

    def _places(self) -> None:
        x = 0.0
        for column in self.layout.columns:
            half = max((self._half(item) for item in column if isinstance(item, str)), default=0)
            stub = max((self._stub(item) for item in column if isinstance(item, str)), default=0)
            self.starts.append(x + half)
            self.ends.append(x + 2 * half + stub)
            x = self.ends[-1] + FAN

    def _at(self, name: str) -> Point:
        return self.starts[self.layout.rank[name]], self.layout.heights[name]

    def _left(self, index: int) -> float:
        """The left edge of a column."""
        return self.ends[index - 1] + FAN if index else 0.0

    # -- drawing ---------------------------------------------------------------------------------------------------

    def drawing(self) -> Drawing:
        for edge, way in self.layout.ways.items():
            times = [k for k, o in enumerate(self.nodes[edge[1]].operands) if o == edge[0]]
            for turn, _ in enumerate(times):
                self._edge(way, self._port(edge, turn, len(times)))
        for name in (*self.inputs, *self.nodes):
            self._node(name)
        title = say("The computational graph")
        green = say("Above an edge, in green: the value. Below it, in red: the derivative of {output} by it.",
                    output=self.view.name(self.view.problem.output_name()))  # fmt: skip
        self.canvas.notes([green])
        inputs, nodes = count(len(self.inputs), "input"), count(len(self.nodes), "operation")
        told = say("{inputs} and {nodes}, from left to right.", inputs=inputs, nodes=nodes)
        description = " ".join([told, green])
        return Drawing(title, description, self.canvas.svg(title, description), self._in_characters())

    def _in_characters(self) -> Sketch:
        """The same as a tree; letters have no column of values, which would repeat the formulas."""
        made = {}
        for name in (*self.inputs, *self.nodes):
            value, derivative = self._labels(name)
            q, operands = self.view.result(name), []
            if name in self.nodes:
                operands = [o for o in self.nodes[name].operands if isinstance(o, str)]
            said = self.view.definition(name, q) if name in self.nodes else self.view.name(name)
            known = all(map(self.view.is_number, q.items or [q])) if q is not None else False
            made[name] = Node(said, value if known else "", derivative, operands)
        return sketch(made, self.view.problem.output_name())

    def _port(self, edge: tuple[str, str], turn: int, times: int) -> Point:
        """Where an edge enters a node: operands from top to bottom, those of a sum or product as they come."""
        source, target = edge
        node = self.nodes[target]
        names = [o for o in node.operands if isinstance(o, str)]
        if node.operation.name in COMMUTATIVE:
            names.sort(key=lambda name: self.layout.heights[self.layout.ways[name, target][-2]])
        positions = [k for k, name in enumerate(names) if name == source]
        x, y = self._at(target)
        high = 0.0 if len(names) < 2 else (positions[turn] / (len(names) - 1) - 0.5) * RADIUS * 1.1
        half = self._half(target)
        inset = half - (RADIUS**2 - high**2) ** 0.5 if half <= RADIUS else 0.0
        return x - half + inset, y + high

    def _edge(self, way: list[Item], port: Point) -> None:
        x, y = self.ends[self.layout.rank[str(way[0])]], self.layout.heights[way[0]]
        for item in way[1:-1]:
            assert not isinstance(item, str)
            left, right, high = self._left(item[2]), self.ends[item[2]], self.layout.heights[item]
            self._bend((x, y), (left, high))
            self.canvas.line((left, high), (right, high))
            x, y = right, high
        self._bend((x, y), port)
        self.canvas.head((port[0] - 8, port[1]), port)

    def _bend(self, start: Point, end: Point) -> None:
        middle = (start[0] + end[0]) / 2
        self.canvas.curve([start, (middle, start[1]), (middle, end[1]), end])

    def _node(self, name: str) -> None:
        x, y = self._at(name)
        half = self._half(name)
        if name in self.nodes:
            sign = self._sign(self.nodes[name])
            if half > RADIUS:
                box = Box(x - half, y - RADIUS + 3, x + half, y + RADIUS - 3)
                self.canvas.rect(box, wide=1.4, round_=RADIUS - 3)
            else:
                self.canvas.circle((x, y), RADIUS, wide=1.4)
            self.canvas.middle(x, y, sign, size=18 if len(sign) == 1 else 13)
            self.canvas.text(x, y + RADIUS + 13, self.view.name(name), size=SMALL)
        else:
            self.canvas.middle(x, y, self.view.name(name), size=15)
        end = self.ends[self.layout.rank[name]]
        self.canvas.line((x + half, y), (end, y))
        above, below = self._labels(name)
        middle = (x + half + end) / 2
        self.canvas.text(middle, y - 5, above, size=SMALL, ink=GREEN)
        self.canvas.text(middle, y + 14, below, size=SMALL, ink=RED)
        if name == self.view.problem.output_name():
            self.canvas.head((end - 1, y), (end + 6, y))
