"""What the losses of several samples come to: their mean, their sum, a weighted mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, total
from nncalc.rules.losses import say_infinite
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.rules.loss_functions import Loss


@rule("the mean over the samples, or their sum")
def reduced(losses: Tensor, reduction: str, weights: Tensor | None = None, outputs: int = 1) -> Quantity:
    """The weighted mean divides by the sum of the samples' weights (all 1 without `weights`); a sample has `outputs`."""
    summed = total(losses)
    if reduction == "weighted-mean" and weights is not None:
        return summed / total(weights)
    return summed / len(losses.items) if reduction != "sum" and len(losses.items) > 1 else summed


@reduced.slip("outputs-for-samples", "divides by the number of outputs or classes for that of the samples", 114)
def _(losses: Tensor, reduction: str, weights: Tensor | None = None, outputs: int = 1) -> Quantity:
    if outputs < 2 or len(losses.items) < 2:
        raise DoesNotApply
    return total(losses) / outputs


@reduced.slip("outputs-counted-too", "divides by the number of outputs or classes, too", 114)
def _(losses: Tensor, reduction: str, weights: Tensor | None = None, outputs: int = 1) -> Quantity:
    if outputs < 2 or len(losses.items) < 2:
        raise DoesNotApply
    return reduced.right(losses, reduction, weights) / outputs


def idle_reduction(problem: Any, samples: int) -> str | None:
    """Why the reduction over so many samples changes nothing, or None; `problem` may have weights."""
    weights = [getattr(problem, name, None) for name in ("weights", "sample_weights")]
    if problem.reduction == "weighted-mean":
        return say("there are no weights") if weights == [None, None] else None
    return say("there is one sample") if samples == 1 else None


def divisor(samples: int, reduction: str, weights: Tensor | None = None) -> Any:
    """What a derivative is divided by under a reduction: a number of samples, or the sum of their weights."""
    if reduction == "weighted-mean" and weights is not None:
        return total(weights)
    return 1 if reduction == "sum" else samples


def let_losses(
    run: Run,
    loss: Loss,
    values: list[Quantity],
    reduction: str,
    outputs: int,
    many: bool,
    suffix: str = "",
    whole: str = "loss",
) -> Quantity:
    """The lines of the losses of `many` samples, and of all; the only one of a single sample is that of all."""
    for i, value in enumerate(values, 1):
        say_infinite(run, loss, value, row=i if many else None)
    if many:
        each = run.let(f"losses{suffix}", Tensor(values, (len(values),)))
        of_all: Quantity = run.let(f"{whole}{suffix}", reduced(each, reduction, None, outputs))
        return of_all
    single: Quantity = run.let(f"{whole}{suffix}", values[0])
    run.result(f"losses{suffix}", Tensor([single], (1,), None, (), f"losses{suffix}"))
    return single
