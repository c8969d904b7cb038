"""An independent reader of plain values: numbers, arithmetic, vectors and matrices, by `fractions` alone.

It knows less than nncalc, and says so: `Unsure` where a text has names, functions or spaces in doubtful places.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any


class Unsure(Exception):
    """This reader has no opinion."""


class Refused(Exception):
    """This is not a value."""


_TOKEN = re.compile(r"(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+))?|\*\*|[-+*/^()]", re.ASCII)
_TYPED = str.maketrans("，：；（）［］－＋．／＊＾＝１２０　−×·÷、【】〔〕\u00a0", ",:;()[]-+./*^=120 -**/,[]() ")
MOST = 300
"""Digits of an exponent's effect beyond which there is no opinion."""


def read(text: str) -> Any:
    """A Fraction, a list of them, or a list of lists. Raises Refused, or Unsure."""
    text = text.translate(_TYPED)
    if not re.fullmatch(r"[-+*/^().,:;0-9eE ]*", text):
        raise Unsure(text)
    if " " in text:
        text = _without_spaces(text)
    if re.fullmatch(r"\([^()]*[,:;][^()]*\)", text):
        text = text[1:-1]  # a vector, or rows, in round brackets
    if re.search(r"[,:;]", re.sub(r"\([^()]*\)", "", text)) is None:
        return cell(text)
    if re.search(r"\([^)]*[,:;]", text):
        raise Unsure(text)  # what a function takes
    rows = [[cell(each) for each in row.split(",")] for row in re.split("[:;]", text)]
    return rows if re.search("[:;]", text) else rows[0]


def _without_spaces(text: str) -> str:
    """Spaces at the ends and beside separators mean nothing; between two numbers they separate; else: no opinion."""
    text = re.sub(r" *([,:;]) *", r"\1", text.strip(" "))
    for row in re.split("[:;]", text):
        if " " in row and not re.fullmatch(r"[-+]?[0-9.]+( +[0-9.]+)+", row):
            raise Unsure(text)
    return re.sub(" +", ",", text)


def cell(text: str) -> Fraction:
    """The value of one cell."""
    tokens: list[Any] = []
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if not found:
            raise Unsure(text) if text[place] in "eE" else Refused(text)
        tokens.append(_numeral(found) if found[1] else found[0].replace("**", "^"))
        place = found.end()
    value = _sum(tokens)
    if tokens:
        raise Refused(text)
    return value


def _numeral(found: re.Match[str]) -> Fraction:
    if len(found[0]) > MOST or abs(int(found[2] or 0)) > MOST:
        raise Unsure(found[0])
    return Fraction(found[1].rstrip(".") if found[1][0] != "." else "0" + found[1]) * Fraction(10) ** int(found[2] or 0)


def _sum(tokens: list[Any]) -> Fraction:
    value = _product(tokens)
    while tokens and tokens[0] in ("+", "-"):
        value = value + _product(tokens) if tokens.pop(0) == "+" else value - _product(tokens)
    return value


def _product(tokens: list[Any]) -> Fraction:
    value = _signed(tokens)
    while tokens and tokens[0] in ("*", "/"):
        times = tokens.pop(0) == "*"
        other = _signed(tokens)
        if not times and other == 0:
            raise Refused("division by zero")
        value = value * other if times else value / other
    return value


def _signed(tokens: list[Any]) -> Fraction:
    if tokens and tokens[0] in ("+", "-"):
        return _signed(tokens) if tokens.pop(0) == "+" else -_signed(tokens)
    base = _atom(tokens)
    if not tokens or tokens[0] != "^":
        return base
    tokens.pop(0)
    exponent = _signed(tokens)
    if base == 0 and exponent <= 0:
        raise Unsure("0 to the power 0")
    size = max(abs(base.numerator), base.denominator).bit_length()
    if exponent.denominator != 1 or abs(exponent) * size > 10 * MOST:
        raise Unsure("a power")
    return base**exponent.numerator


def _atom(tokens: list[Any]) -> Fraction:
    if not tokens:
        raise Refused("nothing there")
    token = tokens.pop(0)
    if isinstance(token, Fraction):
        return token
    if token != "(":
        raise Refused(token)
    value = _sum(tokens)
    if not tokens or tokens.pop(0) != ")":
        raise Refused("a bracket is open")
    return value
