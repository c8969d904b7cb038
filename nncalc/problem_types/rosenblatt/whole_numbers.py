"""The numbers of a run as whole numbers: rationals have a common denominator, so that signs are those of whole numbers."""

from __future__ import annotations

from itertools import chain
from math import lcm
from typing import NamedTuple

from nncalc.engine import decide
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import RATIONAL_BITS, Quantity, Value, constant
from nncalc.engine.run import Run
from nncalc.engine.tensor import values_of
from nncalc.problem_types.rosenblatt import perceptron as rules
from nncalc.problem_types.rosenblatt.learners import Unit
from nncalc.problem_types.rosenblatt.perceptron import State


class Whole(NamedTuple):
    """The numbers of a run as whole numbers.

    scale   what the weights are multiplied with
    weights w, and b where there is one
    samples each with its label's three cases, of net 0, above and below: the factor of the step, None where the weights stay
    unit    learning rate times a sample is `unit` times its whole numbers
    border  the threshold, multiplied as nets are
    """

    scale: int
    weights: list[int]
    samples: list[tuple[list[int], tuple[int | None, ...]]]
    unit: int
    border: int


def whole_numbers(run: Run, unit: Unit, state: State, rows: int) -> Whole | None:
    """The numbers of a plain run of at most so many rows; None where it must be worked row by row."""
    if not run.plain or run.choice or decide.noting() or unit.rules.delta_rule:
        return None
    X, rate = values_of(unit.X), unit.rate.value
    beside = [] if state.b is None else [constant(1) if unit.x0 is None else unit.x0]
    start = [q.value for q in parts_of(state)]
    threshold = constant(0) if unit.rules.threshold is None else unit.rules.threshold
    others = [rate, threshold.value, *[q.value for q in beside]]
    if set(map(type, chain(X, start, others))) != {flint.fmpq}:
        return None
    below = lcm(*{int(value.q) for value in chain(X, others[2:])})
    scale = lcm(int(rate.q) * below, int(threshold.value.q), *{int(value.q) for value in start})
    width, last = unit.X.shape[1], [_times(value, below) for value in others[2:]]
    numbers = [_times(value, below) for value in X]
    cases = {label: _cases(unit, label) for label in set(unit.labels)}
    samples = [
        (numbers[i * width : (i + 1) * width] + last, cases[label])
        for i, label in zip(range(len(unit.labels)), unit.labels, strict=True)
    ]
    weights, step = [_times(value, scale) for value in start], _times(rate, scale) // below
    border = _times(threshold.value, scale) * below
    largest = max(map(abs, chain(numbers, last)), default=0)
    farthest = max(map(abs, weights)) + 2 * rows * abs(step) * largest
    bound = (width + 1) * farthest * largest + abs(border) + farthest
    if max(bound, scale * below).bit_length() > RATIONAL_BITS:
        return None  # the tape goes on with balls
    return Whole(scale, weights, samples, step, border)


def _times(value: Value, scale: int) -> int:
    """A rational times a multiple of its denominator."""
    return int(value.p) * (scale // int(value.q))


def parts_of(state: State) -> list[Quantity]:
    return [*state.w.items, *(() if state.b is None else [state.b])]


def _cases(unit: Unit, label: int) -> tuple[int | None, ...]:
    """What a net of 0, above and below the border means for a label: the step's factor, None where the weights stay."""
    read, out = unit.rules, []
    for side in (0, 1, -1):
        level = constant(side)
        output = rules.output_of(level, read.labels, read.at_zero)
        mistake = rules.is_mistake.in_force()(level, label, output, read.criterion, read.labels)
        moves = rules.changes.in_force()(mistake, True)
        factor = rules.direction.in_force()(constant(label), output, read.step)
        out.append(int(factor.value.p) if moves else None)
    return tuple(out)


__all__ = ["Whole", "parts_of", "whole_numbers"]
