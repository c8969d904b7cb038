"""The judgement on a figure as a check: verdict, causes, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from nncalc.checking.judge.hypotheses import CONVENTION, MISTAKE, PART, PLACE, SLIP, Name
from nncalc.checking.judge.posterior import ASSERT, LIST
from nncalc.declaring.letters import framed
from nncalc.page.document import Check
from nncalc.words import say

MOST_LISTED = 3
MOST_NAMES = 2
"""Explanations of a figure, and names of one explanation, that are said."""
CARRIED = "is right with your own {names} carried on"
ROUNDED_CARRIED = "is right with your own rounded {names} carried on"
STEP_RIGHT = "the step itself is right"
CUT_SHORT = "not every mistake could be tried: there are too many"
FAMILIES = (CONVENTION, SLIP, PLACE, MISTAKE, PART)
"""Which name of one explanation comes first."""
NOT_UPDATED = "not-updated"
PLAINEST = (
    "other-case",
    "other-line",
    "exchanged",
    "same-stem",
    "transposed",
    "term-left-out",
    "factor-left-out",
    "sign",
    "square-left-out",
)
"""Mechanical mistakes that say best what was done, where several give the same."""


class Cause(NamedTuple):
    """One explanation: its names, the likeliest first, with the places of each; how sure it is."""

    names: tuple[tuple[Name, tuple[str, ...]], ...]
    posterior: float

    @property
    def verdict(self) -> str:
        return self.names[0][0].verdict


def named(names: Sequence[Name]) -> tuple[tuple[Name, tuple[str, ...]], ...]:
    """The names of one explanation, each id once with all its places: conventions first, mechanical ones only without others."""
    ordered = sorted(names, key=_rank)
    out: dict[tuple[str, str], tuple[Name, tuple[str, ...]]] = {}
    for name in ordered:
        key = (name.verdict, name.id)
        first, places = out.get(key, (name, ()))
        if name.place and first.place:
            places = tuple(dict.fromkeys((*places, name.place)))
        out[key] = (first, places)
    found = list(out.values())
    authored = [each for each in found if each[0].family in (CONVENTION, SLIP, PLACE)]
    return tuple(authored) if authored and found[0] in authored else (found[0], *authored)


def _rank(name: Name) -> tuple[bool, int, int]:
    return (
        name.id != NOT_UPDATED,
        FAMILIES.index(name.family) if name.family in FAMILIES else len(FAMILIES),
        PLAINEST.index(name.id) if name.id in PLAINEST else len(PLAINEST),
    )


def with_causes(check: Check, causes: Sequence[Cause], root: str, cut_short: bool) -> Check:
    """A check of a figure that is wrong, with what explains it; `wrong` where nothing does well enough."""
    listed = [cause for cause in causes if cause.posterior >= LIST][:MOST_LISTED]
    certain = bool(listed) and listed[0].posterior >= ASSERT and not listed[0].names[0][0].doubtful
    listed = listed[:1] if certain else listed
    words = [*check.words, *_said(listed, certain)]
    if cut_short and not certain:
        words.append(say(CUT_SHORT))
    return check._replace(
        verdict=listed[0].verdict if listed else "wrong", words=tuple(words), certain=certain, root=root,
        causes=tuple([_as_data(name, places, cause.posterior) for cause in listed for name, places in cause.names]),
    )  # fmt: skip


def _as_data(name: Name, places: tuple[str, ...], posterior: float) -> dict[str, Any]:
    return {
        "id": name.id, "words": framed(name.words(places)), "rule": framed(say(name.rule)),
        "posterior": float(f"{posterior:.3g}"), "places": list(places),
    }  # fmt: skip


def _said(causes: Sequence[Cause], certain: bool) -> list[str]:
    """A line per explanation with its rule."""
    out: list[str] = []
    for number, cause in enumerate(causes):
        for name, places in cause.names[:MOST_NAMES]:
            words = framed(name.words(places))
            out.append(say("cause: {words}", words=words) if certain else say("possibly: {words}", words=words))
        rule = cause.names[0][0].rule
        following = causes[number + 1].names[0][0].rule if number + 1 < len(causes) else None
        if rule and rule != following:
            out.append(say("the rule: {rule}", rule=framed(say(rule))))
    return out


def carried(check: Check, names: str, root: str) -> Check:
    """A check of a figure that is right after an earlier mistake."""
    cause = {
        "id": "carried",
        "words": say(CARRIED, names=names),
        "rule": say(STEP_RIGHT),
        "posterior": 1.0,
        "places": [],
    }
    words = (*check.words, say("cause: {words}", words=cause["words"]), say("the rule: {rule}", rule=cause["rule"]))
    return check._replace(verdict="carried", words=words, causes=(cause,), certain=True, root=root)


def not_carried(check: Check) -> Check:
    """A check of a zero on a sheet of nothing but zeros."""
    words = say("it follows from your own figures, but of nothing but zeros nobody can tell that a step was made")
    return check._replace(verdict="wrong", words=(*check.words, words), root=check.name)


def first_wrong(check: Check) -> Check:
    """A check that says where the mistakes begin."""
    return check._replace(words=(say("{verdict}; the first wrong step", verdict=check.words[0]), *check.words[1:]))
