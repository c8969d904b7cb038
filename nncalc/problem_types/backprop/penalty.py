"""The penalty on the weights that `regularize` adds to the loss, and to the gradients.

λ·½Σw² or λ·Σw² (ridge, weight decay) and λ·Σ|w| (lasso), over the weights of all layers, never over biases. It is added once
to the loss of all samples. Reference: Goodfellow, Bengio and Courville, Deep Learning (2016), 7.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.operations import ABS, POWER
from nncalc.engine.piecewise import SIGN
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, lift, total

if TYPE_CHECKING:
    from collections.abc import Sequence


@rule("the penalty is {strength} times the sum of the squared (or absolute) weights, of no bias")
def penalty_of(weights: Sequence[Tensor], biases: Sequence[Any], strength: Quantity, kind: str, form: str) -> Quantity:
    """λ·½Σw² under half, λ·Σw² under whole, λ·Σ|w| of l1; `biases` are None where a layer has none."""
    items = [w for W in weights for w in W.items]
    if kind == "l1":
        return strength * total([ABS(w) for w in items])
    whole = total([POWER(w, 2) for w in items])
    return strength / 2 * whole if form == "half" else strength * whole


@penalty_of.slip("bias-penalised", "penalises the biases too")
def _(weights: Sequence[Tensor], biases: Sequence[Any], strength: Quantity, kind: str, form: str) -> Quantity:
    too = [b if isinstance(b, Tensor) else Tensor([b], (1,)) for b in biases if b is not None]
    if not too:
        raise DoesNotApply
    return penalty_of.right([*weights, *too], (), strength, kind, form)


@rule("the penalty is added to the loss")
def with_penalty(loss: Quantity, penalty: Quantity) -> Quantity:
    return loss + penalty


@with_penalty.slip("penalty-left-out-of-loss", "leaves the penalty out of the loss")
def _(loss: Quantity, penalty: Quantity) -> Quantity:
    return loss


@with_penalty.slip("penalty-subtracted", "subtracts the penalty instead of adding it")
def _(loss: Quantity, penalty: Quantity) -> Quantity:
    return loss - penalty


@rule("the gradient of a weight holds that of the penalty")
def penalised(gradient: Tensor, W: Tensor, strength: Quantity, kind: str, form: str) -> Tensor:
    """∂E/∂W with λw under half, 2λw under whole, λ·sign(w) of l1 (0 at w = 0) added."""
    return gradient + slope(W, strength, kind, form)


def slope(w: Any, strength: Quantity, kind: str, form: str) -> Any:
    """The derivative of the penalty in a parameter."""
    if kind == "l1":
        return strength * lift(SIGN, w)
    return strength * w if form == "half" else 2 * strength * w


@penalised.slip("penalty-left-out-of-gradient", "leaves the penalty out of the gradient")
def _(gradient: Tensor, W: Tensor, strength: Quantity, kind: str, form: str) -> Tensor:
    return gradient


@penalised.slip("penalty-subtracted", "subtracts the penalty instead of adding it")
def _(gradient: Tensor, W: Tensor, strength: Quantity, kind: str, form: str) -> Tensor:
    return gradient - slope(W, strength, kind, form)


@penalised.slip("penalty-not-derived", "adds the penalty itself to the gradient, not its derivative")
def _(gradient: Tensor, W: Tensor, strength: Quantity, kind: str, form: str) -> Tensor:
    if kind == "l1":
        return gradient + strength * lift(ABS, W)
    squares = lift(POWER, W, constant(2))
    return gradient + (strength / 2 * squares if form == "half" else strength * squares)


@rule("a bias is not penalised: its gradient stays")
def not_penalised(gradient: Any, b: Any, strength: Quantity, kind: str, form: str) -> Any:
    return gradient


@not_penalised.slip("bias-penalised", "penalises the biases too")
def _(gradient: Any, b: Any, strength: Quantity, kind: str, form: str) -> Any:
    return gradient + slope(b, strength, kind, form)
