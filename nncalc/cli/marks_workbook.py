"""Marks as a workbook: a sheet with a row a student, one with a row a figure, one for what a person has to read.

Text stays text whatever it begins with: no cell is a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from nncalc.checking.class_marks import Marking
from nncalc.checking.decided import SHEET
from nncalc.checking.workbooks import openpyxl
from nncalc.cli.marks_tables import Cell, figures, is_formula, students, to_decide
from nncalc.reading.harmless import safe
from nncalc.words import say

SHEETS = ("marks", "answers", SHEET)  # said
LONGEST_CELL = 32_000
"""Characters that a cell of a workbook may hold, nearly."""
WIDEST = 60
"""Columns of text, in characters; what is longer goes on behind."""


def as_xlsx(marking: Marking) -> bytes:
    """The workbook. Raises InputError where the library is missing."""
    library = openpyxl()
    book = library.Workbook()
    book.remove(book.active)
    for title, rows in zip(SHEETS, (students(marking), figures(marking), to_decide(marking)), strict=True):
        _fill(library, book.create_sheet(say(title)), rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(library: Any, sheet: Any, rows: Iterable[Sequence[Cell]]) -> None:
    bold = library.styles.Font(bold=True)
    widths: dict[int, int] = {}
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value is None or value == "":
                continue
            cell = sheet.cell(number, column)
            if isinstance(value, Fraction):
                cell.value, cell.number_format = float(value), "0.##"
                widths[column] = max(widths.get(column, 0), 8)
            else:
                text = safe(value)[:LONGEST_CELL]
                cell.value, cell.data_type, cell.quotePrefix = text, "s", is_formula(text)
                widths[column] = min(WIDEST, max(widths.get(column, 0), len(text) + 2))
            if number == 1:
                cell.font = bold
    for column, width in widths.items():
        sheet.column_dimensions[library.utils.get_column_letter(column)].width = width
    sheet.freeze_panes = "B2"
