"""A document in a markup language: the walk through its parts, once. A format says how each part is written."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from nncalc.page.document import Answer, Block, Document, Drawing, Fold, Items, Line, Table, Words, runs
from nncalc.page.numerals import is_numeric
from nncalc.render import words
from nncalc.render.sheet import Sheet, drawn, sheet_of
from nncalc.render.words import score, verdict

if TYPE_CHECKING:
    from nncalc.declaring.names import Names
    from nncalc.engine.style import Style
    from nncalc.page.document import Check, Illustration, Section
    from nncalc.render.options import Options

_HYPHEN = re.compile(r"(?<![^\s(（])-(?=\.?[0-9])(?![0-9.]+[,:]\S)")
"""A hyphen before a number of a sentence; not before a list that is to be typed."""


class Markup(ABC):
    """Base of the formats that are markup, with mathematics in LaTeX notation.

    A subclass has `between` and the abstract methods; the rest may stay.
    """

    between: str
    """What stands between the documents of a booklet."""
    pieces = False
    linked = pictures = False
    text = True

    def __init__(self, options: Options) -> None:
        self.options = options

    def style(self, names: Names) -> Style:
        """How formulas are written."""
        from nncalc.render.latex_style import LatexStyle  # start-up: not where a format has a style of its own

        return LatexStyle(names)

    def stream(self, document: Document) -> Iterator[str]:
        """The page of a document, piece by piece: its parts a blank line apart."""
        for number, part in enumerate(self.parts(document)):
            yield f"\n\n{part}" if number else part
        yield "\n"

    def page(self, document: Document) -> str:
        """The document as a file of its own, or as a piece of one."""
        return "".join(self.stream(document))

    def render(self, document: Document) -> str:
        """The document as a part of a file."""
        return self.page(document)

    def ready(self) -> None:
        """Raises InputError where the format cannot be had here; most can be had everywhere."""
        return

    def bound(self, parts: Iterable[str]) -> Iterable[str] | bytes:
        """What a file of pages holds."""
        return parts

    def frame(self, pages: Iterable[str], title: str = "") -> tuple[str, str]:
        """What stands before and after rendered documents where they make one file of a title."""
        return "", ""

    def anchored(self, page: str, anchor: str) -> str:
        """A rendered page as the place that links lead to, where the format has links."""
        return page

    def contents(self, title: str, entries: Iterable[tuple[str, str, str]]) -> Iterator[str]:
        """Links to pages, where the format has links."""
        return iter(())

    # -- to be written by a format -------------------------------------------------------------------------------

    @abstractmethod
    def escape(self, text: str) -> str:
        """Text as it should appear within a line, harmless."""

    @abstractmethod
    def math(self, source: str) -> str:
        """A formula within a line."""

    @abstractmethod
    def heading(self, text: str, level: int) -> str:
        """The title of the document (1) or of a section (2)."""

    @abstractmethod
    def display(self, lines: Sequence[Line]) -> str:
        """Chains of equalities on lines of their own, aligned; `aligned_rows` makes the rows."""

    @abstractmethod
    def listing(self, lines: Sequence[str]) -> str:
        """Lines of characters that are kept as they are."""

    @abstractmethod
    def bullets(self, items: Iterable[Sequence[str]]) -> str:
        """A list; each item is a sentence and the sentences that stand under it."""

    @abstractmethod
    def table(self, table: Table) -> str:
        """A table; `cells` makes its cells."""

    @abstractmethod
    def paragraph(self, text: str) -> str:
        """A sentence or two by themselves."""

    def sheet(self) -> Sheet:
        """What drawings in characters are laid out for."""
        return sheet_of(None, self.options.charset)

    # -- may be written otherwise --------------------------------------------------------------------------------

    def notes(self, notes: Sequence[str]) -> str:
        """Remarks under the title."""
        return self.bullets([[note] for note in notes])

    def answers(self, answers: Sequence[Answer]) -> str:
        """Results in input syntax, to be found and pasted back."""
        return self.listing([f"{answer.name}={answer.value}" for answer in answers])

    def box(self, name: str, parts: Iterable[str]) -> Iterable[str]:
        """What is set apart: the `statement` or the `answers`."""
        return parts

    def section(self, section: Section) -> Iterable[str]:
        """A section of the working."""
        return self._titled(section)

    def figure(self, drawing: Illustration) -> str:
        """A drawing, where the format holds drawings."""
        raise NotImplementedError

    def verdicts(self, checks: Sequence[Check]) -> str:
        """What became of the figures that were checked."""
        return self.bullets([[verdict(check)[0], *check.words[1:]] for check in checks])

    # -- the walk ------------------------------------------------------------------------------------------------

    def parts(self, document: Document) -> Iterator[str]:
        """Title and notes, the problem, sections, drawings where the format holds them, the answers, what was checked."""
        if document.title:
            yield self.heading(document.title, 1)
        if document.notes:
            yield self.notes(document.notes)
        if document.statement:
            yield from self.box("statement", chain.from_iterable(map(self._titled, document.statement)))
        for section in document.sections:
            yield from self.section(section)
        if self.pictures:
            yield from map(self.figure, document.drawings)
        checks = document.checks
        if document.answers:
            yield from self.box("answers", [self.heading(words.answers(), 2), self.answers(document.answers)])
        if checks:
            yield self.heading(words.checks(len(checks)), 2)
            yield self.verdicts(checks)
        if len(checks) > 1:
            yield self.paragraph(score(checks)[0])

    def _titled(self, section: Section) -> Iterator[str]:
        if section.title:
            yield self.heading(section.title, 2)
        yield from self._blocks(section.blocks)

    def _blocks(self, blocks: Iterable[Block]) -> Iterator[str]:
        """Neighbouring equations stand in one display."""
        for block in runs(blocks):
            match block:
                case list():
                    yield self.display(block)
                case Words():
                    yield self.paragraph(with_minus(block.text))
                case Items():
                    yield self.bullets([[with_minus(text)] for text in block.texts])
                case Fold():
                    yield self.paragraph(words.hidden_lines(*block))
                case Drawing():
                    yield self.listing(block.lines if block.sketch is None else drawn(block, self.sheet()))
                case Table():
                    yield self.table(block)

    def cells(self, table: Table) -> tuple[list[str], list[list[str] | str]]:
        """The header and the rows of a table, written; a row that is a sentence says how many rows are left out."""
        plain = [index in table.words for index in range(len(table.headers))]
        written = [
            [with_minus(cell) if words else cell for cell, words in zip(row, plain, strict=True)] for row in table.rows
        ]
        rows: list[list[str] | str] = [list(map(self.cell, row, plain)) for row in written]
        if table.hidden:
            rows.insert(table.hidden_after, self.escape(words.hidden_rows(table.hidden, table.hint)))
        return list(map(self.cell, table.headers, plain)), rows

    def numeric(self, table: Table) -> list[bool]:
        """Which columns hold numbers, to be aligned on the right."""
        return [is_numeric([row[index] for row in table.rows]) for index in range(len(table.headers))]

    def cell(self, text: str, plain: bool) -> str:
        """One cell: plain text, or mathematics."""
        return self.escape(with_minus(text)) if plain or not text else self.math(text)


def with_minus(text: str) -> str:
    """Words with the sign of a minus before their negative numbers; what is typed, `x=-1`, keeps its hyphen."""
    return _HYPHEN.sub("−", text) if "-" in text else text
