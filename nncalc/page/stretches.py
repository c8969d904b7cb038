"""Long runs and long pages: the first and the last are worked on the page, those between are folded into one line.

Of many iterations the middle is always folded. A page that would still be longer than `LONGEST_PAGE` lines shows less of
everything that is long: of parts and steps that come one after the other, of the components of a tensor, of the
rows of a table; and where that is not enough, of each section the beginning and the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from nncalc.engine import events
from nncalc.engine.events import Event, Place
from nncalc.engine.record import PARTS
from nncalc.page.document import Block, Fold
from nncalc.page.lines import HINT, USUAL, Measure
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

LONGEST_PAGE = 300
"""Lines of a page on which nothing more is folded, as long as none is broken."""
SHORTER = (Measure(4, 2, 1, 12, 4, 20), Measure(2, 1, 1, 6, 2, 10))
"""Of longer pages, one after the other."""
AROUND = 2
"""Lines that a section takes besides its own: its heading and the empty line before."""
LEAST_OF_SECTION = 6
"""Lines of a section that are always shown."""
OF_DRAWING = 24
"""Lines of a drawing in characters, roughly."""
RANGES = {
    "step": "steps {first} to {last}",
    "epoch": "epochs {first} to {last}",
    "round": "rounds {first} to {last}",
    "backward step": "backward steps {first} to {last}",
}
"""What a stretch of iterations is called, by their kind."""


class _One(NamedTuple):
    """One of many: of what, and which."""

    many: tuple[str, ...]
    which: int | str


class Stretches:
    """Where events stand once the middle of each long run of iterations is folded; those asked for stay open.

    left_out  whether an event is not on the page at all
    reserved  lines of the page besides its sections; None where nothing is folded
    """

    def __init__(self, run: Run, left_out: Callable[[Event], bool], reserved: int | None, brief: bool = False) -> None:
        self.run, self.brief = run, brief
        self.measure, self.long = USUAL, False
        self.places: dict[_One, Place] = {}
        self.cut: dict[int, Place] = {}
        self.lines: dict[Place, int] = {}
        self.ranges: dict[Place, str] = {}
        if reserved is not None:
            self._fold([event for event in run.events if not left_out(event)], reserved)

    def place(self, event: Event) -> Place:
        """The event's own place, or that of the fold it belongs to."""
        if self.cut and (found := self.cut.get(id(event))) is not None:
            return found
        one = self._one(event.place) if self.places else None
        return event.place if one is None else self.places.get(one, event.place)

    def once(self, place: Place) -> list[Block]:
        """The line of a fold, the first time it is met."""
        hidden = self.lines.pop(place, 0)
        return [Fold(hidden, HINT, self.ranges.get(place, ""))] if hidden else []

    # -- what is folded --------------------------------------------------------------------------------------------

    def _fold(self, shown: Sequence[Event], reserved: int) -> None:
        """As little as makes the page short enough."""
        self._fold_iterations(shown)
        if self._length(shown) + reserved > LONGEST_PAGE:
            self.long = True
            for self.measure in (USUAL, *SHORTER):
                self._fold_iterations(shown)
                if self._length(shown) + reserved <= LONGEST_PAGE:
                    break
            else:
                self._cut(shown, LONGEST_PAGE - reserved)
        for event in shown if self.places or self.cut else ():
            place = self.place(event)
            if place is not event.place:
                self.lines[place] = self.lines.get(place, 0) + self._all_lines(event)

    def _one(self, place: Place) -> _One | None:
        """What an event belongs to that is one of many."""
        if place.iteration is not None:
            return _One((place.iteration[0],), place.iteration[1])
        if not self.long:
            return None
        if place.among is not None:
            many = (place.among[0],) if place.heading else (place.among[0], place.section)
            return _One(many, place.among[1])
        pattern = re.sub(r"\d+", "#", place.heading)
        return None if pattern == place.heading else _One(("", pattern), place.heading)

    def _fold_iterations(self, shown: Sequence[Event]) -> None:
        self.places = {}
        members: dict[tuple[str, ...], dict[_One, Place]] = {}
        for event in shown:
            one = self._one(event.place)
            if one is not None:
                members.setdefault(one.many, {}).setdefault(one, event.place)
        for many in members.values():
            if len(many) > self.measure.open:
                self._fold_middle(many)

    def _fold_middle(self, many: dict[_One, Place]) -> None:
        """One fold for each unbroken stretch."""
        stretch: list[_One] = []
        for one in [*list(many)[self.measure.first : -self.measure.last], None]:
            if one is not None and not (many[one].iteration and self.run.keeps(one.many[0], int(one.which))):
                stretch.append(one)
                continue
            if stretch:
                place, said = many[stretch[0]], _range(stretch, many[stretch[0]].heading)
                folded = Place(said)
                if not place.heading:  # a line among what is left of its section
                    folded = place._replace(among=(said, 0))
                    self.ranges[folded] = said
                self.places.update(dict.fromkeys(stretch, folded))
            stretch = []

    def _cut(self, shown: Sequence[Event], room: int) -> None:
        """Of each section that takes more than its share the first two thirds of the share, and the last."""
        sections: dict[tuple[str, str], list[Event]] = {}
        for event in shown:
            if self.place(event) is event.place:
                sections.setdefault((event.place.heading, event.place.section), []).append(event)
        sizes = {key: sum(map(self._shown_lines, each)) for key, each in sections.items()}
        share = max(_share(sorted(sizes.values()), room - AROUND * len(sizes)), LEAST_OF_SECTION)
        for key, each in sections.items():
            if sizes[key] > share:
                first = _as_many(each, map(self._shown_lines, each), share - share // 3)
                last = _as_many(each, map(self._shown_lines, reversed(each)), share // 3)
                middle = each[first : max(len(each) - last, first)]
                if not any(map(self._all_lines, middle)):
                    continue
                place = Place(*key, "", None, ("", len(self.cut)))
                self.cut.update(dict.fromkeys(map(id, middle), place))

    # -- how long it is --------------------------------------------------------------------------------------------

    def _length(self, shown: Sequence[Event]) -> int:
        """Lines of all sections."""
        places: set[Place] = set()
        sections: set[tuple[str, str]] = set()
        lines = 0
        for event in shown:
            place = self.place(event)
            sections.add(place[:2])
            if place is event.place:
                lines += self._shown_lines(event)
            elif place not in places:
                places.add(place)
                lines += 1
        return lines + AROUND * len(sections)

    def _shown_lines(self, event: Event) -> int:
        """Lines of an event that is not folded, at this measure; rather too many than too few."""
        measure = self.measure
        match event:
            case events.Line():
                items = event.named.items
                if items is None or self.brief:
                    return 1
                return 1 + (len(items) if len(items) <= measure.group else measure.shown + 1)
            case events.Table():
                return AROUND + min(len(event.rows), measure.rows + 1)
            case events.Drawing():
                return OF_DRAWING
            case events.Unasked():
                return 0
        return 1

    def _all_lines(self, event: Event) -> int:
        """Lines that stand for it where nothing is folded; words are none."""
        match event:
            case events.Words() | events.Unasked():
                return 0
            case events.Fold():
                return len(event.named)
            case events.Table():
                return len(event.rows)
            case events.Line():
                return 1 if self.brief else _of_chain(event)
        return 1


def _of_chain(line: events.Line) -> int:
    """A line for each component of a tensor, and one for its formula."""
    items, operands = line.named.items, line.named.operands
    return 1 if items is None else len(items) + bool(operands and (operands[0].operation or operands[0].name))


def _range(stretch: Sequence[_One], heading: str) -> str:
    """What a stretch is called: `steps 4 to 49`, `layer 3 to layer 9`; of one its own heading."""
    kind, first, last = stretch[0].many[0], stretch[0].which, stretch[-1].which
    if len(stretch) > 1:
        return say(RANGES.get(kind, "{first} to {last}"), first=first, last=last)
    return heading or (say(PARTS[kind], number=first) if kind in PARTS else str(first))


def _share(sizes: Sequence[int], room: int) -> int:
    """The largest share of a room that is kept to by all, those that need less leaving it to the others; sizes ascend."""
    for number, size in enumerate(sizes):
        if size * (len(sizes) - number) > room:
            return room // (len(sizes) - number)
        room -= size
    return max(sizes, default=0)


def _as_many(each: Sequence[Event], sizes: Iterator[int], room: int) -> int:
    """How many of events, counted from the end the sizes begin with, fit in a room; one at the least."""
    for number, size in enumerate(sizes):
        room -= size
        if room < 0:
            return max(number, 1)
    return len(each)


__all__ = ["Stretches"]
