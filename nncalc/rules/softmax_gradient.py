"""The gradient of a cross-entropy with respect to the scores, and the Jacobian of the softmax.

Reference: Bishop, Pattern Recognition and Machine Learning (2006), §4.3.4.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any, NamedTuple

from nncalc.engine.operations import LOG
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.tensor import Tensor
from nncalc.rules.loss_functions import over
from nncalc.rules.losses import NO_TARGET, Less, sums_to_one, without
from nncalc.rules.softmax import Sample


class Scale(NamedTuple):
    """What divides the gradient p − t: temperature, base of the logarithm, and samples or their weights."""

    temperature: Quantity | None
    log: str
    samples: Any

    def applied(self, x: Tensor) -> Tensor:
        factors: list[Any] = [self.samples] if isinstance(self.samples, Quantity) or self.samples != 1 else []
        factors += [] if self.temperature is None else [self.temperature]
        factors += [LOG(int(self.log))] if self.log != "e" else []
        below = None
        for factor in factors:
            below = constant(factor) if below is None else below * factor
        return x if below is None else over(x, below)


@rule("the gradient with respect to the scores is p − y")
def score_gradient(
    p: Tensor, targets: Tensor, samples: Sequence[Sample], scale: Scale, less: Less = operator.sub
) -> Tensor:
    """∂L/∂z = (p·Σₖ wₖtₖ − w∘t)/(T·ln b·N); Σₖ wₖtₖ is 1 for targets that sum to 1 without weights."""
    return scale.applied(_difference(p, targets, samples, less))


def _difference(p: Tensor, targets: Tensor, samples: Sequence[Sample], less: Less) -> Tensor:
    if all(s.weights is None and s.weight is None for s in samples) and sums_to_one(targets):
        whole: Tensor = less(p, targets)
        return whole
    items: list[Quantity] = []
    for sample in samples:
        if sample.hot is not None:
            weight = sample.weight_of(sample.hot) or constant(1)
            items += [weight * less(q, t) for q, t in zip(sample.p, sample.targets, strict=True)]
        else:
            parts = dict(sample.coefficients())
            mass = sample.mass()
            items += [
                less(q * mass, part) if (part := parts.get(i)) is not None else q * mass for i, q in enumerate(sample.p)
            ]
    return Tensor(items, p.shape)


@score_gradient.slip("target-left-out", NO_TARGET, 2)
def _(p: Tensor, targets: Tensor, samples: Sequence[Sample], scale: Scale) -> Tensor:
    return score_gradient.right(p, targets, samples, scale, without)


@score_gradient.slip("slope-as-well", "multiplies p − y by p(1 − p) as well", 99)
def _(p: Tensor, targets: Tensor, samples: Sequence[Sample], scale: Scale) -> Tensor:
    return score_gradient.right(p, targets, samples, scale) * (p * (1 - p))


@score_gradient.slip("slope-for-difference", "takes p(1 − p), the slope of a sigmoid, for p − y", 100)
def _(p: Tensor, targets: Tensor, samples: Sequence[Sample], scale: Scale) -> Tensor:
    return scale.applied(p * (1 - p))


@score_gradient.slip("class-off-by-one", "takes the class after the right one", 113)
def _(p: Tensor, targets: Tensor, samples: Sequence[Sample], scale: Scale) -> Tensor:
    turned = [sample.turned(1) for sample in samples]
    items = [t for sample in turned for t in sample.targets]
    return score_gradient.right(p, Tensor(items, targets.shape), turned, scale)


@score_gradient.slip("jacobian-diagonal-only", "takes only the diagonal of the softmax Jacobian", 39)
def _(p: Tensor, targets: Tensor, samples: Sequence[Sample], scale: Scale) -> Tensor:
    items: list[Quantity] = []
    for sample in samples:
        parts: dict[int, Any] = dict(sample.coefficients())
        for i, q in enumerate(sample.p):
            factor = constant(1) if i in parts and parts[i] is None else parts.get(i)
            items.append(constant(0) if factor is None else factor * (q - 1))
    return scale.applied(Tensor(items, p.shape))


@score_gradient.slip("gradient-reversed", "turns the gradient round (y − p)", 40)
def _(p: Tensor, targets: Tensor, samples: Sequence[Sample], scale: Scale) -> Tensor:
    return -score_gradient.right(p, targets, samples, scale)


@rule("∂pᵢ/∂zⱼ is pᵢ(1 − pᵢ) on the diagonal and −pᵢpⱼ beside it")
def softmax_jacobian(p: Sequence[Quantity], temperature: Quantity | None) -> Tensor:
    """diag(p) − p·pᵀ of one row, over the temperature: shape (K, K)."""
    size = len(p)
    items = [p[i] * (1 - p[i]) if i == j else -(p[i] * p[j]) for i in range(size) for j in range(size)]
    if temperature is not None:
        items = [q / temperature for q in items]
    return Tensor(items, (size, size))


@softmax_jacobian.slip("minus-lost", "loses the minus beside the diagonal of the softmax Jacobian", 40)
def _(p: Sequence[Quantity], temperature: Quantity | None) -> Tensor:
    right = softmax_jacobian.right(p, temperature)
    return Tensor([q if i % (len(p) + 1) == 0 else -q for i, q in enumerate(right.items)], right.shape)


@softmax_jacobian.slip("jacobian-diagonal-only", "takes only the diagonal of the softmax Jacobian", 39)
def _(p: Sequence[Quantity], temperature: Quantity | None) -> Tensor:
    right = softmax_jacobian.right(p, temperature)
    return Tensor([q if i % (len(p) + 1) == 0 else constant(0) for i, q in enumerate(right.items)], right.shape)
