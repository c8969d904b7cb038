"""Why a formula cannot be read: the sentence for each kind of mistake, and what to type."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import NoReturn

from nncalc.engine.operations import FUNCTIONS
from nncalc.errors import InputError
from nncalc.reading.characters import LETTER, describe, shown
from nncalc.reading.numerals import in_digits
from nncalc.words import say

_OPERAND_BEFORE = re.compile(rf"([{LETTER}][{LETTER}0-9_]*|[0-9.]+|[)²³])\s*$")
_OPERAND_AFTER = re.compile(rf"[{LETTER}][{LETTER}0-9_]*|[0-9.]+|[(√].*")
_HINTS = {
    "=": ("'=' has no meaning inside a value", "a number or a formula"),
    "|": ("'|' is not read", "abs(x)"),
    "!": ("'!' is not read", "the product written out"),
    "[": ("square brackets are not read inside a formula", "round brackets"),
    "]": ("square brackets are not read inside a formula", "round brackets"),
    "_": ("'_' cannot stand here", "digits without separators, names that start with a letter"),
    "'": ('"\'" is not read', "10000 for ten thousand"),
    "\\": ("'\\' is not read", "sqrt(2), 1/3, exp(-1)"),
    "∞": ("infinity is not read", "a finite number"),
    "@": ("'@' names a file only at the start of a value", "NAME=@file.csv"),
    ":": ("':' separates rows and has no meaning inside a formula", "a number or a formula"),
    ".": ("a point without digits", "0.5"),
}


def explain_character(text: str, column: int) -> NoReturn:
    character = text[column]
    if character == "%":
        number = re.search(r"[0-9]+(\.[0-9]+)?$", text[:column].rstrip())
        expected = f"{shown(number[0])}/100" if number else "x/100"
        if number and len(number[0]) < 20:
            expected = say("{Decimal} or {expected}", Decimal=Decimal(number[0]) / 100, expected=expected)
        message = say("'%' is not read")
    elif character in _HINTS:
        message, expected = _HINTS[character]
    elif (numeral := unicodedata.numeric(character, 0.5)).is_integer():
        written = in_digits(text, column)
        message, expected = (
            say("'{written}' is a numeral in words", written=written[0])
            if written
            else say("{describe} is a numeral", describe=describe(character)),
            say("{numeral} in digits", numeral=written[1] if written else f"{numeral:.0f}"),
        )
    else:
        seen = say("'{name}'", name=character) if character.isascii() else describe(character)
        message, expected = (
            say("{seen} has no meaning in a formula", seen=seen),
            say("numbers, names, + - * / ^ ( ) and functions"),
        )
    raise InputError(message, column=column, expected=expected)


def explain_token(text: str, column: int, token: str) -> NoReturn:
    before, after = _OPERAND_BEFORE.search(text[:column]), _OPERAND_AFTER.match(text[column:])
    previous = text[:column].rstrip()[-1:]
    if before and after:
        _explain_neighbours(before, after, column)
    if not token:
        message = say("nothing after '{previous}'", previous=previous) if previous else say("nothing is typed")
        raise InputError(message, column=len(text), expected=say("a number or a name"))
    if token == "," and previous not in ("(", ","):
        raise InputError(
            say("',' separates only what a function takes"),
            column=column,
            expected=say("max(1,2), or 0.5 with a point"),
        )
    if previous + token == "()":
        message = say("nothing between the brackets")
    elif previous:
        message = say("nothing between '{previous}' and '{token}'", previous=previous, token=token)
    else:
        message = say("nothing before '{token}'", token=token)
    raise InputError(message, column=column, expected=say("a number or a name"))


def _explain_neighbours(before: re.Match[str], after: re.Match[str], column: int) -> NoReturn:
    """Two operands with no sign between them."""
    left, right = before[1], after[0]
    if left == "0" and re.fullmatch("[xX][0-9A-Fa-f]{1,16}", right):
        raise InputError(say("hexadecimal is not read"), column=column - 1, expected=str(int(right[1:], 16)))
    numbers = left[-1] in "0123456789." and right[0] in "0123456789."
    if numbers and before[0] == left:
        raise InputError(
            say("{left} is not a number", left=shown(left + right)),
            column=column,
            expected=say("a number such as 1.25"),
        )
    if numbers:
        raise InputError(
            say("{left} and {right} with nothing between them", left=shown(left), right=shown(right)),
            column=column,
            expected=say("a comma between elements, or a sign"),
        )
    if left == ")":
        left = "(…)"
    elif left in "²³":
        left = f"…{left}"

    right = "(…)" if right[0] == "(" else shown(right, 20)
    if left in FUNCTIONS:
        raise InputError(
            say("{left} wants brackets", left=left),
            column=column,
            expected=say("write {left}({right})", left=left, right=right),
        )
    raise InputError(
        say("a multiplication without its sign"),
        column=column,
        expected=say("write {left}*{right}", left=shown(left), right=right),
    )
