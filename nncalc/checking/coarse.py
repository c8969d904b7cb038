"""Figures that are right as far as they go, and go too far short: rounded so widely that a guess would do.

A figure is coarse when it keeps no digit of its value (0.0 for 0.03), or has no decimals where the value has some (1 for
0.87). A vector or a matrix counts by its part with most decimals. `decimals: N` sets the least places instead: 0 allows
whole numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from nncalc.checking.verdicts import decimals
from nncalc.engine.decide import rounded
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.reading.expressions import plain_number
from nncalc.words import count, say

_FINE = re.compile(r"[+-]?[0-9]*\.[0-9]*[1-9][0-9]*")
"""Decimals, and a digit that is not 0: what most people type."""
PLACES = 12
"""A value that is whole to so many decimals has none: 1000 + 1e-434."""
DIGITS = 4
"""Digits that are enough for a figure with a power of ten: so many are on the page."""


class Judged(NamedTuple):
    """One component: what it is called, the verdict, and the quantity and the figure compared."""

    name: str
    verdict: str
    right: Any
    typed: str


def least_places(name: str, wanted: Mapping[str, int]) -> int | None:
    """The decimals that a figure must have: as is said for it, for a whole it is part of, or for all; None: nothing is said."""
    if not wanted:
        return None
    while name and name not in wanted:
        name = name.rpartition(".")[0]  # at last "", the name for all
    return wanted.get(name)


def too_coarse(parts: Sequence[Judged], least: int | None) -> str | None:
    """What is wrong with figures that are all right, but coarse; None where nothing is. Called while the run is read."""
    if least is None and any(_FINE.fullmatch(part.typed) for part in parts):
        return None
    places = [decimals(part.typed) for part in parts]
    most = max((its for its in places if its is not None), default=0)
    if most >= (1 if least is None else least) and (least is not None or any(not _is_nothing(part) for part in parts)):
        return None
    figures = [part for part, its in zip(parts, places, strict=True) if its is not None and _has_value(part.right)]
    others = [part for part in figures if not _is_exact(part)]
    if not others or (least is None and len(figures) < len(parts)):
        return None  # a fraction or a formula keeps everything
    if least is not None:
        return say("give at least {places}", places=count(least, "decimal"))
    if (
        most <= 0
        and any(not _has_digits(part.typed) for part in others)
        and any(not _is_whole(part.right) for part in others)
    ):
        return say("give more places: the value has decimals")
    if all(_is_nothing(part) and not _is_zero(part.right) for part in others):
        return say("give more places: no digit of the value is left")
    return None


def none_cut(parts: list[Judged]) -> list[Judged]:
    """The verdicts where nothing but zeros was typed: those are not cut off values of which they keep no digit."""
    if all(part.verdict == "cut" and _is_nothing(part) for part in parts):
        return [part._replace(verdict="wrong") for part in parts]
    return parts


def _has_value(right: object) -> bool:
    """Whether a result is one finite number: no word and no formula."""
    value = right.value if isinstance(right, Quantity) else None
    return value is not None and (type(value) is flint.fmpq or bool(value.is_finite()))


def _is_exact(part: Judged) -> bool:
    """Whether a figure is the value itself, not what it is rounded to."""
    typed, value = plain_number(part.typed), part.right.value
    if typed is None:
        return False
    return bool(value == typed[0]) if type(value) is flint.fmpq else bool(value.contains(typed[0]))


def _is_whole(right: Quantity) -> bool:
    """Whether a value has no decimals, as far as anybody writes them."""
    return bool(rounded(right, PLACES).q == 1)


def _is_zero(right: Quantity) -> bool:
    """Whether nothing is left of a value in as many decimals as anybody writes."""
    return bool(rounded(right, PLACES) == 0)


def _has_digits(text: str) -> bool:
    """Whether a figure is written with a power of ten and has digits enough: 1.970e434."""
    digits, _, power = text.lower().partition("e")
    return power != "" and sum(map(str.isdigit, digits)) >= DIGITS


def _is_nothing(part: Judged) -> bool:
    typed = plain_number(part.typed)
    return typed is not None and typed[0] == 0
