"""Text made harmless before it reaches a terminal, a page or a file."""

from __future__ import annotations


def safe(text: str) -> str:
    r"""The text with whatever could act on a terminal or a reader made visible.

    Control characters, escape codes, line breaks, direction marks, invisible and unassigned characters become
    `\x1b`, `\u202e`, `\n`; unusual spaces become plain ones.
    """
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isprintable() or character == "\u3000":
        return character
    import unicodedata  # start-up

    if unicodedata.category(character) == "Zs":
        return " "
    return character.encode("unicode_escape").decode("ascii")
