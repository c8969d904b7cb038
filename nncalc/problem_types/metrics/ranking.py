"""How well scores rank and fit the true classes: ROC, AUC, average precision, log loss, Brier score and top-k accuracy as rules.

A sample is predicted positive when its score reaches a threshold; every score is a threshold once. References: Fawcett,
Pattern Recognition Letters 27 (2006) 861; for average precision, in steps and without interpolation, Manning, Raghavan
and Schütze, Introduction to Information Retrieval (2008), ch. 8. Ties in the top k go to the class that stands later, as
in scikit-learn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import LOG, MAXIMUM, MINIMUM, POWER, by_sign_of
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import current
from nncalc.engine.tensor import Tensor, total
from nncalc.rules.loss_functions import over
from nncalc.rules.ordering import compare, descending


class Scored(NamedTuple):
    """Scores and true classes.

    classes    the place of each sample's true class, from 0
    names      the classes, in the order of the columns
    scores     (n,): of the positive class; (n, classes): of every class
    positive   the place of the positive class: of two, or of more the one whose curve is wanted
    k          how many of the highest scores count
    zero       what 0/0 is, in the rates and the areas
    """

    classes: Sequence[int]
    names: Sequence[str]
    scores: Tensor
    positive: int | None
    k: int
    zero: str

    def column(self, place: int) -> list[Quantity]:
        """The scores of one class."""
        if len(self.scores.shape) == 1:
            return self.scores.items
        return self.scores.items[place :: self.scores.shape[1]]

    def probability(self, sample: int) -> Quantity:
        """The probability given to the true class of a sample."""
        if len(self.scores.shape) == 2:
            return self.scores.items[sample * self.scores.shape[1] + self.classes[sample]]
        score = self.scores.items[sample]
        return score if self.classes[sample] == self.positive else 1 - score


class Point(NamedTuple):
    """The counts at one threshold: so many positives and negatives have a score that reaches it (None: above all)."""

    threshold: Quantity | None
    tp: int
    fp: int
    place: int = 0
    """Of the threshold among the scores in descending order, from 0: of equal ones the last."""


MOST_SORTED = 16
"""Scores whose order is on the tape."""


class Order:
    """How many samples reach each threshold, as quantities on the tape: other scores would come in another order."""

    def __init__(self, scores: Sequence[Quantity], positive: Sequence[bool]) -> None:
        self.scores, self.positive = scores, positive

    @cached_property
    def descending(self) -> list[Quantity]:
        """The scores from the largest to the smallest, whichever that are: neighbours exchanged until none is left."""
        keys = list(self.scores)
        for turn in range(len(keys)):
            for i in range(turn % 2, len(keys) - 1, 2):
                keys[i], keys[i + 1] = MAXIMUM(keys[i], keys[i + 1]), MINIMUM(keys[i], keys[i + 1])
        return keys

    def reaching(self, point: Point, positive: bool) -> Quantity:
        """How many positives, or negatives, have a score that reaches the threshold of a point."""
        if point.threshold is None:
            return constant(0)
        at = self.descending[point.place] if len(self.scores) <= MOST_SORTED else point.threshold
        reach = [by_sign_of(q - at, constant(0), constant(1))
                 for q, its in zip(self.scores, self.positive, strict=True) if its == positive]  # fmt: skip
        return total(reach) if reach else constant(0)

    def share(self, point: Point) -> Quantity:
        """The share of positives among those that reach it."""
        tp = self.reaching(point, True)
        return tp / (tp + self.reaching(point, False))


def points_of(scores: Sequence[Quantity], positive: Sequence[bool]) -> list[Point]:
    """The points of the ROC curve from (0, 0) to (1, 1), one for each different score."""
    points, tp, fp = [Point(None, 0, 0)], 0, 0
    order = descending(scores)
    for place, sample in enumerate(order):
        tp, fp = tp + positive[sample], fp + (not positive[sample])
        if place + 1 == len(order) or compare(scores[sample], scores[order[place + 1]]) != 0:
            points.append(Point(scores[sample], tp, fp, place))
    return points


@rule("AUC is the area under the ROC curve, in trapezoids between its points")
def area(fpr: Tensor, tpr: Tensor) -> Quantity:
    return _in_steps(fpr, lambda i: tpr.items[i] + tpr.items[i - 1], 2)


@rule("average precision weighs the precision at each threshold by the recall that it adds")
def average_precision(recall: Tensor, precision: Tensor) -> Quantity:
    """Σ (Rᵢ − Rᵢ₋₁)·Pᵢ over the points of the curve, the highest threshold first."""
    return _in_steps(recall, lambda i: precision.items[i])


@average_precision.slip("trapezoids-for-steps", "takes trapezoids between the points of the curve, not steps")
def _(recall: Tensor, precision: Tensor) -> Quantity:
    p = precision.items
    return _in_steps(recall, lambda i: p[i] + p[i - 1], 2)


@average_precision.slip("mean-of-precisions", "takes the plain mean of the precisions at all thresholds")
def _(recall: Tensor, precision: Tensor) -> Quantity:
    return total(precision.items[1:]) / (len(precision.items) - 1)


def _in_steps(axis: Tensor, height: Callable[[int], Quantity], below: int = 1) -> Quantity:
    """Σ of each step along an axis times the height at the point where it ends, the first numbered 0. Steps of 0 are not shown;
    they stand on the tape, for other figures may have them."""
    steps = [(i, axis.items[i] - axis.items[i - 1]) for i in range(1, len(axis.items))]
    shown = [step for step in steps if sign(step[1]) != 0]

    def summed(those: list[tuple[int, Quantity]]) -> Quantity:
        return total([over(width * height(i), below) for i, width in those])

    return summed(shown) if len(shown) == len(steps) else current().with_cases(summed(shown), lambda: summed(steps))


@rule("log loss is the mean of −ln of the probability given to the true class")
def log_loss(scored: Scored) -> Quantity:
    logs = [LOG(scored.probability(i)) for i in range(len(scored.classes))]
    return -(total(logs) / len(logs))


@log_loss.slip("mean-left-out", "adds the samples up where their mean is taken", 21)
def _(scored: Scored) -> Quantity:
    return len(scored.classes) * log_loss.right(scored)


@log_loss.slip("log10-for-ln", "takes log₁₀ for ln", 33)
def _(scored: Scored) -> Quantity:
    return log_loss.right(scored) / LOG(10)


@log_loss.slip("log2-for-ln", "takes log₂ for ln", 33)
def _(scored: Scored) -> Quantity:
    return log_loss.right(scored) / LOG(2)


@log_loss.slip("one-minus-p", "takes 1 − p for −ln p", 34)
def _(scored: Scored) -> Quantity:
    return 1 - mean_probability(scored)


@log_loss.slip("logarithm-left-out", "takes p for −ln p", 34)
def _(scored: Scored) -> Quantity:
    return mean_probability(scored)


def mean_probability(scored: Scored) -> Quantity:
    """The mean of the probabilities given to the true classes."""
    return total([scored.probability(i) for i in range(len(scored.classes))]) / len(scored.classes)


@log_loss.slip("minus-lost", "loses the minus in front of the logarithm", 40)
def _(scored: Scored) -> Quantity:
    return -log_loss.right(scored)


@rule("the Brier score is the mean squared distance of the probabilities from the truth")
def brier(scored: Scored) -> Quantity:
    """(p − y)² of the positive class for two classes; summed over the classes for more."""
    several = len(scored.scores.shape) == 2 and len(scored.names) != 2
    columns = range(len(scored.names)) if several or scored.positive is None else [scored.positive]
    terms = [POWER(scored.column(c)[i] - int(truth == c), 2) for i, truth in enumerate(scored.classes) for c in columns]
    return total(terms) / len(scored.classes)


@rule("top-k accuracy is the share of the samples whose true class is among the k highest scores")
def top_k(hits: Quantity, n: int) -> Quantity:
    return hits / n


def rank(row: Sequence[Quantity], place: int) -> int:
    """The rank of a score in its row, from 1; of equal scores the later ranks first."""
    ahead = [compare(q, row[place]) for q in row]
    return 1 + sum(1 for j, order in enumerate(ahead) if order > 0 or (order == 0 and j > place))


def ranked_within(row: Sequence[Quantity], place: int, k: int) -> Quantity:
    """Whether the rank of a score is at most k, 1 or 0, as a quantity on the tape."""
    one, none = constant(1), constant(0)
    ahead = [
        by_sign_of(q - row[place], none, one) if j > place else by_sign_of(row[place] - q, one, none)
        for j, q in enumerate(row) if j != place
    ]  # fmt: skip
    return by_sign_of(total(ahead) - k, one, none) if ahead else one


def on_side(score: Quantity, edge: Quantity, positive: bool) -> Quantity:
    """Whether a score above an edge belongs to a positive sample, another to a negative one; 1 or 0, on the tape."""
    above = constant(int(positive)), constant(int(not positive))
    return by_sign_of(edge - score, *above)


def ranked_right(points: Sequence[Point]) -> Any:
    """Pairs of a positive and a negative in which the positive has the higher score, ties counted half."""
    twice = sum((after.fp - before.fp) * (after.tp + before.tp) for before, after in pairwise(points))
    return constant(flint.fmpq(twice, 2))


__all__ = [
    "Order",
    "Point",
    "Scored",
    "area",
    "average_precision",
    "brier",
    "log_loss",
    "on_side",
    "points_of",
    "rank",
    "ranked_right",
    "ranked_within",
    "top_k",
]
