"""Embeddings, recurrent cells, attention and blocks over tokens from their calls.

PyTorch's cells have two biases for each gate, Keras's one, but for the GRU, which has two unless reset_after=False.
"""

from __future__ import annotations

from typing import Any

from nncalc.rules.convolution.layer import Layer
from nncalc.rules.layer_rows.pasted.called import Called, by_name, shown_value
from nncalc.rules.layer_rows.pasted.signatures import Signature
from nncalc.rules.layer_rows.pasted.values import Made
from nncalc.words import say

LARGEST = 1_000_000_000
MOST_STACKED = 100
_TORCH_CELL = (
    "input_size",
    "hidden_size",
    "num_layers",
    "nonlinearity",
    "bias",
    "batch_first",
    "dropout",
    "bidirectional",
)
_KERAS_CELL = ("units", "activation", "recurrent_activation", "use_bias")
_EMBEDDING = {True: ("input_dim", "output_dim"), False: ("num_embeddings", "embedding_dim", "padding_idx")}
CELLS = frozenset(("rnn", "lstm", "gru"))


def over_tokens(call: Called, signature: Signature) -> list[Layer]:
    """The layer of a call over tokens; of a cell with num_layers one for each. Raises InputError."""
    word = signature.word
    if word == "embedding":
        names = _EMBEDDING[call.keras]
        given = by_name(call, names)
        return [Layer(word, call.text, tuple(_whole(call, name, given.get(name)) for name in names[:2]))]
    if word in CELLS:
        return _of_keras(call, word) if call.keras else _of_torch(call, word)
    given = by_name(call, signature.names)
    if word == "ln":
        return [_normalised(call, given)]
    size, heads = (_whole(call, name, given.get(name)) for name in signature.names[:2])
    biased = "yes" if given.get("bias", True) is not False else "no"
    if word == "mha":
        options = (("bias", "no"),) if biased == "no" else ()
        return [Layer(word, call.text, heads, incoming=size, options=options)]
    ff = _whole(call, "dim_feedforward", given.get("dim_feedforward", 2048))
    if biased == "no":
        call.fail(say("{call} has no argument '{key}'", call=call.name, key="bias=False"), expected="encoder:8,bias=no")
    return [Layer(word, call.text, heads, incoming=size, options=(("ff", str(ff)),))]


def _whole(call: Called, key: str, value: Any) -> int:
    if type(value) is not int or not 1 <= value <= LARGEST:
        if value is None:
            call.fail(say("{call} lacks its {lacking}", call=call.name, lacking=key), expected=f"{key}=64")
        call.fail(
            say("{key}={value} of {call} is no whole number", key=key, value=shown_value(value), call=call.name),
            expected=f"{key}=64",
        )
    return int(value)


def _options(both: bool, biases: int, last: bool) -> tuple[tuple[str, str], ...]:
    kept = [("biases", str(biases))] if biases != 1 else []
    return (*kept, *([("both", "")] if both else []), *([("out", "last")] if last else []))


def _of_torch(call: Called, word: str) -> list[Layer]:
    given = by_name(
        call, _TORCH_CELL if word == "rnn" else tuple(name for name in _TORCH_CELL if name != "nonlinearity")
    )
    if given.get("proj_size", 0) != 0:
        call.fail(say("{key}={value} of {call} is not read", key="proj_size", value=shown_value(given["proj_size"]),
                      call=call.name), expected="proj_size=0")  # fmt: skip
    inputs, units = (_whole(call, name, given.get(name)) for name in ("input_size", "hidden_size"))
    times = _whole(call, "num_layers", given.get("num_layers", 1))
    if times > MOST_STACKED:
        call.fail(say("more than {most_layers:,} layers", most_layers=MOST_STACKED), expected="num_layers=2")
    both = given.get("bidirectional", False) is True
    options = _options(both, 2 if given.get("bias", True) is not False else 0, False)
    first = Layer(word, call.text, units, incoming=inputs, options=options)
    return [first, *[first._replace(incoming=None)] * (times - 1)]


def _of_keras(call: Called, word: str) -> list[Layer]:
    given = by_name(call, tuple(name for name in _KERAS_CELL if word != "rnn" or name != "recurrent_activation"))
    if given.get("return_state") is True:
        call.fail(say("{key}={value} of {call} is not read", key="return_state", value="True", call=call.name),
                  expected="return_state=False")  # fmt: skip
    biases = 2 if word == "gru" and given.get("reset_after", True) is not False else 1
    if given.get("use_bias", True) is False:
        biases = 0
    last = given.get("return_sequences", False) is not True
    return [Layer(word, call.text, _whole(call, "units", given.get("units")), options=_options(False, biases, last))]


def _normalised(call: Called, given: dict[str, Any]) -> Layer:
    """Layer normalisation over the features."""
    if call.keras:
        if given.get("axis", -1) != -1:
            call.fail(say("{key}={value!r} of {call} cannot be read", key="axis", value=given["axis"], call=call.name),
                      expected="axis=-1")  # fmt: skip
        return Layer("ln", call.text)
    shape = given.get("normalized_shape")
    sizes = shape if isinstance(shape, (list, tuple)) else [shape]
    if len(sizes) != 1:
        call.fail(say("{call} over several axes is not read here", call=call.name), expected="LayerNorm(64)")
    if given.get("elementwise_affine", True) is False:
        return Layer("identity", call.text)
    return Layer("ln", call.text, incoming=_whole(call, "normalized_shape", sizes[0]))


def both_ways(call: Called, inner: Made) -> Layer:
    """`Bidirectional(LSTM(64))`. Raises InputError."""
    mode = call.named.get("merge_mode", "concat")
    if inner.layer is None or inner.layer.word not in CELLS or mode != "concat":
        call.fail(say("{call} is read of a recurrent layer, with merge_mode='concat'", call=call.name),
                  expected="Bidirectional(LSTM(64))")  # fmt: skip
    options = tuple(sorted({**dict(inner.layer.options), "both": ""}.items()))
    return inner.layer._replace(text=call.text, options=options)


def at_every_step(call: Called, inner: Made) -> Layer:
    """`TimeDistributed(Dense(8))`. Raises InputError."""
    if inner.layer is None or inner.layer.word != "fc":
        call.fail(say("{call} is read of a Dense layer alone", call=call.name), expected="TimeDistributed(Dense(8))")
    return inner.layer
