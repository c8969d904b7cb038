"""One problem of a file: all that stands there, or all that is wrong with it."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.declaring import registry
from nncalc.errors import InputError
from nncalc.problem_files.places import Place

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType

RESULTS = ("expect", "expect_published", "points", "decimals", "tolerance")
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
    points: str | dict[str, str] | None
    """Text of numbers: of the problem, or of each result."""
    student: str
    line: int
    places: dict[str, Place]
    folder: str
    """Where `@file` may point."""
    keys: dict[str, dict[str, Place]]
    """Where the names of results stand, under each key of `RESULTS`; under "" what the problem is."""
    decimals: dict[str, int] = {}
    """The least decimals that a figure is right with, by result; "" for all of them."""
    tolerance: dict[str, str] = {}
    """How far a figure may be off, as typed, by result; "" for all of them."""
    credit: dict[str, str] = {}
    """The share of the points that a verdict earns, as typed."""

    def points_of(self) -> Fraction | dict[str, Fraction] | None:
        """The points as numbers."""
        if isinstance(self.points, dict):
            return {name: Fraction(text) for name, text in self.points.items()}
        return None if self.points is None else Fraction(self.points)

    def credit_of(self) -> dict[str, Fraction]:
        """The shares as numbers."""
        return {verdict: Fraction(share) for verdict, share in self.credit.items()}


VERDICTS = (
    "right", "carried", "coarse", "rounded-early", "cut", "convention", "slip", "two-slips", "mistake", "wrong",  # said
)  # fmt: skip
"""The verdicts that may earn something: `credit:` of a problem has them."""
_POINTS = re.compile(r"(?=\.?\d)\d{0,9}(?:\.\d{0,9})?|\d{1,9}/0*[1-9]\d{0,8}", re.ASCII)


def is_points(text: str) -> bool:
    """Whether a text is a number of points: `2`, `.5`, `1/3`, in digits that are few enough to be worked with."""
    return _POINTS.fullmatch(text) is not None


_TOLERANCE = re.compile(r"(?=\.?\d)\d{0,9}(?:\.\d{0,20})?(?:e-?\d{1,3})?\s*[%u]?", re.ASCII)


def is_tolerance(text: str) -> bool:
    """Whether a text says how far a figure may be off: `.01`, `1%` of the right value, `2u` units of the last place typed."""
    return _TOLERANCE.fullmatch(text) is not None


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
    """An error of the name of a result, saying where that is expected, published, weighed or given its decimals or tolerance."""
    return placed(error, entry, *[(under, error.name) for under in RESULTS])
