"""The report of a batch on standard output: a line per problem, what is not right and why, the summary; in a format."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from nncalc.problem_files.outcome import ERROR, FAULT, RIGHT, SOLVED, WRONG, Outcome
from nncalc.render.charset import safe

SIGNS = {SOLVED: "·", RIGHT: "✓", WRONG: "✗", ERROR: "!", FAULT: "!"}
STATUSES = (RIGHT, SOLVED, WRONG, ERROR, FAULT)
FAILING = (WRONG, ERROR, FAULT)
LATEX_ROWS = 40
HEADERS = ("problem", "type", "verdict")


class Summary:
    """How many problems of each type came out how."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = {}
        self.done = 0

    def add(self, outcome: Outcome) -> None:
        self.done += 1
        self.counts.setdefault(outcome.type or "(no type)", Counter())[outcome.status] += 1

    @property
    def total(self) -> Counter[str]:
        return sum(self.counts.values(), Counter())

    def table(self) -> list[list[str]]:
        """Header, a row per type, and the sum; only columns that hold something."""
        total = self.total
        shown = [status for status in STATUSES if total[status]]
        rows = [["type", "problems", *shown]]
        for name, counts in [*sorted(self.counts.items()), *([("all", total)] if len(self.counts) > 1 else [])]:
            rows.append([safe(name), str(counts.total()), *[str(counts[s]) if counts[s] else "" for s in shown]])
        return rows

    def sentence(self, files: int) -> str:
        """`135 problems in 13 files: 133 right, 2 wrong`."""
        total = self.total
        parts = ", ".join(f"{total[status]} {_plural(status, total[status])}" for status in STATUSES if total[status])
        return f"{counted(total.total(), 'problem')} in {counted(files, 'file')}" + (f": {parts}" if parts else "")


def counted(number: int, thing: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _plural(status: str, number: int) -> str:
    return status + "s" if status in (ERROR, FAULT) and number != 1 else status


def verdict_in_words(outcome: Outcome) -> str:
    """`right (3 figures)`, `wrong: 1 of 3 figures`, `error: there is no problem type 'backprp'`."""
    figures = len(outcome.checks)
    if outcome.status == RIGHT:
        return f"right ({counted(figures, 'figure')})"
    if outcome.status == WRONG:
        wrong = sum(check[2] != "right" for check in outcome.checks)
        return f"wrong: {wrong} of {counted(figures, 'figure')}"
    if outcome.errors:
        more = f" (and {len(outcome.errors) - 1} more)" if len(outcome.errors) > 1 else ""
        return f"{outcome.status}: {safe(outcome.errors[0][0])}{more}"
    return outcome.status


def explanation(outcome: Outcome) -> Iterator[str]:
    """What is not right with one problem, in lines; the first says where it stands."""
    yield f"{safe(outcome.file)}:{outcome.line} {safe(outcome.id)} ({safe(outcome.type) or 'no type'})"
    for _, _, _, _, described in outcome.errors:
        yield from (f"  {line}" for line in described)
    for name, typed, verdict, words, *_ in outcome.checks:
        if verdict != "right":
            yield f"  ✗ {safe(name)}={safe(typed)}: {safe(words[0])}"
            yield from (f"      {safe(line)}" for line in words[1:])


class Text:
    """Lines for people."""

    def head(self) -> Iterator[str]:
        return iter(())

    def problem(self, outcome: Outcome) -> Iterator[str]:
        yield f"{SIGNS[outcome.status]} {safe(outcome.id):<28} {safe(outcome.type):<14} {verdict_in_words(outcome)}"

    def end(self) -> Iterator[str]:
        return iter(())

    def failing(self, outcome: Outcome) -> Iterator[str]:
        yield ""
        yield from explanation(outcome)

    def summary(self, table: list[list[str]], sentences: list[str]) -> Iterator[str]:
        yield ""
        if len(table) > 1:
            widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
            for row in table:
                cells = [row[0].ljust(widths[0]), *[row[i].rjust(widths[i]) for i in range(1, len(row))]]
                yield "  ".join(cells).rstrip()
            yield ""
        yield from sentences


class Markdown:
    """Tables and lists as GitHub reads them."""

    def _row(self, cells: list[str]) -> str:
        from nncalc.render.formats.markdown import escape

        return "| " + " | ".join(map(escape, cells)) + " |"

    def head(self) -> Iterator[str]:
        yield self._row(["", *HEADERS])
        yield "|---|---|---|---|"

    def problem(self, outcome: Outcome) -> Iterator[str]:
        yield self._row([SIGNS[outcome.status], outcome.id, outcome.type, verdict_in_words(outcome)])

    def end(self) -> Iterator[str]:
        return iter(())

    def failing(self, outcome: Outcome) -> Iterator[str]:
        lines = list(explanation(outcome))
        longest = max((len(run) for line in lines for run in _backticks(line)), default=0)
        fence = "`" * max(3, longest + 1)
        yield from ("", fence, *lines, fence)

    def summary(self, table: list[list[str]], sentences: list[str]) -> Iterator[str]:
        from nncalc.render.formats.markdown import paragraph

        yield ""
        if len(table) > 1:
            yield self._row(table[0])
            yield "|---" + "|---:" * (len(table[0]) - 1) + "|"
            yield from map(self._row, table[1:])
        for sentence in sentences:
            yield ""
            yield paragraph(sentence)


class Latex:
    """A whole document; the rows come in tables of a page each."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []

    def head(self) -> Iterator[str]:
        from nncalc.render.formats.latex import standalone

        yield standalone("%").partition("%")[0].rstrip()

    def problem(self, outcome: Outcome) -> Iterator[str]:
        self.rows.append([outcome.id, outcome.type, verdict_in_words(outcome)])
        if len(self.rows) == LATEX_ROWS:
            yield from self.end()

    def end(self) -> Iterator[str]:
        if self.rows:
            rows, self.rows = self.rows, []
            yield from self._blocks(self._table(list(HEADERS), rows))

    def failing(self, outcome: Outcome) -> Iterator[str]:
        from nncalc.document import Drawing

        return self._blocks(Drawing(tuple(explanation(outcome))))

    def summary(self, table: list[list[str]], sentences: list[str]) -> Iterator[str]:
        from nncalc.document import Words

        if len(table) > 1:
            yield from self._blocks(self._table(table[0], table[1:]))
        yield from self._blocks(*map(Words, sentences))
        yield "\\end{document}"

    def _table(self, headers: list[str], rows: list[list[str]]) -> Any:
        from nncalc.document import Table

        return Table(tuple(headers), tuple(map(tuple, rows)), frozenset(range(len(headers))))

    def _blocks(self, *blocks: Any) -> Iterator[str]:
        from nncalc import render
        from nncalc.document import Document, Section

        document = Document("", (), (Section("", blocks),), ())
        yield ""
        yield render.render(document, "latex", render.Options()).rstrip("\n")


class Json:
    """An object per line, nothing else."""

    def head(self) -> Iterator[str]:
        return iter(())

    def problem(self, outcome: Outcome) -> Iterator[str]:
        yield json.dumps(as_object(outcome), allow_nan=False)

    def end(self) -> Iterator[str]:
        return iter(())

    def failing(self, outcome: Outcome) -> Iterator[str]:
        return iter(())

    def summary(self, table: list[list[str]], sentences: list[str]) -> Iterator[str]:
        return iter(())


REPORTS: dict[str, type[Text | Markdown | Latex | Json]] = {
    "text": Text, "markdown": Markdown, "latex": Latex, "json": Json,
}  # fmt: skip


def _backticks(line: str) -> list[str]:
    import re

    return re.findall("`+", line)


def as_object(outcome: Outcome) -> dict[str, Any]:
    """The JSON object of an outcome: the contract's object plus file, id, line, status; an error says where."""
    where = {"file": outcome.file, "id": outcome.id, "line": outcome.line, "status": outcome.status}
    if outcome.data is not None:
        return {**outcome.data, **where}
    from nncalc import __version__

    errors = [{"message": e[0], "name": e[1], "line": e[2], "column": e[3]} for e in outcome.errors]
    first, more = (errors or [{}])[0], errors[1:]
    return {
        "nncalc": __version__, "type": outcome.type, **where, "error": first, **({"more_errors": more} if more else {}),
    }  # fmt: skip
