"""Marks that a person decided, brought back from a table: student, id, name, marks, reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from nncalc.checking.answer_files import table_rows
from nncalc.checking.class_marks import Marking
from nncalc.checking.handed_in import Told
from nncalc.checking.headings import EMAIL, FIGURE, NUMBER, PROBLEM, ROLES, STUDENT, key_of
from nncalc.checking.marked import Marked, Row
from nncalc.checking.people import plain_name
from nncalc.errors import InputError, nearest
from nncalc.problem_files.entry import is_points
from nncalc.words import in_a_row, say

COLUMNS = "student,id,name,marks,reason"
SHEET = "to decide"
"""The sheet of a workbook of marks that has these columns."""
_MARKS = frozenset({"marks", "mark", "points", "score", "分数", "得分", "成绩"})
_REASON = frozenset({"reason", "comment", "why", "理由", "原因", "备注"})


class Decision(NamedTuple):
    """The marks of one figure, and why."""

    student: str
    problem: str
    name: str
    marks: Fraction
    reason: str
    place: str


def read_decided(path: str, told: Told, errors: list[InputError]) -> list[Decision]:
    """The decisions of a table; rows without marks decide nothing. What is wrong goes to `errors`."""
    try:
        rows = table_rows(path, told.notices, say(SHEET))
        line, cells = next(rows, (1, []))
        columns = _columns(cells, f"{path}:{line}:1")
        return [found for row in rows if (found := _decision(row, columns, path, errors)) is not None]
    except InputError as error:
        errors.append(error)
    return []


def holds_decisions(path: str) -> bool:
    """Whether a file, such as a workbook of marks, has marks that a person typed into it."""
    try:
        rows = table_rows(path, [], say(SHEET))
        cells = next(rows, (1, []))[1]
        at = _columns(cells, path)["marks"]
        return any(at < len(row) and row[at].strip() for _, row in rows)
    except InputError:
        return False


def _columns(cells: list[str], place: str) -> dict[str, int]:
    """Where each column stands. Raises InputError where one is missing."""
    found: dict[str, int] = {}
    for number, cell in enumerate(map(key_of, cells)):
        role = "marks" if cell in _MARKS else "reason" if cell in _REASON else ROLES.get(cell, cell)
        found.setdefault(role, number)
    who = next((role for role in (NUMBER, STUDENT, EMAIL) if role in found), None)
    if who is not None:
        found[STUDENT] = found[who]
    for role in (STUDENT, PROBLEM, FIGURE, "marks", "reason"):
        if role not in found:
            raise InputError(
                say("the column '{column}' is missing", column=role), place=place, nearest=nearest(role, found),
                expected=say("{columns} in the first line", columns=COLUMNS),
            )  # fmt: skip
    return found


def _decision(
    row: tuple[int, list[str]], columns: Mapping[str, int], path: str, errors: list[InputError]
) -> Decision | None:
    line, cells = row
    place = f"{path}:{line}:1"
    cell = {role: cells[at].strip() if at < len(cells) else "" for role, at in columns.items()}
    if not cell["marks"]:
        return None
    marks = cell["marks"].replace(",", ".") if "." not in cell["marks"] else cell["marks"]
    empty = next((role for role in (STUDENT, PROBLEM, FIGURE) if not cell[role]), None)
    if empty is not None:
        said, wanted = say("the cell of '{empty}' is empty", empty=empty), say("every cell filled")
    elif not is_points(marks):
        said, wanted = say("'{marks}' is not a number of marks", marks=cell["marks"]), say("marks such as 1 or 0.5")
    else:
        student, reason = plain_name(cell[STUDENT]), cell["reason"]
        return Decision(student, cell[PROBLEM], cell[FIGURE], Fraction(marks), reason, place)
    errors.append(InputError(said, place=place, text=",".join(cells)[:200], expected=wanted))
    return None


def decide(marking: Marking, decisions: Iterable[Decision]) -> Marking:
    """The marks with what a person decided. A decision that fits no figure is an error."""
    marks, errors = marking.marked, list(marking.errors)
    seen: dict[tuple[str, str, str], Decision] = {}
    for decision in decisions:
        try:
            student = _student(decision, marking)
            sheet = marks.find(student, decision.problem)
            if sheet is None:
                raise _strange(decision, say("{student} has no problem '{name}'", student=student, name=decision.problem),
                               marks.of_student(student), decision.problem)  # fmt: skip
            first = seen.setdefault((student, decision.problem, decision.name), decision)
            if first is not decision:
                raise InputError(
                    say("the same figure is decided twice (first {first})", first=first.place), place=decision.place,
                    expected=say("one decision for each figure"),
                )  # fmt: skip
            marks.put(student, decision.problem, tuple(_decided(sheet, decision)))
        except InputError as error:
            errors.append(error)
    return marking._replace(errors=errors)


def _student(decision: Decision, marking: Marking) -> str:
    """Whom a decision is about: the student of this number, or the only one of this name."""
    known = marking.marked.register.students
    if decision.student in known:
        return decision.student
    named = [number for number, name in marking.people.items() if name == decision.student and number in known]
    if len(named) == 1:
        return named[0]
    if named:
        said = say("{student} is the name of {numbers}", student=decision.student, numbers=in_a_row(*named))
        raise InputError(said, place=decision.place, expected=say("the number of the student"))
    raise _strange(decision, say("the class has no student '{name}'", name=decision.student), known, decision.student)


def _strange(decision: Decision, said: str, known: Iterable[str], typed: str) -> InputError:
    names = list(known)
    return InputError(said, place=decision.place, expected=" ".join(names[:20]), nearest=nearest(typed, names))


def _decided(sheet: Marked, decision: Decision) -> Iterator[Row]:
    """The rows of a sheet, one with the marks that were decided. Raises InputError."""
    names = [row.name for row in sheet.rows]
    if decision.name not in names:
        raise _strange(decision, say("{problem} has no figure '{name}' here", problem=sheet.problem, name=decision.name),
                       names, decision.name)  # fmt: skip
    for row in sheet.rows:
        if row.name != decision.name:
            yield row
        elif decision.marks > row.points:
            said = say("{marks} marks for a figure of {points}", marks=decision.marks, points=row.points)
            raise InputError(said, place=decision.place, expected=say("at most {points}", points=row.points))
        else:
            yield row._replace(marks=decision.marks, reason=decision.reason)
