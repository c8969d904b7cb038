"""Answers of students: YAML (`id: {name: value}`, optional `student:`, or a list of such), or a table in CSV or a workbook.

A table has a row a figure (student, id, name, value) or a row a student. A file without a student is that of the
student it is named after. What cannot be read is noted; the rest is marked.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from nncalc.checking.answer import Answer, Handed
from nncalc.checking.answer_tables import Row, from_rows, is_header
from nncalc.checking.answer_yaml import from_yaml
from nncalc.checking.handed_in import Told, as_utf8, read_bytes
from nncalc.checking.headings import Asked
from nncalc.checking.large_tables import TABLES, is_large_table, large_table
from nncalc.checking.people import alike, under_both
from nncalc.checking.register import Register
from nncalc.errors import InputError, nearest_file
from nncalc.problem_files.places import checked
from nncalc.words import say, why

DELIMITERS = (",", ";", "\t")
MOST_COLUMNS = 20_000
MOST_HEADER = 65536
"""Bytes in which the header of a file is looked for."""
WORKBOOKS = (".xlsx", ".xlsm")
OLD_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_WORKBOOKS = (".xls", ".xlsb", ".ods", ".numbers")
_TOLD = re.compile(r'\A"?sep=([,;\t])"?\r?\n')
"""What may stand in front of the header, to tell Excel the delimiter."""


def read_answers(
    paths: Sequence[str],
    errors: list[InputError],
    asked: Asked | None = None,
    told: Told | None = None,
    tell: Callable[[int], None] = lambda students: None,
) -> Register:
    """The answers of the files that can be read; what is wrong with the others goes to `errors`.

    asked   what the key asks, by which the columns of a wide table are known
    told    takes what is worth knowing though it is not wrong
    tell    hears how many students have been read
    """
    told = told or Told([], {}, set())
    register = Register(errors)
    for path in dict.fromkeys(paths):
        for answers in _of_file(path, asked or Asked(), told, errors):
            register.take(answers)
            tell(len(register.students))
        register.rest()
    told.notices.extend([*alike(register.students), *under_both(register.students, told.people)])
    return register


def _of_file(path: str, asked: Asked, told: Told, errors: list[InputError]) -> Iterator[Answer | Handed]:
    try:
        refuse_other_workbooks(path)
        if is_large_table(path):
            yield from from_rows(_rows(large_table(path), path), path, asked, told, errors)
            return
        data = read_bytes(path)
        if is_workbook(path, data):
            yield from from_rows(_sheet_rows(data, path, told.notices), path, asked, told, errors)
            return
        data = checked(as_utf8(data, path, told.notices), path)
        if path.lower().endswith(TABLES) or _has_header(data, asked):
            yield from from_rows(_rows(_lines(data), path), path, asked, told, errors)
        else:
            yield from from_yaml(data, path, errors)
    except OSError as problem:
        errors.append(unreadable_file(path, problem))
    except InputError as error:
        errors.append(error)


def unreadable_file(path: str, problem: OSError) -> InputError:
    """What is said of a file that cannot be opened."""
    if isinstance(problem, FileNotFoundError):
        return InputError(say("there is no file {path}", path=path), nearest=nearest_file(path))
    return InputError(say("cannot read the file: {strerror}", strerror=why(problem)), place=path)


def is_workbook(path: str, data: bytes) -> bool:
    """Whether a file is a workbook, by its name or by how it begins. Raises InputError for one that cannot be read."""
    if data.startswith(OLD_MAGIC):
        said = say("the workbook is encrypted, or of an old kind (.xls)")
        raise InputError(said, place=path, expected=say("the sheet saved as .xlsx or as CSV"))
    return path.lower().endswith(WORKBOOKS) or data.startswith(b"PK\x03\x04")


def refuse_other_workbooks(path: str) -> None:
    stem, suffix = os.path.splitext(path)
    if suffix.lower() in OTHER_WORKBOOKS:
        said = say("a workbook of the kind {suffix} is not read", suffix=suffix.lower())
        line = f"libreoffice --headless --convert-to xlsx {shlex.quote(path)}"  # no sentence: a command line
        there = next((each for each in (f"{stem}.xlsx", f"{stem}.csv") if os.path.exists(each)), None)
        expected = say("the sheet saved as .xlsx or as CSV")
        if suffix.lower() != ".numbers":
            expected = say("the sheet saved as .xlsx or as CSV; or type {line}", line=line)
        raise InputError(said, place=path, expected=expected, nearest=there)


def table_rows(path: str, notices: list[str], sheet: str = "") -> Iterator[Row]:
    """The rows of a table, CSV or a workbook, that hold something. Raises InputError.

    sheet   the title of the sheet of a workbook that goes before all others
    """
    refuse_other_workbooks(path)
    try:
        data = read_bytes(path)
    except OSError as problem:
        raise unreadable_file(path, problem) from None
    if is_workbook(path, data):
        rows = _sheet_rows(data, path, notices, sheet)
    else:
        rows = _rows(_lines(checked(as_utf8(data, path, notices), path)), path)
    return ((line, row) for line, row in rows if any(cell.strip() for cell in row))


def _sheet_rows(data: bytes, path: str, notices: list[str], sheet: str = "") -> Iterator[Row]:
    from nncalc.checking.workbooks import rows_of_workbook  # start-up

    return iter(rows_of_workbook(data, path, notices, sheet))


def _lines(data: bytes) -> Iterator[str]:
    """The lines of a text in UTF-8, their ends with them."""
    return iter(io.TextIOWrapper(io.BytesIO(data), "utf-8", newline=""))


def _rows(lines: Iterator[str], path: str) -> Iterator[Row]:
    """The rows of CSV with their lines. Raises InputError where the text is none."""
    first = next(lines, "")
    begin = _TOLD.match(first)
    delimiter = begin[1] if begin else _delimiter(first)
    rows = csv.reader(_not_too_wide(chain([first], lines), delimiter, path), delimiter=delimiter)
    try:
        if begin:
            next(rows)
        for row in rows:
            yield rows.line_num, row
    except csv.Error as problem:
        raise InputError(
            say("this is not CSV: {problem}", problem=problem),
            place=f"{path}:{rows.line_num}",
            expected=say("a CSV file"),
        ) from None


def _not_too_wide(lines: Iterable[str], delimiter: str, path: str) -> Iterator[str]:
    """The lines. Raises InputError."""
    for line in lines:
        if len(line) > MOST_COLUMNS and line.count(delimiter) > MOST_COLUMNS:
            said = say("a row has more than {most:,} cells", most=MOST_COLUMNS)
            raise InputError(said, place=path, expected=say("a table of answers"))
        yield line


def _delimiter(header: str) -> str:
    """What separates the columns: a comma, or the semicolon or tab of other countries' spreadsheets."""
    return max(DELIMITERS, key=header.count)


def _has_header(data: bytes, asked: Asked) -> bool:
    """Whether the first line holds headings, whatever the file is called."""
    text = _TOLD.sub("", data[:MOST_HEADER].decode("utf-8", "ignore"))
    line = re.split(r"[\r\n]", text, maxsplit=1)[0]
    try:
        cells = next(csv.reader([line], delimiter=_delimiter(line)), [])
    except csv.Error:
        return False
    return len(cells) > 1 and is_header(cells, asked)
