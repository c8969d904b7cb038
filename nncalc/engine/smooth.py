"""Rows of the operation table: activations that are smooth everywhere, what their formulas are made of, and the inverse
functions of trigonometry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nncalc.engine.decide import sign
from nncalc.engine.domains import DomainError, atom_but_at, only_at
from nncalc.engine.elementary import EXP, PI, POWER, SQRT
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Operation, Quantity, row
from nncalc.words import say

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
SINH: Operation = row(
    "sinh",
    reference=("1", "1.1752011936438014569"),
    typed=("sinh",),
    exact=only_at(0, 0),
    ball=lambda a: a.sinh(),
    residue=lambda a: (a.exp() - (-a).exp()) / 2,
    derivatives=lambda y, a: (COSH(a),),
    sympy=lambda s, a: s.sinh(a),
    latex=r"\sinh",
)
COSH: Operation = row(
    "cosh",
    reference=("1", "1.5430806348152437785"),
    typed=("cosh",),
    exact=only_at(0, 1),
    ball=lambda a: a.cosh(),
    residue=lambda a: (a.exp() + (-a).exp()) / 2,
    derivatives=lambda y, a: (SINH(a),),
    sympy=lambda s, a: s.cosh(a),
    latex=r"\cosh",
)
ERF = row(
    "erf",
    reference=("1", "0.84270079294971486934"),
    typed=("erf",),
    exact=only_at(0, 0),
    ball=lambda a: a.erf(),
    residue=atom_but_at("erf", 0, 0),
    derivatives=lambda y, a: (2 * EXP(-POWER(a, 2)) / SQRT(PI()),),
    sympy=lambda s, a: s.erf(a),
)
SOFTPLUS = row(
    "softplus",
    reference=("1", "1.313261687518222834"),
    typed=("softplus",),
    ball=lambda a: (1 + a.exp()).log(),
    derivatives=lambda y, a: (SIGMOID(a),),
    sympy=lambda s, a: s.log(1 + s.exp(a)),
)


def _mish_derivative(y: Quantity, a: Quantity) -> tuple[Any, ...]:
    t = TANH(SOFTPLUS(a))
    return (t + a * (1 - POWER(t, 2)) * SIGMOID(a),)


MISH = row(
    "mish",
    reference=("1", "0.86509838826731034612"),
    typed=("mish",),
    exact=only_at(0, 0),
    ball=lambda a: a * (1 + a.exp()).log().tanh(),
    derivatives=_mish_derivative,
    sympy=lambda s, a: a * s.tanh(s.log(1 + s.exp(a))),
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


def _arc_domain(written: str, at_one: Callable[[], Any], at_minus_one: Callable[[], Any]) -> Callable[[Quantity], Any]:
    """Refuses what is outside −1 to 1; a formula that is 1 has the value at 1, where a ball around 1 finds none."""

    def domain(a: Quantity) -> Any:
        below, above = sign(1 - a), sign(1 + a)
        if below < 0 or above < 0:
            raise DomainError(say("{written} needs a number from -1 to 1", written=written), name=a.name)
        return at_one() if below == 0 else at_minus_one() if above == 0 else None

    return domain


ASIN = row(
    "asin",
    reference=("1/2", "0.52359877559829887308"),
    typed=("asin", "arcsin"),
    exact=only_at(0, 0),
    ball=lambda a: a.asin(),
    residue=atom_but_at("asin", 0, 0),
    derivatives=lambda y, a: (1 / SQRT(1 - POWER(a, 2)),),
    domain=_arc_domain("arcsin", lambda: flint.arb.pi() / 2, lambda: -flint.arb.pi() / 2),
    sympy=lambda s, a: s.asin(a),
    sign="arcsin",
    latex=r"\arcsin",
)
ACOS = row(
    "acos",
    reference=("1/2", "1.0471975511965977462"),
    typed=("acos", "arccos"),
    exact=only_at(1, 0),
    ball=lambda a: a.acos(),
    derivatives=lambda y, a: (-(1 / SQRT(1 - POWER(a, 2))),),
    domain=_arc_domain("arccos", lambda: flint.fmpq(0), lambda: flint.arb.pi()),
    sympy=lambda s, a: s.acos(a),
    sign="arccos",
    latex=r"\arccos",
)
ATAN = row(
    "atan",
    reference=("1", "0.78539816339744830962"),
    typed=("atan", "arctan"),
    exact=only_at(0, 0),
    ball=lambda a: a.atan(),
    residue=atom_but_at("atan", 0, 0),
    derivatives=lambda y, a: (1 / (1 + POWER(a, 2)),),
    sympy=lambda s, a: s.atan(a),
    sign="arctan",
    latex=r"\arctan",
)
