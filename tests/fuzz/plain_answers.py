"""An independent reader of answers: decimals in the notations of people, read character by character, by `fractions` alone.

A figure is its value and its decimals, which say how it was rounded: 8.7×10⁻¹ is 0.87 with two. What this reader does not
know it is `Unsure` of; what may be two figures is `Refused`.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import NamedTuple

from fuzz.plain_reader import Refused, Unsure


class Figure(NamedTuple):
    value: Fraction
    decimals: int


class Asked(NamedTuple):
    """What is asked for: how many figures, whether they are counted, and what may stand beside them.

    names   of the whole, and of each figure
    """

    size: int
    counted: bool
    names: tuple[str, ...]
    parts: tuple[str, ...]
    units: tuple[str, ...]


_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"
_MEANT = dict(zip(_RAISED, "0123456789+-", strict=True))
_ALIKE = {
    "−": "-", "×": "*", "·": "*", "≈": "~", "…": "...", "’": "'", "【": "[", "】": "]", "{": "[", "}": "]", "\u3000": " ",
    "。": "¶",
}  # fmt: skip
_NARROW = {"\u00a0", "\u202f", "\u2009"}
_POWERS = {"K": 3, "k": 3, "M": 6, "G": 9}
_WORDS = ("约", "approx. ", "approx ", "about ", "~")
MOST = 300
"""Characters of which there is an opinion."""


def read(text: str, asked: Asked) -> list[Figure]:
    """The figures in the order of the result."""
    if len(text) > MOST or not text.strip():
        raise Unsure(text[:20])
    text = _plain(text.strip(), asked)
    if text[:1] in "#=":
        raise Unsure(text)
    text = _without_stop(_without_name(text, asked).strip())
    if asked.size == 1:
        return [_figure(_unwrapped(text, "[]"), asked, alone=True)]
    parts = _parts(_unwrapped(text, "[]()"), asked)
    if len(parts) != asked.size or "" in parts:
        raise Unsure(text)
    if all("=" in part for part in parts):
        named = dict(part.replace(" ", "").split("=", 1) for part in parts)
        if set(named) != set(asked.parts):
            raise Unsure(text)
        parts = [named[name] for name in asked.parts]
    return [_figure(part, asked, alone=False) for part in parts]


def _parts(text: str, asked: Asked) -> list[str]:
    """A list or a matrix at its commas and the ends of its rows; at its semicolons or spaces where the commas are decimal."""
    text = _unwrapped(text.replace("], [", ";").replace("],[", ";"), "[]")
    apart = re.sub(r"(^|;) *([-+]) +", r"\1\2", text)
    pieces = re.split(r" *; *| +", apart)
    if len(pieces) == asked.size and "," in text and all(re.fullmatch(r"[-+]?(\d*,)?\d+", piece) for piece in pieces):
        if any(re.fullmatch(r"[-+]?[1-9]\d{0,2},\d{3}", piece) for piece in pieces):
            raise Refused("a decimal, or a thousand")
        return [piece.replace(",", ".") for piece in pieces]
    pieces = re.split(r" *[;:\n] *| +", text)
    if len(pieces) == asked.size and all(re.fullmatch(r"\d+(\.\d+)?", piece) for piece in pieces):
        return pieces
    if "=" in text and not set(",;:\n") & set(text):
        return re.sub(" *= *", "=", text).split()
    return [part.strip() for part in re.split("[,;:\n]", text)]


def _plain(text: str, asked: Asked) -> str:
    """Every character as the plain one that it stands for."""
    if text[0] == text[-1] == "$" and len(text) > 2:
        text = text[1:-1].strip()
    text = text.replace(r"\times", "*").replace(r"\cdot", "*").replace("10^{", "10^(").replace("}", "]")
    if "^(" in text and "]" in text[text.index("^(") :]:
        at = text.index("]", text.index("^("))
        text = text[:at] + ")" + text[at + 1 :]
    out, raised = "", False
    for before, character in zip(" " + text, text, strict=False):
        if character in _RAISED:
            if not raised and not (before.isdigit() or before == ")"):
                raise Unsure(text)
            out += ("" if raised else "^") + _MEANT[character]
            raised = True
            continue
        raised = False
        if character in "–—‐‑‒":
            if out.rstrip(" \t")[-1:] not in ("", *",;:([=^~*eE约："):
                raise Unsure(text)
            character = "-"
        if character in _NARROW:
            if asked.size > 1:
                raise Unsure(text)
            character = " "
        if "！" <= character <= "～" and character != "：":
            character = unicodedata.normalize("NFKC", character)
        out += _ALIKE.get(character, character)
    readable = set(map(chr, range(32, 127))) | set("\n¶约个参数：")
    if not readable.issuperset(out):
        raise Unsure(text)
    return out


def _without_name(text: str, asked: Asked) -> str:
    found = re.match(r"([A-Za-z]\w*)\s*(=\s*~|=|~|：|: )", text)
    if found is None or text.count("=") + text.count("~") > found[2].count("=") + found[2].count("~"):
        if "=" in text or (found and "~" in found[2]):
            if asked.size > 1 and found:
                return text
            raise Unsure(text)
        return text
    if found[1] in asked.names:
        return text[found.end() :]
    if found[2] in (": ",):
        raise Unsure(text)
    raise Refused(f"{found[1]} is another name")


def _without_stop(text: str) -> str:
    if text.endswith("¶"):
        return text[:-1].rstrip()
    if text.endswith("....") or (text.endswith(".") and not text.endswith("..")):
        last = re.findall(r"\.?\d[\d.]*", text)
        if text.endswith("....") or not last or not text.endswith(last[-1]) or last[-1].count(".") != 1:
            return text[:-1].rstrip()
    return text


def _unwrapped(text: str, brackets: str) -> str:
    while len(text) > 1 and text[0] + text[-1] in (brackets[:2], brackets[2:]):
        inside = text[1:-1]
        depth = lowest = 0
        for character in inside:
            depth += (character in "[(") - (character in "])")
            lowest = min(lowest, depth)
        if lowest < 0:
            break
        text = inside.strip()
    return text


# -- one figure ----------------------------------------------------------------------------------------------------


class _Cursor:
    """A place in a text."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def spaces(self) -> None:
        while self.text[self.at : self.at + 1] == " ":
            self.at += 1

    def take(self, *pieces: str) -> str:
        """The first of some pieces that stands here, passed over; else nothing."""
        for piece in pieces:
            if self.text.startswith(piece, self.at):
                self.at += len(piece)
                return piece
        return ""

    def digits(self) -> str:
        start = self.at
        while self.text[self.at : self.at + 1].isdigit():
            self.at += 1
        return self.text[start : self.at]

    def whole(self) -> int:
        """A whole number with its sign, as an exponent."""
        self.spaces()
        sign = self.take("-", "+")
        self.spaces()
        digits = self.digits()
        if not digits or len(digits) > 3:
            raise Unsure(self.text)
        return int(sign + digits)


def _figure(text: str, asked: Asked, alone: bool) -> Figure:
    text = text.strip()
    for unit in asked.units:
        if text.lower().endswith(unit.lower()) and text[: -len(unit)].rstrip()[-1:] in tuple("0123456789.)%KkMG"):
            text = text[: -len(unit)].rstrip()
            break
    cursor = _Cursor(text)
    if cursor.take(*_WORDS):
        cursor.spaces()
    minus, opened = False, 0
    while True:
        sign = cursor.take("-", "+")
        cursor.spaces()
        minus ^= sign == "-"
        if not cursor.take("("):
            break
        opened += 1
        cursor.spaces()
    value, decimals = _number(cursor, alone, asked.counted)
    value, decimals = _moved(cursor, value, decimals, asked.counted)
    for _ in range(opened):
        cursor.spaces()
        if not cursor.take(")"):
            raise Unsure(text)
    cursor.spaces()
    cursor.take("...")
    if cursor.at != len(text):
        raise Unsure(text)
    return Figure(-value if minus else value, decimals)


def _moved(cursor: _Cursor, value: Fraction, decimals: int, counted: bool) -> tuple[Fraction, int]:
    """The value with the power of ten, the letter and the per cent behind it."""
    start = cursor.at
    cursor.spaces()
    power = 0
    if cursor.take("e", "E"):
        power = cursor.whole()
    elif cursor.take("*", "x", "X"):
        cursor.spaces()
        if not cursor.take("10"):
            raise Unsure(cursor.text)
        cursor.spaces()
        if not cursor.take("^", "**"):
            raise Unsure(cursor.text)
        cursor.spaces()
        opened = cursor.take("(")
        power = cursor.whole()
        cursor.spaces()
        if opened and not cursor.take(")"):
            raise Unsure(cursor.text)
    elif cursor.take("^", "**"):
        if value != 10 or decimals:
            raise Unsure(cursor.text)
        power, value = cursor.whole(), Fraction(1)
    else:
        cursor.at = start
    start = cursor.at
    cursor.spaces()
    letter = cursor.take(*_POWERS)
    if letter and not counted:
        raise Refused(f"{letter} of what is not counted")
    power += _POWERS.get(letter, 0)
    cursor.spaces()
    power -= 2 if cursor.take("%", "per cent", "percent") else 0
    return value * Fraction(10) ** power, decimals - power


def _number(cursor: _Cursor, alone: bool, counted: bool) -> tuple[Fraction, int]:
    """Groups of digits, and what stands between them."""
    groups, between = [cursor.digits()], ""
    while True:
        before = cursor.at
        sign = cursor.take(".", ",", "'", "_", " ")
        digits = cursor.digits()
        if not sign or (not digits and sign != "."):
            cursor.at = before
            break
        if sign == " " and len(digits) != 3:
            cursor.at = before
            break
        if sign == "." and cursor.text.startswith("..", before + 1):
            cursor.at = before
            break
        groups.append(digits)
        between += sign
    if between in ("", "."):
        if not "".join(groups):
            raise Unsure(cursor.text)
        places = groups[1] if between else ""
        return Fraction(int("".join(groups)), 10 ** len(places)), len(places)
    thousands = groups[0][:1] not in ("", "0") and len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    if thousands and between[0] * len(between) == between and between[0] in "'_":
        return Fraction(int("".join(groups))), 0
    if not alone:
        raise Unsure(cursor.text)
    if thousands and between == "," and not counted:
        raise Refused("a decimal, or a thousand")
    if thousands and counted and between[0] * len(between) == between:
        return Fraction(int("".join(groups))), 0
    if between == "," and groups[1]:
        return Fraction(int("".join(groups)), 10 ** len(groups[1])), len(groups[1])
    raise Unsure(cursor.text)
