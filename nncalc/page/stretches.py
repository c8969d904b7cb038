"""Long runs of iterations: the first and the last are worked on the page, those between are folded into one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.engine import events
from nncalc.engine.events import Event, Place
from nncalc.page.document import Block, Fold
from nncalc.page.lines import HINT
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

LONGEST_OPEN = 6
"""Iterations of one kind that are all shown."""
FIRST, LAST = 3, 1
"""Of more, how many at the start and at the end."""


class Stretches:
    """Where events stand once the middle of each long run of iterations is folded; those asked for stay open."""

    def __init__(self, run: Run, folds: bool) -> None:
        self.run = run
        self.places: dict[tuple[str, int], Place] = {}
        self.lines: dict[str, int] = {}
        if folds:
            self._fold()

    def place(self, event: Event) -> Place:
        """The event's own place, or that of the fold it belongs to."""
        iteration = event.place.iteration
        return event.place if iteration is None else self.places.get(iteration, event.place)

    def once(self, place: Place) -> list[Block]:
        """The line of a fold, the first time it is met."""
        hidden = self.lines.pop(place.heading, 0)
        return [Fold(hidden, HINT)] if hidden else []

    def _fold(self) -> None:
        numbers: dict[str, dict[int, None]] = {}
        for event in self.run.events:
            if event.place.iteration is not None:
                kind, number = event.place.iteration
                numbers.setdefault(kind, {})[number] = None
        for kind, all_of_kind in numbers.items():
            if len(all_of_kind) > LONGEST_OPEN:
                self._fold_middle(kind, sorted(all_of_kind))
        for event in self.run.events if self.places else ():
            place = self.place(event)
            if place is not event.place:
                self.lines[place.heading] = self.lines.get(place.heading, 0) + _lines(event)

    def _fold_middle(self, kind: str, numbers: list[int]) -> None:
        """One fold for each unbroken stretch."""
        stretch: list[int] = []
        for number in [*numbers[FIRST:-LAST], None]:
            if number is not None and not self.run.keeps(kind, number):
                stretch.append(number)
                continue
            if stretch:
                bounds = (
                    f" {stretch[0]}"
                    if len(stretch) == 1
                    else say("s {stretch} to {stretch2}", stretch=stretch[0], stretch2=stretch[-1])
                )
                self.places.update(dict.fromkeys([(kind, each) for each in stretch], Place(f"{kind}{bounds}")))
            stretch = []


def _lines(event: Event) -> int:
    """Lines that stand for it where nothing is folded; words are none."""
    match event:
        case events.Words():
            return 0
        case events.Fold():
            return len(event.named)
        case events.Table():
            return len(event.rows)
        case events.Line():
            return _of_chain(event)
    return 1


def _of_chain(line: events.Line) -> int:
    """A line for each component of a tensor, and one for its formula."""
    items, operands = line.named.items, line.named.operands
    return 1 if items is None else len(items) + bool(operands and (operands[0].operation or operands[0].name))


__all__ = ["Stretches"]
