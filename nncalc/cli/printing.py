"""Printing a solved problem in the format asked for."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nncalc import render
from nncalc.cli.output import deliver
from nncalc.page.document import Check, Document
from nncalc.page.solving import Settings, run_problem
from nncalc.render.solution import make_document, same_formulas, with_symbols

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType


def print_solution(
    problem: ProblemType, symbolic: ProblemType | None, settings: Settings, options: Mapping[str, Any]
) -> bool:
    """Solve and print; whether every figure that was to be checked is right.

    `symbolic` is the same problem before numbers were put in for its symbols: its formulas are shown as well.
    """
    format_ = options["format_"]
    if format_ == "pdf":
        from nncalc.cli.formats import check_format  # start-up

        check_format(format_, options["output"], "page.pdf")
    if format_ == "json":
        from nncalc.render.json_form import solution_as_json  # start-up

        checks = checks_of(problem, settings)
        text = run_problem(problem, lambda run: solution_as_json(problem, run, settings, checks), settings.policy)
        deliver(text, options["output"])
        return all(check.verdict == "right" for check in checks)
    if format_ == "svg":
        from nncalc.render.drawings import Solved, as_svg  # start-up

        checks = checks_of(problem, settings)
        deliver(as_svg(Solved(problem, settings)), options["output"])
        return all(check.verdict == "right" for check in checks)
    to_file = options["output"] is not None
    stream = sys.stdout
    where = render.Options() if to_file else render.options_for(stream)
    where = where._replace(ascii=options["ascii"], standalone=options["standalone"])
    if options["width"] is not None:
        where = where._replace(width=options["width"])
    document = _document(problem, symbolic, settings, format_, where)
    written = render.format_of(format_, where)
    if to_file or not written.text:
        deliver(written.bound([written.page(document)]), options["output"])
    else:
        render.write(document, stream, format_, where, options["color"])
    return all(check.verdict == "right" for check in document.checks)


def _document(
    problem: ProblemType, symbolic: ProblemType | None, settings: Settings, format_: str, where: render.Options
) -> Document:
    """The page, with the formulas in symbols before numbers were put in for them."""
    document = make_document(problem, settings, format_, where, checks_of(problem, settings))
    if symbolic is None:
        return document
    forms = make_document(symbolic, settings._replace(checks=()), format_, where)
    if settings.expand and not same_formulas(document, forms):
        # What is expanded holds the formulas of all lines before it.
        forms = make_document(symbolic, settings._replace(checks=(), expand=False), format_, where)
    return with_symbols(document, forms)


def checks_of(problem: ProblemType, settings: Settings) -> list[Check]:
    """The verdicts on the figures to be checked, by the results' own names; the checker is imported only when there are some."""
    if not settings.checks:
        return []
    from nncalc.checking.answers import judged  # start-up

    return [each.check for each in judged(problem, settings.checks, settings)]
