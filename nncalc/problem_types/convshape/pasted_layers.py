"""Layers pasted from PyTorch and Keras: `Conv2d(3, 96, kernel_size=11, stride=4)`, `Conv2D(96, 11, strides=4)`.

Signatures: the documentation of torch.nn 2.x and of Keras 3.
"""

from __future__ import annotations

import re
from typing import Any

from nncalc.errors import nearest
from nncalc.problem_types.convshape.pasted_calls import Call, CallReader
from nncalc.rules.activations import ACTIVATIONS
from nncalc.rules.convolution.layer import Layer, Padding, Sizes
from nncalc.rules.convolution.settings import spread
from nncalc.rules.convolution.tokens import LARGEST, refuse
from nncalc.words import count, say

_CONTAINERS = ("sequential", "modulelist", "model")

_TORCH_CONV = ("in_channels", "out_channels", "kernel_size", "stride", "padding")
_KERAS_CONV = ("filters", "kernel_size", "strides", "padding", "data_format")
_TORCH_POOL = ("kernel_size", "stride", "padding")
_KERAS_POOL = ("pool_size", "strides", "padding", "data_format")
_PLAIN: dict[str, tuple[str, tuple[str, ...]]] = {
    "Linear": ("fc", ("in_features", "out_features", "bias")),
    "Dense": ("fc", ("units", "activation", "use_bias")),
    "Flatten": ("flatten", ("start_dim", "end_dim")), "Dropout": ("dropout", ("p",)),
    "BatchNormalization": ("bn", ()), "LocalResponseNorm": ("lrn", ("size",)),
    "ReLU": ("relu", ("inplace",)), "ReLU6": ("relu", ()), "LeakyReLU": ("leaky-relu", ("negative_slope",)),
    "PReLU": ("prelu", ("num_parameters",)), "ELU": ("elu", ("alpha",)), "Softmax": ("softmax", ("dim",)),
    "LogSoftmax": ("softmax", ("dim",)), "Softplus": ("softplus", ("beta", "threshold")),
    "Activation": ("activation", ("activation",)),
}  # fmt: skip
_ACTIVATIONS = {name.replace("-", ""): name for name in ACTIVATIONS}
"""Activations that take no argument are called as here, but for case and hyphens: `SiLU`, `Hardsigmoid`."""
_IGNORED = frozenset((
    "inplace", "activation", "name", "data_format", "eps", "epsilon", "momentum", "alpha", "negative_slope", "dim",
    "axis", "rate", "p", "kernel_initializer", "bias_initializer", "kernel_regularizer", "input_shape", "padding_mode",
    "track_running_stats", "return_indices", "count_include_pad", "size", "beta", "threshold", "k", "start_dim", "end_dim",
    "seed", "dtype", "trainable", "approximate",
))  # fmt: skip
"""Arguments that change neither shapes nor counts."""
_ALONE = {"start_dim": 1, "end_dim": -1}
"""Arguments that are read with one value alone."""
_OURS = {
    "out_channels": "argument", "filters": "argument", "out_features": "argument", "units": "argument",
    "in_channels": "incoming", "in_features": "incoming", "num_features": "incoming", "kernel_size": "kernel",
    "pool_size": "kernel", "output_size": "kernel", "stride": "stride", "strides": "stride", "padding": "padding",
    "dilation": "dilation", "dilation_rate": "dilation", "output_padding": "output_padding", "groups": "groups",
    "bias": "bias", "use_bias": "bias", "affine": "bias", "ceil_mode": "ceil", "keepdims": "keeps",
    "num_parameters": "argument", "center": "bias", "scale": "scale",
}  # fmt: skip


def _signature(name: str) -> tuple[str, tuple[str, ...], int | None] | None:
    """The layer word, the names of the arguments in order, and the dimensions; None for a layer not known here."""
    if name in _PLAIN:
        return (*_PLAIN[name], None)
    if name[:1].isupper() and name.lower() in _ACTIVATIONS:
        return _ACTIVATIONS[name.lower()], (), None
    found = re.fullmatch(r"(Conv|MaxPool|AvgPool|AdaptiveAvgPool|BatchNorm|Dropout)([123])d", name)
    if found:
        family, dims = found[1], int(found[2])
        table = {
            "Conv": ("conv", (*_TORCH_CONV, "dilation", "groups", "bias", "padding_mode")),
            "MaxPool": ("max", (*_TORCH_POOL, "dilation", "return_indices", "ceil_mode")),
            "AvgPool": ("avg", (*_TORCH_POOL, "ceil_mode", "count_include_pad")),
            "AdaptiveAvgPool": ("gap", ("output_size",)),
            "BatchNorm": ("bn", ("num_features", "eps", "momentum", "affine")),
            "Dropout": ("dropout", ("p",)),
        }
        return (*table[family], None if family in ("BatchNorm", "Dropout") else dims)
    found = re.fullmatch(r"ConvTranspose([123])d", name)
    if found:
        return "convt", (*_TORCH_CONV, "output_padding", "groups", "bias", "dilation"), int(found[1])
    found = re.fullmatch(r"(Conv|MaxPool(?:ing)?|AveragePooling|GlobalAveragePooling)([123])D(Transpose)?", name)
    if not found:
        return None
    family, dims, transposed = found[1], int(found[2]), bool(found[3])
    if family == "Conv":
        after = ("output_padding",) if transposed else ("dilation_rate", "groups", "activation", "use_bias")
        return "convt" if transposed else "conv", (*_KERAS_CONV, *after), dims
    if family.startswith("Global"):
        return "gap", ("data_format", "keepdims"), dims
    return "max" if family.startswith("Max") else "avg", _KERAS_POOL, dims


def read_calls(text: str) -> list[Layer]:
    """The layers of a pasted text. Raises InputError where it cannot be read, with a column."""
    return [layer for call in CallReader(text).calls() for layer in _layers(text, call, 0)]


def _layers(text: str, call: Call, depth: int) -> list[Layer]:
    """One layer, or those inside a container."""
    inner = [value for value in call.arguments if isinstance(value, Call)]
    for value in (*call.arguments, *call.named.values()):
        inner += [item for item in value if isinstance(item, Call)] if isinstance(value, tuple) else []
    known = _signature(call.name)
    if known is None and (inner or call.name.lower() in _CONTAINERS):
        if depth and call.name.lower() not in _CONTAINERS:
            refuse(text, say("the order of the layers inside {call} cannot be read from this", call=call.name), call.column,
                   expected=say("its layers one after another, branches with as=NAME and add:NAME"))  # fmt: skip
        return [layer for each in inner for layer in _layers(text, each, depth + 1)]
    if call.name in ("Input", "InputLayer"):
        refuse(text, say("the shape of the input is no layer"), call.column, expected="input=28x28x1 layout=hwc")
    if known is None:
        close = nearest(
            call.name, [*_PLAIN, *ACTIVATIONS, "Conv2d", "Conv2D", "MaxPool2d", "MaxPooling2D", "ConvTranspose2d"]
        )
        refuse(text, say("the layer {call} is not read here", call=call.name), call.column, nearest=close,
               expected=say("a layer of PyTorch or Keras that convshape has, or a token such as conv:96,k=11"))  # fmt: skip
    word, names, dims = known
    return [_layer(text, call, word, names, dims)]


def _layer(text: str, call: Call, word: str, names: tuple[str, ...], dims: int | None) -> Layer:
    if word == "activation":
        return _activation(text, call)
    settings = _settings(text, call, names)
    if word in ("max", "avg"):
        settings["argument"], word = word, "pool"
        settings.setdefault("kernel", (2,))
    elif word == "gap":
        settings.setdefault("keeps", call.name.startswith("Adaptive"))
        settings.setdefault("kernel", (1,))
        settings["argument"] = None if settings["kernel"] == (1,) else settings["kernel"]
    for name in {"conv": ("argument", "kernel"), "convt": ("argument", "kernel"), "fc": ("argument",)}.get(word, ()):
        if name not in settings:
            lacking = say("number of channels or units") if name == "argument" else say("kernel size")
            refuse(
                text,
                say("{call} lacks its {lacking}", call=call.name, lacking=lacking),
                call.column,
                expected=", ".join(names[:3]),
            )
    if "affine" in names:
        settings["scale"] = settings.get("bias", True)
    if call.name == "Dense":
        settings["pointwise"] = True
    if call.name.endswith("Transpose") and settings.get("padding", "valid") == "valid":
        settings["padding"] = ((0, 0),)
        settings.setdefault("output_padding", _reaching_stride(settings, dims or 1))
    return Layer(word, text, dims=dims, **settings)


def _reaching_stride(settings: dict[str, Any], dims: int) -> Sizes | None:
    """The output padding of a transposed convolution of Keras, where a stride is wider than its kernel: the output has
    n·s + max(k − s, 0) cells, (n − 1)·s + k and these."""
    kernels, strides, dilations = (spread(settings.get(name, (1,)), dims) for name in ("kernel", "stride", "dilation"))
    short = tuple(max(s - d * (k - 1) - 1, 0) for k, s, d in zip(kernels, strides, dilations, strict=False))
    return short if any(short) else None


def _activation(text: str, call: Call) -> Layer:
    """`Activation("relu")`."""
    named = str((call.arguments or [call.named.get("activation", "")])[0]).rpartition(".")[2]
    word = named.replace("_", "-").lower()
    if word not in ACTIVATIONS:
        refuse(
            text, say("there is no activation '{named}'", named=named), call.column, nearest=nearest(word, ACTIVATIONS)
        )
    return Layer(word, text)


def _by_name(text: str, call: Call, names: tuple[str, ...]) -> dict[str, Any]:
    """The arguments of a call by the names that the call gives them."""
    if len(call.arguments) > len(names):
        refuse(
            text,
            say(
                "{call} has {arguments} without a name",
                call=call.name,
                arguments=count(len(call.arguments), "argument"),
            ),
            call.column,
            expected=", ".join(names),
        )
    given = dict(zip(names, call.arguments, strict=False))
    for key, value in call.named.items():
        if key in given:
            refuse(text, say("{key} is given twice", key=key), call.column, expected=say("each argument once"))
        if key not in names and key not in _IGNORED and key not in _OURS:
            refuse(
                text,
                say("{call} has no argument '{key}'", call=call.name, key=key),
                call.column,
                expected=", ".join(names),
                nearest=nearest(key, names),
            )
        given[key] = value
    return given


def _settings(text: str, call: Call, names: tuple[str, ...]) -> dict[str, Any]:
    """The arguments of a call under our names, read and bounded."""
    settings: dict[str, Any] = {}
    for key, value in _by_name(text, call, names).items():
        if value != _ALONE.get(key, value):
            refuse(
                text,
                say(
                    "{key}={value} of {call} is not read: a sample is flattened as a whole",
                    key=key,
                    value=value,
                    call=call.name,
                ),
                call.column,
                expected=say("{call}(), which is start_dim=1, end_dim=-1", call=call.name),
            )
        name = _OURS.get(key)
        if name is None or value is None or (key == "bias" and call.name.startswith("BatchNorm")):
            continue
        if name in settings:
            refuse(text, say("{key} is given twice", key=key), call.column, expected=say("each argument once"))
        settings[name] = _setting(text, call, key, name, value)
    layout = _layout(text, call)
    if layout is not None:
        settings["layout"] = layout
    shape = call.named.get("input_shape")
    if isinstance(shape, tuple) and len(shape) > 2 and type(shape[-1]) is int:
        settings.setdefault("incoming", shape[-1])  # Keras: height, width, channels
    return settings


def _layout(text: str, call: Call) -> str | None:
    """Where a layer has its channels: PyTorch first, Keras last unless it says otherwise; None where neither shows."""
    if re.search(r"[123]d$", call.name):
        return "chw"
    if not (re.search(r"[123]D(Transpose)?$", call.name) or call.name in ("Dense", "BatchNormalization")):
        return None
    typed = call.named.get("data_format")
    found = {None: "hwc", "channels_last": "hwc", "channels_first": "chw"}.get(
        typed if isinstance(typed, str) else None
    )
    if found is None or not isinstance(typed, (str, type(None))):
        refuse(
            text,
            say("data_format={typed!r} of {call} cannot be read", typed=typed, call=call.name),
            call.column,
            expected="data_format='channels_last' | 'channels_first'",
        )
    return None if call.name in ("Dense", "BatchNormalization") and typed is None else found


def _setting(text: str, call: Call, key: str, name: str, value: Any) -> Any:
    if name in ("bias", "scale", "ceil", "keeps"):
        if isinstance(value, bool):
            return value
    elif name == "padding":
        return _padding(text, call, value)
    elif name in ("argument", "incoming", "groups"):
        if type(value) is int and 1 <= value <= LARGEST:
            return value
    else:
        found = _sizes(value, 0 if name == "output_padding" else 1)
        if found is not None:
            return found
    return refuse(
        text,
        say("{key}={value!r} of {call} cannot be read", key=key, value=value, call=call.name),
        call.column,
        expected=say("{key}=3 or (3, 5)", key=key),
    )


def _sizes(value: Any, least: int) -> Sizes | None:
    items = value if isinstance(value, tuple) else (value,)
    if not 1 <= len(items) <= 3 or not all(type(item) is int and least <= item <= LARGEST for item in items):
        return None
    return (items[0],) if len(set(items)) == 1 else items


def _padding(text: str, call: Call, value: Any) -> Padding:
    if isinstance(value, str) and value.lower() in ("same", "valid"):
        return value.lower()
    found = _sizes(value, 0)
    if found is None:
        refuse(
            text,
            say("padding={value!r} of {call} cannot be read", value=value, call=call.name),
            call.column,
            expected=say("padding=1, (1, 2), 'same', 'valid'"),
        )
    return tuple((side, side) for side in found)
