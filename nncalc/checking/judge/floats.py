"""The operations of the tape on floats: they screen what may explain a figure, and decide nothing.

Where a function is undefined its value is nan; too large a number is inf.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

NAN, INF = math.nan, math.inf


NOTHING = 1e-12
"""A float so near to a border stands for what is on it: .1 + .2 − .3 is no positive number."""


def _sign(a: float) -> float:
    return 0.0 if abs(a) < NOTHING else float((a > 0) - (a < 0))


def _power(a: float, b: float) -> float:
    found = a**b
    return NAN if isinstance(found, complex) else found


def _divide(a: float, b: float) -> float:
    return a / b if b else NAN


def _sigmoid(a: float) -> float:
    return 1 / (1 + math.exp(-a)) if a > -700 else 0.0


def _softplus(a: float) -> float:
    return math.log1p(math.exp(a)) if a < 40 else a


def _gelu_tanh(a: float) -> float:
    return a * (1 + math.tanh(math.sqrt(2 / math.pi) * (a + 0.044715 * a * a * a))) / 2


def _normal(a: float) -> float:
    return (1 + math.erf(a / math.sqrt(2))) / 2


def _elu(a: float, alpha: float) -> float:
    return a if a > 0 else alpha * math.expm1(a)


UNARY: dict[str, Callable[[float], float]] = {
    "let": lambda a: a,
    "negate": operator.neg,
    "exp": lambda a: math.exp(a) if a < 709 else INF,
    "log": math.log,
    "log2": math.log2,
    "log10": math.log10,
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "tanh": math.tanh,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "normal_cdf": _normal,
    "gelu": lambda a: a * _normal(a),
    "gelu_tanh": _gelu_tanh,
    "relu": lambda a: a if a > 0 else 0.0,
    "softsign": lambda a: a / (1 + abs(a)),
    "hard_sigmoid": lambda a: min(1.0, max(0.0, a / 6 + 0.5)),
    "hard_sigmoid_slope": lambda a: 1 / 6 if -3 < a < 3 else 0.0,
    "abs": abs,
    "sign": _sign,
    "step": lambda a: float(a >= -NOTHING),
    "floor": lambda a: float(math.floor(a + NOTHING)),
    "ceil": lambda a: float(math.ceil(a - NOTHING)),
}
BINARY: dict[str, Callable[[float, float], float]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": _divide,
    "power": _power,
    "maximum": max,
    "minimum": min,
    "relu_slope": lambda a, at: at if abs(a) < NOTHING else float(a > 0),
    "leaky_relu": lambda a, alpha: a if a > 0 else alpha * a,
    "elu": _elu,
}
FOLDED = frozenset({"total", "dot", "where_negative"})
"""Operations of many operands, made of additions and products of two."""
KNOWN = frozenset({*UNARY, *BINARY, *FOLDED})
SYMMETRIC = frozenset({"add", "multiply", "maximum", "minimum"})


def applied(function: Callable[..., Any], *operands: float) -> float:
    """A function of floats, whatever they are."""
    try:
        return function(*operands)
    except (ValueError, ZeroDivisionError, TypeError):
        return NAN
    except OverflowError:
        return INF
