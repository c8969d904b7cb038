"""From the document tree to an output, in one of the formats that have a module in `formats/`.

options = render.options_for(sys.stdout)
style = render.style("text", options)           # how the engine's printer writes mathematics
document = ...                                  # its lines written in that style
render.write(document, sys.stdout, "text", options)
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, TextIO

if TYPE_CHECKING:
    from nncalc.declaring.names import Names
    from nncalc.engine.style import Style
    from nncalc.page.document import Document


_COLUMNS = re.compile(r"\d{1,9}")


class Options(NamedTuple):
    """What a renderer may need to know about where its output goes."""

    width: int | None = None
    """Columns of the page; None does not break lines."""
    encoding: str = "utf-8"
    ascii: bool = False
    """ASCII signs only, whatever the encoding."""
    standalone: bool = False
    """LaTeX: a whole document instead of a piece to be pasted into one."""
    language: str = "en"

    @property
    def charset(self) -> str:
        """The encoding that the output has to fit in."""
        return "ascii" if self.ascii else self.encoding


class Format(Protocol):
    """An output format: a class in a module of `formats/`, called like the module (`Markdown` in `markdown.py`)."""

    between: str
    """What stands between the documents of a booklet."""

    def __init__(self, options: Options) -> None: ...
    def style(self, names: Names) -> Style: ...
    def render(self, document: Document) -> str: ...
    def frame(self, pages: Iterable[str]) -> tuple[str, str]: ...


@lru_cache(maxsize=1)
def format_names() -> tuple[str, ...]:
    """The names of the formats: one for each module in `formats/`."""
    folder = os.path.join(os.path.dirname(__file__), "formats")
    return tuple(sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".py") and name[0] != "_"))


def options_for(stream: TextIO) -> Options:
    """Options that suit a stream: its encoding, and on a terminal its width."""
    width = _terminal_width(stream) if stream.isatty() else None
    return Options(width, getattr(stream, "encoding", None) or "utf-8")


def _terminal_width(stream: TextIO) -> int:
    """What COLUMNS says, else what the terminal says, else 80."""
    asked = _COLUMNS.fullmatch(str(os.environ.get("COLUMNS")))
    if asked and int(asked[0]):
        return int(asked[0])
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80


def style(
    format: str,
    options: Options,
    *,
    symbols: Mapping[str, str] | None = None,
    verbatim: bool = False,
    output: str = "f",
) -> Style:
    """How mathematics is written in a format.

    symbols    overrides of how a name looks, by the whole name or its letter (`{"loss": "L"}`)
    verbatim   names are the user's own and keep their spelling (the graph command)
    output     then the function in the partial derivatives: `d_q` is ∂output/∂q
    """
    from nncalc.declaring.names import Names

    names = Names(symbols, verbatim=verbatim, output=output)
    return format_of(format, options).style(names)


def render(document: Document, format: str, options: Options) -> str:
    """The document as text, without colour."""
    return format_of(format, options).render(document)


def write(document: Document, stream: TextIO, format: str, options: Options, color: str = "auto") -> None:
    """Print the document. `color` is auto, always or never and concerns the text format alone."""
    if format == "text" and wants_color(stream, color):
        from nncalc.render import terminal

        terminal.write(document, stream, options, no_color=False if color == "always" else None)
    else:
        stream.write(render(document, format, options))


def wants_color(stream: TextIO, color: str) -> bool:
    """Whether what is printed to a stream has colour or emphasis; `color` is auto, always or never."""
    if color == "auto":
        return stream.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")
    return color == "always"


def format_of(name: str, options: Options) -> Format:
    """The format of a name, for where its output goes."""
    made: Format = getattr(import_module(f"nncalc.render.formats.{name}"), name.capitalize())(options)
    return made
