"""Tables in text files: CSV, columns between tabs or spaces, JSON arrays; headers, and columns by name or number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nncalc.errors import InputError, nearest
from nncalc.reading.cells import ELEMENTS, Cell, Nested, too_many
from nncalc.reading.characters import clean, shown
from nncalc.reading.typed import parse_value

Row = list[Cell]


def read_table(text: str, name: str, column: str | None) -> Nested:
    """The rows of a text; one row or one column becomes a list, one value a cell."""
    if text.lstrip().startswith("[") and column is None:
        return parse_value(text.strip())
    rows: list[Row] = []
    elements = 0
    for row in _rows(text, shown(name)):
        rows.append(row)
        elements += len(row) if column is None else 1
        if elements > ELEMENTS:
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
    from nncalc.reading.expressions import plain_number

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
