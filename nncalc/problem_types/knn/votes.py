"""From distances to a class: who is near, what a neighbour weighs, which class wins.

Cover and Hart, Nearest neighbor pattern classification (1967); Dudani, The distance-weighted k-nearest-neighbor rule (1976).
"""

from __future__ import annotations

from collections.abc import Sequence

from nncalc.engine.decide import sign
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import dot, total
from nncalc.rules.ordering import descending, largest


@rule("the neighbours are those with the smallest distances, of equal ones the lower number")
def nearest_first(distances: Sequence[Quantity]) -> list[int]:
    """The places (from 0) of the samples, the nearest first."""
    return descending([-d for d in distances])


@nearest_first.slip("far-for-near", "takes the samples that are the farthest")
def _(distances: Sequence[Quantity]) -> list[int]:
    return descending(distances)


@rule("a neighbour weighs 1, under weights=distance 1 over its distance")
def weights_of(near: Sequence[Quantity], weights: str) -> list[Quantity]:
    """Of a distance of 0 all weight lies on those that have it, as in scikit-learn."""
    if weights == "uniform":
        return [constant(1) for _ in near]
    zero = [sign(d) == 0 for d in near]
    return [constant(int(at)) for at in zero] if any(zero) else [1 / d for d in near]


@weights_of.slip("distance-for-weight", "weighs a neighbour by its distance, so that the farther counts more")
def _(near: Sequence[Quantity], weights: str) -> list[Quantity]:
    if weights == "uniform":
        raise DoesNotApply
    return list(near)


def votes_of(classes: Sequence[int], weights: Sequence[Quantity], number: int) -> list[Quantity]:
    """The votes of each class, from 0 to number − 1; `classes` are the neighbours'."""
    mine = [[w for c, w in zip(classes, weights, strict=True) if c == each] for each in range(number)]
    return [total(some) if some else constant(0) for some in mine]


@rule("the class with the most votes wins, of equal ones as the convention ties says")
def winner(votes: Sequence[Quantity], classes: Sequence[int], ties: str, by_size: Sequence[int]) -> int:
    """`classes` are the neighbours', the nearest first; `by_size` is the place of each class among sorted labels."""
    best = largest(votes)
    if ties == "nearest":
        return next(c for c in classes if c in best)
    return best[0] if ties == "first" else min(best, key=lambda c: by_size[c])


@winner.slip("vote-tie", "lets the farthest of the neighbours decide between classes with as many votes", 93)
def _(votes: Sequence[Quantity], classes: Sequence[int], ties: str, by_size: Sequence[int]) -> int:
    best = largest(votes)
    if len(best) == 1:
        raise DoesNotApply
    return next(c for c in reversed(classes) if c in best)


@rule("the value is the mean of the neighbours' values, each with its weight")
def mean_of(values: Sequence[Quantity], weights: Sequence[Quantity], kind: str) -> Quantity:
    if kind == "uniform":
        return total(values) / len(values)
    return dot(weights, values) / total(weights)


@mean_of.slip("mean-left-out", "adds the values up and does not divide")
def _(values: Sequence[Quantity], weights: Sequence[Quantity], kind: str) -> Quantity:
    return total(values) if kind == "uniform" else dot(weights, values)
