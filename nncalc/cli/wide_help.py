"""Help in a language of wide characters, which Click counts as one column each and tears words beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nncalc.render.breaking import fold_words
from nncalc.render.measure import on_the_left, width_of

LEAST = 10
"""Columns that are always there for what a word means."""


def filled(text: str, indent: int, width: int) -> Iterator[str]:
    """The lines of a paragraph."""
    room = max(width - indent, LEAST + 1)
    for line in fold_words(" ".join(text.split()), room, room, width_of):
        yield " " * indent + line


def listed(rows: Sequence[tuple[str, str]], indent: int, width: int, widest: int, gap: int) -> Iterator[str]:
    """Words, each with its meaning in a second column."""
    first = min(max(width_of(word) for word, _ in rows), widest) + gap
    room = max(width - first - 2, LEAST)
    for word, meaning in rows:
        lines = fold_words(" ".join(meaning.split()), room, room, width_of) if meaning.strip() else []
        if width_of(word) > first - gap or not lines:
            yield " " * indent + word
        else:
            yield " " * indent + on_the_left(word, first) + lines.pop(0)
        yield from (" " * (indent + first) + line for line in lines)
