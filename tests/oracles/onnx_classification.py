"""ONNX's softmax and cross-entropy as problems of softmax-loss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from oracles.onnx_cases import Case, Problem, typed

REDUCTIONS = {"mean": "mean", "sum": "sum", "none": "sum"}


def rows(numbers: Any, axis: int) -> Any:
    """A tensor as rows along one of its axes."""
    moved = np.moveaxis(numbers, axis, -1)
    return moved.reshape(-1, moved.shape[-1])


def softmax(case: Case) -> Iterator[Problem]:
    """Softmax is p, LogSoftmax is logp."""
    axis, name = case.attribute("axis", -1), {"Softmax": "p", "LogSoftmax": "logp"}[case.operator]
    z, out = rows(case.inputs[0], axis), rows(case.outputs[0], axis)
    yield Problem("softmax-loss", {"z": typed(z)}, {name: out})


def cross_entropy(case: Case) -> Iterator[Problem]:
    """SoftmaxCrossEntropyLoss: the samples are the places behind the axis of classes; ignored ones are left out.

    Its mean under weights is nncalc's weighted-mean. Ignored samples have the loss 0 there.
    """
    x, target, weights = (*case.inputs, None)[:3]
    z, y = rows(x, 1), target.ravel()
    used = y != case.attribute("ignore_index", y.min() - 1)
    reduction = case.attribute("reduction", "mean")
    given: dict[str, Any] = {"z": typed(z[used]), "y": typed(y[used]), "reduction": REDUCTIONS[reduction]}
    if weights is not None:
        given["weights"] = typed(weights)
        given["reduction"] = "weighted-mean" if reduction == "mean" else "sum"
    loss = case.outputs[0]
    expected = {"losses": loss.ravel()[used]} if reduction == "none" else {"loss": loss}
    if len(case.outputs) > 1:
        expected["logp"] = rows(case.outputs[1], 1)[used]
    yield Problem("softmax-loss", given, expected)
