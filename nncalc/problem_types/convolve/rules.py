"""The rules of the way forward: sums of products, biases, pooling.

Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016). Libraries call convolution what is a
cross-correlation; `kernel=flipped` is the convolution of mathematics.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import NamedTuple

from nncalc.engine.operations import ADD, MAXIMUM
from nncalc.engine.quantity import ATOM, Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import MATMUL, Tensor, dot, notation, total
from nncalc.problem_types.convolve.frames import Frame
from nncalc.problem_types.convolve.windows import Windows
from nncalc.rules.ordering import largest as places_of_largest

CONV = notation("convolution", "call", "conv", ATOM)
CONVT = notation("transposed convolution", "call", "convt", ATOM)
MAXPOOL = notation("max pooling", "call", "maxpool", ATOM)
AVGPOOL = notation("average pooling", "call", "avgpool", ATOM)
GAP = notation("global average pooling", "call", "gap", ATOM)


class Plan(NamedTuple):
    """What one layer does with its windows.

    inner, outer  the frames of its input and of its output
    strides       how far apart in K the weights of neighbouring kernels, channels and cells stand
    groups        into how many the channels are parted
    transposed    whether it is a transposed convolution
    flipped       whether its kernel is turned round
    """

    inner: Frame
    outer: Frame
    windows: Windows
    strides: tuple[int, int, int] = (0, 0, 0)
    groups: int = 1
    transposed: bool = False
    flipped: bool = False

    @property
    def incoming(self) -> int:
        """Input channels of one group."""
        return self.inner.c // self.groups

    @property
    def outgoing(self) -> int:
        """Output channels of one group."""
        return self.outer.c // self.groups

    def channel(self, kernel: int, inside: int) -> int:
        """The input channel that a kernel reads as its so manieth."""
        return kernel // self.outgoing * self.incoming + inside

    def weight(self, kernel: int, inside: int, tap: int) -> int:
        """The place in K of the weight of one kernel for one of the channels it reads."""
        first, second, along = self.strides
        if self.flipped:
            tap = self.windows.taps - 1 - tap
        if self.transposed:
            return self.channel(kernel, inside) * first + kernel % self.outgoing * second + tap * along
        return kernel * first + inside * second + tap * along


def products(x: Tensor, K: Tensor, plan: Plan, inside: Iterable[int]) -> Tensor:
    """The sums of the products, over these input channels of each group."""
    channels, items = list(inside), []
    for sample, kernel, cell in plan.outer.places():
        meeting = plan.windows.reads[cell]
        pairs = [
            (x.items[plan.inner.at(sample, plan.channel(kernel, c), under)], K.items[plan.weight(kernel, c, tap)])
            for c in channels
            for tap, under in meeting
        ]
        items.append(dot(*zip(*pairs, strict=True)) if pairs else constant(0))
    return Tensor(items, plan.outer.shape, CONVT if plan.transposed else CONV, (x, K))


def of_columns(K: Tensor, cols: Tensor, plan: Plan) -> Tensor:
    """The same sums over whole columns of the matrix of windows, the zeros of the padding among them."""
    taps, width, items = plan.windows.taps, cols.shape[1], []
    for sample, kernel, cell in plan.outer.places():
        column = sample * plan.outer.cells + cell
        pairs = [
            (K.items[plan.weight(kernel, c, tap)], cols.items[(plan.channel(kernel, c) * taps + tap) * width + column])
            for c in range(plan.incoming)
            for tap in range(taps)
        ]
        items.append(dot(*zip(*pairs, strict=True)))
    return Tensor(items, plan.outer.shape, MATMUL, (K, cols))


@rule("an output is the sum of the products of the kernel with the cells under it, over all channels")
def summed(x: Tensor, K: Tensor, plan: Plan, cols: Tensor | None = None) -> Tensor:
    """cols: the windows as columns of a matrix, where they stand so on the page."""
    return products(x, K, plan, range(plan.incoming)) if cols is None else of_columns(K, cols, plan)


@summed.slip("channel-left-out", "takes only the first of the channels that a kernel reads")
def _(x: Tensor, K: Tensor, plan: Plan, cols: Tensor | None = None) -> Tensor:
    if plan.incoming == 1:
        raise DoesNotApply
    return products(x, K, plan, [0])


@rule("the bias of a kernel is added once to each of its outputs")
def with_bias(z: Tensor, b: Tensor | Quantity, plan: Plan) -> Tensor:
    """One bias for each kernel, or one number for all."""
    items = [
        q + (b.items[kernel] if isinstance(b, Tensor) else b)
        for q, (_, kernel, _) in zip(z.items, plan.outer.places(), strict=True)
    ]
    return Tensor(items, z.shape, ADD, (z, b))


@with_bias.slip("bias-not-added", "leaves the bias out", 22)
def _(z: Tensor, b: Tensor | Quantity, plan: Plan) -> Tensor:
    return z


@with_bias.slip("bias-per-channel", "adds the bias once for every input channel", 48)
def _(z: Tensor, b: Tensor | Quantity, plan: Plan) -> Tensor:
    if plan.incoming == 1:
        raise DoesNotApply
    many = plan.incoming * b
    return with_bias.right(z, many, plan)


# -- pooling -----------------------------------------------------------------------------------------------------------


def under(plan: Plan) -> list[list[int]]:
    """The places in x of the cells of each window, in the order of the outputs. A window of padding alone has none."""
    found = []
    for sample, channel, cell in plan.outer.places():
        found.append([plan.inner.at(sample, channel, at) for _, at in plan.windows.reads[cell]])
    if not all(found):
        raise DoesNotApply
    return found


@rule("max pooling takes the largest value under its window; padding is none")
def largest(x: Tensor, plan: Plan) -> Tensor:
    items = [reduce(MAXIMUM, [x.items[place] for place in places]) for places in under(plan)]
    return Tensor(items, plan.outer.shape, MAXPOOL, (x,))


@largest.slip("mean-for-max", "takes the mean of the window for its largest value")
def _(x: Tensor, plan: Plan) -> Tensor:
    return averaged.right(x, plan, "yes")


@rule("average pooling divides the sum under its window by the number of its cells")
def averaged(x: Tensor, plan: Plan, padding_counts: str) -> Tensor:
    items = []
    for places, size in zip(under(plan), sizes_of(plan, padding_counts), strict=True):
        whole = total([x.items[place] for place in places])
        items.append(whole if size == 1 else whole / size)
    return Tensor(items, plan.outer.shape, AVGPOOL, (x,))


@averaged.slip("max-for-mean", "takes the largest value of the window for its mean")
def _(x: Tensor, plan: Plan, padding_counts: str) -> Tensor:
    return largest.right(x, plan)


def sizes_of(plan: Plan, padding_counts: str) -> list[int]:
    """What each output of an average is divided by."""
    windows = plan.windows
    each = windows.sizes if padding_counts == "yes" else [len(meeting) for meeting in windows.reads]
    return [each[cell] for _, _, cell in plan.outer.places()]


def winners(x: Tensor, places: list[int], ties: str) -> list[int]:
    """Those of some places where the largest value stands: the first or the last of equals, or all of them."""
    best = places_of_largest(x.items, places)
    return best if ties == "all" else best[-1:] if ties == "last" else best[:1]


@rule("global average pooling takes the mean of all cells of a channel")
def mean_of_channels(x: Tensor, frame: Frame, out: Frame) -> Tensor:
    items = [
        total([x.items[frame.at(sample, channel, cell)] for cell in range(frame.cells)]) / frame.cells
        for sample, channel, _ in out.places()
    ]
    return Tensor(items, out.shape, GAP, (x,))


@mean_of_channels.slip("sum-for-mean", "adds the cells up and does not divide by their number")
def _(x: Tensor, frame: Frame, out: Frame) -> Tensor:
    whole: Tensor = mean_of_channels.right(x, frame, out)
    return frame.cells * whole
