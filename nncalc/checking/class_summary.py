"""A class as a whole: marks by student, problems by difficulty, what went wrong by frequency; and all of it as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.checking.credit import FULL_MARKS
from nncalc.checking.marked import Marked, Row, Unreadable, unreadable
from nncalc.checking.marking import Marking

if TYPE_CHECKING:
    from nncalc.page.document import Check


class Summary(NamedTuple):
    """The class as a whole."""

    students: list[tuple[str, Fraction, Fraction, Fraction]]
    """Student, marks, out of, withheld."""
    hardest: list[tuple[str, Fraction]]
    """Problem, mean share of its marks, hardest first."""
    slips: list[tuple[str, str, int, int]]
    """Id and words of each explanation, on how many sheets it was the cause, and on how many a possibility, the first of
    an answer."""
    verdicts: Counter[str]
    unreadable: list[Unreadable]


def summary_of(marked: Sequence[Marked]) -> Summary:
    """Marks by student, problems by difficulty, slips by frequency."""
    students: dict[str, list[Fraction]] = {}
    problems: dict[str, list[Fraction]] = {}
    for each in marked:
        total = students.setdefault(each.student, [Fraction(0)] * 3)
        for place, part in enumerate((each.total, each.out_of, each.withheld)):
            total[place] += part
        if each.out_of:
            problems.setdefault(each.problem, []).append(each.total / each.out_of)
    hardest = [(name, sum(shares, Fraction(0)) / len(shares)) for name, shares in problems.items()]
    rows = [row for each in marked for row in each.rows]
    return Summary(
        [(name, total[0], total[1], total[2]) for name, total in students.items()],
        sorted(hardest, key=lambda item: item[1]),
        _slips(marked),
        Counter(row.verdict for row in rows),
        list(unreadable(marked)),
    )


def _slips(marked: Sequence[Marked]) -> list[tuple[str, str, int, int]]:
    """The explanations by frequency: where mistakes began and not what came of them, each once on a sheet."""
    slips: dict[tuple[str, str], list[int]] = {}
    words: dict[tuple[str, str], str] = {}
    for sheet in marked:
        certain: dict[tuple[str, str], bool] = {}
        for check in _roots(sheet.rows):
            first = _slip_among(check.causes)
            # A mistake that stands beside no rule is named by its line: two of them are two mistakes.
            slip = first["id"], first["words"] if check.verdict == "mistake" else ""
            certain[slip] = certain.get(slip, False) or check.certain
            # The shortest words are those of the slip itself, without the place where it happened this time.
            words[slip] = min(words.get(slip, first["words"]), first["words"], key=len)
        for slip, is_certain in certain.items():
            slips.setdefault(slip, [0, 0])[0 if is_certain else 1] += 1
    by_frequency = sorted(slips.items(), key=lambda item: item[1], reverse=True)
    return [(slip[0], words[slip], certain, possibly) for slip, (certain, possibly) in by_frequency]


def _roots(rows: Sequence[Row]) -> Iterator[Check]:
    """The verdicts with an explanation that are where a mistake began, and that of no earlier line."""
    for check in [row.check for row in rows]:
        if check is not None and check.causes and check.verdict not in FULL_MARKS and check.root in ("", check.name):
            yield check


def _slip_among(causes: Sequence[dict[str, str]]) -> dict[str, str]:
    """The first cause; of a convention that is also a slip, the slip."""
    twin = causes[1] if len(causes) > 1 and "=" in causes[0]["id"] and causes[0]["rule"] == causes[1]["rule"] else None
    return twin or causes[0]


def as_data(marking: Marking) -> dict[str, Any]:
    """Everything for programs."""
    summary = summary_of(marking.marked)
    rows = [(each, row) for each in marking.marked for row in each.rows]
    return {
        "answers": [_answer(each, row) for each, row in rows if row.check is not None],
        "missing": [_missing(each, row) for each, row in rows if row.check is None],
        "problems": [
            {
                "student": each.student, "id": each.problem, "marks": float(each.total), "out_of": float(each.out_of),
                "withheld": float(each.withheld),
            }
            for each in marking.marked
        ],
        "students": [
            {"student": n, **_name(n, marking), "marks": float(m), "out_of": float(o), "withheld": float(w)}
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


def _name(student: str, marking: Marking) -> dict[str, str]:
    return {"name": marking.people[student]} if student in marking.people else {}


def _answer(each: Marked, row: Row) -> dict[str, Any]:
    assert row.check is not None
    return {
        "student": each.student, "id": each.problem, "name": row.name, "typed": row.typed, "verdict": row.verdict,
        "marks": None if row.is_withheld else float(row.marks), "points": float(row.points), "words": list(row.words),
        "certain": row.check.certain, "root": row.check.root, "causes": list(row.check.causes), **_decided(row),
    }  # fmt: skip


def _missing(each: Marked, row: Row) -> dict[str, Any]:
    marks = {"marks": float(row.marks)} if row.reason is not None else {}
    return {
        "student": each.student, "id": each.problem, "name": row.name, "points": float(row.points),
        **({"line": row.line} if row.line else {}), **marks, **_decided(row),
    }  # fmt: skip


def _decided(row: Row) -> dict[str, str]:
    return {} if row.reason is None else {"reason": row.reason}
