"""ONNX's node cases of convolutions and poolings by value: each is compared, or left out with a reason."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from oracles.onnx_cases import Case, Problem, cases, differences, typed

OPERATORS = ("Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool")
LARGEST = 10_000
"""Cells of the larger of input and output."""
LEFT_OUT = {
    "test_maxpool_3d_default": "three times 31³ windows",
    "test_averagepool_3d_default": "three times 31³ windows",
    "test_maxpool_3d_dilations_use_ref_impl_large": "an input of 32³ cells",
    "test_averagepool_3d_dilations_large_count_include_pad_is_0_ceil_mode_is_True": "an input of 32³ cells",
    "test_averagepool_3d_dilations_large_count_include_pad_is_0_ceil_mode_is_False": "an input of 32³ cells",
    "test_averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_True": "an input of 32³ cells",
    "test_averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_False": "an input of 32³ cells",
    "test_averagepool_2d_ceil_last_window_starts_on_pad": "its figures are rounded to four places",
}
COMPARED = 52
"""How many cases become problems."""


def written(sizes: Any) -> str:
    return "x".join(map(str, sizes))


def padding(case: Case, kernel: list[int], strides: list[int]) -> str:
    """The pads as they are given; those of a `same` from the sizes, the odd cell where the case has it."""
    auto, pads, dims = case.attribute("auto_pad", "NOTSET"), case.attribute("pads"), len(kernel)
    if auto in ("SAME_UPPER", "SAME_LOWER") and case.operator == "ConvTranspose":
        return ",p=same"
    if auto in ("SAME_UPPER", "SAME_LOWER"):
        pads = [0] * 2 * dims
        for i, (n, o, k, s) in enumerate(
            zip(case.inputs[0].shape[2:], case.outputs[0].shape[2:], kernel, strides, strict=True)
        ):
            whole = max((o - 1) * s + k - n, 0)
            pads[i] = whole // 2 if auto == "SAME_UPPER" else whole - whole // 2
            pads[dims + i] = whole - pads[i]
    if not pads:
        return ""
    return ",p=" + "x".join(f"{before}+{after}" for before, after in zip(pads[:dims], pads[dims:], strict=True))


def problem_of(case: Case) -> Problem:
    """The same layer of convolve."""
    x, y = case.inputs[0], case.outputs[0]
    dims = x.ndim - 2
    kernel = list(case.attribute("kernel_shape", x.shape[2:] if len(case.inputs) < 2 else case.inputs[1].shape[2:]))
    strides = list(case.attribute("strides", [1] * dims))
    given: dict[str, Any] = {"x": typed(x), "dims": str(dims)}
    settings = f",s={written(strides)},d={written(case.attribute('dilations', [1] * dims))}"
    settings += padding(case, kernel, strides)
    if case.operator in ("Conv", "ConvTranspose"):
        given["K"] = typed(case.inputs[1])
        word = "conv" if case.operator == "Conv" else "convt"
        layer = f"{word}:K{settings},groups={case.attribute('group', 1)}"
        extra = case.attribute("output_padding", [0] * dims)
        if case.attribute("output_shape") is not None:
            sizes = zip(case.attribute("output_shape"), x.shape[2:], strides, kernel, strict=True)
            extra = [wanted - ((side - 1) * stride + k) for wanted, side, stride, k in sizes]
        layer += f",op={written(extra)}" if word == "convt" and any(extra) else ""
    elif case.operator == "GlobalAveragePool":
        layer = "gap:1"
    else:
        kind = "avg" if case.operator == "AveragePool" else "max"
        layer = f"pool:{kind},k={written(kernel)}{settings}"
        given["padding_counts"] = "yes" if case.attribute("count_include_pad", 0) else "no"
        given["rounding"] = "ceil" if case.attribute("ceil_mode", 0) else "floor"
    return Problem("convolve", {**given, "layers": [layer]}, {"y": y})


EVERY = [case for operator in OPERATORS for case in cases()[operator]]
HELD = [case for case in EVERY if case.name not in LEFT_OUT]


@pytest.mark.parametrize("case", HELD, ids=lambda case: case.name)
def test_a_case_is_worked_by_value(case: Case) -> None:
    problem = problem_of(case)
    assert differences(problem) == [], problem.given["layers"]


def test_every_case_is_compared_or_too_large() -> None:
    assert len(HELD) == COMPARED
    large = {case.name for case in EVERY if max(case.inputs[0].size, case.outputs[0].size) > LARGEST}
    assert large == {name for name, reason in LEFT_OUT.items() if "32³" in reason or "31³" in reason}
    assert LEFT_OUT.keys() <= {case.name for case in EVERY}


def test_a_wrong_expectation_is_seen() -> None:
    for case in HELD[:: len(HELD) // 6]:
        problem = problem_of(case)
        changed = np.array(problem.expected["y"], copy=True).astype(np.float64)
        changed.flat[-1] += 0.5
        assert differences(problem._replace(expected={"y": changed})) != []
