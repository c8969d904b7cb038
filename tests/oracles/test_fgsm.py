"""Random networks and their adversarial inputs against PyTorch's autograd."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
import torch
from torch.nn import functional

from nncalc import solve

COMPARED = {"PyTorch": 2000}


def numbers(source: random.Random, *shape: int) -> Any:
    if not shape:
        return source.randint(-199, 199) / 100
    return [numbers(source, *shape[1:]) for _ in range(shape[0])]


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end."""
    source = random.Random(0)
    while True:
        width, classes = source.randint(1, 3), source.randint(2, 3)
        given: dict[str, Any] = {"x": numbers(source, 2), "W1": numbers(source, width, 2), "b1": numbers(source, width)}
        given |= {"act1": source.choice(("sigmoid", "tanh")), "eps": source.randint(1, 50) / 100}
        if source.random() < 0.5:
            right = source.randrange(classes)
            given |= {"W2": numbers(source, classes, width), "act2": "softmax", "loss": "cross-entropy"}
            given["t"] = [int(i == right) for i in range(classes)]
        else:
            given |= {"W2": numbers(source, 1, width), "act2": "sigmoid", "loss": "bce", "t": [source.randint(0, 1)]}
        given |= {"targeted": source.choice(("no", "yes")), "norm": source.choice(("inf", "2"))}
        if source.random() < 0.4:
            given["clip"] = [-1, 1]
        if source.random() < 0.3:
            given |= {"steps": source.randint(2, 3), "step_size": source.randint(1, 40) / 100}
        yield given


def outputs(given: dict[str, Any], x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """y and the loss."""
    W1, b1, W2, t = (torch.tensor(given[name], dtype=torch.float64) for name in ("W1", "b1", "W2", "t"))
    z = W2 @ getattr(torch, given["act1"])(W1 @ x + b1)
    if given["act2"] == "softmax":
        return torch.softmax(z, 0), functional.cross_entropy(z, t)
    return torch.sigmoid(z), functional.binary_cross_entropy_with_logits(z, t)


def right(given: dict[str, Any]) -> dict[str, list[float]]:
    """x_adv and y_adv."""
    start = torch.tensor(given["x"], dtype=torch.float64)
    x, several, eps = start.clone(), given.get("steps", 1) > 1, given["eps"]
    size = given["step_size"] if several else eps
    for _ in range(given.get("steps", 1)):
        at = x.clone().requires_grad_()
        (g,) = torch.autograd.grad(outputs(given, at)[1], at)
        along = g.sign() if given["norm"] == "inf" else g / g.norm()
        x = x + (size if given["targeted"] == "no" else -size) * along
        if several and given["norm"] == "inf":
            x = torch.clamp(x, start - eps, start + eps)
        elif several and (x - start).norm() > eps:
            x = start + eps * (x - start) / (x - start).norm()
        if "clip" in given:
            x = x.clamp(*given["clip"])
    return {"x_adv": x.tolist(), "y_adv": outputs(given, x)[0].tolist()}


def test_against_pytorch() -> None:
    for given in islice(givens(), COMPARED["PyTorch"]):
        solved = solve("fgsm", **given)
        for name, wanted in right(given).items():
            assert [q.value for q in solved[name]] == pytest.approx(wanted, rel=1e-9, abs=1e-12), given


def test_planted_faults_are_seen() -> None:
    given = next(givens())
    other = {"yes": "no", "no": "yes"}[given["targeted"]]
    assert right(given | {"targeted": other})["x_adv"] != pytest.approx(
        [q.value for q in solve("fgsm", **given)["x_adv"]]
    )
