"""Kinds of givens that are words and text."""

from __future__ import annotations

from typing import Any

from nncalc.declaring.fields import Kind, Reading, depth
from nncalc.errors import InputError


class WordList(Kind):
    """One or more words, such as class names."""

    words = "words"
    schema = {"anyOf": [{"type": ["string", "number"]}, {"type": "array", "items": {"type": ["string", "number"]}}]}

    def read(self, value: Any, name: str, reading: Reading) -> list[str]:
        nested = self.cells(value, reading)
        if depth(nested) > 1:
            raise InputError(f"{name} is one row of words", name=name, expected="cat,car,frog")
        return [cell.text for cell in (nested if isinstance(nested, list) else [nested])]


class Text(Kind):
    """Text kept as it was typed, for a type that reads it itself."""

    schema = {"type": ["string", "number"]}

    def __init__(self, words: str = "text") -> None:
        self.words = words

    def read(self, value: Any, name: str, reading: Reading) -> str:
        return str(value)
