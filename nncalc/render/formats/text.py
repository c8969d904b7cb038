"""Plain text: the lines of the layout and nothing else, for pipes, files and terminals without colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from nncalc.render.layout import document_lines
from nncalc.render.sheet import sheet_of
from nncalc.render.text_style import TextStyle

if TYPE_CHECKING:
    from nncalc.declaring.names import Names
    from nncalc.engine.style import Style
    from nncalc.page.document import Document
    from nncalc.render.options import Options


class Text:
    """Text in columns."""

    between = "\n" + "─" * 72 + "\n\n"
    pieces = False
    linked = pictures = False
    text = True

    def __init__(self, options: Options) -> None:
        self.options = options

    def style(self, names: Names) -> Style:
        return TextStyle(names, self.options.charset)

    def stream(self, document: Document) -> Iterator[str]:
        options = self.options
        for line in document_lines(document, sheet_of(options.width, options.charset)):
            yield "".join([text for text, _ in line]) + "\n"

    def render(self, document: Document) -> str:
        return "".join(self.stream(document))

    page = render

    def ready(self) -> None:
        """Text can be had everywhere."""

    def bound(self, parts: Iterable[str]) -> Iterable[str] | bytes:
        return parts

    def frame(self, pages: Iterable[str], title: str = "") -> tuple[str, str]:
        return "", ""

    def anchored(self, page: str, anchor: str) -> str:
        return page

    def contents(self, title: str, entries: Iterable[tuple[str, str, str]]) -> Iterator[str]:
        return iter(())
