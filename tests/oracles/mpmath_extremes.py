"""Where smooth activations are least and where they are steepest, found by mpmath from their definitions alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import mpmath


def sigmoid(x: Any) -> Any:
    return 1 / (1 + mpmath.exp(-x))


def gelu_tanh(x: Any) -> Any:
    return x * (1 + mpmath.tanh(mpmath.sqrt(2 / mpmath.pi) * (x + mpmath.mpf(44715) / 10**6 * x**3))) / 2


SMOOTH: dict[str, Callable[[Any], Any]] = {
    "sigmoid": sigmoid,
    "tanh": mpmath.tanh,
    "silu": lambda x: x * sigmoid(x),
    "gelu": lambda x: x * mpmath.ncdf(x),
    "mish": lambda x: x * mpmath.tanh(mpmath.log(1 + mpmath.exp(x))),
}
NOT_MONOTONE = {name: SMOOTH[name] for name in ("silu", "gelu", "mish")} | {"gelu-tanh": gelu_tanh}


@cache
def places(digits: int) -> tuple[Any, ...]:
    """The zeros of the first and of the second derivatives, to that many digits."""
    found = []
    with mpmath.workdps(digits + 20):
        for function in NOT_MONOTONE.values():
            for order, between in ((1, (-1.5, -0.5)), (2, (1.2, 2.8))):
                derivative = partial(mpmath.diff, function, n=order)
                found.append(mpmath.findroot(derivative, between, solver="anderson", maxsteps=200))
    return tuple(found)


def extreme_near(value: str, digits: int) -> Any:
    """The place that a number of the engine stands for: mpmath's own, within a billionth of it; None where none is."""
    near = [place for place in places(digits) if abs(place - mpmath.mpf(value)) < mpmath.mpf(10) ** -9]
    return near[0] if near else None
