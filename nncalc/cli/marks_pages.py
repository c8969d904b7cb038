"""Marks as linked pages: the class, a link to each student, and a page for each with every figure, the verdict in words."""

from __future__ import annotations

from collections.abc import Sequence

from nncalc import render
from nncalc.checking.marked import Marked, Row
from nncalc.checking.marking import Marking
from nncalc.cli.booklet import anchor_of
from nncalc.cli.marks_text import by_student, class_sections, label, marks_of, number, out_of, sign_of, sum_of
from nncalc.page.document import Document, Section, Table
from nncalc.words import say


def class_pages(marking: Marking, written: render.Format) -> str:
    """The whole class as one file."""
    students = list(by_student(marking))
    entries = [(anchor_of(i), label(who, marking), sum_of(each)) for i, (who, each) in enumerate(students, 1)]
    head, tail = written.frame((), say("Marks"))
    overview = written.render(Document(say("The class"), (), class_sections(marking), ()))
    pages = [
        written.anchored(written.render(student_document(who, each, marking)), anchor_of(i))
        for i, (who, each) in enumerate(students, 1)
    ]
    return "".join([head, overview, *written.contents(say("Students"), entries), *pages, tail])


def student_document(student: str, marked: Sequence[Marked], marking: Marking) -> Document:
    """What is said to one student: a table for each problem, a row a figure."""
    sections = [
        Section(out_of(each.problem, each.total, each.out_of, each.withheld), (_table(each.rows),)) for each in marked
    ]
    return Document(label(student, marking), (sum_of(marked),), tuple(sections), ())


def _table(rows: Sequence[Row]) -> Table:
    headers = (say("result"), say("typed"), say("marks"), say("explanation"))
    cells = [
        (row.name, row.typed, f"{marks_of(row)}/{number(row.points)}", f"{sign_of(row)} {'; '.join(row.words)}")
        for row in rows
    ]
    return Table(headers, tuple(cells), frozenset(range(len(headers))))
