"""Marks for spreadsheets: a row a figure, or a row a student. Nothing that somebody typed is a formula there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from nncalc.checking.class_marks import Marking
from nncalc.checking.class_summary import by_student, sums_of
from nncalc.checking.marked import Marked
from nncalc.cli.marks_text import number
from nncalc.reading.harmless import safe
from nncalc.words import one_after_another

Cell = str | Fraction | None
"""Text, marks, or nothing."""
FIGURES = ("student", "id", "name", "typed", "verdict", "marks", "points", "explanation")
TO_DECIDE = ("student", "id", "name", "marks", "reason", "points", "typed", "explanation")
"""What a person has to read, in the columns that `--decided` takes back."""

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_NUMBERS = re.compile(rf"{_NUMBER}(?:, ?{_NUMBER})*", re.ASCII)
FORMULA_SIGNS = frozenset("=+-@＝＋－＠")


def figures(marking: Marking) -> Iterator[list[Cell]]:
    """A row a figure, answered or not; the points of a student's rows add up to what the key gives."""
    yield list(FIGURES)
    for each in marking.marked:
        for row in _of_sheet(each):
            yield [each.student, *row]


def _of_sheet(each: Marked) -> list[list[Cell]]:
    """The rows of a sheet without the student."""
    rows: list[list[Cell]] = []
    for row in each.rows:
        words = one_after_another(*row.words) if row.check or row.line or row.left or row.reason is not None else ""
        marks = None if row.is_withheld else row.marks
        rows.append([each.problem, row.name, row.typed, row.verdict, marks, row.points, words])
    return rows


def figures_as_csv(marking: Marking) -> Iterator[str]:
    """`figures` as CSV; what students share is written once."""
    yield as_csv([list(FIGURES)])
    for each in marking.marked:
        kept = each.graded.kept
        if "csv" not in kept:
            kept["csv"] = ["", *[as_csv([row]) for row in _of_sheet(each)]]
        yield as_csv([[each.student, ""]])[:-1].join(kept["csv"])


def students(marking: Marking) -> Iterator[list[Cell]]:
    """A row a student: the marks of each problem, the sum, what it is out of, and what is withheld."""
    problems = marking.marked.shown()
    named = ["name"] if marking.people else []
    yield ["student", *named, *problems, "marks", "out of", "withheld"]  # no sentence: headings
    for student, sheets in by_student(marking.marked):
        marks = {each.problem: each.total for each in sheets}
        name = [marking.people.get(student, "")] if marking.people else []
        yield [student, *name, *[marks.get(problem) for problem in problems], *sums_of(sheets)]


def to_decide(marking: Marking) -> Iterator[list[Cell]]:
    """What a person has to read: marks and reason are empty."""
    yield list(TO_DECIDE)
    for each in marking.marked:
        for row in each.rows if each.graded.waits else ():
            if row.is_withheld:
                words = one_after_another(*row.words)
                yield [each.student, each.problem, row.name, None, None, row.points, row.typed, words]


def as_csv(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as CSV; cells that a spreadsheet would take for a formula are quoted with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([map(_text, row) for row in rows])
    return out.getvalue()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return number(cell) if isinstance(cell, Fraction) else harmless(cell)


def harmless(cell: str) -> str:
    """Text for a spreadsheet: what begins as a formula does is defused; numbers and lists of numbers stay as they are."""
    cell = safe(cell)
    return "'" + cell if is_formula(cell) else cell


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would take a text for a formula."""
    return cell.lstrip()[:1] in FORMULA_SIGNS and not _NUMBERS.fullmatch(cell)
