"""Marks on the command line: read the key and the answers, mark, print in a format."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from nncalc import render
from nncalc.checking.answer_files import read_answers
from nncalc.checking.marked import UNREADABLE, Marked, why_missing
from nncalc.checking.marking import Marking, Summary, as_data, mark, summary_of
from nncalc.cli.failures import write_lines
from nncalc.cli.folding import folded
from nncalc.cli.key_check import warnings
from nncalc.cli.output import check_place, deliver
from nncalc.cli.signs import coloured, painted
from nncalc.engine.figures import Precision
from nncalc.errors import InputError
from nncalc.page.document import Document, Section, Table
from nncalc.page.solving import Settings
from nncalc.problem_files.reader import read_file
from nncalc.reading.harmless import safe
from nncalc.render.charset import fitter
from nncalc.render.failures import describe
from nncalc.words import say


def check_files(key: str, answers: Sequence[str], options: Mapping[str, Any]) -> int:
    """Mark and print; 0 when everything is right, 1 when something is not, 2 when something cannot be read."""
    format_, output = options["format_"], options["output"]
    if key.lower().endswith((".csv", ".tsv")):
        raise InputError(
            say("{key} holds answers", key=key), expected=say("the key first: nncalc check KEY.yaml ANSWERS.csv")
        )
    if output is not None:
        check_place(output, [key, *answers])
    errors: list[InputError] = []
    entries = list(read_file(key))
    given = read_answers(answers, errors)
    if not given and not errors:
        errors.append(
            InputError(say("there are no answers"), place=" ".join(answers), expected=say("a line for each figure"))
        )
    settings = Settings(precision=Precision(options["digits"]))
    marking = mark(entries, given, settings, options["timeout"])
    marking.errors[:0] = errors
    doubts = list(warnings(entries, settings, options["timeout"]))
    lists = {"json": as_json, "csv": as_csv, "text": as_text}
    if format_ in lists:
        text = lists[format_](marking)
    else:
        text = render.render(as_document(marking), format_, render.Options(standalone=True))
    if output is None:
        text = "\n".join(_printed(text.split("\n"), format_ == "text", options["color"]))
    deliver(text, output)
    if doubts:
        write_lines(doubts)
    if marking.errors and format_ != "json":
        write_lines([line for error in marking.errors for line in describe(error)])
    if marking.errors:
        return 2
    right = all(check.verdict == "right" for each in marking.marked for check in each.checks)
    return 0 if right and not any(each.missing for each in marking.marked) else 1


def _printed(lines: list[str], for_people: bool, color: str) -> list[str]:
    """The lines as standard output takes them."""
    fit = fitter(getattr(sys.stdout, "encoding", None) or "utf-8")
    if not for_people:
        return list(map(fit, lines))
    in_colour = coloured(sys.stdout, color)
    return [painted(line, fit) if in_colour else fit(line) for line in folded(lines, sys.stdout)]


def number(value: Fraction) -> str:
    """Marks: at most two decimals."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def as_json(marking: Marking) -> str:
    return json.dumps(as_data(marking), ensure_ascii=True) + "\n"


def as_csv(marking: Marking) -> str:
    """A row per answer; cells that a spreadsheet would take for a formula are quoted with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["student", "id", "name", "typed", "verdict", "marks", "points", "explanation"])
    for each in marking.marked:
        for check, point, marks in zip(each.checks, each.points, each.marks, strict=True):
            cells = [each.student, each.problem, check.name, check.typed, check.verdict]
            words = "; ".join(check.words)
            given = "" if check.verdict == UNREADABLE else number(marks)
            writer.writerow([*map(_harmless, cells), given, number(point), _harmless(words)])
        for name in each.missing:
            cells = [each.student, each.problem, name, ""]
            why = why_missing(each, name)
            writer.writerow([*map(_harmless, cells), "missing", "" if why else "0", "", why])
    return out.getvalue()


_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_NUMBERS = re.compile(rf"{_NUMBER}(?:, ?{_NUMBER})*", re.ASCII)
FORMULA_SIGNS = frozenset("=+-@＝＋－＠")


def _harmless(cell: str) -> str:
    """Text for a spreadsheet: what begins as a formula does is defused; numbers and lists of numbers stay as they are."""
    cell = safe(cell)
    return "'" + cell if cell.lstrip()[:1] in FORMULA_SIGNS and not _NUMBERS.fullmatch(cell) else cell


def as_text(marking: Marking) -> str:
    """Student by student, then the class."""
    lines: list[str] = []
    student = None
    for each in marking.marked:
        if each.student != student:
            student = each.student
            lines += ["", safe(student), ""] if lines else [safe(student), ""]
        lines += [f"  {line}" for line in _problem_lines(each)]
    if not lines:
        return ""
    lines += ["", say("The class"), ""]
    lines += [f"  {line}".rstrip() for line in _summary_lines(summary_of(marking.marked))]
    return "\n".join(lines) + "\n"


def _problem_lines(each: Marked) -> Iterator[str]:
    yield _of(each.problem, each.total, each.out_of, each.withheld)
    for check in each.checks:
        sign = "✓" if check.verdict == "right" else "✗"
        yield f"  {sign} {safe(check.name)}={safe(check.typed)}: {safe(check.words[0])}"
        yield from (f"      {safe(word)}" for word in check.words[1:])
    for name in each.missing:
        yield f"  ✗ {safe(name)}: {why_missing(each, name) or say('not answered')}"


def _of(name: str, marks: Fraction, out_of: Fraction, withheld: Fraction) -> str:
    """The marks of a problem or a student, and those that wait for a person."""
    said = say("{name}: {marks} of {out_of}", name=safe(name), marks=number(marks), out_of=number(out_of))
    return say("{marks}; {withheld} withheld", marks=said, withheld=number(withheld)) if withheld else said


def _summary_lines(summary: Summary) -> Iterator[str]:
    for name, marks, out_of, withheld in summary.students:
        yield _of(name, marks, out_of, withheld)
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
            yield f"  {safe(each.student)}, {safe(each.problem)}: {safe(each.name)}={safe(each.typed)}: {safe(each.words)}"


def _times(certain: int, possibly: int) -> str:
    """How often something was the cause, and how often it may have been."""
    if not certain:
        return say("possibly {possibly}", possibly=possibly)
    return say("{certain} (possibly {possibly} more)", certain=certain, possibly=possibly) if possibly else str(certain)


def as_document(marking: Marking) -> Document:
    """Tables of marks and of the class."""
    answers = []
    for each in marking.marked:
        for check, point, marks in zip(each.checks, each.points, each.marks, strict=True):
            cells = [each.student, each.problem, check.name, check.typed, check.verdict]
            given = "?" if check.verdict == UNREADABLE else number(marks)
            answers.append([*cells, f"{given}/{number(point)}", "; ".join(check.words)])
        answers += [
            [each.student, each.problem, name, "", "missing", "?" if why else "0", why]
            for name in each.missing
            for why in [why_missing(each, name)]
        ]
    summary = summary_of(marking.marked)
    students = [[name, *map(number, marks)] for name, *marks in summary.students]
    hardest = [[name, f"{number(share * 100)} %"] for name, share in summary.hardest]
    slips = [[str(times), str(possibly), words] for _, words, times, possibly in summary.slips]
    unreadable = [list(each) for each in summary.unreadable]
    headers = ("student", "problem", "result", "typed", "verdict", "marks", "explanation")
    sections = [
        _section(say("Answers"), headers, answers),
        _section(say("The class"), ("student", "marks", say("out of"), "withheld"), students),
        _section(say("Problems, hardest first"), ("problem", say("share of the marks")), hardest),
        _section(say("What went wrong, most frequent first"), ("times", "possibly", "what"), slips),
        _section(say("For a person to read"), ("student", "problem", "result", "typed", "why"), unreadable),
    ]
    return Document("", (), tuple(section for section in sections if section.blocks), ())


def _section(title: str, headers: tuple[str, ...], rows: list[list[str]]) -> Section:
    table = Table(tuple(map(say, headers)), tuple(map(tuple, rows)), frozenset(range(len(headers))))
    return Section(title, (table,) if rows else ())
