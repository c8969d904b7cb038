"""Plain text: the lines of the layout and nothing else, for pipes, files and terminals without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.render.layout import document_lines
from nncalc.render.page import page
from nncalc.render.text_style import TextStyle

if TYPE_CHECKING:
    from nncalc.document import Document
    from nncalc.engine.notation import Style
    from nncalc.render import Options
    from nncalc.render.names import Names


def style(names: Names, options: Options) -> Style:
    return TextStyle(names, options.charset)


def render(document: Document, options: Options) -> str:
    lines = document_lines(document, page(options.width, options.charset, options.language))
    return "".join("".join([text for text, _ in line]) + "\n" for line in lines)
