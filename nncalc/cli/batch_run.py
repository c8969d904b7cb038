"""A batch from the command line: outcomes shown as they come, journalled first, summed up at the end."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import click

from nncalc.cli.output import replace_file
from nncalc.errors import NncalcError
from nncalc.problem_files.batch import Item, find_files, read_all, work_through
from nncalc.problem_files.journal import Journal, key_of
from nncalc.problem_files.outcome import ERROR, FAULT, RIGHT, SOLVED, WRONG, Outcome, Wanted
from nncalc.render.charset import safe

EXIT_CODES = {SOLVED: 0, RIGHT: 0, WRONG: 1, ERROR: 2, FAULT: 3}
SIGNS = {SOLVED: "·", RIGHT: "✓", WRONG: "✗", ERROR: "!", FAULT: "!"}


class BatchRun:
    """One run over a number of paths."""

    def __init__(self, paths: list[str], options: Mapping[str, Any]) -> None:
        self.paths, self.options = paths, options
        self.output: str | None = options["output"]
        self.as_json = options["format_"] == "json"
        self.counts: Counter[str] = Counter()
        self.failing: list[Outcome] = []
        self.shown: list[str] = []
        self.wanted = Wanted(
            options["format_"], self.output is not None and not self.as_json, options["digits"], options["timeout"]
        )

    def go(self) -> int:
        """Run; the exit code."""
        if self.options["resume"] and self.output is None:
            raise click.UsageError("--resume goes with -o FILE: the journal stands beside the report")
        files, passed_over = find_files(self.paths)
        journal = self._journal()
        try:
            for outcome in self._outcomes(files, journal):
                self.counts[outcome.status] += 1
                if EXIT_CODES[outcome.status]:
                    self.failing.append(outcome)
                self._show(outcome)
                if self.options["fail_fast"] and EXIT_CODES[outcome.status]:
                    break
            if journal is not None:
                self._report(journal)
        finally:
            if journal is not None:
                journal.close()
        self._summary(files, passed_over)
        return max((EXIT_CODES[status] for status in self.counts), default=0)

    def _journal(self) -> Journal | None:
        """The journal beside the report; the place is tried before anything is solved."""
        if self.output is None:
            return None
        folder = os.path.dirname(os.path.realpath(self.output))
        if not os.path.isdir(folder) or os.path.isdir(self.output):
            why = "it is a folder" if os.path.isdir(self.output) else f"there is no folder {folder}"
            raise NncalcError(f"cannot write {self.output}: {why}")
        return Journal(self.output + ".journal", self.options["resume"])

    def _outcomes(self, files: list[str], journal: Journal | None) -> Iterator[Outcome]:
        """Outcomes in the order of the problems; those of an earlier run are taken from its journal."""
        self.keys: list[str] = []
        entries = read_all(files, self.options["only"])
        if journal is None:
            yield from (
                outcome for _, outcome in self._with_progress(work_through(entries, self.wanted, self.options["jobs"]))
            )
            return
        earlier = set(journal.done)

        def new_ones() -> Iterator[Item]:
            for entry in entries:
                key = key_of(entry)
                self.keys.append(key)
                if key not in earlier:
                    yield entry

        for entry, outcome in self._with_progress(work_through(new_ones(), self.wanted, self.options["jobs"])):
            journal.write(key_of(entry), outcome)
            yield outcome
        for key in self.keys:
            if key in earlier:
                old = journal.read(key)
                self.counts[old.status] += 1
                if EXIT_CODES[old.status]:
                    self.failing.append(old)

    def _with_progress(self, work: Iterator[tuple[Item, Outcome]]) -> Iterator[tuple[Item, Outcome]]:
        """A count on standard error while it is a terminal and standard output is not."""
        if not sys.stderr.isatty() or sys.stdout.isatty():
            yield from work
            return
        for number, pair in enumerate(work, 1):
            sys.stderr.write(f"\r{number} problems done")
            sys.stderr.flush()
            yield pair
        sys.stderr.write("\r\x1b[K")

    # -- showing ---------------------------------------------------------------------------------------------------

    def _show(self, outcome: Outcome) -> None:
        if self.as_json and self.output is None:
            self._write(json.dumps(as_object(outcome), allow_nan=False))
            return
        if self.options["quiet"] and not EXIT_CODES[outcome.status]:
            return
        if not self.as_json:
            self._write(
                f"{SIGNS[outcome.status]} {safe(outcome.id):<28} {safe(outcome.type):<14} {verdict_in_words(outcome)}".rstrip()
            )

    def _write(self, line: str) -> None:
        from nncalc.render.charset import fitter

        fit = fitter(getattr(sys.stdout, "encoding", None) or "utf-8")
        sys.stdout.write(fit(line) + "\n")
        sys.stdout.flush()

    def _report(self, journal: Journal) -> None:
        """The booklet, or the JSON lines: written beside and renamed, then the journal goes."""
        assert self.output is not None
        outcomes = journal.outcomes([key for key in self.keys if key in journal.done])
        if self.as_json:
            text = "".join(json.dumps(as_object(outcome), allow_nan=False) + "\n" for outcome in outcomes)
        else:
            from nncalc.cli.booklet import booklet

            text = booklet(outcomes, self.options["format_"])
        replace_file(self.output, text)
        journal.finish()

    def _summary(self, files: list[str], passed_over: list[str]) -> None:
        if self.as_json and self.output is None:
            return
        if self.failing:
            self._write("")
        for outcome in self.failing:
            for line in explained(outcome):
                self._write(line)
        self._write("")
        for folder in passed_over:
            self._write(f"{folder} left out: it holds {LEFT_OUT_NOTE}")
        total = sum(self.counts.values())
        parts = ", ".join(f"{self.counts[status]} {status}" for status in EXIT_CODES if self.counts[status])
        self._write(f"{total} problems in {len(files)} files: {parts or 'none'}")


LEFT_OUT_NOTE = "wrong inputs on purpose"


def verdict_in_words(outcome: Outcome) -> str:
    """`right (3 figures)`, `wrong: 1 of 3 figures`, `error`."""
    figures = len(outcome.checks)
    if outcome.status == RIGHT:
        return f"right ({figures} figure{'s' if figures != 1 else ''})"
    if outcome.status == WRONG:
        wrong = sum(check[2] != "right" for check in outcome.checks)
        return f"wrong: {wrong} of {figures} figures"
    return outcome.status


def explained(outcome: Outcome) -> Iterator[str]:
    """What is wrong with one problem, in lines."""
    yield f"{outcome.file}:{outcome.line} {safe(outcome.id)} ({safe(outcome.type) or 'no type'})"
    for _, _, _, _, described in outcome.errors:
        yield from (f"  {line}" for line in described)
    for name, typed, verdict, words, *_ in outcome.checks:
        if verdict != "right":
            yield f"  ✗ {name}={safe(typed)}: {safe(words[0])}"
            yield from (f"      {safe(line)}" for line in words[1:])


def as_object(outcome: Outcome) -> dict[str, Any]:
    """The JSON object of an outcome: the contract's object plus file, id, line, status; an error says where."""
    where = {"file": outcome.file, "id": outcome.id, "line": outcome.line, "status": outcome.status}
    if outcome.data is not None:
        return {**outcome.data, **where}
    message, name, line, column = (outcome.errors[0][:4]) if outcome.errors else ("", None, outcome.line, None)
    error = {"message": message, "name": name, "line": line, "column": column}
    from nncalc import __version__

    more = [{"message": e[0], "name": e[1], "line": e[2], "column": e[3]} for e in outcome.errors[1:]]
    return {
        "nncalc": __version__,
        "type": outcome.type,
        **where,
        "error": error,
        **({"more_errors": more} if more else {}),
    }
