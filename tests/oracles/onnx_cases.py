"""The node test cases of the onnx package as plain data, and what a translation of one into problems consists of."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import ml_dtypes
import numpy as np
from onnx import helper

from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.engine.figures import nearest_double
from nncalc.engine.quantity import Quantity
from nncalc.engine.run import PLAIN, Policy
from nncalc.page.solving import run_problem


class Case(NamedTuple):
    """One node with its inputs and outputs; None stands for an optional one that is left out."""

    name: str
    operator: str
    attributes: dict[str, Any]
    inputs: list[Any]
    outputs: list[Any]

    def attribute(self, name: str, default: Any = None) -> Any:
        """An attribute, words as text."""
        value = self.attributes.get(name, default)
        return value.decode() if isinstance(value, bytes) else value


class Problem(NamedTuple):
    """A problem of nncalc and the results it must have: arrays of numbers, or shapes as lists."""

    kind: str
    given: dict[str, Any]
    expected: dict[str, Any]


Translation = Callable[[Case], Iterator[Problem]]


@cache
def cases() -> dict[str, list[Case]]:
    """All cases by operator. Those that onnx makes of them by writing an operator out as others are left out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package divides by zero on purpose
        from onnx.backend.test.case.node import collect_testcases

        collected = collect_testcases(None)
    out: dict[str, list[Case]] = {}
    for each in collected:
        if "_expanded" in each.name:
            continue
        (node,) = each.model.graph.node
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        ((inputs, outputs),) = each.data_sets
        case = Case(each.name, node.op_type, attributes, placed(node.input, inputs), placed(node.output, outputs))
        out.setdefault(node.op_type, []).append(case)
    return out


def placed(names: Any, values: Any) -> list[Any]:
    """The values at their places, None where a name is empty."""
    present = iter(values)
    return [next(present, None) if name else None for name in names]


def typed(numbers: Any) -> Any:
    """An array as nested lists of decimals, each the exact number that the array holds."""
    whole = numbers.dtype.kind in "iu"
    return _texts((numbers if whole else numbers.astype(np.float64)).tolist())


def _texts(x: Any) -> Any:
    return [_texts(item) for item in x] if isinstance(x, list) else repr(x)


# -- comparing ---------------------------------------------------------------------------------------------------------


def tolerance(expected: Any) -> float:
    """A few units in the last place of the type that the expected numbers were worked out in."""
    kind = expected.dtype
    if kind.kind in "iub":
        return 0.0
    return 4 * float(ml_dtypes.finfo(kind).eps)


def differences(problem: Problem, policy: Policy = PLAIN) -> list[str]:
    """The results of a problem that are not what the case says."""
    found = run_problem(
        read_problem(registry.load(problem.kind), problem.given),
        lambda run: {name: plain(run.results[name]) for name in problem.expected},
        policy,
    )
    return [
        f"{problem.kind} {name}: {found[name]} for {expected}"
        for name, expected in problem.expected.items()
        if not same(found[name], expected)
    ]


def plain(x: Any) -> list[Any]:
    """A result's numbers, flat."""
    if isinstance(x, Quantity):
        return [nearest_double(x)]
    return [number for item in (x if isinstance(x, list) else x.items) for number in plain(item)]


def same(found: list[Any], expected: Any) -> bool:
    right = np.asarray(expected)
    allowed, right = tolerance(right), right.astype(np.float64).ravel()
    if len(found) != len(right) or None in found:
        return False
    return bool(np.all(np.abs(np.array(found) - right) <= allowed * np.maximum(1, np.abs(right))))
