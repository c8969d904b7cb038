"""Perceptrons of students: a run that other decisions lead is judged as any sheet is, however long it is and wherever it ends."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from checked import causes, problem
from commandline import nncalc
from diagnosis.by_hand_perceptron import EVERYWHERE, KINDS, Done, Run, Student, problems
from whole import bound

from nncalc.checking.answers import NoSuchResults, check_figures
from nncalc.checking.judge.atlas import Atlas
from nncalc.engine.budget import BUDGET
from nncalc.page.document import Check
from nncalc.page.solving import Settings

MOST_ROWS = 16
COLUMN = {"net": "net", "overlooked": "mistake", "imagined": "mistake", "step": "w", "bias": "b"}
END = ("w", "b", "epochs", "updates", "converged")
LONG = Run([[2, 1], [3, 0], [3, 1], [2, -3]], [1, -1, -1, 1], Fraction(1, 10), 100)
"""Twenty-two epochs: 88 presentations, and more decisions than are followed with all their cases."""


def short_runs(restart: bool) -> Iterator[tuple[Run, Done]]:
    for run in problems(2, bound(3, 40), restart):
        key = Student(run).work()
        if len(key.rows) <= MOST_ROWS:
            yield run, key


def judged(run: Run, typed: dict[str, str]) -> dict[str, Check]:
    return {check.name: check for check in check_figures(problem(run.line), list(typed.items()), Settings())}


def compared(key: Done, own: Done, kind: str, at: int, found: dict[str, Check]) -> tuple[int, list[tuple[str, str]]]:
    """How many figures are due, and what is not judged as it should be."""
    due, amiss = 0, []
    begun = {f"table.{at}.{COLUMN.get(kind, '')}", f"table.{at}.output" if COLUMN.get(kind) == "mistake" else ""}
    for name, check in found.items():
        if own.figures[name] == key.figures[name]:
            amiss += [(name, check.verdict)] if check.verdict != "right" else []
        elif name not in begun:
            due += 1
            amiss += [(name, check.verdict)] if check.verdict != "carried" else []
    return due, amiss


@pytest.mark.parametrize("restart", [False, True], ids=["epochs", "restart"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_follows_from_one_mistake_is_credited(kind: str, restart: bool) -> None:
    """All rows that the key has, and the end: of a run that goes on longer, or ends sooner, or takes other samples."""
    total, elsewhere = 0, 0
    for run, key in short_runs(restart):
        at, own = that_matters(run, key, kind)
        due, amiss = compared(key, own, kind, at, judged(run, typed(own, key)))
        assert amiss == [], (run.line, kind, at)
        total += due
        elsewhere += [row.sample for row in own.rows] != [row.sample for row in key.rows]
    assert total > 3
    assert elsewhere or kind in ("bias", "step")


def that_matters(run: Run, key: Done, kind: str) -> tuple[int, Done]:
    """A row where a mistake changes more figures than its own, drawn anew for each kind; and the run with it."""
    rows = random.Random(f"{run.line} {kind}").sample(range(1, len(key.rows) + 1), len(key.rows))
    runs = ((at, Student(run, kind, at).work()) for at in rows)
    return next((at, own) for at, own in runs if len(typed(own, key).items() - key.figures.items()) > 3)


def typed(own: Done, key: Done, rows: range | None = None) -> dict[str, str]:
    """What is handed in: the rows that the key has too, or some of them, and the end."""
    return {
        name: text
        for name, text in own.figures.items()
        if name in key.figures and (rows is None or not name.startswith("table.") or int(name.split(".")[1]) in rows)
    }


@pytest.mark.parametrize(("kind", "restart"), [("rate", True), ("no bias", False)])
def test_a_slip_in_every_row_is_named_where_it_is_made(kind: str, restart: bool) -> None:
    named = 0
    for run, key in short_runs(restart):
        own = Student(run, kind).work()
        for name, check in judged(run, typed(own, key)).items():
            if check.certain and check.verdict != "carried":
                assert EVERYWHERE[kind] & set(causes(check)), (run.line, name, check.words)
                assert name.endswith((".w", ".b")) or name in END, (run.line, name, check.words)
                named += 1
    assert named > 1


# -- long runs, and the end alone -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "restart"), [("net", False), ("overlooked", True)])
def test_the_end_of_a_long_run(kind: str, restart: bool) -> None:
    """Two rows about the mistake are written, and the end of a run of its own."""
    run = LONG._replace(restart=restart)
    key = Student(run).work()
    at, own = of_another_length(run, kind)
    due, amiss = compared(key, own, kind, at, judged(run, typed(own, key, range(at, at + 2))))
    assert (amiss, due > 2) == ([], True)


def of_another_length(run: Run, kind: str) -> tuple[int, Done]:
    """The first row from the fifth on where a mistake makes the run longer, with other weights at its end; and that run."""
    key = Student(run).work()
    for at in range(5, len(key.rows)):
        own = Student(run, kind, at).work()
        if len(own.rows) > len(key.rows) and own.rows[-1].w != key.rows[-1].w and own.rows[-1].b != key.rows[-1].b:
            return at, own
    raise AssertionError(kind)


def test_an_end_that_is_not_the_end_of_ones_own_run() -> None:
    """The weights at the end have the sign of one component lost: no credit, and the cause is that."""
    run = LONG._replace(restart=True)
    key, (at, own) = Student(run).work(), of_another_length(run, "net")
    figures = typed(own, key, range(at, at + 2))
    figures["b"] = f"{-float(figures['b']):.1f}"
    found = judged(run, figures)
    assert found["w"].verdict == "carried"
    assert (found["b"].verdict, "sign" in causes(found["b"])) == ("mistake", True)


def test_the_work_is_bounded_by_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three ways to be led at most, once more for the causes; whatever is typed, and however many figures are wrong."""
    made: list[bool] = []
    begin = Atlas.__init__

    def counting(self: Atlas, *arguments: object, **named: object) -> None:
        made.append(len(arguments) == 4)
        begin(self, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Atlas, "__init__", counting)
    run = LONG._replace(restart=True)
    own = Student(run, "net", 5).work()
    figures = typed(own, Student(run).work(), range(5, 12))
    figures |= {"w": "7.7,7.7", "b": "9.9", "updates": "99"}
    before = BUDGET.spent
    judged(run, figures)
    assert made.count(True) <= 4
    assert BUDGET.spent - before < 1_500_000


# -- rows that the key's run has not -----------------------------------------------------------------------------------


def with_two_rows(own: Done, at: int, end: int) -> dict[str, str]:
    """What is handed in: two rows about the mistake, two after the key's end, and the end."""
    rows = [at, at + 1, end + 1, end + 2]
    return {
        name: text
        for name, text in own.figures.items()
        if not name.startswith("table.") or int(name.split(".")[1]) in rows
    }


@pytest.mark.parametrize(("kind", "restart"), [("net", False), ("overlooked", True)])
def test_rows_of_a_run_that_goes_on_longer(kind: str, restart: bool) -> None:
    run = LONG._replace(restart=restart)
    (at, own), end = of_another_length(run, kind), len(Student(run).work().rows)
    figures = with_two_rows(own, at, end)
    found = judged(run, figures)
    assert list(found) == list(figures)
    later = {
        name: check for name, check in found.items() if name.startswith((f"table.{end + 1}.", f"table.{end + 2}."))
    }
    assert len(later) > 4
    assert {check.verdict for check in later.values()} == {"carried"}
    others = judged(run, {name: text for name, text in figures.items() if name not in later})
    assert {name: check for name, check in found.items() if name not in later} == others


def test_a_mistake_in_such_a_row() -> None:
    """It is wrong, what follows in the row is right on it, and the rows before stay as they are."""
    run = LONG._replace(restart=True)
    (at, own), end = of_another_length(run, "net"), len(Student(run).work().rows)
    figures = with_two_rows(own, at, end)
    figures[f"table.{end + 1}.net"] = f"{float(figures[f'table.{end + 1}.net']) + 7:.1f}"
    found = judged(run, figures)
    first = found[f"table.{end + 1}.net"]
    assert (first.verdict, first.root) == ("wrong", first.name)
    assert first.words[0].startswith(f"the right run ends with row {end}; on your own: wrong; the value is ")
    assert found[f"table.{at}.w"].verdict == found["w"].verdict == "carried"


def test_a_row_of_no_run() -> None:
    """The others are judged; that it is not marked is said of the row."""
    run = LONG._replace(restart=True)
    key = Student(run).work()
    end, figures = len(key.rows), {"table.1.net": key.figures["table.1.net"], "table.5.net": "77.5"}
    found = judged(run, {f"table.{end + 1}.net": "1.5", **figures, "table.9999.w": "1,2", f"table.{end + 1}.nett": "1"})
    assert found["table.1.net"].verdict == "right"
    for name in (f"table.{end + 1}.net", "table.9999.w", f"table.{end + 1}.nett"):
        assert found[name].words == (f"the run ends with row {end}; this row is not marked",)
        assert (found[name].verdict, found[name].certain, found[name].causes) == ("wrong", False, ())


def test_another_name_that_is_no_result_is_still_refused() -> None:
    with pytest.raises(NoSuchResults) as refused:
        judged(LONG, {"table.999.net": "1", "weights_": "1,2", "table.0.net": "1"})
    assert [error.name for error in refused.value.errors] == ["weights_", "table.0.net"]


def test_such_rows_on_the_sheets_of_a_class(tmp_path: Path) -> None:
    """They have no points; those of the table go to the rows that it has."""
    key = Student(LONG).work()
    given = "X: [[2,1],[3,0],[3,1],[2,-3]], t: [1,-1,-1,1], lr: 0.1"
    (tmp_path / "key.yaml").write_text(
        f"problems:\n  - id: a\n    type: rosenblatt\n    given: {{{given}}}\n    points: {{table: 2, w: 2}}\n"
    )
    row, w = f"table.{len(key.rows) + 5}.net", key.figures["w"]
    (tmp_path / "class.csv").write_text(f'student,id,name,value\nLi,a,{row},1\nLi,a,w,"{w}"\n')
    out = nncalc(["check", str(tmp_path / "key.yaml"), str(tmp_path / "class.csv"), "--format", "json"]).out
    student = json.loads(out)["students"][0]
    assert (student["marks"], student["out_of"]) == (2, 4)
