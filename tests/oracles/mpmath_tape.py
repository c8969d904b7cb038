"""The quantities of a run worked out again: in fractions while that is possible, else by mpmath at 60 digits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import ceil, floor, isqrt
from typing import Any

import mpmath
from sixty_digits import wide

from nncalc.engine.quantity import Quantity
from nncalc.engine.readings import everything_under
from oracles.mpmath_extremes import extreme_near

DIGITS = 60
SELU_SCALE = Fraction(10507009873554804934193349852946, 10**31)
SELU_ALPHA = Fraction(16732632423543772848170429916717, 10**31)
CUBIC = Fraction(44715, 10**6)


def mixed(function: Callable[..., Any]) -> Callable[..., Any]:
    """An operation that is exact on fractions and goes on in mpmath's precision where one operand is not."""

    def apply(*values: Any) -> Any:
        if not all(isinstance(value, Fraction) for value in values):
            values = tuple(wide(value) for value in values)
        return function(*values)

    return apply


def real(function: Callable[..., Any], at: dict[int, int] | None = None) -> Callable[..., Any]:
    """A function of mpmath, with the whole numbers at which its value is one."""

    def apply(value: Any) -> Any:
        if at and isinstance(value, Fraction) and value in at:
            return Fraction(at[int(value)])
        return function(wide(value))

    return apply


def power(base: Any, exponent: Any) -> Any:
    if isinstance(base, Fraction) and isinstance(exponent, Fraction) and exponent.denominator == 1:
        return base ** int(exponent)
    return mpmath.power(wide(base), wide(exponent))


def root(value: Any) -> Any:
    if isinstance(value, Fraction) and value >= 0:
        exact = Fraction(isqrt(value.numerator), isqrt(value.denominator))
        if exact * exact == value:
            return exact
    return mpmath.sqrt(wide(value))


def products(*values: Any) -> Any:
    terms = [times(a, b) for a, b in zip(values[::2], values[1::2], strict=True)]
    return OPERATIONS["total"](*terms)


def total(*values: Any) -> Any:
    out = values[0]
    for value in values[1:]:
        out = out + value
    return out


def times(a: Any, b: Any) -> Any:
    return OPERATIONS["multiply"](a, b)


def exp(value: Any) -> Any:
    return OPERATIONS["exp"](value)


ONE, ZERO = Fraction(1), Fraction(0)
OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": mixed(lambda a, b: a + b),
    "subtract": mixed(lambda a, b: a - b),
    "multiply": mixed(lambda a, b: a * b),
    "divide": mixed(lambda a, b: a / b),
    "negate": lambda a: -a,
    "total": mixed(total),
    "dot": products,
    "power": power,
    "exp": real(mpmath.exp, {0: 1}),
    "log": real(mpmath.log, {1: 0}),
    "log2": real(lambda a: mpmath.log(a) / mpmath.log(2)),
    "log10": real(lambda a: mpmath.log(a) / mpmath.log(10)),
    "sqrt": root,
    "sin": real(mpmath.sin, {0: 0}),
    "cos": real(mpmath.cos, {0: 1}),
    "tan": real(mpmath.tan, {0: 0}),
    "asin": real(mpmath.asin, {0: 0}),
    "acos": real(mpmath.acos, {1: 0}),
    "atan": real(mpmath.atan, {0: 0}),
    "log1p": real(mpmath.log1p, {0: 0}),
    "π": lambda: +mpmath.pi,
    "e": lambda: +mpmath.e,
    "let": lambda a: a,
    "sigmoid": real(lambda a: 1 / (1 + mpmath.exp(-a))),
    "tanh": real(mpmath.tanh, {0: 0}),
    "sinh": real(mpmath.sinh, {0: 0}),
    "cosh": real(mpmath.cosh, {0: 1}),
    "erf": real(mpmath.erf, {0: 0}),
    "mish": real(lambda a: a * mpmath.tanh(mpmath.log1p(mpmath.exp(a))), {0: 0}),
    "softplus": real(lambda a: mpmath.log1p(mpmath.exp(a))),
    "normal_cdf": real(mpmath.ncdf),
    "gelu": real(lambda a: a * mpmath.ncdf(a), {0: 0}),
    "gelu_tanh": real(
        lambda a: a * (1 + mpmath.tanh(mpmath.sqrt(2 / mpmath.pi) * (a + wide(CUBIC) * a**3))) / 2, {0: 0}
    ),
    "relu": lambda a: a if a > 0 else ZERO,
    "relu_slope": lambda a, at: ONE if a > 0 else ZERO if a < 0 else at,
    "leaky_relu": mixed(lambda a, alpha: a if a > 0 else alpha * a),
    "leaky_relu_slope": lambda a, alpha, at: ONE if a > 0 else alpha if a < 0 else at,
    "where_negative": lambda a, below, otherwise: below if a < 0 else otherwise,
    "elu": lambda a, alpha: a if a > 0 else times(alpha, exp(a) - 1),
    "elu_slope": lambda a, alpha: ONE if a > 0 else times(alpha, exp(a)),
    "selu": lambda a: times(SELU_SCALE, a if a > 0 else times(SELU_ALPHA, exp(a) - 1)),
    "selu_slope": lambda a: SELU_SCALE if a > 0 else times(SELU_SCALE * SELU_ALPHA, exp(a)),
    "softsign": lambda a: a / (1 + abs(a)),
    "hard_sigmoid": lambda a: ZERO if a <= -3 else ONE if a >= 3 else OPERATIONS["divide"](a + 3, Fraction(6)),
    "hard_sigmoid_slope": lambda a: Fraction(1, 6) if -3 < a < 3 else ZERO,
    "maximum": lambda a, b: a if wide(a) >= wide(b) else b,
    "minimum": lambda a, b: a if wide(a) <= wide(b) else b,
    "abs": abs,
    "sign": lambda a: Fraction((a > 0) - (a < 0)),
    "step": lambda a: ONE if a >= 0 else ZERO,
    "floor": lambda a: Fraction(floor(a)),
    "ceil": lambda a: Fraction(ceil(a)),
}
"""Every row of the engine's table, written again by its definition."""


def _is_head(node: Quantity) -> bool:
    """How a function of the user's is called, f′(w): notation without a value."""
    return (
        node.operation is not None
        and node.operation.form in ("call", "partial")
        and node.operation.name not in OPERATIONS
    )


def recomputed(roots: Iterable[Quantity]) -> dict[int, Any]:
    """The value of each root by its id: a fraction, or mpmath's number; absent where a leaf is not known.

    A leaf without a formula is known where it is a rational number, or a place that mpmath finds by itself.
    """
    import flint

    made: dict[int, Any] = {}
    for node in everything_under(roots):
        if node.operation is not None and node.operation.name == "divide" and node.equal_to is not None:
            made[id(node)] = Fraction(int(node.equal_to.value.p))  # 0/0, which is what a convention says
        elif node.operation is not None and node.operation.form == "defined":
            if id(node.operands[0]) in made:  # the other operand says how the function is called
                made[id(node)] = made[id(node.operands[0])]
        elif node.operation is not None and not _is_head(node):
            operands = [made.get(id(operand)) for operand in node.operands]
            if None not in operands:
                made[id(node)] = OPERATIONS[node.operation.name](*operands)
        elif type(node.value) is flint.fmpq:
            made[id(node)] = Fraction(int(node.value.p), int(node.value.q))
        elif node.operation is None and node.value is not None and node.value.is_finite():
            place = extreme_near(node.value.mid().str(30, radius=False), DIGITS)
            made |= {} if place is None else {id(node): place}
    return made
