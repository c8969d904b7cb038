"""The journal beside a report, opened before any work is done, and what is said of it."""

from __future__ import annotations

import os

import click

from nncalc.batch.journal import Journal
from nncalc.cli.failures import write_lines
from nncalc.words import count, say


def journal_beside(output: str, resume: bool) -> Journal:
    """The journal of a report; an earlier one is gone on with, or dropped, which is said by `tell_dropped`."""
    return Journal(os.path.realpath(output) + ".journal", resume)


def tell_dropped(journal: Journal) -> None:
    """Say that results of a run that was stopped were dropped."""
    if journal.found:
        found = count(journal.found, "result", grouped=False)
        write_lines(
            [say("nncalc: {found} of a run that was stopped dropped; with --resume it would have gone on", found=found)]
        )


def needs_output(output: str | None, resume: bool) -> None:
    """Raises UsageError for --resume without a report."""
    if resume and output is None:
        raise click.UsageError(say("--resume goes with -o FILE: the journal stands beside the report"))


def tell_broken_off(why: str, done: str | None) -> None:
    """Say why a run ended; `done` is what is in its journal, None without one."""
    if done is not None:
        why = say("{why} after {problems}; --resume goes on from there", why=why, problems=done)
    write_lines([f"nncalc: {why}"])
