"""What types over rows of layers declare alike: the input, the layers, and how a command line is told apart into them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice, Reading
from nncalc.declaring.problem import ProblemType
from nncalc.errors import InputError, InputErrors
from nncalc.rules.convolution.feature_maps import SYMBOLS
from nncalc.rules.convolution.layer import KEYS
from nncalc.rules.convolution.tokens import KEY_WORDS, WORDS, layer_meant
from nncalc.rules.layer_rows.fields import Layers, Shape
from nncalc.rules.layer_rows.units import LayerRow, is_layer
from nncalc.words import say


def _nothing_rounded(problem: RowDeclaration) -> str | None:
    words = {layer.word for layer in problem.layers}
    if problem.rounding != "error":
        return None if "pool" in words else say("there is no pooling")
    return None if words & {"conv", "pool", "patch"} else say("no size is divided")


class RowDeclaration(ProblemType):
    """The declarations that they share."""

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
    rounding: str = convention(
        "floor", "ceil", "caffe", "error",
        help="of sizes that do not divide: pooling rounds up under ceil (dropping a window that starts outside) and "
        "caffe (dropping it only when padded), convolutions down; error refuses them",
        idle=_nothing_rounded,
    )  # fmt: skip
    layout: str = convention(
        "chw", "hwc", help="whether shapes are typed and printed channels first or last; layers of Keras say hwc"
    )

    own_names = {
        "conv:N,k=K": "N kernels of K×K, with s=4 p=2 d=1 groups=1 bias=no. p takes 1, 1x2, 1+0x1+0 (before+after), "
        "same, valid, full.",
        "convt:N,k=K": "Transposed convolution, with op= for its output padding.",
        "dwconv,k=K sepconv:N,k=K": "Depthwise, a kernel for each channel (dwconv:2 two); separable, with N of 1×1 behind it "
        "(m=2 two).",
        "zeropad:P upsample:S": "Zeros around the map, P as p; each cell S times along each side (size=56 of what comes out, "
        "mode=bilinear).",
        "pool:max, pool:avg": "With k=3 s=2 p=1; k=2 and s=k unless given.",
        "fc:N": "Fully connected, N units, to all numbers of a map (axis=last: to those of its last axis); bias=no.",
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
    }
    aliases = {**dict.fromkeys(("input_shape", "shape", "image", "image_shape"), "input"), "dimensions": "dims"}
    spellings = {**WORDS, **KEY_WORDS}
    symbols = SYMBOLS

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
        if name in ("k", "s", "p", "d", "groups", "bias", "op", "m", "as", "from", *KEY_WORDS):
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
