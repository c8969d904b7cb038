"""One figure of a sheet: as it was typed, and as it was judged by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nncalc.checking.verdicts import decimals
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity

if TYPE_CHECKING:
    from nncalc.checking.coarse import Judged
    from nncalc.page.document import Check


class Figure(NamedTuple):
    """One figure that was typed.

    parts   its components as they were judged
    typed   each component as it was typed, None for what is no number
    place   where it was recorded in the working
    """

    check: Check
    parts: list[Judged]
    typed: list[Quantity | None]
    place: tuple[int, int]

    @property
    def followed(self) -> bool:
        """Whether the graph can follow it: finite numbers, typed and right."""
        return bool(self.parts) and all(
            _is_finite(part.right) and _is_finite(typed) for part, typed in zip(self.parts, self.typed, strict=True)
        )

    @property
    def by_name(self) -> dict[str, Quantity]:
        """The components as they were typed, by their names on the tape."""
        pairs = zip(self.parts, self.typed, strict=True)
        return {getattr(part.right, "name", None) or part.name: q for part, q in pairs if q is not None}


def _is_finite(q: object) -> bool:
    value = q.value if isinstance(q, Quantity) else None
    return value is not None and (type(value) is flint.fmpq or bool(value.is_finite()))


def unit_of(text: str) -> float:
    """The unit of the last digit; 0 for a fraction or a formula."""
    places = decimals(text)
    return 0.0 if places is None or abs(places) > 300 else 10.0**-places
