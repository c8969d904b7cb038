"""Results as rows of plain Python, for tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nncalc.engine.figures import Value


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


def plain(cell: Any) -> Any:
    """A cell of a table as Python's own."""
    if isinstance(cell, Value):
        return cell.plain
    return [plain(part) for part in cell] if isinstance(cell, list) else cell
