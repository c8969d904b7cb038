"""The results that a type declares: names and families of names, each with its meaning.

A pattern is a name with places in braces: `{N}`, one capital letter, is a whole number; `{i|f|g|o}` is one of these words,
and `{|_back}` one that may be missing; `{NAME}` is any word. Where several patterns match, the first counts.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType

_PLACE = r"\{([^{}]+)\}"


def pattern_of(kind: type[ProblemType], name: str) -> str | None:
    """The declared pattern that a whole result's name belongs to; None where the type declares none."""
    return next((pattern for pattern in kind.results if _matches(pattern, name)), None)


def _matches(pattern: str, name: str) -> bool:
    """Whether a name is of a pattern; most patterns are told from it by what stands in front of their places."""
    if "{" not in pattern:
        return name == pattern
    fronts, end = _ends(pattern)
    return name.startswith(fronts) and name.endswith(end) and _expression(pattern).fullmatch(name) is not None


@cache
def _ends(pattern: str) -> tuple[tuple[str, ...], str]:
    """What a name of a pattern may begin with, and what it ends in."""
    front, place, behind, *_ = _parts(pattern)
    words = place.split("|") if "|" in place else [""]
    return tuple(front + word + (behind if word else "") for word in words), _parts(pattern)[-1]


def _parts(pattern: str) -> list[str]:
    """The texts of a pattern and, between them, its places: `W{N}_new` is W, N, _new."""
    return pattern.replace("}", "{").split("{")


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    """What a pattern matches."""
    return re.compile(
        "".join(_alternatives(text) if i % 2 else re.escape(text) for i, text in enumerate(_parts(pattern)))
    )


def _alternatives(place: str) -> str:
    if "|" in place:
        return f"(?:{place})"
    return r"[0-9]+" if len(place) == 1 else r"[^\W\d]\w*"


def free_places(pattern: str) -> list[str]:
    """The places of a pattern that are no choice between words: `N`, `NAME`."""
    return [place for place in _parts(pattern)[1::2] if "|" not in place]


def spelling(pattern: str) -> str:
    """A pattern as people read it: `z1 …`, `dWxi …`, `epoch.N.NAME`.

    The first name of the family stands for it, except where any word or several numbers need names of their own.
    """
    places, free = _parts(pattern)[1::2], free_places(pattern)
    named = len(free) > 1 or any(len(place) > 1 for place in free)

    def written(place: re.Match[str]) -> str:
        return place[1].partition("|")[0] if named or "|" in place[1] else "1"

    several = not named and any(place[0] != "|" for place in places)
    return re.sub(_PLACE, written, pattern) + (" …" if several else "")
