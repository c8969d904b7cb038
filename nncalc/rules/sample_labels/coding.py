"""Labels of two classes: ±1 or 0/1, recognised or required. What is recoded on the way is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nncalc.declaring.kinds import Kind, Reading, WordList
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.reading.cells import Cell
from nncalc.reading.expressions import read_quantity
from nncalc.words import count, either, say

VALUES = {"pm1": (1, -1), "01": (1, 0)}
"""The two labels of each kind, the positive one first."""
WRITTEN = {"pm1": "±1", "01": "0/1"}


class Labels(Kind):
    """One label per sample, numbers or words; read further when the rule is known."""

    words = "one label per sample: 1,1,-1 or 0,1,1, or class names"
    schema = WordList.schema
    of_cells = True

    def read(self, value: Any, name: str, reading: Reading) -> list[Cell]:
        nested = self.cells(value, reading)
        rows = nested if isinstance(nested, list) else [nested]
        cells = [row[0] if isinstance(row, list) and len(row) == 1 else row for row in rows]
        if any(isinstance(cell, list) for cell in cells):
            raise InputError(say("{name} has several labels in a row", name=name), name=name, expected=self.said)
        return cells


def number_of(cell: Cell) -> Any:
    """The rational that a cell says, None when it is a word or not rational."""
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
            say("t holds 1 alone, which fits labels ±1 and 0/1"), name="labels", expected=say("labels=pm1 or labels=01")
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
            allowed = either([say("labels {values}", values=WRITTEN[kind]) for kind in kinds], each=True)
            if value is None:
                allowed = say("{labels}; class names go with rule=multiclass", labels=allowed)
            alone, beside = (
                say("t.{number} is '{label}'"),
                say("t.{number} is '{label}' beside the labels {others} before it"),
            )
            return InputError(
                say(
                    beside if len(left) < len(kinds) else alone, number=number, label=cell.text, others=WRITTEN[left[0]]
                ),
                name="t",
                text=cell.source,
                column=cell.column,
                expected=allowed,
            )
        left = still
    raise AssertionError("every label fits one kind")


def label_quantities(cells: Sequence[Cell], name: str = "t") -> list[Quantity]:
    """Numeric labels as named quantities t.1, t.2 …"""
    return [Quantity(None, (), number_of(cell), f"{name}.{i}", cell.text) for i, cell in enumerate(cells, 1)]


ZERO_ONE = {
    "zero one": "y={typed} holds labels 0 and 1; a hinge is made for -1 and 1, so each 0 is read as -1.",
}
"""What a page says where `binary_labels` or `signs_of` read labels 0/1."""


def binary_labels(cells: Any, samples: int, scores: str) -> tuple[Tensor, bool]:
    """The labels of a binary hinge, −1 or 1 for each sample, and whether they were typed as 0 and 1: a 0 is −1 then."""
    rows = [cells] if isinstance(cells, Cell) else cells
    flat = [cell for row in rows for cell in (row if isinstance(row, list) else [row])]
    if len(flat) != samples:
        raise InputError(
            say(
                "y has {labels}, {scores} has {scores2}",
                labels=count(len(flat), "label"),
                scores=scores,
                scores2=count(samples, "score"),
            ),
            name="y",
            text=flat[0].source,
            expected=say("one label for each score"),
        )
    values = [number_of(cell) for cell in flat]
    zero_one = 0 in values and all(value in VALUES["01"] for value in values)
    for cell, value in zip(flat, values, strict=True):
        if not zero_one and value not in VALUES["pm1"]:
            beside = value == 0 and -1 in values
            message = say("{cell} stands beside -1") if beside else say("{cell} is no label of a binary hinge")
            raise InputError(
                say(message, cell=cell.text),
                name="y",
                text=cell.source,
                column=cell.column,
                expected=say("labels -1 and 1, or 0 and 1"),
                nearest="-1" if beside else None,
            )
    labels = label_quantities(flat, "y")
    return Tensor(_signs(labels) if zero_one else labels, (samples,), None, (), "y"), zero_one


def signs_of(y: Tensor) -> Tensor | None:
    """Labels 0 and 1 as −1 and 1, in the same shape; None for others, and where there is no 0."""
    values = [q.value for q in y.items]
    rational = all(type(value) is flint.fmpq for value in values)
    if not rational or 0 not in values or not all(value in VALUES["01"] for value in values):
        return None
    return Tensor(_signs(y.items), y.shape, None, (), y.name)


def _signs(labels: Sequence[Quantity]) -> list[Quantity]:
    return [Quantity(None, (), flint.fmpq(-1), q.name, "-1") if q.value == 0 else q for q in labels]
