"""What became of one problem of a file: solved and checked, or what is wrong with it."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc import render
from nncalc.engine.budget import time_limit
from nncalc.errors import InputError, InputErrors, NncalcError, OutOfBounds
from nncalc.problem_files.entry import Broken, Entry, placed, placed_result
from nncalc.render.failures import describe
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.notation.table import Table
    from nncalc.page.document import Check
    from nncalc.page.solving import Settings

SOLVED, RIGHT, WRONG, ERROR, FAULT = "solved", "right", "wrong", "error", "fault"  # said
GRACE = 1.0
"""Seconds past the time limit after which even work that does not read the clock is broken off."""
PATIENCE = 10.0
"""How many times its limit work may take by the clock on the wall, on a machine that others use too."""


class Wanted(NamedTuple):
    """What a batch wants of each problem besides its verdict."""

    format: str = "text"
    booklet: bool = False
    """The whole working, in the format."""
    digits: int = 4
    seconds: float | None = 10
    """Time allowed for a problem, its explanations included."""
    statement: bool = True
    """Whether a page begins with the problem."""
    notation: Table | None = None
    """Letters of another book, and the conventions that it proposes."""


class Outcome(NamedTuple):
    """The result of one problem, ready to be journalled: plain data only.

    checks   (name, typed, verdict, words, causes) of every expected figure
    errors   (message, name, line, column, described lines) of everything wrong with the problem
    page     its working in the booklet's format; data: its JSON object
    said     what its page says of a notation
    """

    file: str
    id: str
    type: str
    title: str
    line: int
    status: str
    checks: tuple[Any, ...] = ()
    errors: tuple[Any, ...] = ()
    page: str = ""
    data: dict[str, Any] | None = None
    said: tuple[str, ...] = ()


class Earlier(NamedTuple):
    """Stands for an entry whose outcome an earlier run has journalled under this key."""

    key: str


Item = Entry | Broken | Earlier


def outcome_of(entry: Item, wanted: Wanted) -> Outcome | None:
    """Solve and check one entry; whatever happens becomes an outcome. None for what was solved earlier."""
    if isinstance(entry, Earlier):
        return None
    if isinstance(entry, Broken):
        return failed(entry, ERROR, list(entry.errors))
    try:
        with time_limit(wanted.seconds), _alarm(wanted.seconds):
            return _solved(entry, wanted)
    except InputErrors as several:
        return failed(entry, ERROR, several.errors)
    except InputError as error:
        return failed(entry, ERROR, [error])
    except NncalcError as refusal:
        return failed(entry, ERROR, [InputError(str(refusal))])
    except MemoryError:
        return failed(entry, ERROR, [InputError(say("the problem needs more memory than there is"))])
    except Exception as fault:
        return failed(entry, FAULT, [InputError(unexpected(fault))])


def unexpected(fault: Exception) -> str:
    """What is said of a fault of our own."""
    return say(
        "internal fault ({name}: {fault}); please report it with this problem",
        name=type(fault).__name__,
        fault=str(fault)[:200],
    )


@contextmanager
def _alarm(seconds: float | None) -> Iterator[None]:
    """Break off work that reads no clock (a long page, a file of labels), where the system can ring.

    Work that waits (for a pipe, for other programs) is given PATIENCE times as long.
    """
    if seconds is None or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    spent, end = time.process_time() + seconds + GRACE, time.monotonic() + PATIENCE * seconds

    def ring(number: int, frame: object) -> None:
        if time.process_time() < spent and time.monotonic() < end:
            return
        raise OutOfBounds(say("the problem took longer than the {seconds:g} s allowed", seconds=seconds))

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds + GRACE, GRACE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def failed(entry: Entry | Broken, status: str, errors: list[InputError]) -> Outcome:
    """The outcome of an entry that has no solution."""
    if isinstance(entry, Entry):
        errors = [placed(error, entry) for error in errors]
    said = tuple(
        (error.message, error.name, _line(error, entry), _column(error), tuple(describe(error))) for error in errors
    )
    title = entry.title if isinstance(entry, Entry) else ""
    return Outcome(entry.file, entry.id, entry.type, title, entry.line, status, (), said)


def _line(error: InputError, entry: Entry | Broken) -> int:
    numbers = _numbers(error)
    return numbers[0] if numbers else entry.line


def _column(error: InputError) -> int | None:
    numbers = _numbers(error)
    return numbers[1] if len(numbers) == 2 else None


def _numbers(error: InputError) -> list[int]:
    """Line and column of `file:line:column`, the line of `file:line`, nothing of a file's name alone."""
    numbers: list[int] = []
    for part in reversed((error.place or "").split(":")[1:]):
        if not (part.isascii() and part.isdecimal() and len(part) < 10) or len(numbers) == 2:
            break
        numbers.insert(0, int(part))
    return numbers


def _solved(entry: Entry, wanted: Wanted) -> Outcome:
    """The solution, in the form wanted, before the checks: explanations may take the time that is left."""
    from nncalc.checking.notated import notated  # start-up
    from nncalc.checking.points import refuse_unknown_points  # start-up
    from nncalc.declaring.letters import printing  # start-up
    from nncalc.engine.figures import Precision  # start-up
    from nncalc.page.solving import Settings  # start-up

    entry, problem, notation, said = notated(entry, wanted.notation)
    refuse_unknown_points(problem, entry)
    settings = Settings(
        precision=Precision(wanted.digits),
        decimals=entry.decimals,
        tolerance=entry.tolerance,
        statement=wanted.statement,
        notation=notation,
        remarks=said,
    )
    outcome = Outcome(entry.file, entry.id, entry.type, entry.title, entry.line, SOLVED, said=said)
    if wanted.format == "json":
        return _as_data(problem, entry, outcome, settings)
    with printing(notation):
        return _told(problem, entry, outcome, settings, wanted)


def _told(problem: ProblemType, entry: Entry, outcome: Outcome, settings: Settings, wanted: Wanted) -> Outcome:
    """The outcome for people, with the page where one is wanted."""
    from nncalc.page.solving import run_problem  # start-up

    if wanted.booklet:
        return _as_page(problem, entry, outcome, settings, wanted.format)
    if not entry.expect and not entry.expect_published:
        run_problem(problem, lambda run: None, settings.policy)
        return outcome
    return _judged(outcome, _checks(problem, entry, settings))


def _checks(problem: ProblemType, entry: Entry, settings: Settings) -> list[Check]:
    from nncalc.checking.answers import Refused, check_figures, published_check  # start-up
    from nncalc.checking.first_look import done_with  # start-up

    published = entry.expect_published.items()
    try:
        checks = check_figures(problem, list(entry.expect.items()), settings)
        return checks + [published_check(problem, name, each.value, each.cause, settings) for name, each in published]
    except Refused as refused:
        raise InputErrors([placed_result(error, entry) for error in refused.errors]) from None
    finally:
        done_with(problem)


def _judged(outcome: Outcome, checks: list[Check]) -> Outcome:
    if not checks:
        return outcome
    status = RIGHT if all(check.verdict == "right" for check in checks) else WRONG
    return outcome._replace(status=status, checks=tuple([tuple(check) for check in checks]))


def _as_data(problem: ProblemType, entry: Entry, outcome: Outcome, settings: Settings) -> Outcome:
    from nncalc.page.solving import run_problem  # start-up
    from nncalc.render.json_form import checks_as_data, solution  # start-up

    data = run_problem(problem, lambda run: solution(problem, run, settings, ()), settings.policy)
    checks = _checks(problem, entry, settings)
    data["checks"] = checks_as_data(checks)
    return _judged(outcome, checks)._replace(data=data)


def _as_page(problem: ProblemType, entry: Entry, outcome: Outcome, settings: Settings, format_: str) -> Outcome:
    from nncalc.render.solution import make_document  # start-up

    where = render.Options()
    document = make_document(problem, settings, format_, where)
    checks = _checks(problem, entry, settings)
    heading = f"{outcome.id}: {outcome.title or document.title}"
    document = document._replace(title=heading, checks=tuple(checks))
    return _judged(outcome, checks)._replace(page=render.format_of(format_, where).render(document))
