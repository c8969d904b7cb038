"""The report of a batch as linked pages on standard output: the working of each problem as it is done, then the overview."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nncalc import render
from nncalc.batch.outcome import Outcome
from nncalc.cli.booklet import entry_of, page_of, title
from nncalc.page.document import Document, Section, Table, Words
from nncalc.words import say

OVERVIEW = "overview"


class PagesReport:
    """Every problem has its page; of the others a name and a verdict are kept, for the overview at the end."""

    has_pages = True

    def __init__(self, format_: str, options: render.Options) -> None:
        self.format = render.format_of(format_, options)
        self.head_of_file, self.end_of_file = self.format.frame((), title())
        self.entries: list[tuple[str, str, str]] = []

    def head(self, files: Sequence[str] = ()) -> Iterator[str]:
        yield self.head_of_file.rstrip("\n")
        link = [(OVERVIEW, say("all problems"), say("are listed at the end"))]
        yield "".join(self.format.contents(title(), link)).rstrip("\n")

    def problem(self, outcome: Outcome) -> Iterator[str]:
        number = len(self.entries) + 1
        self.entries.append(entry_of(number, outcome))
        yield page_of(number, outcome, self.format).rstrip("\n")

    def end(self) -> Iterator[str]:
        return iter(())

    def failing(self, outcome: Outcome) -> Iterator[str]:
        return iter(())

    def summary(self, table: list[list[str]], sentences: list[str]) -> Iterator[str]:
        head, *rows = table
        counted = [Table(tuple(head), tuple(map(tuple, rows)), frozenset(range(len(head))))] if rows else []
        section = Section("", (*counted, *map(Words, sentences)))
        whole = self.format.render(Document(say("Overview"), (), (section,), ()))
        listed = "".join(self.format.contents(say("Problems"), self.entries))
        yield self.format.anchored(whole + listed, OVERVIEW).rstrip("\n")
        yield self.end_of_file.rstrip("\n")
