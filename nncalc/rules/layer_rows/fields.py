"""How shapes and layers are read from what is typed."""

from __future__ import annotations

import re
from typing import Any

from nncalc.declaring.kinds import Kind, Reading
from nncalc.errors import InputError
from nncalc.reading.characters import clean
from nncalc.rules.convolution.token_values import LARGEST
from nncalc.rules.layer_rows.units import LayerRow, read_layers
from nncalc.words import say


class Shape(Kind):
    """A shape: `3x227x227`, `3×227×227`, `(3, 227, 227)`, a list of whole numbers."""

    words = "a shape: 3x227x227"
    schema = {"anyOf": [{"type": ["string", "integer"]}, {"type": "array", "items": {"type": ["integer", "string"]}}]}

    def read(self, value: Any, name: str, reading: Reading) -> tuple[int, ...]:
        text = "x".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
        plain = clean(text)
        parts = [part.strip() for part in re.split("[xX*,]", plain.strip(" ()[]"))]
        for part in parts:
            if not re.fullmatch(r"\d{1,9}", part) or not 1 <= int(part) <= LARGEST:
                said = (
                    say("'{part}' is not a whole number from 1 to {largest:,}", part=part, largest=LARGEST)
                    if part
                    else say("a side is missing")
                )
                raise InputError(said, name=name, text=text, expected=say("whole numbers with x between: 3x227x227"))
        return tuple(map(int, parts))


class Layers(Kind):
    """Layer tokens, one text or a list of texts."""

    words = "layers such as conv:96,k=11,s=4 relu pool:max,k=3,s=2"
    schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}

    def read(self, value: Any, name: str, reading: Reading) -> LayerRow:
        return read_layers(value, reading.folder)
