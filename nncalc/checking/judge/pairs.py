"""Two mistakes in one line: where nothing else explains it, the formulas of two slips are put together.

What a slip changes is found by laying its formula beside the plain one; both changes are then made in the plain formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Protocol

from nncalc.checking.judge.graph import CONST, TYPED, Graph
from nncalc.checking.judge.hypotheses import CONVENTION, PAIR, SLIP, Hypothesis, Name
from nncalc.checking.judge.row import Row
from nncalc.words import say

Changes = Mapping[int, int]
"""Nodes of the plain formulas, and what stands in their place."""
AUTHORED = (SLIP, CONVENTION)
MOST_WORK = 40_000
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
    """Finds what slips change, within a bound on work."""

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
            self.work()
            seen.add(pair)
            inside = self._inside(p, q)
            if inside is None:
                if found.setdefault(p, q) != q:
                    return None
            else:
                stack += inside
        return found

    def work(self) -> None:
        """Count a node that is looked at. Raises _TooMuch."""
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


class Combined:
    """Formulas with two of some changes made in them, each also inside the other.

    Of every node is known which changes touch it, so that what one change alone makes of it is made once for all pairs.
    """

    def __init__(self, rewriter: Rewriter, changes: Sequence[Changes]) -> None:
        self.rewriter, self.graph, self.changes = rewriter, rewriter.graph, changes
        self.owners: dict[int, int] = {}
        for number, each in enumerate(changes):
            for node in each:
                self.owners[node] = self.owners.get(node, 0) | 1 << number
        self.touching: dict[int, int] = {}
        self.known: dict[tuple[int, int], int] = {}

    def touched(self, node: int) -> int:
        """The changes, a bit each, that touch a node or what is under it."""
        touching, nodes = self.touching, self.graph.nodes
        stack = [node]
        while stack:
            at = stack[-1]
            if at in touching:
                stack.pop()
                continue
            name, a, b = nodes[at]
            under = () if name is CONST or name is TYPED else (a, b) if b >= 0 else (a,)
            waiting = [each for each in under if each not in touching]
            if waiting:
                stack += waiting
                continue
            found = self.owners.get(at, 0)
            for each in under:
                found |= touching[each]
            touching[at] = found
            stack.pop()
        return touching[node]

    def made(self, node: int, which: int) -> int:
        """A formula with the changes made whose bits are set."""
        which &= self.touched(node)
        if not which:
            return node
        found = self.known.get((node, which))
        if found is not None:
            return found
        self.rewriter.work()
        here = which & self.owners.get(node, 0)
        if here:
            first = here & -here
            out = self.made(self.changes[first.bit_length() - 1][node], which ^ first)
        else:
            name, a, b = self.graph.nodes[node]
            out = self.graph.op(name, [self.made(each, which) for each in ((a, b) if b >= 0 else (a,))])
        self.known[node, which] = out
        return out


def pairs_of(atlas: Table, name: str) -> tuple[list[Row], bool]:
    """The rows of two slips together at a line, and whether a bound cut them short."""
    rewriter = Rewriter(atlas.graph)
    plain = atlas.rows[name][0].nodes
    found: dict[tuple[int, ...], Row] = {}
    single = {row.nodes for row in atlas.rows[name]}
    try:
        singles = _singles(atlas, name, rewriter)
        combined = Combined(rewriter, [changes for _, changes in singles])
        for i, j in combinations(range(len(singles)), 2):
            (one, first), (other, second) = singles[i], singles[j]
            if first.keys().isdisjoint(second):
                nodes = tuple([combined.made(node, 1 << i | 1 << j) for node in plain])
                if nodes not in single:
                    found.setdefault(nodes, Row(nodes)).hypotheses.append(Pair(one, other))
    except (_TooMuch, RecursionError):
        return list(found.values()), True
    return list(found.values()), False


def _singles(atlas: Table, name: str, rewriter: Rewriter) -> list[tuple[Row, Changes]]:
    """The rows of a slip or convention alone, and what each changes in the plain formulas."""
    plain = atlas.rows[name][0].nodes
    singles: list[tuple[Row, Changes]] = []
    for row in atlas.rows[name][1:]:
        is_authored = any(each.family in AUTHORED for each in row.hypotheses)
        if is_authored and (changes := rewriter.changes(plain, row.nodes)):
            singles.append((row, changes))
    return singles


def _authored(row: Row) -> Hypothesis:
    return next(each for each in row.hypotheses if each.family in AUTHORED)


def _both(one: Hypothesis, other: Hypothesis) -> Name:
    first, second = _slip_of(one), _slip_of(other)

    def words(places: tuple[str, ...]) -> str:
        return say("{words}; and {other_words}", words=first.words(()), other_words=second.words(()))

    rule = say("{rule}; {other_rule}", rule=say(first.rule), other_rule=say(second.rule))
    return Name(PAIR, f"{first.id}+{second.id}", words, rule, doubtful=True)


def _slip_of(hypothesis: Hypothesis) -> Name:
    """The name of a mistake: of a convention that is also a slip, the slip."""
    return next((name for name in hypothesis.names if name.family == SLIP), hypothesis.names[0])
