"""Explanations of a line, each with everything that gives the same figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.checking.judge.hypotheses import PLAIN, Hypothesis, Name

if TYPE_CHECKING:
    from nncalc.checking.judge.row import Row

CUT = "cut"


class Group:
    """One explanation: its posterior, the row that gives it, and its hypotheses; `kind` where there are none."""

    __slots__ = ("hypotheses", "kind", "posterior", "row", "written")

    def __init__(self, kind: str, row: Row | None) -> None:
        self.kind, self.row = kind, row
        self.posterior = 0.0
        self.hypotheses: list[Hypothesis] = []
        self.written: tuple[str, str, str] | None = None
        """Of a slip of writing: its kind, the figure that was meant, and the component's place."""

    @property
    def is_plain(self) -> bool:
        return self.kind == PLAIN

    @property
    def names(self) -> list[Name]:
        return [name for hypothesis in self.hypotheses for name in hypothesis.names]
