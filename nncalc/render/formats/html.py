"""A page of the web: one file that needs no script and no other file, with mathematics in MathML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from nncalc.page.document import groups
from nncalc.render.html import frame
from nncalc.render.html.equations import COLUMN, rows, with_text
from nncalc.render.html.escaping import element, escape
from nncalc.render.html.formulas import width_of
from nncalc.render.html.mathml import MathmlStyle
from nncalc.render.markup import Markup
from nncalc.render.words import verdict

if TYPE_CHECKING:
    from nncalc.declaring.names import Names
    from nncalc.engine.style import Style
    from nncalc.page.document import Answer, Check, Document, Illustration, Line, Section, Table

_CLASSES = {"✓": "right", "✗": "wrong", "!": "wrong"}
"""How a sign at the head of a sentence is coloured; the words beside it say the same."""


_NAMED_ROW, _NUMBERED_ROW = '<th scope="row">', '<th scope="row" class="n">'  # no sentence: markup
_CELL, _NUMBER = "<td>", '<td class="n">'  # no sentence: markup
PROSE = 24
"""Columns of a sentence in a table, at least."""
LEGIBLE, SCREEN = 0.7, 320
"""How small a drawing may be set, by its own size; and how wide a small screen is, in pixels."""
GAP = 1.4
"""The space of a column of a table, in em."""


class Html(Markup):
    """HTML."""

    between = "\n"
    linked = pictures = True

    def style(self, names: Names) -> Style:
        return MathmlStyle(names)

    def stream(self, document: Document) -> Iterator[str]:
        """The document as a file, piece by piece."""
        yield self._encoded(frame.head(document.title, self._charset()))
        yield from self._article(document)
        yield frame.END

    def render(self, document: Document) -> str:
        """The document as a part of a file."""
        return "".join(self._article(document))

    def frame(self, pages: Iterable[str], title: str = "") -> tuple[str, str]:
        return self._encoded(frame.head(title, self._charset())), frame.END

    def anchored(self, page: str, anchor: str) -> str:
        return self._encoded(element("div", f"\n{page}", id=anchor, class_="page") + "\n")

    def contents(self, title: str, entries: Iterable[tuple[str, str, str]]) -> Iterator[str]:
        for part in frame.contents(title, ((anchor, name, _signed(said)) for anchor, name, said in entries)):
            yield self._encoded(part)

    # -- parts -------------------------------------------------------------------------------------------------------

    def _article(self, document: Document) -> Iterator[str]:
        opening, closing = element("article", "\n \n").split(" \n")
        yield opening
        for part in self.parts(document):
            yield self._encoded(f"{part}\n")
        yield f"{closing}\n"

    def box(self, name: str, parts: Iterable[str]) -> list[str]:
        return [element("section", "\n".join(["", *parts, ""]), class_=name)]

    def section(self, section: Section) -> Iterator[str]:
        """A section folds where it has a title to fold to."""
        if not section.title:
            yield from self._blocks(section.blocks)
            return
        yield f"<details open>{element('summary', self.heading(section.title, 2))}"  # no sentence: markup
        yield from self._blocks(section.blocks)
        yield "</details>"

    def figure(self, drawing: Illustration) -> str:
        """A drawing with its caption; its description is for who cannot see it. A wide one is moved on a small screen."""
        least = int(float(drawing.svg.partition(' width="')[2].partition('"')[0]) * LEGIBLE)
        moved = _moved(least > SCREEN)
        drawn = element("div", drawing.svg, class_="d", style=f"--w:{least}", tabindex=moved) if moved else drawing.svg
        return element("figure", f"\n{drawn}\n{element('figcaption', escape(drawing.title))}\n")

    def verdicts(self, checks: Sequence[Check]) -> str:
        items = []
        for check in checks:
            said, right = verdict(check)
            whole = [element("span", escape(said), class_="right" if right else "wrong"), *map(escape, check.words[1:])]
            items.append("<br>".join(whole))
        return _list(items, "checks")

    # -- how each is written -----------------------------------------------------------------------------------------

    def escape(self, text: str) -> str:
        return escape(text)

    def math(self, source: str) -> str:
        return with_text(source)

    def heading(self, text: str, level: int) -> str:
        return f"<h{level}>{escape(text)}</h{level}>"

    def paragraph(self, text: str) -> str:
        return element("p", _signed(text))

    def cell(self, text: str, plain: bool) -> str:
        """One cell; words may break behind commas."""
        return _signed(text).replace(",", ",<wbr>") if plain else super().cell(text, plain)

    def notes(self, notes: Sequence[str]) -> str:
        return _list(map(escape, notes), "notes")

    def display(self, lines: Sequence[Line]) -> str:
        return "\n".join(map(rows, groups(lines)))

    def listing(self, lines: Sequence[str]) -> str:
        """Characters in columns; what does not fit is set smaller, then moved sideways, by the keys too."""
        width = max(map(len, lines), default=1)
        return element("pre", "\n".join(map(escape, lines)), style=f"--w:{width}", tabindex=_moved(width > 40))

    def answers(self, answers: Sequence[Answer]) -> str:
        """Each as it can be typed; it may break behind commas."""
        lines = [escape(f"{answer.name}={answer.value}").replace(",", ",<wbr>") for answer in answers]
        return "\n".join([f"<code>{line}</code>" for line in lines])

    def bullets(self, items: Iterable[Sequence[str]]) -> str:
        return _list(["<br>".join(map(escape, item)) for item in items])

    def table(self, table: Table) -> str:
        header, body = self.cells(table)
        sides = ["n" if number else None for number in self.numeric(table)]
        em = self._width(table)
        head = [_heading(cell, side) for cell, side in zip(header, sides, strict=True)]
        lines = "\n".join([element("tr", self._row(row, sides)) for row in body])
        whole = element("thead", element("tr", "".join(head))) + "\n" + element("tbody", f"\n{lines}\n")
        return element("div", element("table", whole), class_="t", style=f"--w:{em:.0f}", tabindex=_moved(em > 30))

    def _width(self, table: Table) -> float:
        """How wide a table is, in em; sentences are broken."""
        widths = [max(map(width_of, column)) for column in zip(table.headers, *table.rows, strict=True)]
        narrow = [min(width, PROSE) if index in table.words else width for index, width in enumerate(widths)]
        return sum(narrow) * COLUMN + GAP * len(widths)

    def _row(self, row: list[str] | str, sides: Sequence[str | None]) -> str:
        """The cells of a row, the first of which is its head; or what is said of rows that are left out."""
        if isinstance(row, str):
            return element("td", row, class_="hint", colspan=len(sides))
        (first, *others), (side, *rest) = row, sides
        cells = [f"{_NUMBER if s else _CELL}{cell}</td>" for cell, s in zip(others, rest, strict=True)]
        return (_NUMBERED_ROW if side else _NAMED_ROW) + first + "</th>" + "".join(cells)

    # -- encodings ---------------------------------------------------------------------------------------------------

    def _charset(self) -> str:
        return "utf-8" if self.options.charset.lower() in ("utf-8", "utf8") else "us-ascii"

    def _encoded(self, text: str) -> str:
        """What the encoding lacks as references, so that it is right whatever a browser takes it for."""
        if self._charset() == "utf-8":
            return text
        return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _signed(text: str) -> str:
    """A sentence; the sign at its head is in colour, and the words say the same."""
    found = _CLASSES.get(text[:1]) if text[1:2] in ("", " ") else None
    return element("span", escape(text[:1]), class_=found) + escape(text[1:]) if found else escape(text)


def _heading(cell: str, side: str | None) -> str:
    """The head of a column; what is empty is none."""
    return element("th", cell, scope="col", class_=side) if cell else element("td", "")


def _list(items: Iterable[str], name: str | None = None) -> str:
    return element("ul", "\n".join(["", *[element("li", item) for item in items], ""]), class_=name)


def _moved(wide: bool) -> str | None:
    """What lets the keys move what may be wider than the page."""
    return "0" if wide else None
