"""Cells: the elements of a value as they were typed, with their places, not yet interpreted."""

from __future__ import annotations

from typing import NamedTuple, NoReturn, TypeAlias

from nncalc.errors import InputError
from nncalc.reading.characters import clean

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
