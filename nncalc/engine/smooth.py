"""Rows of the operation table: activations that are smooth everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nncalc.engine.domains import only_at
from nncalc.engine.elementary import EXP, PI, POWER, SQRT
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity, row

SIGMOID = row(
    "sigmoid",
    reference=("1", "0.73105857863000487925"),
    typed=("sigmoid",),
    exact=only_at(0, (1, 2)),
    ball=lambda a: 1 / (1 + (-a).exp()),
    residue=lambda a: 1 / (1 + (-a).exp()),
    derivatives=lambda y, a: (y * (1 - y),),
    sympy=lambda s, a: 1 / (1 + s.exp(-a)),
    sign="σ",
    latex=r"\sigma",
)
TANH = row(
    "tanh",
    reference=("1", "0.76159415595576488812"),
    typed=("tanh",),
    exact=only_at(0, 0),
    ball=lambda a: a.tanh(),
    residue=lambda a: 1 - 2 / ((a + a).exp() + 1),
    derivatives=lambda y, a: (1 - POWER(y, 2),),
    sympy=lambda s, a: s.tanh(a),
    latex=r"\tanh",
)
SOFTPLUS = row(
    "softplus",
    reference=("1", "1.313261687518222834"),
    typed=("softplus",),
    ball=lambda a: (1 + a.exp()).log(),
    derivatives=lambda y, a: (SIGMOID(a),),
    sympy=lambda s, a: s.log(1 + s.exp(a)),
)
NORMAL_CDF = row(
    "normal_cdf",
    reference=("1", "0.84134474606854294859"),
    exact=only_at(0, (1, 2)),
    ball=lambda a: (1 + (a / flint.arb(2).sqrt()).erf()) / 2,
    derivatives=lambda y, a: (EXP(-POWER(a, 2) / 2) / SQRT(2 * PI()),),
    sympy=lambda s, a: (1 + s.erf(a / s.sqrt(2))) / 2,
    sign="Φ",
    latex=r"\Phi",
)
GELU = row(
    "gelu",
    reference=("1", "0.84134474606854294859"),
    typed=("gelu",),
    exact=only_at(0, 0),
    ball=lambda a: a * (1 + (a / flint.arb(2).sqrt()).erf()) / 2,
    derivatives=lambda y, a: (NORMAL_CDF(a) + a * EXP(-POWER(a, 2) / 2) / SQRT(2 * PI()),),
    sympy=lambda s, a: a * (1 + s.erf(a / s.sqrt(2))) / 2,
    latex=r"\operatorname{GELU}",
)


def _gelu_tanh(a: Any, tanh: Callable[[Any], Any], root: Any, cubic: Any) -> Any:
    return a * (1 + tanh(root * (a + cubic * a * a * a))) / 2


def _gelu_tanh_derivative(y: Quantity, a: Quantity) -> tuple[Any, ...]:
    root, cubic = SQRT(2 / PI()), Quantity(None, (), flint.fmpq(44715, 1000000), None, "0.044715")
    t = TANH(root * (a + cubic * POWER(a, 3)))
    return ((1 + t) / 2 + a / 2 * (1 - POWER(t, 2)) * root * (1 + 3 * cubic * POWER(a, 2)),)


GELU_TANH = row(
    "gelu_tanh",
    reference=("1", "0.84119199060827670478"),
    exact=only_at(0, 0),
    ball=lambda a: _gelu_tanh(a, lambda v: v.tanh(), (2 / flint.arb.pi()).sqrt(), flint.fmpq(44715, 1000000)),
    derivatives=_gelu_tanh_derivative,
    sympy=lambda s, a: _gelu_tanh(a, s.tanh, s.sqrt(2 / s.pi), s.Rational(44715, 1000000)),
    sign="gelu",
    latex=r"\operatorname{GELU}",
)
