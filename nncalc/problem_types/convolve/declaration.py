"""What `convolve` declares: givens, conventions, sections, words, results; and which words of a command line are layers."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice, Reading
from nncalc.declaring.numeric import BIAS, NUMBER, TENSOR, Numeric
from nncalc.declaring.problem import ProblemType
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.problem_types.convolve.frames import Frame
from nncalc.problem_types.convolve.layers import LayerWords, ValueLayers, is_layer, meant_for
from nncalc.rules.activations import PARAMETERS
from nncalc.rules.convolution.layer import KEYS
from nncalc.rules.convolution.tokens import KEY_WORDS, WORDS
from nncalc.rules.loss_words import ASSUMED_SUM, INFINITE, ROUNDED
from nncalc.words import Later, say

KERNELS = Numeric(1, 2, 3, 4, 5, words="kernels: 1,2:3,4 for one, with :: between channels and ::: between several")
WEIGHTS = Numeric(1, 2, words="a matrix, rows after a colon: 1,2:3,4 (a vector is one unit)")
LOSS_NAMES = (
    "half-sse", "sse", "mse", "half-mse", "cross-entropy", "bce"
)  # fmt: skip
"""The losses of `nncalc.rules.loss_functions`, which a page without a target does without."""
KINKED = ("relu", "leaky-relu", "prelu")


def _without(words: Collection[str], why: str) -> Any:
    """The reason why a convention of some layers is idle."""
    return lambda p: None if p.words_of_layers & {*words} else say(why)


def _no_target(problem: ConvolveDeclaration) -> str | None:
    return say("there is no target t") if problem.t is None else None


def _one_sample(problem: ConvolveDeclaration) -> str | None:
    return _no_target(problem) or (None if problem.has_samples else say("there is one sample"))


def _no_ties(problem: ConvolveDeclaration) -> str | None:
    if not any(layer.word == "pool" and layer.argument == "max" for layer in problem.layers):
        return say("there is no max pooling")
    return None if problem.t is not None or problem.upstream is not None else say("no gradient is asked for")


def _no_average(problem: ConvolveDeclaration) -> str | None:
    return None if any(layer.averages_padding for layer in problem.layers) else say("no average pooling is padded")


class ConvolveDeclaration(ProblemType):
    """The declarations of `convolve`."""

    x: Tensor = given(
        TENSOR, "input: L, H×W, C×H×W or N×C×H×W, with :: between channels and ::: between samples", first=True
    )
    layers: ValueLayers = given(
        LayerWords(), "the layers, each a word of its own on the command line, a list in a file; conv:K when absent",
        default=ValueLayers(),
    )  # fmt: skip
    K: dict[int, Tensor] = given(
        KERNELS, "kernels: with the axes of x (without samples) one, with an axis in front several", family=True
    )
    W: dict[int, Tensor] = given(WEIGHTS, "weights of a fully connected layer, one row per unit", family=True)
    b: dict[int, Any] = given(
        BIAS, "bias of the kernels or weights of its number: one for each, or one number for all", family=True
    )
    dims: str = given(
        Choice(("2", "1", "3")), "how many of the last axes are space; 1 for a vector, 3 for five axes, else 2",
        default="2",
    )  # fmt: skip
    alpha: Quantity | None = given(
        NUMBER, Later("parameter of activations: {defaults} when absent", defaults=PARAMETERS), default=None
    )
    upstream: Tensor | None = given(TENSOR, "∂L/∂y, of the shape of y, instead of t and a loss", default=None)
    t: Tensor | None = given(TENSOR, "target, of the shape of y", default=None)
    view: str = given(
        Choice(("windows", "matrix")), "every window written out, or the windows as columns of a matrix (im2col)",
        default="windows",
    )  # fmt: skip
    kernel: str = convention(
        "cross-correlation", "flipped", help="whether the kernel lies on the input as it is, or turned round",
        idle=_without(("conv", "convt", "dwconv"), "there is no convolution"),
    )  # fmt: skip
    ties: str = convention(
        "first", "last", "all", help="which of equal largest values gets the gradient", idle=_no_ties
    )
    rounding: str = convention(
        "floor", "ceil", "caffe", "error",
        help="of sizes that do not divide: pooling rounds up under ceil and caffe, convolutions down; error refuses them",
        idle=_without(("conv", "dwconv", "pool"), "no size is divided"),
    )  # fmt: skip
    layout: str = convention("chw", "hwc", help="whether the channels of x, K and y stand before their sides or last")
    padding_counts: str = convention(
        "yes", "no", help="whether average pooling divides by cells of the padding too", idle=_no_average
    )
    loss: str = convention(
        *LOSS_NAMES, help="loss of one sample; bce and mse average over the outputs, sse sums", idle=_no_target
    )
    reduction: str = convention("mean", "sum", help="over several samples", idle=_one_sample)
    relu0: str = convention(
        "0", "1/2", "1", help="slope of relu-like activations at the kink",
        idle=_without(KINKED, "no layer is relu or a leaky one"),
    )  # fmt: skip
    gelu: str = convention("exact", "tanh", help="form of GELU", idle=_without(("gelu",), "no layer is gelu"))

    frame: Frame
    has_samples = False

    @property
    def divisor(self) -> int:
        """N where the loss is the mean over N samples, else 1."""
        return self.frame.n if self.frame.samples is not None and self.reduction == "mean" else 1

    @property
    def words_of_layers(self) -> set[str]:
        """The words of all layers."""
        return {layer.word for layer in self.layers}

    own_names = {
        "conv:K": "Kernels by their name, K, K1, K2 …, with s=2 p=1 d=1 groups=1, p also same, valid, full or uneven "
        "1+0x1+0; the bias b2 of K2 is taken where it is given, bias=b5 names another, bias=no none.",
        "convt:K": "Transposed convolution: K is C_in×C_out×…, and x[i]·K is added at s·i; op= for its output padding.",
        "dwconv:K": "Depthwise, kernels for each channel alone: K is C×…, one kernel a channel.",
        "zeropad:P upsample:S": "Zeros around the map, P as p; each cell S times along each side.",
        "pool:max, pool:avg": "With k=3 s=2 p=1; k=2 and s=k unless given.",
        "fc:W1": "Fully connected, a row of W1 a unit; it reads all numbers in a row. Its bias is b1.",
        "relu softmax": "Activations; softmax of numbers in a row.",
        "flatten gap": "All in a row; mean of each channel (gap:1 keeps sides of one).",
    }
    aliases = {
        **dict.fromkeys(("image", "I"), "x"),
        **dict.fromkeys(("filter", "kernels", "filters", "F"), "K"),
        **dict.fromkeys(("dy", "dout"), "upstream"),
        "dimensions": "dims",
    }
    spellings = {**WORDS, **KEY_WORDS}
    sections = {
        "given": "How the givens are read",
        "conv": "Convolution",
        "convt": "Transposed convolution",
        "dwconv": "Depthwise convolution",
        "zeropad": "Zero padding",
        "upsample": "Upsampling",
        "pool": "Pooling",
        "activation": "Activation",
        "flatten": "Flatten",
        "gap": "Average pooling",
        "fc": "Fully connected",
        "loss": "Loss",
        "backward": "Backward",
        "gradients": "Gradients",
    }
    words = {
        **ROUNDED,
        **INFINITE,
        "assumed": ASSUMED_SUM,
        "axes": "The axes of x are {axes}: {shape}.",
        "padded": "Cells of the padding are 0, and left out of the sums.",
        "padded max": "Cells of the padding never are the largest.",
        "flipped": "The kernel is turned round before it is laid on: its last cell meets the first of the window.",
        "moves": "{token} on {input} gives {output}.",
        "floor": "{side}: {quotient} is not a whole number, rounded down; cells unread at the end: {rest}.",
        "floor_conv": "{side}: {quotient} is not a whole number; a convolution rounds down under every convention.",
        "ceil": "{side}: {quotient} is not a whole number; rounded up, the last window reaches over the edge.",
        "dropped": "{side}: {quotient} is not a whole number; of the windows rounded up to, the last would start "
        "outside and is dropped.",
        "stamped": "Each value of the input puts a copy of the kernel, times itself, on the output; copies that meet are added.",
        "columns": "Each window is a column of {name}, its channels one below the other; the kernels are rows. Cells of "
        "the padding are 0.",
        "row": "The layer reads {shape} in a row.",
        "chain": "∂L/∂{name} is what ∂L/∂y comes to through the {act}: with {loss} it always is {short}.",
        "back": "Back through layer {number}, {token}:",
        "back conv": "Every output that read a cell sends its gradient back to it, times the weight it was read with: "
        "a full correlation with the flipped kernel.",
        "back convt": "The way back through a transposed convolution is a convolution with the same kernel.",
        "back max": "Each gradient goes to the cell that was the largest of its window; the others get 0.",
        "back avg": "Each gradient is shared out among the cells of its window.",
        "back zeropad": "The gradients of the zeros lead nowhere; the others go back to their cells.",
        "back upsample": "Every cell gets the sum of the gradients of its copies.",
        "kernel gradient": "A weight has a share in every window: its gradient is the sum over all of them.",
    }
    drawings = {"windows": ""}
    undrawn = "maps of one side or two, with at most 32 cells a side"
    results = {
        "y{N}": "output of layer N, of its shape",
        "y": "output of the last layer",
        "cols{N}": "windows of layer N as columns (view=matrix); more than one sample: one behind the other",
        "cols": "those of the first convolution",
        "losses": "loss of each sample",
        "loss": "loss of all samples",
        "dy{N}": "∂L/∂y of layer N, of its shape",
        "dy": "∂L/∂y of the last layer",
        "dx": "∂L/∂x, of the shape of x",
        "d{K|W|b}{N}": "gradient of these kernels, weights or biases",
        "d{K|W|b}": "gradient of these kernels, weights or biases",
    }
    symbols = {"loss": "L", "losses": "L", "upstream": "∂L/∂y"}
    convention_slips = {"kernel=flipped": ("turns the kernel round", None)}
    examples = (
        "convolve x=1,2,0:3,1,4:0,2,5 K=1,0:0,-1 conv:K relu pool:max,k=2,s=1",
        "convolve x=1,2,0:0,1,3:2,1,1 K=1,-1:0,2 conv:K,p=1 upstream=1,0,0,0:0,1,0,0:0,0,0,0:0,0,0,1",
        "convolve x=1,2,0,1:0,1,3,1:2,1,1,0:1,0,2,1 K=1,-1:0,1 b=.5 conv:K relu pool:max fc:W1 softmax "
        "W1=.5:-1 t=1,0 loss=cross-entropy",
        "convolve x=1,2:3,4 K=1,0:2,1 convt:K,s=2",
        "convolve x=1,2,3:4,5,6:7,8,9 K=1,0:0,-1 view=matrix",
        "convolve x=a,b,c K=u,v",
    )

    # -- reading ---------------------------------------------------------------------------------------------------

    @classmethod
    def read_tokens(cls, tokens: Sequence[str]) -> dict[str, Any]:
        """Layer words into `layers`, the rest NAME=VALUE."""
        layers = [token for token in tokens if is_layer(token)]
        typed = super().read_tokens([token for token in tokens if not is_layer(token)])
        if layers and "layers" in typed:
            layers.insert(0, typed["layers"])
        return {**typed, **({"layers": layers} if layers else {})}

    @classmethod
    def read_rest(cls, name: str, value: Any, reading: Reading) -> Any:
        if name in ("k", "s", "p", "d", "groups", "bias", "op", *KEY_WORDS):
            raise InputError(
                say("{name}={value} stands alone: a key follows its layer after a comma, without a space",
                    name=name, value=str(value)[:40]),
                name=name,
                expected="conv:K,s=2,p=1",
            )  # fmt: skip
        if name in KEYS or re.match("conv", name):
            raise InputError(
                say("there is no layer '{word}'", word=f"{name}={str(value)[:40]}"), name="layers",
                expected="conv:K,s=2,p=1", nearest=meant_for(f"{name}={value}"),
            )  # fmt: skip
        raise cls.unknown(name)
