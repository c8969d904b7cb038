"""Zeros around a map, and cells that are repeated along its sides: values, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

from nncalc.engine.quantity import ATOM, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, notation, total
from nncalc.errors import InputError
from nncalc.problem_types.convolve.frames import Frame
from nncalc.problem_types.convolve.layers import ValueLayer
from nncalc.rules.convolution.checks import fits_sides
from nncalc.rules.convolution.settings import spread
from nncalc.rules.convolution.sizes import misfit
from nncalc.words import say

PAD = notation("zeros around", "call", "zeropad", ATOM)
UPSAMPLE = notation("cells repeated", "call", "upsample", ATOM)
CROP = notation("without the zeros around", "call", "crop", ATOM)
GATHER = notation("copies added", "call", "gather", ATOM)
MOST_CELLS = 1_000_000


class Copied(NamedTuple):
    """Which cell of the input each cell of the output is; None where it is a zero."""

    inner: Frame
    outer: Frame
    cells: list[int | None]


def copied(number: int, layer: ValueLayer, frame: Frame) -> Copied:
    """Raises InputError where the layer does not fit its input."""
    if not frame.sides:
        raise misfit(
            number, layer, say("{word} needs a map, it gets numbers in a row", word=layer.word),
            say("{word} before flatten and fc", word=layer.word),
        )  # fmt: skip
    fits_sides(number, layer, len(frame.sides))
    pairs = ((0, 0),) if isinstance(layer.padding, str) else layer.padding
    around = spread(pairs, len(frame.sides))
    factors = spread(layer.argument or (1,), len(frame.sides))
    sides = tuple((n + a + b) * s for n, (a, b), s in zip(frame.sides, around, factors, strict=True))
    outer = frame._replace(sides=sides)
    if outer.n * outer.c * outer.cells > MOST_CELLS:
        raise InputError(
            say("layer {number} ({layer}): an output of more than {most:,} numbers", number=number, layer=layer.token,
                most=MOST_CELLS), name="layers", expected=say("smaller maps"),
        )  # fmt: skip
    along = [
        [cell // s if 0 <= cell // s < n else None for cell in range(-a * s, (n + b) * s)]
        for n, (a, b), s in zip(frame.sides, around, factors, strict=True)
    ]
    return Copied(frame, outer, [_place(frame.sides, cells) for cells in product(*along)])


def _place(sides: tuple[int, ...], cells: tuple[int | None, ...]) -> int | None:
    place = 0
    for side, cell in zip(sides, cells, strict=True):
        if cell is None:
            return None
        place = place * side + cell
    return place


@rule("zeros stand around the map, before its sides and behind them")
def padded(x: Tensor, plan: Copied) -> Tensor:
    return _copies(x, plan, PAD)


@padded.slip("zeros-behind", "puts all the zeros behind the map, and none before it")
def _(x: Tensor, plan: Copied) -> Tensor:
    first = next((at for at, cell in enumerate(plan.cells) if cell is not None), 0)
    if not first:
        raise DoesNotApply
    return _copies(x, plan._replace(cells=plan.cells[first:] + plan.cells[:first]), PAD)


@rule("an upsampled map repeats every cell along each of its sides")
def repeated(x: Tensor, plan: Copied) -> Tensor:
    return _copies(x, plan, UPSAMPLE)


@repeated.slip("zeros-between", "puts zeros between the cells instead of their copies")
def _(x: Tensor, plan: Copied) -> Tensor:
    first = {cell: at for at, cell in reversed(list(enumerate(plan.cells)))}
    cells = [cell if first[cell] == at else None for at, cell in enumerate(plan.cells)]
    return _copies(x, plan._replace(cells=cells), UPSAMPLE)


def _copies(x: Tensor, plan: Copied, written: Any) -> Tensor:
    items = [
        constant(0) if (cell := plan.cells[at]) is None else x.items[plan.inner.at(sample, channel, cell)]
        for sample, channel, at in plan.outer.places()
    ]
    return Tensor(items, plan.outer.shape, written, (x,))


def cropped(dy: Tensor, plan: Copied) -> Tensor:
    """The gradients of the cells that were there."""
    return Tensor([dy.items[places[0]] for places in _copies_of(plan)], plan.inner.shape, CROP, (dy,))


@rule("what comes back to a repeated cell: the sum over its copies")
def gathered(dy: Tensor, plan: Copied) -> Tensor:
    items = [total([dy.items[place] for place in places]) for places in _copies_of(plan)]
    return Tensor(items, plan.inner.shape, GATHER, (dy,))


@gathered.slip("copies-averaged", "takes the mean over the copies of a cell for their sum")
def _(dy: Tensor, plan: Copied) -> Tensor:
    items = [total([dy.items[place] for place in places]) / len(places) for places in _copies_of(plan)]
    return Tensor(items, plan.inner.shape, GATHER, (dy,))


def _copies_of(plan: Copied) -> Iterator[list[int]]:
    """Where in the output the copies of each cell of the input stand, in the order of the input."""
    places: dict[int | None, list[int]] = {}
    for at, cell in enumerate(plan.cells):
        places.setdefault(cell, []).append(at)
    for sample, channel, cell in plan.inner.places():
        yield [plan.outer.at(sample, channel, at) for at in places[cell]]
