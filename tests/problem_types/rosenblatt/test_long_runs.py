"""Long runs put rows on the tape when they are read: each is what the working row by row makes, to the last operand."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import ref

import pytest
from commandline import ROOT, nncalc
from oracles.random_perceptrons import random_problem

from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.declaring.result_names import find, quantities_in
from nncalc.engine.late import Late
from nncalc.engine.quantity import Quantity
from nncalc.engine.readings import everything_under
from nncalc.engine.run import Policy, Run
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.page.solving import Settings, run_problem
from nncalc.problem_types.rosenblatt import long_runs, training, whole_numbers
from nncalc.problem_types.rosenblatt.long_runs import LongRun
from nncalc.problem_types.rosenblatt.perceptron import changes
from nncalc.render.json_form import solution_as_json

KIND = registry.load("rosenblatt")
NEVER = 10**9


@contextmanager
def long_from(rows: int) -> Iterator[None]:
    before, training.LONG = training.LONG, rows
    try:
        yield
    finally:
        training.LONG = before


def problems(seed: int, count: int) -> Iterator[tuple[random.Random, dict[str, Any]]]:
    rng = random.Random(seed)
    while count:
        typed, _ = random_problem(rng)
        if typed["rule"] == "perceptron":
            count -= 1
            yield rng, typed | ({"epochs": rng.randint(1, 12)} if "epochs" in typed else {})


# -- the tape ------------------------------------------------------------------------------------------------------


class Alike:
    """Two runs side by side: every quantity of one stands for one of the other, with what a decision would have made."""

    def __init__(self, plain: Run, late: Run) -> None:
        self.runs, self.pairs, self.back = (plain, late), dict[int, int](), dict[int, int]()
        self.held: list[Any] = []  # ids of what is let go come again

    def check(self, a: Any, b: Any) -> None:
        waiting = [(a, b)]
        while waiting:
            a, b = waiting.pop()
            if isinstance(a, Quantity):
                waiting += self.quantity(a, b)
            elif isinstance(a, Tensor):
                assert (a.shape, a.operation, a.name) == (b.shape, b.operation, b.name)
                waiting += zip((*a.items, *a.operands), (*b.items, *b.operands), strict=True)
            elif isinstance(a, dict):
                assert list(a) == list(b)
                waiting += zip(a.values(), b.values(), strict=True)
            elif isinstance(a, (list, tuple)):
                waiting += zip(a, b, strict=True)
            else:
                assert a == b

    def quantity(self, a: Quantity, b: Quantity) -> list[tuple[Any, Any]]:
        """What two quantities come from, once."""
        if id(a) in self.pairs:
            assert self.pairs[id(a)] == id(b)
            return []
        assert self.back.setdefault(id(b), id(a)) == id(a)
        self.pairs[id(a)] = id(b)
        self.held += (a, b)
        assert (a.operation, a.value, a.name, a.typed) == (b.operation, b.value, b.name, b.typed)
        under = list(zip(a.operands, b.operands, strict=True))
        assert (a.equal_to is None) == (b.equal_to is None)
        cases = [run.decided.get(id(q)) for run, q in zip(self.runs, (a, b), strict=True)]
        assert (cases[0] is None) == (cases[1] is None)
        return under + ([(cases[0][1](), cases[1][1]())] if cases[0] and cases[1] else [])


def run_of(typed: dict[str, Any], long: int, policy: Policy | None = None) -> Run:
    with long_from(long):
        return run_problem(read_problem(KIND, dict(typed)), lambda run: run, policy or Policy())


def late_rows(run: Run) -> bool:
    return isinstance(run.results["table"], Late)


def assert_alike(typed: dict[str, Any], rng: random.Random) -> None:
    plain, late = run_of(typed, NEVER), run_of(typed, rng.choice([0, 0, 4, 12]))
    assert not late_rows(plain)
    assert list(plain.results) == list(late.results)
    assert list(plain.used.items()) == list(late.used.items())
    rows = len(plain.results["table"])
    assert len(late.results["table"]) == rows
    both = Alike(plain, late)
    cells = rng.sample(range(rows), min(rows, 3))
    for cell in cells:  # in any order: a row may be read before or after those that use its weights
        both.check(plain.results["table"][cell], late.results["table"][cell])
    for name in rng.sample(["w", "updates", "epochs", "table"], 4):
        both.check(plain.results[name], late.results[name])
        if name in plain.behind:
            both.check(plain.behind[name], late.behind[name])
    both.check(plain.results, late.results)
    assert plain.behind.keys() == late.behind.keys()
    both.check({name: plain.behind[name] for name in late.behind}, late.behind)
    both.check({name: plain.shown_as[name] for name in late.shown_as}, late.shown_as)
    assert plain.used == late.used


def assert_all_alike(seed: int, count: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for rng, typed in problems(seed, count):
            patch.setattr(long_runs, "MARKED", rng.choice([1, 3, 64]))
            assert_alike(typed, rng)


def test_every_row_is_what_is_worked_row_by_row() -> None:
    assert_all_alike(1, 120)


def test_random_problems_are_late_at_all() -> None:
    assert all(late_rows(run_of(typed, 0)) for _, typed in problems(2, 20))


BREAKS: dict[str, Callable[..., Any]] = {
    "_cases": lambda unit, label, _right=whole_numbers._cases: (None, *_right(unit, label)[1:]),
    "_times": lambda value, scale: int(value.p) * scale // int(value.q) // 2 * 2,
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_wrong_decision_is_noticed(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(whole_numbers, name, BREAKS[name])
    with pytest.raises(AssertionError):
        assert_all_alike(3, 60)


def test_wrong_weights_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = LongRun._weights_after
    monkeypatch.setattr(LongRun, "_weights_after", lambda self, row: right(self, max(row - 1, -1)))
    with pytest.raises(AssertionError):
        assert_all_alike(3, 60)


# -- what is read of it --------------------------------------------------------------------------------------------


def test_json_is_the_same_to_the_byte() -> None:
    def made(typed: dict[str, Any], long: int, wanted: Settings) -> str:
        problem = read_problem(KIND, dict(typed))
        with long_from(long):
            try:
                return run_problem(
                    problem, lambda run: "".join(solution_as_json(problem, run, wanted, ())), wanted.policy
                )
            except InputError as refused:
                return refused.message

    for rng, typed in problems(4, 40):
        wanted = Settings(show=rng.choice([(), (), ("w",), ("table.1.w",), ("updates",), ("table.2",)]))
        assert made(typed, 0, wanted) == made(typed, NEVER, wanted)


XOR = "rosenblatt X=0,0:0,1:1,0:1,1 t=-1,1,1,-1 epochs=14"
AND = "rosenblatt X=0,0:0,1:1,0:1,1 t=0,0,0,1 lr=.5"
LINES = (
    f"{XOR} --all", f"{XOR} --show table.44.w", f"{XOR} --show table.30.net", f"{XOR} --format markdown", f"{XOR} --steps none",
    f"{AND} --check w=1,.5 --check b=-1",
    f"{AND} --check table.5.w=.5,.5 --check table.6.net=1 --check table.7.output=1 --check table.8.mistake=yes",
    f"{AND} --check table.5.w=0,.5 --check w=.5,.5 --check b=1/2", f"{AND} --check w=2,2 --check b=-1",
    f"{AND} --round-steps 1 --all",
    f"{AND} order=restart --all", f"{AND} order=2,1,4,3 --all", f"{AND} bias=fixed theta=√2", f"{AND} --format yaml",
    f"{AND} --check b=w.1-2", f"{AND} --lang zh",
)  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_pages_and_verdicts_are_the_same(line: str) -> None:
    with long_from(NEVER):
        plain = nncalc(line)
    with long_from(0):
        assert nncalc(line) == plain


@pytest.mark.parametrize("path", sorted((ROOT / "problems" / "rosenblatt").glob("*.yaml")), ids=lambda path: path.stem)
def test_problem_files_are_solved_and_checked_the_same(path: Path) -> None:
    line = ["batch", str(path), "--format", "json"]
    with long_from(NEVER):
        plain = nncalc(line)
    with long_from(0):
        assert nncalc(line) == plain


# -- what it costs, and where it does not hold ---------------------------------------------------------------------


def samples(count: int) -> dict[str, Any]:
    rng = random.Random(5)
    X = [[f"{rng.gauss(0, 1):.2f}" for _ in range(4)] for _ in range(count)]
    return {"X": X, "t": ["1" if float(row[0]) > float(row[1]) else "-1" for row in X], "lr": "1/3", "epochs": 20}


def test_few_rows_of_a_long_run_are_made_for_its_page() -> None:
    made: list[int] = []
    right = LongRun._worked

    def counted(self: LongRun, row: int) -> Any:
        made.append(row)
        return right(self, row)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LongRun, "_worked", counted)
        run = run_of(samples(200), training.LONG)
        assert late_rows(run)
        assert not made
        assert len(quantities_in(find(run.results, "table.3900.w"))) == 4
        assert len(made) == 1


def is_late(change: dict[str, Any], policy: Policy | None = None) -> bool:
    return late_rows(run_of(samples(20) | {"epochs": 2} | change, 0, policy))


def test_what_is_not_rational_or_departs_is_worked_row_by_row() -> None:
    assert is_late({})
    assert is_late({"bias": "fixed", "theta": "1/3"})
    assert not is_late({"bias": "fixed", "theta": "√2"})
    assert not is_late({"lr": "exp(-1)"})
    assert not is_late({"w": "π,0,0,0"})
    assert not is_late({"lr": "1e-2000"})
    assert not is_late({"rule": "adaline"})
    assert not is_late({}, Policy(places=2))
    assert not is_late({}, Policy(choice={changes: changes.right}))
    assert not is_late(
        {}, Policy(carried={"table.3.net": Quantity(None, (), run_of(samples(4), 0).results["b"].value)})
    )


FOUR = {"X": "0,0:0,1:1,0:1,1", "t": "-1,1,1,-1", "epochs": 14}  # the last row of an epoch is a mistake


def test_a_run_that_is_let_go_is_let_go_at_once_and_its_rows_can_still_be_read() -> None:
    gc.collect()
    gc.disable()
    try:
        plain, late = run_of(FOUR, NEVER), run_of(FOUR, 0)
        table, w, formula = late.results["table"], late.results["w"], late.behind["updates"]
        assert table[30]["net"].value == plain.results["table"][30]["net"].value
        case = late.decided[id(w.items[0].operands[0])][1]
        gone = ref(late)
        del late
        assert gone() is None
    finally:
        gc.enable()
    assert case().value == w.items[0].value
    for a, b in zip(everything_under(plain.results["w"].items), everything_under(w.items), strict=True):
        assert (a.operation, a.value, a.name) == (b.operation, b.value, b.name)
    assert table[50]["net"].value == plain.results["table"][50]["net"].value
    assert formula.value == plain.behind["updates"].value


def test_a_late_list_reads_as_a_list_does() -> None:
    made: list[int] = []
    late = Late(4, lambda i: made.append(i) or i * i, lambda: ())  # type: ignore[func-returns-value]
    assert (len(late), bool(late), late[-1], late[1:3]) == (4, True, 9, [1, 4])
    assert made == [3, 1, 2]
    assert late == [0, 1, 4, 9]
    assert list(late) == [*late] == late.copy() == sorted(late) == [0, 1, 4, 9]
    assert (4 in late, late.index(4), late.count(2), list(reversed(late))) == (True, 2, 0, [9, 4, 1, 0])
    assert repr(late.of(str)) == "['0', '1', '4', '9']"
    with pytest.raises(IndexError):
        late[4]
