"""How many columns text takes in a terminal."""

from __future__ import annotations

from functools import lru_cache

_ONE_COLUMN = ((" ", "\u02ff"), ("\u0370", "\u03ff"), ("\u2010", "\u20cf"), ("\u2100", "\u22ff"))
"""First and last of the Latin, Greek and mathematical characters that take one column."""
_NARROW: set[str] = set()
"""The characters met so far that take one column: a page has few."""


def width_of(text: str) -> int:
    """Columns on a Unicode terminal: East Asian wide characters take two, combining marks none."""
    if text.isascii() or _NARROW.issuperset(text):
        return len(text)
    columns = [_character_columns(character) for character in text]
    _NARROW.update(character for character, its in zip(text, columns, strict=True) if its == 1)
    return sum(columns)


def on_the_left(text: str, width: int) -> str:
    """Text filled up with spaces behind it; wide characters take two columns."""
    return text + " " * (width - width_of(text))


def on_the_right(text: str, width: int) -> str:
    """Text filled up with spaces before it."""
    return " " * (width - width_of(text)) + text


def width_of_cjk(text: str) -> int:
    """Columns on a terminal of a legacy CJK encoding, where Greek letters and mathematical signs take two."""
    if text.isascii():
        return len(text)
    return sum(map(_character_columns_cjk, text))


@lru_cache(maxsize=4096)
def _character_columns(character: str) -> int:
    if any(first <= character <= last for first, last in _ONE_COLUMN):
        return 1
    import unicodedata  # start-up

    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@lru_cache(maxsize=4096)
def _character_columns_cjk(character: str) -> int:
    import unicodedata  # start-up

    return 2 if unicodedata.east_asian_width(character) == "A" else _character_columns(character)


def is_ideograph(character: str) -> bool:
    """Whether it is written in the squares of Chinese, Japanese and Korean print."""
    code = ord(character)
    return 0x2E80 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7FF or 0xF900 <= code <= 0xFAFF or (
        0xFE30 <= code <= 0xFE4F or 0xFF00 <= code <= 0xFFEF or 0x20000 <= code <= 0x3FFFF
    )  # fmt: skip
