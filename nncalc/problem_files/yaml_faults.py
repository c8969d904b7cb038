"""What YAML says of a text that it cannot read, in words that help."""

from __future__ import annotations

import re

from nncalc.errors import InputError
from nncalc.problem_files.key_words import key_named
from nncalc.reading.characters import shown
from nncalc.words import say

DEEPEST = 50


class NotYaml(Exception):
    """The parser stopped: the error to show, and the 0-based line in the whole file."""

    def __init__(self, error: InputError, line: int) -> None:
        super().__init__(error.message)
        self.error, self.line = error, line


class Source:
    """The bytes of a file, and where its lines begin (found once, when an error is met)."""

    def __init__(self, data: bytes, name: str) -> None:
        self.data, self.name = data, name
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """The offset of each line."""
        if self._starts is None:
            self._starts = [
                0,
                *[found.end() for found in re.finditer(rb"\r\n|\r|\n|\xc2\x85|\xe2\x80[\xa8\xa9]", self.data)],
            ]
        return self._starts

    def line(self, number: int) -> str | None:
        """The text of a line, from 0; None behind the end."""
        if number >= len(self.starts):
            return None
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.data)
        return self.data[self.starts[number] : end].decode("utf-8", "replace").rstrip("\r\n")


_NO_SPACE = re.compile(r"\s*(?:- )?(\w+)(?::(?=[^\s/])|：\s*)(\S.*)?")

_FULL_WIDTH = re.compile(r"(\w+)\s*：\s*$")
"""A name with a full-width colon before a bracket or a quote, inside brackets."""
_BEGINS_FULL_WIDTH = re.compile(r"\s*(\w+)\s*：([^\r\n]*)")
_VALUE = re.compile(r"\[.*\]|\{.*?\}|[^,}]+")
_KEY = re.compile(r"(\s*(?:- +)?)(\w+)(?=:(?:\s|$))")


def with_a_plain_colon(text: str) -> str | None:
    """What to write for a text that begins with a name and a full-width colon; None for another."""
    found = _BEGINS_FULL_WIDTH.match(text)
    return None if found is None else _plainly(found[1], found[2].strip())


def _plainly(name: str, value: str | None) -> str:
    """A name with a plain colon, and what stands behind it."""
    if key_named(name) == "problems":
        return say("{name}: a list of problems, with a plain colon", name=shown(name))
    return say("{torn}: {value}, with a plain colon", torn=shown(name), value=shown(value or "one", 60))


def said_of_yaml(problem: str, line: str | None, column: int, above: str) -> tuple[str, str]:
    """What is wrong and what to write instead, by the words of the YAML parser; `above` is the line before."""
    if line and "\t" in line[: len(line) - len(line.lstrip())]:
        return say("a tab stands in the indentation"), say("spaces for indentation, not tabs")
    if "cannot start any token" in problem:
        sign = line[column] if line and column < len(line) else "this"
        return say("a value cannot start with '{sign}'", sign=sign), say('quotes round it: "@data.csv"')
    if "nesting depth" in problem:
        return say("nested more than {deepest} deep", deepest=DEEPEST), say("at most {deepest} levels", deepest=DEEPEST)
    if "escape" in problem:
        return say("a backslash between double quotes begins no character"), say(
            "single quotes, which leave backslashes alone"
        )
    begun, before = _KEY.match(line or ""), _KEY.match(above)
    if begun and before and begun.end(2) == column and begun.start(2) > before.start(2):
        inner, outer = begun[2], before[2]
        return say("'{inner}' is not in line with '{outer}' above", inner=inner, outer=outer), say(
            "'{inner}' right below '{outer}'", inner=inner, outer=outer
        )
    unspaced = _unspaced(line, column, above)
    if unspaced:
        return unspaced
    if "unexpected ':'" in problem:
        return say("no space follows a colon inside brackets"), "{z: [1, 2], y: 0}"
    if "mapping values are not allowed" in problem:
        return say("a colon and a space stand inside a value"), say(
            "quotes round a text that holds a colon and a space"
        )
    if "',' or" in problem or "flow" in problem:
        return say("a bracket is not closed, or a comma is missing"), say(
            "brackets in pairs, commas between their parts"
        )
    if "expected '-'" in problem or "expected <block end>" in problem or "expected key" in problem:
        return say("the line is not indented like those above it"), say("the keys of a problem below one another")
    return problem, say("a mapping such as `id: one`, with its parts indented by spaces")


def _unspaced(line: str | None, column: int, above: str) -> tuple[str, str] | None:
    """A name whose colon has no space behind it, or is full-width."""
    torn = _NO_SPACE.fullmatch(above) or _NO_SPACE.fullmatch(line or "")
    if torn:
        return say("no space follows the colon after '{torn}'", torn=torn[1]), _plainly(torn[1], torn[2])
    inside = _FULL_WIDTH.search((line or "")[:column])
    if inside:
        value = _VALUE.match(line or "", column)
        said = value[0].strip() if value else "one"
        return say("no space follows the colon after '{inside}'", inside=inside[1]), say(
            "{inside}: {said}, with a plain colon", inside=inside[1], said=said
        )
    return None
