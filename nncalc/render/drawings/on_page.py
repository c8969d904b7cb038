"""Drawings on a page: as they are where the format holds pictures, else in characters, as sections of their own."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from nncalc.page.document import Document, Drawing, Section, Sections, Words
from nncalc.render import drawings
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Run
    from nncalc.page.solving import Settings


def with_drawings(document: Document, problem: ProblemType, run: Run, settings: Settings, pictures: bool) -> Document:
    """The page with its drawings. Raises InputError where they were asked for and there are none."""
    if settings.draw:
        drawings.check_drawable(problem, "--draw")
    made = drawings.of_run(problem, run, settings)
    if pictures:
        return document._replace(drawings=tuple(made))
    if not made:
        raise drawings.nothing_drawn(problem, "--draw")
    working = document.sections
    return document._replace(sections=Sections(lambda: chain(working, map(_section, made))))


def _section(drawing: drawings.Drawing) -> Section:
    if drawing.text is None:
        said = say("{description} Characters cannot draw it: --format svg does.", description=drawing.description)
        return Section(drawing.title, (Words(said),))
    if callable(drawing.text):
        return Section(drawing.title, (Drawing((), sketch=drawing.text),))
    return Section(drawing.title, (Drawing(drawing.text),))
