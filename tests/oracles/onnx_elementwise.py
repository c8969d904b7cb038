"""ONNX's element-wise operators: activations of a layer of forward, or an expression of graph for each element."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from oracles.onnx_cases import Case, Problem, Translation, typed

Expression = str | Callable[[Case], str]


def activation(name: str, alpha: str | None = None, **conventions: str) -> Translation:
    """Each element is a sample of a network of one unit, whose z is the element; `alpha` names its parameter."""

    def translate(case: Case) -> Iterator[Problem]:
        x, y = case.inputs[0].ravel(), case.outputs[0].ravel()
        given: dict[str, Any] = {"x": typed(x[:, None]), "W1": [["1"]], "act1": name, **conventions}
        if alpha in case.attributes:
            given["alpha1"] = repr(case.attributes[alpha])
        yield Problem("forward", given, {"a1": y})

    return translate


def gelu(case: Case) -> Iterator[Problem]:
    form = "tanh" if case.attribute("approximate", "none") == "tanh" else "exact"
    yield from activation("gelu", gelu=form)(case)


def prelu(case: Case) -> Iterator[Problem]:
    """A slope for each element."""
    x, derivative = np.broadcast_arrays(*case.inputs)
    for element, alpha, y in zip(x.ravel(), derivative.ravel(), case.outputs[0].ravel(), strict=True):
        given = {"x": typed(element), "W1": "1", "act1": "prelu", "alpha1": typed(alpha)}
        yield Problem("forward", given, {"a1": y})


def expression(formula: Expression, every: int = 1) -> Translation:
    """A graph of a formula for each element (or each so many-th), in which a, b, c … stand for the inputs' numbers.

    The numbers stand in the formula, so that nothing is differentiated at a kink; u = 0 makes a graph of it.
    """

    def translate(case: Case) -> Iterator[Problem]:
        present = {name: array for name, array in zip("abcd", case.inputs, strict=False) if array is not None}
        arrays = [array.ravel() for array in np.broadcast_arrays(*present.values())]
        text = formula(case) if callable(formula) else formula
        for *numbers, right in list(zip(*arrays, case.outputs[0].ravel(), strict=True))[::every]:
            values = {name: f"({typed(number)})" for name, number in zip(present, numbers, strict=True)}
            y = re.sub(r"\b[abcd]\b", lambda name, values=values: values[name[0]], text)
            yield Problem("graph", {"u": "0", "y": f"{y}+u"}, {"y": right})

    return translate


def folded(function: str) -> Translation:
    """max(a, max(b, c)) of however many inputs."""

    def formula(case: Case) -> str:
        *names, text = "abcd"[: len(case.inputs)]
        for name in reversed(names):
            text = f"{function}({name},{text})"
        return text

    return expression(formula)


def added(case: Case) -> str:
    """Sum and Mean of however many inputs."""
    names = "abcd"[: len(case.inputs)]
    return f"({'+'.join(names)})/{len(names) if case.operator == 'Mean' else 1}"


def quotient(case: Case) -> str:
    """Of whole numbers the part before the point."""
    return "a/b" if case.outputs[0].dtype.kind == "f" else "sign(a/b)*floor(abs(a/b))"


def clipped(case: Case) -> str:
    low, high = (*case.inputs, None, None)[1:3]
    lower = "a" if low is None else "max(a,b)"
    return lower if high is None else f"min({lower},c)"


def selu(case: Case) -> Iterator[Problem]:
    """The constants of the paper are forward's; others are put into a formula."""
    translate = expression(with_parameters("{gamma}*elu(a,{alpha})")) if case.attributes else activation("selu")
    yield from translate(case)


def with_parameters(formula: str, **defaults: float) -> Expression:
    """A formula with the attributes of the operator put in."""

    def fill(case: Case) -> str:
        return formula.format(**{name: f"({value!r})" for name, value in (defaults | case.attributes).items()})

    return fill
