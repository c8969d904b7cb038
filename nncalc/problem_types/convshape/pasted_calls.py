"""Calls with literal arguments, as PyTorch and Keras layers are written; a small bounded reader, nothing is evaluated.

Several calls may follow one another: in `nn.Sequential(…)`, in a Keras list, in a printed module (`(0): Conv2d(…)`), as
assignments (`self.conv1 = …`) or functional calls (`x = Conv2D(…)(x)`).
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from nncalc.reading.characters import clean
from nncalc.rules.convolution.tokens import refuse
from nncalc.words import say

DEEPEST = 20
"""Calls inside calls."""
_TOKEN = re.compile(
    r"\s*(?:([A-Za-z_][\w.]*)|(\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|('[^']*'|\"[^\"]*\")|([-()\[\],=:{}]))"
)


class Call(NamedTuple):
    """One call: its name without the module, arguments in order and by name."""

    name: str
    arguments: list[Any]
    named: dict[str, Any]
    column: int


class CallReader:
    """Recursive descent over the tokens of one pasted text."""

    def __init__(self, text: str) -> None:
        self.text = text
        plain = clean(text.replace("\n", " ").replace("\r", " ").replace("\t", " "))
        self.tokens: list[tuple[str, str, int]] = []
        place = 0
        while plain[place:].strip():
            found = _TOKEN.match(plain, place)
            if not found:
                refuse(
                    text, say("'{plain}' is not understood in a pasted layer", plain=plain[place:].strip()[0]), place
                )
            kind = ("name", "number", "text", "sign")[found.lastindex - 1 if found.lastindex else 0]
            self.tokens.append((kind, found[found.lastindex or 0], found.start(found.lastindex or 0)))
            place = found.end()
        self.at = 0

    def peek(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead][1] if self.at + ahead < len(self.tokens) else ""

    def take(self, expected: str | None = None) -> tuple[str, str, int]:
        if self.at >= len(self.tokens):
            refuse(self.text, say("the pasted layer breaks off"), len(self.text), expected=")")
        token = self.tokens[self.at]
        if expected is not None and token[1] != expected:
            refuse(
                self.text,
                say("'{token}' stands where '{expected}' should", token=token[1], expected=expected),
                token[2],
                expected=expected,
            )
        self.at += 1
        return token

    def calls(self) -> list[Call]:
        """All calls of the text, one after another."""
        found = []
        while self.at < len(self.tokens):
            self._skip_label()
            if self.peek() in (",", "[", "]"):
                self.at += 1
                continue
            value = self.value(0)
            if not isinstance(value, Call):
                refuse(
                    self.text, say("{value!r} is not a layer", value=value), expected="Conv2d(3, 96, kernel_size=11)"
                )
            found.append(value)
            if self.peek() == "(" and self.peek(2) == ")" and self.peek(3) != ":":
                self.at += 3  # what a functional call is applied to
        return found

    def _skip_label(self) -> None:
        """`(0):` of a printed module, `self.conv1 =` of a definition."""
        if self.peek() == "(" and self.peek(2) == ")" and self.peek(3) == ":":
            self.at += 4
        elif self.peek(1) == "=" and self.at < len(self.tokens) and self.tokens[self.at][0] == "name":
            self.at += 2

    def value(self, depth: int) -> Any:
        if depth > DEEPEST:
            refuse(self.text, say("calls more than {deepest} deep", deepest=DEEPEST))
        kind, word, column = self.take()
        if kind == "number":
            return float(word) if re.search("[.eE]", word) else int(word[:15].replace("_", ""))
        if kind == "text":
            return word[1:-1]
        if kind == "name":
            constants = {"True": True, "False": False, "None": None}
            return self._call(word, column, depth) if self.peek() == "(" else constants.get(word, word)
        if word == "-":
            number = self.value(depth + 1)
            return (
                -number
                if isinstance(number, (int, float))
                else refuse(self.text, say("a minus before no number"), column)
            )
        if word in "([":
            return self._items(")" if word == "(" else "]", depth)
        return refuse(self.text, say("'{word}' is not understood here", word=word), column)

    def _items(self, closing: str, depth: int) -> tuple[Any, ...]:
        items = []
        while self.peek() != closing:
            items.append(self.value(depth + 1))
            if self.peek() != closing:
                self.take(",")
        self.take(closing)
        return tuple(items)

    def _call(self, name: str, column: int, depth: int) -> Call:
        self.take("(")
        arguments: list[Any] = []
        named: dict[str, Any] = {}
        while self.peek() != ")":
            if self.peek() == "(" and self.peek(3) == ":":
                self._skip_label()
            if self.peek(1) == "=":
                key = self.take()[1]
                self.take("=")
                if key in named:
                    refuse(self.text, say("{key} is given twice", key=key), column)
                named[key] = self.value(depth + 1)
            else:
                arguments.append(self.value(depth + 1))
            if self.peek() == ",":
                self.at += 1
            elif self.peek() != ")" and not isinstance((arguments or [None])[-1], Call):
                self.take(",")
        self.take(")")
        return Call(name.rpartition(".")[2], arguments, named, column)
