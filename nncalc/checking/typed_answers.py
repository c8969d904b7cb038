"""What people write for a figure besides plain numbers: a decimal comma, per cent, a unit, a name.

A decimal comma is read where a single number is asked for and nothing else can be meant (`0,89`; `1,234` may also be a
thousand). `85%` is 0.85. Units and names are refused in plain words: an answer that cannot be read is never wrong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from nncalc.engine.operations import FUNCTIONS
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.readings import symbols_under
from nncalc.errors import InputError
from nncalc.reading.cells import Cell, Nested
from nncalc.reading.characters import clean, digits_meant, shown
from nncalc.reading.expressions import letters_for_digits, read_quantity, refuse_long
from nncalc.reading.typed import parse_value
from nncalc.words import count, either, say

if TYPE_CHECKING:
    from nncalc.checking.formula_names import FormulaNames

_COMMA = re.compile(r"\s*([+-]?)(\d*),(\d+)([eE][+-]?\d+)?(\s*%)?\s*")
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_BRACKETED = re.compile(rf"([+-]?)\s*(\(+)\s*({_NUMBER}(?:[eE][+-]?\d+)?+(?:\s*%)?)\s*(\)+)")
_THOUSANDS = re.compile(r"\s*[+-]?\d{1,3}(,\d{3})+(\.\d*)?\s*")
_RAISED_POINT = re.compile(r"\s*([+-]?\d+)\s*[·⋅]\s*(\d+)\s*")
_PERCENT = re.compile(rf"({_NUMBER})\s*%")
_POWER_OF_TEN = re.compile(rf"({_NUMBER})\s*\*\s*10\s*(?:\^|\*\*)\s*(\(?)([+-]?\d{{1,9}})(\)?)")
_LETTER = re.compile(r"[^\W\d_]")
_UNIT = re.compile(rf"\s*({_NUMBER}(?:[eE][+-]?\d+)?+)\s*([A-Za-zµΩ°][A-Za-z/²³^0-9]*|[$€£¥])\s*")
_SIDES = re.compile(r"\d+(?:x\d+)+", re.IGNORECASE)
_NO_UNITS = frozenset({"e", "pi", "x"})


def cells_of(name: str, typed: str, alone: Quantity | None) -> Nested:
    """The cells of an answer; `alone` is the value where one number is asked for. Raises InputError."""
    _refuse_spreadsheet(name, typed.strip())
    if alone is None:
        return parse_value(typed)
    refuse_long(typed)
    if raised := _RAISED_POINT.fullmatch(typed):
        readings = either([f"{raised[1]}.{raised[2]}", f"{raised[1]}*{raised[2]}"])
        raise InputError(
            say("'{typed}' may be a decimal or a product", typed=shown(typed)), name=name, expected=readings
        )
    plain = clean(typed)
    comma = _COMMA.fullmatch(plain)
    if comma:
        return Cell(_with_point(name, plain.strip(), *comma.groups()), 0, typed)
    if _THOUSANDS.fullmatch(plain):
        raise InputError(
            say("thousands are written without commas"), name=name, expected=plain.strip().replace(",", "")
        )
    if _SIDES.fullmatch(plain.strip()):
        numbers = plain.strip().lower().split("x")
        meant = numbers[0] if len({*numbers}) == 1 else "*".join(numbers)
        raise InputError(say("one number is asked for, not one per side"), name=name, expected=meant)
    if alone.value is not None:
        _refuse_unit(plain)
    if _PERCENT.fullmatch(plain.strip()):
        return Cell(plain.strip(), 0, typed)
    return parse_value(typed)


def with_decimal_commas(typed: str, shape: tuple[int, ...]) -> Nested | None:
    """The cells of a list or a matrix whose decimals have a comma, `0,13; 0,87` or `0,13 0,87`; None where it is not
    plainly one of this shape."""
    rows = [[_with_comma(piece, typed) for piece in row.split()] for row in clean(typed).split(";")]
    size = len(rows), len(rows[0])
    cells = [cell for row in rows for cell in row if cell]
    if len(cells) != size[0] * size[1] or len(cells) < 2 or not any("." in cell.text for cell in cells):
        return None
    if shape == size:
        return [[*cells[start : start + size[1]]] for start in range(0, len(cells), size[1])]
    return [*cells] if shape == (len(cells),) and 1 in size else None


def _with_comma(piece: str, typed: str) -> Cell | None:
    """The cell of a decimal with a comma or of a whole number."""
    found = _COMMA.fullmatch(piece)
    if found:
        return Cell(_with_point("", piece, *found.groups()), 0, typed)
    return Cell(piece, 0, typed) if piece.lstrip("+-").isdigit() else None


def _refuse_spreadsheet(name: str, text: str) -> None:
    if text.startswith("#"):
        raise InputError(say("an error of a spreadsheet, not a figure"), name=name, expected=say("the figure itself"))
    if text.startswith("="):
        raise InputError(
            say("'=' stands in front, as in a spreadsheet's formula"), name=name, expected=text[1:].strip() or None
        )


def _with_point(
    name: str, text: str, sign: str, whole: str, places: str, power: str | None, percent: str | None
) -> str:
    if len(places) == 3 and 1 <= len(whole) <= 3 and whole != "0" and not power:
        point, grouped = f"{sign}{whole}.{places}", f"{sign}{whole}{places}"
        raise InputError(
            say("'{text}' can be read as {point} and as {grouped}", text=text, point=point, grouped=grouped),
            name=name,
            expected=either([point, grouped]),
        )
    return f"{sign}{whole}.{places}{power or ''}{(percent or '').strip()}"


def _refuse_unit(text: str) -> None:
    found = _UNIT.fullmatch(text)
    if found is None or found[2] in _NO_UNITS:
        return

    if meant := digits_meant(text):
        raise letters_for_digits(meant)
    if found[2] not in FUNCTIONS:
        raise InputError(
            say("units are not read, and '{found}' looks like one", found=found[2]), expected=shown(found[1])
        )


def number_cell(cell: Cell) -> Cell:
    """A cell of a numeric result as a decimal: `85%` as `85e-2`, which has two decimals more; `8.3*10^-2` as `8.3e-2`.

    Brackets round a decimal, `(-0.87)`, leave it one.
    """
    bracketed = _BRACKETED.fullmatch(cell.text)
    if bracketed and len(bracketed[2]) == len(bracketed[4]):
        cell = cell._replace(text=_signed(bracketed[1], bracketed[3]))
    percent = _PERCENT.fullmatch(cell.text)
    if percent:
        return cell._replace(text=f"{percent[1]}e-2")
    power = _POWER_OF_TEN.fullmatch(cell.text)
    return cell._replace(text=f"{power[1]}e{power[3]}") if power and bool(power[2]) == bool(power[4]) else cell


def _signed(sign: str, number: str) -> str:
    """A number behind a sign: `0.87` of − and `-0.87`."""
    if sign != "-":
        return number
    return number[1:] if number[0] == "-" else "-" + number.lstrip("+")


def without_percent(cell: Cell) -> Cell:
    """The cell of the figure alone."""
    return cell._replace(text=cell.text.rstrip("% "))


def quantity_of(cell: Cell, right: Quantity, names: FormulaNames | None = None) -> Quantity:
    """The quantity of a cell; names are taken only where the right value has unknowns too. Raises InputError for others."""
    if right.value is not None:
        _refuse_unit(cell.text)
    if right.value is None and names is not None and _LETTER.search(cell.text):
        usable = names.usable(right)
        known = dict(usable)
        typed = read_quantity(cell, symbols=True, known=known)
        for name in known:
            if name not in usable and name not in names.unknowns:
                raise names.no_such(name, right)
        return typed
    typed = read_quantity(cell, symbols=True, known={})
    if right.value is not None and typed.value is None:
        raise InputError(
            say("'{min}' is a name, and the value is a number", min=min(symbols_under(typed))),
            expected=say("a number such as 0.5 or 1/3"),
        )
    return typed


def refuse_unreadable(cells: Nested) -> None:
    """Refuse cells of a numeric result that are no numbers."""
    if isinstance(cells, list):
        for cell in cells:
            refuse_unreadable(cell)
    else:
        quantity_of(number_cell(cells), constant(0))


def truth_of(name: str, typed: str) -> str:
    """`yes` or `no` from what people write for a truth value."""
    word = clean(typed).strip().lower()
    for meant, words in (("yes", ("yes", "y", "true", "1", "是")), ("no", ("no", "n", "false", "0", "否"))):
        if word in words:
            return meant
    raise InputError(say("{name} is yes or no", name=name), name=name, text=typed, expected=f"{name}=yes")


def refuse_parts(name: str, wanted: int, cells: list[Any]) -> InputError:
    """The error for a value with another number of parts than the result has."""
    flat = not any(isinstance(cell, list) for cell in cells)
    if flat and len(cells) == 2 * wanted and all(cell.text.lstrip("+-").isdigit() for cell in cells):
        example = ",".join(f"{cells[i].text}.{cells[i + 1].text}" for i in range(0, len(cells), 2))
        return InputError(
            say("{name} has {parts}; write decimals with a point", name=name, parts=count(wanted, "part")),
            name=name,
            expected=example,
        )
    return InputError(
        say("{name} has {parts}, {cells_count} typed", name=name, parts=count(wanted, "part"), cells_count=len(cells)),
        name=name,
        expected=count(wanted, "part"),
    )
