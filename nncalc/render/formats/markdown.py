"""Markdown as GitHub reads it: headings, displays between `$$`, tables, the answers in a block of code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from nncalc.reading.harmless import safe
from nncalc.render.charset import can_encode, fitter
from nncalc.render.latex_lines import aligned_rows
from nncalc.render.markup import Markup

if TYPE_CHECKING:
    from nncalc.page.document import Document, Line, Table

_ESCAPES = {
    **{ord(sign): "\\" + sign for sign in "\\`*_[]#~"},
    # As entities, since they act inside tables, mathematics or HTML even behind a backslash.
    **{ord(sign): f"&#{ord(sign)};" for sign in "&<>$|@"},
}
_LINE_OPENING = re.compile(r"\s*(?:[-+=]|\d+[.)])")
_EMOJI = re.compile(r":(?=[\w+-]+:)")
_CHARACTER = re.compile(r"\\unicodecharacter\{([0-9A-F]+)\}")
"""A character that LaTeX's source has by its number, in ASCII; what reads Markdown knows no such command, and all characters."""


class Markdown(Markup):
    """GitHub's Markdown."""

    between = "\n---\n\n"

    def stream(self, document: Document) -> Iterator[str]:
        charset = self.options.charset
        codec = charset if can_encode(charset, "") else "ascii"
        for piece in super().stream(document):
            yield piece.encode(codec, "xmlcharrefreplace").decode(codec)

    def escape(self, text: str) -> str:
        return _EMOJI.sub("&#58;", safe(text).strip().translate(_ESCAPES))

    def paragraph(self, text: str) -> str:
        """Text where Markdown would read a list or a rule in its first character."""
        source = self.escape(text)
        opening = _LINE_OPENING.match(source)
        return f"{source[: opening.end() - 1]}\\{source[opening.end() - 1 :]}" if opening else source

    def math(self, source: str) -> str:
        return f"${_CHARACTER.sub(_itself, source)}$"

    def heading(self, text: str, level: int) -> str:
        return f"{'#' * level} {self.paragraph(text)}"

    def display(self, lines: Sequence[Line]) -> str:
        return (
            "$$\n\\begin{aligned}\n"
            + _CHARACTER.sub(_itself, " \\\\\n".join(aligned_rows([line.told_apart() for line in lines])))
            + "\n\\end{aligned}\n$$"
        )

    def listing(self, lines: Sequence[str]) -> str:
        """A fence longer than any run of backticks in the lines."""
        kept = list(map(fitter(self.options.charset), lines))
        runs = [len(run) for line in kept for run in re.findall("`+", line)]
        fence = "`" * (max([2, *runs]) + 1)
        return "\n".join([fence, *kept, fence])

    def bullets(self, items: Iterable[Sequence[str]]) -> str:
        return "\n".join(
            [
                f"{'  ' if position else ''}- {self.paragraph(text)}"
                for item in items
                for position, text in enumerate(item)
            ]
        )

    def table(self, table: Table) -> str:
        header, rows = self.cells(table)
        rules = ["---:" if number else "---" for number in self.numeric(table)]
        whole = [[row] + [""] * (len(header) - 1) if isinstance(row, str) else row for row in rows]
        return "\n".join([f"| {' | '.join(row)} |" for row in (header, rules, *whole)])


def _itself(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))
