"""The notation table: which letter is printed for a name, in each format.

A type says in its `symbols` which letter a result has where it is not this one; nothing else prints a letter for a name.
Words have places for letters, `w − {lr}·∂E/∂w`: `with_letters` fills them in.
A notation of another book replaces letters here and touches no type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from nncalc.words import Later, say


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
    "mu": Letter("μ", r"\mu"),
    "rho": Letter("ρ", r"\rho"),
    "eps": Letter("ε", r"\varepsilon"),
    "mhat": Letter("m̂", r"\hat{m}"),
    "vhat": Letter("v̂", r"\hat{v}"),
    "yhat": Letter("ŷ", r"\hat{y}"),
    "xhat": Letter("x̂", r"\hat{x}"),
    "Δw": Letter("Δw", r"\Delta w"),
    "logp": Letter("log p", r"\log p"),
    "kappa": Letter("κ", r"\kappa"),
    "margin": Letter("Δ", r"\Delta"),
    "smoothing": Letter("ε", r"\varepsilon"),
}
"""The letters of names that are words."""

SIGNS: Mapping[str, str] = {"sigma": "σ", "pi": "π", "Phi": "Φ", "phi": "φ"}
"""Letters that stand for no quantity: the logistic function, the number, the normal distribution and its density."""
_PLACE = r"\{(\w+)\}"


def letter_of(word: str, own: Mapping[str, str | Letter]) -> str | Letter | None:
    """The letter of a name: the type's own, in words of its own, else the usual one; None where the name is its letter."""
    return own.get(word) or LETTERS.get(word)


def letter(name: str) -> str:
    """The letter of a name in words: `η` for `lr`."""
    return SIGNS[name] if name in SIGNS else LETTERS[name].text


def with_letters(message: str | Later, /, **values: object) -> str:
    """What a message of a table says: a place without a value holds the letter of its name."""
    template, known = (message, {}) if isinstance(message, str) else (message.message, message.values)
    known = {**known, **values}
    if "{" in template:
        known |= {name: letter(name) for name in re.findall(_PLACE, template) if name not in known and _has(name)}
    return say(Later(template, **known))


def _has(name: str) -> bool:
    return name in LETTERS or name in SIGNS
