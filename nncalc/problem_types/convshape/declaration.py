"""What `convshape` declares: givens, conventions, sections, words."""

from __future__ import annotations

from nncalc.declaring.fields import convention, given
from nncalc.problem_types.convshape.results import RESULTS
from nncalc.rules.layer_rows.declaration import RowDeclaration
from nncalc.rules.layer_rows.fields import Shape
from nncalc.rules.layer_rows.said import COUNTS, READ, SECTIONS, UNITS
from nncalc.words import say


class ConvShapeDeclaration(RowDeclaration):
    """The declarations of `convshape`."""

    want: tuple[int, ...] | None = given(
        Shape(), "output wanted, 55x55 or with channels, when one setting is ?", default=None
    )
    fields_: str = convention(
        "no",
        "yes",
        help="whether receptive fields and memory are worked on the page; they are results anyway",
        display=True,
    )
    padding_counts: str = convention(
        "yes",
        "no",
        help="whether average pooling divides by cells of the padding too",
        idle=lambda p: (
            None if any(layer.averages_padding for layer in p.layers) else say("no average pooling is padded")
        ),
    )

    own_names = {
        **RowDeclaration.own_names,
        "conv:96,k=11,s=?": "One of k, s, p may be asked for: with want=55x55 every setting that gives it is listed.",
    }
    brief = ("", "totals", "summary")
    sections = {**SECTIONS, "field": "Receptive field", "memory": "Memory", "totals": "Totals", "summary": "Summary"}
    words = {
        **READ,
        **COUNTS,
        "floor": "{sides}: {quotient} is not a whole number, rounded down; cells unread at the end: {rest}.",
        "floor_conv": "{sides}: {quotient} is not a whole number; a convolution rounds down under every convention.",
        "ceil": "{sides}: {quotient} is not a whole number; rounded up, the last window reaches over the edge.",
        "dropped": "{sides}: {quotient} is not a whole number; of the windows rounded up to, the last would start "
        "outside and is dropped.",
        "same": "Padding 'same' adds so many cells in all; half of them stand before, an odd one at the end.",
        "add": "Equal shapes, added number by number: {shape}.",
        "gap": "The mean of every channel: {input} gives {output}.",
        "adaptive": "Windows are chosen so that {input} gives {output}.",
        "uneven": "They are not all of one size; the receptive field counts the largest, and the mean step between them.",
        "products": "Multiplications are those with weights; the products of queries, keys and values are not counted.",
        "patch": "One row per patch, its pixels of all channels in a row.",
        "average": "Average pooling divides by the size of its window, {cells}, padding included.",
        "average_no": "Average pooling divides by the cells of its window that lie inside the input.",
        "field": "A layer adds (k − 1)·j to r; the jump j is the product of the strides so far. "
        "A layer that leaves r or j as it is gives it no new number.",
        "transposed": "A transposed convolution adds ⌊(k − 1)/s⌋·j to r instead, and divides j by s.",
        "upsampled": "An upsampling by s reads what a transposed convolution of stride s reads whose kernel is s wide, 2·s where "
        "it is bilinear (2·s − 1 for an odd s).",
        "traced": "Behind it the outputs see different numbers of cells. One that sees the most is traced back, as if the "
        "maps had no edges: a and b are the first and the last cell that it sees of each layer before, counted from 0. "
        "Their second index is that layer's, 0 the input's.",
        "tap": "With dilation d it adds d/g·⌊(k − 1)·g/s⌋·j, g the greatest common divisor of d and s, and sees a cell "
        "through one tap t of the kernel, counted from 0.",
        "widest": "Output o = {output} of layer {number} sees the most:",
        "whole": "Layer {number} reads its whole input; traced back to the edges of the network's input:",
        "memory": "Bytes of each output as 32-bit numbers; activations, dropout, flatten and normalisation work in place.",
        "settings": "{count} of {setting} for {want}; the working goes on with {first}.",
    }
    drawings = {"pipeline": ""}
    results = RESULTS
    measured_in = UNITS
    examples = (
        "convshape 3x227x227 conv:96,k=11,s=4 relu pool:max,k=3,s=2 flatten fc:1000",
        "convshape 1x28x28 conv:25,k=3 pool:max,k=2 conv:50,k=3 pool:max,k=2",
        "convshape 64x56x56 relu,as=x 2xconv:64,k=3,p=1,bias=no+bn add:x relu",
        "convshape 3x32x32 3xconv:64,k=3,p=1+relu gap fc:10",
        "convshape 3x227x227 conv:96,k=11,s=? want=55x55",
        'convshape "input=(3, 32, 32)" "Conv2d(3, 16, kernel_size=3, padding=1)" "MaxPool2d(2)" patch:4',
    )
