"""The grammar of formulas with vectors and matrices: that of `nncalc.reading.grammar`, and

    product  signed | product @ signed | product ⊙ signed
    root     atom | atom.T | atomᵀ
    atom     NAME.1 | NAME.1.2

    W@x·2    W.T@x    softmax(z).T    -W.T = -(W.T)    z.1

A program of the same steps; `T` takes one operand, `@` and `⊙` two, a component is part of its name. `W^T` is read by
who knows the names.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nncalc.errors import InputError
from nncalc.reading.characters import LETTER, clean
from nncalc.reading.grammar import NAME, Parser, Step, check_brackets, token_at
from nncalc.words import say

FUNCTIONS = ("sum", "mean", "softmax", "transpose", "dot", "norm", "hadamard")
"""What is typed as a function and takes vectors or matrices whole; the others are taken of each number."""
NEEDS = re.compile(
    rf"[^@]@|[⊙ᵀ]|\.T(?![{LETTER}0-9_])|(?:{'|'.join(FUNCTIONS)})\s*\(|(?<![{LETTER}0-9_.])[{LETTER}][{LETTER}0-9_]*\.[0-9]"
)
"""What only a formula with vectors or matrices has."""

_TRANSPOSED = ".T"
_SIGNS = str.maketrans("⊙ᵀ", "*+")
_COMPONENT = re.compile(r"(?:\.(?:0|[1-9][0-9]*))*(?![0-9])")
_WORD_GOES_ON = re.compile(f"[{LETTER}0-9_]")


def plain(text: str) -> str:
    """The text in plain characters, one for one; ⊙ and ᵀ stay. Raises InputError as `clean`."""
    try:
        cleaned = clean(text.translate(_SIGNS))
    except InputError as error:
        error.text = text
        raise
    if len(cleaned) == len(text):
        cleaned = "".join(old if old in "⊙ᵀ" else new for old, new in zip(text, cleaned, strict=True))
    return cleaned


class MatrixParser(Parser):
    """The parser with the signs of matrices."""

    def token(self, column: int) -> tuple[str, int]:
        text = self.text
        if text[column] in "@⊙ᵀ":
            return "sign", column + 1
        if text.startswith(_TRANSPOSED, column) and not _WORD_GOES_ON.match(text, column + len(_TRANSPOSED)):
            return "sign", column + len(_TRANSPOSED)
        if found := NAME.match(text, column):
            component = _COMPONENT.match(text, found.end())
            return "name", component.end() if component else found.end()
        if text[column] == "'":
            raise InputError(say('"\'" is not read'), column=column, expected=say("W.T, or transpose(W)"))
        return token_at(text, column)

    def sign(self, sign: str, column: int, token: str) -> None:
        if sign not in (_TRANSPOSED, "ᵀ"):
            super().sign(sign, column, token)
            return
        if self.wants_operand:
            self.refuse(token, column)
        self.parts[-1].steps.append(Step("T", "", 1, column))
        self.function = None


@lru_cache(maxsize=256)
def parse_matrices(text: str) -> tuple[Step, ...]:
    """The program of a formula. Raises InputError with the column in `text`."""
    check_brackets(text)
    return tuple(MatrixParser(text).parsed().steps)
