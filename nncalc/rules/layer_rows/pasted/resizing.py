"""Padding, upsampling, depthwise and separable convolutions from their calls."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from nncalc.rules.convolution.layer import Layer, Padding, Sizes
from nncalc.rules.convolution.token_values import LARGEST
from nncalc.rules.layer_rows.pasted.called import Called, by_name, layout_of, shown_value
from nncalc.rules.layer_rows.pasted.signatures import Signature
from nncalc.words import say

_MODES = {"nearest": "", "nearest-exact": "", "linear": "bilinear", "bilinear": "bilinear", "trilinear": "bilinear"}
"""How a tensor is interpolated, and the mode of the layer that reads the same cells."""


def upsampling(call: Called, signature: Signature) -> Layer:
    """`nn.Upsample(scale_factor=2)`, `UpSampling2D(2)`. Raises InputError."""
    given = by_name(call, signature.names)
    mode = given.get("mode", given.get("interpolation", "nearest"))
    if "Bilinear" in call.name:
        mode = "bilinear"
    if mode not in _MODES:
        call.fail(say("{key}={value} of {call} is not read", key="mode", value=shown_value(mode), call=call.name),
                  expected="mode='nearest' | 'bilinear'")  # fmt: skip # no sentence: code
    options = (("mode", _MODES[mode]),) if _MODES[mode] else ()
    placed: dict[str, Any] = {"dims": signature.dims, "layout": layout_of(call, signature)}
    if call.keras:
        return Layer("upsample", call.text, _whole(call, "size", given.get("size", 2)), options=options, **placed)
    size, factor = given.get("size"), given.get("scale_factor")
    if (size is None) == (factor is None):
        call.fail(say("{call} takes a factor or a size, one of them", call=call.name), expected="scale_factor=2")
    if factor is not None:
        return Layer("upsample", call.text, _whole(call, "scale_factor", factor), options=options, **placed)
    wanted = "x".join(map(str, _whole(call, "size", size)))
    return Layer("upsample", call.text, options=(("size", wanted), *options), **placed)


def _whole(call: Called, key: str, value: Any) -> Sizes:
    """One whole number, or one per side; `2.0` is one."""
    items = tuple(value) if isinstance(value, (list, tuple)) else (value,)
    found = [int(x) if isinstance(x, Fraction) and x.denominator == 1 else x for x in items]
    if not 1 <= len(found) <= 3 or not all(type(x) is int and 1 <= x <= LARGEST for x in found):
        call.fail(say("{key}={value} of {call} is no whole number", key=key, value=shown_value(value), call=call.name),
                  expected=f"{key}=2")  # fmt: skip
    return (found[0],) if len(set(found)) == 1 else tuple(found)


def zeros_around(call: Called, signature: Signature) -> Layer:
    """`nn.ZeroPad2d((1, 1, 2, 2))`, whose last side comes first; `ZeroPadding2D(((1, 1), (2, 2)))`. Raises InputError."""
    dims = signature.dims or 2
    given = by_name(call, signature.names)
    value = given.get("padding", 1 if call.keras else None)
    pairs = (_of_keras if call.keras else _of_torch)(value, dims)
    if pairs is None or not all(type(x) is int and 0 <= x <= LARGEST for pair in pairs for x in pair):
        call.fail(
            say("padding={value} of {call} cannot be read", value=shown_value(value), call=call.name),
            expected="padding=1, ((1, 1), (2, 2))" if call.keras else "1, (1, 1, 2, 2)",
        )
    padding: Padding = pairs[:1] if len(set(pairs)) == 1 else pairs
    return Layer("zeropad", call.text, padding=padding, dims=dims, layout=layout_of(call, signature))


def _of_torch(value: Any, dims: int) -> tuple[tuple[Any, Any], ...] | None:
    if type(value) is int:
        return ((value, value),) * dims
    if not isinstance(value, (list, tuple)) or len(value) != 2 * dims:
        return None
    return tuple((value[at], value[at + 1]) for at in range(2 * dims - 2, -1, -2))


def _of_keras(value: Any, dims: int) -> tuple[tuple[Any, Any], ...] | None:
    if type(value) is int:
        return ((value, value),) * dims
    if not isinstance(value, (list, tuple)):
        return None
    if dims == 1 and len(value) == 2 and all(type(x) is int for x in value):
        return ((value[0], value[1]),)
    if len(value) != dims:
        return None
    sides = [(x, x) if type(x) is int else x for x in value]
    if not all(isinstance(side, (list, tuple)) and len(side) == 2 for side in sides):
        return None
    return tuple((side[0], side[1]) for side in sides)
