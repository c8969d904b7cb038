"""Every order of `hopfield`: the states that single changes lead to, and the attractors among them."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from nncalc.engine.events import Column
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor, matrix, vector
from nncalc.errors import InputError
from nncalc.problem_types.hopfield.checks import HopfieldChecks
from nncalc.problem_types.hopfield.rules import changes, energy_of, nets_of, new_state, replaced, signs
from nncalc.words import count, in_a_row, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

MOST_STATES = 256
"""States that are looked through."""


class EveryOrder:
    """The states that some order reaches from x, or all there are, and where each unit leads."""

    def __init__(self, problem: HopfieldChecks, W: Tensor) -> None:
        self.problem, self.W = problem, W

    def work(self, run: Run) -> None:
        run.section("states")
        run.words("every state" if self.problem.x is None else "reached")
        theta = self.problem.theta
        starts = (
            [self.problem.x]
            if self.problem.x is not None
            else [vector(list(each)) for each in product((-1, 1), repeat=self.problem.units)]
        )
        found = {signs(x): x for x in starts}
        ahead, leads = list(starts), []
        for x in ahead:
            h, nets = nets_of(self.W, x, theta)
            moving = changes(nets, x, self.problem.zero)
            nexts = [
                replaced(x, unit, new_state(nets.items[unit - 1], x.items[unit - 1], self.problem.zero))
                for unit in moving
            ]
            for each in nexts:
                if signs(each) not in found:
                    found[signs(each)] = each
                    ahead.append(each)
            if len(found) > MOST_STATES:
                raise InputError(
                    say("more than {most} states are reached", most=MOST_STATES), name="order", expected="order=index"
                )
            leads.append((x, nets, energy_of(x, h, theta), list(zip(moving, map(signs, nexts), strict=True))))
        self._state_table(run, list(found), leads)
        self._attractors(run, [(x, energy) for x, _, energy, moves in leads if not moves], len(leads))

    def _state_table(self, run: Run, met: list[tuple[int, ...]], leads: list[Any]) -> None:
        columns = (
            Column(say("state")),
            Column("x", "vector", "state"),
            Column("net", "vector", "net"),
            Column("E", "quantity", "energy"),
            Column(say("unit → state")),
            Column(say("units"), key="units", shown=False),
            Column(say("leads"), key="leads", shown=False),
        )
        table = run.table("table", columns)
        for number, (x, nets, energy, moves) in enumerate(leads, 1):
            units, to = [unit for unit, _ in moves], [met.index(state) + 1 for _, state in moves]
            arrows = in_a_row(*(f"{unit} → {state}" for unit, state in zip(units, to, strict=True)))
            table.add(number, x, nets, energy, arrows or say("attractor"), units or None, to or None)

    def _attractors(self, run: Run, found: list[tuple[Tensor, Quantity]], states: int) -> None:
        run.section("end")
        if not found:
            run.words("no attractor")
            run.lacks("attractor|attractors|energies|energy|state", say("no state is an attractor"), "order=index")
            return
        if self.problem.x is None:
            run.words("all attractors", states=count(states, "state"))
        elif len(found) == 1:
            run.words("one attractor")
        else:
            run.words("attractors", attractors=count(len(found), "attractor"))
        run.let("attractors", matrix([x.items for x, _ in found]), shown=False)
        run.value(run.results["attractors"])
        run.let("energies", vector([energy for _, energy in found]), shown=False)
        run.answer("attractors", "energies")
        if len(found) == 1 and self.problem.x is not None:
            run.let("attractor", found[0][0], shown=False)
            run.let("state", found[0][0], shown=False)
            run.let("energy", found[0][1])
            run.answer("attractor", "energy")
        else:
            run.lacks("attractor|energy|state", say("there is more than one, or no x"), "x=1,-1 order=index")
        run.lacks("sweeps|net_end", say("every order is looked through"), "order=index")
