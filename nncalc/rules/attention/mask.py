"""A mask as a given."""

from __future__ import annotations

from typing import Any

from nncalc.declaring.kinds import Kind, Reading
from nncalc.declaring.numeric import Numeric
from nncalc.errors import InputError
from nncalc.words import say

WORDS = ("none", "causal")


class Mask(Kind):
    """`none`, `causal`, or a 0/1 matrix: a row a query, or one row for all of them."""

    words = "none, causal, or a 0/1 matrix with a row for each query and a column for each key: 1,0:1,1"
    _rows = Numeric(2, words=words, symbols=False)
    schema = {"anyOf": [{"enum": list(WORDS)}, *_rows.schema["anyOf"]]}

    def read(self, value: Any, name: str, reading: Reading) -> Any:
        word = value.strip().lower() if isinstance(value, str) else ""
        if word in WORDS:
            return word
        if word.replace("-", "").isalpha():
            raise InputError(
                say("'{value}' is no mask", value=value), name=name, text=value, expected=self.said,
                nearest="causal" if word[:2] in ("ca", "lo", "tr", "au") else None,
            )  # fmt: skip
        return self._rows.read(value, name, reading)
