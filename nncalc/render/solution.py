"""A solved problem as a document in the notation of a format."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from nncalc import render
from nncalc.declaring.letters import printing
from nncalc.declaring.numeric import Numeric
from nncalc.page.derivation import Page, conventions_in_force
from nncalc.page.document import Check, Document, Line
from nncalc.page.solving import Settings, run_problem
from nncalc.words import say, together

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Run

Used = TypeVar("Used")


def make_document(
    problem: ProblemType, settings: Settings, format_: str, where: render.Options, checks: Sequence[Check] = ()
) -> Document:
    """Run a problem and make its page in the notation of a format, with what became of figures that were checked."""
    return read_document(problem, settings, format_, where, checks, whole)


def whole(document: Document) -> Document:
    """A document whose sections are made, so that it can be read when the run is over."""
    sections = tuple([section._replace(blocks=tuple(section.blocks)) for section in document.sections])
    return document._replace(sections=sections)


def read_document(
    problem: ProblemType,
    settings: Settings,
    format_: str,
    where: render.Options,
    checks: Sequence[Check],
    use: Callable[[Document], Used],
) -> Used:
    """Run a problem and use its page, whose sections are made while they are read; again where more digits are needed."""
    with printing(settings.notation):
        style = render.style(
            format_,
            where,
            symbols=problem.symbols,
            verbatim=problem.verbatim,
            output=problem.output_name(),
            taken=problem.taken,
        )
        pictures = render.format_of(format_, where).pictures

        def read(run: Run) -> Used:
            page = Page(problem, run, settings, style)
            notes = [*conventions_in_force(problem, settings), *look_alikes(problem)]
            document = page.document(checks, [*settings.remarks, *taken_for(problem.renamed), *notes])
            if settings.draw or (pictures and not settings.show and settings.steps != "none"):
                # By its name, as formats are: drawings stand on what is here.
                on_page = import_module("nncalc.render.drawings.on_page")
                document = on_page.with_drawings(document, problem, run, settings, pictures)
            return use(document)

        return run_problem(problem, read, settings.policy)


def taken_for(renamed: Mapping[str, str]) -> list[str]:
    """What to say of names that were taken for others."""
    said = [say("{alias} is read as {name}", alias=alias, name=name) for alias, name in renamed.items()]
    return [together(said)] if said else []


_LOOK_ALIKE = r"(?<![\w.])([lIOo])(?![\w.(])"


def look_alikes(problem: ProblemType) -> list[str]:
    """What to say of letters that stand among numbers and are taken for one: `l` in x=l,-2."""
    said = []
    for name, value in problem.typed.items():
        field = type(problem).field_of(name)
        if field is None or not isinstance(field[0].kind, Numeric) or not isinstance(value, str):
            continue
        if any(map(value.__contains__, "lIOo")) and any(map(str.isdecimal, value)):
            said += [
                say(
                    "{name}: the letter {letter} is a name here, not the number {which}",
                    name=name,
                    letter=letter,
                    which=0 if letter in "Oo" else 1,
                )
                for letter in dict.fromkeys(re.findall(_LOOK_ALIKE, value))
            ]
    return said


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
