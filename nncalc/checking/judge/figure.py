"""One figure of a sheet: as it was typed, and as it was judged by itself."""

from __future__ import annotations

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


def _is_finite(q: object) -> bool:
    value = q.value if isinstance(q, Quantity) else None
    return value is not None and (type(value) is flint.fmpq or bool(value.is_finite()))
