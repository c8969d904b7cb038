"""A booklet of solutions: the working of every problem in one document of a format, piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from nncalc import render
from nncalc.batch.outcome import Outcome
from nncalc.page.document import Document, Drawing, Section
from nncalc.words import say


def booklet(outcomes: Callable[[], Iterable[Outcome]], format_: str) -> Iterator[str]:
    """The pages of all problems, those that could not be solved with what is wrong. `outcomes` may be asked twice."""
    written = render.format_of(format_, render.Options())
    head, tail = written.frame(outcome.page or "" for outcome in outcomes())
    yield head
    for number, outcome in enumerate(outcomes()):
        if number:
            yield written.between
        yield outcome.page or written.render(_missing(outcome))
    yield tail


def _missing(outcome: Outcome) -> Document:
    lines = tuple(line for error in outcome.errors for line in error[4])
    return Document(say("{id}: not solved", id=outcome.id), (), (Section("", (Drawing(lines),)),), ())
