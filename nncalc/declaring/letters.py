"""The notation table: which letter is printed for a name, in each format.

A type says in its `symbols` which letter a result has where it is not this one; nothing else prints a letter for a name.
A notation of another book replaces letters here and touches no type.
"""

from __future__ import annotations

from collections.abc import Mapping


class Letter:
    """How a letter is written in plain characters, and in LaTeX."""

    __slots__ = ("latex", "text")

    def __init__(self, text: str, latex: str) -> None:
        self.text, self.latex = text, latex


LETTERS: Mapping[str, Letter] = {
    "loss": Letter("E", "E"),
    "losses": Letter("E", "E"),
    "lr": Letter("η", r"\eta"),
    "delta": Letter("δ", r"\delta"),
    **{f"delta_{gate}": Letter(f"δ{gate}", rf"{{\delta_{{{gate}}}}}") for gate in "yifgorzn"},
    "alpha": Letter("α", r"\alpha"),
    "beta": Letter("β", r"\beta"),
    "gamma": Letter("γ", r"\gamma"),
    "theta": Letter("θ", r"\theta"),
    "strength": Letter("λ", r"\lambda"),
    "momentum": Letter("μ", r"\mu"),
    "yhat": Letter("ŷ", r"\hat{y}"),
    "Δw": Letter("Δw", r"\Delta w"),
    "logp": Letter("log p", r"\log p"),
    "margin": Letter("Δ", r"\Delta"),
    "smoothing": Letter("ε", r"\varepsilon"),
}
"""The letters of names that are words."""


def letter_of(word: str, own: Mapping[str, str]) -> str | Letter | None:
    """The letter of a name: the type's own, in words of its own, else the usual one; None where the name is its letter."""
    return own.get(word) or LETTERS.get(word)
