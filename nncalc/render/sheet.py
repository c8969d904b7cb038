"""What the pieces of a layout share: the page, and lines of text with roles."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from nncalc.render import charset, measure
from nncalc.render.breaking import fold_words
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.page.document import Drawing

Span = tuple[str, str]
"""A run of text and its role: title, heading, header, formula, result, answer, words, right, wrong, note."""

StyledLine = list[Span]
"""The spans of one line of output, without the line break."""

UNBROKEN = sys.maxsize
"""The width at which no line is broken."""

NARROWEST = 20
"""Columns below which a page is not laid out any narrower."""


class Sheet(NamedTuple):
    """The sheet a document is written on."""

    width: int
    """Columns; `UNBROKEN` on a page without end."""
    fit: Callable[[str], str]
    """Makes text harmless and fit for the encoding."""
    columns: Callable[[str], int]
    """Columns a text takes."""


def sheet_of(width: int | None, encoding: str) -> Sheet:
    """A page of a width (None: lines are not broken) in an encoding."""
    return Sheet(
        UNBROKEN if width is None else max(width, NARROWEST),
        charset.fitter(encoding),
        measure.width_of_cjk if charset.ambiguous_is_wide(encoding) else measure.width_of,
    )


def paragraph(text: str, role: str, indent: int, sheet: Sheet, hang: int = 0) -> list[StyledLine]:
    """Plain text broken at its spaces, the lines after the first further in by `hang`; nothing for nothing."""
    text = sheet.fit(text)
    if not text:
        return []
    margin = " " * indent
    room = sheet.width - indent
    if sheet.columns(text) <= room:
        return [[(margin + text, role)]]
    first, *others = fold_words(text, room, room - hang, sheet.columns)
    return [[(margin + first, role)], *([(margin + " " * hang + piece, role)] for piece in others)]


def drawn(drawing: Drawing, sheet: Sheet) -> list[str]:
    """A drawing in characters on a sheet; a sentence where it is wider."""
    if drawing.sketch is None:
        return list(map(sheet.fit, drawing.within(sheet.width)))
    lines = list(drawing.sketch(sheet))
    wide = max(map(sheet.columns, lines), default=0)
    if wide <= sheet.width:
        return lines
    said = say("The drawing takes {columns}: --format svg has no such bound.", columns=count(wide, "column"))
    return ["".join([text for text, _ in line]) for line in paragraph(said, "words", 0, sheet)]


def apart(parts: Iterable[Iterable[StyledLine]]) -> Iterator[StyledLine]:
    """The lines of the parts that have any, an empty line between parts."""
    begun = False
    for part in parts:
        for number, line in enumerate(part):
            if begun and not number:
                yield []
            begun = True
            yield line
