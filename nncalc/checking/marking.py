"""Marks: each student's answers to each problem of a key judged, explained and weighed.

What a student is marked on depends on the key and on the student's own figures, never on who else is in the class.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from nncalc.checking.answer import Figures
from nncalc.checking.answers import Judgement, NoSuchResults, Refused, judged
from nncalc.checking.credit import earned
from nncalc.checking.marked import NONE, Graded, Refusal, Row
from nncalc.checking.notated import notated
from nncalc.checking.points import Sizes, left, shares, sizes_of, weights, wholes
from nncalc.declaring.absent_results import NoSuchResult
from nncalc.declaring.letters import printing
from nncalc.engine.budget import time_limit
from nncalc.errors import InputError, InputErrors, NncalcError
from nncalc.page.asked_names import is_of_negative, negated
from nncalc.page.solving import Settings
from nncalc.problem_files.entry import Entry, placed, placed_result

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.notation.table import Table


class Asked(NamedTuple):
    """The notation of another book that a class is marked under, and whether what is said has its letters."""

    notation: Table | None = None
    letters: bool = True


OUR_OWN = Asked()


class KeyProblem(NamedTuple):
    """One problem of the key, ready to be marked, as plain data.

    weights  points by result
    sizes    how many figures each result has
    meant    results by other names that are read as theirs: δ1₁, E
    minus    those of them that a notation prints for the negative of the result: θ is −b
    remarks  what is said of the notation
    """

    entry: Entry
    weights: dict[str, Fraction]
    sizes: dict[str, int]
    credit: dict[str, Fraction]
    settings: Settings
    meant: dict[str, str]
    seconds: float | None
    minus: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def is_for(self, student: str, name: str | None) -> bool:
        """Whether a student, perhaps known by a number, has this problem."""
        return self.entry.student in ("", student, name)

    def asked(self, figures: Figures) -> dict[int, tuple[str, str]]:
        """What is judged of a sheet, by place: under the results' own names, but for who answers under both."""
        given = {at: figure for at, figure in enumerate(figures) if figure[1].strip()}
        if self.meant.keys().isdisjoint([name for name, _ in given.values()]):
            return given
        times = Counter(self.meant.get(name, name) for name, _ in given.values())
        once = {name: own for name, own in self.meant.items() if times[own] == 1}
        return {
            at: (once.get(name, name), negated(value) if name in self.minus and name in once else value)
            for at, (name, value) in given.items()
        }


def key_problems(
    entries: Sequence[Entry],
    answered: Callable[[str], Sequence[str]],
    settings: Settings,
    seconds: float | None,
    errors: list[InputError],
    asked: Asked = OUR_OWN,
) -> Iterator[tuple[KeyProblem, ProblemType]]:
    """The problems that can be solved; each is solved once, so that its faults are reported once.

    answered   the names that a class answered, by the problem's id
    asked      the notation of another book, where one is asked for
    """
    for entry in entries:
        try:
            with time_limit(seconds):
                entry, problem, notation, remarks = notated(entry, asked.notation)
                with printing(notation):
                    sizes, meant = _sizes(entry, problem, answered(entry.id))
                    minus = tuple(sorted(name for name, own in meant.items() if is_of_negative(name, own, problem)))
            weighed = weights(entry, sizes.answers)
            errors += [placed_result(error, entry) for name, error in sizes.unknown.items() if name in weighed]
            known = {name: points for name, points in weighed.items() if name in sizes.figures}
            own_settings = entry_settings(entry, settings)._replace(notation=notation if asked.letters else None)
            credit = entry.credit_of()
            yield KeyProblem(entry, known, sizes.figures, credit, own_settings, meant, seconds, minus, remarks), problem
        except InputErrors as several:
            errors += [placed(error, entry) for error in several.errors]
        except InputError as error:
            errors.append(placed(error, entry))
        except NncalcError as refusal:
            errors.append(placed(InputError(str(refusal)), entry))


def _sizes(entry: Entry, problem: ProblemType, names: Sequence[str]) -> tuple[Sizes, dict[str, str]]:
    """The sizes of what the key weighs and a class answered, and the results that answers by other names stand for."""
    weighed = weights(entry, [""])
    sizes = sizes_of(problem, list(dict.fromkeys([*filter(None, weighed), *names])))
    meant = _meant(sizes.unknown, weighed)
    if meant:
        own = [*names, *meant.values()]
        sizes = sizes_of(problem, list(dict.fromkeys([*filter(None, weighed), *own])))
    return sizes, meant


def _meant(unknown: Mapping[str, InputError], weighed: Mapping[str, Fraction]) -> dict[str, str]:
    """Names of answers that no result has, with those of the results that are read under them: δ1₁, E."""
    found = {name: error.meant for name, error in unknown.items() if isinstance(error, NoSuchResult)}
    return {name: meant for name, meant in found.items() if meant is not None and name not in weighed}


def entry_settings(entry: Entry, settings: Settings) -> Settings:
    """How the figures of a problem are judged: what it says goes before what the command says."""
    return settings._replace(
        decimals=entry.decimals or settings.decimals, tolerance={**settings.tolerance, **entry.tolerance}
    )


def graded(key: KeyProblem, problem: ProblemType, figures: Sequence[tuple[str, str]]) -> Graded:
    """The marks of one sheet; of answers to names that are no results is said so, and the others are marked."""
    refusals: list[Refusal] = []
    while True:
        try:
            return Graded(rows_of(key, _judged(key, problem, figures)), tuple(refusals))
        except Refused as refused:
            wrong = {error.name: error for error in refused.errors}
            together = isinstance(refused, NoSuchResults)
            refusals += [
                Refusal(name, wrong[name].message, wrong[name].expected, wrong[name].nearest, together)
                for name, _ in figures
                if name in wrong
            ]
            figures = [figure for figure in figures if figure[0] not in wrong]
        except NncalcError as refusal:
            return Graded(rows_of(key, []), tuple(refusals), str(refusal))


def _judged(key: KeyProblem, problem: ProblemType, figures: Sequence[tuple[str, str]]) -> list[Judgement]:
    if not figures:
        return []
    with time_limit(key.seconds), printing(key.settings.notation):
        return judged(problem, figures, key.settings)


def rows_of(key: KeyProblem, judgements: Sequence[Judgement]) -> tuple[Row, ...]:
    """The marks of one sheet."""
    answered = [each.check.name for each in judgements if each.check.name in key.sizes]
    shared = shares(answered, key.weights, key.sizes)
    rows = []
    for each in judgements:
        own = shared.get(each.check.name, [])  # nothing for a row that only the student's own run has
        earns = sum([share.points * earned(each, share.part, key.credit) for share in own], NONE)
        rows.append(Row(each.check.name, sum([share.points for share in own], NONE), earns, each.check))
    return (*rows, *_missing(key, answered, {}))


def with_unread(key: KeyProblem, rows: Sequence[Row], unread: Mapping[str, int]) -> tuple[Row, ...]:
    """The rows where some of what was not answered cannot be read: by its name ("" for all), the line."""
    there = [row for row in rows if row.check is not None]
    return (*there, *_missing(key, [row.name for row in there], unread))


def _missing(key: KeyProblem, answered: Sequence[str], unread: Mapping[str, int]) -> Iterator[Row]:
    """What was not answered, or not as a whole, with the points that it carries."""
    for name, figures in left(answered, key.weights, key.sizes).items():
        size = key.sizes[name]
        points = key.weights[name] * figures / size if size else key.weights[name]
        lines = [line for other, line in unread.items() if other in ("", name) or name in wholes(other)]
        yield Row(name, points, NONE, line=lines[0] if lines else 0, left=(figures, size) if figures < size else None)
