"""Cells: the elements of a value as they were typed, with their places, not yet interpreted."""

from __future__ import annotations

from typing import Any, NamedTuple, NoReturn, TypeAlias

from nncalc.errors import InputError
from nncalc.reading.characters import clean
from nncalc.words import say

ELEMENTS = 250_000
"""Elements that one value may have."""
MOST_COLONS = 4
"""Colons in a row: `:` ends a row, `::` a matrix, `:::` a stack of matrices, `::::` a stack of those."""


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


def depth(nested: Any) -> int:
    """0 for a cell, 1 for a list of cells, 2 for a list of lists."""
    if not isinstance(nested, list):
        return 0
    deepest = 0
    for item in nested:
        if isinstance(item, list):
            deepest = max(deepest, depth(item))
    return 1 + deepest


def with_colons(nested: Any) -> str:
    """Nested lists of text as one value, `1,2:3,4::5,6:7,8`; a stack of one matrix in brackets, which keep it one."""
    levels = depth(nested) - 1
    if levels > 1 and len(nested) == 1:
        return in_brackets(nested)
    return _parted(nested, levels)


def _parted(nested: Any, levels: int) -> str:
    if not isinstance(nested, list):
        return str(nested)
    return (":" * levels or ",").join([_parted(part, levels - 1) for part in nested])


def in_brackets(nested: Any) -> str:
    """Nested lists of text as JSON writes lists."""
    return f"[{','.join(map(in_brackets, nested))}]" if isinstance(nested, list) else str(nested)


def too_many() -> NoReturn:
    """Refuse a value with more elements than the traced engine takes."""
    raise InputError(
        say("more than {elements:,} elements", elements=ELEMENTS),
        expected=say("at most {elements:,} elements in one value", elements=ELEMENTS),
    )


_CALLED = {",": "comma", ":": "colon", ";": "semicolon", "[": "bracket", "]": "bracket", "\n": "line"}  # said
_BETWEEN = {
    ",": "nothing between the commas",
    ":": "nothing between the colons",
    ";": "nothing between the semicolons",
    "[": "nothing between the brackets",
    "]": "nothing between the brackets",
    "\n": "nothing between the lines",
}


def _called(sign: str) -> str:
    return say(_CALLED[sign]) if sign in _CALLED else sign


def nothing_there(source: str, column: int) -> NoReturn:
    """Say where a value is missing: the column is where it should start."""
    plain = clean(source)
    before = plain[:column].rstrip(" \t\n\r")[-1:]
    after = plain[column:].lstrip(" \t\n\r")[:1]
    if not before and not after:
        message = say("nothing is typed")
    elif not after:
        message = say("nothing after the last {before}", before=_called(before))
    elif not before:
        message = say("nothing before the first {after}", after=_called(after))
    elif before + after == "[]":
        message = say("nothing between the brackets")
    elif before == after and before in _BETWEEN:
        message = say(_BETWEEN[before])
    else:
        message = say("nothing between '{before}' and '{after}'", before=before, after=after)
    raise InputError(message, text=source, column=min(column, len(source)), expected=say("a value there"))
