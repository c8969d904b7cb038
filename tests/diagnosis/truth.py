"""What a fair marker says of a simulated sheet, line by line: worked out in plain Python from what stands on the sheet."""

from __future__ import annotations

import random
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from typing import NamedTuple

from diagnosis.pages import Exercise, Figures, Page
from diagnosis.students import ONE_DIGIT, RANDOM, WRITING, Sheet

RIGHT, DUE, ROUNDED, MISTAKE, COARSE = "right", "due", "rounded", "mistake", "coarse"
SHAKES = 60
"""Ways to round the earlier figures that are tried for one line."""
WRONG = (MISTAKE, DUE)
MEANINGLESS = (RANDOM, ONE_DIGIT)
"""Wrong figures that nothing follows from."""
ROUNDING = frozenset({"rounded-early"})
WRITTEN = {kind: frozenset({id_}) for kind, id_ in WRITING.items()}
WRITTEN["sign lost"] |= {"gradient-reversed", "minus-lost"}  # at that place only, which is the same
NEAR = 1e-9
LEAST = 0.5000001
"""Of a unit: a figure this near is the value rounded."""


class Line(NamedTuple):
    """A line as it is to be judged: what it is, and for a mistake the ids that name it truly."""

    state: str
    ids: frozenset[str] = frozenset()


class Truth:
    """An exercise with its key."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.key = exercise.figures()

    def lines(self, sheet: Sheet) -> dict[str, Line]:
        """Every answered line, in the order of the working."""
        out: dict[str, Line] = {}
        for name in self.exercise.names:
            if name in sheet.typed:
                out[name] = self._line(sheet, name, out)
        return out

    def _line(self, sheet: Sheet, name: str, so_far: Mapping[str, Line]) -> Line:
        typed = sheet.typed[name]
        if all(fits(text, value) for text, value in zip(typed, self.key[name], strict=True)):
            return Line(COARSE if is_coarse(typed, self.key[name]) else RIGHT)
        earlier = [each for each in so_far if each in sheet.typed]
        if name == sheet.spoilt:
            return Line(MISTAKE, WRITTEN.get(sheet.kind, frozenset()))
        as_typed = {each: [float(text) for text in sheet.typed[each]] for each in earlier}
        mistaken = self._rests_on_mistakes(name, as_typed, [each for each in earlier if so_far[each].state in WRONG])
        if self._follows(sheet, name, as_typed):
            return Line(DUE if mistaken else ROUNDED, ROUNDING)
        meant, unspoilt = {each: sheet.meant[each] for each in earlier}, dict(as_typed)
        if sheet.spoilt in earlier:
            unspoilt[sheet.spoilt] = self._unspoilt(sheet)
            if sheet.kind in MEANINGLESS:
                meant[sheet.spoilt] = self.key[sheet.spoilt]  # what was meant, nobody can know
        if self._follows(sheet, name, as_typed, meant, unspoilt):
            return Line(DUE if mistaken and sheet.kind not in MEANINGLESS else ROUNDED, ROUNDING)
        return Line(MISTAKE, self._ids(sheet, name, earlier))

    def _rests_on_mistakes(self, name: str, typed: dict[str, Figures], wrong: list[str]) -> bool:
        """Whether a line would be another one, were the mistakes above it not made."""
        return bool(wrong) and not same(
            self._with(frozenset(), typed, name),
            self._with(frozenset(), {**typed, **{each: self.key[each] for each in wrong}}, name),
        )

    def _unspoilt(self, sheet: Sheet) -> Figures:
        """The line with a figure miswritten or made up, as it would stand there."""
        pairs = zip(sheet.typed[sheet.spoilt], self.key[sheet.spoilt], strict=True)
        return [float(text) if fits(text, key) else round(key, places(text)) for text, key in pairs]

    def _follows(self, sheet: Sheet, name: str, *ways: dict[str, Figures]) -> bool:
        """Whether each figure of a line is right on those above, as they are in one of the ways or rounded in any."""
        draw, open_ones = random.Random(f"{sheet.kind} {name}"), set(range(len(sheet.typed[name])))
        for pinned in (*ways, *(_shaken(sheet, way, draw) for way in ways for _ in range(SHAKES))):
            found = self._with(frozenset(), pinned, name)
            open_ones -= {i for i in open_ones if i < len(found) and fits(sheet.typed[name][i], found[i])}
            if not open_ones:
                return True
        return False

    def _ids(self, sheet: Sheet, name: str, earlier: list[str]) -> frozenset[str]:
        """What a mistake in a line may truly be called: the names of the slips that were made in it, and of equal ones."""
        pinned = {each: sheet.meant[each] for each in earlier}
        plain, made = self._with(frozenset(), pinned, name), self._with(sheet.slips, pinned, name, sheet.misread)
        ids: set[str] = set()
        for kind, about in self.exercise.kinds.items():
            alone = self._with(frozenset({kind}), pinned, name)
            if not same(alone, plain) and (kind in sheet.slips or same(alone, made)):
                ids |= about.ids
        others = (self._with(frozenset(), pinned, other) for other in self.exercise.names if other != name)
        if any(same(made, each) for each in others):
            ids.add("other-line")
        if sheet.misread or any(same(self._with(frozenset(), pinned, name, each), made) for each in self.misread):
            ids.add("given-misread")
        return frozenset(ids)

    def _with(
        self,
        slips: frozenset[str],
        pinned: Mapping[str, Figures],
        name: str,
        numbers: Mapping[str, Figures] | None = None,
    ) -> Figures:
        """A line, worked out with slips or other givens; nothing where it cannot be."""
        page = Page(pinned)
        with suppress(ArithmeticError, ValueError):
            self.exercise.work(page, numbers or self.exercise.numbers, slips)
        return page.lines.get(name, [])

    @cached_property
    def misread(self) -> list[dict[str, Figures]]:
        """The givens with the sign of one number, or of all numbers of a name, lost."""
        found = []
        for name, values in self.exercise.numbers.items():
            ways = [[-v if i == n else v for i, v in enumerate(values)] for n in range(len(values))]
            found += [{**self.exercise.numbers, name: way} for way in (*ways, [-v for v in values])]
        return found


def _shaken(sheet: Sheet, as_typed: Mapping[str, Figures], draw: random.Random) -> dict[str, Figures]:
    return {
        name: [
            value + draw.choice([-1.0, 1.0, draw.uniform(-1, 1)]) * unit(text) / 2
            for value, text in zip(values, sheet.typed[name], strict=True)
        ]
        for name, values in as_typed.items()
    }


def unit(text: str) -> float:
    """The last place of a figure; a whole number is exact."""
    return 10.0 ** -places(text) if places(text) else 0.0


def places(text: str) -> int:
    return len(text.partition(".")[2])


def fits(text: str, value: float) -> bool:
    """Whether a figure is a value, rounded to as many places."""
    return abs(float(text) - value) <= LEAST * 10.0 ** -places(text)


def is_coarse(typed: list[str], values: Figures) -> bool:
    """Whether nothing of the values is left, or no decimals where they have some."""
    decimals = max(map(places, typed))
    if not decimals and any(abs(value - round(value)) > NEAR for value in values):
        return True
    return all(float(text) == 0 for text in typed) and any(abs(value) > NEAR for value in values)


def same(a: Figures, b: Figures) -> bool:
    return len(a) == len(b) > 0 and all(
        abs(x - y) <= NEAR * max(abs(x), abs(y), 1e-3) for x, y in zip(a, b, strict=True)
    )
