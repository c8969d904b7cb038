"""Local response normalisation: each value divided by a power of the squares of the channels around it.

References: Krizhevsky and others 2012 (the factor alpha), PyTorch's LocalResponseNorm (alpha/n).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.elementary import POWER
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.tensor import Tensor, lift, notation, total
from nncalc.errors import InputError
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

WINDOW = notation("sum over window", "call", "sum over the window of ", 0)


class Response(NamedTuple):
    """The constants of lrn; factor: alpha, or alpha/n."""

    n: int
    factor: Quantity
    beta: Quantity
    k: Quantity


@rule("the window around a channel has n channels, fewer at the edges")
def window_sums(x: Tensor, n: int) -> Tensor:
    """The sums over (n − 1)/2 channels to both sides. x: C, N×C, N×C×L, …"""
    return summed(x, n // 2)


@window_sums.slip("window-off-by-one", "takes n channels to both sides")
def _(x: Tensor, n: int) -> Tensor:
    return summed(x, n)


def summed(x: Tensor, reach: int) -> Tensor:
    axis = min(len(x.shape) - 1, 1)
    channels, cells = x.shape[axis], 1
    for size in x.shape[axis + 1 :]:
        cells *= size
    items = []
    for at in range(len(x.items)):
        channel = at // cells % channels
        first, last = max(0, channel - reach), min(channels - 1, channel + reach)
        items.append(total([x.items[at + (c - channel) * cells] for c in range(first, last + 1)]))
    return Tensor(items, x.shape, WINDOW, (x,))


@rule("a value is divided by the power of its scale")
def responded(x: Tensor, scale: Tensor, beta: Quantity) -> Tensor:
    """y = x/s^β."""
    return x / lift(POWER, scale, beta)


@responded.slip("power-left-out", "divides by the scale, without the power")
def _(x: Tensor, scale: Tensor, beta: Quantity) -> Tensor:
    return x / scale


@rule("a value counts for its own output, and for the scale of every channel whose window it stands in")
def response_back(upstream: Tensor, x: Tensor, scale: Tensor, dscale: Tensor, response: Response) -> Tensor:
    """∂L/∂x = ∂L/∂y/s^β + 2αx·Σ ∂L/∂s."""
    return upstream / lift(POWER, scale, response.beta) + 2 * response.factor * x * window_sums(dscale, response.n)


@response_back.slip("neighbours-left-out", "leaves out the scales of the neighbours")
def _(upstream: Tensor, x: Tensor, scale: Tensor, dscale: Tensor, response: Response) -> Tensor:
    return upstream / lift(POWER, scale, response.beta) + 2 * response.factor * x * dscale


def work_response(run: Run, x: Tensor, response: Response, upstream: Tensor | None) -> None:
    """The lines of lrn. Raises InputError where a scale is not above 0."""
    run.section("window")
    run.words("lrn", n=response.n)
    squares = run.let("squares", window_sums(lift(POWER, x, constant(2)), response.n))
    scale = run.let("scale", response.k + response.factor * squares)
    for q in scale.items:
        if q.value is not None and sign(q) <= 0:
            raise InputError(
                say("a scale is not above 0, and has no power"), name="k", expected=say("k above 0, alpha not below 0")
            )
    run.section("output")
    run.let("y", responded(x, scale, response.beta))
    run.answer("y")
    if upstream is None:
        run.lacks("dx|dscale", say("a gradient needs upstream"), "upstream=1,0,0,0")
        return
    run.section("backward")
    power: Any = lift(POWER, scale, response.beta + 1)
    dscale = run.let("dscale", -(response.beta * upstream * x / power))
    run.let("dx", response_back(upstream, x, scale, dscale, response))
    run.words("zero lrn")
    run.answer("dx")
