"""Where an activation is least and where its slope is largest, enclosed and proven where no closed form exists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nncalc.engine.lazy import flint
from nncalc.engine.operations import SQRT
from nncalc.engine.quantity import Quantity, constant

_CUBIC = (44715, 1000000)
"""Of the tanh form of GELU: u = √(2/π)·(x + 0.044715·x³). Hendrycks and Gimpel 2016."""


def enclosed(function: Callable[[Any], Any], low: tuple[int, int], high: tuple[int, int]) -> Quantity:
    """The only zero of a function between two fractions, at which its sign changes, as narrow as the precision allows.

    Bisection; the sign of each middle is proven by ball arithmetic, and the last interval is the enclosure.
    """
    below, above = flint.arb(flint.fmpq(*low)), flint.arb(flint.fmpq(*high))
    rising = function(above) > 0
    for _ in range(flint.ctx.prec):
        middle = ((below + above) / 2).mid()
        value = function(middle)
        if not (value > 0 or value < 0):
            break
        if (value > 0) == rising:
            above = middle
        else:
            below = middle
    return Quantity(None, (), below.union(above))


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + (-x).exp())


def _silu_slope(x: Any) -> Any:
    return 1 + x * (1 - _sigmoid(x))


def _silu_bend(x: Any) -> Any:
    return 2 + x * (1 - 2 * _sigmoid(x))


def _gelu_slope(x: Any) -> Any:
    root = flint.arb(2).sqrt()
    return (1 + (x / root).erf()) / 2 + x * (-x * x / 2).exp() / (2 * flint.arb.pi()).sqrt()


def _tanh_parts(x: Any) -> tuple[Any, Any, Any]:
    """tanh u, u′ and u″ of the tanh form of GELU."""
    root, cubic = (2 / flint.arb.pi()).sqrt(), flint.fmpq(*_CUBIC)
    return (root * (x + cubic * x**3)).tanh(), root * (1 + 3 * cubic * x**2), root * 6 * cubic * x


def _gelu_tanh_slope(x: Any) -> Any:
    t, first, _ = _tanh_parts(x)
    return 1 + t + x * (1 - t * t) * first


def _gelu_tanh_bend(x: Any) -> Any:
    t, first, second = _tanh_parts(x)
    return first + x / 2 * (second - 2 * t * first * first)


def _mish_slope(x: Any) -> Any:
    t, s = (1 + x.exp()).log().tanh(), _sigmoid(x)
    return t + x * (1 - t * t) * s


def _mish_bend(x: Any) -> Any:
    t, s = (1 + x.exp()).log().tanh(), _sigmoid(x)
    return 2 + x * (1 - s - 2 * t * s)


LEAST: dict[str, Callable[[], Quantity]] = {
    "silu": lambda: enclosed(_silu_slope, (-2, 1), (-1, 1)),
    "gelu": lambda: enclosed(_gelu_slope, (-1, 1), (-1, 2)),
    "gelu-tanh": lambda: enclosed(_gelu_tanh_slope, (-1, 1), (-1, 2)),
    "mish": lambda: enclosed(_mish_slope, (-2, 1), (-1, 1)),
}
"""Where an activation that is not monotone is least: the zero of its slope."""

STEEPEST: dict[str, Callable[[], Quantity]] = {
    "sigmoid": lambda: constant(0),
    "tanh": lambda: constant(0),
    "softsign": lambda: constant(0),
    "gelu": lambda: SQRT(constant(2)),
    "gelu-tanh": lambda: enclosed(_gelu_tanh_bend, (1, 1), (2, 1)),
    "silu": lambda: enclosed(_silu_bend, (2, 1), (3, 1)),
    "mish": lambda: enclosed(_mish_bend, (1, 1), (2, 1)),
}
"""Where the slope is largest, of those activations that have one such place: the zero of the second derivative."""
