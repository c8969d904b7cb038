"""Expressions of pasted Python, by recursive descent; depth and length are bounded."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nncalc.rules.layer_rows.pasted.nodes import (
    CUT,
    Attribute,
    Call,
    Each,
    Items,
    Literal,
    Name,
    Operation,
    Part,
    Slices,
    Star,
)
from nncalc.rules.layer_rows.pasted.tokens import Token, fail, number
from nncalc.words import say

DEEPEST = 30
"""Brackets inside brackets."""
MOST_IN_A_ROW = 100
"""Signs, calls or parts in a row."""
_CONSTANTS = {"True": True, "False": False, "None": None}
_NOT_READ = frozenset(("lambda", "yield", "await", "async"))
KEYWORDS = frozenset(("for", "in", "if", "else", "and", "or", "not", "is", *_NOT_READ))
_COMPARED = 3
_STRENGTHS = {
    "or": 1, "and": 2, **dict.fromkeys(("==", "!=", "<", ">", "<=", ">=", "in", "is"), _COMPARED),
    **dict.fromkeys("|^&", 4), **dict.fromkeys("+-", 5), **dict.fromkeys(("*", "/", "//", "%", "@"), 6),
}  # fmt: skip
"""How strongly signs bind."""


class Tokens:
    """The tokens of a text, taken one after another."""

    def __init__(self, source: str, tokens: list[Token]) -> None:
        self.source, self.tokens, self.at = source, tokens, 0

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    def seen(self, *texts: str) -> bool:
        """Whether one of these names or signs stands here."""
        return self.here.kind in ("sign", "name") and self.here.text in texts

    def ahead(self, steps: int = 1) -> Token:
        return self.tokens[min(self.at + steps, len(self.tokens) - 1)]

    def taken(self, *texts: str) -> bool:
        """Whether one of these stood here; it is passed then."""
        found = self.seen(*texts)
        self.at += found
        return found

    def take(self) -> Token:
        token = self.here
        self.at += token.kind != "end"
        return token

    def want(self, text: str) -> Token:
        if not self.seen(text):
            at_end = self.here.kind == "end" or (self.here.kind == "newline" and self.ahead().kind == "end")
            self.fail_here(")" if at_end and text == "," else text)
        return self.take()

    def fail_here(self, wanted: str | None = None) -> None:
        token = self.here
        if token.kind == "end" or (token.kind == "newline" and self.ahead().kind == "end"):
            fail(self.source, token.place, say("the pasted layer breaks off"), expected=wanted or ")")
        if wanted is None:
            fail(
                self.source, token.place, say("'{token}' is not understood here", token=token.text or say("this line"))
            )
        said = token.text[:20] or say("the end of the line")
        fail(self.source, token.place, say("'{token}' stands where '{expected}' should", token=said, expected=wanted),
             expected=wanted)  # fmt: skip


class Expressions(Tokens):
    """Reads expressions."""

    depth = 0

    def nested(self, read: Callable[[], Any]) -> Any:
        """What stands one level deeper. Raises InputError where it is too deep."""
        if self.depth >= DEEPEST:
            fail(self.source, self.here.place, say("calls more than {deepest} deep", deepest=DEEPEST))
        self.depth += 1
        found = read()
        self.depth -= 1
        return found

    def items(self) -> Any:
        """An expression, or several with commas between as a tuple."""
        place = self.here.place
        first = self.starred()
        if not self.seen(","):
            return first
        found = [first]
        while self.taken(","):
            if self.here.kind in ("newline", "end") or self.seen(")", "=", ":", "]", ";"):
                break
            found.append(self.starred())
        return Items("tuple", found, place)

    def starred(self) -> Any:
        place = self.here.place
        return Star(self.expression(), place) if self.taken("*") else self.expression()

    def expression(self) -> Any:
        """`a if b else c`, `or`, `and`, `not`, comparisons, arithmetic."""
        value = self.binary(1)
        if not self.seen("if"):
            return value
        place = self.take().place
        condition = self.binary(1)
        self.want("else")
        return Operation("if", [value, condition, self.nested(self.expression)], place)

    def binary(self, least: int) -> Any:
        """Operands with signs between them that bind at least so strongly."""
        place = self.here.place
        if self.taken("not"):
            value: Any = Operation("not", [self.nested(lambda: self.binary(_COMPARED))], place)
        else:
            value = self._signed()
        for _ in range(MOST_IN_A_ROW):
            strength = self._strength()
            if strength < least:
                return value
            token = self.take()
            sign = token.text
            if sign == "not" or (sign == "is" and self.seen("not")):
                self.take()
                sign = "not in" if sign == "not" else "is not"  # no sentence: signs of Python
            value = Operation(sign, [value, self.binary(strength + 1)], token.place)
        return fail(self.source, self.here.place, say("more than {most} signs in a row", most=MOST_IN_A_ROW))

    def _strength(self) -> int:
        """How strongly the sign here binds; 0 where none stands."""
        if self.here.kind not in ("sign", "name"):
            return 0
        if self.here.text == "not":
            return _COMPARED if self.ahead().text == "in" else 0
        return _STRENGTHS.get(self.here.text, 0)

    def _signed(self) -> Any:
        if self.seen("-", "+", "~"):
            token = self.take()
            return Operation(f"{token.text}x", [self.nested(self._signed)], token.place)
        base = self._postfix()
        if self.seen("**"):
            place = self.take().place
            return Operation("**", [base, self.nested(self._signed)], place)
        return base

    def _postfix(self) -> Any:
        value = self._atom()
        for _ in range(MOST_IN_A_ROW):
            place = self.here.place
            if self.taken("."):
                if self.here.kind != "name":
                    self.fail_here("name")
                value = Attribute(value, self.take().text, place)
            elif self.seen("("):
                value = self.nested(partial(self._call, value))
            elif self.taken("["):
                value = Part(value, self.nested(self._index), place)
                self.want("]")
            else:
                return value
        return fail(self.source, self.here.place, say("more than {most} calls in a row", most=MOST_IN_A_ROW))

    def _index(self) -> Any:
        """What stands between the brackets of a part: an expression, or `Slices`."""
        parts: list[Any] = []
        value, colon, several = None, False, False
        while not self.seen("]"):
            if self.taken(","):
                parts.append(CUT if colon and value is not None else value)
                value, colon, several = None, False, True
            elif self.taken(":"):
                colon = True
            else:
                value = self.expression()
        if not several and not colon:
            return value
        return Slices([*parts, CUT if colon and value is not None else value])

    def _call(self, function: Any) -> Call:
        place = self.want("(").place
        arguments: list[Any] = []
        named: dict[str, Any] = {}
        while not self.seen(")"):
            if self.here.kind == "name" and self.ahead().text == "=" and self.ahead().kind == "sign":
                key = self.take()
                self.want("=")
                if key.text in named:
                    fail(self.source, key.place, say("{key} is given twice", key=key.text))
                named[key.text] = self.expression()
            elif self.taken("**"):
                named["**"] = self.expression()
            else:
                arguments.append(self._each(self.starred()))
            if not self.seen(")"):
                self.want(",")
        end = self.want(")").place + 1
        return Call(function, arguments, named, place, end)

    def _each(self, item: Any) -> Any:
        """The item, or all of `item for target in values`."""
        if not self.seen("for"):
            return item
        place = self.take().place
        target = self._targets()
        self.want("in")
        values = self.binary(1)
        if self.seen("if", "for"):
            fail(self.source, self.here.place, say("'{word}' is not read here", word=self.here.text))
        return Each(item, target, values, place)

    def _targets(self) -> Any:
        """`i`, `i, x`, `i, (x, y)`."""
        place, found = self.here.place, []
        while (self.here.kind == "name" and not self.seen("in")) or self.seen("("):
            if self.taken("("):
                found.append(self.nested(self._targets))
                self.want(")")
            else:
                found.append(Name(self.here.text, self.take().place))
            if not self.taken(","):
                break
        if not found:
            self.fail_here("name")
        return found[0] if len(found) == 1 else Items("tuple", found, place)

    def _atom(self) -> Any:
        token = self.here
        if token.kind == "number":
            self.take()
            return Literal(number(self.source, token), token.place)
        if token.kind == "text":
            return self._text()
        if token.kind == "name":
            if token.text in _NOT_READ:
                fail(self.source, token.place, say("'{word}' is not read here", word=token.text))
            if token.text in KEYWORDS:
                self.fail_here()
            self.take()
            constant = token.text in _CONSTANTS
            return Literal(_CONSTANTS[token.text], token.place) if constant else Name(token.text, token.place)
        if self.seen("(", "["):
            return self.nested(self._bracket)
        if self.seen("{"):
            return self.nested(self._dictionary)
        self.fail_here()
        return None

    def _text(self) -> Literal:
        place, whole = self.here.place, ""
        while self.here.kind == "text":
            text = self.take().text
            body = text.lstrip("rRbBuUfF")
            whole += body[3:-3] if body[:3] in ("'''", '"""') else body[1:-1]
        return Literal(whole, place)

    def _bracket(self) -> Any:
        opening = self.take()
        closing = ")" if opening.text == "(" else "]"
        found: list[Any] = []
        comma = False
        while not self.seen(closing):
            found.append(self._each(self.starred()))
            if not self.seen(closing):
                self.want(",")
                comma = True
        self.want(closing)
        if closing == ")" and len(found) == 1 and not comma and not isinstance(found[0], (Each, Star)):
            return found[0]
        return Items("list" if closing == "]" else "tuple", found, opening.place)

    def _dictionary(self) -> Items:
        place, found = self.take().place, []
        while not self.seen("}"):
            key = self.expression()
            self.want(":")
            found.append(Items("tuple", [key, self.expression()], key.place))
            if not self.seen("}"):
                self.want(",")
        self.want("}")
        return Items("dict", found, place)
