"""Rows of the operation table that go by cases; the case is decided exactly, and only it is worked out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nncalc.engine.arithmetic import EXP, POWER
from nncalc.engine.decide import nearest_whole, sign, unique_whole
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import MorePrecision, Operation, Quantity, constant, row


def by_sign(a: Quantity, below: Callable[[], Any], at: Callable[[], Any], above: Callable[[], Any]) -> Quantity:
    """The case that the sign of `a` chooses; only that case is worked out."""
    return constant((below, at, above)[sign(a) + 1]())


def _pieces(s: Any, a: Any, below: Any, at: Any, above: Any) -> Any:
    return s.Piecewise((below, a < 0), (at, s.Eq(a, 0)), (above, True))


def _is_zero(a: Quantity) -> int:
    """1 at the kink, else 0: how far a slope depends on its convention there."""
    return int(a.value is not None and sign(a) == 0)


RELU = row(
    "relu",
    typed=("relu",),
    branch=lambda a: a if sign(a) > 0 else constant(0),
    slope=lambda y, a: (RELU_SLOPE(a, 0),),
    sympy=lambda s, a: s.Max(0, a),
)
RELU_SLOPE: Operation = row(
    "relu_slope",
    branch=lambda a, at: by_sign(a, lambda: 0, lambda: at, lambda: 1),
    slope=lambda y, a, at: (0, lambda: _is_zero(a)),
    sympy=lambda s, a, at: _pieces(s, a, 0, at, 1),
    sign="relu′",
    decided=True,
    shown=1,
)
LEAKY_RELU = row(
    "leaky_relu",
    typed=("leaky_relu",),
    defaults=((1, 100),),
    branch=lambda a, alpha: a if sign(a) > 0 else alpha * a,
    slope=lambda y, a, alpha: (LEAKY_SLOPE(a, alpha, alpha), by_sign_of(a, a, 0)),
    sympy=lambda s, a, alpha: s.Piecewise((a, a > 0), (alpha * a, True)),
    sign="leaky_relu",
    shown=1,
)
LEAKY_SLOPE: Operation = row(
    "leaky_relu_slope",
    branch=lambda a, alpha, at: by_sign(a, lambda: alpha, lambda: at, lambda: 1),
    slope=lambda y, a, alpha, at: (0, by_sign_of(a, 1, 0), lambda: _is_zero(a)),
    sympy=lambda s, a, alpha, at: _pieces(s, a, alpha, at, 1),
    sign="leaky_relu′",
    decided=True,
    shown=1,
)
WHERE_NEGATIVE: Operation = row(
    "where_negative",
    branch=lambda a, below, otherwise: below if sign(a) < 0 else otherwise,
    slope=lambda y, a, below, otherwise: (0, WHERE_NEGATIVE(a, 1, 0), WHERE_NEGATIVE(a, 0, 1)),
    sympy=lambda s, a, below, otherwise: s.Piecewise((below, a < 0), (otherwise, True)),
    sign="neg?",
)


def by_sign_of(a: Quantity, below: Any, otherwise: Any) -> Quantity:
    """`below` where a < 0, else `otherwise`, as a quantity on the tape."""
    return WHERE_NEGATIVE(a, below, otherwise)


ELU = row(
    "elu",
    typed=("elu",),
    defaults=((1, 1),),
    branch=lambda a, alpha: a if sign(a) > 0 else alpha * (EXP(a) - 1),
    slope=lambda y, a, alpha: (ELU_SLOPE(a, alpha), by_sign_of(a, EXP(a) - 1, 0)),
    sympy=lambda s, a, alpha: s.Piecewise((a, a > 0), (alpha * (s.exp(a) - 1), True)),
    shown=1,
)
ELU_SLOPE: Operation = row(
    "elu_slope",
    branch=lambda a, alpha: constant(1) if sign(a) > 0 else alpha * EXP(a),
    slope=lambda y, a, alpha: (by_sign_of(a, y, 0), by_sign_of(a, EXP(a), 0)),
    sympy=lambda s, a, alpha: s.Piecewise((1, a > 0), (alpha * s.exp(a), True)),
    sign="elu′",
    decided=True,
    shown=1,
)
# Klambauer et al. 2017 (self-normalising networks): the constants to 31 decimals.
SELU_SCALE = (10507009873554804934193349852946, 10**31)
SELU_ALPHA = (16732632423543772848170429916717, 10**31)


def _selu(a: Quantity, above: Any, below: Callable[[], Any]) -> Quantity:
    scale, alpha = constant(flint.fmpq(*SELU_SCALE)), constant(flint.fmpq(*SELU_ALPHA))
    return scale * above if sign(a) > 0 else scale * alpha * below()


SELU = row(
    "selu",
    typed=("selu",),
    branch=lambda a: _selu(a, a, lambda: EXP(a) - 1),
    slope=lambda y, a: (SELU_SLOPE(a),),
    sympy=lambda s, a: (
        s.Rational(*SELU_SCALE) * s.Piecewise((a, a > 0), (s.Rational(*SELU_ALPHA) * (s.exp(a) - 1), True))
    ),
)
SELU_SLOPE: Operation = row(
    "selu_slope",
    branch=lambda a: _selu(a, 1, lambda: EXP(a)),
    slope=lambda y, a: (by_sign_of(a, y, 0),),
    sympy=lambda s, a: s.Rational(*SELU_SCALE) * s.Piecewise((1, a > 0), (s.Rational(*SELU_ALPHA) * s.exp(a), True)),
    sign="selu′",
    decided=True,
)
SOFTSIGN = row(
    "softsign",
    typed=("softsign",),
    branch=lambda a: a / (1 + ABS(a)),
    slope=lambda y, a: (1 / POWER(1 + ABS(a), 2),),
    sympy=lambda s, a: a / (1 + s.Abs(a)),
)


def _hard_sigmoid(a: Quantity) -> Quantity:
    """Keras 3 and PyTorch: 0 below −3, 1 above 3, z/6 + 1/2 between."""
    if sign(a + 3) <= 0:
        return constant(0)
    return constant(1) if sign(a - 3) >= 0 else a / 6 + constant(flint.fmpq(1, 2))


HARD_SIGMOID = row(
    "hard_sigmoid",
    typed=("hard_sigmoid",),
    branch=_hard_sigmoid,
    slope=lambda y, a: (HARD_SIGMOID_SLOPE(a),),
    sympy=lambda s, a: s.Max(0, s.Min(1, a / 6 + s.Rational(1, 2))),
)
HARD_SIGMOID_SLOPE: Operation = row(
    "hard_sigmoid_slope",
    branch=lambda a: constant(flint.fmpq(1, 6) if sign(a + 3) > 0 and sign(a - 3) < 0 else 0),
    slope=lambda y, a: (0,),
    sympy=lambda s, a: s.Piecewise((s.Rational(1, 6), s.Abs(a) < 3), (0, True)),
    sign="hard_sigmoid′",
    decided=True,
)
MAXIMUM = row(
    "maximum",
    typed=("max",),
    branch=lambda a, b: a if sign(a - b) >= 0 else b,
    slope=lambda y, a, b: (by_sign_of(a - b, 0, 1), by_sign_of(a - b, 1, 0)),
    sympy=lambda s, a, b: s.Max(a, b),
    sign="max",
)
MINIMUM = row(
    "minimum",
    typed=("min",),
    branch=lambda a, b: a if sign(b - a) >= 0 else b,
    slope=lambda y, a, b: (by_sign_of(b - a, 0, 1), by_sign_of(b - a, 1, 0)),
    sympy=lambda s, a, b: s.Min(a, b),
    sign="min",
)
ABS: Operation = row(
    "abs",
    typed=("abs",),
    branch=lambda a: a if sign(a) > 0 else -a,
    slope=lambda y, a: (SIGN(a),),
    sympy=lambda s, a: s.Abs(a),
    form="bars",
)
SIGN: Operation = row(
    "sign",
    typed=("sign",),
    branch=lambda a: constant(sign(a)),
    slope=lambda y, a: (0,),
    sympy=lambda s, a: s.sign(a),
)
STEP = row(
    "step",
    typed=("step",),
    branch=lambda a: constant(1 if sign(a) >= 0 else 0),
    slope=lambda y, a: (0,),
    sympy=lambda s, a: s.Piecewise((1, a >= 0), (0, True)),
)


def _floor(a: Quantity) -> Quantity:
    if type(a.value) is flint.fmpq:
        return constant(a.value.floor())
    whole = unique_whole(a.value.floor())
    if whole is not None:
        return constant(whole)
    # A whole number may lie in the ball: on which side of it the quantity is, the sign decides.
    whole = nearest_whole(a.value)
    if whole is None:
        raise MorePrecision(a.name)
    return constant(whole if sign(a - constant(whole)) >= 0 else whole - 1)


FLOOR = row(
    "floor", typed=("floor",), branch=_floor, slope=lambda y, a: (0,), sympy=lambda s, a: s.floor(a), form="floor"
)
CEIL = row(
    "ceil",
    typed=("ceil",),
    branch=lambda a: -_floor(-a),
    slope=lambda y, a: (0,),
    sympy=lambda s, a: s.ceiling(a),
    form="ceil",
)
