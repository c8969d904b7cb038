"""Rows of a table after its end: another run goes on, which a student's own figures may have led.

They are judged on that run, each on the figures above it as they were typed. Where it ends too, nobody can mark them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from nncalc.checking.first_look import NoSuchResults, Refused, first_look, seen_on
from nncalc.checking.judge import said
from nncalc.checking.judgement import Judgement
from nncalc.declaring.absent_results import NoSuchResult
from nncalc.engine.quantity import Quantity
from nncalc.errors import NncalcError, OutOfBounds
from nncalc.page.document import Check
from nncalc.page.solving import Settings, run_problem
from nncalc.words import say, together

if TYPE_CHECKING:
    from nncalc.checking.judge.figure import Figure
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Policy

MOST_NAMED = 3
MOST_RUNS = 60
"""Runs that are worked for one sheet; what follows from further mistakes in such rows is not seen."""
Typed = tuple[str, str]
Carried = Mapping[str, Quantity]


def rows_after_the_end(unknown: NoSuchResults) -> dict[str, int]:
    """By name the figures of such rows, with the last row that there is. Raises NoSuchResults of other names."""
    last = {error.name or "": error.last for error in unknown.errors if isinstance(error, NoSuchResult) and error.last}
    if others := [error for error in unknown.errors if error.name not in last]:
        raise NoSuchResults(others) from None
    return last


def with_rows(
    problem: ProblemType,
    figures: Sequence[Typed],
    settings: Settings,
    judgements: Sequence[Judgement],
    last: Mapping[str, int],
) -> list[Judgement]:
    """The judgements in the order of the figures, those on such rows among them; `judgements` are on all others."""
    rows = [figure for figure in figures if figure[0] in last]
    checks = [each.check for each in judgements]
    found = _best(problem, rows, settings, _ways(_looked_at(problem, figures, settings, last), checks))
    wrong = [check for check in checks if check.verdict != "right"]
    began = [check.name for check in wrong if check.root == check.name] or [check.name for check in wrong]
    root = next((check.root for check in wrong if check.root), "")
    others, own = iter(judgements), iter(zip(rows, found, strict=True))
    out = []
    for name, _ in figures:
        if name not in last:
            out.append(next(others))
            continue
        (_, typed), look = next(own)
        ends = Check(
            name, typed, "wrong", (say("the run ends with row {last}; this row is not marked", last=last[name]),)
        )
        if look is not None:
            ends = ends._replace(words=(say("the right run ends with row {last}", last=last[name]),))
            ends = (
                said.carried(ends, together(began[:MOST_NAMED]), root)
                if look.verdict == "right"
                else _wrong(ends, look, last[name])
            )
        out.append(Judgement(ends, []))
    return out


def _wrong(check: Check, look: Check, last: int) -> Check:
    words = say("the right run ends with row {last}; on your own: {verdict}", last=last, verdict=look.words[0])
    return check._replace(words=(words, *look.words[1:]), verdict="wrong", root=check.name)


def _looked_at(
    problem: ProblemType, figures: Sequence[Typed], settings: Settings, last: Mapping[str, int]
) -> list[Figure]:
    others = tuple([figure for figure in figures if figure[0] not in last])
    try:
        return first_look(problem, others, settings._replace(checks=others)).figures
    except Refused:
        return []


def _ways(figures: Sequence[Figure], checks: Sequence[Check]) -> Iterator[Carried]:
    """The figures that may have led the student's run: all that are wrong, those where mistakes began, and all as typed."""
    wrong = [(figure, figure.wrong) for figure in figures if figure.check.verdict != "right" and figure.wrong]
    if not wrong:
        return
    roots = {check.name for check in checks if check.root == check.name}
    yield {name: q for _, typed in wrong for name, q in typed.items()}
    yield {name: q for figure, typed in wrong if figure.check.name in roots for name, q in typed.items()}
    yield {name: q for figure in figures for name, q in figure.by_name.items()}


def _best(
    problem: ProblemType, rows: Sequence[Typed], settings: Settings, ways: Iterator[Carried]
) -> list[Check | None]:
    """What is found of the rows, led in the way on which most of them are right; None for a row that is on no run."""
    reruns = iter(range(MOST_RUNS))
    tries = [_led(problem, rows, settings, way, reruns) for way in ways]
    best = max(
        tries, key=lambda found: sum(each is not None and each.verdict == "right" for each in found), default=None
    )
    return [None] * len(rows) if best is None else best


def _led(
    problem: ProblemType, rows: Sequence[Typed], settings: Settings, way: Carried, reruns: Iterator[int]
) -> list[Check | None]:
    """The verdicts on the rows of one run; what is wrong there leads on from there."""
    own: dict[str, Quantity] = dict(way)
    found: list[Check | None] = []
    at_first = _look(problem, rows, settings, own)
    for number, row in enumerate(rows):
        look = at_first[number]
        if (
            look is not None
            and look.check.verdict != "right"
            and len(own) > len(way)
            and next(reruns, None) is not None
        ):
            look = _look(problem, [row], settings, own)[0] or look
        if look is not None and look.check.verdict != "right":
            own.update(look.wrong)
        found.append(None if look is None else look.check)
    return found


def _look(problem: ProblemType, rows: Sequence[Typed], settings: Settings, own: Carried) -> list[Figure | None]:
    policy: Policy = settings._replace(checks=tuple(rows)).policy._replace(carried=own)
    try:
        found: list[Figure | None] = run_problem(problem, partial(seen_on, figures=rows, settings=settings), policy)
    except OutOfBounds:
        raise
    except NncalcError:
        return [None] * len(rows)
    return found
