"""What the components of one line may be."""

from __future__ import annotations

from nncalc.checking.judge.hypotheses import Hypothesis


class Row:
    """The formulas of one line's components, and the hypotheses that give them; the first row of a line is the plain one."""

    __slots__ = ("hypotheses", "nodes")

    def __init__(self, nodes: tuple[int, ...]) -> None:
        self.nodes = nodes
        self.hypotheses: list[Hypothesis] = []
