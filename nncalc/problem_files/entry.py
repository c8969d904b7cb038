"""One problem of a file: all that stands there, or all that is wrong with it."""

from __future__ import annotations

from typing import Any, NamedTuple

from nncalc.errors import InputError
from nncalc.problem_files.places import Place


class Published(NamedTuple):
    """A figure that was published and is wrong, and the cause the checker must give."""

    value: str
    cause: str


class Entry(NamedTuple):
    """One problem of a file. `given` holds text or nested lists of text; `places` where each given stands."""

    file: str
    id: str
    type: str
    given: dict[str, Any]
    expect: dict[str, str]
    expect_published: dict[str, Published]
    title: str
    source: str
    notes: str
    points: Any
    student: str
    line: int
    places: dict[str, Place]
    folder: str
    """Where `@file` may point."""


class Broken(NamedTuple):
    """An entry that cannot be read, with everything that is wrong."""

    file: str
    id: str
    type: str
    line: int
    errors: tuple[InputError, ...]


def placed(error: InputError, entry: Entry) -> InputError:
    """An error of a given, saying where in the file that given stands."""
    if error.place is None:
        place = entry.places.get(error.name or "")
        error.place = f"{entry.file}:{place.line}:{place.column}" if place else f"{entry.file}:{entry.line}:1"
    return error
