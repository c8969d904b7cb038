"""A recurrent network in characters: from state to state downwards, between them a cell with its gates and its input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nncalc.render.drawings.characters import Lines, Sketch, below, beside, columns, room, sentences, wide
from nncalc.render.sheet import Sheet


class Between(NamedTuple):
    """A step: its cell, its gates, its input, its output, each as `net1 ≈ 0.5`; "" for what there is not."""

    what: str
    gates: Sequence[str]
    input: str
    output: str


class State(NamedTuple):
    """The states between two steps, each with the derivative by it."""

    values: Sequence[str]
    derivatives: Sequence[str]


Way = Sequence[Between | State | None]
"""One direction: states and steps in turn, None for those that are left out."""


def sketch(ways: Sequence[Way], notes: Sequence[str]) -> Sketch:
    """What draws the directions, each by itself."""

    def drawn(sheet: Sheet) -> Lines:
        pieces = [[line for part in way for line in _part(part, sheet)] for way in ways]
        return [*below(pieces), *([""] if notes else []), *sentences(notes, sheet)]

    return drawn


def _part(part: Between | State | None, sheet: Sheet) -> Iterator[str]:
    if part is None:
        yield sheet.fit("  …")
    elif isinstance(part, State):
        yield from columns([part.values, part.derivatives] if any(part.derivatives) else [part.values], sheet, "     ")
    else:
        down = sheet.fit("  ↓")
        yield down
        yield from _cell(part, sheet)
        yield down


def _cell(step: Between, sheet: Sheet) -> Lines:
    """The gates in brackets, side by side where there is room, with what goes in and out at their right."""
    what, *gates = map(sheet.fit, (f"{step.what}:", *step.gates))
    ways = [sheet.fit(f"← {step.input}")] + ([sheet.fit(f"→ {step.output}")] if step.output else [])
    below_each_other = columns([(what if not number else "", gate) for number, gate in enumerate(gates)], sheet, " ")
    for boxed in ([f"[ {what} {'   '.join(gates)} ]"], [f"[ {line} ]" for line in below_each_other]):
        lines = beside([_filled(boxed, sheet), ways], sheet, " ")
        if wide(lines, sheet) <= room(sheet):
            return lines
    return [*_filled(boxed, sheet), *[f"  {way}" for way in ways]]


def _filled(boxed: Lines, sheet: Sheet) -> Lines:
    """The lines with their closing brackets below each other."""
    widest = wide(boxed, sheet)
    return [f"{line[:-1]}{' ' * (widest - sheet.columns(line))}{line[-1]}" for line in boxed]
