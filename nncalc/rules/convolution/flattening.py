"""A feature map written out in a row, as a dense layer reads it."""

from __future__ import annotations

from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import rule
from nncalc.rules.convolution.arithmetic import Sides, multiplied


@rule("a map is written out with every channel at every position")
def flattened(channels: Quantity, sides: Sides) -> Quantity:
    """The features of a map: C·H·W."""
    return multiplied([channels, *sides])


@flattened.slip("map-without-channels", "leaves the channels out where the map is written out", 110)
def _(channels: Quantity, sides: Sides) -> Quantity:
    return multiplied(list(sides))


@flattened.slip("map-without-positions", "takes the channels alone where the map is written out", 110)
def _(channels: Quantity, sides: Sides) -> Quantity:
    return channels
