"""The rules of a fully connected layer: forward, backward, gradients, updates.

Column form: z = W·x + b, one row of W per unit; row form: z = x·W + b, one column per unit. Samples stand as rows in
both. Reference: Nielsen, Neural Networks and Deep Learning (2015), ch. 2; the row form is that of Keras.
"""

from __future__ import annotations

import re
from typing import Any

from nncalc.engine import run as running
from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, add_to_rows, column_sums, outer, total
from nncalc.rules.activations import Activation, ActivationOptions, derivative, softmax_back
from nncalc.rules.losses import NO_TARGET, loss_derivative


def weighted(W: Tensor, x: Tensor, form: str) -> Tensor:
    """The weighted sums of a layer without its bias."""
    if form == "row":
        return x @ W
    return W @ x if len(x.shape) == 1 else x @ W.T


def plus_bias(z: Tensor, b: Tensor | Quantity | None) -> Tensor:
    """A bias per unit, or one number for the layer, or none."""
    if b is None:
        return z
    return add_to_rows(z, b) if isinstance(b, Tensor) and len(z.shape) == 2 else z + b


@rule("z is the weighted sum of the inputs plus the bias")
def affine(W: Tensor, x: Tensor, b: Any, form: str) -> Tensor:
    return plus_bias(weighted(W, x, form), b)


@affine.slip("bias-not-added", "leaves the bias out of z", 22)
def _(W: Tensor, x: Tensor, b: Any, form: str) -> Tensor:
    return weighted(W, x, form)


@affine.slip("bias-subtracted", "subtracts the bias instead of adding it", 22)
def _(W: Tensor, x: Tensor, b: Any, form: str) -> Tensor:
    if b is None:
        raise DoesNotApply
    return plus_bias(weighted(W, x, form), -b)


@rule("the error arriving at a layer comes back through the transposed weights of the next")
def back_through(W: Tensor, delta: Tensor, form: str) -> Tensor:
    if form == "row":
        return delta @ W.T
    return W.T @ delta if len(delta.shape) == 1 else delta @ W


@back_through.slip("weights-not-transposed", "multiplies by W instead of its transpose", 25)
def _(W: Tensor, delta: Tensor, form: str) -> Tensor:
    if W.shape[0] != W.shape[1]:
        raise DoesNotApply
    return back_through.right(W.T, delta, form)


@back_through.slip("first-path-only", "follows only one of the paths to the outputs", 11)
def _(W: Tensor, delta: Tensor, form: str) -> Tensor:
    return _through_one(W, delta, form, 0)


@back_through.slip("last-path-only", "follows only the last of the paths to the outputs", 11)
def _(W: Tensor, delta: Tensor, form: str) -> Tensor:
    return _through_one(W, delta, form, -1)


def _through_one(W: Tensor, delta: Tensor, form: str, unit: int) -> Tensor:
    """What comes back from one unit of the next layer alone."""
    units = delta.shape[-1]
    if units < 2:
        raise DoesNotApply
    weights = (W if form == "column" else W.T)[unit % units]
    kept = Tensor(weights.items, (1, len(weights)))
    one = Tensor(delta.items[unit % units :: units], (*delta.shape[:-1], 1), None, (), delta.name)
    return back_through.right(kept if form == "column" else kept.T, one, form)


@back_through.slip(
    "weight-gradients-sent-back", "sends the gradients of the weights back instead of the deltas times the weights", 12
)
def _(W: Tensor, delta: Tensor, form: str) -> Tensor:
    carried = _of_layer("a", W.name, -1)
    if carried is None:
        raise DoesNotApply
    if len(delta.shape) == 1:
        return column_sums(outer(delta, carried))
    sent = [column_sums(outer(*sample)) for sample in zip(delta, carried, strict=True)]
    return Tensor([q for sample in sent for q in sample.items], carried.shape)


def _of_layer(letter: str, name: str | None, step: int) -> Tensor | None:
    """The `z` or `a` of a neighbouring layer, by the name of something of this layer (`W2`, `z1`)."""
    found = re.fullmatch(r"(?:.*\.)?[A-Za-z]+(\d+)(?:_new)?", name or "")
    run = running.current()
    value = run.results.get(f"{run.prefix}{letter}{int(found[1]) + step}") if found else None
    return value if isinstance(value, Tensor) else None


@rule("delta is the arriving error times the derivative of the activation")
def delta_of(upstream: Tensor, activation: Activation, z: Tensor, a: Tensor, options: ActivationOptions) -> Tensor:
    """∂E/∂z of a layer from ∂E/∂a."""
    if activation.derivative is None:
        return softmax_back(upstream, a)
    if activation.name == "identity":
        return upstream
    return upstream * derivative(activation, z, a, options)


@delta_of.slip("derivative-left-out", "leaves out the derivative of the activation", 10)
def _(upstream: Tensor, activation: Activation, z: Tensor, a: Tensor, options: ActivationOptions) -> Tensor:
    return upstream


@delta_of.slip("other-layer-z", "takes the derivative at the z of another layer", 18)
def _(upstream: Tensor, activation: Activation, z: Tensor, a: Tensor, options: ActivationOptions) -> Tensor:
    if activation.derivative is None:
        raise DoesNotApply
    for step in (1, -1):
        other = _of_layer("z", z.name, step)
        if other is not None and other.shape == z.shape:
            return upstream * derivative.right(activation, other, activation.value(other, options), options)
    raise DoesNotApply


@delta_of.slip("jacobian-diagonal-only", "takes only the diagonal of the softmax Jacobian", 39)
def _(upstream: Tensor, activation: Activation, z: Tensor, a: Tensor, options: ActivationOptions) -> Tensor:
    if activation.derivative is not None:
        raise DoesNotApply
    return upstream * (a * (1 - a))


@rule("softmax with cross-entropy, or sigmoid with binary cross-entropy: the long chain is y − t")
def short_delta(y: Tensor, t: Tensor, divisor: int) -> Tensor:
    difference = y - t
    return difference if divisor == 1 else difference / divisor


@short_delta.slip("target-left-out", NO_TARGET, 2)
def _(y: Tensor, t: Tensor, divisor: int) -> Tensor:
    return y if divisor == 1 else y / divisor


@short_delta.slip("slope-as-well", "multiplies y − t by y(1 − y) as well", 99)
def _(y: Tensor, t: Tensor, divisor: int) -> Tensor:
    return short_delta.right(y, t, divisor) * (y * (1 - y))


CHAIN = (loss_derivative, delta_of, derivative)
"""The rules of the long chain from the loss to the net of the output layer."""


def chain_departs() -> bool:
    """Whether this run replaces a rule of the long chain: the slip goes on where the short form would lose it."""
    return not running.current().choice.keys().isdisjoint(CHAIN)


@rule("the gradient of a weight is the delta of its unit times the input it carries")
def weight_gradient(delta: Tensor, x: Tensor, form: str) -> Tensor:
    """dW, shaped like W: δ·xᵀ in column form, xᵀ·δ in row form; over samples the sum."""
    if len(x.shape) == 1:
        return outer(delta, x) if form == "column" else outer(x, delta, "row")
    return delta.T @ x if form == "column" else x.T @ delta


@weight_gradient.slip("input-left-out", "leaves out the input the weight carries", 24)
def _(delta: Tensor, x: Tensor, form: str) -> Tensor:
    ones = Tensor([q / q if q.value != 0 else q * 0 + 1 for q in x.items], x.shape)
    return weight_gradient.right(delta, ones, form)


@rule("the gradient of a bias is the delta of its unit")
def bias_gradient(delta: Tensor, shared: bool) -> Tensor | Quantity:
    """db: one per unit (summed over samples), or one number for a shared bias."""
    if shared:
        return total(delta)
    return delta if len(delta.shape) == 1 else column_sums(delta)


@rule("every parameter moves against its gradient: w − {lr}·∂E/∂w")
def updated(parameter: Any, gradient: Any, rate: Quantity) -> Any:
    return parameter - rate * gradient


@updated.slip("ascends", "adds the gradient step instead of subtracting it", 19)
def _(parameter: Any, gradient: Any, rate: Quantity) -> Any:
    return parameter + rate * gradient


@updated.slip("rate-left-out", "leaves out the learning rate", 26)
def _(parameter: Any, gradient: Any, rate: Quantity) -> Any:
    return parameter - gradient


@updated.slip("transposed", "writes the matrix transposed, as the other form= has it")
def _(parameter: Any, gradient: Any, rate: Quantity) -> Any:
    if not isinstance(parameter, Tensor) or len(parameter.shape) != 2 or parameter.shape[0] != parameter.shape[1]:
        raise DoesNotApply  # another shape is no answer
    return updated.right(parameter, gradient, rate).T


@rule("a bias moves like a weight: b − {lr}·∂E/∂b")
def updated_bias(parameter: Any, gradient: Any, rate: Quantity) -> Any:
    return parameter - rate * gradient


@updated_bias.slip("bias-not-updated", "does not update the bias", 23)
def _(parameter: Any, gradient: Any, rate: Quantity) -> Any:
    return parameter


@updated_bias.slip("rate-left-out", "leaves out the learning rate", 26)
def _(parameter: Any, gradient: Any, rate: Quantity) -> Any:
    return parameter - gradient


@updated_bias.slip("bias-ascends", "adds the step to the bias instead of subtracting it", 23)
def _(parameter: Any, gradient: Any, rate: Quantity) -> Any:
    return parameter + rate * gradient
