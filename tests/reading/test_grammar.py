"""The parser of formulas against Lark's, which is made from the grammar as it is written: programs, and places of errors."""

from __future__ import annotations

import random
from typing import Any

import lark
import pytest

from nncalc.errors import InputError
from nncalc.reading.grammar import DEEPEST, NAME, Step, parse

GRAMMAR = rf"""
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
"""
PIECES = [*"()(),+-*/^²³√ -√%[!.", "**", "1", "2.5", ".5", "1e3", "1.", "x", "w1", "max", "a.1", "α", "e", "s.2.w"]


class Steps(lark.Transformer[Any, Any]):
    """A tree as the program that nncalc makes of it."""

    def number(self, children: list[Any]) -> list[Step]:
        return [Step("number", str(children[0]), 0, children[0].start_pos)]

    def name(self, children: list[Any]) -> list[Step]:
        return [Step("name", str(children[0]), 0, children[0].start_pos)]

    def group(self, children: list[Any]) -> list[Step]:
        return children[1]

    def call(self, children: list[Any]) -> list[Step]:
        function, *rest = children
        parts = [part for part in rest if type(part) is list]
        return [*(step for part in parts for step in part), Step("call", str(function), len(parts), function.start_pos)]

    def binary(self, children: list[Any]) -> list[Step]:
        left, sign, right = children
        return [*left, *right, Step("^" if sign.type == "RAISE" else str(sign), "", 2, sign.start_pos)]

    power = binary

    def raised(self, children: list[Any]) -> list[Step]:
        base, sign = children
        exponent = Step("number", {"²": "2", "³": "3"}[sign], 0, sign.start_pos)
        return [*base, exponent, Step("^", "", 2, sign.start_pos)]

    def negate(self, children: list[Any]) -> list[Step]:
        sign, part = children
        if len(part) == 1 and part[0].kind == "number" and not part[0].text.startswith("-"):
            return [Step("number", f"-{part[0].text}", 0, sign.start_pos)]
        return [*part, Step("negate", "", 1, sign.start_pos)]

    def plus(self, children: list[Any]) -> list[Step]:
        return children[1]

    def square_root(self, children: list[Any]) -> list[Step]:
        return [*children[1], Step("root", "", 1, children[0].start_pos)]


LARK = lark.Lark(GRAMMAR, parser="lalr", lexer="basic", transformer=Steps())


def by_lark(text: str) -> list[Step] | None:
    try:
        return LARK.parse(text)  # type: ignore[return-value]
    except lark.exceptions.UnexpectedInput:
        return None


def by_nncalc(text: str) -> list[Step] | None:
    try:
        return list(parse(text))
    except InputError:
        return None


def texts(number: int) -> list[str]:
    """Pieces of formulas side by side, their brackets mostly closed."""
    source = random.Random(7)
    found = []
    for _ in range(number):
        text = "".join(source.choice(PIECES) for _ in range(source.randint(1, 12)))
        missing = text.count("(") - text.count(")")
        found.append(text + ")" * missing if source.random() < 0.8 else text)
    return found


def test_programs_are_those_of_the_written_grammar() -> None:
    read = 0
    for text in texts(20_000):
        right = by_lark(text)
        assert by_nncalc(text) == right, text
        read += right is not None
    assert read > 1000


def test_an_error_stands_where_the_grammar_has_it() -> None:
    """Brackets are looked at first, so only texts whose brackets are in pairs are compared."""
    compared = 0
    for text in texts(20_000):
        try:
            LARK.parse(text)
        except lark.exceptions.UnexpectedCharacters as fault:
            column = fault.pos_in_stream
        except lark.exceptions.UnexpectedToken as fault:
            column = len(text) if fault.token.type == "$END" else fault.token.start_pos
        else:
            continue
        with pytest.raises(InputError) as raised:
            parse(text)
        if "clos" not in raised.value.message:
            compared += 1
            assert raised.value.column == column, text
    assert compared > 1000


@pytest.mark.parametrize(
    ("text", "deep"),
    [
        ("-" * DEEPEST + "x", True),
        ("√" * DEEPEST + "x", True),
        ("2^" * DEEPEST + "x", True),
        ("(" * DEEPEST + "x" + ")" * DEEPEST, True),
        ("-" * (DEEPEST + 1) + "x", False),
        ("√" * (DEEPEST + 1) + "x", False),
        ("2^" * (DEEPEST + 1) + "x", False),
        ("-(" * 51 + "x" + ")" * 51, False),
        ("x" + "+x" * 3000, True),
    ],
    ids=range(9),
)
def test_how_deep_a_formula_may_be(text: str, deep: bool) -> None:
    if deep:
        assert parse(text) == tuple(LARK.parse(text))  # type: ignore[arg-type]
    else:
        with pytest.raises(InputError, match="deep"):
            parse(text)
