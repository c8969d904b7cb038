"""The working of `hopfield`: weights, the first state, updates one by one, at once or in every order, the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.events import Column
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, dot, matrix, rows_of, vector
from nncalc.problem_types.hopfield.checks import HopfieldChecks
from nncalc.problem_types.hopfield.every_order import EveryOrder
from nncalc.problem_types.hopfield.rules import (
    changes,
    energy_of,
    net_of,
    nets_of,
    new_state,
    replaced,
    seen,
    signs,
    weight,
)
from nncalc.words import count, in_a_row, say, together

if TYPE_CHECKING:
    from nncalc.engine.run import Run

PUT_IN = 4
"""Units up to which a table shows each net with numbers put in."""
WRITTEN = 8
"""Units up to which every weight has its line."""


class Hopfield(HopfieldChecks):
    """A network of units 1 and −1 that act on each other: it falls from a state into a stored one, its attractor."""

    def work(self, run: Run) -> None:
        W = self._weights(run)
        letters = [*W.items, *(self.x.items if self.x is not None else []), *self.thresholds()]
        known = all(q.value is not None for q in letters)
        if self.x is not None:
            run.section("start")
            self._start(run, W, self.x, known)
        if not known:
            run.words("letters")
            run.lacks("table|state|attractor|energy|sweeps|stored", say("units need numbers to change by"), "x=1,-1")
        elif self.order == "all":
            EveryOrder(self, W).work(run)
        elif self.x is None:
            self._stored(run, W)
        elif self.order == "synchronous":
            self._at_once(run, W, self.x)
        else:
            self._one_by_one(run, W, self.x)

    # -- weights -------------------------------------------------------------------------------------------------------

    def _weights(self, run: Run) -> Tensor:
        if self.P is None:
            assert self.W is not None
            return self.W
        run.section("weights")
        rows, units = rows_of(self.P), self.units
        divisor = None if self.scale == "1" else units
        said = {"patterns": count(len(rows), "pattern"), "units": count(units, "unit")}
        run.words("sum" if divisor is None else "mean", **said)
        run.words("zero diagonal" if self.diagonal == "zero" else "kept diagonal")
        columns = [[row[i] for row in rows] for i in range(units)]
        entries: list[list[Quantity]] = [[constant(0)] * units for _ in range(units)]
        for i, one in enumerate(columns):
            for j, other in enumerate(columns):
                if i != j or self.diagonal == "keep":
                    entries[i][j] = weight(one, other, divisor)
        W: Tensor = run.let("W", matrix(entries), shown=False)
        if units <= WRITTEN:
            run.words("mirrored")
        for i in range(units if units <= WRITTEN else 0):
            for j in range(i if self.diagonal == "keep" else i + 1, units):
                run.line(W.items[i * units + j])
        run.value(W)
        run.answer("W")
        return W

    # -- a state -------------------------------------------------------------------------------------------------------

    def _named(self, run: Run, W: Tensor, x: Tensor, end: str) -> tuple[Tensor, Tensor]:
        """The same as lines: `net`, and `h` where there are thresholds."""
        h = W @ x
        if self.theta is None:
            h = run.let(f"net{end}", h)
            return h, h
        h = run.let(f"h{end}", h)
        return h, run.let(f"net{end}", net_of(h, self.theta))

    def _start(self, run: Run, W: Tensor, x: Tensor, known: bool) -> None:
        h, net = self._named(run, W, x, "")
        run.let("energy_start", energy_of(x, h, self.theta))
        run.answer("net", "energy_start")
        if not known:
            return
        run.words(self.zero)
        moving = changes(net, x, self.zero)
        if moving:
            run.words("unstable", units=together(list(map(str, moving))))
        else:
            run.words("stable")
        run.result("stable", not moving)
        run.answer("stable")

    def _stored(self, run: Run, W: Tensor) -> None:
        """Every pattern as a state."""
        assert self.P is not None
        run.section("stored")
        run.words(self.zero)
        columns = (
            Column(say("pattern")),
            Column("x", "vector", "x"),
            Column("net", "vector", "net"),
            Column("E", "quantity", "energy"),
            Column(say("stable?"), key="stable"),
        )
        rows = []
        for number, x in enumerate(self.P, 1):
            h, net = nets_of(W, x, self.theta)
            rows.append((number, x, net, energy_of(x, h, self.theta), not changes(net, x, self.zero)))
        run.table("stored", columns, rows)
        run.result("stable", ["yes" if row[-1] else "no" for row in rows])
        run.answer("stable")
        run.lacks("net|state|attractor|energy|table|sweeps", say("they are of a state x"), "x=1,-1,1")

    # -- one after the other -------------------------------------------------------------------------------------------

    def _one_by_one(self, run: Run, W: Tensor, x: Tensor) -> None:
        run.section("updates")
        run.words("one by one", order=in_a_row(*map(str, self.turns)))
        kind: Any = "put in" if self.units <= PUT_IN else "quantity"
        columns = (
            Column(say("sweep"), key="sweep"),
            Column(say("unit"), key="unit"),
            Column("net", kind, "net"),
            Column(say("new"), "quantity", "new"),
            Column("x", "vector", "state"),
            Column("E", "quantity", "energy"),
        )
        table = run.table("table", columns)
        rows, met = [Tensor(row, (self.units,)) for row in rows_of(W)], [signs(x)]
        states, energy = [x], energy_of(x, W @ x, self.theta)
        sweep = 0
        while sweep < self.most:
            sweep += 1
            before = x
            for unit in self.turns:
                with run.row("table", len(table.rows) + 1):
                    net, new = self._update(run, rows[unit - 1], unit, x, seen(x.items, before.items))
                    if new.value != x.items[unit - 1].value:
                        x = replaced(x, unit, new)
                        energy = energy_of(x, W @ x, self.theta)
                    energy = run.let("energy", energy, recorded=False)
                table.add(sweep, unit, net, new, x, energy)
            states.append(x)
            met.append(signs(x))
            if met[-1] in met[:-1]:
                break
        self._ends(run, W, states, met, sweep)

    def _update(self, run: Run, row: Tensor, unit: int, x: Tensor, states: Any) -> tuple[Quantity, Quantity]:
        """The net of a unit whose turn it is, and its new state."""
        net = dot(row.items, states)
        if self.theta is not None:
            net = net_of(net, self.thresholds()[unit - 1])
        net = run.let("net", net, recorded=False)
        return net, run.let("new", new_state(net, x.items[unit - 1], self.zero), recorded=False)

    def _at_once(self, run: Run, W: Tensor, x: Tensor) -> None:
        run.section("updates")
        run.words("at once")
        columns = (
            Column(say("sweep"), key="sweep"),
            Column("net", "vector", "net"),
            Column("x", "vector", "state"),
            Column("E", "quantity", "energy"),
        )
        table = run.table("table", columns)
        states, met, sweep = [x], [signs(x)], 0
        while sweep < self.most:
            sweep += 1
            with run.row("table", sweep):
                nets = run.let("net", nets_of(W, x, self.theta)[1], recorded=False)
                pairs = zip(nets.items, x.items, strict=True)
                x = run.let("state", vector([new_state(net, old, self.zero) for net, old in pairs]), recorded=False)
                table.add(sweep, nets, x, run.let("energy", energy_of(x, W @ x, self.theta), recorded=False))
            states.append(x)
            met.append(signs(x))
            if met[-1] in met[:-1]:
                break
        self._ends(run, W, states, met, sweep)

    def _ends(self, run: Run, W: Tensor, states: list[Tensor], met: list[tuple[int, ...]], sweep: int) -> None:
        """How the run ended: with an attractor, in a cycle, or at its limit."""
        run.section("end")
        run.result("sweeps", sweep)
        state = run.let("state", states[-1], shown=False)
        before = met.index(met[-1])
        length = len(met) - 1 - before
        if length > 1:
            said = {"sweeps": count(sweep, "sweep"), "before": count(before, "sweep"), "length": count(length, "state")}
            run.words("cycle" if before else "cycle of all", **said)
            run.let("cycle", matrix([states[i].items for i in range(before, before + length)]), shown=False)
            run.value(run.results["cycle"])
            run.result("period", length)
            run.answer("cycle", "period", "sweeps")
            run.lacks("attractor", say("the states go round"), "order=index")
            return
        h, net = self._named(run, W, state, "_end")
        moving = changes(net, state, self.zero)
        if moving and length == 1:
            run.words("clean of some", sweep=sweep, unit=moving[0])
        elif length == 1:
            run.words("clean", sweep=sweep)
        else:
            run.words("limit" if moving else "limit stable", sweeps=count(sweep, "sweep"))
        if moving:
            run.lacks("attractor", say("the state at the end is none"), say("more sweeps, or all units in the order"))
        else:
            run.let("attractor", state, shown=False)
        run.value(state if moving else run.results["attractor"])
        run.let("energy", energy_of(state, h, self.theta))
        run.answer("attractor" if not moving else "state", "energy", "sweeps")
