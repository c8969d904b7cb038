"""One layer of a network, and shapes in words."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from nncalc.engine.tensor import Tensor, components

if TYPE_CHECKING:
    from nncalc.rules.activations import Activation, ActivationOptions


class Layer:
    """One layer of a network in the working: weights (None: none given), bias, activation and its options."""

    def __init__(self, number: int, W: Tensor, b: Any, activation: Activation, options: ActivationOptions) -> None:
        self.number, self.W, self.b, self.activation, self.options = number, W, b, activation, options

    def with_parameters(self, W: Tensor, b: Any) -> Layer:
        return Layer(self.number, W, b, self.activation, self.options)


def times(shape: tuple[int, ...]) -> str:
    """A shape in words: `2×3`, `4`."""
    return "×".join(map(str, shape))


def fitted(x: Tensor, shape: tuple[int, ...]) -> Tensor | None:
    """What was typed for every output in the shape of the outputs; None where it does not fit.

    One row or one column of numbers goes with one sample, or with samples of one output, however it was typed.
    """
    if x.shape == shape:
        return x
    lines = all(sum(length > 1 for length in each) < 2 for each in (x.shape, shape))
    return reshaped(x, shape) if lines and len(x.items) == prod(shape) else None


def reshaped(x: Tensor, shape: tuple[int, ...]) -> Tensor:
    """The same quantities under the names they have in another shape."""
    for q, name in zip(x.items, components(x.name or "", shape), strict=True):
        q.name = name
    return Tensor(x.items, shape, None, (), x.name)
