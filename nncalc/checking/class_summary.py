"""A class as a whole: marks by student, problems by difficulty, what went wrong by frequency; and all of it as data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.checking.class_marks import ClassMarks, Marking
from nncalc.checking.credit import FULL_MARKS
from nncalc.checking.marked import NONE, Marked, Row, unreadable

if TYPE_CHECKING:
    from nncalc.page.document import Check


class Summary(NamedTuple):
    """The class as a whole, from how many students have each sheet."""

    hardest: list[tuple[str, Fraction]]
    """Problem, mean share of its marks, hardest first."""
    slips: list[tuple[str, str, int, int]]
    """Id and words of each explanation, on how many sheets it was the cause, and on how many a possibility, the first of
    an answer."""
    verdicts: dict[str, int]


def summary_of(marks: ClassMarks) -> Summary:
    """Problems by difficulty, slips and verdicts by frequency."""
    problems: dict[str, tuple[Fraction, int]] = {}
    verdicts = Counter[str]()
    slips = _Slips()
    for problem, graded, times in marks.counted():
        if graded.out_of:
            shares, sheets = problems.get(problem, (NONE, 0))
            problems[problem] = shares + times * graded.total / graded.out_of, sheets + times
        for row in graded.rows:
            verdicts[row.verdict] += times
        slips.add(graded.rows, times)
    hardest = [(name, shares / sheets) for name, (shares, sheets) in problems.items()]
    return Summary(sorted(hardest, key=lambda item: item[1]), slips.by_frequency(), dict(verdicts))


def students_of(marks: ClassMarks) -> Iterator[tuple[str, Fraction, Fraction, Fraction]]:
    """Each student: marks, out of, withheld."""
    for student, sheets in by_student(marks):
        yield student, *sums_of(sheets)


def sums_of(sheets: Sequence[Marked]) -> tuple[Fraction, Fraction, Fraction]:
    """Marks, out of, withheld of one student."""
    if len(sheets) == 1:
        return sheets[0].total, sheets[0].out_of, sheets[0].withheld
    totals, most, withheld = zip(*[(each.total, each.out_of, each.withheld) for each in sheets], strict=True)
    return sum(totals, NONE), sum(most, NONE), sum(withheld, NONE)


def by_student(marks: Iterable[Marked]) -> Iterator[tuple[str, list[Marked]]]:
    """Each student with all problems, in the order of the class."""
    return ((student, list(each)) for student, each in groupby(marks, key=attrgetter("student")))


class _Slips:
    """The explanations by frequency: where mistakes began and not what came of them, each once on a sheet."""

    def __init__(self) -> None:
        self.slips: dict[tuple[str, str], list[int]] = {}
        self.words: dict[tuple[str, str], str] = {}

    def add(self, rows: Sequence[Row], times: int) -> None:
        """Those of a sheet that so many students have."""
        certain: dict[tuple[str, str], bool] = {}
        for check in _roots(rows):
            first = _slip_among(check.causes)
            # A mistake that stands beside no rule is named by its line: two of them are two mistakes.
            slip = first["id"], first["words"] if check.verdict == "mistake" else ""
            certain[slip] = certain.get(slip, False) or check.certain
            # The shortest words are those of the slip itself, without the place where it happened this time.
            self.words[slip] = min(self.words.get(slip, first["words"]), first["words"], key=len)
        for slip, is_certain in certain.items():
            self.slips.setdefault(slip, [0, 0])[0 if is_certain else 1] += times

    def by_frequency(self) -> list[tuple[str, str, int, int]]:
        ordered = sorted(self.slips.items(), key=lambda item: item[1], reverse=True)
        return [(slip[0], self.words[slip], certain, possibly) for slip, (certain, possibly) in ordered]


def _roots(rows: Sequence[Row]) -> Iterator[Check]:
    """The verdicts with an explanation that are where a mistake began, and that of no earlier line."""
    for check in [row.check for row in rows]:
        if check is not None and check.causes and check.verdict not in FULL_MARKS and check.root in ("", check.name):
            yield check


def _slip_among(causes: Sequence[dict[str, str]]) -> dict[str, str]:
    """The first cause; of a convention that is also a slip, the slip."""
    twin = causes[1] if len(causes) > 1 and "=" in causes[0]["id"] and causes[0]["rule"] == causes[1]["rule"] else None
    return twin or causes[0]


def as_json(marking: Marking) -> Iterator[str]:
    """Everything for programs, piece by piece."""
    marks, names = marking.marked, marking.people
    yield '{"answers": ['
    yield from _joined(_each(marks, "answers", lambda id_, row: _answer(id_, row) if row.check is not None else None))
    yield '], "missing": ['
    yield from _joined(_each(marks, "missing", lambda id_, row: _missing(id_, row) if row.check is None else None))
    yield '], "problems": ['
    yield from _joined(_problems(marks))
    yield '], "students": ['
    yield from _joined(
        json.dumps({"student": n, **_name(n, names), "marks": float(m), "out_of": float(o), "withheld": float(w)})
        for n, m, o, w in students_of(marks)
    )
    yield '], "unreadable": ['
    yield from _joined(
        json.dumps({"student": u.student, "id": u.problem, "name": u.name, "typed": u.typed, "words": u.words})
        for u in unreadable(marks)
    )
    summary = summary_of(marks)
    rest = {
        "hardest": [{"id": n, "mean": float(share)} for n, share in summary.hardest],
        "slips": [{"id": i, "words": words, "times": n, "possibly": m} for i, words, n, m in summary.slips],
        "verdicts": summary.verdicts,
        "errors": [{"message": e.message, "name": e.name, "place": e.place} for e in marking.errors],
    }
    yield f"], {json.dumps(rest)[1:]}\n"


def _joined(texts: Iterable[str]) -> Iterator[str]:
    """Texts with commas between them; what is empty is left out."""
    begun = False
    for text in filter(None, texts):
        yield f", {text}" if begun else text
        begun = True


def _each(marks: ClassMarks, what: str, made: Callable[[str, Row], dict[str, Any] | None]) -> Iterator[str]:
    """The objects of the figures of each sheet; what students share is written once."""
    for each in marks:
        kept = each.graded.kept
        if what not in kept:
            objects = filter(None, [made(each.problem, row) for row in each.rows])
            kept[what] = [json.dumps(data)[1:] for data in objects]
        begin = f'{{"student": {json.dumps(each.student)}, '
        yield ", ".join([begin + text for text in kept[what]])


def _problems(marks: ClassMarks) -> Iterator[str]:
    for each in marks:
        kept = each.graded.kept
        if "problems" not in kept:
            data = {"id": each.problem, "marks": float(each.total), "out_of": float(each.out_of)}
            kept["problems"] = json.dumps({**data, "withheld": float(each.withheld)})[1:]
        yield f'{{"student": {json.dumps(each.student)}, {kept["problems"]}'


def _name(student: str, people: Mapping[str, str]) -> dict[str, str]:
    return {"name": people[student]} if student in people else {}


def _answer(problem: str, row: Row) -> dict[str, Any]:
    assert row.check is not None
    return {
        "id": problem, "name": row.name, "typed": row.typed, "verdict": row.verdict,
        "marks": None if row.is_withheld else float(row.marks), "points": float(row.points), "words": list(row.words),
        "certain": row.check.certain, "root": row.check.root, "causes": list(row.check.causes), **_decided(row),
    }  # fmt: skip


def _missing(problem: str, row: Row) -> dict[str, Any]:
    marks = {"marks": float(row.marks)} if row.reason is not None else {}
    return {
        "id": problem, "name": row.name, "points": float(row.points),
        **({"line": row.line} if row.line else {}), **marks, **_decided(row),
    }  # fmt: skip


def _decided(row: Row) -> dict[str, str]:
    return {} if row.reason is None else {"reason": row.reason}
