"""How many columns text takes in a terminal."""

from __future__ import annotations

import re
from functools import lru_cache

# Characters that take one column: Latin, mathematics, Greek. Few ranges, since many are slow to compile.
_NARROW = re.compile("(?:[ -\u02ff\u2010-\u20cf\u2100-\u22ff]++|[\u0370-\u03ff]++)*+")


def width_of(text: str) -> int:
    """Columns on a Unicode terminal: East Asian wide characters take two, combining marks none."""
    if _NARROW.fullmatch(text):
        return len(text)
    return sum(map(_character_columns, text))


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
    import unicodedata  # start-up

    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@lru_cache(maxsize=4096)
def _character_columns_cjk(character: str) -> int:
    import unicodedata  # start-up

    return 2 if unicodedata.east_asian_width(character) == "A" else _character_columns(character)
