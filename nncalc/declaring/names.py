"""What the contract's names say: letter, layer, component.

`W1_new.1.2` is W of layer 1, updated, component 1,2; `dW1.1.2` a partial derivative of the loss;
`epoch.3.loss` the loss of epoch 3, `step.3.w` w after step 3. Formats spell these parts; nothing else reads a name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from nncalc.declaring import letters
from nncalc.declaring.letters import LETTERS, Letter, Printed, letter_of

_MARKS = ("new", "back", "adv", "end")
_MARKS_IN_BOOKS = ("new", "back", "adv", "end", "old", "ahead", "decayed", "data", "kept")

_LOSS = ("E", "L")
"""The loss in the letters of types that are derivatives."""
_DIGITS = "0123456789"

_OF_THE_OUTPUT = r"d_(.+)"
"""The derivative of a graph's output with respect to a node."""

_LOCAL = r"d_([^/]+)/d_([^/]+)"
"""The local derivative of one node of a graph with respect to another."""


class Name(NamedTuple):
    """A name taken apart."""

    letter: str
    """`W`, `delta`, `loss`, `Wxh`, or the whole of a name that has no layer number."""
    number: str = ""
    """The layer or time step behind the letter."""
    mark: str = ""
    """`new` and its like."""
    part: str = ""
    """The kind of part of a longer run that it belongs to (`epoch`)."""
    turn: str = ""
    """Which of these parts (3)."""
    partial: bool = False
    """The derivative of the loss, or of the graph's output, with respect to the rest."""
    of: str = ""
    """What the derivative is of, where it is a local one: `d_v1/d_x` is ∂v1/∂x, `d_a.1/d_z` the row ∂a₁/∂z."""


class Names:
    """How one document names its quantities.

    symbols    what overrides the table, for a whole name (`f1`) or its letter (`loss`), already in the format
    verbatim   names are the user's own: only `d_NAME` and components are read, nothing is respelt
    output     the name of the function in partial derivatives when `verbatim`
    taken      letters of constants that are names of the user's own: with `e`, exp(x) is not written e^x

    The notation that holds when they are made is theirs.
    """

    __slots__ = ("notation", "output", "printed", "symbols", "taken", "verbatim")

    def __init__(
        self,
        symbols: Mapping[str, str | Letter] | None = None,
        *,
        verbatim: bool = False,
        output: str = "f",
        taken: Collection[str] = (),
    ) -> None:
        self.symbols = symbols or {}
        self.taken = taken
        self.verbatim = verbatim
        self.output = output
        self.notation = letters.active
        self.printed: Mapping[str, Printed] = {} if verbatim or self.notation is None else self.notation.letters
        if any(printed.text == "e" for printed in self.printed.values()):
            self.taken = {*taken, "e"}

    def split(self, name: str) -> tuple[str, str]:
        """The name proper and its component, as it is counted here."""
        stem, component = split(name)
        return (stem, component) if self.notation is None else (stem, self.notation.component(component))

    def layers(self, name: Name) -> str:
        """How the number of a layer stands behind a letter: `1`, `(1)`, `[1]`."""
        if self.notation is None or self.verbatim or name.letter + name.number in self.notation.whole:
            return "1"
        return self.notation.layers

    @property
    def comma(self) -> bool:
        """Whether figures have a decimal comma."""
        return self.notation is not None and self.notation.comma

    @property
    def bold(self) -> bool:
        """Whether vectors and matrices are bold."""
        return self.notation is not None and self.notation.bold

    @property
    def first(self) -> int:
        """The number of a first component."""
        return 1 if self.notation is None else self.notation.first

    @property
    def gradient(self) -> str:
        """What stands before a name in place of ∂E/∂; "" for that."""
        return "" if self.notation is None or self.verbatim else self.notation.gradient

    def letter(self, word: str, indexed: bool) -> str | Letter | None:
        """The letter that stands for a name: the type's own as it stands there, or the usual one; None where the name itself
        is printed. The losses of all samples together are not the loss E."""
        if word in self.printed and (word != "losses" or indexed):
            return self.printed[word]
        if word in self.symbols:
            return self._as_quotient(self.symbols[word])
        return None if self.verbatim or (word == "losses" and not indexed) else letter_of(word, self.symbols)

    def quotient(self, of: str, by: str) -> str:
        """A derivative that a sentence or a letter of a type has, ∂L/∂ŷ, as the notation writes it: ∂ℒ/∂ŷ, dŷ."""
        if of not in _LOSS:
            return f"∂{of}/∂{by}"
        if self.gradient:
            return f"{self.gradient}{by}"
        return f"∂{self.printed['loss'].text if 'loss' in self.printed else of}/∂{by}"

    def _as_quotient(self, symbol: str | Letter) -> str | Letter:
        """A type's own letter; where it is a derivative, in the letters of the notation."""
        if not self.printed or not isinstance(symbol, str) or symbol[:1] != "∂":
            return symbol
        of, _, by = symbol[1:].partition("/∂")
        return self.quotient(of, self.printed[by].text if by in self.printed else by)

    def differentiated(self, name: Name) -> str | Letter:
        """What a partial derivative is of: the loss, or a node of the graph."""
        if self.verbatim:
            return name.of or self.output
        return self.letter("loss", True) or "loss"

    def parse(self, stem: str) -> Name:
        """The parts of a name that has been split from its component."""
        name = self._parse(stem)
        if name.number and name.letter + name.number in self.printed:
            return name._replace(letter=name.letter + name.number, number="")
        return name

    def _parse(self, stem: str) -> Name:
        if self.verbatim and (local := re.fullmatch(_LOCAL, stem)):
            return Name(local[2], partial=True, of=local[1])
        before, _, stem = stem.rpartition(".")
        part, _, turn = before.partition(".")
        if stem in self.symbols:
            return Name(stem, part=part, turn=turn)
        if self.verbatim:
            of_output = re.fullmatch(_OF_THE_OUTPUT, stem)
            return Name(of_output[1] if of_output else stem, "", "", part, turn, of_output is not None)
        partial = stem[:1] == "d" and (_is_gradient(stem) or stem[1:] in self.symbols)  # or a letter of the type alone
        if partial:
            stem = stem[1:].removeprefix("_")
        marks = _MARKS if self.notation is None else _MARKS_IN_BOOKS
        unmarked, _, mark = stem.rpartition("_")
        stem, mark = (unmarked, mark) if unmarked and mark in marks else (stem, "")
        letter = stem.rstrip(_DIGITS) or stem
        return Name(letter, stem[len(letter) :], mark, part, turn, partial)


def _is_gradient(stem: str) -> bool:
    """Whether a name is a gradient's: d before a letter, a recurrent weight or a word of the table, with its layer number."""
    if stem.startswith("d_"):
        return len(stem) > 2
    letter = stem[1:].removesuffix("_back").rstrip(_DIGITS)
    if letter in LETTERS:
        return True
    weight = letter[:1] in "WUVb" and len(letter) <= 3 and letter[1:].islower()
    return letter.isascii() and letter.isalpha() and (len(letter) == 1 or weight)


def split(name: str) -> tuple[str, str]:
    """The name proper with what stands before it, and its component: `epoch.3.W1` and `1.2`."""
    word = name.rstrip(_DIGITS + ".")
    number, _, component = name[len(word) :].partition(".")
    return word + number, component
