"""rosenblatt: the runs of the contract row by row, runs without an end, labels and conventions."""

from __future__ import annotations

from typing import Any

import pytest
from commandline import nncalc
from runs_of_rosenblatt import KIND, OTHERS, POINTS, refused, results

import nncalc as library
from nncalc.declaring.problem import read_problem
from nncalc.declaring.result_names import find
from nncalc.engine.quantity import constant
from nncalc.page.solving import run_problem
from nncalc.problem_types.rosenblatt.perceptron import early_stop, new_bias

STEPS = [((3, 3), 1), ((2, 2), 0), ((1, 1), -1), ((0, 0), -2), ((3, 3), -1), ((2, 2), -2), ((1, 1), -3)]


@pytest.mark.parametrize("order", ["epochs", "restart"])
def test_known_run(order: str) -> None:
    found = results(POINTS | {"order": order})
    assert found["mistakes"] == [1, 3, 3, 3, 1, 3, 3]
    assert found["w"] == [1, 1]
    assert found["b"] == -3
    changed = [row for row in found["table"] if row["mistake"]]
    assert [(tuple(row["w"]), row["b"]) for row in changed] == STEPS
    assert found["updates"] == 7
    assert found["epochs"] == (6 if order == "epochs" else 8)


@pytest.mark.parametrize(("order", "w"), [("restart", [0, -2]), ("epochs", [1, -2])])
def test_run_that_depends_on_the_order(order: str, w: list[int]) -> None:
    found = results(OTHERS | {"order": order})
    assert found["w"] == w
    assert found["b"] == 1
    assert found["converged"] is True


def test_rows_are_addressed() -> None:
    problem = read_problem(KIND, POINTS)
    assert run_problem(problem, lambda run: find(run.results, "table.7.net").value) == 5
    outcome = nncalc("rosenblatt X=3,3:4,3:1,1 t=1,1,-1 --check table.7.net=5 --check table.7.w=1,1")
    assert outcome.code == 0
    assert nncalc("rosenblatt X=3,3:4,3:1,1 t=1,1,-1 --check table.7.net=6").code == 1


def test_the_table_on_the_page() -> None:
    page = nncalc("rosenblatt X=3,3:4,3:1,1 t=1,1,-1").out
    assert "6      2       3  2·1 + 2·1 + 0 = 4           1      -1  yes       (-1, -1)  (1, 1)  -1" in page
    assert "x₁ + x₂ − 3 = 0" in page
    assert "x₂ = −x₁ + 3" in page
    assert "mistakes=1,3,3,3,1,3,3" in page


def test_the_lines_behind_the_table_are_shown_on_request_and_to_programs() -> None:
    page = nncalc("rosenblatt X=3,3:4,3:1,1 t=1,1,-1 --show table.4.net --show table.3.w").out
    assert "net⁽⁴⁾ = w⁽³⁾₁·X₁₁ + w⁽³⁾₂·X₁₂ + b⁽³⁾ = 2·3 + 2·3 + 0 = 12" in page
    assert "w⁽³⁾ = w⁽¹⁾ + η·t₃·X₃" in page
    assert "net⁽⁴⁾" not in nncalc("rosenblatt X=3,3:4,3:1,1 t=1,1,-1 --all").out, "the table has it already"
    steps = {step["name"]: step for step in library.solve("rosenblatt", **POINTS).as_json()["steps"]}
    assert steps["table.7.net"]["substituted"] == "1·3 + 1·3 + (-1)"
    assert steps["table.3.w.1"]["formula"] == "w⁽¹⁾₁ + η·t₃·X₃₁"
    assert steps["table.3.b"]["value"] == "0"
    assert "table.4.w" not in steps, "nothing changed there"


def test_xor_never_converges() -> None:
    page = nncalc("rosenblatt X=0,0:0,1:1,0:1,1 t=-1,1,1,-1 epochs=1000000").out
    assert "with a cycle of 1 epoch and never converges" in page
    assert "not linearly separable" in page
    assert "1/2·X₂ + 1/2·X₃ = 1/2·X₁ + 1/2·X₄ = (0.5, 0.5)" in page


def test_a_longer_cycle_is_counted() -> None:
    """AND, XOR and the like with 0/1 labels come back later than after one epoch; checked by running on."""
    typed = {"X": "0,0:0,1:1,0:1,1", "t": "0,1,1,0"}
    stopped = results(typed)
    assert not stopped["converged"]
    ends = {}
    for epochs in range(1, 13):
        found = results(typed | {"epochs": epochs})
        assert found["epochs"] == epochs, "a typed number of epochs is run"
        ends[epochs] = found["w"], found["b"]
    last = stopped["epochs"]
    length = next(n for n in range(1, last + 1) if ends.get(last - n, ([0, 0], 0)) == ends[last])
    page = nncalc("rosenblatt X=0,0:0,1:1,0:1,1 t=0,1,1,0").out
    assert f"cycle of {length} epoch" in page.replace("\n", " ")
    assert ends[last + length] == ends[last] if last + length <= 12 else True


def test_irrational_weights_come_back_too() -> None:
    page = nncalc("rosenblatt X=0,0:0,√2:√3,0:√3,√2 t=-1,1,1,-1").out
    assert "with a cycle of 1 epoch" in page


def test_separable_but_not_yet_converged() -> None:
    page = nncalc("rosenblatt X=3,3:4,3:1,1 t=1,1,-1 epochs=2").out
    assert "linearly separable" in page
    assert "certificate" not in page


def test_labels() -> None:
    assert refused({"X": "1,2:3,4", "t": "1,1"}) == ["labels"]
    assert refused({"X": "1,2:3,4", "t": "1,2"}) == ["t"]
    assert refused({"X": "1,2:3,4", "t": "0,-1"}) == ["t"]
    assert refused({"X": "1,2:3,4", "t": "0,1", "labels": "pm1"}) == ["t"]
    assert results({"X": "1,2:3,4", "t": "1,1", "labels": "pm1"})["converged"]
    assert results({"X": "1:2", "t": [1.0, -1.0]})["predictions"] == [1, -1]


@pytest.mark.parametrize("order", ["2,1,3", [2, 1, 3], ["2", "1", "3"], "2, 1, 3", "[2,1,3]"])
def test_order_as_numbers(order: Any) -> None:
    found = results(POINTS | {"order": order, "epochs": 1})
    assert [row["sample"] for row in found["table"]] == [2, 1, 3]


@pytest.mark.parametrize("order", ["1,2", "0,1,2,3", "1,2,3,4", "1.5,2,3", "-1,2,3", "1:2:3,1", "x"])
def test_orders_refused(order: str) -> None:
    assert refused(POINTS | {"order": order}) == ["order"]


def test_a_fixed_threshold_has_no_bias() -> None:
    found = results({"X": "1,2:2,1", "t": "1,-1", "bias": "fixed", "theta": ".5"})
    assert "b" not in found
    assert "b" not in found["table"][0]
    assert found["table"][0]["net"] == 0
    assert found["table"][0]["output"] == -1, "0 is below the threshold"


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ({"theta": 1}, ["theta"]),
        ({"x0": 1}, ["x0"]),
        ({"bias": "input", "x0": 0}, ["x0"]),
        ({"bias": "none", "b": 1}, ["b"]),
        ({"b": "1,2"}, ["b"]),
        ({"w": "1,2,3", "lr": "-1"}, ["w", "lr"]),
        ({"rule": "multiclass", "step0": "0", "bias": "fixed"}, ["step0", "bias"]),
        ({"rule": "adaline", "order": "restart"}, ["order"]),
        ({"order": "once", "epochs": 3}, ["epochs"]),
    ],
)
def test_what_does_not_go_together(typed: dict[str, Any], names: list[str]) -> None:
    assert refused(POINTS | typed) == names


def test_each_slip_stops_after_its_own_epoch() -> None:
    assert [slip.function() for slip in early_stop.slips] == [
        int(slip.id.rpartition("-")[2]) for slip in early_stop.slips
    ]


def test_a_bias_that_is_not_updated_stays_as_it_is() -> None:
    """The old value typed back is named without this slip as well: no page shows whether it is right."""
    (slip,) = [slip for slip in new_bias.slips if slip.id == "bias-not-updated"]
    b = constant(3)
    assert slip.function(b, constant(1), None, constant(1)) is b
