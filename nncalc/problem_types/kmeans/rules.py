"""The rules of k-means: who is nearest, which centres are in use, where a centre moves.

MacQueen, Some methods for classification and analysis of multivariate observations (1967); Lloyd 1982.
"""

from __future__ import annotations

from collections.abc import Sequence

from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import total
from nncalc.rules.ordering import descending, largest

Point = Sequence[Quantity]


@rule("a sample goes to the nearest centre, of equals to the lower number")
def nearest(distances: Sequence[Quantity]) -> int:
    """The place of the centre, from 0."""
    return largest([-d for d in distances])[0]


@nearest.slip("far-for-near", "puts a sample to the centre that is the farthest")
def _(distances: Sequence[Quantity]) -> int:
    return largest(distances)[0]


@rule("the centres of a round stay where they are until all its samples have their clusters")
def in_use(centres: Sequence[Point], had: Sequence[Sequence[Point]]) -> Sequence[Point]:
    """The centres to which a sample's distances are taken; `had`: the samples that each has had in this round."""
    return centres


@in_use.slip("moved-in-mid-round", "moves a centre to the mean of its samples as soon as it gets one, in mid-round", 96)
def _(centres: Sequence[Point], had: Sequence[Sequence[Point]]) -> Sequence[Point]:
    return [mean(mine) if mine else c for c, mine in zip(centres, had, strict=True)]


def mean(points: Sequence[Point]) -> list[Quantity]:
    """The mean of some points, component by component."""
    if len(points) == 1:
        return list(points[0])
    return [total(list(column)) / len(points) for column in zip(*points, strict=True)]


@rule("a centre moves to the mean of its samples")
def centre_of(points: Sequence[Point]) -> list[Quantity]:
    return mean(points)


@centre_of.slip("median-for-mean", "moves a centre to the median of its samples")
def _(points: Sequence[Point]) -> list[Quantity]:
    if len(points) < 3:
        raise DoesNotApply
    middles = []
    for column in zip(*points, strict=True):
        order, half = descending(column), len(column) // 2
        middle = column[order[half]]
        middles.append(middle if len(column) % 2 else (column[order[half - 1]] + middle) / 2)
    return middles


@rule("the inertia is the sum of all squared distances to the centres")
def inertia_of(squares: Sequence[Quantity]) -> Quantity:
    return total(squares)


@inertia_of.slip("mean-for-sum", "divides the sum by the number of samples")
def _(squares: Sequence[Quantity]) -> Quantity:
    return total(squares) / len(squares)


@rule("the round that changes nothing is counted too")
def rounds_made(last: int, changed_nothing: bool) -> int:
    """How many rounds there were; `changed_nothing`: whether the last one found all as it was."""
    return last


@rounds_made.slip("last-round-uncounted", "does not count the round that changes nothing")
def _(last: int, changed_nothing: bool) -> int:
    if not changed_nothing or last == 1:
        raise DoesNotApply
    return last - 1
