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
from nncalc.rules.convolution import arithmetic, field_rules

RULES = {**vars(arithmetic), **vars(field_rules)}


def explained(given: dict[str, Any], name: str, typed: str) -> list[str]:
    """The ids of what is said of a wrong figure."""
    check = check_figures(read_problem(ConvShape, given), [(name, typed)], Settings())[0]
    assert check.verdict != "right"
    return [cause["id"] for cause in check.causes]


def test_groups_left_out_are_named() -> None:
    grouped = {"input": "6x31x23", "layers": ["conv:6,k=3,groups=3"]}
    assert explained(grouped, "weights1", "324") == ["groups-left-out"]
    assert "groups-left-out" in explained({"input": "4x8x8", "layers": ["conv:6,k=3,groups=2"]}, "weights1", "216")


def test_sides_swapped_in_what_was_typed_are_named() -> None:
    assert explained({"input": "6x31x23", "layers": ["conv:5,k=3x5"]}, "shape", "5x19x29") == ["width-before-height"]
    assert explained({"input": "6x31x23", "layers": ["conv:5,k=3x5"]}, "shape", "5x27x21") == [
        "height-and-width-swapped+width-before-height"
    ], "no single mistake"


def test_a_whole_number_is_no_kept_fraction() -> None:
    """56 is 55.5 rounded up, which keeps no fraction."""
    pooled = {"input": "8x112x96", "layers": ["pool:max,k=3,s=2"]}
    assert "ceil-for-floor" in explained(pooled, "shape1", "8x56x48")
    assert "fraction-kept" not in explained(pooled, "shape1", "8x56x48")
    assert explained(pooled, "shape1", "8x55.5x47.5") == ["fraction-kept"]


SLIPS = [
    # rule, slip, given, result, what the slip gives
    ("positions", "plus-one-left-out", {}, "shape1", [96, 54, 54]),
    ("positions", "plus-one-inside-fraction", {"layers": ["conv:96,k=11,s=3"]}, "shape1", [96, 72, 72]),
    ("positions", "ceil-for-floor", {"layers": ["conv:96,k=12,s=4"]}, "shape1", [96, 55, 55]),
    ("positions", "fraction-kept", {"layers": ["conv:96,k=12,s=4"]}, "shape1", [96, 54.75, 54.75]),
    ("same_size", "floor-for-ceil", {"layers": ["conv:96,k=11,s=4,p=same"]}, "shape1", [96, 56, 56]),
    ("room", "padding-once", {"layers": ["conv:96,k=5,p=2"]}, "shape1", [96, 225, 225]),
    ("transposed_size", "minus-one-left-out", {"layers": ["convt:1,k=2,s=2"]}, "shape1", [1, 456, 456]),
    ("transposed_size", "transposed-padding-once", {"layers": ["convt:1,k=4,s=2,p=1"]}, "shape1", [1, 455, 455]),
    ("parameter_count", "bias-left-out", {}, "params", 34848),
    ("bias_count", "bias-per-channel", {}, "biases", 288),
    ("bias_count", "channels-for-kernels", {}, "biases", 3),
    ("bias_count", "one-bias-for-all", {}, "biases", 1),
    ("kernel_weights", "channels-left-out", {}, "weights", 11616),
    ("kernel_weights", "groups-left-out", {"layers": ["conv:6,k=3,groups=3"]}, "weights", 162),
    ("pooling_weights", "pooling-given-weights", {}, "params3", 864),
    ("pooling_weights", "pooling-given-one-kernel", {}, "params3", 9),
    ("pooling_weights", "pooling-given-weights-and-biases", {}, "params3", 960),
    ("pooling_weights", "pooling-as-convolution", {}, "params3", 83040),
    ("output_channels", "kernels-times-channels", {}, "shape1", [288, 55, 55]),
    ("input_sides", "height-and-width-swapped", {"input": "3x100x300"}, "shape1", [96, 73, 23]),
    ("written_sides", "width-before-height", {"layers": ["conv:96,k=3x5"]}, "shape1", [96, 223, 225]),
    ("reach", "dilation-ignored", {"layers": ["conv:96,k=3,d=2"]}, "shape1", [96, 225, 225]),
    ("steps_of", "dilation-ignored", {"layers": ["conv:96,k=3,d=2"]}, "receptive_field1", 3),
    ("flop_count", "mac-for-flop", {}, "flops", 105415200),
    ("mac_count", "flop-for-mac", {}, "macs", 210830400),
    ("next_field", "strides-left-out", {}, "receptive_field3", 13),
    (
        "next_jump",
        "last-stride-only",
        {"layers": ["conv:8,k=3,s=3", "conv:8,k=3,s=2", "conv:8,k=3"]},
        "receptive_field3",
        13,
    ),
    ("patch_count", "patch-size-for-count", {"layers": ["patch:16"]}, "shape1", [256, 768]),
]


@pytest.mark.parametrize(("rule", "slipped", "changes", "name", "value"), SLIPS, ids=lambda x: str(x)[:24])
def test_each_slip_is_one_rule_replaced(rule: str, slipped: str, changes: Any, name: str, value: Any) -> None:
    replaced = RULES[rule]
    slip = next(slip for slip in replaced.slips if slip.id == slipped)
    given = {**ALEXNET, **changes}
    assert results(given)[name] != value
    assert results(given, Policy(choice={replaced: slip.function}))[name] == value


def test_no_slip_is_left_out() -> None:
    declared = {(name, slip.id) for name, rule in RULES.items() for slip in getattr(rule, "slips", ())}
    assert declared == {(rule, slipped) for rule, slipped, *_ in SLIPS}
