"""Marks as linked pages: the class, a link to each student, and a page for each with every figure, the verdict in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nncalc import render
from nncalc.checking.class_marks import Marking
from nncalc.checking.class_summary import by_student
from nncalc.checking.marked import Marked, Row
from nncalc.cli.booklet import anchor_of
from nncalc.cli.marks_text import class_sections, label, marks_of, number, out_of, sign_of, sum_of
from nncalc.page.document import Document, Section, Table
from nncalc.words import say


def class_pages(marking: Marking, written: render.Format) -> Iterator[str]:
    """The whole class as one file, piece by piece."""
    head, tail = written.frame((), say("Marks"))
    yield head
    yield written.render(Document(say("Marks"), (), class_sections(marking), ()))
    yield from written.contents(
        say("Students"),
        (
            (anchor_of(place), label(student, marking), sum_of(marked))
            for place, (student, marked) in enumerate(by_student(marking.marked), 1)
        ),
    )
    for place, (student, marked) in enumerate(by_student(marking.marked), 1):
        yield written.anchored(written.render(student_document(student, marked, marking)), anchor_of(place))
    yield tail


def student_document(student: str, marked: Sequence[Marked], marking: Marking) -> Document:
    """What is said to one student: a table for each problem, a row a figure."""
    sections = [
        Section(out_of(each.problem, each.total, each.out_of, each.withheld), (_table(each.rows),)) for each in marked
    ]
    return Document(label(student, marking), (sum_of(marked),), tuple(sections), ())


def _table(rows: Sequence[Row]) -> Table:
    headers = (say("result"), say("typed"), say("marks"), say("explanation"))
    cells = [
        (row.called, row.typed, f"{marks_of(row)}/{number(row.points)}", f"{sign_of(row)} {'; '.join(row.words)}")
        for row in rows
    ]
    return Table(headers, tuple(cells), frozenset(range(len(headers))))
