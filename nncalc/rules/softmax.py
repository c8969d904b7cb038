"""The steps from the scores of classes to a loss: softmax with cross-entropy, and the multiclass hinge.

Rows are samples, columns classes. References: Bishop, Pattern Recognition and Machine Learning (2006), §4.3.4 (softmax,
p − y); Weston and Watkins (1999) and Crammer and Singer (2001) for the two hinges.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.operations import DIV, EXP, POWER, SIGMOID
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, lift, rows_of, total
from nncalc.rules.activations import SOFTMAX, softmax
from nncalc.rules.loss_functions import LOGARITHMS, is_zero, logarithm

# -- softmax -----------------------------------------------------------------------------------------------------------


@rule("each score is exponentiated")
def exponentials(z: Tensor, temperature: Quantity | None) -> Tensor:
    """e^z, or e^(z/T) at a temperature T."""
    return lift(EXP, z if temperature is None else z / temperature)


@exponentials.slip("exp-left-out", "divides the scores by their sum without exponentials (z/Σz)", 35)
def _(z: Tensor, temperature: Quantity | None) -> Tensor:
    if any(is_zero(total(row)) for row in rows_of(z)):
        raise DoesNotApply
    return z if temperature is None else z / temperature


@rule("the exponentials of a row are summed")
def row_sums(e: Tensor) -> Any:
    """S: one number for a vector, one for each row of a matrix."""
    sums = [total(row) for row in rows_of(e)]
    return sums[0] if len(e.shape) == 1 else Tensor(sums, (len(sums),))


@rule("a probability is an exponential over the sum of its row")
def shares(e: Tensor, S: Any) -> Tensor:
    if len(e.shape) == 1:
        return e / S
    items = [q / below for row, below in zip(rows_of(e), S.items, strict=True) for q in row]
    return Tensor(items, e.shape, DIV, (e, S))


@shares.slip("softmax-over-columns", "takes the softmax along the other axis: over the samples of a class", 38)
def _(e: Tensor, S: Any) -> Tensor:
    if len(e.shape) == 1 or e.shape[0] == 1:
        raise DoesNotApply
    width = e.shape[1]
    sums = [total(e.items[j::width]) for j in range(width)]
    return Tensor([q / sums[i % width] for i, q in enumerate(e.items)], e.shape)


@shares.slip("softmax-twice", "takes the softmax of the probabilities once more", 36)
def _(e: Tensor, S: Any) -> Tensor:
    return softmax(shares.right(e, S))


@shares.slip("sigmoid-for-softmax", "takes the sigmoid of every score by itself for the softmax")
def _(e: Tensor, S: Any) -> Tensor:
    if any(q.value is not None and sign(q + 1) == 0 for q in e.items):
        raise DoesNotApply
    return Tensor([q / (1 + q) for q in e.items], e.shape)


def softmax_in_one(z: Tensor) -> Tensor:
    """The softmax by the same three rules, written as one step."""
    e = exponentials(z, None)
    return Tensor(shares(e, row_sums(e)).items, z.shape, SOFTMAX, (z,))


@rule("probabilities are taken as they are given")
def as_given(p: Tensor, activation: str | None = "softmax") -> Tensor:
    """`activation`: what makes such probabilities of logits."""
    return p


@as_given.slip("softmax-twice", "takes the softmax of what are probabilities already", 36)
def _(p: Tensor, activation: str | None = "softmax") -> Tensor:
    if activation != "softmax":
        raise DoesNotApply
    return softmax(p)


@as_given.slip("sigmoid-twice", "takes the sigmoid of what are probabilities already", 36)
def _(p: Tensor, activation: str | None = "softmax") -> Tensor:
    if activation != "sigmoid":
        raise DoesNotApply
    sigmoids: Tensor = lift(SIGMOID, p)
    return sigmoids


# -- cross-entropy -----------------------------------------------------------------------------------------------------


class Sample(NamedTuple):
    """One sample in the loss.

    p, logp   its probabilities and their logarithms
    targets   its target probabilities
    hot       the 0-based class when exactly one target is 1 and the others 0, else None
    weights   one for each class, or None
    weight    its own, or None
    """

    p: Sequence[Quantity]
    logp: Sequence[Quantity]
    targets: Sequence[Quantity]
    hot: int | None
    weights: Sequence[Quantity] | None
    weight: Quantity | None = None

    def coefficients(self) -> list[tuple[int, Quantity | None]]:
        """The classes that count, each with its weights times target (None for 1)."""
        if self.hot is not None:
            weight = self.weight_of(self.hot)
            return [] if weight is not None and is_zero(weight) else [(self.hot, weight)]
        out: list[tuple[int, Quantity | None]] = []
        for i, t in enumerate(self.targets):
            weight = self.weight_of(i)
            if not is_zero(t) and not (weight is not None and is_zero(weight)):
                out.append((i, t if weight is None else weight * t))
        return out

    def weight_of(self, index: int) -> Quantity | None:
        """The sample's weight times that of a class; None for 1."""
        if self.weights is None or self.weight is None:
            return self.weight if self.weights is None else self.weights[index]
        return self.weight * self.weights[index]

    def sum_of(self, x: Sequence[Quantity]) -> Quantity:
        """Σ of weight times target times x over the classes that count."""
        terms = [x[i] if c is None else c * x[i] for i, c in self.coefficients()]
        return total(terms) if terms else constant(0)

    def turned(self, by: int) -> Sample:
        """The sample with a class so many places on, the first after the last."""
        if self.hot is None or self.weights is not None or len(self.p) < 2:
            raise DoesNotApply
        n = len(self.p)
        return self._replace(hot=(self.hot + by) % n, targets=[self.targets[(i - by) % n] for i in range(n)])

    def mass(self) -> Quantity:
        """Σ of weight times target: what the sample weighs."""
        return total([constant(1) if c is None else c for _, c in self.coefficients()] or [constant(0)])


@rule("the logarithm is taken of the probability, to the base that was agreed")
def log_probabilities(p: Tensor, scores: Tensor | None, log: str) -> Tensor:
    operation = LOGARITHMS[log]
    return Tensor([logarithm(q, log) for q in p.items], p.shape, operation, (p,))


@log_probabilities.slip("log-of-score", "takes the logarithm of the score instead of the probability", 37)
def _(p: Tensor, scores: Tensor | None, log: str) -> Tensor:
    if scores is None:
        raise DoesNotApply
    return Tensor([logarithm(q, log) for q in scores.items], p.shape)


@rule("the loss of a sample is taken times the sample's own weight")
def own_weights(weights: Sequence[Quantity | None]) -> list[Quantity | None]:
    """The weight of each sample, None for 1."""
    return list(weights)


@own_weights.slip("sample-weights-left-out", "leaves the weights of the samples out")
def _(weights: Sequence[Quantity | None]) -> list[Quantity | None]:
    return [None] * len(weights)


@rule("the loss of a sample is minus the logarithm of the probability at the target")
def cross_entropy(sample: Sample) -> Quantity:
    return -sample.sum_of(sample.logp)


@cross_entropy.slip("one-minus-p", "takes 1 − p for −ln p", 34)
def _(sample: Sample) -> Quantity:
    return sample.sum_of([1 - q for q in sample.p])


@cross_entropy.slip("logarithm-left-out", "takes p for −ln p", 34)
def _(sample: Sample) -> Quantity:
    return sample.sum_of(sample.p)


@cross_entropy.slip("mean-for-sum", "averages over the classes where they are added up", 21)
def _(sample: Sample) -> Quantity:
    if len(sample.p) < 2:
        raise DoesNotApply
    return cross_entropy.right(sample) / len(sample.p)


@cross_entropy.slip("entropy-for-cross-entropy", "takes the entropy of the probabilities, without the target")
def _(sample: Sample) -> Quantity:
    return -total([p * log for p, log in zip(sample.p, sample.logp, strict=True)])


@cross_entropy.slip("class-off-by-one", "takes the class after the right one", 113)
def _(sample: Sample) -> Quantity:
    return -sample.turned(1).sum_of(sample.logp)


@cross_entropy.slip("class-one-before", "takes the class before the right one", 113)
def _(sample: Sample) -> Quantity:
    return -sample.turned(-1).sum_of(sample.logp)


@cross_entropy.slip("squares-for-cross-entropy", "takes the squared errors for the cross-entropy")
def _(sample: Sample) -> Quantity:
    return total([POWER(p - t, 2) for p, t in zip(sample.p, sample.targets, strict=True)])


@cross_entropy.slip("minus-lost", "loses the minus in front of the logarithm", 40)
def _(sample: Sample) -> Quantity:
    return sample.sum_of(sample.logp)


@rule("smoothing moves a share of the target evenly onto all classes")
def smoothed(y: Tensor, smoothing: Quantity) -> Tensor:
    """(1 − ε)·y + ε/K. Szegedy and others 2016."""
    return (1 - smoothing) * y + smoothing / y.shape[-1]
