"""The report of a batch on standard output: what is not right and why, the summary; a line per problem where it is wanted."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from nncalc.batch.outcome import ERROR, FAULT, RIGHT, SOLVED, WRONG, Outcome
from nncalc.cli.folding import columns
from nncalc.cli.outcome_words import SIGNS, explanation, status_of, verdict_in_words
from nncalc.declaring import registry
from nncalc.reading.harmless import safe
from nncalc.render.measure import on_the_left, on_the_right, width_of
from nncalc.version import VERSION
from nncalc.words import LISTED, count, labelled, say, wording

if TYPE_CHECKING:
    from nncalc.cli.report_document import DocumentReport
    from nncalc.cli.report_pages import PagesReport

STATUSES = (RIGHT, SOLVED, WRONG, ERROR, FAULT)
FAILING = (WRONG, ERROR, FAULT)


MOST_TYPES = 12
"""With a row for each, the summary fits a screen."""


MOST_SAID = 6


class Summary:
    """How many problems of each type came out how."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = {}
        self.problems: Counter[str] = Counter()
        """A file that cannot be read is an error, and no problem."""
        self.done = 0
        self.said: dict[str, None] = {}
        """What a notation set or left out, each thing once; a few of many."""

    def add(self, outcome: Outcome) -> None:
        self.done += 1
        name = outcome.type or say("(no type)")
        self.counts.setdefault(name, Counter())[outcome.status] += 1
        self.problems[name] += outcome.id != ""
        if outcome.said and len(self.said) < MOST_SAID:
            self.said |= dict.fromkeys(outcome.said)

    @property
    def total(self) -> Counter[str]:
        return sum(self.counts.values(), Counter())

    def table(self) -> list[list[str]]:
        """Header, a row per type (of many types, per topic), and the sum; only columns that hold something."""
        total = self.total
        shown = [status for status in STATUSES if total[status]]
        by_topic = len(self.counts) > MOST_TYPES
        rows: dict[str, tuple[int, Counter[str]]] = {}
        topics = {name: say(topic) for topic, types in registry.by_topic().items() for name in types if by_topic}
        order = [name for name in topics if name in self.counts]
        for name in [*order, *sorted(self.counts.keys() - topics.keys())]:
            row, counts = topics.get(name, name), self.counts[name]
            problems, before = rows.get(row, (0, Counter()))
            rows[row] = problems + self.problems[name], before + counts
        if len(rows) > 1:
            rows[say("all")] = self.problems.total(), total
        head = [say("topic") if by_topic else say("type"), say("problems"), *map(say, shown)]
        return [
            head,
            *([safe(row), str(n), *[str(counts[s] or "") for s in shown]] for row, (n, counts) in rows.items()),
        ]

    def sentence(self, files: int) -> str:
        """`135 problems in 13 files: 133 right, 2 wrong`."""
        total = self.total
        parts = _listed((total[status], status) for status in STATUSES if total[status])
        whole = say(
            "{problems} in {files}",
            problems=count(self.problems.total(), "problem", grouped=False),
            files=count(files, "file", grouped=False),
        )
        return labelled(whole, parts) if parts else whole


class Text:
    """For people: what is not right is explained as it comes, then the summary."""

    has_pages = False
    """Whether it shows the page of every problem."""

    def head(self, files: Sequence[str] = ()) -> Iterator[str]:
        return iter(())

    def problem(self, outcome: Outcome) -> Iterator[str]:
        if outcome.status in FAILING:
            yield from explanation(outcome)
            yield ""

    def end(self) -> Iterator[str]:
        return iter(())

    def failing(self, outcome: Outcome) -> Iterator[str]:
        return iter(())

    def summary(self, table: list[list[str]], sentences: list[str]) -> Iterator[str]:
        if len(table) > 1:
            lines, room = list(_in_columns(table)), columns(sys.stdout)
            yield from lines if room is None or max(map(width_of, lines)) <= room else _in_words(table)
            yield ""
        yield from sentences


class EachText(Text):
    """A line per problem as it is done; the explanations wait until all lines have gone by."""

    def problem(self, outcome: Outcome) -> Iterator[str]:
        name = outcome.id or os.path.basename(outcome.file)
        yield f"{SIGNS[outcome.status]} {on_the_left(safe(name), 28)} {safe(outcome.type):<14} {verdict_in_words(outcome)}"

    def failing(self, outcome: Outcome) -> Iterator[str]:
        yield ""
        yield from explanation(outcome)

    def summary(self, table: list[list[str]], sentences: list[str]) -> Iterator[str]:
        yield ""
        yield from super().summary(table, sentences)


def _in_columns(table: list[list[str]]) -> Iterator[str]:
    widths = [max(width_of(row[i]) for row in table) for i in range(len(table[0]))]
    for row in table:
        cells = [on_the_left(row[0], widths[0]), *[on_the_right(row[i], widths[i]) for i in range(1, len(row))]]
        yield "  ".join(cells).rstrip()


def _in_words(table: list[list[str]]) -> Iterator[str]:
    """`softmax-loss: 2 right, 1 wrong`, for a terminal that is too narrow for the columns."""
    (_, _, *headers), *rows = table
    statuses = [status for header in headers for status in STATUSES if say(status) == header]
    for name, _, *counts in rows:
        yield labelled(name, _listed((int(number), s) for number, s in zip(counts, statuses, strict=True) if number))


def _listed(counts: Iterable[tuple[int, str]]) -> str:
    """`133 right, 2 wrong`."""
    parts = [say("{number} {status}", number=number, status=status_of(status, number)) for number, status in counts]
    return wording(", ", LISTED).join(parts)


class Json:
    """An object per line, nothing else."""

    has_pages = False

    def head(self, files: Sequence[str] = ()) -> Iterator[str]:
        return iter(())

    def problem(self, outcome: Outcome) -> Iterator[str]:
        yield json.dumps(as_object(outcome), allow_nan=False)

    def end(self) -> Iterator[str]:
        return iter(())

    def failing(self, outcome: Outcome) -> Iterator[str]:
        return iter(())

    def summary(self, table: list[list[str]], sentences: list[str]) -> Iterator[str]:
        return iter(())


def report_in(format_: str, each: bool, encoding: str) -> Text | Json | DocumentReport | PagesReport:
    """The report in a format. `each`: text has a line per problem too; the other formats always list every problem."""
    if format_ == "text":
        return EachText() if each else Text()
    if format_ == "json":
        return Json()
    from nncalc import render  # start-up

    options = render.Options(encoding=encoding)
    if render.format_of(format_, options).linked:
        from nncalc.cli.report_pages import PagesReport  # start-up

        return PagesReport(format_, options)
    from nncalc.cli.report_document import DocumentReport  # start-up

    return DocumentReport(format_)


def as_object(outcome: Outcome) -> dict[str, Any]:
    """The JSON object of an outcome: the contract's object plus file, id, line, status; an error says where."""
    where = {"file": outcome.file, "id": outcome.id, "line": outcome.line, "status": outcome.status}
    if outcome.data is not None:
        return {**outcome.data, **where}

    errors = [{"message": e[0], "name": e[1], "line": e[2], "column": e[3]} for e in outcome.errors]
    first, more = (errors or [{}])[0], errors[1:]
    return {
        "nncalc": VERSION, "type": outcome.type, **where, "error": first, **({"more_errors": more} if more else {}),
    }  # fmt: skip
