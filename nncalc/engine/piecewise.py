"""Rows of the operation table that go by cases; the case is decided exactly, and only it is worked out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nncalc.engine.decide import nearest_whole, sign, unique_whole
from nncalc.engine.elementary import EXP, POWER
from nncalc.engine.lazy import flint
from nncalc.engine.nesting import nested
from nncalc.engine.quantity import MorePrecision, Operation, Quantity, constant, row
from nncalc.words import say


def by_sign(a: Quantity, below: Callable[[], Any], at: Callable[[], Any], above: Callable[[], Any]) -> Quantity:
    """The case that the sign of `a` chooses; only that case is worked out."""
    return constant((below, at, above)[sign(a) + 1]())


def _pieces(s: Any, a: Any, below: Any, at: Any, above: Any) -> Any:
    return s.Piecewise((below, a < 0), (at, s.Eq(a, 0)), (above, True))


def _is_zero(a: Quantity) -> int:
    """1 at the kink, else 0: how far a slope depends on its convention there."""
    return int(a.value is not None and sign(a) == 0)


# -- where there is no derivative: words for what is wrong at the operands' values, or None ----------------------------


def _at_zero(words: str) -> Callable[..., str | None]:
    return lambda a, *more: say(words) if sign(a) == 0 else None


def _at_whole(a: Quantity) -> str | None:
    return say("jumps at whole numbers") if sign(a - FLOOR(a)) == 0 else None


def _at_equal(a: Quantity, b: Quantity) -> str | None:
    return say("takes either of two equal numbers") if sign(a - b) == 0 else None


RELU = row(
    "relu",
    reference=("2/3", "2/3"),
    typed=("relu",),
    branch=lambda a: a if sign(a) > 0 else constant(0),
    derivatives=lambda y, a: (RELU_DERIVATIVE(a, 0),),
    sympy=lambda s, a: s.Max(0, a),
    latex=r"\operatorname{ReLU}",
    kink=_at_zero("has a kink at 0"),
    one_sided=True,
)
RELU_DERIVATIVE: Operation = row(
    "relu_slope",
    reference=("0,1/2", "1/2"),
    branch=lambda a, at: by_sign(a, lambda: 0, lambda: at, lambda: 1),
    derivatives=lambda y, a, at: (0, lambda: _is_zero(a)),
    sympy=lambda s, a, at: _pieces(s, a, 0, at, 1),
    sign="relu′",
    decided=True,
    shown=1,
)
LEAKY_RELU = row(
    "leaky_relu",
    reference=("-2,1/4", "-1/2"),
    typed=("leaky_relu",),
    defaults=((1, 100),),
    branch=lambda a, alpha: a if sign(a) > 0 else alpha * a,
    derivatives=lambda y, a, alpha: (LEAKY_DERIVATIVE(a, alpha, alpha), MINIMUM(a, 0)),
    sympy=lambda s, a, alpha: s.Piecewise((a, a > 0), (alpha * a, True)),
    sign="leaky_relu",
    latex=r"\operatorname{LeakyReLU}",
    kink=_at_zero("has a kink at 0"),
    one_sided=True,
    shown=1,
)
LEAKY_DERIVATIVE: Operation = row(
    "leaky_relu_slope",
    reference=("-2,1/4,1", "1/4"),
    branch=lambda a, alpha, at: by_sign(a, lambda: alpha, lambda: at, lambda: 1),
    derivatives=lambda y, a, alpha, at: (0, by_sign_of(a, 1, 0), lambda: _is_zero(a)),
    sympy=lambda s, a, alpha, at: _pieces(s, a, alpha, at, 1),
    sign="leaky_relu′",
    decided=True,
    shown=1,
)
WHERE_NEGATIVE: Operation = row(
    "where_negative",
    reference=("-1,2,3", "2"),
    branch=lambda a, below, otherwise: below if sign(a) < 0 else otherwise,
    derivatives=lambda y, a, below, otherwise: (0, WHERE_NEGATIVE(a, 1, 0), WHERE_NEGATIVE(a, 0, 1)),
    sympy=lambda s, a, below, otherwise: s.Piecewise((below, a < 0), (otherwise, True)),
    sign="neg?",
)


def by_sign_of(a: Quantity, below: Any, otherwise: Any) -> Quantity:
    """`below` where a < 0, else `otherwise`, as a quantity on the tape."""
    return WHERE_NEGATIVE(a, below, otherwise)


def chosen(a: Quantity, below: Any, at: Any, above: Any) -> Quantity:
    """What the sign of `a` chooses, as a quantity on the tape: all three cases stand on it."""
    if at is above:
        return WHERE_NEGATIVE(a, below, above)
    return WHERE_NEGATIVE(a, below, WHERE_NEGATIVE(-a, above, at))


ELU = row(
    "elu",
    reference=("-1,2", "-1.2642411176571153568"),
    typed=("elu",),
    defaults=((1, 1),),
    branch=lambda a, alpha: a if sign(a) > 0 else alpha * (EXP(a) - 1),
    derivatives=lambda y, a, alpha: (ELU_DERIVATIVE(a, alpha), EXP(MINIMUM(a, 0)) - 1),
    sympy=lambda s, a, alpha: s.Piecewise((a, a > 0), (alpha * (s.exp(a) - 1), True)),
    latex=r"\operatorname{ELU}",
    kink=lambda a, alpha: say("has a kink at 0") if sign(a) == 0 and sign(alpha - 1) != 0 else None,
    one_sided=True,
    shown=1,
)
ELU_DERIVATIVE: Operation = row(
    "elu_slope",
    reference=("-1,2", "0.73575888234288464319"),
    branch=lambda a, alpha: constant(1) if sign(a) > 0 else alpha * EXP(a),
    derivatives=lambda y, a, alpha: (by_sign_of(a, y, 0), by_sign_of(-a, 0, EXP(a))),
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
    reference=("-1", "-1.1113307378125627618"),
    typed=("selu",),
    branch=lambda a: _selu(a, a, lambda: EXP(a) - 1),
    derivatives=lambda y, a: (SELU_DERIVATIVE(a),),
    sympy=lambda s, a: (
        s.Rational(*SELU_SCALE) * s.Piecewise((a, a > 0), (s.Rational(*SELU_ALPHA) * (s.exp(a) - 1), True))
    ),
    latex=r"\operatorname{SELU}",
    kink=_at_zero("has a kink at 0"),
    one_sided=True,
)
SELU_DERIVATIVE: Operation = row(
    "selu_slope",
    reference=("-1", "0.64676860303481409814"),
    branch=lambda a: _selu(a, 1, lambda: EXP(a)),
    derivatives=lambda y, a: (by_sign_of(a, y, 0),),
    sympy=lambda s, a: s.Rational(*SELU_SCALE) * s.Piecewise((1, a > 0), (s.Rational(*SELU_ALPHA) * s.exp(a), True)),
    sign="selu′",
    decided=True,
)
SOFTSIGN = row(
    "softsign",
    reference=("-2", "-2/3"),
    typed=("softsign",),
    branch=lambda a: a / (1 + ABS(a)),
    derivatives=lambda y, a: (1 / POWER(1 + ABS(a), 2),),
    sympy=lambda s, a: a / (1 + s.Abs(a)),
)


def _hard_sigmoid(a: Quantity) -> Quantity:
    """Keras 3 and PyTorch: 0 below −3, 1 above 3, z/6 + 1/2 between."""
    if sign(a + 3) <= 0:
        return constant(0)
    return constant(1) if sign(a - 3) >= 0 else a / 6 + constant(flint.fmpq(1, 2))


HARD_SIGMOID = row(
    "hard_sigmoid",
    reference=("1", "2/3"),
    typed=("hard_sigmoid",),
    branch=_hard_sigmoid,
    derivatives=lambda y, a: (HARD_SIGMOID_DERIVATIVE(a),),
    sympy=lambda s, a: s.Max(0, s.Min(1, a / 6 + s.Rational(1, 2))),
    kink=lambda a: say("has a kink at −3 and at 3") if sign(ABS(a) - 3) == 0 else None,
    one_sided=True,
)
HARD_SIGMOID_DERIVATIVE: Operation = row(
    "hard_sigmoid_slope",
    reference=("1", "1/6"),
    branch=lambda a: constant(flint.fmpq(1, 6) if sign(a + 3) > 0 and sign(a - 3) < 0 else 0),
    derivatives=lambda y, a: (0,),
    sympy=lambda s, a: s.Piecewise((s.Rational(1, 6), s.Abs(a) < 3), (0, True)),
    sign="hard_sigmoid′",
    decided=True,
)


def _step_up(a: Quantity, b: Quantity) -> Any:
    """1 where b is above a, else 0; of two equal operands the first has the slope 1, so that max(x, x) has it once."""
    equal = a.value is not None and b.value is not None and sign(a - b) == 0
    return 0 if equal else STEP(b - a)


MAXIMUM = row(
    "maximum",
    reference=("1/2,2/3", "2/3"),
    typed=("max",),
    branch=lambda a, b: a if sign(a - b) >= 0 else b,
    derivatives=lambda y, a, b: (STEP(a - b), lambda: _step_up(a, b)),
    sympy=lambda s, a, b: s.Max(a, b),
    sign="max",
    latex=r"\max",
    nests=nested,
    kink=_at_equal,
)
MINIMUM: Operation = row(
    "minimum",
    reference=("1/2,2/3", "1/2"),
    typed=("min",),
    branch=lambda a, b: a if sign(b - a) >= 0 else b,
    derivatives=lambda y, a, b: (STEP(b - a), lambda: _step_up(b, a)),
    sympy=lambda s, a, b: s.Min(a, b),
    sign="min",
    latex=r"\min",
    nests=nested,
    kink=_at_equal,
)
ABS: Operation = row(
    "abs",
    reference=("-2/3", "2/3"),
    typed=("abs",),
    branch=lambda a: a if sign(a) > 0 else -a,
    derivatives=lambda y, a: (SIGN(a),),
    sympy=lambda s, a: s.Abs(a),
    form="bars",
    kink=_at_zero("has a kink at 0"),
)
SIGN: Operation = row(
    "sign",
    reference=("-2/3", "-1"),
    typed=("sign",),
    branch=lambda a: constant(sign(a)),
    derivatives=lambda y, a: (0,),
    sympy=lambda s, a: s.sign(a),
    kink=_at_zero("jumps at 0"),
)
STEP: Operation = row(
    "step",
    reference=("-2/3", "0"),
    typed=("step",),
    branch=lambda a: constant(1 if sign(a) >= 0 else 0),
    derivatives=lambda y, a: (0,),
    sympy=lambda s, a: s.Piecewise((1, a >= 0), (0, True)),
    kink=_at_zero("jumps at 0"),
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


FLOOR: Operation = row(
    "floor",
    reference=("-5/2", "-3"),
    typed=("floor",),
    branch=_floor,
    derivatives=lambda y, a: (0,),
    sympy=lambda s, a: s.floor(a),
    form="floor",
    kink=_at_whole,
)
CEIL = row(
    "ceil",
    reference=("-5/2", "-2"),
    typed=("ceil",),
    branch=lambda a: -_floor(-a),
    derivatives=lambda y, a: (0,),
    sympy=lambda s, a: s.ceiling(a),
    form="ceil",
    kink=_at_whole,
)
