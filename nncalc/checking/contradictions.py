"""One figure with two values on one sheet: typed twice, or by itself and as a part of a vector or a matrix.

Nobody can say which of them is meant, so the sheet is refused by that figure's name. A figure beside what it is rounded to
(.8713 and .87) is one value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nncalc.checking.coarse import Judged
from nncalc.checking.points import wholes
from nncalc.checking.verdicts import decimals
from nncalc.engine.lazy import flint
from nncalc.errors import InputError
from nncalc.page.document import Check
from nncalc.reading.expressions import plain_number
from nncalc.words import say

MOST_SHOWN = 60
"""Characters of an answer that are shown."""
Typed = tuple[str, str]
"""A name and what was typed for it."""


def contradictions(checks: Sequence[Check], parts: Sequence[Sequence[Judged]]) -> list[InputError]:
    """An error for each answer that gives a figure another value than an earlier or a larger one does, by its name.

    What cannot be read has no value.
    """
    names = [check.name for check in checks]
    known = set(names)
    if len(known) == len(names) and all(known.isdisjoint(wholes(name)) for name in names):
        return []
    seen: dict[str, tuple[Typed, Judged]] = {}
    errors = []
    for i in sorted(range(len(names)), key=lambda i: names[i].count(".")):  # the whole before its parts
        typed = names[i], checks[i].typed
        for part in _figures_of(checks[i], parts[i]):
            first, there = seen.setdefault(part.name, (typed, part))
            if not _is_one(there, part):
                errors.append(_error(part.name, (first, there.typed), (typed, part.typed)))
                break
            if _unit(part.typed) < _unit(there.typed):
                seen[part.name] = typed, part
    return errors


def _figures_of(check: Check, parts: Sequence[Judged]) -> Sequence[Judged]:
    """The components; the answer itself where it has another number of them than the result."""
    if parts or check.verdict == "unreadable":
        return parts
    return [Judged(check.name, check.verdict, None, check.typed.strip())]


def _is_one(one: Judged, other: Judged) -> bool:
    """Whether two verdicts are on one value; a formula is the same as another figure where both are right, or neither."""
    if one.verdict == other.verdict == "right":
        return True
    found = agree(one.typed, other.typed)
    return (one.verdict == "right") == (other.verdict == "right") if found is None else found


def agree(one: str, other: str) -> bool | None:
    """Whether two texts are one value, one of them perhaps rounded further; None where one is neither number nor word."""
    if one.casefold() == other.casefold():
        return True
    try:
        first, second = plain_number(one), plain_number(other)
    except InputError:
        return None
    if first is None or second is None:
        return False if one.isalpha() and other.isalpha() else None
    away = 2 * abs(first[0] - second[0])
    return bool(away == 0 or away < _unit(one) + _unit(other))


def _unit(text: str) -> Any:
    """The last place of a decimal; 0 for a fraction and whatever else is exact."""
    places = decimals(text)
    return flint.fmpq(0) if places is None else flint.fmpq(10) ** -places


def _error(name: str, first: tuple[Typed, str], second: tuple[Typed, str]) -> InputError:
    one, other = written(*first[0]), written(*second[0])
    values = {"name": name, "one": _short(first[1]), "other": _short(second[1])}
    said = say("{name} has two values: {one} and {other}", **values)
    if first[0][0] != second[0][0]:
        said = say("{name} has two values: {one} in {whole}, and {other}", whole=one, **values)
    return InputError(said, name=second[0][0], expected=not_both(one, other))


def not_both(one: str, other: str) -> str:
    """What is to be typed instead of two answers."""
    return say("{first} or {second}, not both", first=one, second=other)


def written(name: str, typed: str) -> str:
    """An answer as it was given."""
    return f"{name}={_short(typed)}"


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"
