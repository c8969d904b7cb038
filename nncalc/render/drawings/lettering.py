"""Text in drawings: how wide it is, and how mathematics in plain characters is set: letters slanted, indices below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import east_asian_width

from nncalc.declaring.spelling import SUBSCRIPT, SUPERSCRIPT
from nncalc.reading.harmless import safe

FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"  # no sentence: names of fonts
SMALL = 0.72
"""Size of indices by that of the line."""
DOWN, UP = 0.22, -0.36
"""Where they stand, by the size of the line."""

_WIDTHS = {
    0.25: "′",
    0.35: " ,./:;\\|ι·",
    0.3: "'Iijl",
    0.4: "()-[]ftᵀ",
    0.45: "!r",
    0.5: '"*J`',
    0.55: "cszεζ∂",
    0.6: "?L_kvxyγκλνξυχΓŷ",
    0.65: "$0123456789FTabdeghnopqu{}βδηθμρστΣ√",
    0.7: "ABEKPSVXYZαπφΔΛ∇",
    0.75: "CNRUψ",
    0.8: "&DGHOQΘΦΩ",
    0.85: "#+<=>^w~ωΨ×−≈≤≥∞±⊙",
    0.9: "M",
}
_WIDTH = {sign: width for width, signs in _WIDTHS.items() for sign in signs}
"""Advance widths, the larger of Arial's and DejaVu Sans's, rounded up."""

_SUB = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
_SUP = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁽⁾ᵀ", "0123456789−()T", strict=True))
_LETTERS = r"[^\W\d_₀-₉⁰¹²³⁴-⁹]"
_LAYER = re.compile(rf"(?<![\w.])({_LETTERS}{{1,5}})([0-9]+)(?=[₀-₉])")
_INDEX = re.compile(rf"(?<![\w.:])({_LETTERS})([0-9]{{1,2}})(?![\w.])")
"""A number between a letter and its index is a layer's, a⁽¹⁾₁; one that stands behind a letter alone is its index, w₁."""
_RUN = re.compile(r"[₀-₉]+|[⁰¹²³⁴-⁹⁻⁽⁾ᵀ]+|[^\W\d_₀-₉⁰¹²³⁴-⁹]+|[^₀-₉⁰¹²³⁴-⁹⁻⁽⁾ᵀ]")
_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


class Chunk(NamedTuple):
    """Characters set alike."""

    text: str
    shift: float
    """How far below the line they stand, by its size: `DOWN`, `UP` or 0."""
    slanted: bool


def escaped(text: str) -> str:
    """Anybody's text as it may stand in XML: harmless, without markup."""
    return safe(text).translate(_XML)


def chunks(text: str, mathematics: bool) -> Iterator[Chunk]:
    """The text in runs set alike; of plain text one run."""
    text = safe(text)
    if not mathematics:
        yield Chunk(text, 0, False)
        return
    text = _LAYER.sub(lambda match: layered(match[0]), text)
    text = _INDEX.sub(lambda match: match[1] + match[2].translate(SUBSCRIPT), text)
    held = Chunk("", 0, False)
    for found in _RUN.findall(text.replace("-", "−")):
        if found[0] in _SUB:
            chunk = Chunk("".join(map(_SUB.__getitem__, found)), DOWN, False)
        elif found[0] in _SUP:
            chunk = Chunk("".join(map(_SUP.__getitem__, found)), UP, False)
        else:
            chunk = Chunk(found, 0, len(found) == 1 and found.isalpha())
        if held.text and held[1:] == chunk[1:]:
            held = held._replace(text=held.text + chunk.text)
            continue
        if held.text:
            yield held
        held = chunk
    if held.text:
        yield held


def layered(name: str) -> str:
    """A name with the number of its layer raised, as formulas have it: b1 is b⁽¹⁾."""
    letters = name.rstrip("0123456789")
    number = name[len(letters) :].translate(SUPERSCRIPT)
    return f"{letters}⁽{number}⁾" if letters and number else name


def width(text: str, size: float, mathematics: bool = True) -> float:
    """How wide a text is at most, in the units of its size."""
    wide = 0.0
    for chunk in chunks(text, mathematics):
        wide += sum(map(_advance, chunk.text)) * (SMALL if chunk.shift else 1)
    return wide * size


def _advance(sign: str) -> float:
    known = _WIDTH.get(sign)
    return known if known is not None else 1.05 if east_asian_width(sign) in "WF" else 1.0


def spans(text: str, mathematics: bool) -> str:
    """The text as the inside of a `<text>`."""
    parts, height = [], 0.0
    for chunk in chunks(text, mathematics):
        inside = chunk.text.translate(_XML)
        move = chunk.shift - height
        height = chunk.shift
        attributes = f' dy="{move:.2f}em"' if move and not chunk.shift else ""
        if chunk.shift:
            attributes = f' dy="{move / SMALL:.2f}em" font-size="{SMALL:.0%}"'
        if chunk.slanted:
            attributes += ' font-style="italic"'
        parts.append(f"<tspan{attributes}>{inside}</tspan>" if attributes else inside)
    return "".join(parts)


def shortened(text: str, room: float, size: float) -> str:
    """The text, cut with an ellipsis where it is wider than its room."""
    if width(text, size) <= room:
        return text
    while text and width(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text}…"
