"""reStructuredText as Sphinx reads it: headings underlined, formulas in `math` directives, tables in `list-table`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from nncalc.reading.harmless import safe
from nncalc.render.charset import fitter
from nncalc.render.latex_lines import aligned_rows
from nncalc.render.markup import Markup
from nncalc.render.measure import width_of

if TYPE_CHECKING:
    from nncalc.page.document import Document, Line, Table

_SPECIAL = re.compile(r"[^\w\s,;?%/]|_")


class Rst(Markup):
    """reStructuredText."""

    between = "\n"

    def stream(self, document: Document) -> Iterator[str]:
        fit = fitter(self.options.charset)
        for piece in super().stream(document):
            yield "\n".join(map(fit, piece.split("\n")))

    def escape(self, text: str) -> str:
        return _SPECIAL.sub(r"\\\g<0>", safe(text).strip())

    def math(self, source: str) -> str:
        return f":math:`{source}`"

    def heading(self, text: str, level: int) -> str:
        title = self.escape(text)
        return f"{title}\n{'=-'[level - 1] * width_of(title)}"

    def paragraph(self, text: str) -> str:
        return self.escape(text)

    def display(self, lines: Sequence[Line]) -> str:
        return self._indented(".. math::", " \\\\\n".join(aligned_rows(lines)).split("\n"))  # no sentence: markup

    def listing(self, lines: Sequence[str]) -> str:
        return self._indented("::", [safe(line) for line in lines])

    def bullets(self, items: Iterable[Sequence[str]]) -> str:
        return "\n".join(["- " + "\n\n  ".join(map(self.escape, item)) for item in items])

    def table(self, table: Table) -> str:
        header, rows = self.cells(table)
        whole = [header, *([row] + [""] * (len(header) - 1) if isinstance(row, str) else row for row in rows)]
        lines = [f"{'  -' if i else '* -'} {cell}".rstrip() for row in whole for i, cell in enumerate(row)]
        return self._indented(".. list-table::\n   :header-rows: 1", lines)

    def _indented(self, head: str, lines: Iterable[str]) -> str:
        return "\n".join([head, "", *[f"   {line}".rstrip() for line in lines]])
