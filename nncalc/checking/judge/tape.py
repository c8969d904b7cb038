"""From the tape of a run to formulas that end at the figures a student typed.

A typed line cuts the tape: what uses it reads the student's figure. So a formula is what was done in one line, or in a few
lines of which nothing was answered, and nothing that no typed figure can see is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from nncalc.checking.judge.floats import KNOWN
from nncalc.checking.judge.graph import Graph
from nncalc.declaring.result_names import find, quantities_in
from nncalc.engine.operations import LET
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.run import Run
from nncalc.engine.tensor import components as parts_of

Out = dict[int, int]
"""Components of answered results, and the node of each."""


def components_of(result: Any) -> list[Quantity]:
    """The numbers that a result is made of, counts among them; none of words and truth values."""
    if type(result) is int:
        return [constant(result)]
    if isinstance(result, (list, tuple)):
        return [q for part in result for q in components_of(part)]
    return quantities_in(result)


class Lines(NamedTuple):
    """The answered results, and the components of each by number."""

    names: tuple[str, ...]
    components: dict[str, tuple[int, ...]]
    shapes: dict[str, tuple[int, ...]]

    def part(self, name: str, component: int) -> str:
        """What a component of a line is called."""
        shape = self.shapes[name]
        return parts_of(name, shape)[component - self.components[name][0]] if shape else name

    def roots(self, run: Run) -> list[tuple[int, Quantity]]:
        """The quantity of each component in a run; results that it has in another shape are left out."""
        found: list[tuple[int, Quantity]] = []
        for name in self.names:
            try:
                quantities = components_of(find(run.results, name))
            except (KeyError, IndexError):
                continue
            if len(quantities) == len(self.components[name]):
                found += zip(self.components[name], quantities, strict=True)
        return found


def line_key(q: Quantity) -> int:
    """What tells a named line from others, wherever it goes under another name."""
    return ~id(q.operands[0]) if q.operation is LET else id(q)


def under(q: Quantity) -> Sequence[Quantity]:
    """What the value of a quantity was worked out from, as far as floats can follow."""
    if q.operation is None:
        return ()
    if q.operation.name in KNOWN:
        return q.operands
    return () if q.equal_to is None else (q.equal_to,)


class Formulas:
    """The formulas of one tape. It keeps hold of the tape's quantities by their ids: use it while the run is there.

    order   every quantity that was looked at, operands before results
    out     the node of each component, as it is compared
    """

    def __init__(self, graph: Graph, roots: list[tuple[int, Quantity]], rounding: bool = False) -> None:
        self.graph, self.roots, self.rounding = graph, roots, rounding
        self.cut: dict[int, int] = {}
        for component, q in roots:
            self.cut.setdefault(line_key(q), component)
        self.made: dict[int, int] = {}
        self.order: list[Quantity] = []
        self.out: Out = {}
        for component, q in roots:
            if self.cut[line_key(q)] == component:
                self._make(q)
                self.out[component] = self.compared(self.made[id(q)])
            else:  # another name of a figure that was typed as well
                self.out[component] = graph.typed(self.cut[line_key(q)])

    def compared(self, node: int) -> int:
        """What a figure is compared with: the line before it is rounded, unless lines are to be rounded."""
        return node if self.rounding else self.graph.bare(node)

    def seen(self, q: Quantity) -> int:
        """The node that what uses a quantity reads."""
        component = self.cut.get(line_key(q))
        return self.made[id(q)] if component is None else self.graph.typed(component)

    def nodes_of(self, quantities: Sequence[Quantity]) -> list[int]:
        """The nodes of some quantities, looked at now where no typed figure saw them."""
        for q in quantities:
            if line_key(q) not in self.cut:
                self._make(q)
        return [self.seen(q) for q in quantities]

    def knows(self, q: Quantity) -> bool:
        """Whether a quantity was looked at, or was typed."""
        return id(q) in self.made or line_key(q) in self.cut

    def node(self, q: Quantity, operands: Sequence[int]) -> int:
        """A quantity's operation on some nodes."""
        if q.operation is None or not operands:
            return self.graph.number(q)
        if q.operation.name in KNOWN:
            return self.graph.op(q.operation.name, operands)
        return operands[0]

    def _make(self, root: Quantity) -> None:
        made, cut = self.made, self.cut
        stack = [root]
        while stack:
            q = stack[-1]
            if id(q) in made:
                stack.pop()
                continue
            operands = under(q)
            waiting = [o for o in operands if id(o) not in made and line_key(o) not in cut]
            if waiting:
                stack += waiting
                continue
            made[id(q)] = self.node(q, [self.seen(o) for o in operands])
            self.order.append(q)
            stack.pop()
