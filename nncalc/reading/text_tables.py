"""Tables in text files: CSV, columns between tabs or spaces, JSON arrays; headers, and columns by name or number.

A line of colons alone ends a matrix (`::`) or a stack of them (`:::`), as these do in what is typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nncalc.errors import InputError, nearest
from nncalc.reading.cells import ELEMENTS, MOST_COLONS, Cell, Nested, too_many
from nncalc.reading.characters import clean, shown
from nncalc.reading.expressions import plain_number
from nncalc.reading.typed import is_pasted, parse_value
from nncalc.words import say

Row = list[Cell]
_BREAKS = frozenset(":" * colons for colons in range(2, MOST_COLONS + 1))


def read_table(text: str, name: str, column: str | None) -> Nested:
    """The rows of a text; one row or one column becomes a list, one value a cell."""
    if column is None and (text.lstrip().startswith("[") or is_pasted(text)):
        return parse_value(text.strip())
    rows: list[Row] = []
    breaks: dict[int, int] = {}
    elements = 0
    for row in _rows(text, shown(name)):
        if isinstance(row, int):
            _break(breaks, len(rows), row, shown(name))
            continue
        rows.append(row)
        elements += len(row) if column is None else 1
        if elements > ELEMENTS:
            too_many()
    if not rows:
        raise InputError(
            say("{name} holds no values", name=shown(name)), expected=say("numbers separated by commas or spaces")
        )
    if column is not None:
        return list(_column(rows, column, shown(name)))
    if _has_header(rows):
        raise InputError(
            say("the first line looks like a header"),
            text=rows[0][0].source,
            column=rows[0][0].column,
            place=f"{rows[0][0].place}:{rows[0][0].column + 1}",
            expected=say(
                "@{name}:{rows} for one column, or # in front of that line",
                name=shown(name),
                rows=shown(rows[0][0].text),
            ),
        )
    if breaks:
        _break(breaks, len(rows), 0, shown(name))
        return _stacked(rows, breaks, 0, len(rows), max(breaks.values()))
    if len(rows) == 1:
        return list(rows[0]) if len(rows[0]) > 1 else rows[0][0]
    return [row[0] for row in rows] if all(len(row) == 1 for row in rows) else [list(row) for row in rows]


def _break(breaks: dict[int, int], rows: int, colons: int, name: str) -> None:
    """Note that a matrix ends before this row. Raises InputError where it has none."""
    if rows == 0 or rows in breaks:
        raise InputError(say("{name} has no rows at one side of '::'", name=name), expected=say("rows above and below"))
    breaks[rows] = colons


def _stacked(rows: list[Row], breaks: Mapping[int, int], first: int, last: int, colons: int) -> Nested:
    """The rows from first to last, parted where so many colons stand, each part at fewer."""
    if colons < 2:
        return [list(row) for row in rows[first:last]]
    ends = [at for at in range(first + 1, last) if breaks.get(at) == colons]
    bounds = zip([first, *ends], [*ends, last], strict=True)
    return [_stacked(rows, breaks, start, end, colons - 1) for start, end in bounds]


def _rows(text: str, name: str) -> Iterator[Row | int]:
    """The values of each line; for a line of colons alone how many these are."""
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if stripped in _BREAKS:
            yield len(stripped)
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
            say("';' separates nothing in a file"),
            column=line.index(";"),
            expected=say("commas or spaces; rows are lines"),
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
        raise InputError(
            say("a place left empty"), column=min(column, len(line)), expected=say("a value in every place")
        )
    return text, column


def _is_number(text: str) -> bool:
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
    several = say("{name} has two columns", name=name) if column in header else say("{name} has no column", name=name)
    known = " ".join(shown(text) for text in header[:20])
    raise InputError(
        f"{several} '{shown(column)}'", expected=say("one of {known}", known=known), nearest=nearest(column, header)
    )


def _column(rows: list[Row], column: str, name: str) -> Iterator[Cell]:
    """One column, by its number from 1 or by its name in the first line."""
    header, below = ([cell.text for cell in row] for row in (rows[0], rows[1] if len(rows) > 1 else ()))
    index, is_header = column_of(header, below, column, name)
    rows = rows[1:] if is_header else rows
    if not rows:
        raise InputError(
            say("column '{column}' of {name} holds no values", column=shown(column), name=name),
            expected=say("values below the header"),
        )
    for row in rows:
        if index >= len(row):
            raise InputError(
                say("no column '{column}' on this line", column=shown(column)),
                text=row[0].source,
                column=len(row[0].source),
                place=row[0].place,
                expected=say("{header_count} values on every line", header_count=len(header)),
            )
        yield row[index]
