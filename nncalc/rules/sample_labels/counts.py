"""Labels of samples: read from anywhere, and counted in pairs.

Typed labels and columns of small tables are cells; arrays, long lists and files are counted as they are, without a cell
or a quantity for each sample, so that ten million samples fit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nncalc.declaring.kinds import Kind, Reading, WordList
from nncalc.errors import InputError
from nncalc.reading.cells import Cell, depth
from nncalc.reading.characters import clean
from nncalc.reading.python_values import as_array, from_python
from nncalc.rules.sample_labels.classes import MOST_CLASSES, Pairs, too_many
from nncalc.rules.sample_labels.files import LabelFile, TooManyLabels, count_columns, is_column
from nncalc.words import count, say

WIDEST_BINS = 512
"""Whole-number labels that lie closer together than this are counted by NumPy."""
BLOCK = 1 << 18
"""Samples counted at once."""


class Given:
    """Labels as they were given, not read yet: what reads them depends on the other givens."""

    def __init__(self, value: Any, name: str, reading: Reading) -> None:
        self.value, self.name, self.reading = value, name, reading

    def file(self) -> LabelFile | None:
        """The column of a text file, when that is what was given."""
        if not isinstance(self.value, str) or not self.value.startswith(("@", "＠")):
            return None
        from nncalc.reading.files import located  # start-up

        try:
            file = LabelFile(*located(self.value, self.reading.folder), self.name)
            return file if is_column(file) else None
        except InputError as error:
            raise error.named(self.name) from None

    def array(self) -> Any:
        """A sequence or array with one axis that is in memory, when that is what was given."""
        value = as_array(self.value)
        if getattr(value, "ndim", 0) == 1:
            return value
        plain = isinstance(value, (list, tuple)) and value and not isinstance(value[0], (list, tuple))
        return value if plain else None

    def cells(self) -> list[Cell]:
        """The labels one by one. Raises InputError unless they are one row or one column."""
        array = self.array()
        if array is not None:
            return [Cell(text_of(item), 0, str(item)) for item in array]
        try:
            nested = LabelColumn().cells(self.value, self.reading)
        except InputError as error:
            raise error.named(self.name) from None
        rows = nested if isinstance(nested, list) else [nested]
        if depth(rows) == 2 and all(isinstance(row, list) and len(row) == 1 for row in rows):
            rows = [row[0] for row in rows]
        typed = self.value if isinstance(self.value, str) else ""
        if depth(rows) == 2 and typed.startswith(("@", "＠")) and not typed.endswith(".npy"):
            file = f"@{typed[1:]}"
            raise InputError(
                say("{name} has {columns}", name=self.name, columns=count(max(map(_width, rows)), 'column')),
                name=self.name, expected=say("one of them: {file}:1 or {file}:2", file=file),
            )  # fmt: skip
        if depth(rows) != 1:
            raise InputError(
                say("{name} is not one list of labels", name=self.name), name=self.name, expected=LabelColumn().said
            )
        return rows


def _width(row: Any) -> int:
    return len(row) if isinstance(row, list) else 1


class LabelColumn(Kind):
    """The classes of samples, words or numbers: a row, a column of a file of any length, an array."""

    words = "one label for each sample: cat,dog,cat or 1,0,1 or @file.csv:column"
    schema = WordList.schema
    of_cells = True

    def read(self, value: Any, name: str, reading: Reading) -> Given:
        return Given(value, name, reading)


def text_of(value: Any) -> str:
    """The text of one label in memory; a truth value is `True` or `False`. Raises InputError for what is no label."""
    if isinstance(value, str):
        return clean(value).strip()
    if isinstance(value, bool) or str(getattr(value, "dtype", "")) == "bool":
        return str(bool(value))

    cell = from_python(value)
    if isinstance(cell, Cell):
        return cell.text
    raise InputError(say("a label is a word or a number"), expected=LabelColumn().said)


# -- pairs ---------------------------------------------------------------------------------------------------------


def count_pairs(y: Given, yhat: Given) -> Pairs:
    """How often each pair of a true and a predicted label occurs. Raises InputError."""
    try:
        left, right = y.file(), yhat.file()
        if left is not None and right is not None:
            return count_columns(left, right)
        first, second = y.array(), yhat.array()
        if left is None and right is None and first is not None and second is not None:
            return _count_arrays(first, second)
        return _count_cells(y.cells(), yhat.cells())
    except TooManyLabels:
        raise too_many("y") from None


def _same_length(y: int, yhat: int) -> None:
    if y != yhat:
        raise InputError(
            say("y has {labels}, yhat has {yhat:,}", labels=count(y, "label"), yhat=yhat),
            name="yhat",
            expected=say("one prediction for each sample"),
        )


def _count_cells(y: Sequence[Cell], yhat: Sequence[Cell]) -> Pairs:
    _same_length(len(y), len(yhat))
    return Counter((true.text, predicted.text) for true, predicted in zip(y, yhat, strict=True))


def _count_arrays(y: Any, yhat: Any) -> Pairs:
    _same_length(len(y), len(yhat))
    if len(y) == 0:
        raise InputError(say("y has no labels"), name="y", expected=LabelColumn().said)
    bins = _bins(y, yhat)
    counted = _count_bins(y, yhat, *bins) if bins else _count_blocks(y, yhat)
    pairs: Counter[tuple[str, str]] = Counter()
    true_texts, predicted_texts = (_texts({pair[i] for pair in counted}, name) for i, name in enumerate(("y", "yhat")))
    for (true, predicted), times in counted.items():
        pairs[true_texts[true], predicted_texts[predicted]] += times
    return pairs


def _texts(values: Iterable[Any], name: str) -> dict[Any, str]:
    try:
        return {value: text_of(value) for value in values}
    except InputError as error:
        raise error.named(name) from None


def _bins(y: Any, yhat: Any) -> tuple[int, int] | None:
    """The least label and the width, for two arrays of whole numbers that lie close together."""
    if not all(getattr(getattr(part, "dtype", None), "kind", "") in ("i", "u") for part in (y, yhat)):
        return None
    low = min(int(y.min()), int(yhat.min()))
    width = max(int(y.max()), int(yhat.max())) - low + 1
    return (low, width) if width <= WIDEST_BINS else None


def _count_bins(y: Any, yhat: Any, low: int, width: int) -> dict[tuple[Any, Any], int]:
    """Whole numbers in blocks by NumPy: one bin for each pair."""
    import numpy  # start-up

    bins = numpy.zeros(width * width, dtype=numpy.int64)
    block = numpy.empty(BLOCK, dtype=numpy.intp)
    machine: Any = {"dtype": numpy.intp, "casting": "unsafe"}
    for start in range(0, len(y), BLOCK):
        place = block[: min(BLOCK, len(y) - start)]
        numpy.multiply(y[start : start + BLOCK], width, out=place, **machine)
        numpy.add(place, yhat[start : start + BLOCK], out=place, **machine)
        if low:
            place -= low * (width + 1)
        bins += numpy.bincount(place, minlength=width * width)
    return {(int(at) // width + low, int(at) % width + low): int(bins[at]) for at in bins.nonzero()[0]}


def _count_blocks(y: Any, yhat: Any) -> Mapping[tuple[Any, Any], int]:
    pairs: Counter[tuple[Any, Any]] = Counter()
    for start in range(0, len(y), BLOCK):
        true, predicted = (_plain(part[start : start + BLOCK]) for part in (y, yhat))
        pairs.update(zip(true, predicted, strict=True))
        if len(pairs) > MOST_CLASSES**2:
            raise TooManyLabels
    return pairs


def _plain(part: Any) -> Iterable[Any]:
    return part.tolist() if hasattr(part, "tolist") else part
