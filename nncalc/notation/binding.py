"""Which letters a table prints in one problem: no two names of a page may be printed alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from nncalc.declaring.letters import SAME, Notation, printing
from nncalc.declaring.names import Names, split
from nncalc.declaring.result_names import quantities_in
from nncalc.declaring.spelling import Spelling
from nncalc.engine.readings import symbols_under
from nncalc.page.solving import run_problem
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Policy, Run
    from nncalc.notation.table import Table

MOST_NAMES = 20_000
"""Results whose names are compared; what a longer run adds are epochs of the same names."""


def bound(table: Table, problem: ProblemType, policy: Policy) -> Notation:
    """The notation as it holds for a problem, whose run has the policy."""
    notation = Notation(table.name, table.printed(problem), **table.ways(problem))
    notation.whole = frozenset(name for name in problem.fields() if name[-1:].isdecimal())
    stems, symbols = run_problem(problem, lambda run: _stems(problem, run), policy)
    while dropped := _first_clash(problem, notation, stems, symbols):
        for key, other in dropped:
            notation.dropped[key] = notation.letters.pop(key).text, other
    return notation


def said_of(notation: Notation) -> list[str]:
    """What the head of a page says of letters that were not taken."""
    return [
        say("{name} is not printed as {printed}: {other} is", name=name, printed=printed, other=other)
        for name, (printed, other) in notation.dropped.items()
    ]


def _stems(problem: ProblemType, run: Run) -> tuple[list[str], set[str]]:
    """The names without components, of results and givens; and the unknowns, which are printed as they were typed."""
    found = dict.fromkeys(split(name)[0] for name in problem.typed)
    symbols: set[str] = set()
    for _, (name, result) in zip(range(MOST_NAMES), run.results.items(), strict=False):
        for each in _names(name, result):
            found[split(each)[0].rpartition(".")[2]] = None
        for q in quantities_in(result)[:1]:
            symbols |= symbols_under(q) if q.value is None else set()
    return list(found), symbols


def _names(name: str, result: Any) -> Iterator[str]:
    """The name of a result; of a table the names of its columns."""
    yield name
    if isinstance(result, list) and result and isinstance(result[0], dict):
        yield from result[0]


def _first_clash(
    problem: ProblemType, notation: Notation, stems: Iterable[str], symbols: set[str]
) -> list[tuple[str, str]]:
    """The letters to be left out where names are printed alike that were not, each with the other name; the first such."""
    with printing(notation):
        names = Names(problem.symbols, verbatim=problem.verbatim, output=problem.output_name())
    if not names.printed:
        return []
    ours = Spelling(Names(problem.symbols, verbatim=problem.verbatim, output=problem.output_name()))
    theirs = Spelling(names)
    printed: dict[str, list[str]] = {symbol: [symbol] for symbol in symbols}
    for stem in stems:
        printed.setdefault(theirs(stem), []).append(stem)
    for alike in printed.values():
        clash = [name for name in alike if name not in symbols and names.parse(name).letter in notation.letters]
        if len(alike) < 2 or not clash or len({ours(name) for name in alike}) < 2 or _are_one(names, alike):
            continue
        kept = next((name for name in alike if name not in clash), clash[0])
        lost = {names.parse(name).letter: kept for name in clash if name != kept}
        if lost := {key: other for key, other in lost.items() if other in symbols or names.parse(other).letter != key}:
            return list(lost.items())
    return []


def _are_one(names: Names, alike: Iterable[str]) -> bool:
    """Whether they are one thing worked in two ways."""
    parts = [names.parse(name) for name in alike]
    letters = {("d" if part.partial else "") + part.letter for part in parts}
    return letters <= SAME
