"""Marks on the command line: read the key and the answers, mark, print in a format."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import chain
from typing import TYPE_CHECKING, Any

from nncalc import render
from nncalc.batch.crews import crew_of
from nncalc.batch.journal import Journal
from nncalc.batch.sheets import Kept, judge_class, shard_of
from nncalc.checking.class_marks import ClassMarks, Marking, strange_answers
from nncalc.checking.class_summary import as_json
from nncalc.checking.decided import decide, holds_decisions, read_decided
from nncalc.checking.marking import Asked, KeyProblem, key_problems
from nncalc.checking.scratch import Scratch
from nncalc.cli.class_files import Class, read_class
from nncalc.cli.failures import write_lines
from nncalc.cli.folding import folded
from nncalc.cli.formats import check_format
from nncalc.cli.journals import journal_beside, needs_output, tell_broken_off, tell_dropped
from nncalc.cli.key_check import warnings
from nncalc.cli.marks_tables import as_csv, figures_as_csv, students
from nncalc.cli.marks_text import as_document, as_text, class_text
from nncalc.cli.output import check_place, deliver
from nncalc.cli.progress import Bar
from nncalc.cli.signals import ending
from nncalc.cli.signs import coloured, painted
from nncalc.engine.figures import Precision
from nncalc.errors import InputError
from nncalc.page.solving import Settings
from nncalc.problem_files.entry import Broken, Entry
from nncalc.problem_files.per_result import typed_tolerance
from nncalc.render.charset import fitter
from nncalc.render.failures import describe
from nncalc.words import count, in_a_row, labelled, say

if TYPE_CHECKING:
    from nncalc.notation.table import Table

FORMATS = sorted((*render.format_names(), "json", "csv", "xlsx", "gradescope"))
PROGRAMS = ("json", "csv")
"""Formats that have the contract's names, also in words."""
MOST_NAMED = 4
BOM = "\ufeff"
"""What tells Excel that a file is UTF-8."""


def check_files(key: str, answers: Sequence[str], options: Mapping[str, Any]) -> int:
    """Mark and print; 0 when everything is right, 1 when something is not, 2 when something cannot be read, 3 for our fault."""
    output, format_ = options["output"], options["format_"]
    needs_output(output, options["resume"])
    inputs = [key, *answers, *filter(None, [options["decided"]])]
    if output is not None:
        check_place(output, inputs)
        _keep_decisions(output)
    check_format(format_, output or options["each_to"], "marks.pdf")
    if format_ == "xlsx":
        from nncalc.checking.workbooks import openpyxl  # start-up

        openpyxl()  # before any work is done for it
        if output is None and sys.stdout.isatty():
            raise InputError(say("a workbook is no page"), name="--format", expected=say("-o marks.xlsx"))
    settings = _settings(options)
    options = {**options, "table": None}
    if options["notation"] is not None:
        from nncalc.notation.reading import notation_of  # start-up

        options["table"] = notation_of(options["notation"])
    bar = Bar()
    with closing(bar):
        handed_in = read_class(key, answers, options["column"], bar.read)
        with closing(handed_in.register), closing(_kept(output, options["resume"])) as kept:
            try:
                marking = _marked(handed_in, settings, options, kept, bar)
                _deliver(handed_in, marking, inputs, options, bar, kept)
                if isinstance(kept, Journal):
                    kept.finish()
                return _told(handed_in, marking, settings, options)
            except KeyboardInterrupt as interrupt:
                if not isinstance(kept, Journal):
                    raise
                why, code = ending(interrupt)
                bar.clear()
                tell_broken_off(why, count(kept.lines, "sheet", grouped=False))
                return code


def _said_of_notation(keys: Sequence[KeyProblem], table: Table | None) -> list[str]:
    """What a notation sets and leaves out, each thing once, with the problems that it is said of."""
    if table is None:
        return []
    from nncalc.notation.proposals import named  # start-up

    found: dict[str, list[str]] = {}
    for key in keys:
        for remark in key.remarks:
            found.setdefault(remark, []).append(key.entry.id)
    return [
        labelled(in_a_row(*ids[:MOST_NAMED], *(["…"] if len(ids) > MOST_NAMED else [])), remark)
        for remark, ids in found.items()
        if remark != named(table)
    ]


def _kept(output: str | None, resume: bool) -> Journal | Scratch:
    """Where marks are kept: with a report, on disk beside it."""
    if output is None:
        return Scratch()
    journal = journal_beside(output, resume)
    tell_dropped(journal)
    return journal


def _deliver(
    handed_in: Class, marking: Marking, inputs: Sequence[str], options: Mapping[str, Any], bar: Bar, kept: Kept
) -> None:
    """Write what is wanted: feedback for each student, the marks."""
    marking.marked.tell = bar.count
    if options["each_to"]:
        from nncalc.cli.feedback import write_each  # start-up

        format_ = options["format_"] if options["typed"] else "markdown"
        written = count(write_each(marking, options["each_to"], format_, inputs), "file")
        handed_in.told.notices.append(say("{files} in {folder}", files=written, folder=options["each_to"]))
    _write(marking, options, f"{kept.path}~" if isinstance(kept, Journal) else None)
    marking.marked.tell = lambda done, of: None
    bar.clear()


def _write(marking: Marking, options: Mapping[str, Any], beside: str | None) -> None:
    """Print the marks, or put them in a file, written beside it under a name that no other process uses."""
    format_, output = options["format_"], options["output"]
    alone = options["each_to"] and output is None and format_ not in ("csv", "json", "xlsx")
    text = class_text(marking) if alone else _in_format(marking, format_, options)
    if output is None and not isinstance(text, bytes):
        text = _printed(text, format_ == "text", options["color"])
    if format_ == "csv" and output is not None and not isinstance(text, bytes):
        text = chain([BOM], text)
    deliver(text, output, beside)


def _keep_decisions(output: str) -> None:
    """Raises InputError where writing would put an end to the marks that a person typed into an earlier workbook."""
    if output.lower().endswith(".xlsx") and os.path.isfile(output) and holds_decisions(output):
        said = say("{path} holds marks that a person decided, and nothing is written over it", path=output)
        wanted = say("--decided {path}, and another name with -o", path=output)
        raise InputError(said, name="-o", expected=wanted)


def _settings(options: Mapping[str, Any]) -> Settings:
    places = {} if options["decimals"] is None else {"": options["decimals"]}
    tolerance = typed_tolerance(options["tolerance"])
    return Settings(precision=Precision(options["digits"]), decimals=places, tolerance=tolerance)


def _marked(handed_in: Class, settings: Settings, options: Mapping[str, Any], kept: Kept, bar: Bar) -> Marking:
    """The marks, with what a person decided."""
    entries, register, people = handed_in.entries, handed_in.register, handed_in.told.people
    errors = [error for entry in entries if isinstance(entry, Broken) for error in entry.errors]
    errors += strange_answers(entries, register, people)
    wanted = [entry for entry in entries if isinstance(entry, Entry)]
    asked = Asked(options["table"], bool(options["each_to"]) or options["format_"] not in PROGRAMS)
    found = key_problems(wanted, register.names, settings, options["timeout"], errors, asked)
    shards = [shard_of(*each) for each in found]
    handed_in.told.notices.extend(_said_of_notation([shard.key for shard in shards], options["table"]))
    results = judge_class(register, shards, kept, crew_of(options["jobs"], options["cluster"]), bar.count)
    marks = ClassMarks(register, [shard.key for shard in shards], results.graded, people)
    fault = any(each.fault for each in results.wrong.values())
    marking = Marking(marks, errors + marks.refused(results.wrong), people, fault)
    if options["decided"]:
        marking = decide(marking, read_decided(options["decided"], handed_in.told, marking.errors))
    marking.errors[:0] = handed_in.errors
    return marking


def _told(handed_in: Class, marking: Marking, settings: Settings, options: Mapping[str, Any]) -> int:
    """Say on standard error what is to be known; the exit code."""
    doubts = handed_in.told.notices + list(warnings(handed_in.entries, settings, options["timeout"], options["table"]))
    if doubts:
        write_lines(doubts)
    if marking.errors and options["format_"] != "json":
        write_lines([line for error in marking.errors for line in describe(error)])
    if marking.errors:
        return 3 if marking.fault else 2
    return 0 if marking.marked.is_right else 1


def _in_format(marking: Marking, format_: str, options: Mapping[str, Any]) -> Iterable[str] | bytes:
    """The marks, piece by piece where they can be."""
    if format_ == "text":
        return as_text(marking)
    if format_ == "json":
        return as_json(marking)
    if format_ == "csv":
        return (
            map(as_csv, ([row] for row in students(marking)))
            if options["rows"] == "students"
            else figures_as_csv(marking)
        )
    if format_ == "xlsx":
        from nncalc.cli.marks_workbook import as_xlsx  # start-up

        return as_xlsx(marking)
    if format_ == "gradescope":
        from nncalc.cli.feedback import only_results  # start-up

        return [only_results(marking)]
    to_file = options["output"] is not None
    encoding = "utf-8" if to_file else getattr(sys.stdout, "encoding", None) or "utf-8"
    written = render.format_of(format_, render.Options(encoding=encoding, standalone=True))
    if written.linked:
        from nncalc.cli.marks_pages import class_pages  # start-up

        return written.bound(class_pages(marking, written))
    return [render.render(as_document(marking), format_, render.Options(standalone=True))]


def _printed(pieces: Iterable[str], for_people: bool, color: str) -> Iterator[str]:
    """The pieces as standard output takes them."""
    fit = fitter(getattr(sys.stdout, "encoding", None) or "utf-8")
    in_colour = for_people and coloured(sys.stdout, color)
    for piece in pieces:
        lines = folded(piece.split("\n"), sys.stdout) if for_people else piece.split("\n")
        yield "\n".join([painted(line, fit) if in_colour else fit(line) for line in lines])
