"""One layer as it was called: its arguments by their names, and where its channels stand."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple, NoReturn

from nncalc.errors import nearest
from nncalc.rules.layer_rows.pasted.signatures import Signature
from nncalc.rules.layer_rows.pasted.values import Unknown
from nncalc.words import count, in_a_row, say

IGNORED = frozenset((
    "inplace", "activation", "name", "data_format", "eps", "epsilon", "momentum", "alpha", "negative_slope", "dim",
    "axis", "rate", "p", "kernel_initializer", "bias_initializer", "kernel_regularizer", "bias_regularizer", "input_shape",
    "activity_regularizer", "kernel_constraint", "bias_constraint", "padding_mode", "track_running_stats", "input_dim",
    "return_indices", "count_include_pad", "divisor_override", "size", "beta", "threshold", "k", "start_dim", "end_dim",
    "seed", "dtype", "trainable", "approximate", "device", "init", "noise_shape", "offset", "batch_input_shape",
    "batch_first", "nonlinearity", "num_layers", "bidirectional", "proj_size", "return_sequences", "return_state", "stateful",
    "recurrent_activation", "recurrent_dropout", "unroll", "go_backwards", "reset_after", "recurrent_initializer",
    "recurrent_regularizer", "unit_forget_bias", "implementation", "use_cudnn", "embeddings_initializer", "mask_zero",
    "input_length", "max_norm", "norm_type", "sparse", "scale_grad_by_freq", "layer_norm_eps", "norm_first", "time_major",
    "gamma_initializer", "beta_initializer", "moving_mean_initializer", "moving_variance_initializer", "max_value",
))  # fmt: skip
"""Arguments that change neither shapes nor counts, or are read elsewhere."""
OURS = {
    "out_channels": "argument", "filters": "argument", "out_features": "argument", "units": "argument",
    "in_channels": "incoming", "in_features": "incoming", "num_features": "incoming", "kernel_size": "kernel",
    "pool_size": "kernel", "output_size": "kernel", "stride": "stride", "strides": "stride", "padding": "padding",
    "dilation": "dilation", "dilation_rate": "dilation", "output_padding": "output_padding", "groups": "groups",
    "bias": "bias", "use_bias": "bias", "affine": "bias", "ceil_mode": "ceil", "keepdims": "keeps",
    "num_parameters": "argument", "center": "bias", "scale": "scale", "depth_multiplier": "multiplier",
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


def by_name(call: Called, names: tuple[str, ...]) -> dict[str, Any]:
    """The arguments of a call by the names that the call gives them."""
    if len(call.arguments) > len(names):
        call.fail(
            say(
                "{call} has {arguments} without a name",
                call=call.name,
                arguments=count(len(call.arguments), "argument"),
            ),
            expected=in_a_row(*names),
        )
    given = dict(zip(names, call.arguments, strict=False))
    for key, value in call.named.items():
        if key in given:
            call.fail(say("{key} is given twice", key=key), expected=say("each argument once"))
        if key not in names and key not in IGNORED and key not in OURS:
            call.fail(
                say("{call} has no argument '{key}'", call=call.name, key=key),
                expected=in_a_row(*names),
                nearest=nearest(key, names),
            )
        given[key] = value
    return given


def layout_of(call: Called, signature: Signature) -> str:
    """Where the channels of its map stand, chw or hwc. Raises InputError."""
    if not call.keras:
        return "chw"
    typed = by_name(call, signature.names).get("data_format")
    layout = "hwc" if typed is None else _LAYOUTS.get(typed) if isinstance(typed, str) else None
    if layout is None:
        call.fail(say("data_format={typed!r} of {call} cannot be read", typed=typed, call=call.name),
                  expected="data_format='channels_last' | 'channels_first'")  # fmt: skip
    return layout


def shown_value(value: Any) -> str:
    """A value as it may have been typed."""
    if isinstance(value, (list, tuple)):
        return f"({', '.join(map(shown_value, value[:5]))})"
    if isinstance(value, (int, str, type(None), Fraction)):
        return str(value)[:40] if isinstance(value, Fraction) else repr(value)[:40]
    return value.name[:40] if isinstance(value, Unknown) else say("a value of another kind")
