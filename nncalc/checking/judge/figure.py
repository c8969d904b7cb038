"""One figure of a sheet: as it was typed, and as it was judged by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity

if TYPE_CHECKING:
    from nncalc.page.document import Check


class Part(NamedTuple):
    """One component: whether it is right, the right value, what was typed (None for no number), the unit of its last digit.

    unit   0 for a fraction or a formula
    tape   its name on the tape, where that is not the name of `right`
    """

    name: str
    is_right: bool
    right: Any
    typed: Quantity | None
    unit: float
    tape: str = ""

    @property
    def own_name(self) -> str:
        """Its name on the tape."""
        return self.tape or getattr(self.right, "name", None) or self.name


class Figure(NamedTuple):
    """One figure that was typed. `place`: where it was recorded in the working."""

    check: Check
    parts: tuple[Part, ...]
    place: tuple[int, int]

    @property
    def followed(self) -> bool:
        """Whether the graph can follow it: finite numbers, typed and right."""
        return bool(self.parts) and all(_is_finite(part.right) and _is_finite(part.typed) for part in self.parts)

    @property
    def by_name(self) -> dict[str, Quantity]:
        """The components as they were typed, by their names on the tape."""
        return {part.own_name: part.typed for part in self.parts if part.typed is not None}

    @property
    def wrong(self) -> dict[str, Quantity]:
        """Those that are not right."""
        return {part.own_name: part.typed for part in self.parts if part.typed is not None and not part.is_right}


def are_only_zeros(figures: Sequence[Figure]) -> bool:
    """Whether nothing but zeros was typed, where values have decimals: 0 follows from 0 without any step being made.

    Where all values are whole numbers a zero may well be what was worked out.
    """
    parts = [part for figure in figures for part in figure.parts]
    return all(part.typed is not None and part.typed.value == 0 for part in parts) and any(
        not part.is_right and not _is_whole(part.right) for part in parts
    )


def _is_whole(right: object) -> bool:
    value = right.value if isinstance(right, Quantity) else None
    return value is not None and type(value) is flint.fmpq and bool(value.q == 1)


def _is_finite(q: object) -> bool:
    value = q.value if isinstance(q, Quantity) else None
    return value is not None and (type(value) is flint.fmpq or bool(value.is_finite()))
