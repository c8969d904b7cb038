"""ONNX's convolutions and poolings as layers of convshape, its matrix products as layers of forward."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from oracles.onnx_cases import Case, Problem, typed


def shapes(case: Case, layer: str, start: int = 1, **conventions: str) -> Iterator[Problem]:
    """One layer on the input's channels and sides: the output's shape is compared. The batch stays outside."""
    sides, (_, *output) = case.inputs[0].shape[start:], case.outputs[0].shape
    given = {
        "input": written(sides),
        "dims": str(max(1, len(sides) - 1)),
        "layers": [layer],
        "layout": "chw",
        **conventions,
    }
    yield Problem("convshape", given, {"shape": np.array(output)})


def settings(case: Case, kernel: Sequence[int]) -> str:
    """Kernel, strides, dilations and padding as the keys of a token."""
    ones = [1] * len(kernel)
    out = f"k={written(kernel)}"
    out += f",s={written(case.attribute('strides', ones))},d={written(case.attribute('dilations', ones))}"
    return out + padding(case)


def padding(case: Case) -> str:
    auto, pads = case.attribute("auto_pad", "NOTSET"), case.attribute("pads")
    if auto != "NOTSET":
        return {"SAME_UPPER": ",p=same", "SAME_LOWER": ",p=same", "VALID": ",p=valid"}[auto]
    if pads is None:
        return ""
    half = len(pads) // 2
    return ",p=" + "x".join(f"{before}+{after}" for before, after in zip(pads[:half], pads[half:], strict=True))


def written(sizes: Sequence[int]) -> str:
    return "x".join(map(str, sizes))


def convolution(case: Case) -> Iterator[Problem]:
    """Conv, and its two forms in whole numbers, which have the same shapes."""
    weights = case.inputs[{"Conv": 1, "ConvInteger": 1, "QLinearConv": 3}[case.operator]]
    groups = case.attribute("group", 1)
    yield from shapes(case, f"conv:{weights.shape[0]},{settings(case, weights.shape[2:])},groups={groups}")


def transposed(case: Case) -> Iterator[Problem]:
    """Where an output shape is wanted, the cells that are missing are the output padding."""
    weights, groups = case.inputs[1], case.attribute("group", 1)
    kernel, strides = weights.shape[2:], case.attribute("strides", [1] * (weights.ndim - 2))
    extra = case.attribute("output_padding", [0] * len(kernel))
    if case.attribute("output_shape") is not None:
        sides = zip(case.attribute("output_shape"), case.inputs[0].shape[2:], strides, kernel, strict=True)
        extra = [wanted - ((side - 1) * stride + k) for wanted, side, stride, k in sides]
    layer = f"convt:{weights.shape[1] * groups},{settings(case, kernel)},groups={groups}"
    if any(extra):
        layer += f",op={written(extra)}"  # a typed op=0 is Keras's under p=same; 0 is ONNX's word for none
    yield from shapes(case, layer)


def pooling(case: Case) -> Iterator[Problem]:
    word = {"MaxPool": "max", "AveragePool": "avg"}[case.operator]
    rounding = "ceil" if case.attribute("ceil_mode", 0) else "floor"
    yield from shapes(case, f"pool:{word},{settings(case, case.attribute('kernel_shape'))}", rounding=rounding)


def global_pooling(case: Case) -> Iterator[Problem]:
    """The mean of each channel, or a window of the input's own size. `gap` leaves the sides of one away."""
    *_, height, width = case.inputs[0].shape
    yield from shapes(case, "gap:1" if case.operator == "GlobalAveragePool" else f"pool:max,k={height}x{width}")


def flatten(case: Case) -> Iterator[Problem]:
    """The sides behind the axis become one; those before it are samples."""
    yield from shapes(case, "flatten", start=case.attribute("axis", 1) % case.inputs[0].ndim)


# -- matrix products ---------------------------------------------------------------------------------------------------


def affine(case: Case) -> Iterator[Problem]:
    """Gemm: α·A·B + β·C, the factors multiplied in beforehand.

    A matrix C has a bias for each sample: it is put under B, its rows are chosen by an identity matrix beside A.
    """
    a, b, c = (*case.inputs, None)[:3]
    x = a.T if case.attribute("transA") else a
    W = b.T if case.attribute("transB") else b
    given: dict[str, Any] = {"form": "row"}
    if c is not None and len(c.ravel()) > W.shape[1]:
        x, W = np.hstack([x, np.eye(len(x), dtype=x.dtype)]), np.vstack([W, c])
    elif c is not None:
        bias = scaled(c.ravel(), case.attribute("beta", 1.0))
        given["b1"] = bias if len(bias) > 1 else bias[0]
    given |= {"x": typed(x), "W1": scaled(W, case.attribute("alpha", 1.0))}
    yield Problem("forward", given, {"z1": case.outputs[0]})


def scaled(numbers: Any, factor: float) -> Any:
    """The numbers times a factor, which nncalc multiplies exactly."""
    if factor == 1:
        return typed(numbers)

    def times(x: Any) -> Any:
        return [times(item) for item in x] if isinstance(x, list) else f"{factor!r}*{x}"

    return times(typed(numbers))


def product(case: Case) -> Iterator[Problem]:
    """MatMul: each matrix of a stack is a problem of its own."""
    a, b = case.inputs
    left = a[None] if a.ndim == 1 else a
    right = b[:, None] if b.ndim == 1 else b
    stack = np.broadcast_shapes(left.shape[:-2], right.shape[:-2])
    left = np.broadcast_to(left, (*stack, *left.shape[-2:])).reshape(-1, *left.shape[-2:])
    right = np.broadcast_to(right, (*stack, *right.shape[-2:])).reshape(-1, *right.shape[-2:])
    output = np.asarray(case.outputs[0]).reshape(len(left), -1)
    for x, W, y in zip(left, right, output, strict=True):
        yield Problem("forward", {"x": typed(x), "W1": typed(W), "form": "row"}, {"z1": y})
