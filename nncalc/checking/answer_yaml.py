"""Answers in YAML: a mapping `id: {name: value}` of one student, or a list of such with `student:`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nncalc.checking.answer import Answer
from nncalc.checking.people import plain_name
from nncalc.checking.quoted_values import with_quotes
from nncalc.checking.table import stem
from nncalc.errors import InputError
from nncalc.problem_files.key_words import key_named
from nncalc.problem_files.node_text import text_of, value_text
from nncalc.problem_files.pieces import pieces
from nncalc.problem_files.places import Mapping, Node, Scalar
from nncalc.words import say

_STUDENT = re.compile(r"(?:^|[-{,])[ \t]*(?:student|学生|姓名|学号):[ \t]+([^\n#,}]+)", re.MULTILINE)
_LINE = re.compile(r":(\d+):\d+$")


def from_yaml(data: bytes, path: str, errors: list[InputError]) -> Iterator[Answer]:
    """A mapping for one student, or a list of mappings for several. Whose answers cannot be read is in the class too."""
    one: dict[str, Node] = {}
    faulty: list[str] = []
    data = with_quotes(data)
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
            elif any(key_named(key) == "type" and isinstance(node, Scalar) for key, node in piece.node.items.items()):
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
        yield Answer(plain_name(student[1].strip("\"' \r")), "", "", "", f"{path}:{begin + 1}:1", True)


def _of_student(items: dict[str, Node], path: str, errors: list[InputError], faulty: Sequence[str]) -> Iterator[Answer]:
    """The answers of one student; those to `faulty` problems, whose faults are said already, are not read."""
    whose = next((key for key in items if key_named(key) == "student"), "")
    given = items.get(whose)
    if given is not None and not isinstance(given, Scalar):
        where = f"{path}:{given.place.line}:{given.place.column}"
        errors.append(InputError(say("student is not one name"), place=where, expected=say("student: Li")))
        return
    name = plain_name(text_of(given)) or stem(path)
    for problem, node in items.items():
        if problem == whose:
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
