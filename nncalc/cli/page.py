"""Printing a solved problem in the format asked for."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nncalc import render
from nncalc.cli.output import deliver
from nncalc.declaring.fields import Numeric
from nncalc.page.derivation import Page, conventions_in_force
from nncalc.page.document import Check, Document, Line
from nncalc.page.solving import Settings, run_problem

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Run


def print_solution(
    problem: ProblemType, symbolic: ProblemType | None, settings: Settings, options: Mapping[str, Any]
) -> bool:
    """Solve and print; whether every figure that was to be checked is right.

    `symbolic` is the same problem before numbers were put in for its symbols: its formulas are shown as well.
    """
    format_ = options["format_"]
    if format_ == "json":
        from nncalc.render.json_form import solution_as_json

        checks = checks_of(problem, settings)
        text = run_problem(problem, lambda run: solution_as_json(problem, run, settings, checks), settings.policy)
        deliver(text, options["output"])
        return all(check.verdict == "right" for check in checks)
    to_file = options["output"] is not None
    stream = sys.stdout
    where = render.Options() if to_file else render.options_for(stream)
    where = where._replace(ascii=options["ascii"], standalone=options["standalone"])
    if options["width"] is not None:
        where = where._replace(width=options["width"])
    document = make_document(problem, settings, format_, where)
    if symbolic is not None:
        forms = make_document(symbolic, settings._replace(checks=()), format_, where)
        if settings.expand and not same_formulas(document, forms):
            # What is expanded holds the formulas of all lines before it.
            forms = make_document(symbolic, settings._replace(checks=(), expand=False), format_, where)
        document = with_symbols(document, forms)
    if to_file:
        deliver(render.render(document, format_, where), options["output"])
    else:
        render.write(document, stream, format_, where, options["color"])
    return all(check.verdict == "right" for check in document.checks)


def make_document(problem: ProblemType, settings: Settings, format_: str, where: render.Options) -> Document:
    """Run a problem and make its page in the notation of a format."""
    style = render.style(
        format_, where, symbols=problem.symbols, verbatim=problem.verbatim, output=problem.output_name()
    )

    checks = checks_of(problem, settings)

    def read(run: Run) -> Document:
        page = Page(problem, run, settings, style)
        return page.document(checks, [*conventions_in_force(problem, settings), *look_alikes(problem)])

    return run_problem(problem, read, settings.policy)


_LOOK_ALIKE = re.compile(r"(?<![\w.])([lIOo])(?![\w.(])")


def look_alikes(problem: ProblemType) -> list[str]:
    """What to say of letters that stand among numbers and are taken for one: `l` in x=l,-2."""
    said = []
    for name, value in problem.typed.items():
        field = type(problem).field_of(name)
        if field is None or not isinstance(field[0].kind, Numeric) or not isinstance(value, str):
            continue
        if any(sign.isdecimal() for sign in value):
            said += [
                f"{name}: the letter {letter} is a name here, not the number {0 if letter in 'Oo' else 1}"
                for letter in dict.fromkeys(_LOOK_ALIKE.findall(value))
            ]
    return said


def checks_of(problem: ProblemType, settings: Settings) -> list[Check]:
    """The verdicts on the figures to be checked; the checker is imported only when there are some."""
    if not settings.checks:
        return []
    from nncalc.checking.answers import check_figures

    return check_figures(problem, settings.checks, settings)


def with_symbols(document: Document, symbolic: Document) -> Document:
    """Each line with its symbolic form before the numbers: formula = in symbols = numbers put in = value.

    A line that was worked out by another formula (the numbers decided what symbols leave open) stays as it is.
    """
    forms = _lines(symbolic)
    sections = []
    for section in document.sections:
        blocks = []
        for block in section.blocks:
            form = forms.get(block.name) if isinstance(block, Line) else None
            if isinstance(block, Line) and form is not None and form.sides[:2] == block.sides[:2]:
                extra = tuple(side for side in form.sides[2:] if side not in block.sides)
                block = block._replace(sides=(*block.sides[:2], *extra, *block.sides[2:]))
            blocks.append(block)
        sections.append(section._replace(blocks=tuple(blocks)))
    return document._replace(sections=tuple(sections))


def same_formulas(document: Document, other: Document) -> bool:
    """Whether every line of both was worked out by the same formula in both."""
    mine, others = _lines(document), _lines(other)
    return all(line.sides[:2] == others[name].sides[:2] for name, line in mine.items() if name in others)


def _lines(document: Document) -> dict[str, Line]:
    """The lines by name."""
    return {block.name: block for section in document.sections for block in section.blocks if isinstance(block, Line)}
