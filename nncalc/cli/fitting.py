"""Givens of a shape that does not fit, with as many of their values as do: the line shows which shape is wanted."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from nncalc.cli.mending import fault_of, place_of
from nncalc.errors import InputError
from nncalc.reading.characters import clean
from nncalc.reading.typed import split_assignment

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType

LARGEST, SECONDS = 8, 1.0
"""Rows and columns that are tried, and how long."""
_CELL = re.compile(r"[-+\w./^√*]+")
"""A number, or a name."""


def fitted(
    kind: type[ProblemType], tokens: Sequence[str], errors: Sequence[InputError]
) -> tuple[list[str], list[str]] | None:
    """The words with the values of one refused given in the nearest shape that can be worked, and its name."""
    words = list(tokens)
    place = place_of(kind, words, errors[0].name) if len(errors) == 1 else None
    if place is None:
        return None
    name, value = split_assignment(words[place], as_typed=True)
    with suppress(InputError):
        value = clean(value)
    value = value.replace(";", ":")
    if any(sign in value for sign in "[](){}@\"'|= ") or "::" in value:
        return None
    rows = [[cell for cell in row.split(",") if cell] for row in value.split(":")]
    if not all(_CELL.fullmatch(cell) for row in rows for cell in row):
        return None
    end = time.monotonic() + SECONDS
    for shape in _shapes(len(rows), max(map(len, rows))):
        if time.monotonic() > end:
            return None
        written = _of_shape([cell for row in rows for cell in row], *shape)
        words[place] = written if name is None else f"{name}={written}"
        if words[place] != tokens[place] and fault_of(kind, words) is None:
            return words, [errors[0].name or ""]
    return None


def _shapes(height: int, width: int) -> Iterator[tuple[int, int]]:
    """Shapes, the nearest first: the other way round, rows of another length, more rows or fewer, both."""
    sides = range(1, LARGEST + 1)
    yield height, width
    yield width, height
    yield from ((height, each) for each in sorted(sides, key=lambda side: abs(side - width)))
    yield from ((each, width) for each in sorted(sides, key=lambda side: abs(side - height)))
    yield from ((each, other) for each in sides for other in sides)


def _of_shape(cells: Sequence[str], height: int, width: int) -> str:
    """Cells in rows, begun again where they do not suffice."""
    if not cells:
        return ""
    at = [[cells[(row * width + column) % len(cells)] for column in range(width)] for row in range(height)]
    return ":".join(",".join(row) for row in at)
