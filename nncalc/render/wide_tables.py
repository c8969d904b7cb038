"""Tables that are wider than a page of paper: in parts that repeat the first column, as the text page has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nncalc.page.document import Table

ROOM = 91
"""Digits beside one another on a line of a printed page."""
BETWEEN = 2.4
"""The space of a column beside its cells, in digits."""
SMALLEST = 0.72
"""By how much a table may be made smaller: letters of 7.2 points of those of 10."""


def readable(table: Table, widths: Sequence[float]) -> Iterator[tuple[Table, list[float]]]:
    """The table with the widths of its columns, in digits; or parts of it, none so wide that it could not be read."""
    whole = [width + BETWEEN for width in widths]
    count = min(int(sum(whole) * SMALLEST / ROOM) + 1, len(whole) - 1)
    if count <= 1:
        yield table, list(widths)
        return
    room = (sum(whole) - whole[0]) / count + whole[0]
    columns, used, left = [0], whole[0], count - 1
    for index, width in enumerate(whole[1:], 1):
        if left and len(columns) > 1 and used + width / 2 > room:
            yield _part(table, columns), [widths[column] for column in columns]
            columns, used, left = [0], whole[0], left - 1
        columns.append(index)
        used += width
    yield _part(table, columns), [widths[column] for column in columns]


def _part(table: Table, columns: Sequence[int]) -> Table:
    return table._replace(
        headers=tuple([table.headers[column] for column in columns]),
        rows=tuple([tuple([row[column] for column in columns]) for row in table.rows]),
        words=frozenset([place for place, column in enumerate(columns) if column in table.words]),
    )
