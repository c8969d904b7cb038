"""How well sheets are judged, measured on a simulated class.

`python tests/diagnosis/measure.py` prints the figures, without naming the kinds that are kept apart while the judge is tuned;
`--examples` adds the worst sheets, `--apart` everything, `--write` keeps the figures for tests/README.md.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import process_time

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent)]

from diagnosis import by_hand_backprop, by_hand_metrics, by_hand_softmax, students  # noqa: E402
from diagnosis.pages import Exercise  # noqa: E402
from diagnosis.students import Sheet  # noqa: E402
from diagnosis.truth import DUE, MISTAKE, RIGHT, ROUNDED, Line, Truth  # noqa: E402

from nncalc.checking.answers import check_figures  # noqa: E402
from nncalc.declaring import registry  # noqa: E402
from nncalc.declaring.problem import read_problem  # noqa: E402
from nncalc.page.document import Check  # noqa: E402
from nncalc.page.solving import Settings  # noqa: E402

TYPES: dict[str, Callable[[random.Random], Exercise]] = {
    "backprop": by_hand_backprop.exercise,
    "softmax-loss": by_hand_softmax.exercise,
    "metrics": by_hand_metrics.exercise,
}
GOALS = {
    "random figures": "≥ 3,000", "right called wrong": "0", "wrong called right": "0", "credit given of due": "≥ 99 %",
    "credit given though not due": "≤ .3 %", "false causes of asserted": "≤ 1 %",
    "a cause asserted for a random figure": "≤ .5 %",
}  # fmt: skip
FIGURES = HERE / "figures.json"
SEED = 16
SILENT = ("right", "carried", "coarse", "wrong", "unreadable")
"""Verdicts that assert no cause."""
MOST_EXAMPLES = 4
WHOLE_CLASS = 12
"""Problems of each type in the whole class; the sample has fewer."""
RANDOM_SHEETS = 90
"""Sheets with one random figure, of each problem."""


class Tally:
    """The counts, with a few examples of what went wrong."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.kinds: dict[str, Counter[str]] = {}
        self.examples: dict[str, list[str]] = {}
        self.seconds = 0.0

    def add(self, what: str, kind: str, example: str = "") -> None:
        self.counts[what] += 1
        self.kinds.setdefault(kind, Counter())[what] += 1
        if example:
            self.examples.setdefault(f"{what}: {kind}", []).append(example)


def hand_in(exercise: Exercise, draw: random.Random, randoms: int) -> Iterator[Sheet]:
    """A class: every slip once, pairs of slips, slips of writing, misread givens, early rounding, random figures, guesses."""
    names = sorted(exercise.kinds)
    yield students.without_slip(exercise, draw)
    for name in names:
        yield students.with_slips(exercise, (name,), draw)
    for _ in range(len(names) // 3):
        first, second = draw.sample(names, 2)
        with suppress(ArithmeticError):  # two that leave nothing to divide by
            yield students.with_slips(exercise, (first, second), draw)
    for kind in (*students.WRITING, students.ONE_DIGIT):
        for _ in range(2):
            yield students.miswritten(exercise, kind, draw)
    for _ in range(4):
        yield students.misreading(exercise, draw)
        yield students.rounding_early(exercise, draw)
    for _ in range(randoms):
        yield students.with_random_figure(exercise, draw)
    for zero in ("0", "0.0", "0.0000"):
        yield students.of_zeros(exercise, zero)
    yield students.of_givens(exercise, draw)


def named_kind(exercise: Exercise, sheet: Sheet) -> str:
    """The row of the table that a sheet counts in."""
    if len(sheet.slips) == 2:
        return f"{exercise.type}: two slips"
    return f"{exercise.type}: {sheet.kind}"


def measure(problems: int, randoms: int, types: tuple[str, ...] = tuple(TYPES)) -> Tally:
    """Judge a class; always the same one for the same sizes."""
    tally = Tally()
    for type_ in types:
        for number in range(problems):
            draw = random.Random(f"{SEED} {type_} {number}")
            exercise = TYPES[type_](draw)
            declared = registry.load(type_)
            problem = read_problem(declared, exercise.given)
            truth = Truth(exercise)
            for sheet in hand_in(exercise, draw, randoms):
                figures = [(name, exercise.typed(name, texts)) for name, texts in sheet.typed.items()]
                start = process_time()
                found = check_figures(problem, figures, Settings())
                tally.seconds += process_time() - start
                tally.counts["sheets"] += 1
                _compare(tally, exercise, sheet, truth.lines(sheet), {check.name: check for check in found})
    return tally


def _compare(tally: Tally, exercise: Exercise, sheet: Sheet, lines: dict[str, Line], found: dict[str, Check]) -> None:
    kind = named_kind(exercise, sheet)
    for name, line in lines.items():
        check = found[name]
        tally.counts["figures"] += 1
        example = _example(exercise, sheet, name, line, check)
        if sheet.is_guess and line.state != RIGHT:
            tally.add("guessed", kind)
            tally.add("guess credited", kind, example) if check.verdict == "carried" else None
            tally.add("guess asserted", kind, example) if _asserts(check) else None
            tally.add("wrong called right", kind, example) if check.verdict == "right" else None
            continue
        tally.counts["beside"] += sheet.kind == students.RANDOM and name != sheet.spoilt
        if line.state == RIGHT:
            tally.add("right", kind)
            if check.verdict != "right":
                tally.add("right called wrong", kind, example)
        elif check.verdict == "right":
            tally.add("wrong called right", kind, example)
        elif line.state == DUE:
            tally.add("due", kind)
            tally.add("credited" if check.verdict == "carried" else "refused", kind, example)
        elif line.state == MISTAKE and check.verdict == "carried":
            tally.add("not due", kind, example)
        if line.state == MISTAKE:
            tally.add("mistakes", kind)
            tally.counts["random figures"] += sheet.kind == students.RANDOM and name == sheet.spoilt
            tally.add(outcome(sheet, name, line, check), kind, example)
        elif line.state == ROUNDED:
            tally.add("rounded", kind)
            tally.add(
                "rounding named" if check.verdict in ("rounded-early", "carried") else "rounding not named",
                kind,
                example,
            )
        if line.state in (DUE, ROUNDED) and _asserts(check) and not line.ids & _ids(check):
            tally.add("false beside" if sheet.kind == students.RANDOM else "false", kind, example)


def _asserts(check: Check) -> bool:
    return check.certain and check.verdict not in SILENT


def _ids(check: Check) -> set[str]:
    """The ids of the causes; of a convention such as `loss=mse` its name too."""
    ids = {str(cause["id"]) for cause in check.causes}
    return (
        ids | {each.partition("=")[0] for each in ids} | {each[:13] for each in ids if each.startswith("rounded-early")}
    )


def outcome(sheet: Sheet, name: str, line: Line, check: Check) -> str:
    """What became of the cause of a mistake."""
    meant = bool(line.ids & _ids(check))
    if _asserts(check):
        if sheet.kind == students.RANDOM and name == sheet.spoilt:
            return "asserted of a random figure"
        if sheet.kind == students.RANDOM and not meant:
            return "false beside"
        return "true" if meant else "false"
    return "possible" if meant else "unexplained"


def _example(exercise: Exercise, sheet: Sheet, name: str, line: Line, check: Check) -> str:
    given = " ".join(f"{key}={value}" for key, value in exercise.given.items())
    typed = " ".join(f"--check {key}={exercise.typed(key, texts)}" for key, texts in sheet.typed.items())
    said = " | ".join(check.words)
    return f"{exercise.type} {given} {typed}\n    at {name}: {line.state} {sorted(line.ids)}; said {sorted(_ids(check))}: {said}"


def share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def summary(tally: Tally) -> dict[str, float]:
    """The figures that the bounds speak of; shares in per cent."""
    n = tally.counts
    return {
        "sheets": n["sheets"], "figures": n["figures"], "random figures": n["random figures"],
        "right called wrong": n["right called wrong"], "wrong called right": n["wrong called right"],
        "credit given of due": share(n["credited"], n["due"]),
        "credit given though not due": share(n["not due"], n["mistakes"]),
        "false causes of asserted": share(n["false"], n["false"] + n["true"]),
        "guesses carried on": share(n["guess credited"], n["guessed"]),
        "a cause asserted beside a random figure": share(n["false beside"], n["beside"]),
        "a cause asserted for a random figure": share(n["asserted of a random figure"], n["random figures"]),
    }  # fmt: skip


COLUMNS = ("true", "possible", "false", "unexplained")


def by_group(tally: Tally) -> list[tuple[str, list[int]]]:
    """Counts of causes per type and sort of slip; those kept apart in a row of their own."""
    groups: dict[str, Counter[str]] = {}
    for kind, counts in tally.kinds.items():
        groups.setdefault(_group(kind), Counter()).update(counts)
    rows = [(name, [counts[column] for column in COLUMNS]) for name, counts in groups.items()]
    return [(name, row) for name, row in rows if any(row)]


def _group(kind: str) -> str:
    type_, _, name = kind.partition(": ")
    known = TYPES[type_](random.Random(0)).kinds
    if name in known:
        return f"{type_}, slips kept apart while tuning" if known[name].apart else f"{type_}, slips"
    if name in (*students.WRITING, students.ONE_DIGIT):
        return "slips of writing"
    return name if name in (students.MISREAD, students.EARLY, students.RANDOM, "two slips") else "guessed"


def report(tally: Tally, apart: bool, examples: bool) -> None:
    for name, value in summary(tally).items():
        print(f"{name:40} {value:g}" if isinstance(value, int) else f"{name:40} {value:.2f} %")
    print(f"{'ms per sheet':40} {1000 * tally.seconds / tally.counts['sheets']:.1f}\n")
    print(f"{'':66} " + " ".join(f"{column:>11}" for column in COLUMNS))
    rows = by_group(tally)
    rows += [(kind, [n[column] for column in COLUMNS]) for kind, n in tally.kinds.items()
             if apart or "apart" not in _group(kind)]  # fmt: skip
    for name, row in rows:
        print(f"{name:66} " + " ".join(f"{n:11}" for n in row))
    for what, found in tally.examples.items() if examples else ():
        if what.split(": ")[0] in ("credited", "true", "possible", "unexplained", "rounding named"):
            continue
        if apart or "apart" not in _group(what.partition(": ")[2]):
            print(f"\n{what} ({len(found)})", *found[:MOST_EXAMPLES], sep="\n  ")


def main() -> None:
    tally = measure(WHOLE_CLASS, RANDOM_SHEETS)
    report(tally, "--apart" in sys.argv, "--examples" in sys.argv)
    if "--write" in sys.argv:
        kept = {"goals": GOALS, "summary": summary(tally), "groups": by_group(tally)}
        FIGURES.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
