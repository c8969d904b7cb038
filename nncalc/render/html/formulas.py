"""Formulas that are their line of text and carry their MathML, so that one pass of the printer writes both."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nncalc.render.html.escaping import escape


class Formula(str):
    """A formula in plain characters, as the text page has it.

    markup   the same in MathML
    width    the columns it takes when it is set, at most: those of a fraction are those of its longer part
    """

    __slots__ = ("markup", "width")

    markup: str
    width: int


class Chain(Formula):
    """Parts with a sign between them: it may be broken before each sign."""

    __slots__ = ("parts", "sign")

    sign: str
    parts: Sequence[str]


class Fenced(Formula):
    """Something in brackets, a function perhaps before them: it may be broken where the inside may."""

    __slots__ = ("inner", "opening")

    opening: str
    inner: str


class Fraction(Formula):
    """A fraction with a bar, which in a product needs no brackets."""

    __slots__ = ()


SIGNS = {
    "+": "<mo>+</mo>",
    "−": "<mo>−</mo>",
    "·": "<mo>·</mo>",
    "⊙": "<mo>⊙</mo>",
    "∘": "<mo>∘</mo>",
    "∗": "<mo>∗</mo>",
    "×": "<mo>×</mo>",
    "=": "<mo>=</mo>",
    "≈": "<mo>≈</mo>",
    ",": "<mo>,</mo><mspace width='.35em'/>",  # no sentence: markup
    ";": "<mo>;</mo><mspace width='.35em'/>",  # no sentence: markup
    "，": "<mtext>，</mtext>",  # no sentence: markup
}
"""Signs between the parts of a formula."""
OPENING = {sign: markup.replace("<mo>", "<mo form='infix'>", 1) for sign, markup in SIGNS.items()}
"""The same where a piece of a broken formula begins with one: they keep their space."""


LEFT, RIGHT = "<mo stretchy='false'>(</mo>", "<mo stretchy='false'>)</mo>"  # no sentence: markup
"""Brackets that do not grow."""


def made(text: str, markup: str, width: int | None = None) -> Formula:
    """A formula that is not broken."""
    out = Formula(text)
    out.markup, out.width = markup, len(text) if width is None else width
    return out


def chain(text: str, sign: str, parts: Sequence[str]) -> str:
    """Parts with a sign between them."""
    if len(parts) == 1:
        return parts[0]
    out = Chain(text)
    out.sign, out.parts = sign, parts
    try:
        markups, width = [part.markup for part in parts], sum([part.width for part in parts])  # type: ignore[attr-defined]
    except AttributeError:  # a part is bare text
        markups, width = list(map(markup_of, parts)), sum(map(width_of, parts))
    if sign == "·":
        for index, part in enumerate(parts):
            if type(part) is Fenced:
                markups[index] = bare(part)
        out.width = width + len(parts) - 1
    else:
        out.width = width + 2 * len(parts) - 2
    out.markup = SIGNS[sign].join(markups)
    return out


def fenced(text: str, opening: str, inner: str) -> Fenced:
    """Something in brackets; `opening` is what stands before them."""
    out, markup = Fenced(text), markup_of(inner)
    out.opening, out.inner = opening, inner
    out.markup = f"<mrow>{opening}{bracketed(markup)}</mrow>"
    out.width = width_of(inner) + len(text) - len(inner)
    return out


def bracketed(markup: str) -> str:
    """In round brackets, which grow with what is tall."""
    if "<mfrac" in markup or "<mtable" in markup or "<msqrt" in markup:
        return f"<mo>(</mo>{markup}<mo>)</mo>"
    return f"{LEFT}{markup}{RIGHT}"


def markup_of(part: str) -> str:
    """The MathML of a part; what is no formula is a number or words."""
    if isinstance(part, Formula):
        return part.markup
    return f"<mn>{part}</mn>" if part.isdigit() and part.isascii() else words(part)


def width_of(part: str) -> int:
    return part.width if isinstance(part, Formula) else len(part)


def bare(part: str) -> str:
    """A factor: a fraction needs no brackets."""
    if type(part) is Fenced and type(part.inner) is Fraction and not part.opening:
        return part.inner.markup
    return markup_of(part)


def inside(part: str) -> str:
    """What stands over or under a bar, without the brackets that it has on a line of text."""
    return markup_of(part.inner if type(part) is Fenced and not part.opening else part)


UPRIGHT = " mathvariant='normal'"  # no sentence: markup
"""Of one letter that stands for itself, as the name of a class, or is Greek and large."""
_LARGE = "<mfrac displaystyle='true'>"  # no sentence: markup


def large_inside(top: str, bottom: str) -> tuple[str, str]:
    """The parts of a fraction with fractions inside: these are set as large as the letters beside them, unless they have
    fractions inside themselves; then all is smaller from step to step."""
    if "<mfrac" not in top and "<mfrac" not in bottom:
        return top, bottom
    nested = any(re.search("<mfrac(?:(?!</mfrac).)*<mfrac", part) for part in (top, bottom))
    was, becomes = (_LARGE, "<mfrac>") if nested else ("<mfrac>", _LARGE)
    return top.replace(was, becomes), bottom.replace(was, becomes)


def words(text: str) -> str:
    """Words among formulas, with their spaces; `mtext` would be a space to the signs beside it, and take theirs."""
    upright = UPRIGHT if len(text) == 1 and text.isalpha() else ""
    return f"<mi{upright}>{escape(text).replace(' ', '&#160;')}</mi>"


def pieces(side: str, room: int) -> list[tuple[str, int]]:
    """A formula in pieces of at most `room` columns, as far as it may be broken: the MathML and the width of each."""
    if width_of(side) <= room:
        return [(markup_of(side), width_of(side))]
    if isinstance(side, Chain):
        out: list[tuple[str, int]] = []
        for part in side.parts:
            (first, width), *others = pieces(part, room) if side.sign != "·" else _factor(part, room)
            out += [(OPENING[side.sign] + first, width + 2) if out else (first, width), *others]
        return out
    if isinstance(side, Fenced) and _is_flat(side.markup):
        out = pieces(side.inner, room)
        out[0] = side.opening + LEFT + out[0][0], width_of(side) - width_of(side.inner) + out[0][1]
        out[-1] = out[-1][0] + RIGHT, out[-1][1] + 1
        return out
    return [(markup_of(side), width_of(side))]


def _factor(part: str, room: int) -> list[tuple[str, int]]:
    """A factor, which as a fraction needs no brackets."""
    if type(part) is Fenced and type(part.inner) is Fraction:
        return [(bare(part), width_of(part.inner))]
    return pieces(part, room)


def _is_flat(markup: str) -> bool:
    """Whether brackets need not grow, so that the opening and the closing one may stand in two pieces."""
    return "<mfrac" not in markup and "<mtable" not in markup
