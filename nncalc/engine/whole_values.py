"""Values of whole tensors as lists: what an operation, or a product of matrices, makes of them. None where `apply` has to say.

Products go through flint's `fmpq_mat` where every number is rational, else through `arb_mat`; one whose every term is
exact is exact here too.
"""

from __future__ import annotations

from collections.abc import Sequence

from nncalc.engine.components import Values
from nncalc.engine.lazy import flint
from nncalc.engine.operations import DOT
from nncalc.engine.quantity import RATIONAL_BITS, Operation, Value, settled


def values_of_each(operation: Operation, columns: Sequence[Values]) -> Values | None:
    """The values of an operation as `apply` finds them; None where one of them is left to it."""
    fmpq, out = flint.fmpq, []
    kinds = [set(map(type, column)) for column in columns]
    always = any(fmpq not in kind for kind in kinds)  # a ball among the operands of each
    mixed = not always and any(kind != {fmpq} for kind in kinds)
    for values in zip(*columns, strict=True):
        if always or (mixed and any(type(value) is not fmpq for value in values)):
            ball = operation.ball(*values)
            if not ball.is_finite():
                return None
            out.append(settled(ball) if ball.is_exact() else ball)
            continue
        exact = _exact(operation, values)
        if exact is None:
            return None
        out.append(exact)
    return out


def _exact(operation: Operation, values: Sequence[Value]) -> Value:
    """The value of an operation on rationals; None where it has none."""
    try:
        exact = operation.exact(*values)
    except ZeroDivisionError:
        return None
    if exact is not None:
        return exact if exact.height_bits() <= RATIONAL_BITS else flint.arb(exact)
    ball = operation.ball(*map(flint.arb, values))
    return ball if ball.is_finite() else None


def products(left: Values, right: Values, width: int, columns: int) -> Values | None:
    rows, fmpq = len(left) // width, flint.fmpq
    shapes = (rows, width), (width, columns)
    if set(map(type, left)) | set(map(type, right)) == {fmpq}:
        entries = (flint.fmpq_mat(*shapes[0], left) * flint.fmpq_mat(*shapes[1], right)).entries()
        return [value if value.height_bits() <= RATIONAL_BITS else flint.arb(value) for value in entries]
    out: Values = (flint.arb_mat(*shapes[0], left) * flint.arb_mat(*shapes[1], right)).entries()
    for i, j in _of_exact_terms(left, right, width, columns):
        terms = [v for pair in zip(left[i * width : (i + 1) * width], right[j::columns], strict=True) for v in pair]
        found = values_of_each(DOT, [[value] for value in terms])
        if found is None:
            return None
        out[i * columns + j] = found[0]
    return out if all(value.is_finite() for value in out if type(value) is not fmpq) else None


def _of_exact_terms(left: Values, right: Values, width: int, columns: int) -> list[tuple[int, int]]:
    """Row and column of each product without a term that is a ball: these stay exact, as 0·√2 + 1 does."""
    rows = len(left) // width
    if _all_balls(right):
        of_zeros = [i for i in range(rows) if not any(map(_is_other, left[i * width : (i + 1) * width]))]
        return [(i, j) for i in of_zeros for j in range(columns)]
    if _all_balls(left):
        of_zeros = [j for j in range(columns) if not any(map(_is_other, right[j::columns]))]
        return [(i, j) for i in range(rows) for j in of_zeros]
    down = [_marks(left[i : i + width]) for i in range(0, len(left), width)]
    across = [_marks(right[j::columns]) for j in range(columns)]
    return [
        (i, j)
        for i, (balls, others) in enumerate(down)
        for j, (their_balls, their_others) in enumerate(across)
        if not balls & their_others and not others & their_balls
    ]


def _is_ball(value: Value) -> bool:
    return type(value) is flint.arb and not value.is_exact()


def _is_other(value: Value) -> bool:
    """Whether a value is anything but exactly 0."""
    return bool(value != 0) if type(value) is flint.fmpq else not value.is_zero()


def _all_balls(values: Values) -> bool:
    return all(map(_is_ball, values))


def _marks(values: Values) -> tuple[int, int]:
    """Which of the values are balls, and which are not exactly 0: a bit each."""
    balls, others = [["1" if which(value) else "0" for value in values] for which in (_is_ball, _is_other)]
    return int("".join(balls), 2), int("".join(others), 2)


__all__ = ["products", "values_of_each"]
