"""The rules of one threshold unit and of one weight vector per class: net, output, mistake, step.

Perceptron rule: Rosenblatt, The perceptron (Psychological Review 65, 1958). Delta rule: Widrow and Hoff, Adaptive
switching circuits (1960). One weight vector per class: Duda and Hart, Pattern Classification and Scene Analysis
(1973), Kesler's construction. Labels are ±1 ("pm1") or 0/1 ("01").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.operations import POWER, by_sign_of, chosen
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, dot, total
from nncalc.rules.ordering import argmax
from nncalc.words import Later


class State(NamedTuple):
    """What is learned: w of shape (inputs,) or (classes, inputs); b a number, one number per class, or None."""

    w: Tensor
    b: Any


# -- net and output ------------------------------------------------------------------------------------------------


@rule("net is taken with the newest weights")
def weights_used(now: State, epoch_start: State) -> State:
    return now


@weights_used.slip("epoch-start-weights", "goes on with the weights of the epoch's start instead of the newest", 7)
def _(now: State, epoch_start: State) -> State:
    return epoch_start


@rule("the bias is the weight of an input that is always +1")
def bias_input(bias: str, x0: Quantity | None) -> Quantity | None:
    """The input that b weights; None where it is the unwritten +1, or where there is no bias."""
    return x0 if bias == "input" else None


@bias_input.slip("bias-input-negated", "gives the bias the other sign of input (−1 for +1)", 6)
def _(bias: str, x0: Quantity | None) -> Quantity | None:
    if bias not in ("learned", "input"):
        raise DoesNotApply
    return constant(-1) if x0 is None or bias == "learned" else -x0


@rule("net is the weighted sum of the inputs, and b where there is one")
def net_input(w: Tensor, x: Tensor, b: Quantity | None, x0: Quantity | None) -> Quantity:
    weighted = dot(w.items, x.items)
    if b is None:
        return weighted
    return weighted + b if x0 is None else weighted + b * x0


def output_of(level: Quantity, labels: str, at_zero: int) -> int:
    """The unit's output by the sign of net − threshold: 1, the other label, or what stands for 0."""
    side = sign(level)
    if side == 0:
        return at_zero
    return 1 if side > 0 else (0 if labels == "01" else -1)


def output_formula(level: Quantity, labels: str, at_zero: int) -> Quantity:
    """The same output as a quantity on the tape, which other nets would turn."""
    return chosen(level, constant(0 if labels == "01" else -1), constant(at_zero), constant(1))


def mistake_formula(level: Quantity, t: Quantity, output: Quantity, criterion: str, labels: str) -> Quantity:
    """Whether a sample is misclassified, 1 or 0, as a quantity on the tape: by the output, but at the border."""
    other = chosen(output - t, constant(1), constant(0), constant(1))
    if labels == "01" or criterion == "output":
        return other
    return chosen(level, other, constant(0 if criterion == "negative" else 1), other)


@rule("a mistake is t·net ≤ 0 (for 0/1 labels: an output that is not t)")
def is_mistake(level: Quantity, target: int, output: int, criterion: str, labels: str) -> bool:
    """Whether a sample counts as misclassified; `criterion` is the convention `mistake`, for ±1 labels."""
    if labels == "01" or criterion == "output":
        return output != target
    signed = target * sign(level)
    return signed < 0 if criterion == "negative" else signed <= 0


@rule("only a misclassified sample changes the weights")
def changes(mistake: bool, one_unit: bool) -> bool:
    return mistake


@changes.slip("updates-correct-samples", "updates with samples that were right, too", 1)
def _(mistake: bool, one_unit: bool) -> bool:
    if not one_unit:
        raise DoesNotApply
    return True


# -- steps of one unit ---------------------------------------------------------------------------------------------


@rule("the step goes along t·x for ±1 labels, along (t − output)·x for 0/1 labels and under step=error")
def direction(t: Quantity, output: int, step: str) -> Quantity:
    """`step` is target or error, the latter for 0/1 labels whatever the convention says."""
    return t - output if step == "error" else t


@direction.slip("target-left-out", "leaves t out of the update", 2)
def _(t: Quantity, output: int, step: str) -> Quantity:
    return constant(1)


@direction.slip("step-doubled", "takes t − (−t) for t, which doubles the step", 4)
def _(t: Quantity, output: int, step: str) -> Quantity:
    if step == "error":
        raise DoesNotApply
    return 2 * t


@direction.slip("target-for-error", "takes t for t − output with labels 0 and 1", 115)
def _(t: Quantity, output: int, step: str) -> Quantity:
    if step != "error":
        raise DoesNotApply
    return t


@rule("a sample moves the weights once for each of its mistakes")
def times_moved(mistakes: Quantity) -> Quantity:
    return mistakes


@times_moved.slip("count-left-out", "moves the weights once with every sample that was mistaken, however often")
def _(mistakes: Quantity) -> Quantity:
    return constant(1)


@rule("the error of the delta rule is t − net")
def delta_error(t: Quantity, level: Quantity) -> Quantity:
    return t - level


@delta_error.slip("ascends", "takes net − t, and so climbs instead of descending", 19)
def _(t: Quantity, level: Quantity) -> Quantity:
    return level - t


@delta_error.slip("factor-two", "carries a factor 2 from the square of the error", 20)
def _(t: Quantity, level: Quantity) -> Quantity:
    return 2 * (t - level)


@rule("the squared error of a sample is (t − net)²")
def squared(error: Quantity) -> Quantity:
    return POWER(error, 2)


@squared.slip("factor-half", "carries a factor ½ too many", 20)
def _(error: Quantity) -> Quantity:
    return POWER(error, 2) / 2


@rule("the squared errors of an epoch are added up")
def summed(squares: Sequence[Quantity]) -> Quantity:
    return total(squares)


@summed.slip("mean-for-sum", "averages over the samples where they are added up", 21)
def _(squares: Sequence[Quantity]) -> Quantity:
    return total(squares) / len(squares)


@rule("the weights move by {lr} times the step's direction times the sample")
def weight_step(factor: Quantity, x: Tensor, rate: Quantity) -> Tensor:
    return (rate * factor) * x


@weight_step.slip("rate-left-out", "leaves out the learning rate", 26)
def _(factor: Quantity, x: Tensor, rate: Quantity) -> Tensor:
    return factor * x


@rule("the bias moves by {lr} times the step's direction times its own input")
def new_bias(b: Quantity, factor: Quantity, x0: Quantity | None, rate: Quantity) -> Quantity:
    step = rate * factor
    return b + step if x0 is None else b + step * x0


@new_bias.slip("bias-not-updated", "does not update the bias", 3)
def _(b: Quantity, factor: Quantity, x0: Quantity | None, rate: Quantity) -> Quantity:
    return b


@new_bias.slip("rate-left-out", "leaves the learning rate out of the bias", 26)
def _(b: Quantity, factor: Quantity, x0: Quantity | None, rate: Quantity) -> Quantity:
    return b + factor if x0 is None else b + factor * x0


# -- one weight vector per class -----------------------------------------------------------------------------------


@rule("the class with the largest net wins, the first of equal ones")
def winner(nets: Tensor) -> int:
    """Index from 0 of the largest component."""
    return argmax(nets.items)


def winner_formula(nets: Sequence[Quantity]) -> Quantity:
    """The same index as a quantity on the tape, which other nets would turn."""
    return total([k * _is_largest(nets, k) for k in range(1, len(nets))])


def _is_largest(nets: Sequence[Quantity], k: int) -> Quantity:
    """1 where one net is the largest, the first of equal ones, else 0."""
    found: Any = constant(1)
    for j, other in enumerate(nets):
        if j < k:
            found = chosen(nets[k] - other, constant(0), constant(0), found)
        elif j > k:
            found = by_sign_of(nets[k] - other, constant(0), found)
    return constant(found)


def is_number(q: Quantity, number: int) -> Quantity:
    """1 where a quantity on the tape is this number, else 0."""
    return chosen(q - number, constant(0), constant(1), constant(0))


@rule("the right class gains the sample, the class that won loses it")
def class_steps(target: int, won: int) -> dict[int, int]:
    """The direction of the step for each class that moves."""
    return {target: 1, won: -1}


@class_steps.slip("winner-not-updated", "adds the sample to the right class and takes it from none", 2)
def _(target: int, won: int) -> dict[int, int]:
    return {target: 1}


# -- the end -------------------------------------------------------------------------------------------------------


@rule("the run ends with an epoch without a mistake, and not before")
def early_stop() -> int:
    """The epoch after which the run stops whatever its mistakes: none, 0."""
    return 0


# Few work more than a dozen epochs by hand, and each is a run of its own wherever an answer is explained.
for _epoch in range(1, 13):
    early_stop.slip(
        f"stops-after-epoch-{_epoch}",
        Later("stops after epoch {epoch}, before an epoch without mistakes", epoch=_epoch),
        8,
    )(lambda epoch=_epoch: epoch)


__all__ = [
    "State",
    "bias_input",
    "changes",
    "class_steps",
    "delta_error",
    "direction",
    "early_stop",
    "is_mistake",
    "is_number",
    "mistake_formula",
    "net_input",
    "new_bias",
    "output_formula",
    "output_of",
    "squared",
    "summed",
    "times_moved",
    "weight_step",
    "weights_used",
    "winner",
    "winner_formula",
]
