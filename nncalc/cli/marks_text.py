"""Marks for people: student by student, then the class; as lines, and as tables for the other formats of pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from nncalc.checking.class_summary import Summary, summary_of
from nncalc.checking.marked import Marked, Row
from nncalc.checking.marking import Marking
from nncalc.page.document import Document, Section, Table
from nncalc.reading.harmless import safe
from nncalc.words import say


def number(value: Fraction) -> str:
    """Marks: at most two decimals."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def label(student: str, marking: Marking) -> str:
    """A student as people know them: the number, and the name where there is one."""
    name = marking.people.get(student)
    return safe(f"{student} {name}" if name else student)


def by_student(marking: Marking) -> Iterator[tuple[str, list[Marked]]]:
    """Each student with all problems, in the order of the class."""
    return ((student, list(each)) for student, each in groupby(marking.marked, key=lambda each: each.student))


def as_text(marking: Marking) -> str:
    """Student by student, then the class."""
    parts = ["\n".join(student_lines(student, each, marking)) for student, each in by_student(marking)]
    return "\n\n".join([*parts, class_text(marking)]) if parts else ""


def class_text(marking: Marking) -> str:
    """The class alone."""
    lines = [f"  {line}".rstrip() for line in _summary_lines(summary_of(marking.marked), marking)]
    return "\n".join([say("The class"), "", *lines]) + "\n"


def student_lines(student: str, marked: Sequence[Marked], marking: Marking) -> list[str]:
    """Everything that is said of one student."""
    return [label(student, marking), "", *[f"  {line}" for each in marked for line in _problem_lines(each)]]


def _problem_lines(each: Marked) -> Iterator[str]:
    yield out_of(each.problem, each.total, each.out_of, each.withheld)
    for row in each.rows:
        first, *more = map(safe, row.words)
        yield f"  {sign_of(row)} {figure_of(row)}: {first}"
        yield from (f"      {word}" for word in more)


def sign_of(row: Row) -> str:
    return "✓" if row.is_right else "✗"


def figure_of(row: Row) -> str:
    """The figure as it was typed."""
    return safe(f"{row.name}={row.typed}" if row.check else row.name)


def out_of(name: str, marks: Fraction, most: Fraction, withheld: Fraction) -> str:
    """The marks of a problem or a student, and those that wait for a person."""
    said = say("{name}: {marks} of {out_of}", name=safe(name), marks=number(marks), out_of=number(most))
    return say("{marks}; {withheld} withheld", marks=said, withheld=number(withheld)) if withheld else said


def _summary_lines(summary: Summary, marking: Marking) -> Iterator[str]:
    for name, marks, most, withheld in summary.students:
        yield out_of(label(name, marking), marks, most, withheld)
    if summary.hardest:
        yield ""
        yield say("Problems, hardest first:")
        for name, share in summary.hardest:
            yield f"  {say('{name}: {percent} % of the marks', name=safe(name), percent=number(share * 100))}"
    if summary.slips:
        yield ""
        yield say("What went wrong, most frequent first:")
        for slip, words, times, possibly in summary.slips:
            yield f"  {_times(times, possibly)} × {safe(words)} ({safe(slip)})"
    if summary.unreadable:
        yield ""
        yield say("For a person to read, marks withheld:")
        for each in summary.unreadable:
            who = label(each.student, marking)
            yield f"  {who}, {safe(each.problem)}: {safe(each.name)}={safe(each.typed)}: {safe(each.words)}"


def _times(certain: int, possibly: int) -> str:
    """How often something was the cause, and how often it may have been."""
    if not certain:
        return say("possibly {possibly}", possibly=possibly)
    return say("{certain} (possibly {possibly} more)", certain=certain, possibly=possibly) if possibly else str(certain)


def marks_of(row: Row) -> str:
    """The marks of a figure; `?` where a person has to read it."""
    return "?" if row.is_withheld else number(row.marks)


def as_document(marking: Marking) -> Document:
    """Tables of marks and of the class."""
    rows = [
        [
            label(each.student, marking), each.problem, row.name, row.typed, row.verdict,
            f"{marks_of(row)}/{number(row.points)}", "; ".join(row.words),
        ]
        for each in marking.marked
        for row in each.rows
    ]  # fmt: skip
    summary = summary_of(marking.marked)
    students = [[label(name, marking), *map(number, marks)] for name, *marks in summary.students]
    hardest = [[name, f"{number(share * 100)} %"] for name, share in summary.hardest]
    slips = [[str(times), str(possibly), words] for _, words, times, possibly in summary.slips]
    unreadable = [[label(each.student, marking), *each[1:]] for each in summary.unreadable]
    headers = ("student", "problem", "result", "typed", "verdict", "marks", "explanation")  # said
    sections = [
        _section("Answers", headers, rows),
        _section(say("The class"), ("student", "marks", say("out of"), "withheld"), students),
        _section(say("Problems, hardest first"), ("problem", say("share of the marks")), hardest),
        _section(say("What went wrong, most frequent first"), ("times", "possibly", "what"), slips),
        _section(say("For a person to read"), ("student", "problem", "result", "typed", "why"), unreadable),
    ]
    return Document("", (), tuple(section for section in sections if section.blocks), ())


def _section(title: str, headers: tuple[str, ...], rows: list[list[str]]) -> Section:
    table = Table(headers, tuple(map(tuple, rows)), frozenset(range(len(headers))))
    return Section(title, (table,) if rows else ())
