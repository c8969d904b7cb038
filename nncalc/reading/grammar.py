"""The grammar of formulas: text becomes a program of steps in postfix order. Nothing is computed here.

    -2^2 = -(2^2)    2^3^2 = 2^(3^2)    2^-1    √2    √(1+x)    max(a,b)    x²

No multiplication without its sign, no brackets but round ones. Nesting of brackets, signs, roots and powers
is bounded before anything is built on it; the parser is table-driven and nothing here recurses.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn

from nncalc.engine.operations import FUNCTIONS
from nncalc.errors import InputError
from nncalc.reading.characters import GREEK, describe, shown
from nncalc.words import say

DEEPEST = 100
"""Brackets, signs, roots and powers inside one another."""

_LETTER = f"A-Za-z{GREEK}"
NAME = re.compile(f"[{_LETTER}][{_LETTER}0-9_]*")
"""What a symbol may be called."""

_GRAMMAR = rf"""
?start: sum
?sum: product | sum PLUS product -> binary | sum MINUS product -> binary
?product: signed | product TIMES signed -> binary | product OVER signed -> binary
?signed: power | MINUS signed -> negate | PLUS signed -> plus
?power: root | root RAISE signed -> power | root RAISED -> raised
?root: atom | ROOT root -> square_root
?atom: NUMBER -> number | NAME -> name | NAME LEFT sum (COMMA sum)* RIGHT -> call | LEFT sum RIGHT -> group
PLUS: "+"
MINUS: "-"
TIMES: "*"
OVER: "/"
RAISE: "^" | "**"
RAISED: "²" | "³"
ROOT: "√"
LEFT: "("
RIGHT: ")"
COMMA: ","
NUMBER: /([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?/
NAME: /{NAME.pattern}(\.(0|[1-9][0-9]*)(\.{NAME.pattern})?)*/
%ignore /[ \t\r\n]+/
"""  # no sentence: a grammar


class Step(NamedTuple):
    """One step of a program: takes its operands from a stack and leaves its result there.

    kind       number | name | call | negate | root | + | - | * | / | ^
    text       the numeral, the name, or the function's name
    operands   how many it takes
    column     0-based, where it stands in the text
    """

    kind: str
    text: str
    operands: int
    column: int


class _Part:
    """A piece of formula while it is parsed: its steps, and how deep things lie inside one another."""

    __slots__ = ("depth", "steps")

    def __init__(self, steps: list[Step], depth: int, column: int) -> None:
        if depth > DEEPEST:
            raise InputError(
                say("signs, roots or powers more than {deepest} deep", deepest=DEEPEST),
                column=column,
                expected=say("at most {deepest}", deepest=DEEPEST),
            )
        self.steps, self.depth = steps, depth


class _Builder:
    """What the parser calls for each rule. A part is used once, so its steps are extended in place."""

    def number(self, children: list[Any]) -> _Part:
        return _Part([Step("number", str(children[0]), 0, children[0].start_pos)], 0, 0)

    def name(self, children: list[Any]) -> _Part:
        return _Part([Step("name", str(children[0]), 0, children[0].start_pos)], 0, 0)

    def group(self, children: list[Any]) -> _Part:
        left, inside, _ = children
        return _Part(inside.steps, inside.depth + 1, left.start_pos)

    def call(self, children: list[Any]) -> _Part:
        function, *rest = children
        parts = [child for child in rest if type(child) is _Part]
        steps = parts[0].steps
        for part in parts[1:]:
            steps += part.steps
        steps.append(Step("call", str(function), len(parts), function.start_pos))
        return _Part(steps, max(part.depth for part in parts) + 1, function.start_pos)

    def binary(self, children: list[Any]) -> _Part:
        left, sign, right = children
        left.steps += right.steps
        left.steps.append(Step(str(sign), "", 2, sign.start_pos))
        return _Part(left.steps, max(left.depth, right.depth), sign.start_pos)

    def power(self, children: list[Any]) -> _Part:
        base, sign, exponent = children
        base.steps += exponent.steps
        base.steps.append(Step("^", "", 2, sign.start_pos))
        return _Part(base.steps, max(base.depth, exponent.depth + 1), sign.start_pos)

    def raised(self, children: list[Any]) -> _Part:
        base, sign = children
        base.steps.append(Step("number", "2" if sign == "²" else "3", 0, sign.start_pos))
        base.steps.append(Step("^", "", 2, sign.start_pos))
        return base

    def negate(self, children: list[Any]) -> _Part:
        sign, part = children
        only = part.steps[0]
        if len(part.steps) == 1 and only.kind == "number" and not only.text.startswith("-"):
            # A negative number is one number: its sign is not an operation on the page.
            return _Part([Step("number", "-" + only.text, 0, sign.start_pos)], part.depth + 1, sign.start_pos)
        part.steps.append(Step("negate", "", 1, sign.start_pos))
        return _Part(part.steps, part.depth + 1, sign.start_pos)

    def plus(self, children: list[Any]) -> _Part:
        sign, part = children
        return _Part(part.steps, part.depth + 1, sign.start_pos)

    def square_root(self, children: list[Any]) -> _Part:
        sign, part = children
        part.steps.append(Step("root", "", 1, sign.start_pos))
        return _Part(part.steps, part.depth + 1, sign.start_pos)


@lru_cache(maxsize=1)
def _parser() -> Any:
    import lark  # start-up

    return lark.Lark(_GRAMMAR, parser="lalr", lexer="basic", transformer=_Builder(), cache=False)


@lru_cache(maxsize=1024)
def parse(text: str) -> tuple[Step, ...]:
    """The program of a formula. Raises InputError with the column in `text`."""
    if NAME.fullmatch(text):
        return (Step("name", text, 0, 0),)
    _check_brackets(text)
    import lark  # start-up

    try:
        part: _Part = _parser().parse(text)
    except lark.exceptions.UnexpectedCharacters as fault:
        _explain_character(text, fault.pos_in_stream)
    except lark.exceptions.UnexpectedToken as fault:
        end = fault.token.type == "$END"
        _explain_token(text, len(text) if end else fault.token.start_pos, "" if end else str(fault.token))
    return tuple(part.steps)


def _check_brackets(text: str) -> None:
    opened: list[int] = []
    for column, character in enumerate(text):
        if character == "(":
            opened.append(column)
            if len(opened) > DEEPEST:
                raise InputError(
                    say("brackets more than {deepest} deep", deepest=DEEPEST),
                    column=column,
                    expected=say("at most {deepest}", deepest=DEEPEST),
                )
        elif character == ")":
            if not opened:
                raise InputError(say("')' closes nothing"), column=column, expected=say("brackets in pairs"))
            opened.pop()
    if opened:
        raise InputError(say("'(' is not closed"), column=opened[-1], expected=say("brackets in pairs"))


# -- why a formula cannot be read --------------------------------------------------------------------------

_OPERAND_BEFORE = re.compile(rf"([{_LETTER}][{_LETTER}0-9_]*|[0-9.]+|[)²³])\s*$")
_OPERAND_AFTER = re.compile(rf"[{_LETTER}][{_LETTER}0-9_]*|[0-9.]+|[(√].*")
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


def _explain_character(text: str, column: int) -> NoReturn:
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
        message, expected = (
            say("{describe} is a numeral", describe=describe(character)),
            say("{numeral:.0f} in digits", numeral=numeral),
        )
    else:
        seen = f"'{character}'" if character.isascii() else describe(character)
        message, expected = (
            say("{seen} has no meaning in a formula", seen=seen),
            say("numbers, names, + - * / ^ ( ) and functions"),
        )
    raise InputError(message, column=column, expected=expected)


def _explain_token(text: str, column: int, token: str) -> NoReturn:
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
