"""The report of a batch as a document in one of the formats of `render`, written piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nncalc import render
from nncalc.batch.outcome import Outcome
from nncalc.cli.outcome_words import SIGNS, explanation, verdict_in_words
from nncalc.page.document import Block, Document, Drawing, Section, Table, Words
from nncalc.words import say

HEADERS = ("", "problem", "type", "verdict")  # said
ROWS_A_TABLE = 40
_CHINESE = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}|\\u[3-9][0-9a-fA-F]{3}")


class DocumentReport:
    """The rows come in tables of a page each."""

    has_pages = False

    def __init__(self, format_: str) -> None:
        self.format = render.format_of(format_, render.Options())
        self.end_of_file = ""
        self.rows: list[list[str]] = []

    def head(self, files: Sequence[str] = ()) -> Iterator[str]:
        """What stands before the first problem is solved; the files say whether names and titles will be Chinese."""
        chinese = self.format.pieces and any(map(_has_chinese, files))
        pages = [self.format.render(Document("中", (), (), ()))] if chinese else ()
        head, self.end_of_file = (part.strip("\n") for part in self.format.frame(pages))
        if head:
            yield head

    def problem(self, outcome: Outcome) -> Iterator[str]:
        self.rows.append([SIGNS[outcome.status], outcome.id, outcome.type, verdict_in_words(outcome)])
        if len(self.rows) == ROWS_A_TABLE:
            yield from self.end()

    def end(self) -> Iterator[str]:
        if self.rows:
            rows, self.rows = self.rows, []
            yield self._piece(_table([say(header) for header in HEADERS], rows))

    def failing(self, outcome: Outcome) -> Iterator[str]:
        yield self._piece(Drawing(tuple(explanation(outcome))))

    def summary(self, table: list[list[str]], sentences: list[str]) -> Iterator[str]:
        if len(table) > 1:
            yield self._piece(_table(table[0], table[1:]))
        yield self._piece(*map(Words, sentences))
        if self.end_of_file:
            yield "\n" + self.end_of_file

    def _piece(self, *blocks: Block) -> str:
        return "\n" + self.format.render(Document("", (), (Section("", blocks),), ())).rstrip("\n")


def _has_chinese(path: str) -> bool:
    """Whether there may be a Chinese character in a file, in UTF-8 or by its number; none in what cannot be read."""
    try:
        with open(path, "rb") as file:
            return any(_CHINESE.search(line) for line in file)
    except OSError:
        return False


def _table(headers: Sequence[str], rows: list[list[str]]) -> Table:
    return Table(tuple(headers), tuple(map(tuple, rows)), frozenset(range(len(headers))))
