"""What a person types, taken apart: elements, rows and brackets become nested cells, not yet interpreted.

One syntax for the shell, problem files and Python: `,` separates elements, `:` (or `;`) rows; JSON arrays;
spaces where a row has no comma. Numbers, names and formulas inside a cell are read by `nncalc.reading.expressions`.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple, NoReturn, TypeAlias

from nncalc.errors import InputError
from nncalc.reading.characters import clean

__all__ = ["Cell", "Nested", "clean", "from_python", "parse_value", "read_source", "split_assignment"]

ELEMENTS = 100_000
"""Elements that one value may have."""


class Cell(NamedTuple):
    """One scalar as typed.

    text     in plain characters (see `clean`), without spaces around it
    column   0-based, where it starts in `source`
    source   everything that was typed with it, for the caret line
    place    `file:line` when it came from a file
    """

    text: str
    column: int
    source: str
    place: str | None = None


Nested: TypeAlias = "Cell | list[Nested]"


def split_assignment(token: str, as_typed: bool = False) -> tuple[str | None, str]:
    """Name and value of `NAME=VALUE`, split at the first `=`; (None, token) where there is none.

    The name comes cleaned (not so with `as_typed`) and stripped, the value as it was typed. `@data=1.csv` is a file.
    """
    if token.startswith(("@", "＠")):
        return None, token
    at = min((i for i in (token.find("="), token.find("＝")) if i >= 0), default=-1)
    if at < 0:
        return None, token
    return (token[:at] if as_typed else clean(token[:at])).strip(), token[at + 1 :]


def read_source(text: str, folder: str | None = None) -> Nested:
    """The cells of a value: typed out, from a file (`@file`, `@file.csv:column`), from standard input (`-`).

    folder   that of the problem file the value stands in: files must lie below it, standard input is refused
    """
    if text.startswith(("@", "＠")):
        from nncalc.reading.files import from_file

        nested: Nested = from_file(text, folder)
        return nested
    if text.strip() in ("-", "－", "−"):
        from nncalc.reading.files import from_stdin

        if folder is not None:
            raise InputError("a problem file cannot read standard input", text=text, expected="a value or @file")
        return from_stdin()
    return parse_value(text)


_STRUCTURED = re.compile(r"[\s()\[\]{}\"]")


def from_python(value: Any) -> Nested:
    """The cells of a Python value; see `nncalc.reading.python_values.from_python`."""
    from nncalc.reading import python_values

    return python_values.from_python(value)


def parse_value(text: str) -> Nested:
    """The cells of a value typed in shell syntax: a cell, a list of cells, or a list of rows.

    `3` is a cell, `1,2` a list, `1,2:3,4` a list of lists, `[[1,2]]` a list with one list, `1:2` rows of one.
    Raises InputError with a column: nothing where a value should stand, brackets that do not match, spaces
    that can be read in two ways (`1 -2`), more than 100,000 elements.
    """
    plain = clean(text)
    if _STRUCTURED.search(plain) or "'" in plain:
        from nncalc.reading.scanner import Scanner

        return Scanner(text, plain).value()
    if ":" not in plain and ";" not in plain:
        if "," not in plain and plain:
            return Cell(plain, 0, text)
        return _split_row(plain, 0, text, ELEMENTS)
    rows: list[Nested] = []
    start, left = 0, ELEMENTS
    for row in plain.replace(";", ":").split(":"):
        cells = _split_row(row, start, text, left)
        rows.append(cells)
        start += len(row) + 1
        left -= len(cells)
    return rows


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


def too_many() -> NoReturn:
    """Refuse a value with more elements than the traced engine takes."""
    raise InputError(f"more than {ELEMENTS:,} elements", expected=f"at most {ELEMENTS:,} elements in one value")


_CALLED = {",": "comma", ":": "colon", ";": "semicolon", "[": "bracket", "]": "bracket", "\n": "line"}


def nothing_there(source: str, column: int) -> NoReturn:
    """Say where a value is missing: the column is where it should start."""
    plain = clean(source)
    before = plain[:column].rstrip(" \t\n\r")[-1:]
    after = plain[column:].lstrip(" \t\n\r")[:1]
    if not before and not after:
        message = "nothing is typed"
    elif not after:
        message = f"nothing after the last {_CALLED.get(before, before)}"
    elif not before:
        message = f"nothing before the first {_CALLED.get(after, after)}"
    elif before + after == "[]":
        message = "nothing between the brackets"
    elif before == after:
        message = f"nothing between the {_CALLED.get(before, before)}s"
    else:
        message = f"nothing between '{before}' and '{after}'"
    raise InputError(message, text=source, column=min(column, len(source)), expected="a value there")
