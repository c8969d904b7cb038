"""Where a formula or a sentence may be broken, and the breaking itself: never inside a number or a name."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

# Patterns are compiled when a line is too long; `re` keeps them.

# A formula breaks at a space that does not follow an operator, so that the operator opens the new line, and
# before a product dot. The ASCII spellings of the signs count too; `(*)` is ⊙.
_FORMULA = (
    r"(?<![\s+−\-⊙·×*=])(?<!\(\*\)) (?=\S)"  # the space is dropped
    r"|(?<=[^\s(])(?=·)|(?<=[^\s(])(?=\*(?!\)))"
)
_WORDS = r"(?<! ) +(?=\S)"
# A formula in a sentence: a word that is an operator belongs to both its neighbours.
_OPERATOR = r"(?:[=<>≤≥≈≠+−·⊙-]|<=|>=|~=)"
_BEFORE_OPERATOR = _OPERATOR + r"(?!\S)"
_BEHIND_OPERATOR = r"(?s:.*)(?<!\S)" + _OPERATOR


class Piece(NamedTuple):
    """Text between two opportunities to break."""

    start: int
    end: int
    cost: int
    """How bad it is to break before this piece: two for every open bracket, one for what should stay together."""


def fold_formula(text: str, first: int, rest: int, columns: Callable[[str], int]) -> list[str]:
    """One side of a chain in lines of `first`, then `rest` columns at most, outside brackets if possible.

    A number or name that is wider than a line stands alone and overflows.
    """
    return fold(text, _pieces(text, re.compile(_FORMULA), _in_a_product), first, rest, columns)


def fold_words(text: str, first: int, rest: int, columns: Callable[[str], int]) -> list[str]:
    """A sentence in lines of at most `first`, then `rest` columns; words are not hyphenated, formulas kept whole."""
    opportunities = re.compile(_WORDS) if text.isascii() else _ideographs()
    return fold(text, _pieces(text, opportunities, _in_a_formula), first, rest, columns)


def _in_a_product(break_: re.Match[str]) -> bool:
    """Whether a product is torn: it alone is broken where there is no space."""
    return break_.end() == break_.start()


def _in_a_formula(break_: re.Match[str]) -> bool:
    """Whether a formula in a sentence is torn: an operator stands on either side."""
    text, start, end = break_.string, break_.start(), break_.end()
    if re.compile(_BEFORE_OPERATOR).match(text, end):
        return True
    return bool(re.compile(_BEHIND_OPERATOR).fullmatch(text, max(0, start - 3), start))


@cache
def _ideographs() -> re.Pattern[str]:
    """Words break between ideographs too, but not before closing or after opening punctuation."""
    return re.compile(
        r"(?<! ) +(?=\S)"
        r"|(?<=[\u2e80-\u2fdf\u3001-\u9fff\uac00-\ud7af\uf900-\ufaff\uff01-\uff5e])(?<![（《「『【〈“])"
        r"(?=[\u2e80-\u2fdf\u3005-\u9fff\uac00-\ud7af\uf900-\ufaff\uff01-\uff5e])(?![，。、；：！？）》」』】〉”])"
        r"|(?<=[，。、；：！？）])(?=[\w(\[])"
    )


def _pieces(text: str, opportunities: re.Pattern[str], tears: Callable[[re.Match[str]], bool]) -> list[Piece]:
    pieces = []
    start = depth = cost = 0
    for match in opportunities.finditer(text):
        pieces.append(Piece(start, match.start(), cost))
        piece = text[start : match.start()]
        depth += sum(map(piece.count, "([{")) - sum(map(piece.count, ")]}"))
        start, cost = match.end(), 2 * depth + tears(match)
    pieces.append(Piece(start, len(text), cost))
    return pieces


def fold(text: str, pieces: list[Piece], first: int, rest: int, columns: Callable[[str], int]) -> list[str]:
    """The pieces of a text gathered into lines of at most `first`, then `rest` columns."""
    lines = []
    begin, room = 0, first
    while begin < len(pieces):
        start = pieces[begin].start
        end = begin + 1
        width = columns(text[start : pieces[begin].end])
        while end < len(pieces):
            width += columns(text[pieces[end - 1].end : pieces[end].end])
            if width > room:
                end = _best_break(text, pieces, begin, end, room, columns)
                break
            end += 1
        lines.append(text[start : pieces[end - 1].end])
        begin, room = end, rest
    return lines


def _best_break(text: str, pieces: list[Piece], begin: int, end: int, room: int, columns: Callable[[str], int]) -> int:
    """The cheapest of the breaks that fit, the latest of equals, if it fills two fifths of the line.

    A sixth is enough to save a product or a formula at the same depth from being torn.
    """
    best = end
    for candidate in range(end - 1, begin, -1):
        if pieces[candidate].cost < pieces[best].cost:
            least = 5 if pieces[best].cost - pieces[candidate].cost == 1 else 12
            if columns(text[pieces[begin].start : pieces[candidate - 1].end]) * 30 < room * least:
                break
            best = candidate
    return best
