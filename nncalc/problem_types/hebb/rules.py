"""The rules of `hebb`: how weights move by what goes in and what comes out.

References: Hebb 1949; Widrow and Hoff 1960; Oja 1982; Fausett, Fundamentals of Neural Networks (1994), §2.2.
"""

from __future__ import annotations

from typing import Any

from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, dot


@rule("the net is the sum of the weights times the inputs, and the bias")
def net_of(x: Tensor, w: Tensor, b: Quantity | None) -> Quantity:
    products = dot(w.items, x.items)
    return products if b is None else products + b


@net_of.slip("bias-not-added", "leaves the bias out of the net")
def _(x: Tensor, w: Tensor, b: Quantity | None) -> Quantity:
    if b is None:
        raise DoesNotApply
    return net_of.right(x, w, None)


@rule("the weights are those that the sample before has left")
def newest(w: Any, start: Any) -> Any:
    """What a sample meets: not the weights that its pass began with."""
    return w


@newest.slip("epoch-start-weights", "goes on with the weights of the epoch's start instead of the newest")
def _(w: Any, start: Any) -> Any:
    return start


def _along(x: Tensor | None, size: Quantity) -> Any:
    """A size along the input; of the bias the size itself."""
    return size if x is None else size * x


@rule("Hebb's change is {lr}·x times the target, or without targets the output")
def hebbian(x: Any, out: Quantity, lr: Quantity) -> Any:
    """Of all weights; without x of the bias, whose input is 1."""
    return _along(x, lr * out)


@hebbian.slip("target-left-out", "leaves out the target, or the output")
def _(x: Any, out: Quantity, lr: Quantity) -> Any:
    return _along(x, lr)


@hebbian.slip("rate-left-out", "leaves out the learning rate")
def _(x: Any, out: Quantity, lr: Quantity) -> Any:
    return _along(x, out)


@rule("the change of the delta rule is {lr}·x times t − net")
def corrected(x: Any, error: Quantity, lr: Quantity) -> Any:
    return _along(x, lr * error)


@corrected.slip("rate-left-out", "leaves out the learning rate")
def _(x: Any, error: Quantity, lr: Quantity) -> Any:
    return _along(x, error)


@corrected.slip("input-left-out", "leaves out the input the weight carries")
def _(x: Any, error: Quantity, lr: Quantity) -> Any:
    if x is None:
        raise DoesNotApply
    return Tensor([lr * error for _ in x.items], x.shape)


@rule("the error is the target less the net")
def error_of(t: Quantity, net: Quantity) -> Quantity:
    return t - net


@error_of.slip("difference-reversed", "turns the difference round (net − t)")
def _(t: Quantity, net: Quantity) -> Quantity:
    return net - t


@error_of.slip("target-for-error", "takes the target for the error")
def _(t: Quantity, net: Quantity) -> Quantity:
    return t


@rule("Oja's change is {lr}·y·(x − y·w)")
def oja(x: Tensor, y: Quantity, w: Tensor, lr: Quantity) -> Any:
    return lr * y * (x - y * w)


@oja.slip("decay-left-out", "leaves out the decay")
def _(x: Tensor, y: Quantity, w: Tensor, lr: Quantity) -> Any:
    return lr * y * x


@oja.slip("output-not-squared", "takes y·w for y²·w")
def _(x: Tensor, y: Quantity, w: Tensor, lr: Quantity) -> Any:
    return lr * y * (x - w)


@oja.slip("rate-left-out", "leaves out the learning rate")
def _(x: Tensor, y: Quantity, w: Tensor, lr: Quantity) -> Any:
    return y * (x - y * w)
