"""What the contract's names say: letter, layer, component; and which letter stands for which word.

`W1_new.1.2` is W of layer 1, updated, component 1,2; `dW1.1.2` a partial derivative of the loss;
`epoch.3.loss` the loss of epoch 3. Formats spell these parts; nothing else reads a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

SYMBOLS = {
    # word: (text, LaTeX)
    "loss": ("E", "E"),
    "losses": ("E", "E"),
    "lr": ("η", r"\eta"),
    "delta": ("δ", r"\delta"),
    **{f"delta_{gate}": (f"δ{gate}", rf"{{\delta_{{{gate}}}}}") for gate in "yifgorzn"},
    "alpha": ("α", r"\alpha"),
    "beta": ("β", r"\beta"),
    "gamma": ("γ", r"\gamma"),
    "theta": ("θ", r"\theta"),
    "strength": ("λ", r"\lambda"),
    "momentum": ("μ", r"\mu"),
    "yhat": ("ŷ", r"\hat{y}"),
    "Δw": ("Δw", r"\Delta w"),
    "logp": ("log p", r"\log p"),
    "margin": ("Δ", r"\Delta"),
    "smoothing": ("ε", r"\varepsilon"),
}
"""How the letters look whose names are words."""

_MARKS = ("_new", "_back")

# A gradient's name: d before a letter, a recurrent weight or a word of the table, with its layer number.
_PARTIAL = re.compile(rf"d_(.+)|d((?:[A-Za-z]|[WUVb][a-z]{{1,2}}|{'|'.join(SYMBOLS)})\d*(?:_back)?)")

_LOCAL = re.compile(r"d_([^/]+)/d_([^/]+)")
"""The local derivative of one node of a graph with respect to another."""


class Name(NamedTuple):
    """A name taken apart."""

    letter: str
    """`W`, `delta`, `loss`, `Wxh`, or the whole of a name that has no layer number."""
    number: str = ""
    """The layer or time step behind the letter."""
    mark: str = ""
    """`new` or `back`."""
    path: tuple[tuple[str, str], ...] = ()
    """Where in a longer run: the words and numbers before the letter (epoch 3)."""
    partial: bool = False
    """The derivative of the loss, or of the graph's output, with respect to the rest."""
    of: str = ""
    """What the derivative is of, where it is a local one: `d_v1/d_x` is ∂v1/∂x."""


class Names:
    """How one document names its quantities.

    symbols    what overrides the table, for a whole name (`f1`) or its letter (`loss`), already in the format
    verbatim   names are the user's own: only `d_NAME` and components are read, nothing is respelt
    output     the name of the function in partial derivatives when `verbatim`
    """

    __slots__ = ("output", "symbols", "verbatim")

    def __init__(self, symbols: Mapping[str, str] | None = None, *, verbatim: bool = False, output: str = "f") -> None:
        self.symbols = symbols or {}
        self.verbatim = verbatim
        self.output = output

    def parse(self, stem: str) -> Name:
        """The parts of a name that has been split from its component."""
        *before, stem = stem.split(".")
        path = _path(before)
        if stem in self.symbols:
            return Name(stem, path=path)
        if self.verbatim:
            local = _LOCAL.fullmatch(stem)
            if local:
                return Name(local[2], path=path, partial=True, of=local[1])
            partial = stem.startswith("d_") and len(stem) > 2
            return Name(stem[2:] if partial else stem, path=path, partial=partial)
        match = _PARTIAL.fullmatch(stem)
        if match:
            stem = match[1] or match[2]
        mark = next((mark for mark in _MARKS if stem.endswith(mark)), "")
        stem = stem.removesuffix(mark)
        letter = stem.rstrip("0123456789") or stem
        return Name(letter, stem[len(letter) :], mark[1:], path, match is not None)


def split(name: str) -> tuple[str, str]:
    """The name proper with what stands before it, and its component: `epoch.3.W1` and `1.2`."""
    end = name.find(".", len(name.rstrip("0123456789.")))
    return (name, "") if end < 0 else (name[:end], name[end + 1 :])


def _path(parts: list[str]) -> tuple[tuple[str, str], ...]:
    """The numbers among the parts, each with the word before it if there is one."""
    return tuple(
        ("" if position == 0 or parts[position - 1].isdecimal() else parts[position - 1], part)
        for position, part in enumerate(parts)
        if part.isdecimal()
    )
