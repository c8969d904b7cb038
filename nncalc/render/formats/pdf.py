"""A page on paper, through typst, with the mathematics of the page of the web. Its text is typst's source, `bound` the PDF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from nncalc.page.document import groups
from nncalc.render.html.formulas import markup_of, pieces, width_of
from nncalc.render.html.mathml import MathmlStyle
from nncalc.render.markup import Markup, with_minus
from nncalc.render.measure import width_of as columns_of
from nncalc.render.pdf.formulas import formula
from nncalc.render.pdf.source import array, call, markup, prose, string
from nncalc.render.wide_tables import readable
from nncalc.render.words import verdict

if TYPE_CHECKING:
    from nncalc.declaring.names import Names
    from nncalc.engine.style import Style
    from nncalc.page.document import Answer, Check, Document, Illustration, Line, Section, Table

_SIGNS = {"✓": "true", "✗": "false", "!": "false"}
"""How a sign at the head of a sentence is coloured; the words beside it say the same."""
ROOM = 30
"""Columns of a piece of a formula that is not broken."""
MANY = 20
"""Rows of matrices and fractions in a formula that fits on a page whatever they are."""
PROSE = 40
"""Columns of the words of a table that are not broken."""
_SEPARATED = re.compile("(?<=[,:])")


class Pdf(Markup):
    """PDF."""

    between = "\n#pagebreak(weak: true)\n"  # no sentence: typst's source
    linked = pictures = True
    text = False

    def style(self, names: Names) -> Style:
        return MathmlStyle(names)

    def stream(self, document: Document) -> Iterator[str]:
        head, tail = self.frame((), document.title)
        yield head
        yield from self._article(document)
        yield tail

    def render(self, document: Document) -> str:
        return "".join(self._article(document))

    def _article(self, document: Document) -> Iterator[str]:
        for part in self.parts(document):
            yield f"#{part}\n"

    def frame(self, pages: Iterable[str], title: str = "") -> tuple[str, str]:
        return f"#show: file.with({string(title)})\n", ""  # no sentence: typst's source

    def anchored(self, page: str, anchor: str) -> str:
        return f"{self.between}#{call('place-of', string(anchor))}\n{page}"

    def contents(self, title: str, entries: Iterable[tuple[str, str, str]]) -> Iterator[str]:
        yield f"#{self.heading(title, 1)}\n#contents(\n"
        for anchor, name, said in entries:
            yield f"{array([string(anchor), prose(name), _signed(said)])},\n"
        yield ")\n"

    def ready(self) -> None:
        from nncalc.render.pdf import compiling  # start-up

        compiling.ready()

    def bound(self, parts: Iterable[str]) -> bytes:
        from nncalc.render.pdf import compiling  # start-up

        return compiling.compiled(compiling.whole(parts))

    # -- parts -------------------------------------------------------------------------------------------------------

    def box(self, name: str, parts: Iterable[str]) -> list[str]:
        return [call("boxed", *parts)]

    def _titled(self, section: Section) -> Iterator[str]:
        """A sentence that leads to what follows is not left behind at the foot of a page."""
        before = ""
        for part, following in pairwise(chain(super()._titled(section), [""])):
            leads = before.startswith("section(") or part.endswith((':")', '：")', '\\u{ff1a}")'))
            if following and leads and part.startswith("par("):
                part = f"led({part})"
            yield part
            before = part

    def figure(self, drawing: Illustration) -> str:
        """A drawing with its caption; its description is for who cannot see it."""
        return call("drawing", prose(drawing.title), string(drawing.description), markup(drawing.svg))

    def notes(self, notes: Sequence[str]) -> str:
        return call("unmarked", *map(prose, notes))

    def verdicts(self, checks: Sequence[Check]) -> str:
        items = [[_signed(verdict(check)[0]), *map(prose, check.words[1:])] for check in checks]
        return call("unmarked", *[call("under", *item) for item in items])

    # -- how each is written -----------------------------------------------------------------------------------------

    def escape(self, text: str) -> str:
        return prose(text)

    def math(self, source: str) -> str:
        return call("formula", string(source), formula(markup_of(source)))

    def heading(self, text: str, level: int) -> str:
        return call("title" if level == 1 else "section", prose(text))

    def paragraph(self, text: str) -> str:
        return call("par", _signed(text))

    def display(self, lines: Sequence[Line]) -> str:
        written = []
        whole = list(groups(lines))
        for group, following in zip(whole, [*whole[1:], whole[-1]], strict=True):
            above = "true" if group[0].level < following[0].level else "false"
            tall = "true" if any(map(_may_be_tall, group)) else "false"
            written.append(call("lines", str(group[0].level), above, tall, *map(_line, group)))
        return f"{{{'; '.join(written)}}}"

    def listing(self, lines: Sequence[str]) -> str:
        """Characters in columns; what does not fit is set smaller."""
        width = max(map(columns_of, lines), default=1)
        return call("listing", str(max(width, 1)), *map(string, lines))

    def answers(self, answers: Sequence[Answer]) -> str:
        """Each as it can be typed; it may break behind commas and colons."""
        return f"{{{'; '.join([_typed(f'{answer.name}={answer.value}') for answer in answers])}}}"

    def bullets(self, items: Iterable[Sequence[str]]) -> str:
        return call("bullets", *[call("under", *map(prose, item)) for item in items])

    def table(self, table: Table) -> str:
        widths = [max(map(width_of, column)) for column in zip(table.headers, *table.rows, strict=True)]
        kept = [min(width, PROSE) if index in table.words else width for index, width in enumerate(widths)]
        tables = [self._tabular(part, of_part) for part, of_part in readable(table, kept)]
        return tables[0] if len(tables) == 1 else f"{{{'; '.join(tables)}}}"

    def _tabular(self, table: Table, widths: Sequence[float]) -> str:
        header, body = self.cells(table)
        sides = ["true" if number else "false" for number in self.numeric(table)]
        prose = ["true" if index in table.words and width >= PROSE else "false" for index, width in enumerate(widths)]
        rows = [array([row] if isinstance(row, str) else row) for row in body]
        return call("tabular", array(sides), array(prose), array(header), *rows)

    def cell(self, text: str, plain: bool) -> str:
        """One cell; an empty one is a string too."""
        return (_signed(with_minus(text)) if plain else super().cell(text, plain)) or '""'


def _signed(text: str) -> str:
    """A sentence; the sign at its head is in colour, and the words say the same."""
    right = _SIGNS.get(text[:1]) if text[1:2] in ("", " ") else None
    return call("said", string(text[:1]), right, prose(text[1:])) if right else prose(text)


def _line(line: Line) -> str:
    """One chain: its line of text, for who listens, then the name and what it is equal to, each side with its sign."""
    name, *sides = line.sides
    last = len(sides) - 1
    signs = ["≈" if index == last and not line.exact else "=" for index in range(len(sides))]
    said = " ".join([name, *[f"{sign} {side}" for sign, side in zip(signs, sides, strict=True)]])
    written = [
        array([string(sign), *[formula(markup) for markup, _ in pieces(side, ROOM)]])
        for sign, side in zip(signs, sides, strict=True)
    ]
    return array([string(said), formula(markup_of(name)), *written])


def _may_be_tall(line: Line) -> bool:
    """Whether a line has to be measured, for it may be taller than a page."""
    return any(markup.count("<mtr>") + markup.count("<mfrac") > MANY for markup in map(markup_of, line.sides))


def _typed(text: str) -> str:
    parts = [part for part in _SEPARATED.split(text) if part]
    return call("typed", *map(string, parts))
