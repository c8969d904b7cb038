"""Slips of the perceptron: each is reached by one rule, and by hand."""

from __future__ import annotations

from typing import Any

import pytest
from checked import causes, check
from runs_of_rosenblatt import KIND, POINTS, results

from nncalc.engine.rule import Rule
from nncalc.engine.run import DoesNotApply, Policy
from nncalc.problem_types.rosenblatt import perceptron

RULES = [value for value in vars(perceptron).values() if isinstance(value, Rule)]
SLIPS = {f"{slip.id} {slip.rule.name}": slip for rule in RULES for slip in rule.slips}
ZERO_ONE = {"X": "0,0:0,1:1,0:1,1", "t": "0,0,0,1", "lr": "1/2"}
ADALINE = {"X": "1,2:2,1:-1,1", "t": "1,-1,1", "rule": "adaline", "lr": ".1", "epochs": 2}
CLASSES = {"X": "1,0:0,1:-1,-1", "t": "a,b,c", "rule": "multiclass", "lr": ".1"}
STARTED = POINTS | {"w": "1,-1", "lr": "1/2"}
COUNTED = POINTS | {"counts": "2,0,5"}
LONG = {"X": "1,2:2,4", "t": "-1,1"}
"""It takes 14 epochs."""


@pytest.mark.parametrize("name", SLIPS)
def test_every_slip_is_reached_by_one_rule(name: str) -> None:
    slip = SLIPS[name]
    differing = 0
    for typed in (POINTS, STARTED, ZERO_ONE, ADALINE, CLASSES, COUNTED, LONG):
        right = results(typed)
        try:
            found = results(typed, Policy(choice={slip.rule: slip.function}))
        except DoesNotApply:
            continue
        differing += found != right
    assert differing


def slipped(rule: Rule, name: str, typed: dict[str, Any]) -> dict[str, Any]:
    chosen = next(slip for slip in rule.slips if slip.id == name)
    return results(typed, Policy(choice={rule: chosen.function}))


def test_slips_by_hand() -> None:
    once = POINTS | {"order": "once"}
    assert slipped(perceptron.changes, "updates-correct-samples", once)["w"] == [6, 5], "(3,3) + (4,3) − (1,1)"
    assert slipped(perceptron.direction, "target-left-out", once)["w"] == [4, 4], "(3,3) + (1,1)"
    assert slipped(perceptron.direction, "target-left-out", once)["b"] == 2
    assert slipped(perceptron.new_bias, "bias-not-updated", once)["b"] == 0
    assert slipped(perceptron.direction, "step-doubled", once)["w"] == [4, 4], "2·(3,3) − 2·(1,1)"
    assert slipped(perceptron.bias_input, "bias-input-negated", POINTS)["b"] == 3
    assert slipped(perceptron.weights_used, "epoch-start-weights", once)["mistakes"] == [1, 2, 3], "all nets are 0"
    assert results(POINTS | {"step": "error"})["w"] == [2, 2], "steps along t − output are twice as long"
    assert KIND.convention_slips["step=error"][1] == 4
    assert slipped(perceptron.times_moved, "count-left-out", COUNTED)["w"] == [2, 2], "(3,3) − (1,1)"
    squares = slipped(perceptron.squared, "factor-half", ADALINE)["sse"]
    assert [2 * half for half in squares] == results(ADALINE)["sse"]
    early = slipped(perceptron.early_stop, "stops-after-epoch-2", POINTS)
    assert (early["epochs"], early["w"], early["b"]) == (2, [1, 1], -1)
    assert results(POINTS | {"mistake": "negative"})["updates"] == 0
    assert KIND.convention_slips["mistake=negative"][1] == 5


def test_a_stop_before_a_clean_epoch_is_named_by_its_epoch() -> None:
    found = check("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "mistakes=1,3,3,3,1,3")
    assert "possibly: stops after epoch 4, before an epoch without mistakes" in found.words
    assert causes(found)[0] == "stops-after-epoch-4"
    never = check("rosenblatt X=0:1:2 t=1,-1,1", "converged=yes")
    assert not any(cause.startswith("stops-") for cause in causes(never)), "whoever stops has not seen it converge"
