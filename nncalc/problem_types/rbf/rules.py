"""The rules of `rbf`: distances, units, outputs.

References: Haykin, Neural Networks and Learning Machines (2009), chapter 5; Bishop, Neural Networks for Pattern
Recognition (1995), chapter 5.
"""

from __future__ import annotations

from collections.abc import Sequence

from nncalc.engine.decide import sign
from nncalc.engine.operations import EXP, LOG, POWER, SQRT
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, total

WITH_WIDTH = ("gaussian-2s2", "gaussian-s2", "multiquadric")
GAUSSIAN = ("gaussian-2s2", "gaussian-s2", "gaussian")


@rule("the squared distance is the sum of the squared differences")
def squared_distance(x: Sequence[Quantity], t: Sequence[Quantity]) -> Quantity:
    return total([POWER(a - b, 2) for a, b in zip(x, t, strict=True)])


@squared_distance.slip("root-for-distance", "takes the distance for its square")
def _(x: Sequence[Quantity], t: Sequence[Quantity]) -> Quantity:
    return SQRT(squared_distance.right(x, t))


@squared_distance.slip("first-feature-only", "takes the first difference alone")
def _(x: Sequence[Quantity], t: Sequence[Quantity]) -> Quantity:
    if len(x) == 1:
        raise DoesNotApply
    return squared_distance.right(x[:1], t[:1])


@rule("a unit is a function of the distance of sample and centre")
def unit(r2: Quantity, width: Quantity, phi: str) -> Quantity:
    """Of the squared distance and the width."""
    if phi in GAUSSIAN:
        return EXP(-_exponent(r2, POWER(width, 2), phi))
    if phi == "multiquadric":
        return SQRT(r2 + POWER(width, 2))
    if phi == "linear":
        return SQRT(r2)
    if r2.value is not None and sign(r2) == 0:
        return constant(0)
    return r2 * LOG(r2) / 2


def _exponent(r2: Quantity, width: Quantity, phi: str) -> Quantity:
    if phi == "gaussian":
        return r2
    return r2 / width if phi == "gaussian-s2" else r2 / (2 * width)


@unit.slip("square-left-out", "does not square the width")
def _(r2: Quantity, width: Quantity, phi: str) -> Quantity:
    if phi not in WITH_WIDTH:
        raise DoesNotApply
    return EXP(-_exponent(r2, width, phi)) if phi in GAUSSIAN else SQRT(r2 + width)


@unit.slip("minus-lost", "loses the minus in the exponent")
def _(r2: Quantity, width: Quantity, phi: str) -> Quantity:
    if phi not in GAUSSIAN:
        raise DoesNotApply
    return EXP(_exponent(r2, POWER(width, 2), phi))


@rule("the output is the sum of the units, each times its weight")
def outputs(Phi: Tensor, w: Tensor) -> Tensor:
    y: Tensor = Phi @ w
    return y
