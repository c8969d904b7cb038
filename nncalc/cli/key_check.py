"""The key's own figures judged before the class is: a mistyped key, or one of another convention, must not go unseen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from nncalc.checking.compare import assess
from nncalc.checking.marking import entry_settings
from nncalc.checking.notated import notated
from nncalc.engine.budget import time_limit
from nncalc.errors import InputError, NncalcError
from nncalc.page.solving import Settings, run_problem
from nncalc.problem_files.entry import Broken, Entry
from nncalc.reading.harmless import safe
from nncalc.words import one_after_another, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.notation.table import Table


def warnings(
    key: Iterable[Entry | Broken], settings: Settings, seconds: float | None, table: Table | None = None
) -> Iterator[str]:
    """A line for each figure that the key expects and that is not right by its own problem.

    A problem that cannot be solved is passed over: marking says why.
    """
    for entry in key:
        if isinstance(entry, Entry) and entry.expect:
            with suppress(NncalcError), time_limit(seconds):
                entry, problem, _, _ = notated(entry, table)
                own = entry_settings(entry, settings)._replace(show=tuple(entry.expect))
                yield from run_problem(problem, partial(_of, entry=entry, settings=own), own.policy)


def _of(run: Run, entry: Entry, settings: Settings) -> list[str]:
    said = []
    for name, typed in entry.expect.items():
        place = entry.keys["expect"][name]
        try:
            check = assess(run, name, typed, settings)[0]
            words = () if check.verdict == "right" else check.words
        except InputError as error:
            weighed = not isinstance(entry.points, dict) or name in entry.points
            words = () if weighed else (error.message,)  # marking says so of what has points
        if words:
            expects = say(
                "{file}:{line}:{column}: {id} expects {name}={typed}",
                file=entry.file,
                line=place.line,
                column=place.column,
                id=entry.id,
                name=name,
                typed=typed,
            )
            said.append(safe(say("Warning: {expects}: {words}", expects=expects, words=one_after_another(*words))))
    return said
