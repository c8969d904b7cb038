r"""Matrices of LaTeX: `\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}`, with fractions and roots inside.

A small bounded grammar of its own: what it does not name is refused, with its column.
"""

from __future__ import annotations

import re
from typing import NoReturn

from nncalc.errors import InputError
from nncalc.reading.cells import ELEMENTS, Cell, Nested, too_many
from nncalc.reading.characters import shown
from nncalc.words import say

_MATRIX = re.compile(
    r"\s*(?:\$\$?|\\\[|\\\()?\s*(?:\\left\s*[(\[|.])?\s*\\begin\{(?P<kind>[pbBv]?matrix|smallmatrix|array)\}"
    r"(?:\{[lcr| ]*\})?(?P<body>.*?)\\end\{(?P=kind)\}\s*(?:\\right\s*[)\]|.])?\s*(?:\$\$?|\\\]|\\\))?[\s.,;]*",
    re.DOTALL,
)
_ROW = re.compile(r"\\\\(?:\[[^\]]{0,20}\])?|\\cr\b|(?<=[\w)}])\s?\\(?=\s+[^&\\\s])")
"""The end of a row; a shell makes one backslash of two between double quotes."""
_SPACES = re.compile(r"\\[,;:! ]|\\q?quad\b|~|\\hline\b|\\displaystyle\b|\\phantom\{[^{}]{0,20}\}")
_PLAIN = {
    r"\cdot": "*", r"\times": "*", r"\alpha": "α", r"\beta": "β", r"\gamma": "γ", r"\delta": "δ", r"\eta": "η",
    r"\theta": "θ", r"\lambda": "λ", r"\mu": "μ", r"\sigma": "σ", r"\pi": "π", r"\ln": "ln", r"\exp": "exp", r"\tanh": "tanh",
}  # fmt: skip
_INNERMOST = re.compile(
    r"\\d?t?frac\{([^{}\\]*)\}\{([^{}\\]*)\}|\\sqrt\{([^{}\\]*)\}|\\d?t?frac([0-9])([0-9])|\\sqrt([0-9])"
)
_COMMAND = re.compile(r"\\[A-Za-z]+")
_UNBRACED = re.compile(r"\^\s*(?:[A-Za-z0-9]{2}|\{?T)")
"""An exponent that LaTeX ends after its first character, and a transposition."""
_SCRIPT = re.compile(r"_\{?([A-Za-z0-9]{1,9})\}?")
DEEPEST = 20
"""Fractions inside fractions."""


def read_latex(text: str, plain: str) -> Nested:
    """The rows of a matrix; a matrix of one row is a list in a list. Raises InputError at what is not read."""
    found = _MATRIX.fullmatch(plain)
    if not found:
        _fail(text, 0, say("this is not one matrix of LaTeX, alone"))
    rows: list[Nested] = []
    start, left = found.start("body"), ELEMENTS
    ends = [*_ROW.finditer(plain, start, found.end("body")), None]
    for end in ends:
        stop = end.start() if end else found.end("body")
        if end is None and rows and not _SPACES.sub("", plain[start:stop]).strip():
            break  # \\ behind the last row
        row = _row(text, plain, start, stop)
        left -= len(row)
        if left < 0:
            too_many()
        rows.append(row)
        start = end.end() if end else stop
    return rows


def _row(text: str, plain: str, start: int, stop: int) -> list[Nested]:
    row: list[Nested] = []
    for piece in plain[start:stop].split("&"):
        column = start + len(piece) - len(piece.lstrip())
        row.append(Cell(_formula(text, piece, min(column, len(text) - 1)), min(column, len(text) - 1), text))
        start += len(piece) + 1
    return row


def _formula(text: str, piece: str, column: int) -> str:
    """An element in the grammar of formulas."""
    formula = _COMMAND.sub(lambda found: _PLAIN.get(found[0], found[0]), _SPACES.sub(" ", piece)).strip()
    for _ in range(DEEPEST):
        formula, times = _INNERMOST.subn(_opened, formula)
        if not times:
            break
    formula = _SCRIPT.sub(lambda found: found[1], formula).replace("{,}", ",").replace("{", "(").replace("}", ")")
    if not formula.strip():
        _fail(text, column, say("an element is missing"))
    if any(sign in formula for sign in ("\\", ",", ":", ";", "%", "dots")) or _UNBRACED.search(piece):
        _fail(text, column, say("'{piece}' is not read in a matrix", piece=shown(piece.strip())))
    return formula.strip()


def _opened(found: re.Match[str]) -> str:
    r"""`\frac{1}{2}` as ((1)/(2)), `\sqrt{2}` as sqrt(2)."""
    above, below, root, one, two, few = found.groups()
    if root is not None or few is not None:
        return f"sqrt({root or few})"
    return f"(({above if above is not None else one})/({below if below is not None else two}))"


def _fail(text: str, column: int, message: str) -> NoReturn:
    raise InputError(
        message, text=text, column=column, expected=r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"
    )  # fmt: skip
