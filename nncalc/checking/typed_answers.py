"""An answer as it was typed, taken apart into cells that hold plain decimals, fractions or formulas.

Where a single number is asked for, and nothing else can be meant, a comma or a space may stand in it (`0,89`; `1,234` may
also be a thousand). `85%` is 0.85. Notations, names and units: `notations` and `labels`. What cannot be read is never wrong.
"""

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING, Any

from nncalc.checking.dates import refuse_dates
from nncalc.checking.labels import shape_of, unit_for, without_name, without_names, without_unit
from nncalc.checking.notations import MORE, in_plain_characters, other_readings, plain_figure, resolved, without_about
from nncalc.engine.quantity import Quantity, constant, symbol
from nncalc.engine.readings import symbols_under
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.reading.cells import Cell, Nested, depth
from nncalc.reading.characters import clean, shown
from nncalc.reading.expressions import read_quantity, refuse_long
from nncalc.reading.typed import parse_value
from nncalc.words import count, either, say

if TYPE_CHECKING:
    from nncalc.checking.formula_names import FormulaNames
    from nncalc.engine.run import Run

_RAISED_POINT = re.compile(r"\s*([+-]?\d+)\s*[·⋅]\s*(\d+)\s*")
_LETTER = re.compile(r"[^\W\d_]")
_SIDES = re.compile(r"\d+(?:x\d+)+", re.IGNORECASE)
_ROW_END = re.compile(r"[:;：；\n]|\\\\|[\])}]\s*,?\s*[\[({]")
_TRANSPOSED = re.compile(r"(?<=[\])])\s*(?:\^\s*\(?T\)?|ᵀ)\Z")
"""A vector is one, typed as a row or as a column."""
_SIGN_APART = re.compile(r"(^|;)\s*([+-])\s+")


NOTHING = frozenset({"[]", "none", "无"})
"""How a list without parts is typed: the mistakes of a run that makes none."""


class OtherLength(InputError):
    """An answer that can be read but has another number of parts than a result whose length is part of the answer."""


def answer_cells(name: str, result: Any, leaves: Any, typed: str, run: Run) -> Nested | None:
    """What was typed, in the shape of the result; None for a list without parts."""
    single = not isinstance(leaves, list) or (len(leaves) == 1 and not isinstance(leaves[0], list))
    text = plain_answer(name, typed, run, single)
    if isinstance(leaves, list) and text.lower() in NOTHING:
        if leaves and isinstance(result, list):
            raise OtherLength(say("{name} has {parts}", name=name, parts=count(len(leaves), "part")), name=name)
        if not leaves:
            return None
    if hasattr(result, "read_answer"):  # a shape may be typed 96x55x55
        return cells_of(name, result.read_answer(text.removesuffix(".")), None, run)
    if type(result) is Tensor and len(result.shape) == 1:
        text = _TRANSPOSED.sub("", text)
    cells = with_decimal_commas(text, result.shape) if type(result) is Tensor and "," in text else None
    if cells is None:
        alone = (leaves[0] if isinstance(leaves, list) else leaves) if single else None
        cells = cells_of(name, text, alone, run)
    return shaped(name, cells, result, run)


def plain_answer(name: str, typed: str, run: Run, alone: bool) -> str:
    """What was typed without the name of the result in front of it, in characters that are read everywhere."""
    if raised := _RAISED_POINT.fullmatch(typed) if alone else None:
        readings = either([f"{raised[1]}.{raised[2]}", f"{raised[1]}*{raised[2]}"])
        raise InputError(
            say("'{typed}' may be a decimal or a product", typed=shown(typed)), name=name, expected=readings
        )
    refuse_long(typed) if alone else None
    return without_name(name, in_plain_characters(typed, alone), run)


def cells_of(name: str, text: str, alone: Quantity | None, run: Run) -> Nested:
    """The cells of an answer in plain characters; `alone` is the value where one number is asked for.

    Raises InputError.
    """
    _refuse_spreadsheet(name, text)
    refuse_dates(name, text)
    if alone is None:
        return parse_value(without_about(text))
    plain = without_about(clean(text).strip())
    if alone.value is not None:
        if _SIDES.fullmatch(plain):
            numbers = plain.lower().split("x")
            meant = numbers[0] if len({*numbers}) == 1 else "*".join(numbers)
            raise InputError(say("one number is asked for, not one per side"), name=name, expected=meant)
        unit = unit_for(name, run)
        plain = without_unit(name, plain, unit, alone=True)
        figure = plain_figure(plain, alone=True, whole=unit is not None and unit.whole)
        if figure is not None:
            return Cell(figure, 0, text)
    return parse_value(plain)


def shaped(name: str, cells: Nested, result: Any, run: Run) -> Nested:
    """Cells in the shape of the result, where they were typed in a row or with names of their own."""
    cells = without_names(name, cells, result, run)
    if not isinstance(cells, list):
        return cells
    if type(result) is not Tensor:
        numbers: list[Nested] = [row[0] for row in cells if isinstance(row, list) and len(row) == 1]
        cells = numbers if len(numbers) == len(cells) else cells  # `0; 0; 1; 0`
        return in_rows(cells, shape_of(result)) if is_flat(cells, result) else cells
    if len(result.shape) == 1:
        alone = depth(cells) == 2 and len(cells) == 1 and len(cells[0]) == result.shape[0] > 1
        return cells[0] if alone else cells
    refuse_transposed(name, cells, result)
    return in_rows(cells, result.shape) if is_flat(cells, result) else cells


def refuse_transposed(name: str, cells: list[Any], result: Tensor) -> None:
    """Refuse a matrix that is typed transposed, where its shape shows it."""
    rows, *columns = result.shape
    if columns == [rows] or len(columns) != 1 or len(cells) != columns[0]:
        return
    if all(isinstance(row, list) and len(row) == rows for row in cells):
        raise InputError(
            say("{name} is {rows}×{columns}; this is transposed", name=name, rows=rows, columns=columns[0]),
            name=name,
            expected=say("{rows} of {numbers}", rows=count(rows, "row"), numbers=count(columns[0], "number")),
        )


def is_flat(cells: Nested, result: Any) -> bool:
    """Whether a matrix was typed in one row."""
    return _has_rows(result) and depth(cells) == 1 and isinstance(cells, list) and len(cells) == prod(shape_of(result))


def typed_flat(typed: str, result: Any) -> bool:
    """Whether nothing that was typed for a matrix marks off its rows."""
    return _has_rows(result) and _ROW_END.search(typed) is None


def _has_rows(result: Any) -> bool:
    return sum(size > 1 for size in shape_of(result)) > 1


def in_rows(cells: list[Any], shape: tuple[int, ...]) -> list[Any]:
    """A list as nested lists, row by row."""
    if len(shape) < 2:
        return cells
    size = prod(shape[1:])
    return [in_rows(cells[start : start + size], shape[1:]) for start in range(0, len(cells), size)]


def with_decimal_commas(typed: str, shape: tuple[int, ...]) -> Nested | None:
    """The cells of a list or a matrix whose decimals have a comma, `0,13; 0,87` or `0,13 0,87`; None where it is not
    plainly one of this shape."""
    plain = _SIGN_APART.sub(r"\1\2", clean(typed).strip())
    if len(plain) >= 2 and plain[0] + plain[-1] in ("[]", "()"):
        plain = plain[1:-1]
    rows = [[_with_comma(piece, typed) for piece in row.split()] for row in plain.split(";")]
    size = len(rows), len(rows[0])
    cells = [cell for row in rows for cell in row if cell is not None]
    if any(len(row) != size[1] or None in row for row in rows) or not any("." in cell.text for cell in cells):
        return None
    if len(cells) == prod(shape) > 1 and (shape == size or 1 in size):
        return in_rows(cells, shape)
    return None


def _with_comma(piece: str, typed: str) -> Cell | None:
    """The cell of a decimal with a comma, with or without a name, or of a whole number."""
    if "," not in piece:
        return Cell(piece, 0, typed) if piece.lstrip("+-").isdigit() else None
    label, sign, text = piece.rpartition("=")
    figure = plain_figure(text, alone=True)
    return None if figure is None else Cell(label + sign + figure, 0, typed)


def _refuse_spreadsheet(name: str, text: str) -> None:
    if text.startswith("#"):
        raise InputError(say("an error of a spreadsheet, not a figure"), name=name, expected=say("the figure itself"))
    if text.startswith("="):
        raise InputError(
            say("'=' stands in front, as in a spreadsheet's formula"), name=name, expected=text[1:].strip() or None
        )


def number_cell(cell: Cell) -> Cell:
    """A cell of a numeric result as a decimal, where it is a notation of one: `85%` as `85e-2`, `8.3*10^-2` as `8.3e-2`."""
    figure = plain_figure(cell.text)
    return cell if figure is None else cell._replace(text=resolved(figure))


def figure_cell(name: str, cell: Cell, right: Quantity, run: Run) -> Cell:
    """The cell of one figure without what stands round it; digits that go on keep their `...`."""
    if right.value is None:
        return cell
    unit = unit_for(name, run) if cell.text[-1:].isalpha() or not cell.text.isascii() else None
    text = without_unit(name, without_about(cell.text), unit, alone=False)
    figure = plain_figure(text, whole=unit is not None and unit.whole)
    return cell._replace(text=text if figure is None else figure)


def goes_on(cell: Cell) -> bool:
    """Whether digits were left out, `0.666...`: the figure may be cut as well as rounded."""
    return cell.text.endswith(MORE)


def readings_beside(cell: Cell) -> list[Cell]:
    """Decimals that a cell which seems wrong may stand for."""
    return [cell._replace(text=text) for text in other_readings(cell.text)]


def quantity_of(cell: Cell, right: Quantity, names: FormulaNames | None = None) -> Quantity:
    """The quantity of a cell; names are taken only where the right value has unknowns too. Raises InputError for others."""
    if right.value is None and names is not None and _LETTER.search(cell.text):
        usable = names.usable(right)
        known = dict(usable)
        if "e" in names.unknowns:
            known["e"] = symbol("e")
        elif "e" in names.named and "e" not in usable and re.search(r"(?<![\w.])e(?![\w(])", cell.text):
            raise names.no_such("e", right)
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
        if plain_figure(cells.text) is None:
            said = say("'{typed}' is a formula, and whole numbers are asked for", typed=shown(cells.text))
            raise InputError(said, expected=say("the numbers with commas between them"))


def refuse_samples(name: str, typed: str, cells: Nested, sizes: int) -> None:
    """Refuse a shape with one size more, which is 1: it may be that of a batch of one sample."""
    decimal = sizes == 1 and not {",", "，"}.isdisjoint(typed)
    more = isinstance(cells, list) and len(cells) == sizes + 1 and not decimal
    if more and isinstance(cells, list) and isinstance(cells[0], Cell) and cells[0].text == "1":
        raise InputError(
            say("{name} is the shape of one sample, and the first size may count samples", name=name),
            name=name,
            expected=count(sizes, "size"),
        )


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
