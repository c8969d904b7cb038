"""Truth tables: the gates by their names, and what is typed of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

from nncalc.declaring.kinds import Kind, Reading
from nncalc.errors import InputError, nearest
from nncalc.language.typed import meant
from nncalc.reading.characters import clean, shown
from nncalc.rules.sample_labels.coding import number_of
from nncalc.words import say

GATES: dict[str, Callable[[Sequence[int]], bool]] = {
    "and": lambda x: all(x),
    "or": lambda x: any(x),
    "nand": lambda x: not all(x),
    "nor": lambda x: not any(x),
    "xor": lambda x: sum(x) % 2 == 1,
    "xnor": lambda x: sum(x) % 2 == 0,
    "not": lambda x: not x[0],
    "majority": lambda x: 2 * sum(x) > len(x),
}
"""Each gate as a function of a row of 0 and 1."""
OTHER_NAMES = {"nxor": "xnor", "parity": "xor", "inverter": "not"}
USUAL_INPUTS = {"not": 1, "majority": 3}
"""Inputs of a gate whose name does not say them; 2 of the others."""


class Truth(Kind):
    """The wanted outputs of the rows: the name of a gate, or a 0 or 1 (−1 or 1) for each."""

    words = "a gate, such as and, xor, majority; or an output for each row: 0,1,1,0"
    of_cells = True
    schema = {
        "anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "array", "items": {"type": ["integer", "string"]}}]
    }

    def read(self, value: Any, name: str, reading: Reading) -> str | list[int]:
        if isinstance(value, str):
            word = clean(value).strip().lower()
            word = meant("gates", word) or OTHER_NAMES.get(word, word)
            if word in GATES:
                return word
            if len(word) > 1 and set(word) <= {"0", "1"}:
                raise InputError(
                    say("truth has no commas"), name=name, text=value, expected=self.said, nearest=",".join(word)
                )
            if word.isalpha():
                raise InputError(
                    say("'{word}' is no gate that is known", word=shown(value)), name=name, text=value,
                    expected=say("{gates}, or outputs 0,1,1,0", gates=" ".join(GATES)), nearest=nearest(word, list(GATES)),
                )  # fmt: skip
        nested = self.cells(value, reading)
        rows = nested if isinstance(nested, list) else [nested]
        cells = [row[0] if isinstance(row, list) and len(row) == 1 else row for row in rows]
        found = []
        for number, cell in enumerate(cells, 1):
            output = None if isinstance(cell, list) else number_of(cell)
            if output not in (-1, 0, 1):
                raise InputError(
                    say("output {number} is neither 0 nor 1", number=number), name=name, expected=self.said
                )
            found.append(int(output.p))
        if {-1, 0} <= set(found):
            raise InputError(
                say("outputs -1 and 0 stand side by side"), name=name, expected=say("0 and 1, or -1 and 1")
            )
        return found


def counting(inputs: int) -> list[tuple[int, ...]]:
    """All rows of so many 0s and 1s, in the order of counting."""
    return list(product((0, 1), repeat=inputs))


def gate_named(rows: Sequence[Sequence[int]], outputs: Sequence[int]) -> str | None:
    """The gate with these outputs (above 0 or not) of these rows; None where it has no name."""
    if len(rows[0]) == 1:
        return "not" if outputs[0] > 0 >= outputs[-1] and len(rows) == 2 else None
    for name, gate in GATES.items():
        odd = len(rows[0]) % 2 == 1
        if (
            name != "not"
            and (name != "majority" or odd)
            and all(bool(gate(row)) == (y > 0) for row, y in zip(rows, outputs, strict=True))
        ):
            return name
    return None
