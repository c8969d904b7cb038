"""Marks: each student's answers to each problem of a key judged, explained and weighed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.checking.answer_files import Answer
from nncalc.checking.answers import check_figures
from nncalc.document import Check
from nncalc.errors import InputError, InputErrors, NncalcError, nearest
from nncalc.problem_files.reader import Entry, placed

if TYPE_CHECKING:
    from nncalc.problem import ProblemType
    from nncalc.solving import Settings

FULL_MARKS = ("right", "carried")
"""Verdicts that earn the marks of a step: a figure that is right after the student's own earlier mistake earns them."""


class Marked(NamedTuple):
    """One student's answers to one problem."""

    student: str
    problem: str
    checks: tuple[Check, ...]
    points: tuple[Fraction, ...]
    marks: tuple[Fraction, ...]
    missing: tuple[str, ...]
    out_of: Fraction

    @property
    def total(self) -> Fraction:
        return sum(self.marks, Fraction(0))


class Marking(NamedTuple):
    """All marks, and what could not be marked."""

    marked: list[Marked]
    errors: list[InputError]


def mark(entries: Sequence[Entry], answers: Iterable[Answer], settings: Settings) -> Marking:
    """Judge every answer, student by student; an unreadable problem or an unknown id is an error of its own."""
    key = {entry.id: entry for entry in entries}
    errors: list[InputError] = []
    problems = _problems(entries, errors)
    by_student: dict[str, dict[str, list[Answer]]] = {}
    for answer in answers:
        if answer.problem not in key:
            close = nearest(answer.problem, key)
            message = f"the key has no problem '{answer.problem}'"
            errors.append(InputError(message, place=answer.place, expected=" ".join(key), nearest=close))
            continue
        by_student.setdefault(answer.student, {}).setdefault(answer.problem, []).append(answer)
    marked = []
    for student, given in by_student.items():
        for entry in entries:
            if entry.id in problems:
                marked.append(_marked(student, entry, problems[entry.id], given.get(entry.id, []), settings, errors))
    return Marking(marked, errors)


def _problems(entries: Sequence[Entry], errors: list[InputError]) -> dict[str, ProblemType]:
    from nncalc import registry
    from nncalc.problem import read_problem

    out = {}
    for entry in entries:
        try:
            out[entry.id] = read_problem(registry.load(entry.type), entry.given, folder=entry.folder)
        except InputErrors as several:
            errors += [placed(error, entry) for error in several.errors]
        except InputError as error:
            errors.append(placed(error, entry))
    return out


def _marked(
    student: str,
    entry: Entry,
    problem: ProblemType,
    answers: list[Answer],
    settings: Settings,
    errors: list[InputError],
) -> Marked:
    """The marks of one student for one problem; an answer to a name that is no result is reported."""
    weights = _weights(entry, [answer.name for answer in answers])
    checks: list[Check] = []
    if answers:
        figures = [(answer.name, answer.value) for answer in answers]
        try:
            checks = check_figures(problem, figures, settings)
        except NncalcError:
            checks = _one_by_one(problem, answers, settings, errors)
    points = tuple(weights.get(check.name, Fraction(0)) for check in checks)
    marks = tuple(
        point if check.verdict in FULL_MARKS else Fraction(0) for point, check in zip(points, checks, strict=True)
    )
    given = {check.name for check in checks}
    missing = tuple(name for name in weights if name not in given)
    return Marked(student, entry.id, tuple(checks), points, marks, missing, sum(weights.values(), Fraction(0)))


def _one_by_one(
    problem: ProblemType, answers: list[Answer], settings: Settings, errors: list[InputError]
) -> list[Check]:
    """Judge what can be judged when one of the names is no result of the problem."""
    from nncalc.solving import run_problem
    from nncalc.working import find_quantity

    good = []
    for answer in answers:
        try:
            run_problem(problem, partial(find_quantity, name=answer.name), settings.policy)
            good.append((answer.name, answer.value))
        except InputError as error:
            error.place = answer.place
            errors.append(error)
        except NncalcError as refusal:
            errors.append(InputError(str(refusal), place=answer.place))
    return check_figures(problem, good, settings)


def _weights(entry: Entry, answered: list[str]) -> dict[str, Fraction]:
    """Points per result: as the key says, or the problem's points (1) shared equally by its expected results."""
    points = entry.points
    if isinstance(points, Mapping):
        return {name: Fraction(str(value)) for name, value in points.items()}
    names = list(entry.expect) or list(dict.fromkeys(answered))
    whole = Fraction(str(points)) if points is not None else Fraction(1)
    return {name: whole / len(names) for name in names} if names else {}


class Summary(NamedTuple):
    """The class as a whole."""

    students: list[tuple[str, Fraction, Fraction]]
    """Student, marks, out of."""
    hardest: list[tuple[str, Fraction, Fraction]]
    """Problem, mean share of its marks, hardest first; and its points."""
    slips: list[tuple[str, str, int]]
    """Id and words of each explanation, and how often it was the verdict's first cause."""
    verdicts: Counter[str]


def summary_of(marked: Sequence[Marked]) -> Summary:
    """Marks by student, problems by difficulty, slips by frequency."""
    students: dict[str, list[Fraction]] = {}
    problems: dict[str, list[Fraction]] = {}
    slips: Counter[tuple[str, str]] = Counter()
    verdicts: Counter[str] = Counter()
    for each in marked:
        total = students.setdefault(each.student, [Fraction(0), Fraction(0)])
        total[0] += each.total
        total[1] += each.out_of
        if each.out_of:
            problems.setdefault(each.problem, []).append(each.total / each.out_of)
        for check in each.checks:
            verdicts[check.verdict] += 1
            if check.causes and check.verdict != "right":
                slips[(check.causes[0]["id"], check.causes[0]["words"])] += 1
    points = {each.problem: each.out_of for each in marked}
    hardest = [(name, sum(shares, Fraction(0)) / len(shares), points[name]) for name, shares in problems.items()]
    return Summary(
        [(name, total[0], total[1]) for name, total in students.items()],
        sorted(hardest, key=lambda item: item[1]),
        [(key[0], key[1], number) for key, number in slips.most_common()],
        verdicts,
    )


def as_data(marking: Marking) -> dict[str, Any]:
    """Everything for programs."""
    summary = summary_of(marking.marked)
    return {
        "answers": [
            {
                "student": each.student, "id": each.problem, "name": check.name, "typed": check.typed,
                "verdict": check.verdict, "marks": float(mark), "points": float(point), "words": list(check.words),
                "causes": list(check.causes),
            }
            for each in marking.marked
            for check, point, mark in zip(each.checks, each.points, each.marks, strict=True)
        ],
        "missing": [
            {"student": each.student, "id": each.problem, "name": name} for each in marking.marked for name in each.missing
        ],
        "students": [{"student": n, "marks": float(m), "out_of": float(o)} for n, m, o in summary.students],
        "hardest": [{"id": n, "mean": float(share)} for n, share, _ in summary.hardest],
        "slips": [{"id": i, "words": words, "times": times} for i, words, times in summary.slips],
        "errors": [{"message": e.message, "place": e.place} for e in marking.errors],
    }  # fmt: skip
