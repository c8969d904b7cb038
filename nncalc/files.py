"""Values from files and standard input: CSV, whitespace text, JSON arrays, .npy; bounded, regular files only."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from nncalc.characters import clean, shown
from nncalc.errors import InputError, nearest
from nncalc.typed import ELEMENTS, Cell, Nested, parse_value, too_many

MOST_BYTES = 64 << 20

Row = list[Cell]


def from_file(spec: str, folder: str | None = None, *, limit: int | None = ELEMENTS) -> Nested:
    """The cells of `@file`, or of one column of it: `@file.csv:label`, `@file.csv:2` (from 1).

    Lines are rows; one line or one column is a list, one value a cell. Empty lines and lines that start with `#`
    are left out. With `folder`, only regular files below that folder are read, symbolic links followed first.
    Raises InputError: no such file (with the nearest name), no regular file, more than 64 MiB, text that is not
    UTF-8, places left empty, a header where numbers are wanted.
    """
    name, path, column = located(spec, folder)
    data = _read(path, name)
    if name.endswith(".npy"):
        from nncalc.array_files import from_npy

        return from_npy(data, name, column, limit)
    return _table(_decoded(data, name), name, column, limit)


class _StandardInput:
    """Standard input, which can be read once."""

    read: Any = None
    """The stream that was read."""
    cells: Nested | None = None
    """What stood there."""


def from_stdin(*, limit: int | None = ELEMENTS) -> Nested:
    """The cells of the text on standard input; InputError when it is asked for again.

    It is read like a file, or like a value on the command line where it is one line with rows (`1,2:3,4`).
    """
    if sys.stdin is None or sys.stdin is _StandardInput.read:
        raise InputError("standard input was read already", expected="one value from standard input")
    _StandardInput.read = sys.stdin
    stream = getattr(sys.stdin, "buffer", None)
    data = stream.read(MOST_BYTES + 1) if stream else sys.stdin.read(MOST_BYTES + 1).encode("utf-8", "surrogatepass")
    text = _decoded(data, "standard input")
    typed_on_a_line = ":" in text and "\n" not in text.strip()
    cells = parse_value(text.strip(), limit=limit) if typed_on_a_line else _table(text, "standard input", None, limit)
    _StandardInput.cells = cells
    return cells


def stdin_as_typed() -> str | None:
    """What standard input held as a value on the command line; None where it was not read."""

    def written(cells: Nested, separator: str) -> str:
        return cells.text if isinstance(cells, Cell) else separator.join(written(part, ",") for part in cells)

    cells = _StandardInput.cells
    if cells is None or isinstance(cells, Cell):
        return cells and cells.text
    return written(cells, "," if all(isinstance(part, Cell) for part in cells) else ":")


# -- files ---------------------------------------------------------------------------------------------------


def _split_spec(spec: str, folder: str | None) -> tuple[str, str | None]:
    """File name and column. A colon that belongs to the name of a file that exists is no column mark."""
    name, colon, column = spec.rpartition(":")
    drive = len(name) == 1 and name.isalpha()
    if not colon or drive or (os.path.exists(_joined(spec, folder)) and "\0" not in spec):
        return spec, None
    if not column.strip():
        raise InputError(
            "no column after the colon",
            text="@" + spec,
            column=len(spec),
            expected="@file.csv:label or @file.csv:2",
        )
    return name, column.strip()


def _joined(name: str, folder: str | None) -> str:
    return os.path.expanduser(name) if folder is None else os.path.join(folder, name)


def _path(name: str, folder: str | None) -> str:
    """The path to open, checked to lie below the folder when there is one."""
    if not name.strip():
        raise InputError("no file name after the @", text="@" + name, column=1, expected="@file.csv")
    if "\0" in name:
        raise InputError("a file name cannot hold the character NUL", text="@" + name, column=1 + name.index("\0"))
    path = _joined(name, folder)
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        raise InputError(f"{shown(name)} cannot be the name of a file", text="@" + name, column=1) from None
    if folder is None:
        return path
    base, real = os.path.realpath(folder), os.path.realpath(path)
    if os.path.isabs(name) or not real.startswith(os.path.join(base, "")):
        raise InputError(
            f"@{shown(name)} is not below the folder of the problem file",
            text="@" + name,
            column=1,
            expected="a file in that folder or in a folder of it",
        )
    return real


def located(spec: str, folder: str | None) -> tuple[str, str, str | None]:
    """The file's name as typed, the path to open, and the column, of `@file` or `@file:column`."""
    name, column = _split_spec(spec[1:], folder)
    return name, _path(name, folder), column


def opened(path: str, name: str) -> BinaryIO:
    """The file, open. Devices, pipes and folders are not opened: opening alone may wait or act."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            _refuse_irregular(name)
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        file = open(path, "rb", opener=lambda p, _: os.open(p, flags))  # noqa: SIM115
    except FileNotFoundError:
        _refuse_missing(path, name)
    except OSError as fault:
        raise InputError(f"{shown(name)} cannot be read: {fault.strerror}", text="@" + name, column=1) from None
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        _refuse_irregular(name)
    return file


def _read(path: str, name: str) -> bytes:
    """What the file holds."""
    with opened(path, name) as file:
        if os.fstat(file.fileno()).st_size > MOST_BYTES:
            _refuse_size(name)
        return file.read(MOST_BYTES + 1)


def _refuse_missing(path: str, name: str) -> NoReturn:
    folder = os.path.dirname(path) or "."
    try:
        close = nearest(os.path.basename(path), sorted(os.listdir(folder))[:10_000])
    except OSError:
        close = None
    near = None if close is None else os.path.join(os.path.dirname(name), close)
    raise InputError(
        f"there is no file {shown(name)}", text="@" + name, column=1, nearest=near and f"@{near}"
    ) from None


def _refuse_irregular(name: str) -> NoReturn:
    raise InputError(
        f"{shown(name)} is not a regular file", text="@" + name, column=1, expected="a CSV, text or .npy file"
    )


def _refuse_size(name: str) -> NoReturn:
    raise InputError(f"{shown(name)} is larger than 64 MiB", expected="at most 64 MiB")


def _decoded(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        _refuse_size(name)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise InputError(
            f"{shown(name)} is not UTF-8 text (byte {data[fault.start]:#04x})",
            place=f"{shown(name)}:{line}",
            expected="the file saved as UTF-8",
        ) from None


# -- tables --------------------------------------------------------------------------------------------------


def _table(text: str, name: str, column: str | None, limit: int | None) -> Nested:
    """The rows of a text; one row or one column becomes a list, one value a cell."""
    if text.lstrip().startswith("[") and column is None:
        return parse_value(text.strip(), limit=limit)
    rows: list[Row] = []
    elements = 0
    for row in _rows(text, shown(name)):
        rows.append(row)
        elements += len(row) if column is None else 1
        if limit is not None and elements > limit:
            too_many()
    if not rows:
        raise InputError(f"{shown(name)} holds no values", expected="numbers separated by commas or spaces")
    if column is not None:
        return list(_column(rows, column, shown(name)))
    if _has_header(rows):
        raise InputError(
            "the first line looks like a header",
            text=rows[0][0].source,
            column=rows[0][0].column,
            place=f"{rows[0][0].place}:{rows[0][0].column + 1}",
            expected=f"@{shown(name)}:{shown(rows[0][0].text)} for one column, or # in front of that line",
        )
    if len(rows) == 1:
        return list(rows[0]) if len(rows[0]) > 1 else rows[0][0]
    return [row[0] for row in rows] if all(len(row) == 1 for row in rows) else [list(row) for row in rows]


def _rows(text: str, name: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        place = f"{name}:{number}"
        try:
            yield [Cell(piece, column, line, place) for piece, column in pieces_of(clean(line))]
        except InputError as error:
            error.text = line
            error.place = f"{place}:{(error.column or 0) + 1}"
            raise


def pieces_of(line: str) -> list[tuple[str, int]]:
    """The values on a line and their columns: between commas, else between tabs, else between spaces."""
    if ";" in line and '"' not in line:
        raise InputError(
            "';' separates nothing in a file",
            column=line.index(";"),
            expected="commas or spaces; rows are lines",
        )
    spans = _spans(line, ",")
    if len(spans) == 1 and "\t" in line.strip():
        spans = _spans(line, "\t")
    if len(spans) == 1 and not line.strip().startswith('"'):
        return [(found[0], found.start()) for found in re.finditer(r"\S+", line)]
    return [_stripped(line, start, end) for start, end in spans]


def _spans(line: str, separator: str) -> list[tuple[int, int]]:
    """The stretches between separators, those inside brackets and quotes left alone."""
    if '"' not in line and "(" not in line:
        ends = [i for i, character in enumerate(line) if character == separator]
    else:
        ends, depth, quoted = [], 0, False
        for i, character in enumerate(line):
            quoted ^= character == '"'
            depth += 0 if quoted else (character == "(") - (character == ")")
            if character == separator and depth <= 0 and not quoted:
                ends.append(i)
    return list(zip([0, *[end + 1 for end in ends]], [*ends, len(line)], strict=True))


def _stripped(line: str, start: int, end: int) -> tuple[str, int]:
    text = line[start:end]
    column = start + len(text) - len(text.lstrip())
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text, column = text[1:-1].replace('""', '"').strip(), column + 1
    if not text:
        raise InputError("a place left empty", column=min(column, len(line)), expected="a value in every place")
    return text, column


def _is_number(text: str) -> bool:
    from nncalc.expressions import plain_number

    try:
        return plain_number(text) is not None
    except InputError:
        return True


def words_above_numbers(header: list[str], below: list[str]) -> bool:
    """Whether the first line of a table is a header, as far as can be told."""
    return not any(map(_is_number, header)) and any(map(_is_number, below))


def _has_header(rows: list[Row]) -> bool:
    return len(rows) > 1 and words_above_numbers(*[[cell.text for cell in row] for row in rows[:2]])


def column_of(header: list[str], below: list[str], column: str, name: str) -> tuple[int, bool]:
    """Where a column stands, from 0, by its number from 1 or its name in the first line; whether that is a header."""
    number = int(column[:9]) if column.isascii() and column.isdigit() else 0
    if 1 <= number <= len(header):
        return number - 1, words_above_numbers(header, below)
    if header.count(column) == 1:
        return header.index(column), True
    several = f"{name} has two columns" if column in header else f"{name} has no column"
    known = " ".join(shown(text) for text in header[:20])
    raise InputError(f"{several} '{shown(column)}'", expected=f"one of {known}", nearest=nearest(column, header))


def _column(rows: list[Row], column: str, name: str) -> Iterator[Cell]:
    """One column, by its number from 1 or by its name in the first line."""
    header, below = ([cell.text for cell in row] for row in (rows[0], rows[1] if len(rows) > 1 else ()))
    index, is_header = column_of(header, below, column, name)
    rows = rows[1:] if is_header else rows
    if not rows:
        raise InputError(f"column '{shown(column)}' of {name} holds no values", expected="values below the header")
    for row in rows:
        if index >= len(row):
            raise InputError(
                f"no column '{shown(column)}' on this line",
                text=row[0].source,
                column=len(row[0].source),
                place=row[0].place,
                expected=f"{len(header)} values on every line",
            )
        yield row[index]
