"""Marks: each student's answers to each problem of a key judged, explained and weighed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.checking.answer import Answer
from nncalc.checking.answers import Judgement, NoSuchResults, judge_figures
from nncalc.checking.marked import UNREADABLE, Marked, Unreadable, unreadable
from nncalc.checking.points import shares, sizes_of, weights, wholes
from nncalc.declaring.problem import read_problem
from nncalc.engine.budget import time_limit
from nncalc.errors import InputError, InputErrors, NncalcError, nearest
from nncalc.page.solving import Settings
from nncalc.problem_files.entry import Broken, Entry, kind_of, placed, placed_result
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType

FULL_MARKS = ("right", "carried")
"""Verdicts that earn the marks of a step: a figure that is right after the student's own earlier mistake earns them."""


class Marking(NamedTuple):
    """All marks, and what could not be marked."""

    marked: list[Marked]
    errors: list[InputError]


class _Key(NamedTuple):
    """One problem of the key, ready to be marked: points by result, and how many figures each result has."""

    entry: Entry
    problem: ProblemType
    weights: dict[str, Fraction]
    sizes: dict[str, int]


def mark(
    key: Sequence[Entry | Broken], answers: Iterable[Answer], settings: Settings, seconds: float | None
) -> Marking:
    """Judge every answer, student by student; what cannot be solved, read or found is an error, the rest is marked."""
    entries = [entry for entry in key if isinstance(entry, Entry)]
    ids = {entry.id: entry for entry in entries}
    broken = {entry.id for entry in key} - ids.keys()
    errors = [error for entry in key if isinstance(entry, Broken) for error in entry.errors]
    by_student: dict[str, dict[str, list[Answer]]] = {}
    unread: dict[tuple[str, str], dict[str, int]] = {}
    for answer in answers:
        student = by_student.setdefault(answer.student, {})
        if answer.unread:
            unread.setdefault(answer[:2], {})[answer.name] = int(answer.place.split(":")[-2])
        if not answer.value.strip() or answer.problem in broken:
            continue  # left empty: not answered; the faults of a problem are said already
        if answer.problem not in ids:
            close = nearest(answer.problem, ids)
            message = say("the key has no problem '{problem}'", problem=answer.problem)
            errors.append(InputError(message, place=answer.place, expected=" ".join(list(ids)[:40]), nearest=close))
        elif (owner := ids[answer.problem].student) not in ("", answer.student):
            message = say(
                "{problem} is a problem of {owner}, and the answer is by {student}",
                problem=answer.problem,
                owner=owner,
                student=answer.student,
            )
            errors.append(InputError(message, place=answer.place, expected=say("a problem of the student's own")))
        else:
            student.setdefault(answer.problem, []).append(answer)
    problems = list(_keys(entries, by_student, seconds, errors))
    marked = [
        _marked(student, problem, given.get(problem.entry.id, []), unread, settings, seconds, errors)
        for student, given in by_student.items()
        for problem in problems
        if problem.entry.student in ("", student)
    ]
    return Marking(marked, errors)


def _keys(
    entries: Sequence[Entry],
    by_student: dict[str, dict[str, list[Answer]]],
    seconds: float | None,
    errors: list[InputError],
) -> Iterator[_Key]:
    """The problems that can be solved; each is solved once, so that its faults are reported once."""
    for entry in entries:
        answered = [a.name for given in by_student.values() for a in given.get(entry.id, [])]
        try:
            problem = read_problem(kind_of(entry), entry.given, folder=entry.folder)
            names = list(dict.fromkeys([*weights(entry, ()), *answered]))
            with time_limit(seconds):
                sizes, unknown = sizes_of(problem, names)
            weighed = weights(entry, [name for name in answered if name in sizes])
            errors += [placed_result(error, entry) for name, error in unknown.items() if name in weighed]
            yield _Key(entry, problem, {name: w for name, w in weighed.items() if name in sizes}, sizes)
        except InputErrors as several:
            errors += [placed(error, entry) for error in several.errors]
        except InputError as error:
            errors.append(placed(error, entry))
        except NncalcError as refusal:
            errors.append(placed(InputError(str(refusal)), entry))


def _marked(
    student: str,
    key: _Key,
    answers: list[Answer],
    unread: Mapping[tuple[str, str], dict[str, int]],
    settings: Settings,
    seconds: float | None,
    errors: list[InputError],
) -> Marked:
    """The marks of one student for one problem; an answer to a name that is no result is reported."""
    judged = _judged(key, answers, settings, seconds, errors)
    checks = [each.check for each in judged]
    shared = shares([check.name for check in checks], key.weights, key.sizes)
    none = Fraction(0)
    points = tuple([sum((share.points for share in shared[check.name]), none) for check in checks])
    marks = tuple([
        sum((share.points for share in shared[each.check.name] if _earns(each, share.part)), none) for each in judged
    ])  # fmt: skip
    given = {check.name for check in checks}
    missing = tuple([name for name in key.weights if not _answered(name, given)])
    out_of = sum(key.weights.values(), none)
    marked = Marked(student, key.entry.id, tuple(checks), points, marks, missing, out_of)
    return _withheld(marked, unread.get((student, key.entry.id)) or unread.get((student, ""), {}), key.weights)


def _withheld(marked: Marked, unread: Mapping[str, int], weighed: Mapping[str, Fraction]) -> Marked:
    """The marks, with the points of what cannot be read, as figures or in the file, counted apart."""
    points = sum((p for c, p in zip(marked.checks, marked.points, strict=True) if c.verdict == UNREADABLE), Fraction(0))
    lost = [name for name in marked.missing if "" in unread or name in unread]
    return marked._replace(unread=unread, withheld=points + sum((weighed[name] for name in lost), Fraction(0)))


def _answered(name: str, given: set[str]) -> bool:
    """Whether a result was answered: itself, the whole it is a part of, or a part of it."""
    return any(name == other or name in wholes(other) or other in wholes(name) for other in given)


def _earns(judgement: Judgement, name: str) -> bool:
    """Whether an answer earns the points of a result: of itself, or of a part that is right though the whole is not."""
    if judgement.check.verdict in FULL_MARKS:
        return True
    if judgement.check.verdict == "coarse":
        return False  # each part is as coarse
    verdicts = [part.verdict for part in judgement.parts if name == part.name or name in wholes(part.name)]
    return name != judgement.check.name and verdicts != [] and all(verdict == "right" for verdict in verdicts)


def _judged(
    key: _Key, answers: list[Answer], settings: Settings, seconds: float | None, errors: list[InputError]
) -> list[Judgement]:
    while answers:
        figures = [(answer.name, answer.value) for answer in answers]
        try:
            with time_limit(seconds):
                own = settings._replace(decimals=key.entry.decimals or settings.decimals)
                return judge_figures(key.problem, figures, own)
        except NoSuchResults as unknown:
            wrong = {error.name: error for error in unknown.errors}
            for answer in answers:
                if answer.name in wrong:
                    found = wrong[answer.name]
                    errors.append(
                        InputError(found.message, place=answer.place, expected=found.expected, nearest=found.nearest)
                    )
            answers = [answer for answer in answers if answer.name not in wrong]
        except NncalcError as refusal:
            errors.append(
                InputError(
                    say("{id} could not be marked: {refusal}", id=key.entry.id, refusal=refusal), place=answers[0].place
                )
            )
            return []
    return []


class Summary(NamedTuple):
    """The class as a whole."""

    students: list[tuple[str, Fraction, Fraction, Fraction]]
    """Student, marks, out of, withheld."""
    hardest: list[tuple[str, Fraction]]
    """Problem, mean share of its marks, hardest first."""
    slips: list[tuple[str, str, int, int]]
    """Id and words of each explanation, how often it was the cause, and how often a possibility, the first of an answer."""
    verdicts: Counter[str]
    unreadable: list[Unreadable]


def summary_of(marked: Sequence[Marked]) -> Summary:
    """Marks by student, problems by difficulty, slips by frequency."""
    students: dict[str, list[Fraction]] = {}
    problems: dict[str, list[Fraction]] = {}
    slips: dict[str, list[int]] = {}
    words: dict[str, str] = {}
    verdicts: Counter[str] = Counter()
    for each in marked:
        total = students.setdefault(each.student, [Fraction(0)] * 3)
        total[0] += each.total
        total[1] += each.out_of
        total[2] += each.withheld
        if decided := each.out_of - each.withheld:
            problems.setdefault(each.problem, []).append(each.total / decided)
        for check in each.checks:
            verdicts[check.verdict] += 1
            if check.causes and check.verdict not in FULL_MARKS:
                first = _slip_among(check.causes)
                slips.setdefault(first["id"], [0, 0])[0 if check.certain else 1] += 1
                # The shortest words are those of the slip itself, without the place where it happened this time.
                words[first["id"]] = min(words.get(first["id"], first["words"]), first["words"], key=len)
        verdicts["missing"] += len(each.missing)
    hardest = [(name, sum(shares, Fraction(0)) / len(shares)) for name, shares in problems.items()]
    return Summary(
        [(name, total[0], total[1], total[2]) for name, total in students.items()],
        sorted(hardest, key=lambda item: item[1]),
        [
            (slip, words[slip], certain, possibly)
            for slip, (certain, possibly) in sorted(slips.items(), key=lambda item: item[1], reverse=True)
        ],
        +verdicts,
        list(unreadable(marked)),
    )


def _slip_among(causes: Sequence[dict[str, str]]) -> dict[str, str]:
    """The first cause; of a convention that is also a slip, the slip."""
    twin = causes[1] if len(causes) > 1 and "=" in causes[0]["id"] and causes[0]["rule"] == causes[1]["rule"] else None
    return twin or causes[0]


def as_data(marking: Marking) -> dict[str, Any]:
    """Everything for programs."""
    summary = summary_of(marking.marked)
    return {
        "answers": [
            {
                "student": each.student, "id": each.problem, "name": check.name, "typed": check.typed,
                "verdict": check.verdict, "marks": None if check.verdict == UNREADABLE else float(mark),
                "points": float(point), "words": list(check.words), "causes": list(check.causes),
            }
            for each in marking.marked
            for check, point, mark in zip(each.checks, each.points, each.marks, strict=True)
        ],
        "missing": [
            {"student": each.student, "id": each.problem, "name": name}
            | ({"line": each.unread[name]} if name in each.unread else {})
            for each in marking.marked
            for name in each.missing
        ],
        "problems": [
            {
                "student": each.student, "id": each.problem, "marks": float(each.total), "out_of": float(each.out_of),
                "withheld": float(each.withheld),
            }
            for each in marking.marked
        ],
        "students": [
            {"student": n, "marks": float(m), "out_of": float(o), "withheld": float(w)}
            for n, m, o, w in summary.students
        ],
        "unreadable": [
            {"student": u.student, "id": u.problem, "name": u.name, "typed": u.typed, "words": u.words}
            for u in summary.unreadable
        ],
        "hardest": [{"id": n, "mean": float(share)} for n, share in summary.hardest],
        "slips": [{"id": i, "words": words, "times": n, "possibly": m} for i, words, n, m in summary.slips],
        "verdicts": dict(summary.verdicts),
        "errors": [{"message": e.message, "name": e.name, "place": e.place} for e in marking.errors],
    }  # fmt: skip
