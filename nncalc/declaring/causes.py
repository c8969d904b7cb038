"""What a wrong figure may come from, by name: `cause:` of a problem file, `id` of an explanation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nncalc.declaring import registry
from nncalc.declaring.slips import slips_of
from nncalc.errors import InputError, nearest
from nncalc.words import either, say

if TYPE_CHECKING:
    from collections.abc import Iterator

CUT, FULL_PRECISION = "cut", "full-precision"
ROUNDINGS = (1, 2, 3, 4, 5, 6)
"""Decimals to which every line may have been rounded."""
VERDICTS = ("rounded-early", "convention", "carried", "slip", "two-slips", "mistake", "wrong")
"""Verdicts that say of what kind a cause is, or that there is none."""
OLD_NUMBERS = {"rounded-early": 28, CUT: 42}
"""Numbers that stood for no slip of a rule."""


def rounded_early(places: int) -> str:
    """The cause of figures whose lines were all rounded to so many decimals."""
    return f"rounded-early-{places}"


def causes_of(kind: str) -> list[str]:
    """The causes that a figure of a problem type may have; of two slips it is both names with a `+` between."""
    conventions = [field for field in registry.load(kind).fields().values() if field.convention and not field.display]
    settings = [f"{field.name}={choice}" for field in conventions for choice in field.choices]
    named = [slip.id for slip in slips_of(kind)]
    return [*dict.fromkeys([*named, *settings, CUT, FULL_PRECISION, *map(rounded_early, ROUNDINGS), *VERDICTS])]


def unknown_cause(kind: str, cause: str) -> InputError | None:
    """The error for a cause that no figure of a problem type can have; None for one that it can."""
    names = causes_of(kind)
    unknown = [] if cause in names else [part for part in cause.split("+") if part not in names]
    if not unknown:
        return None
    expected = say("a name that `nncalc slips {kind}` lists", kind=kind)
    number = re.fullmatch(r"(\d{1,3})[a-z]?", unknown[0])
    if number and (now := [*dict.fromkeys(_named(kind, int(number[1])))]):
        return InputError(
            say("a slip has a name, not a number: {unknown}", unknown=unknown[0]),
            nearest=either(now, each=True),
            expected=expected,
        )
    said = (
        say("{kind} has no slip and no convention '{unknown}'", kind=kind, unknown=unknown[0])
        if cause
        else say("the cause is not one name")
    )
    return InputError(said, nearest=nearest(unknown[0], names), expected=expected)


def _named(kind: str, number: int) -> Iterator[str]:
    """What had a number before slips had names."""
    yield from (slip.id for slip in slips_of(kind) if slip.number == number)
    yield from (cause for cause, its in OLD_NUMBERS.items() if its == number)
