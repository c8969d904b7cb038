"""The givens of recurrent weights and biases: one field for each name of the contract."""

from __future__ import annotations

from typing import Any

from nncalc.fields import BIAS, VECTOR, Numeric, Reading, given
from nncalc.rules.recurrent_givens import GATE_WORDS, PEEPHOLES


class Weight(Numeric):
    """A matrix; a vector is one row and a number the only weight."""

    def __init__(self) -> None:
        super().__init__(0, 1, 2, words="a matrix, rows after a colon: 1,2:3,4 (a vector is one row)")

    def build(self, nested: Any, rank: int, name: str, reading: Reading) -> Any:
        return super().build([[nested], [nested], nested][rank] if rank else [[nested]], 2, name, reading)


WEIGHT = Weight()


def _weight_fields() -> dict[str, Any]:
    """A given for every weight and bias, gate by gate, then the joined and the stacked ones."""
    fields: dict[str, Any] = {}
    for letter, words in GATE_WORDS.items():
        of = f"{words} (cell={'rnn' if letter == 'h' else 'lstm' if letter in 'ifgo' else 'gru'})"
        fields[f"Wx{letter}"] = given(WEIGHT, f"weights from x to {of}", default=None)
        fields[f"Wh{letter}"] = given(WEIGHT, f"weights from h to {of}", default=None)
        fields[f"b{letter}"] = given(BIAS, f"bias of {of}; stacked: bh is the second bias", default=None)
        fields[f"bx{letter}"] = given(BIAS, f"first of two biases of {of}", default=None)
        if letter != "h":
            fields[f"b{letter}"] = given(BIAS, f"bias of {of}", default=None)
            fields[f"W{letter}"] = given(WEIGHT, f"weights of {of} on [x, h]", default=None)
        fields[f"bh{letter}"] = given(BIAS, f"second of two biases of {of}", default=None)
    for letter in PEEPHOLES:
        fields[f"Wc{letter}"] = given(VECTOR, f"peephole from the cell state to {GATE_WORDS[letter]}", default=None)
    fields["W"] = given(WEIGHT, "weights of an RNN on [x, h]", default=None)
    fields["Wx"] = given(WEIGHT, "weights from x to all gates, stacked in the order of gates=", default=None)
    fields["Wh"] = given(WEIGHT, "weights from h to all gates, stacked", default=None)
    fields["b"] = given(BIAS, "bias of all gates, stacked", default=None)
    fields["bx"] = given(BIAS, "first of two stacked biases; the second is bh", default=None)
    return fields


WEIGHTS = _weight_fields()
PER_DIRECTION = {*WEIGHTS, "h0", "c0"}
"""Givens that the backward direction may have of its own, with `_back` behind the name."""
