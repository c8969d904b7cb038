"""One layer from a call: its arguments under our names, read and bounded."""

from __future__ import annotations

from typing import Any

from nncalc.errors import nearest
from nncalc.rules.activations import ACTIVATIONS
from nncalc.rules.convolution.layer import Layer, Padding, Sizes
from nncalc.rules.convolution.settings import spread
from nncalc.rules.convolution.token_values import LARGEST
from nncalc.rules.layer_rows.pasted.called import OURS, Called, by_name, layout_of, shown_value
from nncalc.rules.layer_rows.pasted.resizing import upsampling, zeros_around
from nncalc.rules.layer_rows.pasted.signatures import Signature
from nncalc.rules.layer_rows.pasted.values import Unknown
from nncalc.words import in_a_row, say

_NEEDED = {
    **dict.fromkeys(("conv", "convt", "sepconv"), ("argument", "kernel")),
    "dwconv": ("kernel",),
    "fc": ("argument",),
}


def layer_of(call: Called, signature: Signature) -> Layer:
    """The layer of a call. Raises InputError where an argument is not read."""
    if signature.word == "activation":
        return _activation(call)
    if signature.word in ("upsample", "zeropad"):
        return (upsampling if signature.word == "upsample" else zeros_around)(call, signature)
    settings = _settings(call, signature)
    word = signature.word
    if (times := settings.pop("multiplier", None)) is not None:
        settings |= {"argument": times} if word == "dwconv" else {"options": (("m", str(times)),)} if times > 1 else {}
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
    _check_needed(call, word, settings, signature)
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


def _check_needed(call: Called, word: str, settings: dict[str, Any], signature: Signature) -> None:
    """Raises InputError where an argument is missing that a layer of this word has."""
    for name in _NEEDED.get(word, ()):
        if name not in settings:
            lacking = say("number of channels or units") if name == "argument" else say("kernel size")
            call.fail(say("{call} lacks its {lacking}", call=call.name, lacking=lacking),
                      expected=in_a_row(*signature.names[:3]))  # fmt: skip


def _averaging(call: Called, signature: Signature) -> dict[str, Any]:
    """Whether an average divides by cells of the padding too: in Keras never, in PyTorch unless it is told not to."""
    told = by_name(call, signature.names).get("count_include_pad", True)
    counts = False if call.keras else told if isinstance(told, bool) else None
    return {"counts_padding": counts} if signature.word == "avg" else {}


def _of_keras(call: Called, word: str, settings: dict[str, Any], signature: Signature) -> None:
    """Where the channels stand, and what Keras does otherwise."""
    settings["layout"] = layout_of(call, signature) if signature.dims else None
    if word == "bn":
        axis = by_name(call, signature.names).get("axis", -1)
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


def _settings(call: Called, signature: Signature) -> dict[str, Any]:
    """The arguments of a call under our names, read and bounded."""
    settings: dict[str, Any] = {}
    for key, value in by_name(call, signature.names).items():
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
        name = OURS.get(key)
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
    elif name in ("argument", "incoming", "groups", "multiplier"):
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
