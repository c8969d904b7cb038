"""Orders as givens: one of some words, or numbers of samples or units in a row."""

from __future__ import annotations

from typing import Any

from nncalc.declaring.kinds import Choice, Reading
from nncalc.errors import InputError
from nncalc.words import say

_NUMBERS = {"sample": "sample numbers: 2,1,3", "unit": "unit numbers: 2,1,3"}
_NO_NUMBER = {"sample": "'{which}' is not the number of a sample", "unit": "'{which}' is not the number of a unit"}


class Order(Choice):
    """One of the words, or numbers of `things`, sample or unit: kept as text (`2,1,3`)."""

    def __init__(self, things: str, *values: str) -> None:
        super().__init__(values)
        self.things = things
        numbers = {"type": "array", "items": {"type": ["integer", "string"]}}
        self.schema = {"anyOf": [{"enum": list(values)}, numbers, {"type": ["integer", "string"]}]}

    @property
    def said(self) -> str:
        return f"{super().said} | {say(_NUMBERS[self.things])}"

    def read(self, value: Any, name: str, reading: Reading) -> str:
        if isinstance(value, str) and not any(character.isdecimal() for character in value):
            return super().read(value, name, reading)
        nested = self.cells(value, reading)
        rows = nested if isinstance(nested, list) else [nested]
        cells = [row[0] if isinstance(row, list) and len(row) == 1 else row for row in rows]
        for cell in cells:
            if isinstance(cell, list) or not (cell.text.isascii() and cell.text.isdecimal() and len(cell.text) < 7):
                source = cell if not isinstance(cell, list) else None
                raise InputError(
                    say(_NO_NUMBER[self.things], which=source.text if source else value),
                    name=name,
                    text=source.source if source else str(value),
                    column=source.column if source else None,
                    expected=self.said,
                )
        return ",".join(str(int(cell.text)) for cell in cells)
