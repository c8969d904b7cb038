"""Weights of `rosenblatt` from counted mistakes: what a run comes to, whatever its order."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

from nncalc.engine.events import Column
from nncalc.engine.quantity import constant
from nncalc.engine.tensor import Tensor, components, total
from nncalc.problem_types.rosenblatt.perceptron import State, direction, new_bias, times_moved, weight_step

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.problem_types.rosenblatt.training import Unit


def weights_from(run: Run, unit: Unit, start: State, counts: Tensor) -> State:
    """The weights after so many mistakes of each sample; a row for each, and the sums.

    The output at a mistake is the other label, so a step along t − output is as long as both labels are apart.
    """
    run.words("counted")
    rows, moves, start = [], [], _at_start(start)
    b = start.b
    for number, (count, t) in enumerate(zip(counts.items, unit.t, strict=True), 1):
        target = unit.labels[number - 1]
        step: Any = constant(0)
        if count.value != 0:
            factor = times_moved(count) * direction(t, _other(unit, target), unit.rules.step)
            step = weight_step(factor, unit.X[number - 1], unit.rate)
            moves.append(step)
            b = None if b is None else new_bias(b, factor, unit.x0, unit.rate)
        rows.append((number, count, target, step))
    run.table("", [Column("sample"), Column("counts", "quantity"), Column("target"), Column("Δw", "vector")], rows)
    state = State(run.let("w", reduce(add, moves, start.w)), None if b is None else run.let("b", b))
    run.let("updates", total(counts))
    return state


def _at_start(state: State) -> State:
    """The same weights under names of their own: w and b are those at the end."""
    keys = components("w_start", state.w.shape)
    w = [q.renamed(key) for key, q in zip(keys, state.w.items, strict=True)]
    b = None if state.b is None else state.b.renamed("b_start")
    return State(Tensor(w, state.w.shape, None, (), "w_start"), b)


def _other(unit: Unit, target: int) -> int:
    if target != 1:
        return 1
    return 0 if unit.rules.labels == "01" else -1


__all__ = ["weights_from"]
