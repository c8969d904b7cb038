"""A solved problem as JSON, for programs: the object of the contract."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from nncalc.declaring.names import Names
from nncalc.engine.figures import Value
from nncalc.page.derivation import Page, steps
from nncalc.page.document import Check
from nncalc.page.solving import ResultReader, Settings
from nncalc.render.options import Options
from nncalc.render.text_style import TextStyle
from nncalc.render.words import hidden_lines
from nncalc.version import VERSION

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Run


def solution(problem: ProblemType, run: Run, settings: Settings, checks: Sequence[Check]) -> dict[str, Any]:
    """The JSON object of one problem, as Python data."""
    page = _page(problem, run, settings)
    return {
        **_head(problem),
        "results": dict(_results(page)),
        "steps": list(steps(page, hidden_lines)),
        "checks": checks_as_data(checks),
    }


def _page(problem: ProblemType, run: Run, settings: Settings) -> Page:
    names = Names(problem.symbols, verbatim=problem.verbatim, output=problem.output_name(), taken=problem.taken)
    return Page(problem, run, settings, TextStyle(names, Options().charset))


def _head(problem: ProblemType) -> dict[str, Any]:
    """What was typed."""
    return {
        "nncalc": VERSION,
        "type": problem.name,
        "given": problem.given_as_data(),
        "conventions": problem.conventions,
    }


def _results(page: Page) -> Iterator[tuple[str, dict[str, Any]]]:
    """The results by their names, each made when it is wanted."""
    reader = ResultReader(page.settings.precision, page.figure)
    for name, value in page.run.results.items():
        yield name, _plain(reader.read(value))


def checks_as_data(checks: Sequence[Check]) -> list[dict[str, Any]]:
    """The verdicts, with their explanations."""
    return [
        {
            "name": check.name, "typed": check.typed, "verdict": check.verdict, "certain": check.certain,
            "root": check.root, "causes": list(check.causes),
        }
        for check in checks
    ]  # fmt: skip


def solution_as_json(problem: ProblemType, run: Run, settings: Settings, checks: Sequence[Check]) -> Iterator[str]:
    """The JSON text of one problem, one line, in pieces: the same as of `solution`, of which nothing is kept."""
    page = _page(problem, run, settings)
    yield json.dumps(_head(problem))[:-1] + ', "results": {'
    yield from _joined(f"{json.dumps(name)}: {json.dumps(result)}" for name, result in _results(page))
    yield '}, "steps": ['
    yield from _joined(map(json.dumps, steps(page, hidden_lines)))
    yield f'], "checks": {json.dumps(checks_as_data(checks))}}}\n'


def _joined(pieces: Iterable[str]) -> Iterator[str]:
    """With commas between them."""
    for number, piece in enumerate(pieces):
        yield f", {piece}" if number else piece


def _plain(result: Any) -> dict[str, Any]:
    """The three readings of a result; lists and tables nest inside each of them."""
    return dict(zip(Value._fields, _parted(result), strict=True))


def _parted(result: Any) -> Sequence[Any]:
    """A result, or lists of results, as three: one for each reading."""
    if isinstance(result, Value):
        return result
    if isinstance(result, dict) or not result:
        return [_reading(result, reading) for reading in Value._fields]
    return [list(part) for part in zip(*map(_parted, result), strict=True)]


def _reading(result: Any, reading: str) -> Any:
    if isinstance(result, Value):
        return getattr(result, reading)
    if isinstance(result, dict):
        return {key: _reading(value, reading) for key, value in result.items()}
    return [_reading(item, reading) for item in result]
