"""What became of one problem of a file: solved and checked, or what is wrong with it."""

from __future__ import annotations

from typing import Any, NamedTuple

from nncalc.document import Check
from nncalc.errors import InputError, InputErrors, NncalcError
from nncalc.problem_files.reader import Broken, Entry, placed

SOLVED, RIGHT, WRONG, ERROR, FAULT = "solved", "right", "wrong", "error", "fault"


class Wanted(NamedTuple):
    """What a batch wants of each problem besides its verdict."""

    format: str = "text"
    booklet: bool = False
    """The whole working, in the format."""
    digits: int = 4
    seconds: float | None = 10
    """Time allowed for a problem."""


class Outcome(NamedTuple):
    """The result of one problem, ready to be journalled: plain data only.

    checks   (name, typed, verdict, words, causes) of every expected figure
    errors   (message, name, line, column, described lines) of everything wrong with the problem
    page     its working in the booklet's format; data: its JSON object
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


def outcome_of(entry: Entry | Broken, wanted: Wanted) -> Outcome:
    """Solve and check one entry; whatever happens becomes an outcome."""
    if isinstance(entry, Broken):
        return _failed(entry, ERROR, list(entry.errors))
    try:
        return _solved(entry, wanted)
    except InputErrors as several:
        return _failed(entry, ERROR, [placed(error, entry) for error in several.errors])
    except InputError as error:
        return _failed(entry, ERROR, [placed(error, entry)])
    except NncalcError as refusal:
        return _failed(entry, ERROR, [placed(InputError(str(refusal)), entry)])
    except Exception as fault:
        said = InputError(f"internal fault ({type(fault).__name__}: {str(fault)[:200]}); please report it")
        return _failed(entry, FAULT, [placed(said, entry)])


def _failed(entry: Entry | Broken, status: str, errors: list[InputError]) -> Outcome:
    from nncalc.cli.failures import describe

    said = tuple(
        (error.message, error.name, _line(error, entry), _column(error), tuple(describe(error))) for error in errors
    )
    title = entry.title if isinstance(entry, Entry) else ""
    return Outcome(entry.file, entry.id, entry.type, title, entry.line, status, (), said)


def _line(error: InputError, entry: Entry | Broken) -> int:
    parts = (error.place or "").rsplit(":", 2)
    return int(parts[1]) if len(parts) == 3 and parts[1].isdigit() else entry.line


def _column(error: InputError) -> int | None:
    parts = (error.place or "").rsplit(":", 2)
    return int(parts[2]) if len(parts) == 3 and parts[2].isdigit() else None


def _solved(entry: Entry, wanted: Wanted) -> Outcome:
    from nncalc import registry
    from nncalc.checking.answers import check_figures, published_check
    from nncalc.engine.figures import Precision
    from nncalc.problem import read_problem
    from nncalc.solving import Settings

    problem = read_problem(registry.load(entry.type), entry.given, folder=entry.folder)
    settings = Settings(precision=Precision(wanted.digits), seconds=wanted.seconds)
    checks = check_figures(problem, list(entry.expect.items()), settings)
    checks += [
        published_check(problem, name, item.value, item.cause, settings)
        for name, item in entry.expect_published.items()
    ]
    status = SOLVED if not checks else RIGHT if all(check.verdict == "right" for check in checks) else WRONG
    outcome = Outcome(
        entry.file, entry.id, entry.type, entry.title, entry.line, status, tuple(tuple(check) for check in checks)
    )
    if wanted.format == "json" or wanted.booklet or not checks:
        outcome = _read(problem, outcome, checks, settings, wanted)
    return outcome


def _read(problem: Any, outcome: Outcome, checks: list[Check], settings: Any, wanted: Wanted) -> Outcome:
    """The readings of the solution that the output needs; a problem without expectations is solved all the same."""
    from nncalc.solving import run_problem

    if wanted.format == "json":
        from nncalc.render.json_form import solution

        data = run_problem(problem, lambda run: solution(problem, run, settings, checks), settings.policy)
        return outcome._replace(data=data)
    if wanted.booklet:
        from nncalc import render
        from nncalc.cli.page import make_document

        where = render.Options()
        document = make_document(problem, settings, wanted.format, where)
        heading = f"{outcome.id}: {outcome.title or document.title}"
        document = document._replace(title=heading, checks=tuple(checks))
        return outcome._replace(page=render.render(document, wanted.format, where))
    run_problem(problem, lambda run: None, settings.policy)
    return outcome
