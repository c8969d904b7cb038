"""One graph for every hypothesis about a problem: each operation on the same operands stands in it once.

A node is an operation with at most two operands, which stand before it; a leaf is a number, or a figure of the student
(a component of an answered result).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from nncalc.checking.judge.floats import BINARY, FOLDED, NAN, SYMMETRIC, UNARY, applied
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity

CONST, TYPED = "const", "typed"
"""Kinds of leaves."""
NONE = -1
OF_MANY = FOLDED | {"where_negative"}
"""Operations that several nodes stand for."""
Step = tuple[int, Callable[..., float], int, int]


class Graph:
    """Nodes `(operation, a, b)`; of a leaf `a` is the number of its constant or of the component that was typed."""

    def __init__(self) -> None:
        self.nodes: list[tuple[str, int, int]] = []
        self.constants: list[Quantity] = []
        self.floats: list[float] = []
        self._known: dict[tuple[str, int, int], int] = {}
        self._numbers: dict[Any, int] = {}
        self._leaves: dict[int, tuple[Quantity, int]] = {}
        self._below: dict[int, list[int]] = {}

    def copy(self) -> Graph:
        """The same nodes, to which others may be added."""
        found = Graph()
        for name in ("nodes", "constants", "floats", "_known", "_numbers", "_leaves"):
            setattr(found, name, getattr(self, name).copy())
        return found

    def _node(self, key: tuple[str, int, int]) -> int:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self.nodes)
            self.nodes.append(key)
        return found

    def typed(self, component: int) -> int:
        """The figure that the student has for a component."""
        return self._node((TYPED, component, NONE))

    def number(self, q: Quantity) -> int:
        """A leaf of the tape: an exact number, or a ball whose history is forgotten."""
        known = self._leaves.get(id(q))  # a given is the same quantity in every rerun
        if known is not None and known[0] is q:
            return known[1]
        value = q.value
        key = (int(value.p), int(value.q)) if type(value) is flint.fmpq else value.str(30)
        at = self._numbers.get(key)
        if at is None:
            at = self._numbers[key] = len(self.constants)
            self.constants.append(q)
            self.floats.append(as_float(value))
        node = self._node((CONST, at, NONE))
        self._leaves[id(q)] = q, node
        return node

    def constant(self, value: Any) -> int:
        """An exact number: an int or an fmpq."""
        return self.number(Quantity(None, (), flint.fmpq(value)))

    def op(self, name: str, operands: Sequence[int]) -> int:
        """An operation of the tape on nodes."""
        if name not in OF_MANY:
            if len(operands) == 2:
                a, b = operands
                key = (name, b, a) if a > b and name in SYMMETRIC else (name, a, b)
            elif name == "negate" and self.nodes[operands[0]][0] == "negate":
                return self.nodes[operands[0]][1]
            else:
                key = (name, operands[0], NONE)
            found = self._known.get(key)  # as `_node` does: most of the work on a problem is here
            if found is None:
                found = self._known[key] = len(self.nodes)
                self.nodes.append(key)
            return found
        if name == "where_negative":
            return self._where_negative(*operands)
        return self.sum(
            [self.op("multiply", operands[i : i + 2]) for i in range(0, len(operands), 2)]
            if name == "dot"
            else operands
        )

    def _where_negative(self, a: int, below: int, otherwise: int) -> int:
        """One of two nodes, as the sign of another says."""
        if below == otherwise:
            return below
        up = self.op("step", (a,))
        down = self.op("subtract", (self.constant(1), up))
        return self.sum([self.op("multiply", (below, down)), self.op("multiply", (otherwise, up))])

    def sum(self, terms: Sequence[int]) -> int:
        """The sum of some nodes."""
        out = terms[0]
        for term in terms[1:]:
            out = self.op("add", (out, term))
        return out

    def bare(self, node: int) -> int:
        """A line before it was named: what is compared with a figure, for the name may round it."""
        name, a, _ = self.nodes[node]
        while name == "let":
            node = a
            name, a, _ = self.nodes[node]
        return node

    def below(self, node: int) -> list[int]:
        """Every node that one node needs, kept: it is asked for again and again."""
        found = self._below.get(node)
        if found is None:
            found = self._below[node] = self.under([node])
        return found

    def under(self, roots: Iterable[int]) -> list[int]:
        """Every node that some nodes need, operands before results."""
        need: set[int] = set()
        stack = list(roots)
        nodes = self.nodes
        while stack:
            node = stack.pop()
            if node in need:
                continue
            need.add(node)
            name, a, b = nodes[node]
            if name is not CONST and name is not TYPED:
                stack.append(a)
                if b >= 0:
                    stack.append(b)
        return sorted(need)


class Values:
    """The nodes' values for one reading of a sheet, worked out where they are asked for.

    inputs   the figure for each component that was typed
    places   decimals to which every named line is rounded, or None
    floats   other values for the constants
    """

    def __init__(
        self, graph: Graph, inputs: Sequence[float], places: int | None = None, floats: Sequence[float] | None = None
    ) -> None:
        self.graph, self.inputs, self.places = graph, inputs, places
        self.floats = graph.floats if floats is None else floats
        self.known: dict[int, float] = {}

    def __call__(self, node: int) -> float:
        known = self.known
        if node in known:
            return known[node]
        nodes = self.graph.nodes
        stack = [node]
        while stack:
            at = stack[-1]
            name, a, b = nodes[at]
            if name is CONST:
                known[at] = self.floats[a]
            elif name is TYPED:
                known[at] = self.inputs[a]
            elif a not in known:
                stack.append(a)
                continue
            elif b >= 0 and b not in known:
                stack.append(b)
                continue
            elif at not in known:
                known[at] = self._apply(name, known[a], known[b] if b >= 0 else NAN, b >= 0)
            stack.pop()
        return known[node]

    def _apply(self, name: str, a: float, b: float, two: bool) -> float:
        if two:
            return applied(BINARY[name], a, b)
        if name == "let" and self.places is not None:
            return rounded(a, self.places)
        return applied(UNARY[name], a)

    def fill(self, order: Sequence[int]) -> None:
        """Work out many nodes at once; operands stand before results."""
        known, nodes, inputs, floats = self.known, self.graph.nodes, self.inputs, self.floats
        for at in order:
            if at in known:
                continue
            name, a, b = nodes[at]
            try:
                if b >= 0:
                    known[at] = BINARY[name](known[a], known[b])
                elif name is CONST:
                    known[at] = floats[a]
                elif name is TYPED:
                    known[at] = inputs[a]
                else:
                    known[at] = self._apply(name, known[a], NAN, False)
            except (ValueError, ZeroDivisionError, TypeError, OverflowError):
                known[at] = applied(BINARY[name], known[a], known[b])


def shaken(number: int, value: float) -> float:
    """A number of no meaning near another: formulas that agree on such numbers are the same formula."""
    if value in (0.0, 1.0):
        return value  # 1 − p stays the complement of p
    return value * (1 + ((number * 0.6180339887498949 + 0.37) % 1 - 0.5) * 0.2)


def rounded(value: float, places: int) -> float:
    """A float rounded half-up; good enough to screen."""
    if value != value or abs(value) > 1e15:
        return value
    unit: float = 10.0**places
    found = int(abs(value) * unit + 0.5 + 1e-9) / unit
    return found if value >= 0 else -found


def as_float(value: Any) -> float:
    """The nearest float to an exact number or a ball."""
    if type(value) is flint.fmpq:
        try:
            return int(value.p) / int(value.q)
        except OverflowError:
            return NAN
    return float(value.mid()) if value.is_finite() else NAN
