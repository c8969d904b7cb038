"""The givens of recurrent weights and biases: one field for each name of the contract."""

from __future__ import annotations

from typing import Any

from nncalc.declaring.fields import given
from nncalc.declaring.numeric import BIAS, MATRIX, VECTOR
from nncalc.problem_types.rnn_step.gates import GATE_WORDS, PEEPHOLES
from nncalc.words import Later


def _weight_fields() -> dict[str, Any]:
    """A given for every weight and bias, gate by gate, then the joined and the stacked ones."""
    fields: dict[str, Any] = {}
    for letter, words in GATE_WORDS.items():
        cell = "rnn" if letter == "h" else "lstm" if letter in "ifgo" else "gru"
        of = Later("{gate} (cell={cell})", gate=Later(words), cell=cell)
        own: dict[str, Any] = {"default": None, "belongs": ("cell", cell)}
        fields[f"Wx{letter}"] = given(MATRIX, Later("weights from x to {of}", of=of), kin="WxG", **own)
        fields[f"Wh{letter}"] = given(MATRIX, Later("weights from h to {of}", of=of), kin="WhG", **own)
        stacked = Later("bias of {unit}; of stacked weights the second bias", unit=of)
        bias = stacked if letter == "h" else Later("bias of {unit}", unit=of)
        if letter == "h":  # the name of a stacked bias too, of every cell
            fields["bh"] = given(BIAS, bias, default=None)
        else:
            fields[f"b{letter}"] = given(BIAS, bias, kin="bG", **own)
        fields[f"bx{letter}"] = given(BIAS, Later("first of two biases of {of}", of=of), kin="bxG, bhG", **own)
        fields[f"bh{letter}"] = given(BIAS, Later("second of two biases of {of}", of=of), kin="bxG, bhG", **own)
        if letter != "h":
            fields[f"W{letter}"] = given(MATRIX, Later("weights of {of} on [x, h]", of=of), kin="WG", **own)
    for letter in PEEPHOLES:
        fields[f"Wc{letter}"] = given(
            VECTOR,
            Later("peephole from the cell state to {gate_words}", gate_words=Later(GATE_WORDS[letter])),
            default=None,
            belongs=("cell", "lstm"),
            kin="WcG",
        )
    fields["W"] = given(MATRIX, Later("weights of an RNN on [x, h]"), default=None, belongs=("cell", "rnn"))
    fields["Wx"] = given(MATRIX, Later("weights from x to all gates, stacked in the order of gates="), default=None)
    fields["Wh"] = given(MATRIX, Later("weights from h to all gates, stacked"), default=None)
    fields["b"] = given(BIAS, Later("bias of all gates, stacked"), default=None)
    fields["bx"] = given(BIAS, Later("first of two stacked biases; the second is bh"), default=None)
    return fields


WEIGHTS = _weight_fields()
KINDRED = {
    "WxG": Later(
        "weights from x to G: h, the state of an RNN; i f g o, the gates of an LSTM; r z n, those of a GRU. "
        "`nncalc rnn-step cell=lstm --help` lists them"
    ),
    "WhG": Later("weights from h to G"),
    "bG": Later("bias of G"),
    "bxG, bhG": Later("its two biases, where there are two"),
    "WG": Later("weights of a gate on [x, h]"),
    "WcG": Later("peephole from the cell state of an LSTM to the gate: i, f or o"),
}
"""The names of the weights written once for all cells, for the help."""
JOINED = frozenset(("W", *(f"W{letter}" for letter in GATE_WORDS if letter != "h")))
"""The weights on [x, h]."""
PER_DIRECTION = {*WEIGHTS, "h0", "c0"}
"""Givens that the backward direction may have of its own, with `_back` behind the name."""
