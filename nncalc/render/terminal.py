"""Text with emphasis for a terminal: one rich renderable. The only module that imports rich.

Bold and two of the sixteen colours are all there is, so that it reads on any background; a verdict also says
in words what its colour says. Nothing passes through rich's markup, highlighting, wrapping or cropping.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.segment import Segment
from rich.style import Style

from nncalc.render.layout import document_lines
from nncalc.render.sheet import StyledLine, sheet_of

if TYPE_CHECKING:
    from nncalc.page.document import Document
    from nncalc.render.options import Options

_BOLD = Style(bold=True)
_THEME: dict[str, Style | None] = {
    "title": _BOLD,
    "heading": Style(bold=True, underline=True),
    "header": _BOLD,
    "result": _BOLD,
    "answer": _BOLD,
    "right": Style(bold=True, color="green"),
    "wrong": Style(bold=True, color="red"),
    "formula": None,
    "words": None,
    "note": None,
}
"""How each role looks; None is plain."""


class _Painted:
    """Lines of spans as rich segments, neighbouring plain text in one."""

    __slots__ = ("_lines",)

    def __init__(self, lines: Iterable[StyledLine]) -> None:
        self._lines = lines

    def __rich_console__(self, console: object, options: object) -> Iterator[Segment]:
        plain = ""
        for line in self._lines:
            for text, role in line:
                style = _THEME[role]
                if style is None:
                    plain += text
                    continue
                if plain:
                    yield Segment(plain)
                    plain = ""
                yield Segment(text, style)
            plain += "\n"
        yield Segment(plain)


def write(document: Document, stream: TextIO, options: Options, *, no_color: bool | None = None) -> None:
    """Print a document with emphasis. `no_color` None leaves it to the environment's NO_COLOR."""
    printer(stream, options, no_color=no_color)(lines_of(document, options))


def lines_of(document: Document, options: Options) -> Iterator[StyledLine]:
    """The lines of a document, made while they are read."""
    return document_lines(document, sheet_of(options.width, options.charset))


def width_of(line: StyledLine) -> int:
    """How many characters a line has."""
    return sum([len(text) for text, _ in line])


def printer(
    stream: TextIO, options: Options, *, no_color: bool | None = None
) -> Callable[[Iterable[StyledLine]], None]:
    """What prints lines with emphasis, as often as it is called."""
    sheet = sheet_of(options.width, options.charset)
    # With a size rich asks neither COLUMNS nor LINES, where anything may stand.
    width = height = sheet.width
    console = Console(
        file=stream, force_jupyter=False, color_system="standard", no_color=no_color, width=width, height=height
    )
    return lambda lines: console.print(_Painted(lines), crop=False)
