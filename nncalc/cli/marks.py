"""Marks on the command line: read the key and the answers, mark, print in a format."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from nncalc import render
from nncalc.checking.class_summary import as_data
from nncalc.checking.decided import decide, holds_decisions, read_decided
from nncalc.checking.marking import Marking, mark
from nncalc.cli.class_files import Class, read_class
from nncalc.cli.failures import write_lines
from nncalc.cli.folding import folded
from nncalc.cli.key_check import warnings
from nncalc.cli.marks_tables import as_csv, figures, students
from nncalc.cli.marks_text import as_document, as_text, class_text
from nncalc.cli.output import check_place, deliver
from nncalc.cli.progress import Bar
from nncalc.cli.signs import coloured, painted
from nncalc.engine.figures import Precision
from nncalc.errors import InputError
from nncalc.page.solving import Settings
from nncalc.problem_files.per_result import typed_tolerance
from nncalc.render.charset import fitter
from nncalc.render.failures import describe
from nncalc.words import count, say

FORMATS = sorted((*render.format_names(), "json", "csv", "xlsx", "gradescope"))
BOM = "\ufeff"
"""What tells Excel that a file is UTF-8."""


def check_files(key: str, answers: Sequence[str], options: Mapping[str, Any]) -> int:
    """Mark and print; 0 when everything is right, 1 when something is not, 2 when something cannot be read."""
    output, each_to, format_ = options["output"], options["each_to"], options["format_"]
    inputs = [key, *answers, *filter(None, [options["decided"]])]
    if output is not None:
        check_place(output, inputs)
        _keep_decisions(output)
    if format_ == "xlsx":
        from nncalc.checking.workbooks import openpyxl  # start-up

        openpyxl()  # before any work is done for it
        if output is None and sys.stdout.isatty():
            raise InputError(say("a workbook is no page"), name="--format", expected=say("-o marks.xlsx"))
    settings = _settings(options)
    handed_in = read_class(key, answers, options["column"])
    marking = _marked(handed_in, settings, options)
    if each_to:
        from nncalc.cli.feedback import write_each  # start-up

        written = write_each(marking, each_to, format_ if options["typed"] else "markdown", inputs)
        handed_in.told.notices.append(say("{files} in {folder}", files=count(written, "file"), folder=each_to))
    alone = each_to and output is None and format_ not in ("csv", "json", "xlsx")
    text = class_text(marking) if alone else _in_format(marking, format_, options)
    if output is None and isinstance(text, str):
        text = "\n".join(_printed(text.split("\n"), format_ == "text", options["color"]))
    deliver(BOM + text if format_ == "csv" and output is not None and isinstance(text, str) else text, output)
    return _told(handed_in, marking, settings, format_, options)


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


def _marked(handed_in: Class, settings: Settings, options: Mapping[str, Any]) -> Marking:
    """The marks, with what a person decided."""
    bar = Bar()
    try:
        marking = mark(
            handed_in.entries, handed_in.answers, settings, options["timeout"], handed_in.told.people, bar.count
        )
    finally:
        bar.clear()
    if options["decided"]:
        marking = decide(marking, read_decided(options["decided"], handed_in.told, marking.errors))
    marking.errors[:0] = handed_in.errors
    return marking


def _told(handed_in: Class, marking: Marking, settings: Settings, format_: str, options: Mapping[str, Any]) -> int:
    """Say on standard error what is to be known; the exit code."""
    doubts = handed_in.told.notices + list(warnings(handed_in.entries, settings, options["timeout"]))
    if doubts:
        write_lines(doubts)
    if marking.errors and format_ != "json":
        write_lines([line for error in marking.errors for line in describe(error)])
    if marking.errors:
        return 2
    return 0 if all(row.is_right for each in marking.marked for row in each.rows) else 1


def _in_format(marking: Marking, format_: str, options: Mapping[str, Any]) -> str | bytes:
    if format_ == "text":
        return as_text(marking)
    if format_ == "json":
        return json.dumps(as_data(marking), ensure_ascii=True) + "\n"
    if format_ == "csv":
        return as_csv(students(marking) if options["rows"] == "students" else figures(marking))
    if format_ == "xlsx":
        from nncalc.cli.marks_workbook import as_xlsx  # start-up

        return as_xlsx(marking)
    if format_ == "gradescope":
        from nncalc.cli.feedback import only_results  # start-up

        return only_results(marking)
    to_file = options["output"] is not None
    encoding = "utf-8" if to_file else getattr(sys.stdout, "encoding", None) or "utf-8"
    written = render.format_of(format_, render.Options(encoding=encoding, standalone=True))
    if written.linked:
        from nncalc.cli.marks_pages import class_pages  # start-up

        return class_pages(marking, written)
    return render.render(as_document(marking), format_, render.Options(standalone=True))


def _printed(lines: list[str], for_people: bool, color: str) -> list[str]:
    """The lines as standard output takes them."""
    fit = fitter(getattr(sys.stdout, "encoding", None) or "utf-8")
    if not for_people:
        return list(map(fit, lines))
    in_colour = coloured(sys.stdout, color)
    return [painted(line, fit) if in_colour else fit(line) for line in folded(lines, sys.stdout)]
