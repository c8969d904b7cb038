"""Two mistakes in one line: where nothing else explains it, the formulas of two slips are put together.

What a slip changes is found by laying its formula beside the plain one; both changes are then made in the plain formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Protocol

from nncalc.checking.judge.graph import CONST, TYPED, Graph
from nncalc.checking.judge.hypotheses import CONVENTION, PAIR, SLIP, Hypothesis, Name
from nncalc.checking.judge.row import Row
from nncalc.words import say

Changes = Mapping[int, int]
"""Nodes of the plain formulas, and what stands in their place."""
AUTHORED = (SLIP, CONVENTION)
MOST_WORK = 60_000
"""Nodes that are looked at for the pairs of one line."""


class Table(Protocol):
    """An atlas, as far as it is looked at here."""

    graph: Graph
    rows: dict[str, list[Row]]


class _TooMuch(Exception):
    """The bound on work is reached."""


class Pair(Hypothesis):
    """Two slips together: at most possible, unless another line shows one of them by itself.

    both   of each of the two everything that gives the same here
    """

    __slots__ = ("both", "shown_apart")

    def __init__(self, one: Row, other: Row) -> None:
        name = _both(_authored(one), _authored(other))
        super().__init__({}, name)
        self.both = one.hypotheses, other.hypotheses
        self.shown_apart = Hypothesis({}, name._replace(doubtful=False))


class Rewriter:
    """Finds changes and makes them, within a bound on work."""

    def __init__(self, graph: Graph) -> None:
        self.graph, self.left = graph, MOST_WORK

    def changes(self, plain: Sequence[int], other: Sequence[int]) -> dict[int, int] | None:
        """What makes one formula of the other; None where it is not the same change everywhere."""
        found: dict[int, int] = {}
        seen: set[tuple[int, int]] = set()
        stack = list(zip(plain, other, strict=True))
        while stack:
            p, q = pair = stack.pop()
            if p == q or pair in seen:
                continue
            self._work()
            seen.add(pair)
            inside = self._inside(p, q)
            if inside is None:
                if found.setdefault(p, q) != q:
                    return None
            else:
                stack += inside
        return found

    def _work(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise _TooMuch

    def _inside(self, p: int, q: int) -> list[tuple[int, int]] | None:
        """The operands that differ, where two nodes are the same operation; None where they are not."""
        (name, a, b), (other, c, d) = self.graph.nodes[p], self.graph.nodes[q]
        if name != other or name in (CONST, TYPED) or (b < 0) != (d < 0):
            return None
        if b < 0:
            return [(a, c)]
        if a == c or b == d:
            return [(a, c), (b, d)]
        if a == d or b == c:  # the operands of sums and products stand in any order
            return [(a, d), (b, c)] if name in ("add", "multiply") else None
        return None

    def made(self, node: int, changes: Sequence[Changes], known: dict[tuple[int, int], int]) -> int:
        """A formula with some changes made in it, each also inside the others."""
        key = (node, len(changes) and sum(id(each) for each in changes))
        found = known.get(key)
        if found is not None:
            return found
        self._work()
        name, a, b = self.graph.nodes[node]
        number = next((i for i, each in enumerate(changes) if node in each), None)
        if number is not None:
            rest = [each for i, each in enumerate(changes) if i != number]
            out = self.made(changes[number][node], rest, known) if rest else changes[number][node]
        elif name in (CONST, TYPED):
            out = node
        else:
            operands = [self.made(each, changes, known) for each in ((a, b) if b >= 0 else (a,))]
            out = self.graph.op(name, operands)
        known[key] = out
        return out


def pairs_of(atlas: Table, name: str) -> tuple[list[Row], bool]:
    """The rows of two slips together at a line, and whether a bound cut them short."""
    rewriter = Rewriter(atlas.graph)
    plain = atlas.rows[name][0].nodes
    found: dict[tuple[int, ...], Row] = {}
    single = {row.nodes for row in atlas.rows[name]}
    try:
        for one, other, changes in _combined(atlas, name, rewriter):
            known: dict[tuple[int, int], int] = {}
            nodes = tuple([rewriter.made(node, changes, known) for node in plain])
            if nodes not in single:
                row = found.setdefault(nodes, Row(nodes))
                row.hypotheses.append(Pair(one, other))
    except (_TooMuch, RecursionError):
        return list(found.values()), True
    return list(found.values()), False


def _authored(row: Row) -> Hypothesis:
    return next(each for each in row.hypotheses if each.family in AUTHORED)


def _combined(atlas: Table, name: str, rewriter: Rewriter) -> Iterator[tuple[Row, Row, tuple[Changes, Changes]]]:
    plain = atlas.rows[name][0].nodes
    singles = []
    for row in atlas.rows[name][1:]:
        is_authored = any(each.family in AUTHORED for each in row.hypotheses)
        if is_authored and (changes := rewriter.changes(plain, row.nodes)):
            singles.append((row, changes))
    for (one, first), (other, second) in combinations(singles, 2):
        if first.keys().isdisjoint(second):
            yield one, other, (first, second)


def _both(one: Hypothesis, other: Hypothesis) -> Name:
    first, second = _slip_of(one), _slip_of(other)

    def words(places: tuple[str, ...]) -> str:
        return say("{words}; and {other_words}", words=first.words(()), other_words=second.words(()))

    rule = say("{rule}; {other_rule}", rule=say(first.rule), other_rule=say(second.rule))
    return Name(PAIR, f"{first.id}+{second.id}", words, rule, doubtful=True)


def _slip_of(hypothesis: Hypothesis) -> Name:
    """The name of a mistake: of a convention that is also a slip, the slip."""
    return next((name for name in hypothesis.names if name.family == SLIP), hypothesis.names[0])
