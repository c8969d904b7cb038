"""All that may have been done about one problem, for one set of answered results: made once, however many students there are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from nncalc.checking.judge.authored import add_authored, add_parts
from nncalc.checking.judge.faithful import follow_alone
from nncalc.checking.judge.graph import Graph, Values, as_float, shaken
from nncalc.checking.judge.hypotheses import Hypotheses, Hypothesis
from nncalc.checking.judge.mechanical import Emitter, add_mechanical
from nncalc.checking.judge.naming import Lines as Named
from nncalc.checking.judge.pairs import pairs_of
from nncalc.checking.judge.row import Row
from nncalc.checking.judge.substitutions import add_copies, add_misread, add_substitutions
from nncalc.checking.judge.tape import Formulas, Lines, Out, numbers_of
from nncalc.declaring.result_names import find
from nncalc.engine.quantity import Quantity
from nncalc.engine.run import Watched
from nncalc.engine.tensor import Tensor
from nncalc.page.solving import run_problem

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Policy, Run


OF_FORMULAS = {-1.0, 0.5, 2.0}
"""Numbers that formulas have of themselves, whether they are given or not."""


class Atlas:
    """The graph of a problem for the results that were answered, in the order of the working.

    right   the exact value of each component, and `floats` the same for screening
    exact   the nodes' values where every figure is right
    rows    by line: what its components may be
    row_of  by line: the row of each hypothesis that departs there
    above   by line: the answered lines that it was worked out with
    sizes   by line and family: how many different figures its hypotheses give
    choices by component of a decision, such as yes or no, how many there are to choose from
    start   the graph of the plain formulas alone, where other figures may lead the working another way; else None
    turned  the lines that a student's own figures gave other formulas than those of the key
    cut     whether bounds left some hypotheses out; `cut_pairs` the lines where they left out pairs of slips
    """

    def __init__(
        self,
        problem: ProblemType,
        policy: Policy,
        answered: Sequence[str],
        key: Atlas | None = None,
        *,
        tries: bool = True,
    ) -> None:
        """The atlas of a run. `key`: that of the plain run, where this one is led by a student's own figures, which the policy
        carries; what is right is known from there. `tries`: whether mistakes are tried at all."""
        self.policy = policy
        self.graph = Graph()
        self._pairs: dict[str, list[Row]] = {}
        self.cut_pairs: set[str] = set()
        self._shaken: Values | None = None
        self.lattices: dict[tuple[str, int], Counter[float]] = {}
        read = partial(self._read, problem=problem, answered=answered, key=key, tries=tries)
        run_problem(problem, read, policy._replace(until=frozenset()))

    def _read(self, run: Run, problem: ProblemType, answered: Sequence[str], key: Atlas | None, tries: bool) -> None:
        policy = self.policy._replace(until=_enough(run, answered))
        self.start: Graph | None = None
        self.turned: frozenset[str] = frozenset()
        if key is None or key.start is None:
            self.graph = graph = Graph()  # anew at a higher precision
            self.lines = self._lines(run, answered)
            roots = self.lines.roots(run)
            self.right: list[Quantity] = [q for _, q in roots]
            self.floats = [as_float(q.value) for q in self.right]
            self.choices = {c: _choices(run, q) for c, q in roots if q.name in run.shown_as}
            plain = Formulas(graph, roots, run)
            known = graph, self.lines, self.right, self.floats, plain.out, run.shown_as
            if run.decided or not follow_alone(problem, policy, *known):
                self.start = graph.copy()
        else:
            self.graph = graph = key.start.copy()
            self.lines, self.right, self.floats, self.choices = key.lines, key.right, key.floats, key.choices
            plain = Formulas(graph, self.lines.roots(run), run)
            self.turned = self.lines.that_differ(plain.out, key.plain)
            plain.out = {**key.plain, **plain.out}  # a run that ends sooner has no line of its own for some
        self.plain: Out = plain.out
        self.exact: Values = Values(graph, self.floats, self.policy.places)
        self.hypotheses: list[Hypothesis] = []
        self.tried: Counter[str] = Counter()
        self.given_values: set[float] = set() if key is None else key.given_values
        self.cut = False
        if tries:
            self._suppose(problem, policy, run, plain)
        self._tabulate()

    def _suppose(self, problem: ProblemType, policy: Policy, run: Run, plain: Formulas) -> None:
        """All hypotheses about the run."""
        graph, found = self.graph, Hypotheses(plain.out)
        add_authored(found, problem, policy, run, plain, self.lines)
        add_parts(found, self.lines)
        named = Named(problem, run, plain, self.lines)
        self.given_values = {
            as_float(q.value) for line in named.givens.values() for q in line.items if q.value is not None
        }
        emit = Emitter(found, graph, plain)
        add_copies(emit, named, self.lines)
        add_mechanical(emit, named)
        add_substitutions(emit, named)
        add_misread(emit, named)
        self.cut = found.cut
        self.hypotheses, self.tried = found.every, found.tried

    @staticmethod
    def _lines(run: Run, answered: Sequence[str]) -> Lines:
        components: dict[str, tuple[int, ...]] = {}
        shapes: dict[str, tuple[int, ...]] = {}
        first = 0
        for name in answered:
            result = find(run.results, name)
            size = len(numbers_of(run, name))
            components[name] = tuple(range(first, first + size))
            shapes[name] = result.shape if isinstance(result, Tensor) else () if size == 1 else (size,)
            first += size
        return Lines(tuple(answered), components, shapes)

    @cached_property
    def elsewhere(self) -> Values:
        """The nodes' values for other givens, where every figure is right too."""
        inputs = [0.0] * len(self.floats)
        floats = [value if value in OF_FORMULAS else shaken(n, value) for n, value in enumerate(self.graph.floats)]
        found = Values(self.graph, inputs, None, floats)
        for component, node in sorted(self.plain.items()):
            inputs[component] = found(node)
        return found

    def meaning(self, nodes: Sequence[int]) -> tuple[float, ...]:
        """What tells formulas apart that happen to give the same here: their values for numbers of no meaning."""
        graph = self.graph
        if self._shaken is None or len(self._shaken.floats) < len(graph.floats):
            typed = [shaken(number + 1000, value) for number, value in enumerate(self.floats)]
            self._shaken = Values(graph, typed, None, [shaken(n, value) for n, value in enumerate(graph.floats)])
        return tuple([_digits(self._shaken(node)) for node in nodes])

    def pairs(self, name: str) -> list[Row]:
        """The rows of two slips together at a line; made when they are first wanted."""
        if name not in self._pairs:
            self._pairs[name], cut = pairs_of(self, name)
            if cut:
                self.cut_pairs.add(name)
        return self._pairs[name]

    def order(self, name: str, part: int) -> list[int]:
        """The nodes under one component of a line's rows, operands before results."""
        if (name, part) not in self._orders:
            self._orders[name, part] = self.graph.under(row.nodes[part] for row in self.rows[name])
        return self._orders[name, part]

    def _tabulate(self) -> None:
        self.rows: dict[str, list[Row]] = {}
        self.row_of: dict[str, dict[Hypothesis, Row]] = {}
        self._orders: dict[tuple[str, int], list[int]] = {}
        self.above: dict[str, frozenset[str]] = {}
        self.sizes: dict[str, Counter[str]] = {}
        for name in self.lines.names:
            components = self.lines.components[name]
            first = tuple([self.plain[c] for c in components])
            rows = {first: Row(first)}
            self.row_of[name] = of = {}
            for hypothesis in self._departing(components):
                nodes = tuple([hypothesis.out.get(c, self.plain[c]) for c in components])
                of[hypothesis] = row = rows.setdefault(nodes, Row(nodes))
                row.hypotheses.append(hypothesis)
            self.rows[name] = list(rows.values())
            self.above[name] = self._above(name, first)
            self.sizes[name] = Counter(
                family for row in self.rows[name][1:] for family in {each.family for each in row.hypotheses}
            )
            if not self.choices.keys().isdisjoint(components):  # of yes and no most hypotheses give the right one
                self.sizes[name] |= self.tried

    def _departing(self, components: tuple[int, ...]) -> list[Hypothesis]:
        wanted = set(components)
        return [hypothesis for hypothesis in self.hypotheses if not wanted.isdisjoint(hypothesis.out)]

    def _above(self, name: str, nodes: tuple[int, ...]) -> frozenset[str]:
        owner = {c: line for line, components in self.lines.components.items() for c in components}
        typed = [self.graph.nodes[node] for node in self.graph.under(nodes)]
        before = (
            self.lines.names[: self.lines.names.index(name)] if name in self.turned else ()
        )  # any may have turned it
        return frozenset([*before, *[owner[a] for kind, a, _ in typed if kind == "typed"]]) - {name}


def _enough(run: Run, answered: Sequence[str]) -> frozenset[str] | None:
    """The results after which a rerun may end; None where one of them is recorded anew later on, or grows as a table does."""
    keys = set()
    for name in answered:
        while name and name not in run.results:
            name = name.rpartition(".")[0]
        if not isinstance(run.results.get(name), (Quantity, Tensor)):
            return None
        keys.add(name)
    again = run.results.again if isinstance(run.results, Watched) else keys
    return frozenset(keys) if keys.isdisjoint(again) else None


def _choices(run: Run, q: Quantity) -> int:
    """How many answers there are to a decision: the words, or two."""
    return max(2, len(run.shown_as.get(q.name or "", ())))


def _digits(value: float) -> float:
    """A value to the digits that count; what is no number is one thing."""
    return float(f"{value:.9g}") if math.isfinite(value) else 0.0
