"""Slips of sizes and counts: each is one rule replaced, and the checker names it."""

from __future__ import annotations

from typing import Any

import pytest
from runs_of_convshape import ALEXNET, results

from nncalc.checking.answers import check_figures
from nncalc.declaring.problem import read_problem
from nncalc.engine.run import Policy
from nncalc.page.solving import Settings
from nncalc.problem_types.convshape.problem import ConvShape
from nncalc.rules.convolution import arithmetic as convolution


def explained(given: dict[str, Any], name: str, typed: str) -> list[str]:
    """The ids of what is said of a wrong figure."""
    check = check_figures(read_problem(ConvShape, given), [(name, typed)], Settings())[0]
    assert check.verdict != "right"
    return [cause["id"] for cause in check.causes]


def test_groups_left_out_are_named() -> None:
    grouped = {"input": "6x31x23", "layers": ["conv:6,k=3,groups=3"]}
    assert explained(grouped, "weights1", "324") == ["49b"]
    assert "49b" in explained({"input": "4x8x8", "layers": ["conv:6,k=3,groups=2"]}, "weights1", "216")


def test_sides_swapped_in_what_was_typed_are_named() -> None:
    assert explained({"input": "6x31x23", "layers": ["conv:5,k=3x5"]}, "shape", "5x19x29") == ["52b"]
    assert explained({"input": "6x31x23", "layers": ["conv:5,k=3x5"]}, "shape", "5x27x21") == []


def test_a_whole_number_is_no_kept_fraction() -> None:
    """56 is 55.5 rounded up, which keeps no fraction."""
    pooled = {"input": "8x112x96", "layers": ["pool:max,k=3,s=2"]}
    assert "46" in explained(pooled, "shape1", "8x56x48")
    assert "46b" not in explained(pooled, "shape1", "8x56x48")
    assert explained(pooled, "shape1", "8x55.5x47.5") == ["46b"]


SLIPS = [
    # rule, slip, given, result, what the slip gives
    # rule, slip, given, result, what the slip gives
    ("positions", "43", {}, "shape1", [96, 54, 54]),
    ("positions", "44", {"layers": ["conv:96,k=11,s=3"]}, "shape1", [96, 72, 72]),
    ("positions", "46", {"layers": ["conv:96,k=12,s=4"]}, "shape1", [96, 55, 55]),
    ("positions", "46b", {"layers": ["conv:96,k=12,s=4"]}, "shape1", [96, 54.75, 54.75]),
    ("same_size", "46c", {"layers": ["conv:96,k=11,s=4,p=same"]}, "shape1", [96, 56, 56]),
    ("room", "45", {"layers": ["conv:96,k=5,p=2"]}, "shape1", [96, 225, 225]),
    ("transposed_size", "43b", {"layers": ["convt:1,k=2,s=2"]}, "shape1", [1, 456, 456]),
    ("transposed_size", "45b", {"layers": ["convt:1,k=4,s=2,p=1"]}, "shape1", [1, 455, 455]),
    ("parameter_count", "47", {}, "params", 34848),
    ("bias_count", "48", {}, "biases", 288),
    ("bias_count", "48b", {}, "biases", 3),
    ("kernel_weights", "49", {}, "weights", 11616),
    ("kernel_weights", "49b", {"layers": ["conv:6,k=3,groups=3"]}, "weights", 162),
    ("pooling_weights", "50", {}, "params3", 864),
    ("pooling_weights", "50b", {}, "params3", 9),
    ("pooling_weights", "50c", {}, "params3", 960),
    ("pooling_weights", "50d", {}, "params3", 83040),
    ("output_channels", "51", {}, "shape1", [288, 55, 55]),
    ("input_sides", "52", {"input": "3x100x300"}, "shape1", [96, 73, 23]),
    ("written_sides", "52b", {"layers": ["conv:96,k=3x5"]}, "shape1", [96, 223, 225]),
    ("reach", "53", {"layers": ["conv:96,k=3,d=2"]}, "shape1", [96, 225, 225]),
    ("steps_of", "53", {"layers": ["conv:96,k=3,d=2"]}, "receptive_field1", 3),
    ("flop_count", "54", {}, "flops", 105415200),
    ("mac_count", "54b", {}, "macs", 210830400),
    ("next_field", "55", {}, "receptive_field3", 13),
    ("next_jump", "55b", {"layers": ["conv:8,k=3,s=3", "conv:8,k=3,s=2", "conv:8,k=3"]}, "receptive_field3", 13),
    ("patch_count", "86", {"layers": ["patch:16"]}, "shape1", [256, 768]),
]


@pytest.mark.parametrize(("rule", "number", "changes", "name", "value"), SLIPS, ids=lambda x: str(x)[:24])
def test_each_slip_is_one_rule_replaced(rule: str, number: str, changes: Any, name: str, value: Any) -> None:
    replaced = getattr(convolution, rule)
    slip = next(slip for slip in replaced.slips if slip.number == number)
    given = {**ALEXNET, **changes}
    assert results(given)[name] != value
    assert results(given, Policy(choice={replaced: slip.function}))[name] == value


def test_no_slip_is_left_out() -> None:
    declared = {
        (name, slip.number) for name in dir(convolution) for slip in getattr(getattr(convolution, name), "slips", ())
    }
    assert declared == {(rule, number) for rule, number, *_ in SLIPS}
