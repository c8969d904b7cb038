"""The arithmetic of feature maps: sizes, parameter counts, multiply-accumulates, receptive fields.

Sizes: Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016). Receptive fields: Araujo, Norris
and Sim, Computing receptive fields of convolutional neural networks (2019). `same` is TensorFlow's; dropping a window
that starts outside is PyTorch's ceil_mode and Caffe's pooling layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.operations import CEIL, FLOOR, MAXIMUM
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply

Sides = tuple[Quantity, ...]
Pair = tuple[Quantity, Quantity]


def multiplied(factors: Sequence[Quantity]) -> Quantity:
    """The product, written in the order of the factors."""
    product = factors[0]
    for factor in factors[1:]:
        product = product * factor
    return product


# -- sizes ---------------------------------------------------------------------------------------------------------


@rule("a kernel with dilation d reaches over d·(k − 1) + 1 cells")
def reach(kernel: Quantity, dilation: Quantity | None) -> Quantity:
    """Cells from the first to the last under the kernel; `dilation` is None where it is 1."""
    return kernel if dilation is None else dilation * (kernel - 1) + 1


@reach.slip("dilation-ignored", "ignores the dilation", 53)
def _(kernel: Quantity, dilation: Quantity | None) -> Quantity:
    return kernel


@rule("the padding counts on both sides: the kernel moves over n − k + 2p cells")
def room(side: Quantity, reached: Quantity, padding: Pair) -> Quantity:
    """How far the kernel can move."""
    before, after = padding
    if before is after:
        return side - reached + 2 * before
    return side - reached + before + after


@room.slip("padding-once", "counts the padding on one side only", 45)
def _(side: Quantity, reached: Quantity, padding: Pair) -> Quantity:
    return side - reached + padding[0]


@rule("the number of steps is rounded down and one is added for the first position: ⌊(n − k + 2p)/s⌋ + 1")
def positions(moved: Quantity, stride: Quantity, upwards: bool) -> Quantity:
    """How many positions the kernel takes; `upwards` rounds up, as Caffe pools."""
    return (CEIL if upwards else FLOOR)(moved / stride) + 1


@positions.slip("plus-one-left-out", "leaves out the + 1", 43)
def _(moved: Quantity, stride: Quantity, upwards: bool) -> Quantity:
    return (CEIL if upwards else FLOOR)(moved / stride)


@positions.slip("plus-one-inside-fraction", "puts the + 1 inside the fraction", 44)
def _(moved: Quantity, stride: Quantity, upwards: bool) -> Quantity:
    return (CEIL if upwards else FLOOR)((moved + 1) / stride)


@positions.slip("ceil-for-floor", "rounds up instead of down", 46)
def _(moved: Quantity, stride: Quantity, upwards: bool) -> Quantity:
    return CEIL(moved / stride) + 1


@positions.slip("fraction-kept", "keeps the fraction instead of rounding", 46)
def _(moved: Quantity, stride: Quantity, upwards: bool) -> Quantity:
    return moved / stride + 1


@rule("padding 'same' makes the output ⌈n/s⌉ long")
def same_size(side: Quantity, stride: Quantity) -> Quantity:
    return CEIL(side / stride)


@same_size.slip("floor-for-ceil", "rounds down where padding 'same' rounds up", 46)
def _(side: Quantity, stride: Quantity) -> Quantity:
    return FLOOR(side / stride)


def same_padding(count: Quantity, side: Quantity, reached: Quantity, stride: Quantity) -> Quantity:
    """All the padding that `same` needs, the extra cell at the end."""
    return MAXIMUM((count - 1) * stride + reached - side, 0)


class Adaptive(NamedTuple):
    """The windows of an adaptive pooling along one side: the largest, the step between neighbours, whether all are alike."""

    reached: Quantity
    stride: Quantity
    alike: bool


def adaptive_window(side: Quantity, outputs: Quantity) -> Adaptive:
    """PyTorch's windows from n cells to o > 1 outputs: output i reads the cells from ⌊i·n/o⌋ up to ⌈(i + 1)·n/o⌉.

    Where o does not divide n they differ in size: ⌈n/o⌉ cells, and one more unless the remainder divides o. The step
    is then the mean of the steps between windows of the largest size, so that the last one ends where the input does.
    """
    share = side / outputs
    rest = side - outputs * FLOOR(share)
    if sign(rest) == 0:
        return Adaptive(share, share, True)
    times = outputs / rest
    largest = CEIL(share) if sign(times - FLOOR(times)) == 0 else CEIL(share) + 1
    return Adaptive(largest, (side - largest) / (outputs - 1), False)


@rule("a transposed convolution undoes the sizes of a convolution: (n − 1)·s − 2p + k")
def transposed_size(
    side: Quantity, reached: Quantity, padding: Pair, stride: Quantity, extra: Quantity | None
) -> Quantity:
    """The output of a transposed convolution; `extra` is the output padding, None where it is 0."""
    before, after = padding
    removed = (side - 1) * stride - 2 * before if before is after else (side - 1) * stride - before - after
    return removed + reached if extra is None else removed + reached + extra


@transposed_size.slip("minus-one-left-out", "leaves out the − 1", 43)
def _(side: Quantity, reached: Quantity, padding: Pair, stride: Quantity, extra: Quantity | None) -> Quantity:
    size = side * stride - 2 * padding[0] + reached
    return size if extra is None else size + extra


@transposed_size.slip("transposed-padding-once", "takes the padding off on one side only", 45)
def _(side: Quantity, reached: Quantity, padding: Pair, stride: Quantity, extra: Quantity | None) -> Quantity:
    size = (side - 1) * stride - padding[0] + reached
    return size if extra is None else size + extra


@rule("every kernel makes one channel of the output")
def output_channels(kernels: Quantity, incoming: Quantity) -> Quantity:
    return kernels


@output_channels.slip("kernels-times-channels", "takes kernels times input channels as the output channels", 51)
def _(kernels: Quantity, incoming: Quantity) -> Quantity:
    return incoming * kernels


@rule("the input is read as height times width")
def input_sides(sides: Sides) -> Sides:
    return sides


@input_sides.slip("height-and-width-swapped", "swaps height and width", 52)
def _(sides: Sides) -> Sides:
    return _swapped(sides)


def _swapped(sides: Sides) -> Sides:
    if len(sides) < 2:
        raise DoesNotApply
    return (*sides[:-2], sides[-1], sides[-2])


@rule("a shape is written with its height before its width")
def written_sides(sides: Sides) -> Sides:
    return sides


@written_sides.slip("width-before-height", "writes the width before the height", 52)
def _(sides: Sides) -> Sides:
    return _swapped(sides)


@rule("an image holds as many patches as fit along its height times along its width")
def patch_count(along: Sides, patch: Sides) -> Quantity:
    """Tokens of a vision transformer, without a class token."""
    return multiplied(along)


@patch_count.slip("patch-size-for-count", "takes the cells of a patch for the number of patches", 86)
def _(along: Sides, patch: Sides) -> Quantity:
    return multiplied(patch)


# -- parameters ----------------------------------------------------------------------------------------------------


@rule("every kernel has a weight for each cell and each input channel of its group")
def kernel_weights(kernels: Quantity, incoming: Quantity, groups: Quantity | None, kernel: Sides) -> Quantity:
    """Weights of a convolution, or of a fully connected layer when the kernel has no sides."""
    return multiplied([kernels, incoming if groups is None else incoming / groups, *kernel])


@kernel_weights.slip("channels-left-out", "leaves the input channels out of the kernel", 49)
def _(kernels: Quantity, incoming: Quantity, groups: Quantity | None, kernel: Sides) -> Quantity:
    return kernel_weights.right(kernels, incoming, groups, kernel) if not kernel else multiplied([kernels, *kernel])


@kernel_weights.slip("groups-left-out", "leaves the groups out: every kernel reads all input channels", 49)
def _(kernels: Quantity, incoming: Quantity, groups: Quantity | None, kernel: Sides) -> Quantity:
    if groups is None:
        raise DoesNotApply
    return multiplied([kernels, incoming, *kernel])


@rule("one bias per kernel or unit")
def bias_count(kernels: Quantity, incoming: Quantity) -> Quantity:
    return kernels


@bias_count.slip("bias-per-channel", "gives every kernel a bias per input channel", 48)
def _(kernels: Quantity, incoming: Quantity) -> Quantity:
    return kernels * incoming


@bias_count.slip("channels-for-kernels", "takes one bias per input channel instead of per kernel", 48)
def _(kernels: Quantity, incoming: Quantity) -> Quantity:
    return incoming


@bias_count.slip("one-bias-for-all", "takes one bias for all kernels", 109)
def _(kernels: Quantity, incoming: Quantity) -> Quantity:
    return constant(1)


@rule("a layer's parameters are its weights and its biases")
def parameter_count(weights: Quantity, biases: Quantity) -> Quantity:
    return weights + biases


@parameter_count.slip("bias-left-out", "leaves the biases out of the count", 47)
def _(weights: Quantity, biases: Quantity) -> Quantity:
    return weights


@rule("pooling has no parameters")
def pooling_weights(channels: Quantity, kernel: Sides) -> Quantity:
    return constant(0)


@pooling_weights.slip("pooling-given-weights", "gives the pooling window parameters", 50)
def _(channels: Quantity, kernel: Sides) -> Quantity:
    return multiplied([channels, *kernel])


@pooling_weights.slip("pooling-given-one-kernel", "gives the pooling window parameters, once for all channels", 50)
def _(channels: Quantity, kernel: Sides) -> Quantity:
    return multiplied(list(kernel))


@pooling_weights.slip(
    "pooling-given-weights-and-biases", "gives the pooling window parameters and a bias per channel", 50
)
def _(channels: Quantity, kernel: Sides) -> Quantity:
    return multiplied([channels, *kernel]) + channels


@pooling_weights.slip("pooling-as-convolution", "counts the parameters of a convolution for the pooling", 50)
def _(channels: Quantity, kernel: Sides) -> Quantity:
    return multiplied([channels, channels, *kernel]) + channels


# -- work ----------------------------------------------------------------------------------------------------------


@rule("every weight is multiplied once at each position")
def mac_count(weights: Quantity, places: Sides) -> Quantity:
    return multiplied([weights, *places])


@mac_count.slip("flop-for-mac", "counts multiplication and addition of a MAC apart", 54)
def _(weights: Quantity, places: Sides) -> Quantity:
    return multiplied([constant(2), weights, *places])


@rule("a multiply-accumulate is two floating-point operations")
def flop_count(macs: Quantity) -> Quantity:
    return 2 * macs


@flop_count.slip("mac-for-flop", "takes a multiply-accumulate as one operation", 54)
def _(macs: Quantity) -> Quantity:
    return macs


# -- receptive field -----------------------------------------------------------------------------------------------
