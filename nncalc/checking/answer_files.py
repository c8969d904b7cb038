"""Answers of students: YAML (`id: {name: value}`, optional `student:`, or a list of such) or CSV (student, id, name, value).

A file without a student is that of the student it is named after. What cannot be read is noted; the rest is marked.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nncalc.errors import InputError, nearest, nearest_file
from nncalc.problem_files.node_text import text_of, value_text
from nncalc.problem_files.pieces import pieces
from nncalc.problem_files.places import MOST_BYTES, Mapping, Node, Scalar, checked
from nncalc.words import count, say

COLUMNS = ("student", "id", "name", "value")
DELIMITERS = (",", ";", "\t")
MOST_HEADER = 4096
"""Bytes in which the header of a file is looked for."""
_TOLD = re.compile(r'\A"?sep=([,;\t])"?\r?\n')
"""What may stand in front of the header, to tell Excel the delimiter."""
_STUDENT = re.compile(r"(?:^|[-{,])[ \t]*student:[ \t]+([^\n#,}]+)", re.MULTILINE)
_LINE = re.compile(r":(\d+):\d+$")


class Answer(NamedTuple):
    """One figure that a student gave ("" for none), and where it stands.

    unread   it cannot be read; where name (and problem) are "", that holds for all answers (to the problem)
    """

    student: str
    problem: str
    name: str
    value: str
    place: str
    unread: bool = False


NOT_ANSWERED = frozenset({"-", "–", "—", "/", "?", "n/a", "na", "none", "null", "nil", "无"})
"""What people write where they have no figure."""


def read_answers(paths: Sequence[str], errors: list[InputError]) -> list[Answer]:
    """Every answer of the files that can be read; what is wrong with the others goes to `errors`."""
    answers: dict[tuple[str, str, str], Answer] = {}
    for path in dict.fromkeys(paths):
        for answer in _of_file(path, errors):
            first = answers.setdefault(answer[:3], answer)
            if first is not answer and answer.name:
                here = path == first.place.rpartition(":")[0].rpartition(":")[0]
                where = say("in line {split}", split=first.place.split(":")[-2]) if here else first.place
                said = say(
                    "{answer} of {problem} is answered twice (first {where})",
                    answer=answer.name,
                    problem=answer.problem,
                    where=where,
                )
                errors.append(InputError(said, place=answer.place, expected=say("one value for each name")))
    return list(answers.values())


def _of_file(path: str, errors: list[InputError]) -> Iterator[Answer]:
    workbook = path.lower().endswith((".xlsx", ".xls", ".ods"))
    if workbook:
        errors.append(
            InputError(say("a workbook is not read"), place=path, expected=say("the sheet saved as CSV (UTF-8)"))
        )
        return
    try:
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
        data = checked(data, path)
        reader = _from_csv if path.lower().endswith((".csv", ".tsv")) or _has_header(data) else _from_yaml
        yield from reader(data, path, errors)
    except FileNotFoundError:
        errors.append(InputError(say("there is no file {path}", path=path), nearest=nearest_file(path)))
    except OSError as problem:
        errors.append(InputError(say("cannot read the file: {strerror}", strerror=problem.strerror), place=path))
    except InputError as error:
        errors.append(error)


# -- CSV -----------------------------------------------------------------------------------------------------------


def _from_csv(data: bytes, path: str, errors: list[InputError]) -> Iterator[Answer]:
    text = data.decode("utf-8")
    told = _TOLD.match(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=told[1] if told else _delimiter(text))
    try:
        if told:
            next(rows)
        header = [cell.strip().lower() for cell in next(rows, [])]
        _check_header(header, path, rows.line_num)
        for row in rows:
            if any(cell.strip() for cell in row):
                place = f"{path}:{rows.line_num}:1"
                answer = _of_row(header, row, path, place, errors)
                if answer is not None:
                    yield answer
    except csv.Error as problem:
        raise InputError(
            say("this is not CSV: {problem}", problem=problem),
            place=f"{path}:{rows.line_num}",
            expected=say("a CSV file"),
        ) from None


def _delimiter(text: str) -> str:
    """What separates the columns: a comma, or the semicolon or tab of other countries' spreadsheets."""
    header = text.partition("\n")[0]
    return max(DELIMITERS, key=header.count)


def _has_header(data: bytes) -> bool:
    """Whether the first line names any of the columns, whatever the file is called."""
    text = _TOLD.sub("", data[:MOST_HEADER].decode("utf-8", "ignore")).partition("\n")[0].lower()
    return not {cell.strip(' \r"') for cell in text.split(_delimiter(text))}.isdisjoint(COLUMNS)


def _check_header(header: list[str], path: str, line: int) -> None:
    for column in COLUMNS:
        if header.count(column) > 1:
            raise InputError(
                say("the column '{column}' stands twice", column=column),
                place=f"{path}:{line}:1",
                expected=say("each column once"),
            )
    for column in COLUMNS[1:]:
        if column not in header:
            close = nearest(column, header)
            raise InputError(
                say("the column '{column}' is missing", column=column),
                place=f"{path}:{max(line, 1)}:1",
                nearest=close,
                expected=say("{columns} in the first line", columns=",".join(COLUMNS)),
            )


def _of_row(header: list[str], row: list[str], path: str, place: str, errors: list[InputError]) -> Answer | None:
    if len(row) != len(header):
        errors.append(
            InputError(
                say("{cells} in a row of {header_count} columns", cells=count(len(row), 'cell'), header_count=len(header)),
                place=place, text=",".join(row), expected=say('values with commas in quotes: "0.1,0.2"'),
            )
        )  # fmt: skip
        return _unread(header, row, path, place)
    cells = {"student": _stem(path)} | dict(zip(header, (cell.strip() for cell in row), strict=True))
    empty = [column for column in COLUMNS[:3] if not cells[column]]
    if empty:
        errors.append(
            InputError(
                say("the cell of '{empty}' is empty", empty=empty[0]),
                place=place,
                text=",".join(row),
                expected=say("every cell filled"),
            )
        )
        return None
    value = "" if cells["value"].lower() in NOT_ANSWERED else cells["value"]
    return Answer(cells["student"], cells["id"], cells["name"], value, place)


def _unread(header: list[str], row: list[str], path: str, place: str) -> Answer | None:
    """The answer of a row of too few or too many cells, where it says which that is: the value stands last."""
    if header[-1] != "value" or len(row) < len(header) - 1:
        return None
    cells = {"student": _stem(path)} | dict(zip(header, (cell.strip() for cell in row), strict=False))
    return Answer(cells["student"], cells["id"], cells["name"], "", place, True)


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]


# -- YAML ----------------------------------------------------------------------------------------------------------


def _from_yaml(data: bytes, path: str, errors: list[InputError]) -> Iterator[Answer]:
    """A mapping for one student, or a list of mappings for several. Whose answers cannot be read is in the class too."""
    one: dict[str, Node] = {}
    faulty: list[str] = []
    try:
        for piece in pieces(data, path):
            errors += piece.errors
            where = f"{path}:{piece.place.line}:{piece.place.column}"
            if piece.node is None:
                yield from _whose(data, path, piece.place.line)
            elif piece.key != "problems":
                one[piece.key] = piece.node
                faulty += [piece.key] * bool(piece.errors)
            elif not isinstance(piece.node, Mapping):
                said = say("a student's answers are not names with values")
                errors.append(InputError(said, place=where, expected=say("id: {name: value}")))
            elif isinstance(piece.node.items.get("type"), Scalar):
                said = say("the file holds problems, not answers")
                errors.append(InputError(said, place=where, expected=say("a file with id: {name: value}")))
                return
            else:
                yield from _of_student(piece.node.items, path, errors, list(piece.node.items) if piece.errors else [])
    except InputError as error:
        errors.append(error)
        placed = _LINE.search(error.place or "")
        yield from _whose(data, path, int(placed[1]) if placed else 1)
    yield from _of_student(one, path, errors, faulty)


def _whose(data: bytes, path: str, line: int) -> Iterator[Answer]:
    """That a student answered, where the part round a line is not YAML but says whose it is."""
    lines = data.decode("utf-8").split("\n")
    first = next((text for text in lines if text.strip(" \r") and text.lstrip()[0] != "#"), "")
    item = first[: len(first) - len(first.lstrip())] + "- "
    starts = [number for number, text in enumerate(lines) if text.startswith(item)] if first.startswith(item) else []
    begin = max((start for start in starts if start < line), default=0)
    end = min((start for start in starts if start >= line), default=len(lines))
    student = _STUDENT.search("\n".join(lines[begin:end]))
    if student:
        yield Answer(student[1].strip("\"' \r"), "", "", "", f"{path}:{begin + 1}:1", True)


def _of_student(items: dict[str, Node], path: str, errors: list[InputError], faulty: Sequence[str]) -> Iterator[Answer]:
    """The answers of one student; those to `faulty` problems, whose faults are said already, are not read."""
    given = items.get("student")
    if given is not None and not isinstance(given, Scalar):
        where = f"{path}:{given.place.line}:{given.place.column}"
        errors.append(InputError(say("student is not one name"), place=where, expected=say("student: Li")))
        return
    name = text_of(given) or _stem(path)
    for problem, node in items.items():
        if problem == "student":
            continue
        where = f"{path}:{node.place.line}:{node.place.column}"
        if problem in faulty or not isinstance(node, Mapping):
            if problem not in faulty:
                said = say("the answers to {problem} are not names with values", problem=problem)
                errors.append(InputError(said, place=where, expected=f"{problem}: {{loss: 0.25}}"))
            yield Answer(name, problem, "", "", where, True)
            continue
        if given is None and any(isinstance(value, Mapping) for value in node.items.values()):
            said = say("'{problem}' stands where the id of a problem is expected", problem=problem)
            errors.append(
                InputError(
                    said,
                    place=where,
                    expected=say("for several students a list: - student: {problem}", problem=problem),
                )
            )
            continue
        for result, value in node.items.items():
            where = f"{path}:{node.keys[result].line}:{node.keys[result].column}"
            try:
                yield Answer(name, problem, result, value_text(result, value, path), where)
            except InputError as error:
                errors.append(error)
                yield Answer(name, problem, result, "", where, True)
