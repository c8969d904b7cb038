"""Tables as lines of text: padded columns, side by side as far as they fit, then in blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from nncalc.page.document import Table
from nncalc.page.numerals import is_numeric, point
from nncalc.render.breaking import fold_formula, fold_words
from nncalc.render.sheet import Sheet, StyledLine, apart, paragraph
from nncalc.render.words import hidden_rows
from nncalc.words import labelled

INDENT = 2
_GAP = 2


class _Column(NamedTuple):
    header: str
    cells: list[str]
    """Padded on the left so that decimal points align; not on the right."""
    width: int
    numeric: bool


def table_lines(table: Table, sheet: Sheet) -> list[StyledLine]:
    """The table within the width: in blocks that repeat the first column, or as records when too wide."""
    columns = [_column(table, index, sheet) for index in range(len(table.headers))]
    first, *others = columns
    room = sheet.width - INDENT - first.width
    if max([0, *(_GAP + column.width for column in others)]) > room:
        return _records(table, sheet)
    return list(apart([_block(table, [first, *block], sheet) for block in _blocks(others, room)]))


def _column(table: Table, index: int, sheet: Sheet) -> _Column:
    cells = [sheet.fit(row[index]) for row in table.rows]
    header = sheet.fit(table.headers[index])
    numeric = is_numeric(cells)
    if numeric:
        cells = _on_the_point(cells)
    width = max([sheet.columns(header), *map(sheet.columns, cells)])
    if numeric:
        widest = max(map(len, cells))
        header = " " * (widest - sheet.columns(header)) + header
        cells = [" " * (width - widest) + cell for cell in cells]
    return _Column(header, cells, width, numeric)


def _on_the_point(cells: list[str]) -> list[str]:
    """Numbers with their decimal points (or last digits of the integers) in one column."""
    sign = point()
    wholes = [len(cell.partition(sign)[0]) for cell in cells]
    widest = max(wholes)
    return [" " * (widest - whole) + cell for whole, cell in zip(wholes, cells, strict=True)]


def _blocks(columns: Sequence[_Column], room: int) -> list[list[_Column]]:
    blocks: list[list[_Column]] = [[]]
    left = room
    for column in columns:
        if _GAP + column.width > left:
            blocks.append([])
            left = room
        blocks[-1].append(column)
        left -= _GAP + column.width
    return blocks


def _block(table: Table, columns: Sequence[_Column], sheet: Sheet) -> list[StyledLine]:
    indent, gap = " " * INDENT, " " * _GAP
    padded = [_pad(column.header, column.width, sheet.columns) for column in columns]
    lines: list[StyledLine] = [
        [((indent + gap.join(padded)).rstrip(), "header")],
        [(indent + gap.join([_rule(column.width, sheet) for column in columns]), "words")],
    ]
    for number in range(len(table.rows)):
        lines += _fold_line(table, number, sheet)
        cells = [_pad(column.cells[number], column.width, sheet.columns) for column in columns]
        lines.append([((indent + gap.join(cells)).rstrip(), "formula")])
    return lines + _fold_line(table, len(table.rows), sheet)


def _rule(width: int, sheet: Sheet) -> str:
    sign = sheet.fit("─") if sheet.columns("─") == 1 else "-"
    return sign * width


def _pad(text: str, width: int, columns: Callable[[str], int]) -> str:
    return text + " " * (width - columns(text))


def _fold_line(table: Table, number: int, sheet: Sheet) -> list[StyledLine]:
    said = hidden_rows(table.hidden, table.hint)
    return paragraph(said, "note", INDENT, sheet) if table.hidden and table.hidden_after == number else []


def _records(table: Table, sheet: Sheet) -> list[StyledLine]:
    """Every row as lines `header: value`, an empty line between rows."""
    parts: list[list[StyledLine]] = []
    room = sheet.width - INDENT
    for number, row in enumerate(table.rows):
        lines: list[StyledLine] = []
        for index, (header, cell) in enumerate(zip(table.headers, row, strict=True)):
            fold = fold_words if index in table.words else fold_formula
            pieces = fold(sheet.fit(labelled(header, cell).rstrip()), room, room - 2, sheet.columns)
            lines += [[(" " * (INDENT + 2 * bool(part)) + piece, "formula")] for part, piece in enumerate(pieces)]
        parts += [_fold_line(table, number, sheet), lines]
    return list(apart([*parts, _fold_line(table, len(table.rows), sheet)]))
