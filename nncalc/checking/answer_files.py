"""Answers of students: YAML (`id: {name: value}`, optional `student:`, or a list of such) or CSV (student, id, name, value)."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from typing import NamedTuple

from nncalc.errors import InputError, InputErrors, nearest
from nncalc.problem_files.places import MOST_BYTES, Mapping, Node, Scalar, pieces
from nncalc.problem_files.reader import as_typed

COLUMNS = ("student", "id", "name", "value")


class Answer(NamedTuple):
    """One figure that a student gave, and where it stands."""

    student: str
    problem: str
    name: str
    value: str
    place: str


def read_answers(path: str) -> list[Answer]:
    """Every answer of a file. Raises InputErrors when it cannot be read."""
    try:
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as problem:
        raise InputErrors([InputError(f"cannot read the file: {problem.strerror}", place=path)]) from None
    try:
        if path.lower().endswith(".csv"):
            return list(_from_csv(data, path))
        return list(_from_yaml(data, path))
    except InputError as error:
        raise InputErrors([error]) from None


def _from_csv(data: bytes, path: str) -> Iterator[Answer]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("the file is not UTF-8 text", place=path, expected="a CSV file in UTF-8") from None
    rows = csv.reader(io.StringIO(text))
    header = [cell.strip().lower() for cell in next(rows, [])]
    for column in COLUMNS:
        if column not in header and column != "student":
            raise InputError(
                f"the column '{column}' is missing",
                place=f"{path}:1:1",
                expected=",".join(COLUMNS),
                nearest=nearest(column, header),
            )
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        place = f"{path}:{rows.line_num}:1"
        if len(row) != len(header):
            raise InputError(
                f"{len(row)} cells in a row of {len(header)} columns",
                place=place,
                text=",".join(row),
                expected='values with commas in quotes: "0.1,0.2"',
            )
        cells = dict(zip(header, (cell.strip() for cell in row), strict=True))
        yield Answer(cells.get("student") or _stem(path), cells["id"], cells["name"], cells["value"], place)


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]


def _from_yaml(data: bytes, path: str) -> Iterator[Answer]:
    """A mapping for one student, or a list of mappings for several."""
    student: dict[str, Node] = {}
    for piece in pieces(data, path):
        if piece.errors:
            raise InputErrors(piece.errors)
        if piece.key == "problems" and isinstance(piece.node, Mapping):
            yield from _of_student(piece.node, path)
        elif piece.node is not None:
            student[piece.key] = piece.node
    name = student.pop("student", None)
    for problem, node in student.items():
        yield from _of_problem(name.text if isinstance(name, Scalar) else _stem(path), problem, node, path)


def _of_student(node: Mapping, path: str) -> Iterator[Answer]:
    given = node.items.get("student")
    name = given.text if isinstance(given, Scalar) else _stem(path)
    for problem, answers in node.items.items():
        if problem != "student":
            yield from _of_problem(name, problem, answers, path)


def _of_problem(student: str, problem: str, node: Node, path: str) -> Iterator[Answer]:
    if not isinstance(node, Mapping):
        where = f"{path}:{node.place.line}:{node.place.column}"
        raise InputError(
            f"the answers to {problem} are not a mapping", place=where, expected=f"{problem}: {{loss: 0.25}}"
        )
    for name, value in node.items.items():
        place = node.keys[name]
        yield Answer(student, problem, name, as_typed(value), f"{path}:{place.line}:{place.column}")
