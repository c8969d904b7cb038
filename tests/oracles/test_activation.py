"""Random activations, their slopes and Jacobians against PyTorch's autograd; their extremes against mpmath."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import mpmath
import pytest
import torch
from torch.nn import functional

from nncalc import solve
from oracles.mpmath_extremes import NOT_MONOTONE, SMOOTH

COMPARED = {"PyTorch": 2000}
Function = Callable[[torch.Tensor], torch.Tensor]


def functions(given: dict[str, Any]) -> Function:
    """The activation of a problem, by PyTorch."""
    alpha = given.get("alpha")
    tanh = "tanh" if given.get("gelu") == "tanh" else "none"
    table: dict[str, Function] = {
        "identity": lambda x: x * 1,
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
        "leaky-relu": lambda x: functional.leaky_relu(x, 0.01 if alpha is None else alpha),
        "prelu": lambda x: functional.leaky_relu(x, 0.25 if alpha is None else alpha),
        "elu": lambda x: torch.where(x > 0, x, (1 if alpha is None else alpha) * torch.expm1(x)),
        "selu": functional.selu,
        "gelu": lambda x: functional.gelu(x, approximate=tanh),
        "softplus": functional.softplus,
        "softsign": functional.softsign,
        "silu": functional.silu,
        "mish": functional.mish,
        "hard-sigmoid": lambda x: torch.clamp(x / 6 + 0.5, 0, 1),  # hardsigmoid has its slope in single precision
        "softmax": lambda x: torch.softmax(x, -1),
        "log-softmax": lambda x: torch.log_softmax(x, -1),
        "swiglu": lambda x: x[..., : x.shape[-1] // 2] * functional.silu(x[..., x.shape[-1] // 2 :]),
    }
    if given.get("hard_sigmoid") == "x/5":
        table["hard-sigmoid"] = lambda x: torch.clamp(0.2 * x + 0.5, 0, 1)
    if given.get("selu") == "rounded":
        table["selu"] = lambda x: 1.0507 * torch.where(x > 0, x, 1.6733 * torch.expm1(x))
    return table[given["act"]]


NAMES = (
    "identity", "sigmoid", "tanh", "relu", "leaky-relu", "prelu", "elu", "selu", "gelu", "softplus", "softsign", "silu",
    "mish", "hard-sigmoid", "softmax", "log-softmax", "swiglu",
)  # fmt: skip


def numbers(source: random.Random, shape: tuple[int, ...]) -> Any:
    """Numbers with two decimals, none of them at a kink, nested to a shape."""
    if shape:
        return [numbers(source, shape[1:]) for _ in range(shape[0])]
    number = 0
    while number % 50 == 0:
        number = source.randint(-499, 499)
    return number / 100


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end."""
    source = random.Random(0)
    while True:
        given: dict[str, Any] = {"act": source.choice(NAMES)}
        shape = source.choice(((4,), (2, 4), (2, 2, 2), (1, 2, 1, 2)))
        given["x"] = numbers(source, shape)
        if given["act"] in ("leaky-relu", "prelu", "elu") and source.random() < 0.6:
            given["alpha"] = source.randint(1, 200) / 100
        if given["act"] == "gelu":
            given["gelu"] = source.choice(("exact", "tanh"))
        if given["act"] == "hard-sigmoid":
            given["hard_sigmoid"] = source.choice(("x/6", "x/5"))
        if given["act"] == "selu":
            given["selu"] = source.choice(("exact", "rounded"))
        if given["act"] == "swiglu":
            shape = (*shape[:-1], shape[-1] // 2)
        given["upstream"] = numbers(source, shape)
        yield given


def right(given: dict[str, Any]) -> tuple[torch.Tensor, torch.Tensor]:
    """y and dx."""
    x = torch.tensor(given["x"], dtype=torch.float64, requires_grad=True)
    y = functions(given)(x)
    y.backward(torch.tensor(given["upstream"], dtype=torch.float64))  # type: ignore[no-untyped-call]
    assert x.grad is not None
    return y.detach(), x.grad


def flat(x: Any) -> list[float]:
    """A result, a list of results, or nested numbers."""
    if hasattr(x, "value"):
        x = x.value
    return [number for part in x for number in flat(part)] if isinstance(x, list) else [float(x)]


def test_against_pytorch() -> None:
    for given in islice(givens(), COMPARED["PyTorch"]):
        solved, (y, dx) = solve("activation", **given), right(given)
        assert flat(solved["y"]) == pytest.approx(y.flatten().tolist(), rel=1e-9, abs=1e-12), given
        assert flat(solved["dx"]) == pytest.approx(dx.flatten().tolist(), rel=1e-9, abs=1e-12), given


def test_planted_faults_are_seen() -> None:
    given = {"act": "gelu", "x": [1.25, -0.3], "upstream": [1.0, 2.0], "gelu": "tanh"}
    assert right(given | {"gelu": "exact"})[0].tolist() != pytest.approx(flat(solve("activation", **given)["y"]))


@pytest.mark.parametrize("name", SMOOTH)
def test_extremes_against_mpmath(name: str) -> None:
    """The place of the largest slope is a zero of the second derivative; the least value one of the first."""
    function, solved = SMOOTH[name], solve("activation", act=name)
    with mpmath.workdps(40):
        start = float(solved["most_at"].value)
        at = mpmath.findroot(lambda x: mpmath.diff(function, x, 2), start or 0.01)
        assert float(at) == pytest.approx(start, abs=1e-9)
        assert float(mpmath.diff(function, at)) == pytest.approx(float(solved["most_dy"].value), abs=1e-12)
        if name in NOT_MONOTONE:
            least = mpmath.findroot(lambda x: mpmath.diff(function, x), -1)
            assert float(function(least)) == pytest.approx(solved["range"][0].value, abs=1e-12)


INVERSES = {
    "sigmoid": 0.8,
    "tanh": -0.3,
    "softplus": 1.5,
    "softsign": 0.4,
    "elu": -0.6,
    "selu": -1.2,
    "leaky-relu": -0.5,
}


@pytest.mark.parametrize(("act", "want"), INVERSES.items())
def test_inverses_lead_back(act: str, want: float) -> None:
    x = float(solve("activation", act=act, want=want)["x_want"].value)
    value = functions({"act": act})(torch.tensor([x], dtype=torch.float64))
    assert float(value[0]) == pytest.approx(want)
