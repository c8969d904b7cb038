"""Tables on the page: cells by the kinds of their columns, and which of many rows are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nncalc.engine.tensor import Tensor
from nncalc.page.document import Block, Fold, Table
from nncalc.page.lines import HINT

if TYPE_CHECKING:
    from nncalc.engine import events
    from nncalc.page.lines import LineWriter

Rows = Sequence[Sequence[Any]]


def table_blocks(page: LineWriter, table: events.Table) -> list[Block]:
    """The table, of many rows the first and the last, or the milestones with a line for the others."""
    rows: Rows = table.rows
    most = page.measure.rows
    if page.settings.everything or len(rows) <= most:
        return [_written(page, table, rows)]
    if table.milestones:
        kept = [row for row in rows if _milestone(row[0]) or row is rows[-1]]
        return [_written(page, table, kept), Fold(len(rows) - len(kept), HINT)]
    kept = [*rows[: most // 2], *rows[-most // 2 :]]
    return [_written(page, table, kept)._replace(hidden_after=most // 2, hidden=len(rows) - most)]


def _written(page: LineWriter, table: events.Table, rows: Rows) -> Table:
    shown = [index for index, column in enumerate(table.columns) if column.shown]
    columns = [table.columns[index] for index in shown]
    words = frozenset(place for place, column in enumerate(columns) if column.kind == "word")
    headers = tuple(column.header if column.kind == "word" else page.style.name(column.header) for column in columns)
    cells = tuple(tuple(_cell(page, row[index], table.columns[index].kind) for index in shown) for row in rows)
    return Table(headers, cells, words, hint=HINT)


def _cell(page: LineWriter, cell: Any, kind: events.Kind) -> str:
    """A cell; nothing for nothing."""
    if cell is None:
        return ""
    if kind == "word":
        return page.plain(cell)
    if kind == "put in":
        return _put_in(page, cell)
    if kind == "vector" and isinstance(cell, Tensor) and len(cell.shape) == 1:
        return page.style.group(page.style.beside(",", list(map(page.value, cell.items))))
    return page.value(cell)


def _put_in(page: LineWriter, quantity: Any) -> str:
    """The formula with numbers put in, and what it comes to."""
    numbers, value = page.printer.formula(quantity)[1], page.value(quantity)
    exact = page.is_exact(quantity)
    relation = page.style.relation_exact if exact else page.style.relation_rounded
    return numbers if numbers == value else page.style.beside(relation, [numbers, value])


def _milestone(number: int) -> bool:
    """1 2 3 5 10 20 50 100 …"""
    digits = str(number)
    return number <= 3 or (digits[0] in "125" and set(digits[1:]) <= {"0"})
