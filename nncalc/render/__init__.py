"""From the document tree to an output, in one of the formats that have a module in `formats/`.

options = render.options_for(sys.stdout)
style = render.style("text", options)           # how the engine's printer writes mathematics
document = ...                                  # its lines written in that style
render.write(document, sys.stdout, "text", options)
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TextIO

from nncalc.render.options import Options, options_for

if TYPE_CHECKING:
    from nncalc.declaring.letters import Letter
    from nncalc.declaring.names import Names
    from nncalc.engine.style import Style
    from nncalc.page.document import Document


__all__ = [
    "Format",
    "Options",
    "format_names",
    "format_of",
    "formats_of_pieces",
    "options_for",
    "render",
    "style",
    "wants_color",
    "write",
]


class Format(Protocol):
    """An output format: a class in a module of `formats/`, called like the module (`Markdown` in `markdown.py`)."""

    between: str
    """What stands between the documents of a booklet."""
    pieces: bool
    """Whether its pages are pieces to be pasted into a document; `Options.standalone` makes them whole ones."""

    pictures: bool
    """Whether its pages hold drawings unasked, those in `Document.drawings`."""

    text: bool
    """Whether its pages are text; those of other formats are so until `bound` has made a file of them."""

    def __init__(self, options: Options) -> None: ...
    def ready(self) -> None:
        """Raises InputError where the format cannot be had here, before any work is done for it."""
        ...

    def bound(self, parts: Iterable[str]) -> Iterable[str] | bytes:
        """What a file of pages holds: what `page` makes, or pages between what `frame` gives."""
        ...

    def style(self, names: Names) -> Style: ...
    def stream(self, document: Document) -> Iterator[str]:
        """The document as it is printed, or as a file of its own, piece by piece."""
        ...

    def page(self, document: Document) -> str:
        """The same whole."""
        ...

    def render(self, document: Document) -> str:
        """The document as one of several, between what `frame` gives."""
        ...

    def frame(self, pages: Iterable[str], title: str = "") -> tuple[str, str]:
        """What stands before and after pages that make one file; `title` is the file's."""
        ...

    linked: bool
    """Whether the pages of a file are linked from an overview; then the two methods below are asked."""

    def anchored(self, page: str, anchor: str) -> str:
        """A rendered page as the place that links lead to."""
        ...

    def contents(self, title: str, entries: Iterable[tuple[str, str, str]]) -> Iterator[str]:
        """Links to pages, piece by piece: of each the anchor, what is linked, and what is said of it behind."""
        ...


@lru_cache(maxsize=1)
def format_names() -> tuple[str, ...]:
    """The names of the formats: one for each module in `formats/`."""
    folder = os.path.join(os.path.dirname(__file__), "formats")
    return tuple(sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".py") and name[0] != "_"))


def formats_of_pieces() -> tuple[str, ...]:
    """The names of the formats that `standalone` is for."""
    return tuple(name for name in format_names() if format_of(name, Options()).pieces)


def style(
    format: str,
    options: Options,
    *,
    symbols: Mapping[str, str | Letter] | None = None,
    verbatim: bool = False,
    output: str = "f",
    taken: Collection[str] = (),
) -> Style:
    """How mathematics is written in a format.

    symbols    overrides of how a name looks, by the whole name or its letter (`{"loss": "L"}`)
    verbatim   names are the user's own and keep their spelling (the graph command)
    output     then the function in the partial derivatives: `d_q` is ∂output/∂q
    taken      letters of constants that are the user's own names (`e`)
    """
    from nncalc.declaring.names import Names  # start-up

    names = Names(symbols, verbatim=verbatim, output=output, taken=taken)
    return format_of(format, options).style(names)


def render(document: Document, format: str, options: Options) -> str:
    """The document as text, without colour: a file of its own, where the format has such."""
    return format_of(format, options).page(document)


def write(document: Document, stream: TextIO, format: str, options: Options, color: str = "auto") -> None:
    """Print the document. `color` is auto, always or never and concerns the text format alone."""
    if format == "text" and wants_color(stream, color):
        from nncalc.render import terminal  # start-up

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
