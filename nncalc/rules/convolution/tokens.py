"""Layers as tokens: `conv:96,k=11,s=4` taken apart into a `Layer`, with every fault named.

Sizes are whole numbers, one for all sides or one per side (`3x5`); padding may be uneven (`1+0x1+0`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NoReturn

from nncalc.errors import nearest
from nncalc.reading.characters import clean
from nncalc.rules.convolution.layer import KEYS, PLACED, SEQUENCES, Layer, Padding
from nncalc.rules.convolution.token_values import (
    FIELDS,
    OPTIONS,
    count_of,
    label_of,
    option,
    padding_of,
    refuse,
    sizes,
    value_of,
)
from nncalc.words import plural, say

WANTS = {
    "conv": "conv:96,k=11", "convt": "convt:64,k=2,s=2", "pool": "pool:max or pool:avg", "fc": "fc:1000",
    "sepconv": "sepconv:64,k=3", "zeropad": "zeropad:1", "patch": "patch:16", "add": "add:NAME, with as=NAME at an earlier layer",
    "concat": "concat:NAME, with as=NAME at an earlier layer",
}  # fmt: skip
"""What a word without its argument should have been."""
WORDS: Mapping[str, str] = {
    **dict.fromkeys(("linear", "dense", "fully-connected"), "fc"),
    "convolution": "conv", **dict.fromkeys(("deconv", "conv-transpose", "convtranspose", "transposed-conv"), "convt"),
    **dict.fromkeys(("maxpool", "max-pool", "maxpooling"), "pool:max"),
    **dict.fromkeys(("avgpool", "avg-pool", "averagepool", "average-pool", "avgpooling", "meanpool"), "pool:avg"),
    **dict.fromkeys(("globalavgpool", "global-avg-pool", "global-average-pool"), "gap"),
    **dict.fromkeys(("batchnorm", "batch-norm"), "bn"),
    **dict.fromkeys(("leakyrelu", "lrelu"), "leaky-relu"), "hardsigmoid": "hard-sigmoid", "swish": "silu",
    "logistic": "sigmoid", "concatenate": "concat",
    **dict.fromkeys(("residual", "shortcut"), "add"), "simplernn": "rnn", "layernorm": "ln", "layer-norm": "ln",
    **dict.fromkeys(("separable", "separable-conv", "separableconv"), "sepconv"),
    **dict.fromkeys(("depthwise", "depthwise-conv", "depthwiseconv"), "dwconv"),
    **dict.fromkeys(("zero-pad", "zeropadding", "zero-padding"), "zeropad"),
    **dict.fromkeys(("upsampling", "up-sample", "interpolate"), "upsample"),
    "卷积": "conv", "池化": "pool", "最大池化": "pool:max", "平均池化": "pool:avg", "展平": "flatten",
    **dict.fromkeys(("全连接", "全连接层"), "fc"),
}  # fmt: skip
"""Other words for layers, each with the one that it is read as; `conv2d` says the spatial dimensions besides."""
KEY_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("kernel", "filter", "kernel_size", "ksize", "f"), "k"),
    **dict.fromkeys(("stride", "strides"), "s"), **dict.fromkeys(("padding", "pad"), "p"),
    **dict.fromkeys(("dilation", "dilation_rate"), "d"), "output_padding": "op", "group": "groups", "depth_multiplier": "m",
    "interpolation": "mode",
    "use_bias": "bias", **dict.fromkeys(("name", "label"), "as"), "input": "from",
    "卷积核": "k", "填充": "p", "步长": "s", "步幅": "s", "膨胀率": "d",
}  # fmt: skip
"""Other words for the keys of layers."""
SUGGESTED = {"max": "pool:max", "avg": "pool:avg", "average": "pool:avg"}
"""What is not read as a layer, but may have been meant for it."""
LONGEST = 10_000
"""Characters of one token."""
ALONE = re.compile(rf"\s*(k|s|p|d|groups|bias|op|m|as|from|{'|'.join(KEY_WORDS)})\s*=.*")
"""A key that has lost its layer."""


def read_token(text: str) -> Layer:
    """A layer from its token. Raises InputError with a column."""
    if len(text) > LONGEST:
        said = say("a layer of more than {longest:,} characters", longest=LONGEST)
        refuse(text[:100], said, expected="conv:96,k=11,s=4")
    plain = clean(text)
    head, *rest = plain.split(",")
    word, colon, argument = (part.strip() for part in head.partition(":"))
    typed, word = word, word.lower().replace("_", "-")
    meant, dims = layer_word(word)
    if meant is None:
        _unknown_word(text, plain, word)
    renamed = [] if meant == word else [(typed, meant)]
    if meant in SEQUENCES:
        return _over_tokens(text, meant, argument, rest, tuple(renamed))
    word, _, fixed = meant.partition(":")
    if fixed:  # `maxpool:2` is pool:max,k=2
        if colon and sizes(argument) is None:
            said = say("'{argument}' is not a size", argument=argument)
            refuse(text, said, plain.find(":") + 1, expected=f"{meant},k=2")
        rest, argument, colon = [f"k={argument}", *rest] if colon else rest, fixed, ":"
    settings = _argument(text, word, argument if colon else None, plain.find(":") + 1) | (
        {"dims": dims} if dims else {}
    )
    options = _read_keys(text, word, rest, len(head) + 1, settings, renamed)
    _complete(text, word, settings, options)
    return Layer(word, text, renamed=tuple(renamed), options=tuple(options.items()), **settings)


def _read_keys(
    text: str, word: str, rest: list[str], column: int, settings: dict[str, Any], renamed: list[tuple[str, str]]
) -> dict[str, str]:
    """What stands behind the commas, put into the settings; keys that are kept as they were typed are given back."""
    options: dict[str, str] = {}
    for part in rest:
        key, value = _key(text, word, part, column)
        if key in KEY_WORDS:
            renamed.append((key, KEY_WORDS[key]))
            key = KEY_WORDS[key]
        at = column + len(part) - len(part.partition("=")[2])
        if key in OPTIONS:
            if key in options:
                refuse(text, say("{key} is given twice", key=key), column, expected=say("each key once"))
            options[key] = option(text, key, value, at)
            column += len(part) + 1
            continue
        found = value_of(text, word, key, value, at)
        for name in found:
            if name in settings and name != "unknown":
                refuse(text, say("{key} is given twice", key=key), column, expected=say("each key once"))
            if name == "unknown" and name in settings:
                refuse(text, say("two settings are unknown"), column, expected=say("one `?` in all layers"))
        settings.update(found)
        column += len(part) + 1
    return options


def _over_tokens(*typed: Any) -> Layer:
    from nncalc.rules.convolution.sequence_tokens import read_sequence  # start-up

    return read_sequence(*typed)


def layer_word(word: str) -> tuple[str | None, int | None]:
    """The layer that a word is read as, `pool:max` for `maxpool2d`, and the spatial dimensions that it says."""
    sided = re.fullmatch(r"((?:conv|max|avg|average|deconv|batch|separable|depthwise|zero|up).*)([123])d", word)
    stem = sided[1] if sided else word
    return (stem if stem in KEYS else WORDS.get(stem)), int(sided[2]) if sided else None


def _unknown_word(text: str, plain: str, word: str) -> NoReturn:
    if ALONE.fullmatch(plain):
        refuse(
            text,
            say("'{plain}' stands alone: a key follows its layer after a comma, without a space", plain=plain.strip()),
            expected=say("conv:96,k=11,s=4 (between quotes in a YAML list)"),
        )
    refuse(text, say("there is no layer '{word}'", word=word), 0, expected=" ".join(KEYS), nearest=layer_meant(plain))


def layer_meant(token: str) -> str | None:
    """What a token with an unknown word may have been: `conv:96,k=3` for conv96,k=3."""
    if re.fullmatch(r"[^\s@,]+\.(py|txt|ipynb)", token):
        return f"@{token}"
    head, comma, keys = token.partition(",")
    word = head.partition(":")[0].strip().lower().replace("_", "-")
    numbered = re.fullmatch(r"([a-z-]+?)=?(\d+)", word)
    if numbered and numbered[1] in KEYS:
        return f"{numbered[1]}:{numbered[2]}{comma}{keys}"
    return SUGGESTED.get(word) or nearest(word, (*KEYS, *WORDS))


def _argument(text: str, word: str, argument: str | None, column: int) -> dict[str, Any]:
    """What stands after the colon, read for the word."""
    if not argument:
        if argument is not None or word in WANTS:
            refuse(
                text,
                say("{word} needs more: {word2}", word=word, word2=say(WANTS.get(word, word))),
                expected=say(WANTS.get(word, word)),
            )
        return {"argument": None, **({"kernel": (1,)} if word == "gap" else {})}
    if word == "zeropad":
        return {"argument": None, "padding": _zeros(text, argument, column)}
    if word in ("conv", "convt", "dwconv", "sepconv", "fc", "prelu"):
        return {"argument": count_of(text, argument, plural("unit" if word == "fc" else "channel"), column)}
    if word in ("patch", "gap", "upsample"):
        found = sizes(argument)
        if found is None or min(found) < 1:
            refuse(
                text,
                say("'{argument}' is not a size", argument=argument),
                column,
                expected=say("{word}:16 or {word}:16x16", word=word),
            )
        return {"argument": found, "kernel": found}
    if word == "pool":
        return {"argument": _pooling(text, argument, column)}
    if word in ("add", "concat"):
        labels = tuple(argument.split("+"))
        for label in labels:
            label_of(text, label, column)
        return {"argument": labels}
    if word == "dropout":
        if not re.fullmatch(r"0?\.\d{1,9}|[01]\.?|1\.0{1,9}|1/[1-9]\d{0,3}|\d{1,2}%|100%", argument):
            refuse(text, say("'{argument}' is not a probability", argument=argument), column, expected="dropout:0.5")
        return {"argument": argument}
    return refuse(text, say("{word} takes nothing after a colon", word=word), column, expected=word)


def _zeros(text: str, argument: str, column: int) -> Padding:
    """How many zeros stand around a map."""
    if not re.fullmatch(r"\d{1,6}(\+\d{1,6})?([xX*]\d{1,6}(\+\d{1,6})?){0,2}", argument):
        said = say("'{argument}' is not a size", argument=argument)
        refuse(text, said, column, expected="zeropad:1, zeropad:1x2, zeropad:0+1x0+1")
    return padding_of(text, "zeropad", argument, column)


def _pooling(text: str, argument: str, column: int) -> str:
    if (kind := argument.lower()) in ("max", "avg"):
        return kind
    close = "avg" if kind in ("average", "mean") else nearest(kind, ("max", "avg"))
    if sizes(argument):  # the shapes are those of either
        close = "".join([f"pool:max,k={argument}", *text.partition(",")[1:]])
    return refuse(
        text,
        say("there is no pooling '{argument}'", argument=argument),
        column,
        expected=say("pool:max or pool:avg"),
        nearest=close,
    )


def _key(text: str, word: str, part: str, column: int) -> tuple[str, str]:
    key, equals, value = (piece.strip() for piece in part.partition("="))
    key, allowed = key.lower().replace("-", "_"), (*KEYS[word], *PLACED)
    keys = say("keys of {word}: {allowed}", word=word, allowed=" ".join(allowed))
    if not part.strip():
        refuse(text, say("nothing between the commas"), column, expected=keys)
    if not equals or KEY_WORDS.get(key, key) not in allowed:
        said = (
            say("{word} has no key '{key}'", word=word, key=key) if equals else say("'{key}' is not KEY=VALUE", key=key)
        )
        close = nearest(key, [*allowed, *[word for word, meant in KEY_WORDS.items() if meant in allowed]])
        close = KEY_WORDS.get(close or "", close)
        if "k" in allowed and key[:1].isdigit():
            close = f"k={key}"
        if equals and key in ("filters", "out_channels", "units", "out_features"):  # what stands after the colon
            close = f"{word}:{value}"
        refuse(text, said, column, expected=keys, nearest=close)
    if not value:
        refuse(text, say("nothing after {key}=", key=key), column, expected=f"{key}=1")
    return key, value


def _complete(text: str, word: str, settings: dict[str, Any], options: dict[str, str]) -> None:
    """Defaults that depend on the word; what may not be left out."""
    if word == "upsample" and (settings["argument"] is None) == ("size" not in options):
        refuse(
            text,
            say("upsample takes a factor or the size that comes out, one of them"),
            expected="upsample:2 | upsample,size=56",
        )
    if options.get("axis") == "last":
        settings["pointwise"] = True
    if word in ("conv", "convt", "dwconv", "sepconv") and "kernel" not in settings and settings.get("unknown") != "k":
        head = word if settings["argument"] is None else f"{word}:{settings['argument']}"
        refuse(text, say("{word} needs its kernel size", word=word), expected=f"{head},k=3")
    if word == "pool" and "kernel" not in settings and settings.get("unknown") != "k":
        settings["kernel"] = (2,)
    if "unknown" in settings and FIELDS[settings["unknown"]] in settings:
        refuse(text, say("{settings} is given twice", settings=settings["unknown"]), expected=say("each key once"))
