"""Feature maps by their axes: where the value of a sample, a channel and a cell stands in a tensor."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import NamedTuple

from nncalc.engine.tensor import Shape, Tensor


class Frame(NamedTuple):
    """The axes of one map.

    sides     its spatial sides; () for numbers in a row
    channels  how many there are, None where the map has no such axis
    samples   likewise
    layout    chw or hwc
    """

    sides: Shape
    channels: int | None
    samples: int | None
    layout: str

    @property
    def n(self) -> int:
        return self.samples or 1

    @property
    def c(self) -> int:
        return self.channels or 1

    @property
    def cells(self) -> int:
        return prod(self.sides)

    @property
    def shape(self) -> Shape:
        """The shape of the tensor."""
        channels = () if self.channels is None else (self.channels,)
        inner = (*channels, *self.sides) if self.layout == "chw" else (*self.sides, *channels)
        return inner if self.samples is None else (self.samples, *inner)

    def at(self, sample: int, channel: int, cell: int) -> int:
        """The place of a value in row order; everything counts from 0, the cells of a channel row by row."""
        if self.layout == "chw":
            return (sample * self.c + channel) * self.cells + cell
        return (sample * self.cells + cell) * self.c + channel

    def places(self) -> Iterator[tuple[int, int, int]]:
        """Sample, channel and cell of every value, in row order."""
        for sample in range(self.n):
            if self.layout == "chw":
                yield from ((sample, channel, cell) for channel in range(self.c) for cell in range(self.cells))
            else:
                yield from ((sample, channel, cell) for cell in range(self.cells) for channel in range(self.c))

    @property
    def in_a_row(self) -> Frame:
        """The same values in a row, as a fully connected layer reads them."""
        return self._replace(sides=(), channels=self.c * self.cells)


def refolded(x: Tensor, frame: Frame) -> Tensor:
    """The same quantities under their own names in the shape of another frame."""
    if x.shape == frame.shape:
        return x
    return Tensor(x.items, frame.shape, x.operation if x.name is None else None, x.operands, x.name)
