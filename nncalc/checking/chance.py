"""How sure an explanation is: the matches that chance alone would give.

Of an answer that is D away from the right one, N = 2D/u + 1 figures (u the unit of its last digit) are as near; m
different figures of the variants tried lie as near. m/N matches are expected by chance: an explanation is the cause while
that stays below .05, a possibility otherwise. For an answer of several components, both numbers are those of the boxes;
for a list of another length N counts the lists of that length.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nncalc.checking.coarse import Judged
from nncalc.checking.formula_names import somewhere
from nncalc.checking.verdicts import MOST_PLACES, decimals
from nncalc.engine.decide import rounded
from nncalc.engine.figures import Precision, figure
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.reading.expressions import plain_number

CHANCE = 0.05
PLACES = 12
"""Digits that tell figures apart that have an exact form."""


class Evidence:
    """The different figures that the variants tried give for one answer. `plain` is the right one, rounded alike.

    Made while the run is read: rounding may ask for more precision.
    """

    def __init__(self, right: Sequence[Judged]) -> None:
        self.right = right
        self.plain = tuple([figure_of(part) for part in right])
        self.seen: set[tuple[Any, ...]] = set()

    def is_plain(self, figures: tuple[Any, ...]) -> bool:
        """Whether a variant gives no other figures than the working does."""
        return bool(self.right) and figures == self.plain

    def tried(self, figures: tuple[Any, ...]) -> None:
        """Note what a variant gives."""
        if not self.is_plain(figures):
            self.seen.add(figures)

    def chance(self, whole: bool) -> float:
        """The matches expected by chance; in the components that are not right alone, unless the whole answer fits."""
        if not self.right:
            return self._of_another_length()
        bounds = []
        for index, part in enumerate(self.right):
            places, figure = decimals(part.typed), self.plain[index]
            if not whole and part.verdict == "right":
                continue
            if not isinstance(part.right, Quantity):
                return 1.0  # a word: there are too few others
            if places is None or not _is_rational(figure):
                return 0.0  # an exact form: there are no neighbours to hit by chance
            typed = plain_number(part.typed)
            distance = abs((typed[0] if typed else figure) - figure)
            bounds.append((index, figure, distance, flint.fmpq(10) ** -places))
        seen = [figures for figures in self.seen if len(figures) == len(self.right)]  # not the lists of another length
        near = {tuple([figures[index] for index, *_ in bounds]) for figures in seen if self._within(figures, bounds)}
        possible = 1
        for _, _, distance, unit in bounds:
            possible *= 2 * int((distance / unit).p) + 1  # both figures end at the unit's decimal
        return max(len(near), 1) / possible

    def _of_another_length(self) -> float:
        """For lists of another length than the right one: of all lists as long, made of the figures that occur."""
        length = max(map(len, self.seen), default=0)
        occurring = {figure for figures in self.seen for figure in figures}
        return min(1.0, max(len(self.seen), 1) / max(len(occurring), 2) ** length)

    @staticmethod
    def _within(figures: tuple[Any, ...], bounds: list[tuple[int, Any, Any, Any]]) -> bool:
        return all(
            _is_rational(figures[index]) and abs(figures[index] - figure) <= distance
            for index, figure, distance, _ in bounds
        )


def _is_rational(figure: Any) -> bool:
    return type(figure) is flint.fmpq


def figure_of(part: Judged) -> Any:
    """A component as the figure it would be typed as: rounded to the decimals of the answer, or words. A formula is
    known by its value at some point."""
    right = part.right
    if not isinstance(right, Quantity):
        return str(right)
    value = right.value
    if value is None:
        found = somewhere(right)
        return "formula", found and figure(found, Precision(sig=PLACES))
    if not flint.arb(value).is_finite():
        return figure(right, Precision())  # inf, -inf, undefined
    places = decimals(part.typed)
    return rounded(right, PLACES if places is None else min(places, MOST_PLACES))


def digits_matched(text: str) -> int:
    """How many digits were typed that carry information: leading zeros do not."""
    digits = "".join(character for character in text.lower().partition("e")[0] if character.isdigit())
    return len(digits.lstrip("0")) or 1
