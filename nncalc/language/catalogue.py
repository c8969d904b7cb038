"""A catalogue of messages in the form of gettext, `.mo`, of which only the messages asked for are read.

The messages of a `.mo` file stand sorted by their bytes; a message is found by halving. The standard library's gettext
would read all of them at every start.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from string import Formatter
from typing import Any

from nncalc import words
from nncalc.language.compiling import CONTEXT, NAME, compiled, is_stale, kept

_SIGNS = frozenset("，。：；、（）“”？《》")
_PIECES = Formatter().parse
_FORMAT = Formatter().format_field


class MessageFile(words.Catalogue):
    """The messages of a `.mo` file.

    Raises ValueError where the file is none.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.order: Any = {b"\xde\x12\x04\x95": "little", b"\x95\x04\x12\xde": "big"}.get(data[:4])
        if self.order is None:
            raise ValueError("no catalogue of gettext")
        self.number, self.ids, self.strings = (self._whole(place) for place in (8, 12, 16))
        self.known: dict[tuple[str, str], str] = {}

    def wording(self, message: str, context: str) -> str:
        """The words of a message, the message itself where there are none."""
        found = self.known.get((message, context))
        if found is None:
            key = _key(message, context)
            found = self.known[message, context] = (self._sought(key) or message).partition("\0")[0]
        return found

    def of_number(self, one: str, several: str, number: int, context: str) -> str:
        """The words of a message for a number of things."""
        found = self._sought(_key(f"{one}\0{several}", context))
        if found is None:
            return self.wording(one if number == 1 else several, context)
        forms = found.split("\0")
        return forms[self._form(number)] if len(forms) > 1 else found

    def filled(self, message: str, values: dict[str, object]) -> str:
        """Words with their places filled in. Spaces beside a value are such that Han characters stand together.

        Between Han and other letters and digits there is one space, beside Han and full-width signs none.
        """
        made = ""
        for literal, name, form, conversion in _PIECES(message):
            if literal:
                made = _then_literal(made, literal)
            if name is not None:
                value = values[name]
                text = str(value) if conversion else _FORMAT(value, form or "")
                made = _then_value(made, text, bool(literal))
        return made

    def _form(self, number: int) -> int:
        """Which of its forms a language takes for a number, as the head of the catalogue says."""
        from gettext import c2py  # start-up: a language of one form for all numbers does without

        head = self._sought(b"") or ""
        line = next((line for line in head.split("\n") if line.startswith("Plural-Forms:")), "")
        form: Callable[[int], int] = c2py(line.partition("plural=")[2].partition(";")[0] or "n != 1")
        return form(number)

    def _sought(self, key: bytes) -> str | None:
        low, high = 0, self.number
        while low < high:
            middle = (low + high) // 2
            found = self._text(self.ids + 8 * middle)
            if found == key:
                return self._text(self.strings + 8 * middle).decode()
            low, high = (middle + 1, high) if found < key else (low, middle)
        return None

    def _text(self, place: int) -> bytes:
        start = self._whole(place + 4)
        return self.data[start : start + self._whole(place)]

    def _whole(self, place: int) -> int:
        return int.from_bytes(self.data[place : place + 4], self.order)


def _key(message: str, context: str) -> bytes:
    return (f"{context}{CONTEXT}{message}" if context else message).encode()


def _then_literal(before: str, after: str) -> str:
    """What has been filled in, and the words that go on behind it: these lose a space, or get one before them."""
    if not before or before.endswith("\n"):
        return before + after
    if after[0] == " " and is_wide(before[-1]) and (is_wide(after[1:2]) or not is_han(before[-1])):
        return before + after[1:]
    return f"{before} {after}" if is_han(after[0]) and _is_letter(before[-1]) else before + after


def _then_value(before: str, value: str, behind_words: bool) -> str:
    """Words, and what is put in behind them: the words lose their space, or get one; the value stays as it is."""
    if not before or not value or not behind_words:
        return before + value
    if before[-1] == " " and is_wide(value[0]) and (is_wide(before[-2:-1]) or not is_han(value[0])):
        return before[:-1] + value
    return f"{before} {value}" if is_han(before[-1]) and _is_letter(value[0]) else before + value


def is_han(sign: str) -> bool:
    """Whether a sign is a Chinese character."""
    return "\u4e00" <= sign <= "\u9fff"


def is_wide(sign: str) -> bool:
    """Whether a sign is a Chinese character or a full-width sign of punctuation."""
    return is_han(sign) or sign in _SIGNS


def _is_letter(sign: str) -> bool:
    return sign.isalnum() and not is_wide(sign)


def load(folder: str) -> MessageFile:
    """The catalogue of a language's folder. Where its sources stand beside it and are younger, it is made anew."""
    path = os.path.join(folder, NAME)
    if is_stale(folder, path):
        data = compiled(folder)
        kept(path, data)
        return MessageFile(data)
    with open(path, "rb") as file:
        return MessageFile(file.read())
