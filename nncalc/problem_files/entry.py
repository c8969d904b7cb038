"""One problem of a file: all that stands there, or all that is wrong with it."""

from __future__ import annotations

import re
from fractions import Fraction
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
    points: str | dict[str, str] | None
    """Text of numbers: of the problem, or of each result."""
    student: str
    line: int
    places: dict[str, Place]
    folder: str
    """Where `@file` may point."""

    def points_of(self) -> Fraction | dict[str, Fraction] | None:
        """The points as numbers."""
        if isinstance(self.points, dict):
            return {name: Fraction(text) for name, text in self.points.items()}
        return None if self.points is None else Fraction(self.points)


_POINTS = re.compile(r"(?=\.?\d)\d{0,9}(?:\.\d{0,9})?|\d{1,9}/0*[1-9]\d{0,8}", re.ASCII)


def is_points(text: str) -> bool:
    """Whether a text is a number of points: `2`, `.5`, `1/3`, in digits that are few enough to be worked with."""
    return _POINTS.fullmatch(text) is not None


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
