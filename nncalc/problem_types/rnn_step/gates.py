"""The gates of recurrent cells: their letters, words and orders."""

from __future__ import annotations

LETTERS = {"rnn": "h", "lstm": "ifgo", "gru": "rzn"}
"""The gates of each cell; the one of a plain RNN is its state."""
CANDIDATES = {"lstm": "g", "gru": "n"}
GATE_WORDS = {
    "h": "the state",
    "i": "the input gate",
    "f": "the forget gate",
    "g": "the candidate",
    "o": "the output gate",
    "r": "the reset gate",
    "z": "the update gate",
    "n": "the candidate",
}
ORDERS = {"ifgo": "ifgo", "ifco": "ifgo", "iofc": "iofg", "rzn": "rzn", "zrh": "zrn"}
"""Stacking orders, and the same in this program's letters."""
PEEPHOLES = "ifo"
