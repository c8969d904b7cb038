"""Results as rows of plain Python, for tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nncalc.engine.figures import Value
from nncalc.errors import InputError
from nncalc.words import say

INSTALL, ROWS = "python -m pip install pandas", "solution.table()"  # no sentence: what is typed


def cells(name: str, result: Any) -> Iterator[tuple[str, Value]]:
    """Every number of a result under its name."""
    if isinstance(result, Value):
        yield name, result
        return
    parts = result.items() if isinstance(result, Mapping) else enumerate(result, 1)
    for part, value in parts:
        yield from cells(f"{name}.{part}" if name else str(part), value)


def is_table(result: Any) -> bool:
    return isinstance(result, list) and all(isinstance(row, Mapping) for row in result)


def framed(rows: list[dict[str, Any]]) -> Any:
    """Rows as a `pandas.DataFrame`. Raises InputError where pandas is not installed."""
    try:
        from pandas import DataFrame  # start-up: a library of who asks for it
    except ImportError:
        lacking = say("a DataFrame needs pandas, which is not installed")
        expected = say("{install}, or the rows: {line}", install=INSTALL, line=ROWS)
        raise InputError(lacking, name="frame", expected=expected) from None
    return DataFrame(rows)


def plain(cell: Any) -> Any:
    """A cell of a table as Python's own."""
    if isinstance(cell, Value):
        return cell.plain
    return [plain(part) for part in cell] if isinstance(cell, list) else cell
