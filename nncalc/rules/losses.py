"""The rules of a loss: of one sample, of several, and its derivatives, with the slips beside them."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import is_formally_zero
from nncalc.engine.operations import LOG, POWER, SUB
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, total
from nncalc.rules.activations import complement
from nncalc.rules.loss_functions import LOSSES, NONE, Loss, LossOptions, entropy, is_zero, logarithm, over
from nncalc.rules.ratios import is_defined
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


@rule("the terms of a sample are added up, or averaged over the outputs, as the kind of the loss says")
def sample_loss(loss: Loss, y: Tensor, t: Tensor, options: LossOptions = NONE) -> Quantity:
    value: Quantity = entropy_loss(loss, y, t, options) if loss.entropy else loss.value(y, t, options)
    return value


def logarithm_of(problem: Any) -> str:
    """The base of the logarithm that a network's loss is made of; "" where it has none."""
    return "e" if LOSSES[problem.loss].entropy else ""


def _only(loss: Loss, *names: str) -> None:
    if loss.name not in names:
        raise DoesNotApply


@sample_loss.slip("mean-left-out", "adds the outputs up where they are averaged", 21)
def _(loss: Loss, y: Tensor, t: Tensor, options: LossOptions = NONE) -> Quantity:
    if not loss.averaged or len(y.items) < 2:
        raise DoesNotApply
    return len(y.items) * sample_loss.right(loss, y, t, options)


@sample_loss.slip("mean-for-sum", "averages over the outputs where they are added up", 21)
def _(loss: Loss, y: Tensor, t: Tensor, options: LossOptions = NONE) -> Quantity:
    if loss.averaged or len(y.items) < 2:
        raise DoesNotApply
    return sample_loss.right(loss, y, t, options) / len(y.items)


SQUARED = ("half-sse", "sse", "half-mse", "mse", "huber")


@sample_loss.slip("factor-two", "carries a factor 2 too many (or forgets the ½)", 20)
def _(loss: Loss, y: Tensor, t: Tensor, options: LossOptions = NONE) -> Quantity:
    _only(loss, *SQUARED)
    return 2 * sample_loss.right(loss, y, t, options)


@sample_loss.slip("factor-half", "carries a factor ½ too many", 20)
def _(loss: Loss, y: Tensor, t: Tensor, options: LossOptions = NONE) -> Quantity:
    _only(loss, *SQUARED)
    return sample_loss.right(loss, y, t, options) / 2


@rule("an output of an entropy counts by minus its logarithm, times its target")
def entropy_loss(loss: Loss, y: Tensor, t: Tensor, options: LossOptions = NONE) -> Quantity:
    return loss.value(y, t, options)


@entropy_loss.slip("one-minus-p", "takes 1 − p for −ln p", 34)
def _(loss: Loss, y: Tensor, t: Tensor, options: LossOptions = NONE) -> Quantity:
    if loss.name == "cross-entropy":
        return entropy(y, t, options, lambda p, q: p * (1 - q))
    right, wrong = (entropy(*of, options, lambda p, q: p * (1 - q)) for of in ((y, t), (complement(y), 1 - t)))
    return over(right + wrong, len(y.items))


@entropy_loss.slip("logarithm-left-out", "takes p for −ln p", 34)
def _(loss: Loss, y: Tensor, t: Tensor, options: LossOptions = NONE) -> Quantity:
    if loss.name == "cross-entropy":
        return entropy(y, t, options, lambda p, q: p * q)
    right, wrong = (entropy(*of, options, lambda p, q: p * q) for of in ((y, t), (complement(y), 1 - t)))
    return over(right + wrong, len(y.items))


@entropy_loss.slip("entropy-for-cross-entropy", "takes the entropy of the outputs, without the targets")
def _(loss: Loss, y: Tensor, t: Tensor, options: LossOptions = NONE) -> Quantity:
    terms = [y.items, *([complement(y).items] if loss.name == "bce" else [])]
    whole = total([q * logarithm(q, options.log) for items in terms for q in items])
    return -(over(whole, len(y.items)) if loss.averaged else whole)


@entropy_loss.slip("squares-for-cross-entropy", "takes the squared errors for the entropy")
def _(loss: Loss, y: Tensor, t: Tensor, options: LossOptions = NONE) -> Quantity:
    squares = total([POWER(difference, 2) for difference in (y - t).items])
    return over(squares, len(y.items)) if loss.averaged else squares


@entropy_loss.slip("minus-lost", "loses the minus in front of the logarithm", 40)
def _(loss: Loss, y: Tensor, t: Tensor, options: LossOptions = NONE) -> Quantity:
    return -loss.value(y, t, options)


@entropy_loss.slip("positive-term-only", "keeps only the term t·ln y of the binary cross-entropy", 41)
def _(loss: Loss, y: Tensor, t: Tensor, options: LossOptions = NONE) -> Quantity:
    _only(loss, "bce")
    return -over(entropy(y, t, options, lambda p, q: p * logarithm(q, options.log)), len(y.items))


@entropy_loss.slip("negative-term-only", "keeps only the term (1 − t)·ln(1 − y) of the binary cross-entropy", 41)
def _(loss: Loss, y: Tensor, t: Tensor, options: LossOptions = NONE) -> Quantity:
    _only(loss, "bce")
    return -over(entropy(complement(y), 1 - t, options, lambda p, q: p * logarithm(q, options.log)), len(y.items))


def say_infinite(run: Run, loss: Loss, value: Quantity, row: int | None = None) -> None:
    """Say why the loss of a sample is infinite, if it is; `row`: which sample of several."""
    if not is_defined(value) and not value.value.is_nan():
        key = "infinite binary" if loss.of == "probabilities" else "infinite"
        run.words(key if row is None else say("{key} row", key=key), row=row)


@rule("the derivative of a loss that is averaged over its outputs is divided by their number, that of a sum is not")
def outputs_averaged(loss: Loss, n: int) -> int:
    """What the derivative is divided by: n, or 1."""
    return n if loss.averaged else 1


@outputs_averaged.slip("mean-left-out", "adds the outputs up where they are averaged", 21)
def _(loss: Loss, n: int) -> int:
    if not loss.averaged or n < 2:
        raise DoesNotApply
    return 1


@outputs_averaged.slip("mean-for-sum", "averages over the outputs where they are added up", 21)
def _(loss: Loss, n: int) -> int:
    if loss.averaged or n < 2:
        raise DoesNotApply
    return n


@rule("the derivative of the loss with respect to the outputs")
def loss_derivative(loss: Loss, y: Tensor, t: Tensor, samples: Any, options: LossOptions = NONE) -> Tensor:
    """∂E/∂y; `samples` is N under the mean over samples, 1 under the sum, Σ of the weights under the weighted mean."""
    n = outputs_averaged(loss, y.shape[-1])
    derivative = loss.derivative(y, t, n, options)
    return scaled(derivative if loss.averaged else over(derivative, n), loss, samples, options)


def scaled(derivative: Tensor, loss: Loss, samples: Any, options: LossOptions) -> Tensor:
    """A derivative with the weights put in, in the base of the logarithm, over the samples."""
    if options.weights is not None:
        derivative = _weighed(options.weights, derivative)
    if loss.entropy and options.log != "e":
        derivative = over(derivative, LOG(int(options.log)))
    return over(derivative, samples)


def _weighed(weights: Tensor, derivative: Tensor) -> Tensor:
    """w∘x; 0 where the weight leaves a term of infinite slope out of the loss."""
    left_out = [is_zero(w) and not is_defined(q) for w, q in zip(weights.items, derivative.items, strict=True)]
    whole = weights * derivative
    items = [constant(0) if out else q for out, q in zip(left_out, whole.items, strict=True)]
    return Tensor(items, whole.shape, whole.operation, whole.operands)


@loss_derivative.slip("factor-two", "carries a factor 2 too many (or forgets the ½)", 20)
def _(loss: Loss, y: Tensor, t: Tensor, samples: Any, options: LossOptions = NONE) -> Tensor:
    return 2 * loss_derivative.right(loss, y, t, samples, options)


@loss_derivative.slip("gradient-reversed", "turns the derivative round (t − y for y − t)", 40)
def _(loss: Loss, y: Tensor, t: Tensor, samples: Any, options: LossOptions = NONE) -> Tensor:
    return -loss_derivative.right(loss, y, t, samples, options)


@loss_derivative.slip("factor-half", "carries a factor ½ too many (or forgets the 2)", 20)
def _(loss: Loss, y: Tensor, t: Tensor, samples: Any, options: LossOptions = NONE) -> Tensor:
    return loss_derivative.right(loss, y, t, samples, options) / 2


Less = Callable[[Any, Any], Any]
"""How the target comes off the output."""
NO_TARGET = "leaves the target out of the gradient"


def without(y: Any, t: Any) -> Any:
    """The output without its target taken off: the mistake."""
    return y


@rule("sigmoid with bce, softmax with cross-entropy: the derivative with respect to the logits is y − t")
def logit_derivative(
    loss: Loss, y: Tensor, t: Tensor, samples: Any, options: LossOptions = NONE, less: Less = operator.sub
) -> Tensor:
    """∂E/∂z from outputs y that are the sigmoid (bce) or the softmax of z; with class weights y·Σw∘t − w∘t."""
    if loss.of == "probabilities":
        return scaled(over(less(y, t), outputs_averaged(loss, y.shape[-1])), loss, samples, options)
    weighted = t if options.weights is None else options.weights * t
    width, items = y.shape[-1], []
    for i in range(0, len(y.items), width):
        row = weighted.items[i : i + width]
        mass = total([q for q in row if not is_zero(q)] or [constant(0)])
        one = is_zero(mass - 1) if mass.value is not None else options.weights is None  # `sum_is_assumed`
        items += [less(q if one else q * mass, p) for q, p in zip(y.items[i : i + width], row, strict=True)]
    plain = Tensor(items, y.shape, *((SUB, (y, weighted)) if sums_to_one(t) and options.weights is None else ()))
    return scaled(over(plain, outputs_averaged(loss, width)), loss, samples, options._replace(weights=None))


def is_difference(loss: Loss, activation: str, t: Tensor) -> bool:
    """Whether ∂E/∂z is y − t after this activation; after a softmax only where every row of targets sums to 1."""
    return loss.activation == activation and (loss.of == "probabilities" or sums_to_one(t))


def sums_to_one(t: Tensor) -> bool:
    """Whether every row sums to 1 (taken on trust while one is a symbol: `sum_is_assumed`)."""
    return all(q.value is None or is_zero(q - 1) for q in _row_sums(t))


def sum_is_assumed(loss: Loss, t: Tensor) -> bool:
    """Whether y − t takes it on trust that a row sums to 1: there are symbols, other than p and 1 − p."""
    return loss.of == "distribution" and any(q.value is None and not is_formally_zero(q - 1) for q in _row_sums(t))


def _row_sums(t: Tensor) -> list[Quantity]:
    width = t.shape[-1]
    return [total(t.items[i : i + width]) for i in range(0, len(t.items), width)]


@logit_derivative.slip("target-left-out", NO_TARGET, 2)
def _(loss: Loss, y: Tensor, t: Tensor, samples: Any, options: LossOptions = NONE) -> Tensor:
    return logit_derivative.right(loss, y, t, samples, options, without)


@logit_derivative.slip("slope-as-well", "multiplies y − t by y(1 − y) as well", 99)
def _(loss: Loss, y: Tensor, t: Tensor, samples: Any, options: LossOptions = NONE) -> Tensor:
    return logit_derivative.right(loss, y, t, samples, options) * (y * (1 - y))


@logit_derivative.slip("gradient-reversed", "turns the gradient round (t − y)", 40)
def _(loss: Loss, y: Tensor, t: Tensor, samples: Any, options: LossOptions = NONE) -> Tensor:
    return -logit_derivative.right(loss, y, t, samples, options)


@logit_derivative.slip("jacobian-diagonal-only", "takes only the diagonal of the softmax Jacobian", 39)
def _(loss: Loss, y: Tensor, t: Tensor, samples: Any, options: LossOptions = NONE) -> Tensor:
    if loss.of != "distribution":
        raise DoesNotApply
    weighted = t if options.weights is None else options.weights * t
    return scaled(weighted * (y - 1), loss, samples, options._replace(weights=None))
