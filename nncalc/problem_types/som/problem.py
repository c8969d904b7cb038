"""The working of `som`: distances, the winner, and what moves, sample after sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import sign
from nncalc.engine.events import Column
from nncalc.engine.tensor import Tensor, matrix, vector
from nncalc.problem_types.som.declaration import SomDeclaration
from nncalc.problem_types.som.rules import away, border, distance, nearest, neighbourhood, ratio, towards
from nncalc.rules.ordering import compare
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

Moved = dict[int, tuple[str, Any]]
"""The units that move, from 0: the name of the change, and the change."""


class Som(SomDeclaration):
    """Units that compete for samples: the nearest wins and moves, with its neighbours on a map, or by its class."""

    def work(self, run: Run) -> None:
        run.section("rule")
        several = self.rule == "som" and self.neighbourhood != "winner"
        run.words(self.neighbourhood if self.rule == "som" else self.rule)
        if "lr" not in self.typed:
            run.words("rate", rate=self.lr)
        W = run.begin("step", "W", self.W)
        if any(q.value is None for q in (*self.X.items, *W.items)):
            self._letters(run, W)
            return
        run.section("table")
        table = run.table("table", self._columns(several))
        run.section("step")
        at, winners = 0, []
        for epoch in run.each(range(1, self.epochs + 1)):
            for number, x in enumerate(self.rows, 1):
                at += 1
                with run.iteration("step", at):
                    W, cells, winner = self._step(run, number, x, W)
                winners.append(winner)
                table.add(epoch, number, x, *cells)
        run.end("step", at)
        with run.part(say("after the last step")):
            run.section("end")
            new = run.let("W_new", W, shown=False)
            run.value(new)
        if at > 1:
            run.result("winners", winners)
        run.answer("distances", "winner", "winners", "W_new")

    def _letters(self, run: Run, W: Tensor) -> None:
        """The distances of the first sample, which is all that letters allow."""
        run.section("step")
        with run.iteration("step", 1):
            run.let("distances", self._distances(self.rows[0], W))
            run.words("letters")
        run.end("step", 1)
        run.answer("distances")
        run.lacks("winner|W_new|table|winners", say("which unit is nearest depends on letters"), "X=1,0")

    def _columns(self, several: bool) -> list[Column]:
        pair = self.rule == "lvq2.1"
        return [
            Column(say("epoch"), key="epoch", shown=self.epochs > 1),
            Column(say("sample"), key="sample"),
            Column("x", "vector", "x"),
            Column("distances", "vector", "distances"),
            Column(say("winner"), key="winner"),
            Column("dW" if several else "dw", "vector", "dw"),
            Column("W" if several else "w", "vector", "w"),
            Column("dw_away", "vector", "dw_away", shown=pair),
            Column(say("moved away"), "vector", "w_away", shown=pair),
        ]

    def _distances(self, x: Tensor, W: Tensor) -> Tensor:
        return vector([distance(x, w, self.metric) for w in W])

    def _step(self, run: Run, number: int, x: Tensor, W: Tensor) -> tuple[Tensor, list[Any], int]:
        """One sample: the new weights, the cells of its row, the winner from 1."""
        D = run.let("distances", self._distances(x, W))
        winner = nearest(D.items)
        equal = sum(compare(q, D.items[winner]) == 0 for q in D.items)
        if self.rule != "lvq2.1":
            run.words("wins" if equal == 1 else "shared", winner=winner + 1, units=count(equal, "unit"))
        run.result("winner", winner + 1)
        if self.rule == "som" and self.neighbourhood != "winner":
            changes = self._neighbours(run, x, W, winner)
            new: Tensor = run.let("W", W + changes)
            return new, [D, winner + 1, changes, new, None, None], winner + 1
        moved = self._moves(run, number, x, W, D, winner)
        rows = [w + moved[unit][1] if unit in moved else w for unit, w in enumerate(W)]
        new = run.let("W", matrix([row.items for row in rows]), shown=False)
        for unit in sorted(moved):
            for q in new[unit].items:
                run.line(q)
        run.value(new)
        by_name = {name: (change, new[unit]) for unit, (name, change) in moved.items()}
        cells = [cell for name in ("dw", "dw_away") for cell in by_name.get(name, (None, None))]
        return new, [D, winner + 1, *cells], winner + 1

    def _neighbours(self, run: Run, x: Tensor, W: Tensor, winner: int) -> Tensor:
        """The changes of all units, a row each."""
        shares = [
            neighbourhood(self.on_grid(unit, winner), self.radius, self.neighbourhood) for unit in range(self.units)
        ]
        h = run.let("h", vector(shares))
        rows = [towards(x, w, self.lr * share) for w, share in zip(W, h.items, strict=True)]
        changes: Tensor = run.let("dW", matrix([row.items for row in rows]))
        return changes

    def _moves(self, run: Run, number: int, x: Tensor, W: Tensor, D: Tensor, winner: int) -> Moved:
        """What moves where neighbours do not: the winner, or a pair of lvq2.1, or nothing."""
        if self.rule == "lvq2.1":
            return self._pair(run, number, x, W, D, winner)
        if self.rule == "lvq":
            assert self.classes is not None
            assert self.y is not None
            mine, name = self.classes[winner], self.y[number - 1]
            run.words("right" if mine == name else "other", mine=mine, name=name)
            if mine != name:
                return {winner: ("dw", run.let("dw", away(x, W[winner], self.lr)))}
        return {winner: ("dw", run.let("dw", towards(x, W[winner], self.lr)))}

    def _pair(self, run: Run, number: int, x: Tensor, W: Tensor, D: Tensor, winner: int) -> Moved:
        """The two nearest units of lvq2.1. Kohonen 1990."""
        assert self.classes is not None
        assert self.y is not None
        others = [unit for unit in range(self.units) if unit != winner]
        second = others[nearest([D.items[unit] for unit in others])]
        run.words("pair", one=winner + 1, other=second + 1)
        right = [unit for unit in (winner, second) if self.classes[unit] == self.y[number - 1]]
        if len(right) != 1:
            run.words("both classes")
            return {}
        q = run.let("ratio", ratio(D.items[winner], D.items[second], self.metric))
        s = run.let("border", border(self.window))
        if sign(q - s) <= 0:
            run.words("outside")
            return {}
        other = second if right[0] == winner else winner
        run.words("inside", towards=right[0] + 1, away=other + 1)
        return {
            right[0]: ("dw", run.let("dw", towards(x, W[right[0]], self.lr))),
            other: ("dw_away", run.let("dw_away", away(x, W[other], self.lr))),
        }
