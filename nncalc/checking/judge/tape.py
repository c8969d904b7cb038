"""From the tape of a run to formulas that end at the figures a student typed.

A typed line cuts the tape: what uses it reads the student's figure. So a formula is what was done in one line, or in a few
lines of which nothing was answered, and nothing that no typed figure can see is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from nncalc.checking.judge.floats import KNOWN
from nncalc.checking.judge.graph import Graph
from nncalc.declaring.result_names import find, quantities_in
from nncalc.engine.operations import LET
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.run import Run
from nncalc.engine.tensor import Tensor, components

MOST_DECIDED = 400
"""Quantities that decisions gave their form, of those that typed figures see: where there are more, decisions are taken as they
fell: other figures lead to a run of their own, with its own tape (`course`)."""
LONG = 1_500
"""Quantities after which a search begins at the end of the working, where a mistake makes few formulas anew: a bound is sure
to cut it."""
Out = dict[int, int]
"""Components of answered results, and the node of each."""


def numbers_of(run: Run, name: str) -> list[Quantity]:
    """The numbers that a result is made of, counts and what stands behind decisions among them. Raises KeyError, IndexError."""
    return _numbers(run.behind, name, find(run.results, name))


def _numbers(behind: Mapping[str, Quantity], name: str, result: Any) -> list[Quantity]:
    found = behind.get(name)
    if found is not None:
        return [found]
    if type(result) is int:
        return [constant(result)]
    if isinstance(result, (list, tuple)):
        return [q for number, part in enumerate(result, 1) for q in _numbers(behind, f"{name}.{number}", part)]
    found_all = quantities_in(result)
    if behind and isinstance(result, Tensor):
        return [behind.get(key, q) for key, q in zip(components(name, result.shape), found_all, strict=True)]
    return found_all


class Lines(NamedTuple):
    """The answered results, and the components of each by number."""

    names: tuple[str, ...]
    components: dict[str, tuple[int, ...]]
    shapes: dict[str, tuple[int, ...]]

    def part(self, name: str, component: int) -> str:
        """What a component of a line is called."""
        shape = self.shapes[name]
        return components(name, shape)[component - self.components[name][0]] if shape else name

    def that_differ(self, out: Mapping[int, int], others: Mapping[int, int]) -> frozenset[str]:
        """The lines of which some component has another node."""
        return frozenset(
            name for name, parts in self.components.items() if any(out.get(c, others[c]) != others[c] for c in parts)
        )

    def roots(self, run: Run) -> list[tuple[int, Quantity]]:
        """The quantity of each component in a run; results that it has in another shape are left out."""
        found: list[tuple[int, Quantity]] = []
        for name in self.names:
            try:
                quantities = numbers_of(run, name)
            except (KeyError, IndexError):
                continue
            if len(quantities) == len(self.components[name]):
                found += zip(self.components[name], quantities, strict=True)
        return found


def line_key(q: Quantity) -> int:
    """What tells a named line from others, wherever it goes under another name."""
    return ~id(q.operands[0]) if q.operation is LET else id(q)


Decided = dict[int, tuple[Quantity, Callable[[], Quantity]]]
"""By their ids quantities that a decision gave their form, and how all cases of each are made."""


class _TooMany(Exception):
    """More decisions are seen than are followed."""


class Formulas:
    """The formulas of one tape. It keeps hold of the tape's quantities by their ids: use it while the run is there.

    What a decision chose is read with all its cases.

    order   every quantity that was looked at, operands before results
    out     the node of each component, as it is compared
    """

    def __init__(self, graph: Graph, roots: list[tuple[int, Quantity]], run: Run) -> None:
        self.graph, self.roots, self.rounding = graph, roots, run.policy.places is not None
        self.decided: Decided = run.decided
        self.counted = run.counted
        self.cut: dict[int, int] = {}
        for component, q in roots:
            self.cut.setdefault(line_key(q), component)
        try:
            self._follow()
        except _TooMany:
            self.decided = {}
            self._follow()

    def _follow(self) -> None:
        self.chosen: dict[int, Quantity] = {}
        self.made: dict[int, int] = {}
        self.read: dict[int, int] = {}
        self.order: list[Quantity] = []
        self.out: Out = {}
        graph = self.graph
        for component, q in self.roots:
            if self.cut[line_key(q)] == component:
                self._make(q)
                self.out[component] = self.compared(self.made[id(q)])
            else:  # another name of a figure that was typed as well
                self.out[component] = graph.typed(self.cut[line_key(q)])

    def under(self, q: Quantity) -> Sequence[Quantity]:
        """What the value of a quantity was worked out from, as far as floats can follow."""
        if id(q) in self.decided:
            if id(q) not in self.chosen:
                if len(self.chosen) >= MOST_DECIDED:
                    raise _TooMany
                self.chosen[id(q)] = self.decided[id(q)][1]()
            return (self.chosen[id(q)],)
        if q.operation is None:
            return ()
        if q.operation.name in KNOWN:
            return q.operands
        return () if q.equal_to is None else (q.equal_to,)

    def operation(self, q: Quantity) -> str:
        """The operation that makes a quantity of what is under it; "" for one that repeats it."""
        if q.operation is LET:
            return LET.name
        known = q.operation is not None and q.operation.name in KNOWN and id(q) not in self.decided
        return q.operation.name if known and q.operation is not None else ""

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
            if line_key(q) in self.cut:
                continue
            try:
                self._make(q)
            except _TooMany:  # what no typed figure sees, decided as it fell
                self.decided = {known: self.decided[known] for known in self.chosen}
                self._make(q)
        return [self.seen(q) for q in quantities]

    def knows(self, q: Quantity) -> bool:
        """Whether a quantity was looked at, or was typed."""
        return id(q) in self.made or line_key(q) in self.cut

    def node(self, q: Quantity, operands: Sequence[int]) -> int:
        """A quantity's operation on some nodes."""
        if not operands:
            return self.graph.number(q)
        name = self.operation(q)
        return self.graph.op(name, operands) if name else operands[0]

    def _make(self, root: Quantity) -> None:
        made, read = self.made, self.read
        stack = [root]
        while stack:
            q = stack[-1]
            if id(q) in made:
                stack.pop()
                continue
            nodes, waiting = [], []
            for o in self.under(q):
                node = read.get(id(o))
                if node is None:
                    node = self._reading(o)
                if node is None:
                    waiting.append(o)
                else:
                    nodes.append(node)
            if waiting:
                stack += waiting
                continue
            made[id(q)] = self.node(q, nodes)
            self.order.append(q)
            stack.pop()

    def _reading(self, o: Quantity) -> int | None:
        """The node that what uses a quantity reads, kept; None where it is still to be made."""
        component = self.cut.get(line_key(o))
        if component is not None:
            node: int | None = self.graph.typed(component)
        else:
            node = self.made.get(id(o))
            if node is None and o.operation is None and id(o) not in self.decided:
                self.made[id(o)] = node = self.graph.number(o)
                self.order.append(o)
        if node is not None:
            self.read[id(o)] = node
        return node
