"""Places for the nodes of a graph without circles, column by column from left to right, edges as straight as they can be.

Reference: Sugiyama, Tagawa, Toda, IEEE Trans. SMC 11 (1981) 109–125: ranks, places held for long edges, barycentres.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

SWEEPS, SETTLING = 12, 40
Edge = tuple[str, str]
Held = tuple[str, str, int]
"""A place that a long edge has in a column that it passes."""
Item = str | Held


class Layered:
    """The columns of a graph and how high each thing stands in its own."""

    def __init__(self, nodes: Sequence[str], sources: Sequence[str], edges: Sequence[Edge]) -> None:
        """nodes: operands before results; sources: what no edge leads to."""
        self.edges = list(dict.fromkeys(edges))
        self.rank = self._ranks(nodes, sources)
        self.columns: list[list[Item]] = [[] for _ in range(max(self.rank.values()) + 1)]
        for name in (*sources, *nodes):
            self.columns[self.rank[name]].append(name)
        self.links: dict[Item, list[Item]] = {}
        self.ways: dict[Edge, list[Item]] = {edge: self._way(edge) for edge in self.edges}
        self._order()
        self.heights: dict[Item, float] = {}

    def _ranks(self, nodes: Sequence[str], sources: Sequence[str]) -> dict[str, int]:
        """The longest way to each; a source stands just before what uses it first."""
        rank = dict.fromkeys(sources, 0)
        before: dict[str, list[str]] = {}
        after: dict[str, list[str]] = {}
        for a, b in self.edges:
            before.setdefault(b, []).append(a)
            after.setdefault(a, []).append(b)
        for name in nodes:
            rank[name] = 1 + max((rank[a] for a in before.get(name, ())), default=-1)
        for name in sources:
            rank[name] = max(0, min((rank[b] for b in after.get(name, ())), default=1) - 1)
        return rank

    def _way(self, edge: Edge) -> list[Item]:
        start, end = edge
        way: list[Item] = [start]
        for rank in range(self.rank[start] + 1, self.rank[end]):
            held = (start, end, rank)
            self.columns[rank].append(held)
            way.append(held)
        way.append(end)
        for a, b in pairwise(way):
            self.links.setdefault(a, []).append(b)
            self.links.setdefault(b, []).append(a)
        return way

    def _column(self, item: Item) -> int:
        return self.rank[item] if isinstance(item, str) else item[2]

    def _order(self) -> None:
        """Sort each column by the middle of what its things are linked to, to and fro."""
        for sweep in range(SWEEPS):
            toward = -1 if sweep % 2 == 0 else 1
            order = range(1, len(self.columns)) if toward < 0 else range(len(self.columns) - 2, -1, -1)
            for index in order:
                near = {item: at for at, item in enumerate(self.columns[index + toward])}
                column = self.columns[index]

                def middle(item: Item, near: Mapping[Item, int] = near, column: Sequence[Item] = column) -> float:
                    linked = [near[other] for other in self.links.get(item, ()) if other in near]
                    return sum(linked) / len(linked) if linked else float(column.index(item))

                self.columns[index] = sorted(column, key=middle)

    def settle(self, apart: float, apart_held: float) -> None:
        """Give every thing its height: near what it is linked to, and so far from its neighbours."""
        for column in self.columns:
            self._set(column, [0.0] * len(column), apart, apart_held)
        for turn in range(SETTLING):
            columns = self.columns if turn % 2 else self.columns[::-1]
            for column in columns:
                wanted = [_mean(self.heights[o] for o in self.links.get(i, (i,))) for i in column]
                self._set(column, wanted, apart, apart_held)

    def _set(self, column: Sequence[Item], wanted: Sequence[float], apart: float, apart_held: float) -> None:
        """The heights nearest to those wanted that keep the order and the distances (pool adjacent violators)."""
        offsets = [0.0]
        for one, other in pairwise(column):
            both = isinstance(one, str) and isinstance(other, str)
            offsets.append(offsets[-1] + (apart if both else apart_held))
        blocks: list[tuple[float, int]] = []
        for want, offset in zip(wanted, offsets, strict=True):
            total, size = want - offset, 1
            while blocks and blocks[-1][0] / blocks[-1][1] > total / size:
                before, more = blocks.pop()
                total, size = total + before, size + more
            blocks.append((total, size))
        level = [total / size for total, size in blocks for _ in range(size)]
        for item, base, offset in zip(column, level, offsets, strict=True):
            self.heights[item] = base + offset


def _mean(numbers: Iterable[float]) -> float:
    found = list(numbers)
    return sum(found) / len(found)
