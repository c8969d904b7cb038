"""The notation table: which letter is printed for a name, in each format.

A type says in its `symbols` which letter a result has where it is not this one; nothing else prints a letter for a name.
Words have places for letters, `w − {lr}·∂E/∂w`: `with_letters` fills them in.
A notation of another book replaces letters here and touches no type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from nncalc.words import Later, say


class Letter:
    """How a letter is written in plain characters, and in LaTeX."""

    __slots__ = ("latex", "text")

    def __init__(self, text: str, latex: str) -> None:
        self.text, self.latex = text, latex

    def __repr__(self) -> str:
        """The same for what prints alike: a journal tells notations apart by it."""
        return f"{type(self).__name__}({self.text!r}, {self.latex!r})"


class Printed(Letter):
    """What a notation prints for a name: `ŷ`, `W_hq`, `Γ_u`; the letter itself, and what stands below and above it."""

    __slots__ = ("above", "base", "below", "minus")

    def __init__(self, text: str, base: Letter, below: Letter | None, above: Letter | None, minus: bool) -> None:
        super().__init__(text, base.latex)
        self.base, self.below, self.above = base, below, above
        self.minus = minus
        """Whether the name stands for the negative of what we call so: θ is −b."""


class Notation:
    """The notation of another book, as it holds for one problem: which letters are printed for which names.

    `Names` asks it for every name as a page is written, so every format prints the same. Names of results, givens and
    conventions are not touched: what is typed, answers, JSON, YAML and CSV keep them.

    letters    by a name's letter (`a`, `delta`, `Wxh`) or by the name itself (`z1`)
    layers     how the number of a layer stands behind its letter: `1`, or raised as `(1)` or `[1]`
    gradient   what stands before a name where ours is ∂E/∂: `d`; "" for ∂E/∂
    product    the sign of the product component by component
    first      the number of the first component: 1 or 0
    comma      whether figures have a decimal comma
    bold       whether vectors and matrices are set bold
    put_in     names whose formulas are written out where they are used, the gradients of w + ηδx; `-dy`: after a minus
    whole      names whose number is no layer's, β1
    dropped    letters that were not taken, since another name of this page is printed so, with that name
    """

    __slots__ = (
        "bold", "comma", "dropped", "first", "gradient", "layers", "letters", "name", "product", "put_in", "whole"
    )  # fmt: skip

    def __init__(self, name: str, printed: Mapping[str, Printed] | None = None, **ways: str) -> None:
        self.name = name
        self.letters: dict[str, Printed] = dict(printed or {})
        self.layers = ways.get("layers", "1")
        self.gradient = "" if ways.get("gradient", "∂") == "∂" else ways["gradient"]
        self.product = ways.get("product", "⊙")
        self.first = int(ways.get("first", "1"))
        self.comma = ways.get("decimal") == "comma"
        self.bold = ways.get("bold") == "yes"
        self.put_in = frozenset(ways.get("put-in", "").split())
        self.whole: frozenset[str] = frozenset()
        self.dropped: dict[str, tuple[str, str]] = {}

    def __repr__(self) -> str:
        """The same for what prints alike."""
        held = [(name, getattr(self, name)) for name in self.__slots__ if name not in ("put_in", "whole")]
        return f"Notation({held}, {sorted(self.put_in)}, {sorted(self.whole)})"

    @property
    def negated(self) -> frozenset[str]:
        """The letters that stand for the negative of our quantity."""
        return frozenset(key for key, printed in self.letters.items() if printed.minus)

    def component(self, component: str) -> str:
        """The places of a component as they are counted here."""
        if self.first == 1 or not component:
            return component
        return ".".join([str(int(place) - 1) for place in component.split(".")])


SAME = frozenset(("delta", "dz"))
"""Names without their numbers of what is one thing on a page, worked in two ways: δ is ∂E/∂z."""
active: Notation | None = None
"""The notation that pages are printed in; None is our own."""


@contextmanager
def printing(notation: Notation | None) -> Iterator[None]:
    """Pages that are made meanwhile are printed in a notation."""
    global active
    before, active = active, notation
    try:
        yield
    finally:
        active = before


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
NAME, SENTENCE = "\ue000", "\ue001"
"""Marks around a name, and a sentence, that a notation has still to write: `page.verdict_letters` takes them out."""


def noted(name: str) -> str:
    """A result's name for a sentence of a verdict: marked, where a notation is to put what it prints in its place."""
    return name if active is None else f"{NAME}{name}{NAME}"


def framed(sentence: str) -> str:
    """A sentence on a mistake, marked where the letters in it are to be those of the notation."""
    return sentence if active is None else f"{SENTENCE}{sentence}{SENTENCE}"


def letter_of(word: str, own: Mapping[str, str | Letter]) -> str | Letter | None:
    """The letter of a name: the type's own, in words of its own, else the usual one; None where the name is its letter."""
    return own.get(word) or LETTERS.get(word)


def letter(name: str) -> str:
    """The letter of a name in words: `η` for `lr`."""
    if active is not None and name in active.letters:
        return active.letters[name].text
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
