"""What a verdict earns: `credit:` of a problem says which share of the points, by the name of the verdict.

A figure that is right, or right on what the student wrote above, earns all; any other verdict earns what the key says,
nothing by default. An explanation that is only possible is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from nncalc.checking.points import wholes

if TYPE_CHECKING:
    from nncalc.checking.judgement import Judgement
    from nncalc.page.document import Check

FULL_MARKS = ("right", "carried")
"""Verdicts that earn the marks of a step: a figure that is right after the student's own earlier mistake earns them."""
EXPLAINED = frozenset({"rounded-early", "convention", "slip", "two-slips", "mistake"})
"""Verdicts that stand on an explanation, which has to be certain."""


def share_of(check: Check, credit: Mapping[str, Fraction]) -> Fraction:
    """The share of its points that a figure earns."""
    if check.verdict in EXPLAINED and not check.certain:
        return Fraction(0)
    return credit.get(check.verdict, Fraction(check.verdict in FULL_MARKS))


def earned(judgement: Judgement, name: str, credit: Mapping[str, Fraction]) -> Fraction:
    """The share of the points of a result that an answer earns: as a whole, or all where the result is a part of it that
    is right though the whole is not."""
    whole = share_of(judgement.check, credit)
    if whole == 1 or name == judgement.check.name or judgement.check.verdict == "coarse":  # each part is as coarse
        return whole
    verdicts = [part.verdict for part in judgement.parts if name == part.name or name in wholes(part.name)]
    right = verdicts != [] and all(verdict == "right" for verdict in verdicts)
    return credit.get("right", Fraction(1)) if right else whole
