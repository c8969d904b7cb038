"""What a person types, taken apart: elements, rows and brackets become nested cells, not yet interpreted.

One syntax for the shell, problem files and Python: `,` separates elements, `:` (or `;`) rows, `::` matrices, `:::` stacks
of them; JSON arrays; spaces where a row has no comma. Numbers, names and formulas inside a cell are read by
`nncalc.reading.expressions`.
"""

from __future__ import annotations

from collections.abc import Callable

from nncalc.reading.cells import ELEMENTS, Cell, Nested, nothing_there, too_many
from nncalc.reading.characters import clean


def split_assignment(
    token: str, as_typed: bool = False, named: Callable[[str], object] | None = None
) -> tuple[str | None, str]:
    """Name and value of `NAME=VALUE`, split at the first `=`; (None, token) where there is none.

    named   whether a word is a name, which may have a colon behind it, as sentences have: `学习率：0.5`

    The name comes cleaned (not so with `as_typed`) and stripped, the value as it was typed. `@data=1.csv` is a file.
    """
    if token.startswith(("@", "＠")):
        return None, token
    at = min((i for i in (token.find("="), token.find("＝")) if i >= 0), default=-1)
    if at < 0 and not token.isascii() and named is not None:
        at = _colon_behind(token, named)
    if at < 0:
        return None, token
    return (token[:at] if as_typed else clean(token[:at])).strip(), token[at + 1 :]


def _colon_behind(token: str, named: Callable[[str], object]) -> int:
    """The place of the colon between a name and its value, where it is full-width or the name not ASCII; -1 for none."""
    import re  # start-up

    found = re.match(r"([^\W\d]\w*)\s*[:：]", token)
    if found is None or (found[1].isascii() and found[0][-1] == ":") or named(found[1]) is None:
        return -1
    return found.end() - 1


_PASTED = ("tensor", "Tensor", "rray(", "matri", "Parameter", "onstant(", "Variable", "np.", "torch.", "eye", "zeros",
           "ones", "diag", "\\")  # fmt: skip
"""What every array of code, of a print or of LaTeX holds one of, and every short matrix."""
_STRUCTURE = frozenset("()[]{}\"'")


def is_pasted(plain: str) -> bool:
    """Whether a value is an array of code, of a print or of LaTeX, or a short matrix."""
    if not any(map(plain.__contains__, _PASTED)):
        return False
    from nncalc.reading.pasted_arrays import looks_pasted  # start-up

    return looks_pasted(plain)


def parse_value(text: str) -> Nested:
    """The cells of a value typed in shell syntax: a cell, a list of cells, a list of rows, of matrices, of stacks.

    `3` is a cell, `1,2` a list, `1,2:3,4` a list of lists, `[[1,2]]` a list with one list, `1:2` rows of one,
    `1,2::3,4` two matrices of one row; arrays that are pasted, and short matrices: `nncalc.reading.pasted_arrays`.
    Raises InputError with a column: nothing where a value should stand, brackets that do not match, spaces
    that can be read in two ways (`1 -2`), more than 250,000 elements.
    """
    plain = clean(text)
    if is_pasted(plain):
        from nncalc.reading.pasted_arrays import read_pasted  # start-up

        return read_pasted(text, plain)
    if not _STRUCTURE.isdisjoint(plain) or "".join(plain.split()) != plain:
        return _scanned(text, plain)
    if ":" not in plain and ";" not in plain:
        if "," not in plain and plain:
            return Cell(plain, 0, text)
        return _split_row(plain, 0, text, ELEMENTS)
    colons = plain.replace(";", ":")
    if "::" in colons:
        return _scanned(text, plain)
    rows: list[Nested] = []
    start, left = 0, ELEMENTS
    for row in colons.split(":"):
        cells = _split_row(row, start, text, left)
        rows.append(cells)
        start += len(row) + 1
        left -= len(cells)
    return rows


def _scanned(text: str, plain: str) -> Nested:
    from nncalc.reading.scanner import Scanner  # only values with more than commas and single colons need it

    return Scanner(text, plain).value()


def _split_row(row: str, start: int, source: str, most: int) -> list[Nested]:
    """The cells of a row without spaces and brackets; `start` is its column in the source."""
    pieces = row.split(",")
    if len(pieces) > most:
        too_many()
    cells: list[Nested] = []
    for piece in pieces:
        if not piece:
            nothing_there(source, start)
        cells.append(Cell(piece, start, source))
        start += len(piece) + 1
    return cells
