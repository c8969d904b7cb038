"""How far a figure may be off and still be right: `.01` absolute, `1%` of the right value, `2u` units of the last place typed.

A result's own tolerance goes before its problem's, and that before the command's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nncalc.checking.coarse import Judged
from nncalc.checking.verdicts import decimals
from nncalc.declaring.letters import noted
from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import ABS
from nncalc.engine.quantity import Quantity, constant
from nncalc.page.document import Check
from nncalc.page.solving import Settings, in_input_syntax, read_result
from nncalc.reading.expressions import plain_number
from nncalc.words import say

UNITS, PER_CENT = "u", "%"
MOST_PARTS = 10
"""Components of one answer of which something is said."""


def tolerance_of(name: str, wanted: Mapping[str, str]) -> str:
    """The tolerance of a figure: as is said for it, for a whole it is part of, or for all ("", none at all)."""
    while name and name not in wanted:
        name = name.rpartition(".")[0]  # at last "", the name for all
    return wanted.get(name, "")


def tolerated(parts: Sequence[Judged], wanted: Mapping[str, str]) -> list[Judged]:
    """The components of an answer, those within their tolerance right."""
    if not wanted:
        return list(parts)
    return [
        part._replace(verdict="right")
        if part.verdict in ("wrong", "cut") and is_within(part, tolerance_of(part.name, wanted))
        else part
        for part in parts
    ]


def is_within(part: Judged, tolerance: str) -> bool:
    """Whether a figure that is a plain decimal is as near its value as the tolerance says. Called while the run is read."""
    room = _room(part, tolerance)
    typed = plain_number(part.typed)
    if room is None or typed is None:
        return False
    return sign(room - ABS(part.right - constant(typed[0]))) >= 0


def _room(part: Judged, tolerance: str) -> Quantity | None:
    """How far a figure may be off; None where that has no meaning."""
    right = part.right
    value = right.value if isinstance(right, Quantity) else None
    if not tolerance or value is None or not (type(value) is flint.fmpq or value.is_finite()):
        return None
    number = plain_number(tolerance.rstrip(UNITS + PER_CENT))
    if number is None:
        return None
    if tolerance.endswith(PER_CENT):
        return ABS(right) * constant(number[0] / 100)
    if tolerance.endswith(UNITS):
        places = decimals(part.typed)
        return None if places is None else constant(number[0] * flint.fmpq(10) ** -places)
    return constant(number[0])


def said_of(tolerance: str) -> str:
    """A tolerance in words."""
    if tolerance.endswith(UNITS):
        return say("{number} units of its last place", number=tolerance.removesuffix(UNITS))
    return tolerance


def widened(check: Check, parts: list[Judged], wide: list[Judged], settings: Settings) -> Check:
    """The check where a tolerance has a say: what is right by it alone is said to be, with the value.

    wide   the components, those within the tolerance right
    """
    off = [part for part, within in zip(parts, wide, strict=True) if part != within]
    if check.verdict == "coarse" and settings.tolerance and all(_is_near(part, settings.tolerance) for part in wide):
        off = wide
    elif not off or check.verdict == "coarse":
        return check
    figures = [
        say("{figure}: {within}", figure=f"{noted(part.name)}={part.typed}", within=_within(part, settings))
        for part in off
    ]
    if check.verdict not in ("right", "coarse"):
        return check._replace(words=(*check.words, *figures[:MOST_PARTS]))
    words = (
        ("right", *figures[:MOST_PARTS])
        if len(wide) > 1
        else (say("right {within}", within=_within(off[0], settings)),)
    )
    return Check(check.name, check.typed, "right", words)


def _is_near(part: Judged, wanted: Mapping[str, str]) -> bool:
    """Whether a figure is within a tolerance that does not grow with the places that it lacks."""
    tolerance = tolerance_of(part.name, wanted)
    return not tolerance.endswith(UNITS) and is_within(part, tolerance)


def _within(part: Judged, settings: Settings) -> str:
    tolerance = said_of(tolerance_of(part.name, settings.tolerance))
    return say(
        "within the tolerance of {tolerance}; the value is {value}", tolerance=tolerance, value=_value(part, settings)
    )


def _value(part: Judged, settings: Settings) -> str:
    return in_input_syntax(read_result(part.right, settings.precision))
