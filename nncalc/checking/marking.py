"""Marks: each student's answers to each problem of a key judged, explained and weighed.

What a student is marked on depends on the key and on the student's own figures, never on who else is in the class.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from nncalc.checking.answer import Answer
from nncalc.checking.answers import Judgement, NoSuchResults, Refused, judged
from nncalc.checking.credit import earned
from nncalc.checking.marked import NONE, Marked, Row
from nncalc.checking.own_names import with_own_names
from nncalc.checking.points import left, shares, sizes_of, weights, wholes
from nncalc.declaring.absent_results import NoSuchResult
from nncalc.declaring.problem import read_problem
from nncalc.engine.budget import time_limit
from nncalc.errors import InputError, InputErrors, NncalcError, nearest
from nncalc.page.solving import Settings
from nncalc.problem_files.entry import Broken, Entry, kind_of, placed, placed_result
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType


class Marking(NamedTuple):
    """All marks, and what could not be marked.

    people   the name of each student who is known by a number
    """

    marked: list[Marked]
    errors: list[InputError]
    people: Mapping[str, str] = {}


class Sheets(NamedTuple):
    """What a class answered: by student and problem; and what cannot be read, by its name ("" for all), with the line."""

    given: dict[str, dict[str, list[Answer]]]
    unread: dict[tuple[str, str], dict[str, int]]


class KeyProblem(NamedTuple):
    """One problem of the key, ready to be marked: points by result, and how many figures each result has."""

    entry: Entry
    problem: ProblemType
    weights: dict[str, Fraction]
    sizes: dict[str, int]
    credit: dict[str, Fraction]
    settings: Settings


def mark(
    key: Sequence[Entry | Broken],
    answers: Iterable[Answer],
    settings: Settings,
    seconds: float | None,
    people: Mapping[str, str] | None = None,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> Marking:
    """Judge every answer, student by student; what cannot be solved, read or found is an error, the rest is marked.

    tell   hears how many sheets are done, and of how many
    """
    people = people or {}
    errors = [error for entry in key if isinstance(entry, Broken) for error in entry.errors]
    sheets = _sheets(key, answers, people, errors)
    entries = [entry for entry in key if isinstance(entry, Entry)]
    problems = list(_problems(entries, sheets, settings, seconds, errors))
    marker = _Marker(seconds)
    marked = []
    for number, (student, given) in enumerate(sheets.given.items()):
        tell(number, len(sheets.given))
        for problem in problems:
            if problem.entry.student in ("", student, people.get(student)):
                unread = sheets.unread.get((student, problem.entry.id)) or sheets.unread.get((student, ""), {})
                rows = marker.rows(problem, given.get(problem.entry.id, []), unread)
                marked.append(Marked(student, problem.entry.id, rows))
    tell(len(sheets.given), len(sheets.given))
    return Marking(marked, errors + marker.errors(), people)


def _sheets(
    key: Sequence[Entry | Broken], answers: Iterable[Answer], people: Mapping[str, str], errors: list[InputError]
) -> Sheets:
    """The answers by student and problem; those to problems that the key has not, or has for others, are errors."""
    ids = {entry.id: entry for entry in key if isinstance(entry, Entry)}
    broken = {entry.id for entry in key} - ids.keys()
    sheets = Sheets({}, {})
    strange: dict[str, list[Answer]] = {}
    for answer in answers:
        student = sheets.given.setdefault(answer.student, {})
        if answer.unread:
            line = int(answer.place.split(":")[-2])
            sheets.unread.setdefault(answer[:2], {})[answer.name] = line
        if not answer.value.strip() or answer.problem in broken:
            continue  # left empty: not answered; the faults of a problem are said already
        if answer.problem not in ids:
            strange.setdefault(answer.problem, []).append(answer)
        elif (owner := ids[answer.problem].student) not in ("", answer.student, people.get(answer.student)):
            message = say(
                "{problem} is a problem of {owner}, and the answer is by {student}",
                problem=answer.problem, owner=owner, student=answer.student,
            )  # fmt: skip
            errors.append(InputError(message, place=answer.place, expected=say("a problem of the student's own")))
        else:
            student.setdefault(answer.problem, []).append(answer)
    for problem, those in strange.items():
        message = _and_more(say("the key has no problem '{problem}'", problem=problem), len(those) - 1)
        close, known = nearest(problem, ids), " ".join(list(ids)[:40])
        errors.append(InputError(message, place=those[0].place, expected=known, nearest=close))
    return sheets


def _and_more(message: str, more: int) -> str:
    """What is wrong with several answers alike, said once."""
    if not more:
        return message
    return say("{message} (and in {answers} more)", message=message, answers=count(more, "answer"))


def _problems(
    entries: Sequence[Entry], sheets: Sheets, settings: Settings, seconds: float | None, errors: list[InputError]
) -> Iterator[KeyProblem]:
    """The problems that can be solved; each is solved once, so that its faults are reported once."""
    for entry in entries:
        answered = [answer.name for given in sheets.given.values() for answer in given.get(entry.id, [])]
        try:
            problem = read_problem(kind_of(entry), entry.given, folder=entry.folder)
            with time_limit(seconds):
                entry = with_own_names(entry, problem)
                weighed = weights(entry, [""])
                sizes = sizes_of(problem, list(dict.fromkeys([*filter(None, weighed), *answered])))
                if meant := _meant(sizes.unknown, weighed):
                    own = _rename(sheets, entry.id, meant)
                    sizes = sizes_of(problem, list(dict.fromkeys([*filter(None, weighed), *own])))
            weighed = weights(entry, sizes.answers)
            errors += [placed_result(error, entry) for name, error in sizes.unknown.items() if name in weighed]
            known = {name: points for name, points in weighed.items() if name in sizes.figures}
            yield KeyProblem(entry, problem, known, sizes.figures, entry.credit_of(), entry_settings(entry, settings))
        except InputErrors as several:
            errors += [placed(error, entry) for error in several.errors]
        except InputError as error:
            errors.append(placed(error, entry))
        except NncalcError as refusal:
            errors.append(placed(InputError(str(refusal)), entry))


def _meant(unknown: Mapping[str, InputError], weighed: Mapping[str, Fraction]) -> dict[str, str]:
    """Names of answers that no result has, with those of the results that are read under them: δ1₁, E."""
    found = {name: error.meant for name, error in unknown.items() if isinstance(error, NoSuchResult)}
    return {name: meant for name, meant in found.items() if meant is not None and name not in weighed}


def _rename(sheets: Sheets, problem: str, meant: Mapping[str, str]) -> list[str]:
    """Put the answers to a problem under the results' own names, but for who answers under both; all names then."""
    for given in sheets.given.values():
        answers = given.get(problem, [])
        names = Counter(meant.get(answer.name, answer.name) for answer in answers)
        once = {name: own for name, own in meant.items() if names[own] == 1}
        answers[:] = [answer._replace(name=once.get(answer.name, answer.name)) for answer in answers]
    return [answer.name for given in sheets.given.values() for answer in given.get(problem, [])]


def entry_settings(entry: Entry, settings: Settings) -> Settings:
    """How the figures of a problem are judged: what it says goes before what the command says."""
    return settings._replace(
        decimals=entry.decimals or settings.decimals, tolerance={**settings.tolerance, **entry.tolerance}
    )


class _Marker:
    """Judges sheets; equal ones once."""

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self.kept: dict[tuple[str, tuple[tuple[str, str], ...], tuple[tuple[str, int], ...]], tuple[Row, ...]] = {}
        self.found: list[InputError] = []
        self.unknown: dict[tuple[str, str], list[InputError]] = {}

    def errors(self) -> list[InputError]:
        """What was wrong, a name that is no result once for all who answered it."""
        for several in self.unknown.values():
            several[0].message = _and_more(several[0].message, len(several) - 1)
        return [several[0] for several in self.unknown.values()] + self.found

    def rows(self, key: KeyProblem, answers: list[Answer], unread: Mapping[str, int]) -> tuple[Row, ...]:
        """The rows of one student for one problem; an answer to a name that is no result is reported.

        Equal sheets have the same rows, made once.
        """
        while True:
            sheet = key.entry.id, tuple([(answer.name, answer.value) for answer in answers]), tuple(unread.items())
            rows = self.kept.get(sheet)
            if rows is not None:
                return rows
            try:
                rows = self.kept[sheet] = _rows(key, self._judged(key, sheet[1]), unread)
                return rows
            except Refused as refused:
                wrong = {error.name: error for error in refused.errors}
                for answer in answers:
                    if answer.name in wrong:
                        together = isinstance(refused, NoSuchResults)  # one line for all who answered a name
                        errors = self.unknown.setdefault((key.entry.id, answer.name), []) if together else self.found
                        errors.append(_at(answer, wrong[answer.name]))
                answers = [answer for answer in answers if answer.name not in wrong]
            except NncalcError as refusal:
                said = say("{id} could not be marked: {refusal}", id=key.entry.id, refusal=refusal)
                self.found.append(InputError(said, place=answers[0].place))
                return _rows(key, [], unread)

    def _judged(self, key: KeyProblem, figures: tuple[tuple[str, str], ...]) -> list[Judgement]:
        if not figures:
            return []
        with time_limit(self.seconds):
            return judged(key.problem, figures, key.settings)


def _rows(key: KeyProblem, judgements: Sequence[Judgement], unread: Mapping[str, int]) -> tuple[Row, ...]:
    """The marks of one sheet."""
    answered = [each.check.name for each in judgements]
    shared = shares(answered, key.weights, key.sizes)
    rows = [
        Row(
            each.check.name,
            sum([share.points for share in shared[each.check.name]], NONE),
            sum([share.points * earned(each, share.part, key.credit) for share in shared[each.check.name]], NONE),
            each.check,
        )
        for each in judgements
    ]
    return (*rows, *_missing(key, answered, unread))


def _at(answer: Answer, error: InputError) -> InputError:
    """An error of an answer's name, saying where the answer stands."""
    return InputError(error.message, place=answer.place, expected=error.expected, nearest=error.nearest)


def _missing(key: KeyProblem, answered: Sequence[str], unread: Mapping[str, int]) -> Iterator[Row]:
    """What was not answered, or not as a whole, with the points that it carries."""
    for name, figures in left(answered, key.weights, key.sizes).items():
        size = key.sizes[name]
        points = key.weights[name] * figures / size if size else key.weights[name]
        lines = [line for other, line in unread.items() if other in ("", name) or name in wholes(other)]
        yield Row(name, points, NONE, line=lines[0] if lines else 0, left=(figures, size) if figures < size else None)
