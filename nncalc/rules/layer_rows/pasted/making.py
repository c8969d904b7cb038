"""One layer from a call: its arguments under our names, read and bounded."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple, NoReturn

from nncalc.errors import nearest
from nncalc.rules.activations import ACTIVATIONS
from nncalc.rules.convolution.layer import Layer, Padding, Sizes
from nncalc.rules.convolution.settings import spread
from nncalc.rules.convolution.token_values import LARGEST
from nncalc.rules.layer_rows.pasted.signatures import Signature
from nncalc.rules.layer_rows.pasted.values import Unknown
from nncalc.words import count, say

_IGNORED = frozenset((
    "inplace", "activation", "name", "data_format", "eps", "epsilon", "momentum", "alpha", "negative_slope", "dim",
    "axis", "rate", "p", "kernel_initializer", "bias_initializer", "kernel_regularizer", "bias_regularizer", "input_shape",
    "activity_regularizer", "kernel_constraint", "bias_constraint", "padding_mode", "track_running_stats", "input_dim",
    "return_indices", "count_include_pad", "divisor_override", "size", "beta", "threshold", "k", "start_dim", "end_dim",
    "seed", "dtype", "trainable", "approximate", "device", "init", "noise_shape", "offset", "batch_input_shape",
    "gamma_initializer", "beta_initializer", "moving_mean_initializer", "moving_variance_initializer", "max_value",
))  # fmt: skip
"""Arguments that change neither shapes nor counts, or are read elsewhere."""
_OURS = {
    "out_channels": "argument", "filters": "argument", "out_features": "argument", "units": "argument",
    "in_channels": "incoming", "in_features": "incoming", "num_features": "incoming", "kernel_size": "kernel",
    "pool_size": "kernel", "output_size": "kernel", "stride": "stride", "strides": "stride", "padding": "padding",
    "dilation": "dilation", "dilation_rate": "dilation", "output_padding": "output_padding", "groups": "groups",
    "bias": "bias", "use_bias": "bias", "affine": "bias", "ceil_mode": "ceil", "keepdims": "keeps",
    "num_parameters": "argument", "center": "bias", "scale": "scale",
}  # fmt: skip
_LAYOUTS = {"channels_last": "hwc", "channels_first": "chw"}


class Called(NamedTuple):
    """A layer as it was called. `fail` raises the error of its place; text: the call as it stands there."""

    name: str
    arguments: list[Any]
    named: dict[str, Any]
    text: str
    keras: bool
    fail: Callable[..., NoReturn]


def layer_of(call: Called, signature: Signature) -> Layer:
    """The layer of a call. Raises InputError where an argument is not read."""
    if signature.word == "activation":
        return _activation(call)
    settings = _settings(call, signature)
    word = signature.word
    if word in ("max", "avg"):
        settings |= _averaging(call, signature)
        settings["argument"], word = word, "pool"
        if signature.torch and "kernel" not in settings:
            call.fail(say("{call} lacks its {lacking}", call=call.name, lacking=say("kernel size")))
        settings.setdefault("kernel", (2,))
    elif word == "gap":
        settings.setdefault("keeps", bool(signature.torch))
        settings.setdefault("kernel", (1,))
        settings["argument"] = None if settings["kernel"] == (1,) else settings["kernel"]
    for name in {"conv": ("argument", "kernel"), "convt": ("argument", "kernel"), "fc": ("argument",)}.get(word, ()):
        if name not in settings:
            lacking = say("number of channels or units") if name == "argument" else say("kernel size")
            call.fail(say("{call} lacks its {lacking}", call=call.name, lacking=lacking),
                      expected=", ".join(signature.names[:3]))  # fmt: skip
    if "affine" in signature.names:
        settings["scale"] = settings.get("bias", True)
    if call.name == "Dense":
        settings["pointwise"] = True
    if call.keras:
        _of_keras(call, word, settings, signature)
    elif signature.dims or word == "bn":
        settings["layout"] = "chw"
    if (
        word == "conv"
        and signature.torch
        and settings.get("padding") == "same"
        and set(settings.get("stride", (1,))) != {1}
    ):
        call.fail(say("padding='same' is not for strides in PyTorch"), expected="stride=1")
    if word == "bn" and signature.dims == 1:
        return Layer(word, call.text, kernel=(1,), **settings)  # of one side, or of features
    return Layer(word, call.text, dims=signature.dims, **settings)


def _averaging(call: Called, signature: Signature) -> dict[str, Any]:
    """Whether an average divides by cells of the padding too: in Keras never, in PyTorch unless it is told not to."""
    told = _by_name(call, signature.names).get("count_include_pad", True)
    counts = False if call.keras else told if isinstance(told, bool) else None
    return {"counts_padding": counts} if signature.word == "avg" else {}


def _of_keras(call: Called, word: str, settings: dict[str, Any], signature: Signature) -> None:
    """Where the channels stand, and what Keras does otherwise."""
    typed = _by_name(call, signature.names).get("data_format")
    layout = "hwc" if typed is None else _LAYOUTS.get(typed) if isinstance(typed, str) else None
    if layout is None:
        call.fail(say("data_format={typed!r} of {call} cannot be read", typed=typed, call=call.name),
                  expected="data_format='channels_last' | 'channels_first'")  # fmt: skip
    settings["layout"] = layout if signature.dims else None
    if word == "bn":
        axis = _by_name(call, signature.names).get("axis", -1)
        if axis not in (-1, 1, 3):
            call.fail(say("{key}={value!r} of {call} cannot be read", key="axis", value=axis, call=call.name))
        settings["layout"] = "chw" if axis == 1 else None
    if word == "convt" and settings.get("padding", "valid") == "valid":
        settings["padding"] = ((0, 0),)
        settings.setdefault("output_padding", _reaching_stride(settings, signature.dims or 1))


def _reaching_stride(settings: dict[str, Any], dims: int) -> Sizes | None:
    """The output padding of a transposed convolution of Keras, where a stride is wider than its kernel: the output has
    n·s + max(k − s, 0) cells, (n − 1)·s + k and these."""
    kernels, strides, dilations = (spread(settings.get(name, (1,)), dims) for name in ("kernel", "stride", "dilation"))
    short = tuple(max(s - d * (k - 1) - 1, 0) for k, s, d in zip(kernels, strides, dilations, strict=False))
    return short if any(short) else None


def _activation(call: Called) -> Layer:
    """`Activation("relu")`."""
    value = (call.arguments or [call.named.get("activation", "")])[0]
    named = (value.name if isinstance(value, Unknown) else str(value)).rpartition(".")[2]
    word = {"swish": "silu", "linear": "identity"}.get(named, named.replace("_", "-").lower())
    if word not in ACTIVATIONS:
        call.fail(say("there is no activation '{named}'", named=named), nearest=nearest(word, ACTIVATIONS))
    return Layer(word, call.text)


def _by_name(call: Called, names: tuple[str, ...]) -> dict[str, Any]:
    """The arguments of a call by the names that the call gives them."""
    if len(call.arguments) > len(names):
        call.fail(
            say(
                "{call} has {arguments} without a name",
                call=call.name,
                arguments=count(len(call.arguments), "argument"),
            ),
            expected=", ".join(names),
        )
    given = dict(zip(names, call.arguments, strict=False))
    for key, value in call.named.items():
        if key in given:
            call.fail(say("{key} is given twice", key=key), expected=say("each argument once"))
        if key not in names and key not in _IGNORED and key not in _OURS:
            call.fail(
                say("{call} has no argument '{key}'", call=call.name, key=key),
                expected=", ".join(names),
                nearest=nearest(key, names),
            )
        given[key] = value
    return given


def _settings(call: Called, signature: Signature) -> dict[str, Any]:
    """The arguments of a call under our names, read and bounded."""
    settings: dict[str, Any] = {}
    for key, value in _by_name(call, signature.names).items():
        if (
            signature.word == "flatten"
            and (key, value) not in (("start_dim", 1), ("end_dim", -1))
            and key in ("start_dim", "end_dim")
        ):
            call.fail(
                say(
                    "{key}={value} of {call} is not read: a sample is flattened as a whole",
                    key=key, value=value, call=call.name,
                ),
                expected=say("{call}(), which is start_dim=1, end_dim=-1", call=call.name),
            )  # fmt: skip
        name = _OURS.get(key)
        if (
            signature.word == "identity"
            or name is None
            or value is None
            or (key == "bias" and "BatchNorm" in call.name)
        ):
            continue
        if name in settings:
            call.fail(say("{key} is given twice", key=key), expected=say("each argument once"))
        settings[name] = _setting(call, key, name, value)
    return settings


def _setting(call: Called, key: str, name: str, value: Any) -> Any:
    if name == "padding" and isinstance(value, Unknown) and value.plain and value.name in ("same", "valid"):
        value = value.name  # as PyTorch prints it
    if isinstance(value, Unknown):
        call.fail(
            say("{name} has no value in what is pasted", name=value.name),
            expected=say("{key}=3, or a line above it: {name} = 3", key=key, name=value.name),
        )
    if name in ("bias", "scale", "ceil", "keeps"):
        if isinstance(value, bool):
            return value
    elif name == "padding":
        return _padding(call, value)
    elif name in ("argument", "incoming", "groups"):
        if type(value) is int and 1 <= value <= LARGEST:
            return value
    else:
        found = _sizes(value, 0 if name == "output_padding" else 1)
        if found is not None:
            return found
    return call.fail(
        say("{key}={value} of {call} cannot be read", key=key, value=shown_value(value), call=call.name),
        expected=say("{key}=3 or (3, 5)", key=key),
    )


def shown_value(value: Any) -> str:
    """A value as it may have been typed."""
    if isinstance(value, (list, tuple)):
        return f"({', '.join(map(shown_value, value[:5]))})"
    if isinstance(value, (int, str, type(None), Fraction)):
        return str(value)[:40] if isinstance(value, Fraction) else repr(value)[:40]
    return value.name[:40] if isinstance(value, Unknown) else say("a value of another kind")


def _sizes(value: Any, least: int) -> Sizes | None:
    items = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    if not 1 <= len(items) <= 3 or not all(type(item) is int and least <= item <= LARGEST for item in items):
        return None
    return (items[0],) if len(set(items)) == 1 else items


def _padding(call: Called, value: Any) -> Padding:
    if isinstance(value, str) and value.lower() in ("same", "valid"):
        return value.lower()
    found = _sizes(value, 0)
    if found is None:
        call.fail(
            say("padding={value} of {call} cannot be read", value=shown_value(value), call=call.name),
            expected=say("padding=1, (1, 2), 'same', 'valid'"),
        )
    return tuple((side, side) for side in found)
