"""Labels of samples: ±1 or 0/1 recognised, class names numbered. Nothing is recoded on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nncalc.declaring.fields import Kind, Reading, WordList
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.errors import InputError, nearest
from nncalc.reading.cells import Cell

VALUES = {"pm1": (1, -1), "01": (1, 0)}
"""The two labels of each kind, the positive one first."""
WRITTEN = {"pm1": "±1", "01": "0/1"}


class Labels(Kind):
    """One label per sample, numbers or words; read further when the rule is known."""

    words = "one label per sample: 1,1,-1 or 0,1,1, or class names"
    schema = WordList.schema

    def read(self, value: Any, name: str, reading: Reading) -> list[Cell]:
        nested = self.cells(value, reading)
        rows = nested if isinstance(nested, list) else [nested]
        cells = [row[0] if isinstance(row, list) and len(row) == 1 else row for row in rows]
        if any(isinstance(cell, list) for cell in cells):
            raise InputError("t has several labels in a row", name=name, expected=self.words)
        return cells


def number_of(cell: Cell) -> Any:
    """The rational that a cell says, None when it is a word or not rational."""
    from nncalc.reading.expressions import read_quantity

    try:
        value = read_quantity(cell, symbols=False, known={}).value
    except InputError:
        return None
    return value if type(value) is flint.fmpq else None


def recognised(cells: Sequence[Cell], convention: str) -> str:
    """ "pm1" or "01". Raises InputError for other labels, and naming `labels` where both kinds fit."""
    values = [number_of(cell) for cell in cells]
    kinds = [convention] if convention != "auto" else list(VALUES)
    fitting = [kind for kind in kinds if all(value in VALUES[kind] for value in values)]
    if len(fitting) == 2:
        raise InputError(
            "t holds 1 alone, which fits labels ±1 and 0/1", name="labels", expected="labels=pm1 or labels=01"
        )
    if not fitting:
        raise _strange_label(cells, values, kinds)
    return fitting[0]


def _strange_label(cells: Sequence[Cell], values: Sequence[Any], kinds: Sequence[str]) -> InputError:
    """The first cell that no kind has, or the first that does not go with those before it."""
    left = list(kinds)
    for number, (cell, value) in enumerate(zip(cells, values, strict=True), 1):
        still = [kind for kind in left if value is not None and value in VALUES[kind]]
        if not still:
            allowed = [f"labels {WRITTEN[kind]}" for kind in kinds]
            beside = f" beside the labels {WRITTEN[left[0]]} before it" if len(left) < len(kinds) else ""
            return InputError(
                f"t.{number} is '{cell.text}'{beside}",
                name="t",
                text=cell.source,
                column=cell.column,
                expected=" or ".join(allowed) + ("; class names go with rule=multiclass" if value is None else ""),
            )
        left = still
    raise AssertionError("every label fits one kind")


def label_quantities(cells: Sequence[Cell]) -> list[Quantity]:
    """Numeric labels as named quantities t.1, t.2 …"""
    return [Quantity(None, (), number_of(cell), f"t.{i}", cell.text) for i, cell in enumerate(cells, 1)]


def class_names(cells: Sequence[Cell], classes: Sequence[str] | None) -> list[Any]:
    """The classes in order: as given, else sorted (numbers by value). Whole numbers are ints, words text.

    Raises InputError for a class that is named twice.
    """
    if classes is None:
        found = {_class(cell) for cell in cells}
        return sorted(found, key=lambda name: (isinstance(name, str), name))
    names = [_class(Cell(text, 0, text)) for text in classes]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise InputError(f"class {name} is named twice", name="classes", expected="each class once")
    return names


def class_numbers(cells: Sequence[Cell], names: Sequence[Any]) -> list[int]:
    """The place of each label among the classes, from 0. Raises InputError for a label that is none of them."""
    numbers = []
    for number, cell in enumerate(cells, 1):
        name = _class(cell)
        if name not in names:
            known = list(map(str, names))
            raise InputError(
                f"t.{number} is '{cell.text}', which is none of the classes",
                name="t",
                text=cell.source,
                column=cell.column,
                expected=" | ".join(known),
                nearest=nearest(cell.text, known),
            )
        numbers.append(names.index(name))
    return numbers


def _class(cell: Cell) -> Any:
    """A class by its number where it is a whole one, else by its text."""
    value = number_of(cell)
    return int(value.p) if value is not None and value.q == 1 and abs(value) < 1 << 63 else cell.text
