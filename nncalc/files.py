"""Values from files and standard input: CSV, whitespace text, .npy; bounded, and never outside the folder allowed."""

from __future__ import annotations

import os
import sys
from typing import Any

from nncalc.errors import InputError, nearest

MOST_BYTES = 64 << 20
_stdin_read = False


def from_stdin() -> Any:
    """The table on standard input; it can be read once."""
    global _stdin_read
    if _stdin_read:
        raise InputError("standard input was read already", expected="one NAME=- a command")
    _stdin_read = True
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    return _table(_decoded(data, "standard input"), "standard input", None)


def from_file(spec: str, folder: str | None = None) -> Any:
    """`path` or `path:column` (a header's name or a number from 1). With `folder`, only regular files below it."""
    path, column = spec, None
    if not os.path.exists(_inside(path, folder)) and ":" in spec:
        path, _, column = spec.rpartition(":")
    path = _inside(path, folder)
    _check(path, folder)
    if path.endswith(".npy"):
        return _from_npy(path)
    with open(path, "rb") as file:
        data = file.read(MOST_BYTES + 1)
    return _table(_decoded(data, path), path, column)


def _inside(path: str, folder: str | None) -> str:
    return os.path.join(folder, path) if folder is not None else path


def _check(path: str, folder: str | None) -> None:
    """Raises InputError unless the path is a regular file, and below the folder when there is one."""
    real = os.path.realpath(path)
    if folder is not None and os.path.commonpath([real, os.path.realpath(folder)]) != os.path.realpath(folder):
        raise InputError(f"@{path} lies outside the folder of the problem file", text=path, expected="a file below that folder")
    if not os.path.exists(path):
        beside = os.path.dirname(path) or "."
        names = os.listdir(beside) if os.path.isdir(beside) else []
        raise InputError(f"there is no file {path}", text=path, nearest=nearest(os.path.basename(path), names))
    if not os.path.isfile(path):
        raise InputError(f"{path} is not a regular file", text=path, expected="a CSV, text or .npy file")
    if os.path.getsize(path) > MOST_BYTES:
        raise InputError(f"{path} is larger than 64 MiB", text=path, expected="a file of at most 64 MiB")


def _decoded(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        raise InputError(f"{name} is larger than 64 MiB", expected="at most 64 MiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputError(f"{name} is not UTF-8 text (byte {problem.start})", expected="a text file in UTF-8") from None


def _table(text: str, name: str, column: str | None) -> Any:
    """Rows of cells; one row or one column becomes a vector, one cell a scalar."""
    from nncalc.characters import clean
    from nncalc.typed import MOST_ELEMENTS, Cell

    rows, elements = [], 0
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cleaned = clean(line, words=True)
        parts = [part.strip() for part in cleaned.split(",")] if "," in cleaned else cleaned.split()
        if "" in parts:
            raise InputError(f"line {number} of {name} has an empty place", text=line, expected="a value in every place")
        rows.append([Cell(part, 0, line) for part in parts])
        elements += len(parts)
        if elements > MOST_ELEMENTS:
            raise InputError(f"{name} has more than {MOST_ELEMENTS:,} elements", expected=f"at most {MOST_ELEMENTS:,}")
    if not rows:
        raise InputError(f"{name} holds no values", expected="numbers separated by commas or spaces")
    if column is not None:
        return _column(rows, column, name)
    if len(rows) == 1:
        return rows[0] if len(rows[0]) > 1 else rows[0][0]
    return [row[0] for row in rows] if all(len(row) == 1 for row in rows) else rows


def _column(rows: list[list[Any]], column: str, name: str) -> list[Any]:
    header = [cell.text for cell in rows[0]]
    if column in header:
        index, rows = header.index(column), rows[1:]
    elif column.isdigit() and 1 <= int(column) <= len(header):
        index = int(column) - 1
    else:
        raise InputError(
            f"{name} has no column '{column}'", text=column, expected=", ".join(header), nearest=nearest(column, header)
        )
    for row in rows:
        if index >= len(row):
            raise InputError(f"a row of {name} has no column '{column}'", text=row[0].source, expected=f"{len(header)} columns")
    return [row[index] for row in rows]


def _from_npy(path: str) -> Any:
    import numpy

    from nncalc.typed import from_python

    try:
        array = numpy.load(path, allow_pickle=False)
    except (ValueError, OSError, EOFError) as problem:
        raise InputError(f"{path} is not a .npy array of numbers ({problem})", text=path, expected="numpy.save of an array") from None
    return from_python(array)
