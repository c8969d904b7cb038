"""Lines broken between words at the width of a terminal; into files and pipes they go whole."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TextIO

from nncalc.cli.help import NARROWEST

HANGING = 4
"""Columns by which what follows is indented more than the line it belongs to."""


def columns(stream: TextIO) -> int | None:
    """The columns of a terminal; None of a file or a pipe."""
    try:
        return max(os.get_terminal_size(stream.fileno()).columns, NARROWEST) if stream.isatty() else None
    except (OSError, ValueError, AttributeError):
        return None


def folded(lines: Sequence[str], stream: TextIO) -> list[str]:
    """The lines as a stream takes them; a line with a caret below it stays whole."""
    width = columns(stream)
    return list(lines) if width is None else list(_folded(lines, width))


def _folded(lines: Sequence[str], width: int) -> Iterator[str]:
    from nncalc.render.breaking import fold_words  # start-up
    from nncalc.render.measure import width_of  # start-up

    for line, below in zip_longest(lines, lines[1:], fillvalue=""):
        if width_of(line) <= width or below.strip() == "^":
            yield line
            continue
        text = line.lstrip(" ")
        indent = len(line) - len(text)
        hanging = min(indent + HANGING, width // 2)
        first, *rest = fold_words(text, width - indent, width - hanging, width_of)
        yield " " * indent + first
        yield from (" " * hanging + piece for piece in rest)
