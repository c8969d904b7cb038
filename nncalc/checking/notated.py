"""A problem of a file under the notation of another book: the conventions that it proposes, the letters, what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nncalc.checking.own_names import with_own_names
from nncalc.declaring.letters import Notation, printing
from nncalc.declaring.problem import read_problem
from nncalc.problem_files.entry import Entry, kind_of

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Run
    from nncalc.notation.table import Table


class Notated(NamedTuple):
    """An entry with the conventions that hold and the results' own names, the problem read from it, and its letters.

    remarks  what the head of its page says
    """

    entry: Entry
    problem: ProblemType
    notation: Notation | None = None
    remarks: tuple[str, ...] = ()


def notated(entry: Entry, table: Table | None) -> Notated:
    """The entry under a notation; None is our own. Raises InputErrors as reading the problem does."""
    kind = kind_of(entry)
    if table is None:
        problem = read_problem(kind, entry.given, folder=entry.folder)
        return Notated(with_own_names(entry, problem), problem)
    from nncalc.notation.binding import bound, said_of  # start-up
    from nncalc.notation.proposals import with_proposals  # start-up
    from nncalc.page.solving import Settings  # start-up

    given, said = with_proposals(table, kind, entry.given, folder=entry.folder)
    entry = entry._replace(given=given)
    problem = read_problem(kind, given, folder=entry.folder)
    notation = bound(table, problem, Settings().policy)
    with printing(notation):
        twofold = _printed_for_others(entry, problem)
        entry = with_own_names(entry, problem)
    return Notated(entry, problem, notation, (*said, *said_of(notation), *twofold))


def _printed_for_others(entry: Entry, problem: ProblemType) -> list[str]:
    """What is said of expected results whose names the page prints for others."""
    from nncalc.declaring.result_spellings import is_there, printed_as  # start-up
    from nncalc.page.asked_names import said_twice  # start-up
    from nncalc.page.solving import Settings, run_problem  # start-up

    names = tuple(dict.fromkeys((*entry.expect, *entry.expect_published)))
    if not names:
        return []

    def read(run: Run) -> dict[str, str | None]:
        return {name: printed_as(name, run.results, problem) for name in names if is_there(run.results, name)}

    found = run_problem(problem, read, Settings(show=names).policy)
    return said_twice({name: other for name, other in found.items() if other is not None and other != name})
