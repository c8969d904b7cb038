"""What a simulated student works with: lines of figures, each worked out from those that stand above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

Figures = list[float]
Pinned = Mapping[str, Figures]


class Kind(NamedTuple):
    """A slip: its number in the list of slips (0: seen on sheets since), and what it is truly called.

    ids    names of causes that say what was done; several, where one mistake has several true names
    apart  whether it is kept apart while the judge is tuned
    """

    number: int
    ids: frozenset[str]
    apart: bool


def kinds(rows: Mapping[str, tuple[int, str]]) -> dict[str, Kind]:
    """Kinds by name, from their number and ids; every second one, in the order of the names, is kept apart."""
    return {
        name: Kind(rows[name][0], frozenset(rows[name][1].split()), place % 2 == 1)
        for place, name in enumerate(sorted(rows))
    }


class Page:
    """The lines written so far.

    pinned  lines that are not worked out: what stands there is taken
    keep    what the student goes on with, of a line and its figures
    """

    def __init__(self, pinned: Pinned, keep: Callable[[str, Figures], Figures] | None = None) -> None:
        self.pinned, self.keep = pinned, keep
        self.lines: dict[str, Figures] = {}

    def line(self, name: str, figures: Sequence[float]) -> Figures:
        """Write a line; what the next lines work with."""
        found = list(self.pinned[name]) if name in self.pinned else list(figures)
        self.lines[name] = found
        return self.keep(name, found) if self.keep else found


class Exercise(NamedTuple):
    """A problem as a student sees it.

    given   as typed, by name
    work    the calculation: writes the lines on a page, from numbers by the names of the givens, with some slips made
    names   of the lines in the order of the working
    columns of lines that are matrices: how many figures a row has
    kinds   the slips that can be made
    """

    type: str
    given: dict[str, str]
    numbers: dict[str, Figures]
    work: Callable[[Page, Mapping[str, Figures], frozenset[str]], None]
    names: tuple[str, ...]
    columns: dict[str, int]
    kinds: dict[str, Kind]

    def figures(
        self, slips: frozenset[str] = frozenset(), pinned: Pinned | None = None, numbers: Pinned | None = None
    ) -> dict[str, Figures]:
        """All lines at full precision, with some slips made and some lines given."""
        page = Page(pinned or {})
        self.work(page, numbers or self.numbers, slips)
        return page.lines

    def typed(self, name: str, figures: Sequence[str]) -> str:
        """The figures of a line as they are handed in."""
        width = self.columns.get(name, len(figures))
        return ":".join(",".join(figures[i : i + width]) for i in range(0, len(figures), width))
