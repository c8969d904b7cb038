"""Python's own values as cells: a number by its shortest decimal, arrays without importing NumPy."""

from __future__ import annotations

from typing import Any, NoReturn

from nncalc.errors import InputError
from nncalc.reading.cells import ELEMENTS, MOST_COLONS, Cell, Nested, depth, in_brackets, too_many
from nncalc.reading.characters import clean, shown
from nncalc.reading.typed import parse_value
from nncalc.words import say

DEPTH = 100
"""Lists inside lists."""
_BITS = 3400
"""Whole numbers up to here have fewer than 1,024 digits; `read_quantity` draws the line at 1,000."""


def from_python(value: Any) -> Nested:
    """The cells of a Python value: numbers, text in shell syntax, lists of them, NumPy scalars and arrays.

    A float is its shortest decimal (`0.1` is 1/10), a float32 by its own. Text inside a list is one cell.
    Raises InputError for truth values, NaN, infinity, sets, mappings and whatever is no number.
    """
    if isinstance(value, str):
        return parse_value(value)
    return _Converter().convert(value, 0)


def as_texts(value: Any) -> Any:
    """A Python value as text or nested lists of text; text stays as it was typed. Raises InputError as `from_python` does."""
    return value if isinstance(value, str) else _texts(_Converter().convert(value, 0))


def _texts(cells: Nested) -> Any:
    return [_texts(part) for part in cells] if isinstance(cells, list) else cells.text


def as_typed(value: Any) -> str:
    """A figure as the text a person would type; a truth value is yes or no, nested lists become `1,2:3,4`."""
    if type(value).__name__ in ("bool", "bool_"):  # Python's and NumPy's
        return "yes" if value else "no"
    return in_shell_syntax(as_texts(value))


def in_shell_syntax(value: Any) -> str:
    """Nested lists of text as one value: `1,2:3,4`, or JSON where that is too flat."""
    if not isinstance(value, list):
        return str(value)
    if list not in map(type, value):
        return ",".join(map(str, value)) if len(value) != 1 else in_brackets(value)
    levels = depth(value) - 1
    flat = _between_colons(value, levels) if len(value) != 1 and levels <= MOST_COLONS else None
    return in_brackets(value) if flat is None else flat


def _between_colons(part: Any, levels: int) -> str | None:
    """Rows all the way down as they stand between colons; None where a text holds a sign of structure, or is no row."""
    if type(part) is not list:
        return None
    if levels:
        parts = [_between_colons(item, levels - 1) for item in part]
        return None if None in parts else (":" * levels).join([text or "" for text in parts])
    plain = {str}.issuperset(map(type, part)) and "" not in part and _STRUCTURE.isdisjoint("".join(part))
    return ",".join(part) if plain else None


_STRUCTURE = frozenset(",:;[]\"' ")


class _Converter:
    def __init__(self) -> None:
        self.left = ELEMENTS

    def convert(self, value: Any, depth: int) -> Nested:
        if isinstance(value, (list, tuple, range)):
            return self._items(value, depth)
        value = as_array(value)
        if hasattr(value, "dtype") and hasattr(value, "tolist") and getattr(value, "ndim", 0) > 0:
            return self._array(value, depth)
        self._count(1)
        return _cell(value if isinstance(value, str) else _scalar(value))

    def _items(self, values: Any, depth: int) -> list[Nested]:
        if depth >= DEPTH:
            raise InputError(
                say("lists more than {depth} deep", depth=DEPTH), expected=say("at most {depth}", depth=DEPTH)
            )
        if len(values) == 0:
            raise InputError(say("a list with nothing in it"), expected=say("a value there"))
        if len(values) > self.left:
            too_many()
        self._count([*map(type, values)].count(str))
        return [_cell(item) if type(item) is str else self.convert(item, depth + 1) for item in values]

    def _array(self, array: Any, depth: int) -> list[Nested]:
        if array.size > self.left:
            too_many()
        # Python's own numbers are quicker to read; other widths keep their type and its shortest decimals.
        plain = array.dtype.kind in "iuO" or str(array.dtype) == "float64"
        return self._items(array.tolist() if plain else list(array), depth)

    def _count(self, number: int) -> None:
        self.left -= number
        if self.left < 0:
            too_many()


def _cell(value: str) -> Cell:
    text = clean(value)
    bare = text.strip()
    return Cell(bare, text.index(bare), value) if bare else _refuse(value, say("an empty text"))


def as_array(value: Any) -> Any:
    """pandas objects and PyTorch tensors as NumPy arrays; everything else as it is."""
    if hasattr(value, "to_numpy"):
        return value.to_numpy()
    return value.detach().cpu().numpy() if hasattr(value, "detach") else value


def _scalar(value: Any) -> str:
    """The text of one number that is not text itself, exactly its value."""
    if isinstance(value, bool):
        _refuse(value, say("{value} is a truth value, not a number", value=value))
    from decimal import Decimal  # start-up: text is no number of Python
    from fractions import Fraction  # start-up

    if isinstance(value, (int, Fraction)):
        if max(value.numerator.bit_length(), value.denominator.bit_length()) > _BITS:
            raise InputError(say("a number of more than 1,000 digits"), expected=say("at most 1,000 digits"))
        return str(value)
    if isinstance(value, (float, Decimal)):
        return _finite(value, repr(float(value)) if type(value) is float else str(value))
    if hasattr(value, "dtype") and hasattr(value, "tolist"):
        return _array_scalar(value)
    if getattr(value, "is_Rational", False) is True or getattr(value, "is_Symbol", False) is True:
        return clean(str(value))
    return _refuse(value, say("a value of type {name} is not a number", name=type(value).__name__))


def _array_scalar(value: Any) -> str:
    kind = value.dtype.kind
    if kind == "U":
        return str(value)
    if kind == "f":
        return _finite(value, str(value.dtype.type(value)))
    if kind in "iu":
        return str(int(value))
    return _refuse(value, say("an array of {dtype} holds no numbers that are read here", dtype=value.dtype))


def _finite(value: Any, text: str) -> str:
    digits = text.lstrip("+-").lower()
    return (
        _refuse(value, say("{text} is not a number", text=text)) if digits.startswith(("nan", "snan", "inf")) else text
    )


def _refuse(value: Any, message: str) -> NoReturn:
    text = shown(value) if isinstance(value, str) else None
    raise InputError(message, text=text, expected=say("a number, text, or lists of them"))
