"""Printing a solved problem in the format asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from nncalc import render
from nncalc.cli.output import Outlet, deliver
from nncalc.page.document import Check, Document
from nncalc.page.solving import Settings, run_problem
from nncalc.render.solution import make_document, read_document, same_formulas, with_symbols

if TYPE_CHECKING:
    from nncalc.cli.progress import Working
    from nncalc.declaring.problem import ProblemType


def print_solution(
    problem: ProblemType, symbolic: ProblemType | None, settings: Settings, options: Mapping[str, Any]
) -> bool:
    """Solve and print; whether every figure that was to be checked is right.

    `symbolic` is the same problem before numbers were put in for its symbols: its formulas are shown as well.
    """
    with _waited_for() as bar:
        return _printed(problem, symbolic, settings, options, bar)


def _waited_for() -> AbstractContextManager[Working | None]:
    """What shows how far the work has got; nothing where nobody sees it."""
    if sys.stderr is None or not sys.stderr.isatty():
        return nullcontext()
    from nncalc.cli.progress import Working  # start-up

    return Working()


def _printed(
    problem: ProblemType,
    symbolic: ProblemType | None,
    settings: Settings,
    options: Mapping[str, Any],
    bar: Working | None,
) -> bool:
    """Solve and print; whether every figure that was to be checked is right."""
    format_ = options["format_"]
    if format_ == "pdf":
        from nncalc.cli.formats import check_format  # start-up

        check_format(format_, options["output"], "page.pdf")
    checks = checks_of(problem, settings)
    if format_ == "json":
        from nncalc.render.json_form import solution_as_json  # start-up

        take = _plainly(options["output"], bar)
        run_problem(problem, lambda run: take(solution_as_json(problem, run, settings, checks)), settings.policy)
    elif format_ == "svg":
        from nncalc.render.drawings import Solved, as_svg  # start-up

        deliver(as_svg(Solved(problem, settings)), options["output"])
    else:
        where = render.Options() if options["output"] is not None else render.options_for(sys.stdout)
        where = where._replace(ascii=options["ascii"], standalone=options["standalone"])
        if options["width"] is not None:
            where = where._replace(width=options["width"])
        print_page = _printer(format_, where, options, bar)
        if symbolic is None:
            read_document(problem, settings, format_, where, checks, print_page)
        else:
            print_page(_with_letters(problem, symbolic, settings, format_, where, checks))
    return all(check.verdict == "right" for check in checks)


def _plainly(path: str | None, bar: Working | None) -> Callable[[Iterable[str]], None]:
    """What writes pieces of text to a file or prints them; again from the first on where more digits were needed."""

    def seen(pieces: Iterable[str]) -> Iterable[str]:
        return pieces if bar is None else bar.written(pieces, path)

    if path is not None:
        return lambda pieces: deliver(seen(pieces), path)
    outlet = Outlet[str](lambda pieces: deliver(pieces, None), len)
    return lambda pieces: outlet.take(seen(pieces))


def _printer(
    format_: str, where: render.Options, options: Mapping[str, Any], bar: Working | None
) -> Callable[[Document], None]:
    """What writes a document to a file or prints it, in colour where that is wanted."""
    if options["output"] is None and format_ == "text" and render.wants_color(sys.stdout, options["color"]):
        from nncalc.render import terminal  # start-up

        plain = False if options["color"] == "always" else None
        lines = Outlet(terminal.printer(sys.stdout, where, no_color=plain), terminal.width_of)

        def print_lines(document: Document) -> None:
            made = terminal.lines_of(document, where)
            lines.take(made if bar is None else bar.written(made, None))

        return print_lines
    written = render.format_of(format_, where)
    if not written.text:
        return lambda document: deliver(written.bound(written.stream(document)), options["output"])
    take = _plainly(options["output"], bar)
    return lambda document: take(written.stream(document))


def _with_letters(
    problem: ProblemType,
    symbolic: ProblemType,
    settings: Settings,
    format_: str,
    where: render.Options,
    checks: Sequence[Check],
) -> Document:
    """The page, with the formulas in symbols before numbers were put in for them."""
    document = make_document(problem, settings, format_, where, checks)
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
