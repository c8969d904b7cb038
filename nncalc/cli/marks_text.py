"""Marks for people: student by student, then the class; as lines, and as tables for the other formats of pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from nncalc.checking.class_marks import Marking
from nncalc.checking.class_summary import Summary, by_student, students_of, summary_of, sums_of
from nncalc.checking.marked import Marked, Row, unreadable
from nncalc.page.document import Document, Section, Table
from nncalc.reading.harmless import safe
from nncalc.words import LISTED, labelled, one_after_another, say, wording


def number(value: Fraction) -> str:
    """Marks: at most two decimals."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def label(student: str, marking: Marking) -> str:
    """A student as people know them: the number, and the name where there is one."""
    name = marking.people.get(student)
    return safe(f"{student} {name}" if name else student)


def as_text(marking: Marking) -> Iterator[str]:
    """Student by student, then the class."""
    for student, each in by_student(marking.marked):
        yield "\n".join([*student_lines(student, each, marking), "", ""])
    if marking.marked.keys and marking.marked.register.students:
        yield from class_text(marking)


def class_text(marking: Marking) -> Iterator[str]:
    """The class alone."""
    yield f"{say('The class')}\n\n"
    for line in _summary_lines(summary_of(marking.marked), marking):
        yield f"  {line}".rstrip() + "\n"


def student_lines(student: str, marked: Sequence[Marked], marking: Marking) -> list[str]:
    """Everything that is said of one student."""
    return [label(student, marking), "", *[line for each in marked for line in _kept_lines(each)]]


def _kept_lines(each: Marked) -> list[str]:
    """What is said of a sheet; made once for all who share it."""
    kept = each.graded.kept
    if "text" not in kept:
        kept["text"] = [f"  {line}" for line in _problem_lines(each)]
    lines: list[str] = kept["text"]
    return lines


def _problem_lines(each: Marked) -> Iterator[str]:
    yield out_of(each.problem, each.total, each.out_of, each.withheld)
    for row in each.rows:
        first, *more = map(safe, row.words)
        yield labelled(f"  {sign_of(row)} {figure_of(row)}", first)
        yield from (f"      {word}" for word in more)


def sign_of(row: Row) -> str:
    return "✓" if row.is_right else "✗"


def figure_of(row: Row) -> str:
    """The figure as it was typed."""
    return safe(f"{row.called}={row.typed}" if row.check else row.name)


def out_of(name: str, marks: Fraction, most: Fraction, withheld: Fraction) -> str:
    """The marks of a problem or a student, and those that wait for a person."""
    said = say("{name}: {marks} of {out_of}", name=safe(name), marks=number(marks), out_of=number(most))
    return say("{marks}; {withheld} withheld", marks=said, withheld=number(withheld)) if withheld else said


def sum_of(marked: Sequence[Marked]) -> str:
    """The marks of one student for all problems."""
    return out_of(say("All"), *sums_of(marked))


def _summary_lines(summary: Summary, marking: Marking) -> Iterator[str]:
    for name, marks, most, withheld in students_of(marking.marked):
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
            said = say("{times} × {words} ({slip})", times=_times(times, possibly), words=safe(words), slip=safe(slip))
            yield f"  {said}"
    for number_, each in enumerate(unreadable(marking.marked)):
        if not number_:
            yield ""
            yield say("For a person to read, marks withheld:")
        who = label(each.student, marking)
        said = labelled(f"{safe(each.name)}={safe(each.typed)}", safe(each.words))
        yield f"  {labelled(wording(', ', LISTED).join([who, safe(each.problem)]), said)}"


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
            label(each.student, marking), each.problem, row.called, row.typed, say(row.verdict),
            f"{marks_of(row)}/{number(row.points)}", one_after_another(*row.words),
        ]
        for each in marking.marked
        for row in each.rows
    ]  # fmt: skip
    headers = ("student", "problem", "result", "typed", "verdict", "marks", "explanation")  # said
    answers = _section(say("Answers"), headers, rows)
    return Document("", (), (*([answers] if answers.blocks else []), *class_sections(marking)), ())


def class_sections(marking: Marking) -> tuple[Section, ...]:
    """Tables of the class as a whole."""
    summary = summary_of(marking.marked)
    students = [[label(name, marking), *map(number, marks)] for name, *marks in students_of(marking.marked)]
    hardest = [[name, f"{number(share * 100)} %"] for name, share in summary.hardest]
    slips = [[str(times), str(possibly), words] for _, words, times, possibly in summary.slips]
    to_read = [[label(each.student, marking), *each[1:]] for each in unreadable(marking.marked)]
    sections = [
        _section(say("The class"), ("student", "marks", say("out of"), say("withheld")), students),
        _section(say("Problems, hardest first"), ("problem", say("share of the marks")), hardest),
        _section(say("What went wrong, most frequent first"), (say("times"), say("possibly"), say("what")), slips),
        _section(say("For a person to read"), ("student", "problem", "result", "typed", say("why")), to_read),
    ]
    return tuple(section for section in sections if section.blocks)


def _section(title: str, headers: tuple[str, ...], rows: list[list[str]]) -> Section:
    table = Table(tuple(map(say, headers)), tuple(map(tuple, rows)), frozenset(range(len(headers))))
    return Section(title, (table,) if rows else ())
