"""One problem of a file: all that stands there, or all that is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc import registry
from nncalc.errors import InputError
from nncalc.problem_files.places import Place

if TYPE_CHECKING:
    from nncalc.problem import ProblemType

RESULTS = ("expect", "expect_published", "points")
"""Keys of a problem under which names of results stand."""


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
    keys: dict[str, dict[str, Place]]
    """Where the names of results stand, under `expect`, `expect_published` and `points`; under "" what the problem is."""


class Broken(NamedTuple):
    """An entry that cannot be read, with everything that is wrong."""

    file: str
    id: str
    type: str
    line: int
    errors: tuple[InputError, ...]


def kind_of(entry: Entry) -> type[ProblemType]:
    """Its problem type. Raises InputError, placed, when there is none of this name."""
    try:
        return registry.load(entry.type)
    except InputError as error:
        raise placed(error, entry, ("", "type")) from None


def placed(error: InputError, entry: Entry, *keys: tuple[str, str | None]) -> InputError:
    """An error of a problem, saying where in the file it is: at the first of some keys that stands there, else its given.

    keys   what a key stands under ("" for the problem itself), and the key
    """
    if error.place is None:
        found = [entry.keys[under][key] for under, key in keys if key and key in entry.keys.get(under, ())]
        place = found[0] if found else entry.places.get(error.name or "") if not keys else None
        error.place = f"{entry.file}:{place.line}:{place.column}" if place else f"{entry.file}:{entry.line}:1"
    return error


def placed_result(error: InputError, entry: Entry) -> InputError:
    """An error of the name of a result, saying where that is expected, published or weighed."""
    return placed(error, entry, *[(under, error.name) for under in RESULTS])
