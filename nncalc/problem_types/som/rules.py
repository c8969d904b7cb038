"""The rules of `som`: distances, neighbourhoods, moves.

References: Kohonen, Self-Organizing Maps (2001), chapters 3 and 6; Fausett, Fundamentals of Neural Networks (1994), chapter 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nncalc.engine.decide import sign
from nncalc.engine.operations import EXP, POWER, SQRT
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, total
from nncalc.rules.ordering import compare


@rule("the distance is the sum of the squared differences, with metric=l2 its root")
def distance(x: Tensor, w: Tensor, metric: str) -> Quantity:
    squares = total([POWER(a - b, 2) for a, b in zip(x.items, w.items, strict=True)])
    return SQRT(squares) if metric == "l2" else squares


@distance.slip("square-left-out", "adds up the differences without squaring them")
def _(x: Tensor, w: Tensor, metric: str) -> Quantity:
    return total([a - b for a, b in zip(x.items, w.items, strict=True)])


@rule("the unit with the least distance wins, of equal ones the first")
def nearest(distances: Sequence[Quantity]) -> int:
    """Its place, from 0."""
    best = 0
    for place in range(1, len(distances)):
        if compare(distances[place], distances[best]) < 0:
            best = place
    return best


@nearest.slip("loser-updated", "lets the farthest unit win")
def _(distances: Sequence[Quantity]) -> int:
    worst = 0
    for place in range(1, len(distances)):
        if compare(distances[place], distances[worst]) > 0:
            worst = place
    return worst


@rule(
    "neighbours move by exp(−d²/(2·radius²)), d the distance on the grid; with bubble those with d ≤ radius as the winner"
)
def neighbourhood(squared: int, radius: Quantity, kind: str) -> Quantity:
    """Of a unit at a squared distance from the winner on the grid."""
    if squared == 0:
        return constant(1)
    if kind == "gaussian":
        return EXP(-(constant(squared) / (2 * POWER(radius, 2))))
    return constant(1 if sign(POWER(radius, 2) - squared) >= 0 else 0)


@neighbourhood.slip("neighbours-left-alone", "moves the winner alone")
def _(squared: int, radius: Quantity, kind: str) -> Quantity:
    return constant(1 if squared == 0 else 0)


@neighbourhood.slip("distance-not-squared", "takes the distance on the grid for its square")
def _(squared: int, radius: Quantity, kind: str) -> Quantity:
    if kind != "gaussian":
        raise DoesNotApply
    return EXP(-(SQRT(constant(squared)) / (2 * POWER(radius, 2))))


@rule("the unit moves by {lr}·(x − w) towards the sample")
def towards(x: Tensor, w: Tensor, size: Quantity) -> Any:
    return size * (x - w)


@towards.slip("away-for-towards", "moves the unit away from the sample")
def _(x: Tensor, w: Tensor, size: Quantity) -> Any:
    return size * (w - x)


@towards.slip("rate-left-out", "leaves out the learning rate")
def _(x: Tensor, w: Tensor, size: Quantity) -> Any:
    return x - w


@towards.slip("weights-not-subtracted", "moves by {lr}·x, without taking the weights away")
def _(x: Tensor, w: Tensor, size: Quantity) -> Any:
    return size * x


@rule("a unit of another class moves by −{lr}·(x − w), away from the sample")
def away(x: Tensor, w: Tensor, size: Quantity) -> Any:
    return -size * (x - w)


@away.slip("towards-for-away", "moves the unit of another class towards the sample")
def _(x: Tensor, w: Tensor, size: Quantity) -> Any:
    return size * (x - w)


@rule("the window is (1 − width)/(1 + width)")
def border(window: Quantity) -> Quantity:
    return (1 - window) / (1 + window)


@border.slip("window-itself", "takes the width of the window for its border")
def _(window: Quantity) -> Quantity:
    return window


@rule("the smaller ratio of the two least distances, which are not squared")
def ratio(first: Quantity, second: Quantity, metric: str) -> Quantity:
    """Of the nearest unit's distance and the next one's, as the metric has them; 1 where both are 0."""
    if sign(second) == 0:
        return constant(1)
    return first / second if metric == "l2" else SQRT(first / second)


@ratio.slip("root-left-out", "takes the ratio of the squared distances")
def _(first: Quantity, second: Quantity, metric: str) -> Quantity:
    if metric == "l2" or sign(second) == 0:
        raise DoesNotApply
    return first / second
