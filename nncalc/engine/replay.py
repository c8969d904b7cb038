"""A stretch of working that was recorded once, carried out again on other values without recording it.

The operations of one epoch of training are those of the next as long as every decision falls the same way: 10,000
epochs need a few tapes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any

from nncalc.engine.budget import BUDGET
from nncalc.engine.lazy import flint
from nncalc.engine.operations import LET
from nncalc.engine.quantity import Quantity, Value
from nncalc.engine.readings import everything_under

Instruction = tuple[Callable[..., Any], Callable[[list[Any]], Sequence[Any]]]
"""An operation on balls, and what picks its operands from the values so far."""
Under = Callable[[Quantity], Sequence[Quantity]]
"""What a quantity comes from directly; nothing, for one whose value is known."""


class Replay:
    """What leads on the tape from `inputs` to `outputs`, as a program on balls.

    decided     quantities whose signs the recording asked for, with their signs
    zeros_hold  whether those that were proven zero as formulas are so for all inputs to come
    """

    def __init__(
        self,
        inputs: Sequence[Quantity],
        outputs: Sequence[Quantity],
        decided: Sequence[tuple[Quantity, int]],
        zeros_hold: bool = False,
    ) -> None:
        place = {id(q): number for number, q in enumerate(inputs)}

        def under(q: Quantity) -> Sequence[Quantity]:
            if id(q) in place:
                return ()
            return (q.equal_to,) if q.equal_to is not None else q.operands

        order = everything_under([*outputs, *[q for q, _ in decided]], under)
        moving = _moving(order, place, under)
        fixed = [q for q in order if id(q) not in moving]
        place.update((id(q), number) for number, q in enumerate(fixed, len(place)))
        self.fixed = [q.value for q in fixed]
        self.steps = _steps(order, place, under)
        self.signs = [
            (place[id(q)], found)
            for q, found in decided
            if id(q) in moving and not (zeros_hold and found == 0 and _is_open(q.value))
        ]
        self.outputs = [place[id(q)] for q in outputs]

    def __call__(self, inputs: Sequence[Value]) -> list[Value] | None:
        """The values of the outputs; None where a decision falls otherwise, or where balls alone do not tell.

        Raises OutOfBounds when the time is up.
        """
        if any(type(value) is not flint.arb for value in inputs):
            return None  # rationals go on exactly
        BUDGET.pass_by(len(self.steps))
        values = [*inputs, *self.fixed]
        append = values.append
        for operation, operands in self.steps:
            append(operation(*operands(values)))
        if not all(_has_sign(values[number], found) for number, found in self.signs):
            return None
        results = [values[number] for number in self.outputs]
        return results if all(type(value) is not flint.arb or value.is_finite() for value in results) else None


def _moving(order: Sequence[Quantity], inputs: Iterable[int], under: Under) -> set[int]:
    """The ids of the inputs and of everything that comes from them."""
    moving = set(inputs)
    for q in order:
        if not moving.isdisjoint(map(id, under(q))):
            moving.add(id(q))
    return moving


def _steps(order: Sequence[Quantity], place: dict[int, int], under: Under) -> list[Instruction]:
    """The operations that are carried out again; `place` learns where the value of each quantity will stand."""
    steps: list[Instruction] = []
    known = len(place)
    for q in order:
        if id(q) in place:
            continue
        operands = [place[id(operand)] for operand in under(q)]
        if q.operation is LET or q.equal_to is not None:
            place[id(q)] = operands[0]
            continue
        assert q.operation is not None
        place[id(q)] = known + len(steps)
        one = itemgetter(slice(operands[0], operands[0] + 1))
        steps.append((q.operation.ball, one if len(operands) == 1 else itemgetter(*operands)))
    return steps


def _is_open(value: Value) -> bool:
    """Whether a ball leaves it open that the value is 0."""
    return type(value) is flint.arb and not value.is_zero()


def _has_sign(value: Value, sign: int) -> bool:
    """Whether a ball certainly has a sign; of a ball around zero nothing is certain."""
    return bool(value > 0 if sign > 0 else value < 0 if sign < 0 else value.is_zero())
