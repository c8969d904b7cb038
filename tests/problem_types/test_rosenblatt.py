"""rosenblatt: the runs of the contract row by row, proofs of no end, slips, labels, the drawing, and properties."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

import pytest
from checked import causes, check
from commandline import nncalc
from hypothesis import given, settings
from hypothesis import strategies as st

import nncalc as library
from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.declaring.result_names import find
from nncalc.engine.rule import Rule
from nncalc.engine.run import DoesNotApply, Policy, Run
from nncalc.errors import InputErrors
from nncalc.page.solving import run_problem
from nncalc.problem_types.rosenblatt import perceptron

KIND = registry.load("rosenblatt")
POINTS = {"X": "3,3:4,3:1,1", "t": "1,1,-1"}
OTHERS = {"X": "0,0:0,2:1,0", "t": "1,-1,1"}
XOR = {"X": "0,0:0,1:1,0:1,1", "t": "-1,1,1,-1"}


def results(typed: dict[str, Any], policy: Policy | None = None) -> dict[str, Any]:
    """All results as plain numbers."""
    problem = read_problem(KIND, typed)
    return run_problem(problem, lambda run: plain(run.results), policy or Policy())


def plain(x: Any) -> Any:
    if isinstance(x, dict):
        return {key: plain(value) for key, value in x.items()}
    if isinstance(x, list):
        return [plain(item) for item in x]
    if hasattr(x, "shape"):
        return plain(x.items) if len(x.shape) == 1 else [plain(row.items) for row in x]
    return Fraction(int(x.value.p), int(x.value.q)) if hasattr(x, "value") else x


def refused(typed: dict[str, Any]) -> list[str | None]:
    with pytest.raises(InputErrors) as caught:
        read_problem(KIND, typed)
    return [error.name for error in caught.value.errors]


# -- the runs of the contract ----------------------------------------------------------------------------------------

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


# -- runs without an end ---------------------------------------------------------------------------------------------


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


# -- labels and conventions --------------------------------------------------------------------------------------------


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


# -- slips -------------------------------------------------------------------------------------------------------------

RULES = [value for value in vars(perceptron).values() if isinstance(value, Rule)]
SLIPS = {f"{slip.number} {slip.rule.name}": slip for rule in RULES for slip in rule.slips}
ZERO_ONE = {"X": "0,0:0,1:1,0:1,1", "t": "0,0,0,1", "lr": "1/2"}
ADALINE = {"X": "1,2:2,1:-1,1", "t": "1,-1,1", "rule": "adaline", "lr": ".1", "epochs": 2}
CLASSES = {"X": "1,0:0,1:-1,-1", "t": "a,b,c", "rule": "multiclass", "lr": ".1"}
STARTED = POINTS | {"w": "1,-1", "lr": "1/2"}
LONG = {"X": "1,2:2,4", "t": "-1,1"}
"""It takes 14 epochs."""


@pytest.mark.parametrize("name", SLIPS)
def test_every_slip_is_reached_by_one_rule(name: str) -> None:
    slip = SLIPS[name]
    differing = 0
    for typed in (POINTS, STARTED, ZERO_ONE, ADALINE, CLASSES, LONG):
        right = results(typed)
        try:
            found = results(typed, Policy(choice={slip.rule: slip.function}))
        except DoesNotApply:
            continue
        differing += found != right
    assert differing


def slipped(rule: Rule, number: str, typed: dict[str, Any]) -> dict[str, Any]:
    chosen = next(slip for slip in rule.slips if slip.number == number)
    return results(typed, Policy(choice={rule: chosen.function}))


def test_slips_by_hand() -> None:
    once = POINTS | {"order": "once"}
    assert slipped(perceptron.changes, "1", once)["w"] == [6, 5], "(3,3) + (4,3) − (1,1)"
    assert slipped(perceptron.direction, "2", once)["w"] == [4, 4], "(3,3) + (1,1)"
    assert slipped(perceptron.direction, "2", once)["b"] == 2
    assert slipped(perceptron.new_bias, "3", once)["b"] == 0
    assert slipped(perceptron.direction, "4", once)["w"] == [4, 4], "2·(3,3) − 2·(1,1)"
    assert slipped(perceptron.bias_input, "6", POINTS)["b"] == 3
    assert slipped(perceptron.weights_used, "7", once)["mistakes"] == [1, 2, 3], "all nets are 0"
    early = slipped(perceptron.early_stop, "8b", POINTS)
    assert (early["epochs"], early["w"], early["b"]) == (2, [1, 1], -1)
    assert results(POINTS | {"mistake": "negative"})["updates"] == 0, "slip 5 is this convention"
    assert KIND.convention_slips["mistake=negative"][0] == "5"


def test_a_stop_before_a_clean_epoch_is_named_by_its_epoch() -> None:
    found = check("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "mistakes=1,3,3,3,1,3")
    assert "possibly: stops after epoch 4, before an epoch without mistakes" in found.words
    assert causes(found)[0] == "8d"
    never = check("rosenblatt X=0:1:2 t=1,-1,1", "converged=yes")
    assert not any(cause.startswith("8") for cause in causes(never)), "whoever stops has not seen it converge"


# -- the page ----------------------------------------------------------------------------------------------------------


def test_the_drawing_is_an_option_of_this_type_alone() -> None:
    drawn = nncalc("rosenblatt --plot X=3,3:4,3:1,1 t=1,1,-1")
    assert drawn.code == 0
    field = [line for line in drawn.out.splitlines() if "|" in line]
    assert sum(line.count("+") for line in field) == 2
    assert sum(line.count("o") for line in field) == 1
    assert any("..." in line for line in field)
    assert nncalc("rosenblatt X=3,3:4,3:1,1 t=1,1,-1 plot=yes").out == drawn.out
    assert "Drawing" not in nncalc("rosenblatt X=3,3:4,3:1,1 t=1,1,-1").out
    refused = nncalc("forward x=1 W1=1 --plot")
    assert refused.code == 2
    assert "--plot" in refused.err
    assert nncalc("rosenblatt X=3,3:4,3:1,1 t=1,1,-1 --check --plot=1").code == 2


@pytest.mark.parametrize("width", [20, 30, 45, 60])
def test_the_drawing_fits_the_page(width: int) -> None:
    """Every sample is drawn, and the mark of several is explained where it stands."""
    for third, several in (("1,1", False), ("0,1", True)):
        line = f"rosenblatt X=0,0:0,1:{third} t=0,0,1 lr=.5 epochs=3 --plot --width {width}"
        drawn = nncalc(line).out.partition("\nDrawing\n")[2].partition("\nAnswers\n")[0]
        assert max(map(len, drawn.splitlines())) <= width
        field = [row for row in drawn.splitlines() if "|" in row]
        assert any("#" in row for row in field) == several
        assert sum(map(len, (re.findall("[o+]", row) for row in field))) == (1 if several else 3)
        assert ("# samples of" in drawn) == several


def test_a_long_table_is_folded_and_a_long_list_is_no_answer() -> None:
    page = nncalc("rosenblatt X=0:1:2 t=-1,1,-1 epochs=60").out
    assert "more rows" in page
    assert "mistakes=" not in page
    assert "more rows" not in nncalc("rosenblatt X=0:1:2 t=-1,1,-1 epochs=60 --all").out


@pytest.mark.parametrize("width", [60, 80, 100])
def test_widths(width: int) -> None:
    page = nncalc(f"rosenblatt X=3,3:4,3:1,1 t=1,1,-1 --width {width} --ascii").out
    body = page.partition("Answers")[0]
    assert max(map(len, body.splitlines())) <= width
    assert page.isascii()


# -- properties --------------------------------------------------------------------------------------------------------

whole = st.integers(-4, 4)
points = st.lists(st.tuples(whole, whole, st.sampled_from((1, -1))), min_size=2, max_size=6)


@given(points, st.fractions(Fraction(1, 10), 3))
@settings(max_examples=60)
def test_the_learning_rate_only_scales(samples: list[tuple[int, int, int]], rate: Fraction) -> None:
    """From w = 0 the mistakes do not depend on η, and w and b are proportional to it."""
    typed = {"X": [list(s[:2]) for s in samples], "t": [s[2] for s in samples], "labels": "pm1", "epochs": 10}
    one, other = results(typed), results(typed | {"lr": str(rate)})
    assert one["mistakes"] == other["mistakes"]
    assert [rate * w for w in one["w"]] == other["w"]
    assert rate * one["b"] == other["b"]


@given(points, st.sampled_from(["epochs", "restart"]))
@settings(max_examples=60)
def test_the_end_is_what_it_says(samples: list[tuple[int, int, int]], order: str) -> None:
    """w is the sum of the samples that were mistaken; a converged run is right for every sample."""
    X, t = [s[:2] for s in samples], [s[2] for s in samples]
    found = results({"X": [list(x) for x in X], "t": t, "labels": "pm1", "order": order})
    for j in (0, 1):
        assert found["w"][j] == sum(t[i - 1] * X[i - 1][j] for i in found["mistakes"])
    assert found["b"] == sum(t[i - 1] for i in found["mistakes"])
    right = all(
        y * (sum(w * v for w, v in zip(found["w"], x, strict=True)) + found["b"]) > 0 for x, y in zip(X, t, strict=True)
    )
    assert right or not found["converged"]
    assert found["converged"] == (found["table"][-1]["mistake"] is False and right)
    if "certificate" in found:
        assert not found["converged"]


@given(points)
@settings(max_examples=40)
def test_an_input_of_minus_one_turns_the_bias(samples: list[tuple[int, int, int]]) -> None:
    typed = {"X": [list(s[:2]) for s in samples], "t": [s[2] for s in samples], "labels": "pm1", "epochs": 6}
    learned, as_input = results(typed), results(typed | {"bias": "input", "x0": "-1"})
    assert learned["w"] == as_input["w"]
    assert learned["b"] == -as_input["b"]


def test_the_run_is_recorded_once() -> None:
    """A second reading of the same problem gives the same; nothing is kept between runs."""
    problem = read_problem(KIND, XOR)
    first = run_problem(problem, lambda run: plain(run.results))
    assert run_problem(problem, lambda run: plain(run.results)) == first


def test_a_carried_figure_is_gone_on_with() -> None:
    """A student's own w after the first row is used in all later ones."""

    def read(run: Run) -> Any:
        return plain(run.results)

    problem = read_problem(KIND, POINTS)
    from nncalc.engine.quantity import constant

    found = run_problem(problem, read, Policy(carried={"table.1.w.1": constant(2)}))
    assert found["table"][1]["net"] == 2 * 4 + 3 * 3 + 1


def test_every_step_of_every_class_is_shown() -> None:
    """Δw of one weight vector per class: the right class gains the sample, the one that won loses it."""
    said = nncalc("rosenblatt X=1,0:0,1:-1,-1 t=cat,car,frog classes=cat,car,frog rule=multiclass --width 200").out
    assert "Δw" in said
    assert "yes       [0 -1; 0 1; 0 0]   [0 -1; 0 1; 0 0]    (-1, 1, 0)" in said


def test_a_single_class_has_one_bias() -> None:
    found = results({"X": "1,2:3,4", "t": "a,a", "rule": "multiclass", "b": ".6"})
    assert (found["b"], found["predictions"]) == ([Fraction(6, 10)], ["a", "a"])


def test_programs_find_the_line_and_the_proof_by_name() -> None:
    steps = json.loads(nncalc("rosenblatt X=1,1:2,2 t=1,-1 bias=none --format json").out)["steps"]
    assert [step["name"] for step in steps[-3:]] == ["line", "line", "meeting"]
