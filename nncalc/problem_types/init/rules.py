"""The rules of `init`: variance, deviation and bound of weights, and what a layer makes of a variance.

References: Glorot and Bengio 2010; He and others 2015; LeCun and others 1998; Saxe and others 2014 (orthogonal matrices).
"""

from __future__ import annotations

from typing import NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.elementary import PI, POWER
from nncalc.engine.operations import EXP, MAXIMUM, SQRT
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.smooth import NORMAL_CDF


class Layer(NamedTuple):
    """The fans of one layer."""

    fan_in: Quantity
    fan_out: Quantity

    def over(self, mode: str) -> Quantity:
        """What the variance is divided by."""
        if mode == "average":
            return (self.fan_in + self.fan_out) / 2
        return self.fan_in if mode == "fan_in" else self.fan_out


@rule("the variance of the weights is the squared gain over the fan")
def variance(scheme: str, layer: Layer, gain: Quantity, mode: str) -> Quantity:
    """gain²/fan; of an orthogonal matrix gain² over the larger fan."""
    if scheme == "orthogonal-gain":
        return POWER(gain, 2) / MAXIMUM(layer.fan_in, layer.fan_out)
    if mode == "average":
        twice = constant(2) if _is_one(gain) else 2 * POWER(gain, 2)
        return twice / (layer.fan_in + layer.fan_out)
    return (constant(1) if _is_one(gain) else POWER(gain, 2)) / layer.over(mode)


def _is_one(gain: Quantity) -> bool:
    return gain.value == 1 and gain.typed is None


@variance.slip("fan-swapped", "divides by the other fan")
def _(scheme: str, layer: Layer, gain: Quantity, mode: str) -> Quantity:
    if mode == "average" or scheme == "orthogonal-gain":
        raise DoesNotApply
    return POWER(gain, 2) / layer.over("fan_out" if mode == "fan_in" else "fan_in")


@variance.slip("one-over-fan-in-called-xavier", "takes 1 over the inputs for Xavier's rule")
def _(scheme: str, layer: Layer, gain: Quantity, mode: str) -> Quantity:
    if scheme != "xavier" or mode != "average":
        raise DoesNotApply
    return POWER(gain, 2) / layer.fan_in


@variance.slip("factor-two-left-out", "leaves out the factor 2")
def _(scheme: str, layer: Layer, gain: Quantity, mode: str) -> Quantity:
    if mode == "average":
        return POWER(gain, 2) / (layer.fan_in + layer.fan_out)
    if scheme != "he":
        raise DoesNotApply
    return POWER(gain, 2) / (2 * layer.over(mode))


@rule("the standard deviation is the root of the variance")
def deviation(var: Quantity) -> Quantity:
    return SQRT(var)


@deviation.slip("variance-for-deviation", "takes the variance for the standard deviation")
def _(var: Quantity) -> Quantity:
    return var


@rule("a uniform distribution reaches √3 deviations to both sides")
def bound_of(std: Quantity) -> Quantity:
    return SQRT(constant(3)) * std


@bound_of.slip("uniform-without-3", "takes the deviation for the bound, without the √3")
def _(std: Quantity) -> Quantity:
    return std


def kept_share() -> Quantity:
    """What is left of the variance 1 of a normal distribution that is cut at ±2: 1 − 4φ(2)/(2Φ(2) − 1), .7737."""
    density = EXP(constant(-2)) / SQRT(2 * PI())
    return 1 - 4 * density / (2 * NORMAL_CDF(constant(2)) - 1)


@rule("the variance of a layer is its inputs times the weights' variance times the mean square of what comes in")
def passed_on(fan_in: Quantity, var: Quantity, before: Quantity, half: bool) -> Quantity:
    return fan_in * var * before / 2 if half else fan_in * var * before


@passed_on.slip("factor-two-left-out", "forgets that relu leaves half of the variance")
def _(fan_in: Quantity, var: Quantity, before: Quantity, half: bool) -> Quantity:
    if not half:
        raise DoesNotApply
    return fan_in * var * before


@passed_on.slip("inputs-left-out", "leaves out the number of inputs")
def _(fan_in: Quantity, var: Quantity, before: Quantity, half: bool) -> Quantity:
    if fan_in.value is not None and sign(fan_in - 1) == 0:
        raise DoesNotApply
    return var * before / 2 if half else var * before


@rule("the variance of a gradient is the units that it comes from times the weights' variance times theirs")
def passed_back(fan_out: Quantity, var: Quantity, above: Quantity, half: bool) -> Quantity:
    return fan_out * var * above / 2 if half else fan_out * var * above
