"""Marks for spreadsheets: a row a figure, or a row a student. Nothing that somebody typed is a formula there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from nncalc.checking.marked import NONE
from nncalc.checking.marking import Marking
from nncalc.cli.marks_text import by_student, number
from nncalc.reading.harmless import safe

Cell = str | Fraction | None
"""Text, marks, or nothing."""
FIGURES = ("student", "id", "name", "typed", "verdict", "marks", "points", "explanation")
TO_DECIDE = ("student", "id", "name", "marks", "reason", "points", "typed", "explanation")
"""What a person has to read, in the columns that `--decided` takes back."""

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_NUMBERS = re.compile(rf"{_NUMBER}(?:, ?{_NUMBER})*", re.ASCII)
FORMULA_SIGNS = frozenset("=+-@＝＋－＠")


def figures(marking: Marking) -> list[list[Cell]]:
    """A row a figure, answered or not; the points of a student's rows add up to what the key gives."""
    rows: list[list[Cell]] = [list(FIGURES)]
    for each in marking.marked:
        for row in each.rows:
            words = "; ".join(row.words) if row.check or row.line or row.left or row.reason is not None else ""
            marks = None if row.is_withheld else row.marks
            rows.append([each.student, each.problem, row.name, row.typed, row.verdict, marks, row.points, words])
    return rows


def students(marking: Marking) -> list[list[Cell]]:
    """A row a student: the marks of each problem, the sum, what it is out of, and what is withheld."""
    problems = list(dict.fromkeys(each.problem for each in marking.marked))
    named = ["name"] if marking.people else []
    rows: list[list[Cell]] = [["student", *named, *problems, "marks", "out of", "withheld"]]  # no sentence: headings
    for student, sheets in by_student(marking):
        marks = {each.problem: each.total for each in sheets}
        sums = [sum(each, NONE) for each in zip(*[(s.total, s.out_of, s.withheld) for s in sheets], strict=True)]
        name = [marking.people.get(student, "")] if marking.people else []
        rows.append([student, *name, *[marks.get(problem) for problem in problems], *sums])
    return rows


def to_decide(marking: Marking) -> list[list[Cell]]:
    """What a person has to read: marks and reason are empty."""
    rows: list[list[Cell]] = [list(TO_DECIDE)]
    for each in marking.marked:
        for row in each.rows:
            if row.is_withheld:
                words = "; ".join(row.words)
                rows.append([each.student, each.problem, row.name, None, None, row.points, row.typed, words])
    return rows


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
