"""The reverse pass over random tapes against numerical derivatives by mpmath at 60 digits."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import flint
import mpmath
import pytest
from oracles.mpmath_tape import OPERATIONS
from sixty_digits import wide
from table_checkers import arity, as_mp

from nncalc.engine import operations as op
from nncalc.engine.domains import DomainError
from nncalc.engine.quantity import TABLE, MorePrecision, Operation, Quantity, apply, constant
from nncalc.engine.readings import gradient

ROWS = [row for row in TABLE.values() if row.form not in ("let", "constant")]
INPUTS = 3
Recipe = list[tuple[Operation, tuple[int, ...]]]


def recipe(source: random.Random, length: int) -> Recipe:
    """Operations on earlier results, by number; results are used several times, and twice in one place."""
    out: Recipe = []
    for number in range(INPUTS, INPUTS + length):
        row = source.choice(ROWS)
        out.append((row, tuple(source.randrange(number) for _ in range(arity(row)))))
    return out


def on_the_tape(steps: Recipe, point: list[Any]) -> tuple[Quantity, list[Quantity]]:
    inputs = [Quantity(None, (), x, f"x{i}") for i, x in enumerate(point)]
    made: list[Quantity] = [*inputs]
    for row, places in steps:
        made.append(apply(row, *[made[i] for i in places]))
    return made[-1], inputs


def by_mpmath(steps: Recipe, point: list[Any]) -> Any:
    made = [*point]
    for row, places in steps:
        made.append(mpmath.mpf(wide(OPERATIONS[row.name](*[made[i] for i in places]))))
    return made[-1]


def derivative_by_mpmath(steps: Recipe, point: list[Any], position: int) -> Any:
    """None at a kink, or where the steps are undefined nearby."""
    step = mpmath.mpf(10) ** -25
    try:
        low, mid, high = (
            by_mpmath(steps, [x + by if i == position else x for i, x in enumerate(point)]) for by in (-step, 0, step)
        )
    except (ZeroDivisionError, ValueError, TypeError, OverflowError):
        return None
    left, right = (mid - low) / step, (high - mid) / step
    smooth = abs(left - right) <= mpmath.mpf(10) ** -10 * (1 + abs(left)) and abs(left) < 10**12
    return (left + right) / 2 if smooth else None


def disagreements(count: int, read: Callable[[Quantity, list[Quantity]], list[Quantity]], seed: int) -> tuple[int, int]:
    """How many slopes were compared, and how many differ."""
    source = random.Random(seed)
    compared = wrong = 0
    for _ in range(count):
        steps = recipe(source, source.randint(1, 12))
        point = [flint.fmpq(source.randint(-300, 300), source.randint(60, 140)) for _ in range(INPUTS)]
        with flint.ctx.workprec(300), mpmath.workdps(80):
            try:
                q, inputs = on_the_tape(steps, point)
                found = [g.value for g in read(q, inputs)]
            except (DomainError, MorePrecision):
                continue
            for position, value in enumerate(found):
                right = derivative_by_mpmath(steps, [as_mp(x) for x in point], position)
                if right is not None:
                    compared += 1
                    wrong += bool(abs(as_mp(value) - right) > mpmath.mpf(10) ** -15 * (1 + abs(right)))
    return compared, wrong


def test_gradients_of_random_tapes() -> None:
    compared, wrong = disagreements(700, gradient, seed=3)
    assert wrong == 0
    assert compared > 600


def test_a_planted_fault_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TABLE["divide"], "derivatives", lambda y, a, b: (1 / b, y / b))
    _, wrong = disagreements(150, gradient, seed=3)
    assert wrong > 0


def test_a_gradient_that_forgets_repeated_operands_is_seen() -> None:
    def forgetful(q: Quantity, inputs: list[Quantity]) -> list[Quantity]:
        def derivatives(x: Quantity) -> Quantity:
            total = constant(0)
            if q is x:
                return constant(1)
            if q.operation is None:
                return total
            for operand, local in zip(q.operands, q.operation.derivatives(q, *q.operands), strict=True):
                value = local() if callable(local) else constant(local)
                inner = forgetful(operand, [x])[0]
                total = constant(value) * inner
            return total

        return [derivatives(x) for x in inputs]

    _, wrong = disagreements(60, forgetful, seed=3)
    assert wrong > 0


def test_shared_and_repeated_operands() -> None:
    x, y = (Quantity(None, (), flint.fmpq(n), name) for n, name in ((3, "x"), (5, "y")))
    assert [g.value for g in gradient(x * x, [x])] == [6]
    shared = x * y
    q = shared * shared + shared
    assert [g.value for g in gradient(q, [x, y, shared])] == [2 * 15 * 5 + 5, 2 * 15 * 3 + 3, 31]
    assert [g.value for g in gradient(x, [x, y])] == [1, 0]


def test_the_exponent_of_a_power_has_a_slope_and_a_constant_one_asks_for_none() -> None:
    x, n = (Quantity(None, (), flint.fmpq(v), name) for v, name in ((2, "x"), (3, "n")))
    by_base, by_exponent = gradient(op.POWER(x, n), [x, n])
    assert by_base.value == 12
    assert by_exponent.value.overlaps(8 * flint.arb(2).log())
    negative = Quantity(None, (), flint.fmpq(-2), "x")
    assert gradient(op.POWER(negative, constant(3)), [negative])[0].value == 12
    with pytest.raises(DomainError):
        gradient(op.POWER(negative, n), [n])


def test_gradient_of_a_gradient() -> None:
    x = Quantity(None, (), flint.fmpq(2), "x")
    first = gradient(op.POWER(x, constant(4)), [x])[0]
    second = gradient(first, [x])[0]
    assert (first.value, second.value) == (32, 48)
