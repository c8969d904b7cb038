"""Reruns: rounding as you go, figures carried in, rules replaced, more precision, budget and deadline."""

from __future__ import annotations

import threading
from typing import Any

import flint
import pytest

from nncalc.declaring.problem import read_problem
from nncalc.engine import operations as op
from nncalc.engine.budget import MOST_BITS, START_BITS, time_limit
from nncalc.engine.decide import rounded, sign
from nncalc.engine.figures import Precision, figure
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import PLAIN, DoesNotApply, Policy, Run, current, rerun, run_once
from nncalc.engine.tensor import vector
from nncalc.errors import OutOfBounds, Undecided
from nncalc.page.solving import run_problem
from nncalc.problem_types.backprop.problem import Backprop
from nncalc.rules.activations import derivative
from nncalc.rules.dense import updated


def number(top: int, bottom: int = 1) -> Quantity:
    return constant(flint.fmpq(top, bottom))


@rule("a half of it")
def halved(x: Quantity) -> Quantity:
    return x / 2


@halved.slip("third", "takes a third")
def _(x: Quantity) -> Quantity:
    return x / 3


@halved.slip("negative", "needs a negative number")
def _(x: Quantity) -> Quantity:
    raise DoesNotApply


def work(run: Run) -> None:
    """a = 10/3, b = a/2 by a rule, c = (b, 2b), a branch on b, and a total."""
    a = run.let("a", number(10, 3))
    b = run.let("b", halved(a))
    c = run.let("c", vector([b, 2 * b]))
    run.let("d", c[1] if sign(b - 1) > 0 else c[0])


def values(policy: Policy = PLAIN) -> dict[str, Any]:
    def read(run: Run) -> dict[str, Any]:
        return {name: run.results[name].value for name in ("a", "b", "d")} | {
            "c": [q.value for q in run.results["c"].items]
        }

    return rerun(work, read, policy)


def q(top: int, bottom: int = 1) -> Any:
    return flint.fmpq(top, bottom)


def test_the_plain_run() -> None:
    assert values() == {"a": q(10, 3), "b": q(5, 3), "c": [q(5, 3), q(10, 3)], "d": q(10, 3)}


def test_every_named_line_is_rounded_before_the_next_uses_it() -> None:
    found = values(Policy(places=1))
    assert found == {"a": q(33, 10), "b": q(17, 10), "c": [q(17, 10), q(34, 10)], "d": q(34, 10)}


def test_a_carried_figure_changes_everything_after_it() -> None:
    found = values(Policy(carried={"b": number(1, 2)}))
    assert found == {"a": q(10, 3), "b": q(1, 2), "c": [q(1, 2), q(1)], "d": q(1, 2)}, (
        "the branch goes by the carried figure"
    )
    assert values(Policy(carried={"c.2": number(9)}))["d"] == 9, "one component alone"


def test_a_rule_is_replaced_by_a_slip() -> None:
    slip = halved.slips[0]
    assert (slip.id, slip.words, slip.rule) == ("third", "takes a third", halved)
    assert values(Policy(choice={halved: slip.function}))["b"] == q(10, 9)
    with pytest.raises(DoesNotApply):
        values(Policy(choice={halved: halved.slips[1].function}))
    assert values()["b"] == q(5, 3), "the rule itself is as it was"


@rule("twice it")
def doubled(x: Quantity) -> Quantity:
    return 2 * x


@doubled.slip("not-doubled", "doubles no negative number")
def _(x: Quantity) -> Quantity:
    if sign(x) >= 0:
        raise DoesNotApply
    return x


def test_a_slip_without_meaning_at_one_call_is_made_at_the_others() -> None:
    def several(run: Run) -> None:
        for name, start in zip("abc", (-1, 2, -3), strict=True):
            run.let(name, doubled(number(start)))

    policy = Policy(choice={doubled: doubled.slips[0].function})
    found = rerun(several, lambda run: [q.value for q in run.results.values()], policy)
    assert found == [-1, 4, -3], "made where it applies, the rule itself at the second call"
    with pytest.raises(DoesNotApply):
        rerun(lambda run: run.let("a", doubled(number(2))), lambda run: None, policy)


def test_replacements_add_up() -> None:
    found = values(Policy(choice={halved: halved.slips[0].function}, places=0, carried={"a": number(7)}))
    assert found["b"] == 2
    assert found["c"] == [2, 4]


def test_the_rules_that_were_used_are_known() -> None:
    assert rerun(work, lambda run: list(run.used)) == [halved]


def test_rules_belong_to_a_run() -> None:
    with pytest.raises(RuntimeError):
        current()


def test_a_rounded_line_that_is_not_finite_stays_as_it_is() -> None:
    def infinite(run: Run) -> None:
        run.let("x", constant(flint.arb.pos_inf()))

    found = rerun(infinite, lambda run: figure(run.results["x"], Precision()), Policy(places=2))
    assert found.text == "inf"


# -- precision ---------------------------------------------------------------------------------------------------------


def test_precision_rises_until_the_digits_are_proven() -> None:
    used: list[int] = []

    def read(run: Run) -> str:
        used.append(flint.ctx.prec)
        found = figure(run.results["x"], Precision(60))
        assert found is not None
        return found.text

    text = rerun(lambda run: run.let("x", op.EXP(number(1, 3))), read)
    assert text == "1.395612425086089528628125319602586837597906515199406982617517"
    assert used[0] == START_BITS
    assert used == sorted(used)
    assert len(used) > 1


def test_precision_is_put_back() -> None:
    before = flint.ctx.prec
    with pytest.raises(Undecided):
        rerun(lambda run: None, lambda run: sign(op.LOG(number(2)) + op.LOG(number(3)) - op.LOG(number(6))))
    assert flint.ctx.prec == before
    with pytest.raises(ZeroDivisionError):
        rerun(lambda run: None, lambda run: 1 / 0)
    assert flint.ctx.prec == before


def test_no_more_bits_than_allowed() -> None:
    used: list[int] = []

    def read(run: Run) -> int:
        used.append(flint.ctx.prec)
        return sign(op.LOG(number(2)) + op.LOG(number(3)) - op.LOG(number(6)))

    with pytest.raises(Undecided):
        rerun(lambda run: None, read)
    assert max(used) == MOST_BITS


def test_an_irrational_given_is_renewed_at_each_precision() -> None:
    problem = read_problem(Backprop, {"x": "√2", "W1": "√8", "t": "4"})
    found = run_problem(problem, lambda run: figure(run.results["loss"].operands[0], Precision(4)))
    assert found is not None
    assert found.text == "0"
    digits = run_problem(problem, lambda run: figure(run.results["dW1"].items[0] + op.SQRT(number(2)), Precision(300)))
    assert digits is not None
    assert len(digits.text) == 302


def test_runs_of_several_threads_do_not_mix() -> None:
    found: list[Any] = []

    def solve(places: int) -> None:
        found.extend([(places, values(Policy(places=places))["b"]) for _ in range(20)])

    threads = [threading.Thread(target=solve, args=(places,)) for places in (0, 1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {(0, q(2)), (1, q(17, 10)), (2, q(167, 100))}


# -- bounds --------------------------------------------------------------------------------------------------------------


def endless(run: Run) -> None:
    x = number(1)
    while True:
        x = x + 1


def test_too_many_quantities_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nncalc.engine.run.QUANTITIES", 50_000)
    with pytest.raises(OutOfBounds, match=r"more than [0-9,]+ quantities"):
        rerun(endless, lambda run: None)


def test_too_long_a_run_is_refused() -> None:
    with pytest.raises(OutOfBounds, match="longer than"), time_limit(0.0):
        rerun(endless, lambda run: None)


def test_a_run_after_a_refused_one_has_its_own_budget() -> None:
    with pytest.raises(OutOfBounds), time_limit(0.0):
        rerun(endless, lambda run: None)
    assert values()["b"] == q(5, 3)


# -- parts, sections, results ----------------------------------------------------------------------------------------------


def test_names_within_a_part_are_prefixed_and_a_forgotten_stretch_leaves_nothing() -> None:
    def parts(run: Run) -> None:
        run.section("first")
        with run.iteration("epoch", 1):
            run.let("loss", number(1))
        with run.forgotten(), run.iteration("epoch", 2):
            run.let("loss", number(2))
        with run.part("epoch 3"):
            run.let("loss", number(3))
        run.let("hidden", number(4), shown=False)
        run.let("nowhere", number(5), recorded=False)
        run.answer("loss", "nothing")
        run.answer("loss")

    run = run_once(parts, Policy())
    assert list(run.results) == ["epoch.1.loss", "loss", "hidden"]
    assert [(e.place.heading, e.place.section, e.named.name) for e in run.events] == [
        ("epoch 1", "first", "epoch.1.loss"), ("epoch 3", "first", "loss"),
    ]  # fmt: skip
    assert run.answers == ["loss"]


# -- through a whole problem type ------------------------------------------------------------------------------------------

EXAMPLE = {
    "x": ".05,.10", "W1": ".15,.20:.25,.30", "b1": ".35", "W2": ".40,.45:.50,.55", "b2": ".60",
    "act": "sigmoid", "t": ".01,.99", "lr": ".5",
}  # fmt: skip


def first_weight(policy: Policy, name: str = "W1_new") -> str:
    problem = read_problem(Backprop, EXAMPLE)

    def read(run: Run) -> str:
        whole = rounded(run.results[name].items[0], 6)
        return f"{int(whole.p) / int(whole.q):.6f}"

    return run_problem(problem, read, policy)


def test_slips_of_backprop_give_the_published_wrong_figures() -> None:
    """The figures beside the numbers in the list of slips."""
    from nncalc.rules.dense import back_through, delta_of

    assert first_weight(Policy()) == "0.149781"
    by_id = {slip.id: slip for each in (back_through, delta_of, derivative, updated) for slip in each.slips}
    assert first_weight(Policy(choice={back_through: by_id["first-path-only"].function})) == "0.149666"
    assert first_weight(Policy(choice={updated: by_id["ascends"].function})) == "0.150219"


def test_rounding_every_line_of_backprop() -> None:
    assert first_weight(Policy(places=2)) == "0.150000"
    assert first_weight(Policy(places=4), "z1") == "0.377500"
    assert first_weight(Policy(places=3), "z1") == "0.378000"


def test_a_student_figure_carried_through_backprop() -> None:
    right = first_weight(Policy(), "W2_new")
    carried = first_weight(Policy(carried={"delta2.1": number(1, 10)}), "W2_new")
    assert right == "0.358916"
    assert carried == f"{0.4 - 0.5 * 0.1 * 0.5932699921:.6f}"
