"""Feedback: a file for each student, in a format of pages or as Gradescope's results.json."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from nncalc import render
from nncalc.checking.class_marks import Marking
from nncalc.checking.class_summary import by_student
from nncalc.checking.marked import Marked, Row
from nncalc.cli.marks_text import figure_of, label, number, out_of, sign_of, student_lines, sum_of
from nncalc.cli.output import check_place, replace_file
from nncalc.errors import InputError, NncalcError
from nncalc.page.document import Document, Section, Words
from nncalc.reading.harmless import safe
from nncalc.words import labelled, one_after_another, say, why

SUFFIXES = {"text": ".txt", "markdown": ".md", "latex": ".tex", "html": ".html", "pdf": ".pdf", "gradescope": ".json"}
GRADESCOPE = "gradescope"
LONGEST_NAME = 120
"""Bytes of the name of a file, without its suffix."""
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
"""Names that no file can have on Windows."""


def formats() -> list[str]:
    """The formats that feedback has."""
    return sorted([*render.format_names(), GRADESCOPE])


def write_each(marking: Marking, folder: str, format_: str, inputs: Sequence[str]) -> int:
    """Write the feedback of every student into a folder, which is made; how many files that is.

    format_  of the report; feedback that has none of this format is Markdown
    inputs   files that are read, which must not be written over
    Raises NncalcError where a file cannot be written.
    """
    format_ = format_ if format_ in formats() else "markdown"
    make_folder(folder)
    names = file_names([student for student, _ in by_student(marking.marked)])
    for student, marked in by_student(marking.marked):
        path = os.path.join(folder, names[student] + SUFFIXES.get(format_, f".{format_}"))
        check_place(path, inputs)
        parts = [feedback(student, marked, marking, format_)]
        replace_file(path, parts if format_ == GRADESCOPE else render.format_of(format_, render.Options()).bound(parts))
    return len(names)


def make_folder(folder: str) -> None:
    """The folder, new or there. Raises NncalcError."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as problem:
        raise NncalcError(say("cannot make the folder {folder}: {why}", folder=folder, why=why(problem))) from None


def file_names(students: Sequence[str]) -> Mapping[str, str]:
    """A name for the file of each student: what no file may be called is left out, and no two are the same."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for student in students:
        name = _UNFIT.sub("_", safe(student)).strip(" .") or "_"
        name = f"_{name}" if _DEVICES.match(name) else name
        name = name.encode("utf-8")[:LONGEST_NAME].decode("utf-8", "ignore")
        number, free = 1, name
        while free.casefold() in taken:
            number += 1
            free = f"{name}-{number}"
        taken.add(free.casefold())
        names[student] = free
    return names


def feedback(student: str, marked: Sequence[Marked], marking: Marking, format_: str) -> str:
    """What is said to one student."""
    if format_ == GRADESCOPE:
        return results_json(marked)
    if format_ == "text":
        return "\n".join([*student_lines(student, marked, marking), "", sum_of(marked)]) + "\n"
    if render.format_of(format_, render.Options()).linked:
        from nncalc.cli.marks_pages import student_document  # start-up

        return render.render(student_document(student, marked, marking), format_, render.Options())
    sections = [
        Section(out_of(each.problem, each.total, each.out_of, each.withheld), tuple(map(Words, _sentences(each))))
        for each in marked
    ]
    document = Document(label(student, marking), (sum_of(marked),), tuple(sections), ())
    return render.render(document, format_, render.Options(standalone=True))


def _sentences(each: Marked) -> list[str]:
    """A paragraph for each figure."""
    return [labelled(f"{sign_of(row)} {figure_of(row)}", one_after_another(*map(safe, row.words))) for row in each.rows]


def results_json(marked: Sequence[Marked]) -> str:
    """The results.json of Gradescope's autograders for one submission: a test for each figure that carries points."""
    tests = [_test(each, row) for each in marked for row in each.rows]
    waiting = sum([each.withheld for each in marked])
    out: dict[str, Any] = {"tests": tests, "visibility": "visible"}
    if waiting:
        out["output"] = say("{points} more may come: a person reads what the program cannot", points=number(waiting))
    return json.dumps(out, ensure_ascii=True, indent=1, allow_nan=False) + "\n"


def _test(each: Marked, row: Row) -> dict[str, Any]:
    return {
        "name": f"{each.problem}: {row.name}", "score": float(row.marks), "max_score": float(row.points),
        "status": "passed" if row.is_right or row.verdict == "carried" else "failed",
        "output": "\n".join([figure_of(row), *map(safe, row.words)]), "output_format": "text",
    }  # fmt: skip


def only_results(marking: Marking) -> str:
    """The results.json of the one student there is. Raises InputError for a class."""
    sheets = list(by_student(marking.marked))
    if len(sheets) != 1:
        raise InputError(
            say("results.json is of one student, and here are {students}", students=len(sheets)), name="--format",
            expected=say("--each-to FOLDER --format gradescope, a file for each"),
        )  # fmt: skip
    return results_json(sheets[0][1])
