"""Loss functions of a network's output: value and derivative, one row each.

Each takes one sample: outputs y and targets t of the same length n. Over several samples the mean or the sum is taken
afterwards. Cross-entropy terms whose target is exactly 0 are left out, as on the board.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.operations import LOG, POWER
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.tensor import Tensor, total

Value = Callable[[Tensor, Tensor], Quantity]
Slope = Callable[[Tensor, Tensor, int], Tensor]


class Loss(NamedTuple):
    """One loss. `value` maps (y, t) of one sample to a number; `slope` maps (y, t, n) to ∂E/∂y, rows allowed."""

    name: str
    value: Value
    slope: Slope


def _squares(y: Tensor, t: Tensor) -> Quantity:
    return total([POWER(difference, 2) for difference in (y - t).items])


def _nonzero(target: Quantity) -> bool:
    return target.value is None or sign(target) != 0


def _cross_entropy(y: Tensor, t: Tensor) -> Quantity:
    terms = [p * LOG(q) for p, q in zip(t.items, y.items, strict=True) if _nonzero(p)]
    return -total(terms) if terms else constant(0)


def _binary(y: Tensor, t: Tensor) -> Quantity:
    terms = []
    for q, p in zip(y.items, t.items, strict=True):
        parts = [p * LOG(q)] if _nonzero(p) else []
        parts += [(1 - p) * LOG(1 - q)] if p.value is None or sign(1 - p) != 0 else []
        terms += parts
    mean = total(terms)
    return -mean if len(y.items) == 1 else -(mean / len(y.items))


def _over(x: Tensor, n: int) -> Tensor:
    return x if n == 1 else x / n


_ROWS = [
    Loss("half-sse", lambda y, t: _squares(y, t) / 2, lambda y, t, n: y - t),
    Loss("sse", _squares, lambda y, t, n: 2 * (y - t)),
    Loss("mse", lambda y, t: _squares(y, t) / len(y.items), lambda y, t, n: _over(2 * (y - t), n)),
    Loss("half-mse", lambda y, t: _squares(y, t) / (2 * len(y.items)), lambda y, t, n: _over(y - t, n)),
    Loss("cross-entropy", _cross_entropy, lambda y, t, n: -(t / y)),
    Loss("bce", _binary, lambda y, t, n: _over((y - t) / (y * (1 - y)), n)),
]
LOSSES: dict[str, Loss] = {row.name: row for row in _ROWS}


@rule("the loss of one sample")
def sample_loss(loss: Loss, y: Tensor, t: Tensor) -> Quantity:
    return loss.value(y, t)


@rule("the derivative of the loss with respect to the outputs")
def loss_slope(loss: Loss, y: Tensor, t: Tensor, samples: int) -> Tensor:
    """∂E/∂y; `samples` is N under the mean over samples, 1 under the sum."""
    return _over(loss.slope(y, t, y.shape[-1]), samples)


@loss_slope.slip("20", "carries a factor 2 too many (or forgets the ½)")
def _(loss: Loss, y: Tensor, t: Tensor, samples: int) -> Tensor:
    return 2 * loss_slope.right(loss, y, t, samples)


@loss_slope.slip("20b", "carries a factor ½ too many (or forgets the 2)")
def _(loss: Loss, y: Tensor, t: Tensor, samples: int) -> Tensor:
    return loss_slope.right(loss, y, t, samples) / 2


@rule("the mean over the samples, or their sum")
def reduced(losses: Tensor, reduction: str) -> Quantity:
    summed = total(losses)
    return summed / len(losses.items) if reduction == "mean" and len(losses.items) > 1 else summed


__all__ = ["LOSSES", "Loss", "loss_slope", "reduced", "sample_loss"]
