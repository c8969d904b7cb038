"""What `convshape` declares: givens, conventions, sections, words; and which words of a command line are layers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice, Reading
from nncalc.declaring.problem import ProblemType
from nncalc.declaring.units import BIASES, COUNTED, PARAMETERS, PIXELS, WEIGHTS, counted
from nncalc.errors import InputError, InputErrors
from nncalc.problem_types.convshape.results import RESULTS
from nncalc.rules.convolution.feature_maps import SYMBOLS
from nncalc.rules.convolution.layer import KEYS
from nncalc.rules.convolution.tokens import KEY_WORDS, WORDS, layer_meant
from nncalc.rules.layer_rows.fields import Layers, Shape
from nncalc.rules.layer_rows.units import LayerRow, is_layer
from nncalc.words import say


def _nothing_rounded(problem: ConvShapeDeclaration) -> str | None:
    words = {layer.word for layer in problem.layers}
    if problem.rounding != "error":
        return None if "pool" in words else say("there is no pooling")
    return None if words & {"conv", "pool", "patch"} else say("no size is divided")


class ConvShapeDeclaration(ProblemType):
    """The declarations of `convshape`."""

    input_: tuple[int, ...] | None = given(
        Shape(),
        "C×H×W, H×W (dims=1: C×L, L; dims=3: C×D×H×W), or a number of features; pasted code may state it",
        first=True,
        default=None,
    )
    layers: LayerRow = given(
        Layers(),
        "the layers, each a word of its own on the command line, a list in a file; @model.py holds pasted code",
    )
    dims: str = given(
        Choice(("2", "1", "3", "0")), "spatial dimensions; 3 for an input of four sizes, 0 for T×d, tokens of features, else 2",
        default="2",
    )  # fmt: skip
    want: tuple[int, ...] | None = given(
        Shape(), "output wanted, 55x55 or with channels, when one setting is ?", default=None
    )
    rounding: str = convention(
        "floor", "ceil", "caffe", "error",
        help="of sizes that do not divide: pooling rounds up under ceil (dropping a window that starts outside) and "
        "caffe (dropping it only when padded), convolutions down; error refuses them",
        idle=_nothing_rounded,
    )  # fmt: skip
    layout: str = convention(
        "chw", "hwc", help="whether shapes are typed and printed channels first or last; layers of Keras say hwc"
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
        "conv:N,k=K": "N kernels of K×K, with s=4 p=2 d=1 groups=1 bias=no. p takes 1, 1x2, 1+0x1+0 (before+after), "
        "same, valid, full.",
        "convt:N,k=K": "Transposed convolution, with op= for its output padding.",
        "dwconv,k=K": "Depthwise: a kernel for each channel, dwconv:2 two; with conv:N,k=1 behind it a separable convolution.",
        "pool:max, pool:avg": "With k=3 s=2 p=1; k=2 and s=k unless given.",
        "fc:N": "Fully connected, N units; bias=no.",
        "relu bn lrn dropout:P": "The shape stays; so with the other activations.",
        "embedding:V,d rnn:H lstm:H gru:H": "Words as rows of d features; cells with both, biases=1|2|0, out=all|last.",
        "mha:h encoder:h decoder:h ln": "Over T×d: attention with bias=no, blocks with ff=2048 bias=all|ffn|no norm=ln|no.",
        "lora:r": "Adapter of rank r of the fc before it.",
        "flatten gap patch:K": "All in a row; mean of each channel (gap:6 pools to 6×6); patches of K×K as rows.",
        "add:NAME concat:NAME": "With the output that as=NAME labelled (add:input: the input); from=NAME reads "
        "a label instead of the layer before.",
        "nn.Sequential(…)": "Code of PyTorch and Keras: layers, whole classes with forward, print(model), model.summary(); in "
        "quotes, as @model.py, or on standard input as -.",
        "3xconv:64,k=3+relu": 'A unit three times; "3x(conv:64,k=3 relu)" in quotes says the same.',
        "conv:96,k=11,s=?": "One of k, s, p may be asked for: with want=55x55 every setting that gives it is listed.",
    }

    aliases = {**dict.fromkeys(("input_shape", "shape", "image", "image_shape"), "input"), "dimensions": "dims"}
    spellings = {**WORDS, **KEY_WORDS}
    brief = ("", "totals", "summary")
    sections = {
        "conv": "Convolution", "convt": "Transposed convolution", "pool": "Pooling", "fc": "Fully connected",
        "bn": "Batch normalisation", "flatten": "Flatten", "gap": "Average pooling", "patch": "Patches",
        "add": "Sum of branches", "concat": "Concatenation", "activation": "Activation",
        "embedding": "Embedding", "rnn": "Recurrent layer", "lstm": "Long short-term memory", "gru": "Gated recurrent unit",
        "mha": "Attention",
        "encoder": "Encoder block", "decoder": "Decoder block", "ln": "Layer normalisation", "lora": "Adapter",
        "repeated": "Repeated layers", "field": "Receptive field", "memory": "Memory", "totals": "Totals",
        "summary": "Summary",
    }  # fmt: skip
    words = {
        "last": "Read as {letters}: {channels} of {sides}. Channels that stand last want layout=hwc.",
        "made order": "{name} has no forward in what is pasted: its layers are worked in the order of __init__.",
        "unused": "{names} is not applied in what is pasted, and not counted.",
        "unused several": "{names} are not applied in what is pasted, and not counted.",
        "settled": "A table does not say kernels, strides and padding: the smallest are taken that give its shapes and counts.",
        "stated": "The input is {shape}, as the pasted layers state it.",
        "four": "Four sizes are read as {shape}, dims=3.",
        "result": "{token} on {input} gives {output}.",
        "floor": "{sides}: {quotient} is not a whole number, rounded down; cells unread at the end: {rest}.",
        "floor_conv": "{sides}: {quotient} is not a whole number; a convolution rounds down under every convention.",
        "ceil": "{sides}: {quotient} is not a whole number; rounded up, the last window reaches over the edge.",
        "dropped": "{sides}: {quotient} is not a whole number; of the windows rounded up to, the last would start "
        "outside and is dropped.",
        "same": "Padding 'same' adds so many cells in all; half of them stand before, an odd one at the end.",
        "bn": "One scale {gamma} and one shift {beta} per channel; running means and variances are not learned.",
        "bn_scale": "One scale {gamma} per channel, and no shift; running means and variances are not learned.",
        "bn_shift": "One shift {beta} per channel, and no scale; running means and variances are not learned.",
        "pointwise": "A Dense layer of Keras reads the channels alone, at every place anew: it is a convolution of 1×1.",
        "implied": "A fully connected layer reads all numbers of {input} in a row.",
        "add": "Equal shapes, added number by number: {shape}.",
        "gap": "The mean of every channel: {input} gives {output}.",
        "adaptive": "Windows are chosen so that {input} gives {output}.",
        "uneven": "They are not all of one size; the receptive field counts the largest, and the mean step between them.",
        "gates": "Gates of {word}: {gates}; directions: {directions}; biases of a gate: {biases}.",
        "embedding": "A table with a row for each of {words} words; a word's row is looked up, nothing is multiplied.",
        "lora": "Beside the fc, which reads {inputs} and gives {outputs}, two thin matrices; that one stays as it is.",
        "products": "Multiplications are those with weights; the products of queries, keys and values are not counted.",
        "encoder": "Attention, a feed-forward network with {ff} units between, and {norms} normalisations.",
        "decoder": "Attention to itself and to the encoder, a feed-forward network with {ff} units between, and {norms} "
        "normalisations.",
        "patch": "One row per patch, its pixels of all channels in a row.",
        "average": "Average pooling divides by the size of its window, {cells}, padding included.",
        "average_no": "Average pooling divides by the cells of its window that lie inside the input.",
        "repeats": "Layer {others} repeats layer {first}.",
        "repeat": "Layers {others} repeat layer {first}.",
        "field": "A layer adds (k − 1)·j to r; the jump j is the product of the strides so far. "
        "A layer that leaves r or j as it is gives it no new number.",
        "transposed": "A transposed convolution adds ⌊(k − 1)/s⌋·j to r instead, and divides j by s.",
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
    symbols = SYMBOLS
    results = RESULTS
    measured_in = {
        **dict.fromkeys(("shape", "channels", "features", "inputs", "units", "tokens"), COUNTED),
        **dict.fromkeys(("height", "width", "depth", "length", "receptive_field"), PIXELS),
        "params": PARAMETERS,
        "weights": WEIGHTS,
        "biases": BIASES,
        "macs": counted("MACs", "MAC", "multiplications"),
        "flops": counted("FLOPs", "FLOP", "FLOPS"),
        "memory": counted("bytes", "byte", "字节"),
    }
    examples = (
        "convshape 3x227x227 conv:96,k=11,s=4 relu pool:max,k=3,s=2 flatten fc:1000",
        "convshape 1x28x28 conv:25,k=3 pool:max,k=2 conv:50,k=3 pool:max,k=2",
        "convshape 64x56x56 relu,as=x 2xconv:64,k=3,p=1,bias=no+bn add:x relu",
        "convshape 3x32x32 3xconv:64,k=3,p=1+relu gap fc:10",
        "convshape 3x227x227 conv:96,k=11,s=? want=55x55",
        'convshape "input=(3, 32, 32)" "Conv2d(3, 16, kernel_size=3, padding=1)" "MaxPool2d(2)" patch:4',
    )

    # -- reading ---------------------------------------------------------------------------------------------------

    @classmethod
    def read_tokens(cls, tokens: Sequence[str]) -> dict[str, Any]:
        """Layer words into `layers`, a bare shape in front into `input`, the rest NAME=VALUE."""
        typed: dict[str, Any] = {}
        layers: list[str] = []
        others: list[str] = []
        errors: list[InputError] = []
        for token in tokens:
            if is_layer(token):
                layers.append(token)
            elif cls._nearly_a_layer(token.partition("=")[0], token):
                errors.append(cls._bare(token))
            elif "=" in token or "＝" in token:
                others.append(token)
            elif not others and not layers and "input" not in typed and not re.search("[A-Za-z]{2}", token):
                typed["input"] = token
            else:
                errors.append(cls._bare(token))
        if errors:
            raise InputErrors(errors)
        for name, value in super().read_tokens(others).items():
            if name in typed:
                raise InputErrors(
                    [
                        InputError(
                            say("{name} is given twice", name=name),
                            name=name,
                            text=value,
                            expected=say("each name once"),
                        )
                    ]
                )
            if name == "layers":
                layers.insert(0, value)
            else:
                typed[name] = value
        return {**typed, **({"layers": layers} if layers else {})}

    @classmethod
    def meant_by(cls, tokens: Sequence[str]) -> Iterable[list[str]]:
        from nncalc.rules.layer_rows.meant import layers_meant  # only a refused line needs it

        return layers_meant(tokens)

    @classmethod
    def filled_in(cls, tokens: Sequence[str]) -> Iterable[tuple[list[str], list[str]]]:
        from nncalc.rules.layer_rows.meant import lacking  # only a refused line needs it

        return lacking(tokens)

    @staticmethod
    def _nearly_a_layer(name: str, token: str) -> bool:
        """Whether what looks like NAME=VALUE is a layer with a slip in it: `conv96,k=3`, `conv=96,k=3`."""
        return ("," in name or name in KEYS) and layer_meant(token) is not None

    @classmethod
    def _bare(cls, token: str) -> InputError:
        word = token.partition(",")[0].partition("=")[0].lower()
        if re.search("[A-Za-z]{2}", token):
            return InputError(
                say("a layer is not written '{token}'", token=token)
                if word in KEYS
                else say("there is no layer '{word}'", word=word),
                name="layers",
                text=token,
                expected=" ".join(KEYS),
                nearest=layer_meant(token),
            )
        return InputError(
            say("'{token}' has no name; the input's shape stands in front", token=token),
            text=token,
            expected="3x227x227 conv:96,k=11",
        )

    @classmethod
    def read_rest(cls, name: str, value: Any, reading: Reading) -> Any:
        if name in ("k", "s", "p", "d", "groups", "bias", "op", "as", "from", *KEY_WORDS):
            raise InputError(
                say(
                    "{name}={value} stands alone: a key follows its layer after a comma, without a space",
                    name=name,
                    value=value,
                ),
                name=name,
                expected="conv:96,k=11,s=4",
            )
        token = f"{name}={value}"
        if cls._nearly_a_layer(name, token):
            raise cls._bare(token)
        raise cls.unknown(name)
