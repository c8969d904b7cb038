"""A batch from the command line: outcomes journalled first, shown as they come, summed up at the end."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from typing import Any

from nncalc.batch.journal import Journal, key_of
from nncalc.batch.outcome import ERROR, FAULT, RIGHT, SOLVED, WRONG, Earlier, Item, Outcome, Wanted
from nncalc.batch.problems import LEFT_OUT, Selection, find_files, read_all, work_through
from nncalc.cli.failures import show
from nncalc.cli.folding import folded
from nncalc.cli.formats import check_format
from nncalc.cli.journals import journal_beside, needs_output, tell_broken_off, tell_dropped
from nncalc.cli.output import check_place, discard, replace_file
from nncalc.cli.progress import Progress
from nncalc.cli.report import FAILING, Summary, Text, as_object, report_in
from nncalc.cli.signals import CLOSED, ending
from nncalc.cli.signs import coloured, painted
from nncalc.errors import InputError, InputErrors, NncalcError
from nncalc.problem_files.entry import Broken, Entry
from nncalc.render.charset import fitter
from nncalc.words import count, say

EXIT_CODES = {SOLVED: 0, RIGHT: 0, WRONG: 1, ERROR: 2, FAULT: 3}
IN_MEMORY = 1 << 20
"""Bytes of explanations kept in memory; more go to a temporary file."""


class BatchRun:
    """One run over a number of paths."""

    def __init__(self, paths: list[str], options: Mapping[str, Any]) -> None:
        self.paths, self.options = paths, options
        table = None
        if options["notation"] is not None:
            from nncalc.notation.reading import notation_of  # start-up

            table = notation_of(options["notation"])
        self.output: str | None = options["output"]
        self.as_json = options["format_"] == "json"
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        self.report = report_in("text" if self.output is not None else options["format_"], options["each"], encoding)
        self.for_people = isinstance(self.report, Text)
        self.coloured = self.for_people and coloured(sys.stdout, options["color"])
        self.summary = Summary()
        self.failing = tempfile.SpooledTemporaryFile(  # noqa: SIM115
            IN_MEMORY, "w+", encoding="utf-8", errors="surrogateescape"
        )
        self.selection = Selection(options["only"])
        booklet = self.report.has_pages if self.output is None else not self.as_json
        self.wanted = Wanted(
            options["format_"], booklet, options["digits"], options["timeout"], options["statement"], table
        )
        self.fit = fitter(encoding)
        self.stopped_early = False
        self.progress = Progress([])

    def go(self) -> int:
        """Run; the exit code."""
        with closing(self.failing):
            needs_output(self.output, self.options["resume"])
            check_format(self.options["format_"], self.output, "solutions.pdf", to_pipes=False)
            files, passed_over = find_files(self.paths)
            if not files:
                raise InputError(
                    say("there is no problem file here"), text=" ".join(self.paths), expected=say("*.yaml or *.yml")
                )
            journal = self._journal(files)
            try:
                return self._go(files, passed_over, journal)
            except KeyboardInterrupt as interrupt:
                return self._broken_off(*ending(interrupt), journal)
            except BrokenPipeError:
                if journal is None:
                    raise
                discard(sys.stdout)
                return self._broken_off(say("standard output was closed"), CLOSED, journal)
            finally:
                if journal is not None:
                    journal.close()

    def _journal(self, files: list[str]) -> Journal | None:
        """The journal beside the report; the place is tried before anything is solved."""
        if self.output is None:
            return None
        check_place(self.output, files)
        journal = journal_beside(self.output, self.options["resume"])
        if any(outcome.id and not self.selection.takes(outcome) for outcome in journal.recovered()):
            journal.close()
            raise NncalcError(
                say(
                    "{path} holds results of other problems; --resume without --only goes on with them",
                    path=journal.path,
                )
            )
        tell_dropped(journal)
        return journal

    def _go(self, files: list[str], passed_over: list[str], journal: Journal | None) -> int:
        self._write(self.report.head(files))
        self.progress = Progress(files)
        with closing(self._outcomes(files, journal)) as outcomes:
            for outcome in outcomes:
                if EXIT_CODES[outcome.status] and self.options["fail_fast"]:
                    self.stopped_early = True
                    break
        self.progress.clear()
        unmatched = [] if self.stopped_early else self.selection.unmatched()
        if unmatched and not self.summary.counts:
            raise InputErrors(unmatched)
        if journal is not None and not self.stopped_early:
            self._write_output(journal)
        self._sum_up(files, passed_over, journal)
        if journal is not None and not self.stopped_early:
            journal.finish()
        if unmatched:
            show(InputErrors(unmatched))
        codes = [EXIT_CODES[status] for status, times in self.summary.total.items() if times]
        return max([*codes, EXIT_CODES[ERROR]] if unmatched else codes, default=0)

    def _outcomes(self, files: list[str], journal: Journal | None) -> Generator[Outcome, None, None]:
        """Outcomes in the order of the problems; those of an earlier run are taken from its journal, unshown."""
        entries = self._new(read_all(files, self.selection), journal)
        with closing(work_through(entries, self.wanted, self.options["jobs"], self.options["cluster"])) as work:
            for entry, outcome in work:
                if isinstance(entry, Earlier) or outcome is None:
                    if journal is not None and isinstance(entry, Earlier):
                        self._note(journal.again(entry.key))
                    continue
                if journal is not None:
                    journal.write(key_of(entry, self.wanted), outcome)
                self._note(outcome)
                self._write(self.report.problem(outcome))
                self.progress.show(outcome.file, outcome.line, self.summary.done)
                yield outcome

    def _new(self, entries: Iterator[Entry | Broken], journal: Journal | None) -> Iterator[Item]:
        """The entries that are still to be solved, and marks for those that an earlier run has solved."""
        for entry in entries:
            if journal is not None and journal.earlier and (key := key_of(entry, self.wanted)) in journal.earlier:
                yield Earlier(key)
            else:
                yield entry

    def _note(self, outcome: Outcome) -> None:
        self.summary.add(outcome)
        if outcome.status in FAILING:
            self.failing.writelines(f"{line}\n" for line in self.report.failing(outcome))

    def _write(self, lines: Iterator[str]) -> None:
        """Lines to standard output, at once: whoever reads along sees every result as it is there."""
        whole = [line for piece in lines for line in piece.split("\n")]
        if self.for_people:
            whole = folded(whole, sys.stdout)
        fitted = [painted(line, self.fit) if self.coloured else self.fit(line) for line in whole]
        text = "".join([line + "\n" for line in fitted])
        if text:
            self.progress.clear()
            sys.stdout.write(text)
            sys.stdout.flush()

    def _write_output(self, journal: Journal) -> None:
        """The booklet, or the JSON lines: written beside and renamed."""
        from nncalc.cli.booklet import book  # start-up

        assert self.output is not None
        parts: Iterable[str] | bytes
        if self.as_json:
            parts = (json.dumps(as_object(outcome), allow_nan=False) + "\n" for outcome in journal.outcomes())
        else:
            parts = book(journal.outcomes, self.options["format_"])
        replace_file(self.output, parts, journal.path + "~")

    def _sum_up(self, files: list[str], passed_over: list[str], journal: Journal | None) -> None:
        self._write(self.report.end())
        self.failing.seek(0)
        for line in self.failing:
            self._write(iter([line.rstrip("\n")]))
        sentences = self._said_of_notation()
        sentences += [
            say("{folder} left out: it holds a file {left_out}", folder=folder, left_out=LEFT_OUT)
            for folder in passed_over
        ]
        if self.stopped_early:
            stopped = say("stopped at the first problem that is not right")
            resumed = say("stopped at the first problem that is not right; --resume goes on from there")
            sentences.append(say(stopped if journal is None else resumed))
        elif self.output is not None:
            sentences.append(say("written to {output}", output=self.output))
        self._write(self.report.summary(self.summary.table(), [*sentences, self.summary.sentence(len(files))]))

    def _said_of_notation(self) -> list[str]:
        """What the notation set or left out; where it set nothing that is said of no problem."""
        if self.wanted.notation is None:
            return []
        from nncalc.notation.proposals import named  # start-up

        return [said for said in self.summary.said if said != named(self.wanted.notation)]

    def _broken_off(self, why: str, code: int, journal: Journal | None) -> int:
        """One line, and the exit code; what was solved is in the journal."""
        self.progress.clear()
        tell_broken_off(why, None if journal is None else count(self.summary.done, "problem", grouped=False))
        return code
