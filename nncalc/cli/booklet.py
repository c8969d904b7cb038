"""A booklet of solutions: the working of every problem in one document of a format, piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from nncalc import render
from nncalc.batch.outcome import Outcome
from nncalc.cli.outcome_words import SIGNS, verdict_in_words
from nncalc.page.document import Document, Drawing, Section
from nncalc.words import say


def book(outcomes: Callable[[], Iterable[Outcome]], format_: str) -> Iterable[str] | bytes:
    """The file of a booklet."""
    return render.format_of(format_, render.Options()).bound(booklet(outcomes, format_))


def booklet(outcomes: Callable[[], Iterable[Outcome]], format_: str) -> Iterator[str]:
    """The pages of all problems, an overview before them where the format has links. `outcomes` may be asked again."""
    written = render.format_of(format_, render.Options())
    head, tail = written.frame((outcome.page or "" for outcome in outcomes()), title())
    yield head
    if written.linked:
        yield from written.contents(say("Problems"), map(entry_of, range(1, 1 << 62), outcomes()))
    for number, outcome in enumerate(outcomes(), 1):
        if number > 1:
            yield written.between
        yield page_of(number, outcome, written)
    yield tail


def title() -> str:
    """The title of a booklet."""
    return say("Worked problems")


def page_of(number: int, outcome: Outcome, written: render.Format) -> str:
    """The page of a problem; of one that could not be solved, what is wrong."""
    return written.anchored(outcome.page or written.render(_missing(outcome)), anchor_of(number))


def anchor_of(number: int) -> str:
    """Where links to a page lead; pages are counted from 1."""
    return f"p{number}"


def entry_of(number: int, outcome: Outcome) -> tuple[str, str, str]:
    """A problem in the overview: its anchor, its name, what became of it."""
    said = f"{SIGNS[outcome.status]} {verdict_in_words(outcome)}"  # no sentence: a sign before words
    return anchor_of(number), outcome.id or outcome.file, said


def _missing(outcome: Outcome) -> Document:
    lines = tuple(line for error in outcome.errors for line in error[4])
    return Document(say("{id}: not solved", id=outcome.id or outcome.file), (), (Section("", (Drawing(lines),)),), ())
