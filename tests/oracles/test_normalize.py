"""Random normalisations against PyTorch's functions and its autograd, NumPy and scikit-learn, over all conventions."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import islice
from math import prod
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from torch.nn import functional

from nncalc import solve

COMPARED = {"PyTorch": 1600, "scikit-learn": 400}
TINY = 1e-300
"""PyTorch's batch norm refuses 0."""

Numbers = list[Any]


def nested(items: Sequence[float], shape: Sequence[int]) -> Numbers:
    return np.array(items, dtype=object).reshape(tuple(shape)).tolist()


def flat(value: Any) -> list[float]:
    """The values of a result, in row order."""
    return [q for part in value for q in flat(part)] if isinstance(value, list) else [value.value]


def values(source: random.Random, size: int) -> list[float]:
    """Numbers of which no two are equal, so that no variance is 0."""
    return [n / 10 for n in source.sample(range(-60, 61), size)]


def shape_of(source: random.Random, kind: str) -> list[int]:
    """A shape of up to 24 values that the kind takes."""
    rank = source.choice({"batch": (1, 2, 3, 4), "instance": (3, 4), "lrn": (3, 4)}.get(kind, (2, 3, 4)))
    shape = [source.randint(2, 4) if rank < 3 else source.randint(1, 2) for _ in range(rank)]
    shape[min(1, rank - 1)] = 4 if kind == "group" else source.randint(2, 4)
    shape[-1] = max(2, shape[-1])
    return shape


def settings_of(source: random.Random, kind: str, shape: list[int]) -> dict[str, Any]:
    """What a kind takes besides x and upstream."""
    if kind == "lrn":
        constants = {
            "alpha": source.choice((0.1, 0.01)),
            "beta": source.choice((0.5, 0.75)),
            "k": source.choice((1, 2)),
        }
        return {"n": source.choice((1, 3, 5)), "lrn": source.choice(("alpha", "alpha/n")), **constants}
    given: dict[str, Any] = {"eps": source.choice((0, 1e-5, 1e-3))}
    axes = source.randint(1, len(shape) - 1) if kind in ("layer", "rms") else 0
    features = shape[-axes:] if axes else [shape[1]] if len(shape) > 1 else []
    if axes:
        given["axes"] = axes
    if kind == "group":
        given["groups"] = source.choice((1, 2) if len(shape) == 2 else (1, 2, 4))
        if prod(shape[2:]) == 1 and given["groups"] == 4:
            given["groups"] = 2
    for name in ("gamma", "beta"):
        if source.random() < 0.6 and not (kind == "rms" and name == "beta"):
            given[name] = nested(values(source, prod(features)), features) if features else source.randint(1, 9)
    if kind == "batch":
        channels = shape[1] if len(shape) > 1 else 1
        given |= {name: source.choice(("one", "each")) for name in ("running_mean", "running_var")}
        for name in ("running_mean", "running_var"):
            many = [source.randint(1, 30) / 10 for _ in range(channels)]
            given[name] = many if given[name] == "each" and len(shape) > 1 else many[0]
        given |= {"momentum": source.choice((0.1, 0.3)), "momentum_weights": source.choice(("new", "old"))}
        given |= {"mode": source.choice(("train", "train", "eval"))}
        given |= {"running_variance": source.choice(("unbiased", "biased"))}
    if kind not in ("rms", "batch") or given.get("mode") == "train":
        given["variance"] = source.choice(("n", "n", "n-1"))
    return given


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end."""
    source = random.Random(0)
    while True:
        kind = source.choice(("batch", "batch", "layer", "instance", "group", "rms", "lrn"))
        shape = shape_of(source, kind)
        size = prod(shape)
        upstream = nested([source.randint(-5, 5) for _ in range(size)], shape)
        given = {"kind": kind, "x": nested(values(source, size), shape), "upstream": upstream}
        yield given | settings_of(source, kind, shape)


def tensor(value: Any) -> torch.Tensor:
    return torch.tensor(value, dtype=torch.float64, requires_grad=True)


def count_of(given: dict[str, Any], x: torch.Tensor) -> int:
    """How many values are normalised together."""
    if given["kind"] in ("layer", "rms"):
        return prod(x.shape[-given["axes"] :])
    channels = x.shape[1]
    return {
        "batch": x.numel() // channels,
        "instance": prod(x.shape[2:]),
        "group": x.numel() // x.shape[0] // given.get("groups", 1),
    }[given["kind"]]


def normalised(given: dict[str, Any], x: torch.Tensor, parameters: list[torch.Tensor]) -> torch.Tensor:
    """y by PyTorch's own function. Over n − 1: its x̂ is √((n − 1)/n) of that over n where ε is so much the larger."""
    kind = given["kind"]
    if kind == "lrn":
        factor = given["alpha"] * (given["n"] if given["lrn"] == "alpha" else 1)
        return functional.local_response_norm(x, given["n"], factor, given["beta"], given["k"])
    n, eps, shrink = count_of(given, x), given["eps"] or TINY, 1.0
    if given.get("variance") == "n-1":
        eps, shrink = eps * (n - 1) / n, ((n - 1) / n) ** 0.5
    gamma, beta = parameters
    if kind == "batch":
        mean, var = (
            tensor(given[name]).detach().expand(x.shape[1]).clone() for name in ("running_mean", "running_var")
        )
        y = functional.batch_norm(x, mean, var, None, None, given["mode"] == "train", eps=eps)
    elif kind == "layer":
        y = functional.layer_norm(x, x.shape[-given["axes"] :], None, None, eps)
    elif kind == "rms":
        y = functional.rms_norm(x, x.shape[-given["axes"] :], None, eps)
    elif kind == "group":
        y = functional.group_norm(x, given["groups"], None, None, eps)
    else:
        y = functional.instance_norm(x, eps=eps)
    lead = (1,) if kind in ("layer", "rms") else (1, -1, *[1] * (x.dim() - 2))
    scale, shift = (p if kind in ("layer", "rms") else p.reshape(lead) for p in (gamma, beta))
    return y * shrink * scale + shift


def running(given: dict[str, Any], x: torch.Tensor) -> dict[str, torch.Tensor]:
    """The running statistics by PyTorch's batch norm, which keeps the variance over n − 1; over n by a factor."""
    n = count_of(given, x)
    weight = given["momentum"] if given["momentum_weights"] == "new" else 1 - given["momentum"]
    mean, var = (tensor(given[name]).detach().expand(x.shape[1]).clone() for name in ("running_mean", "running_var"))
    before = var.clone()
    functional.batch_norm(x.detach(), mean, var, training=True, momentum=weight, eps=1e-5)
    if given["running_variance"] == "biased":
        kept = (1 - weight) * before
        var = kept + (var - kept) * (n - 1) / n
    return {"running_mean_new": mean, "running_var_new": var}


def right(given: dict[str, Any]) -> dict[str, list[float]]:
    """Every figure that is compared, by its name."""
    own = tensor(given["x"])
    x = own.unsqueeze(1) if own.dim() == 1 else own
    size = x.shape[-given["axes"] :] if given.get("axes") else (x.shape[1],)
    parameters = [
        tensor(given[name]) if name in given else torch.full(size, start, dtype=torch.float64, requires_grad=True)
        for name, start in (("gamma", 1.0), ("beta", 0.0))
    ]
    lrn = given["kind"] == "lrn"
    y = normalised(given, x, parameters)
    y.backward(torch.tensor(given["upstream"], dtype=torch.float64).reshape(y.shape))
    found = {"y": y, "dx": own.grad}
    if not lrn:
        found["dgamma"] = parameters[0].grad
        if given["kind"] != "rms":
            found["dbeta"] = parameters[1].grad
    if given.get("mode") == "train":
        found |= running(given, x)
    return {name: [float(q) for q in value.detach().flatten()] for name, value in found.items() if value is not None}


def test_against_pytorch() -> None:
    for given in islice(givens(), COMPARED["PyTorch"]):
        solved = solve("normalize", **given)
        for name, wanted in right(given).items():
            assert flat(solved[name]) == pytest.approx(wanted, rel=1e-9, abs=1e-10), (name, given)
        if given["kind"] not in ("rms", "lrn") and given.get("mode") != "eval":
            assert sum(flat(solved["dx"])) == pytest.approx(0, abs=1e-10), given


def columns() -> Iterator[dict[str, Any]]:
    """Random columns for standardize and min-max."""
    source = random.Random(1)
    while True:
        shape = [source.randint(2, 6), source.randint(1, 3)]
        upstream = nested([source.randint(-5, 5) for _ in range(prod(shape))], shape)
        given = {"kind": source.choice(("standardize", "min-max")), "x": nested(values(source, prod(shape)), shape)}
        given |= {"upstream": upstream, "variance": source.choice(("n", "n-1"))}
        if given["kind"] == "min-max":
            del given["variance"]
        yield given


def scaled(given: dict[str, Any]) -> tuple[Any, torch.Tensor]:
    """y by scikit-learn (over n − 1 by NumPy), ∂L/∂x by autograd of the formula."""
    data, x = np.array(given["x"], dtype=float), tensor(given["x"])
    if given["kind"] == "min-max":
        y = MinMaxScaler().fit_transform(data)
        (x - x.amin(0)).div(x.amax(0) - x.amin(0)).backward(torch.tensor(given["upstream"], dtype=torch.float64))
    else:
        ddof = given["variance"] == "n-1"
        y = (data - data.mean(0)) / data.std(0, ddof=1) if ddof else StandardScaler().fit_transform(data)
        upstream = torch.tensor(given["upstream"], dtype=torch.float64)
        (x - x.mean(0)).div(x.std(0, correction=int(ddof))).backward(upstream)
    assert x.grad is not None
    return y, x.grad


def test_against_scikit_learn() -> None:
    for given in islice(columns(), COMPARED["scikit-learn"]):
        solved, (y, dx) = solve("normalize", **given), scaled(given)
        assert flat(solved["y"]) == pytest.approx(list(y.flatten()), rel=1e-9, abs=1e-12), given
        assert flat(solved["dx"]) == pytest.approx([float(q) for q in dx.flatten()], rel=1e-9, abs=1e-10), given


def test_planted_faults_are_seen() -> None:
    given = {"kind": "layer", "axes": 1, "x": [[1.0, 2.0, 4.0]], "eps": 1e-3, "upstream": [[1, 0, 0]]}
    solved, wanted = solve("normalize", **given), right(given)
    assert flat(solved["y"]) == pytest.approx(wanted["y"], rel=1e-9)
    for fault in ({"eps": 0}, {"variance": "n-1"}, {"upstream": [[0, 1, 0]]}):
        other = right(given | fault)
        assert any(flat(solved[name]) != pytest.approx(other[name], rel=1e-9) for name in ("y", "dx")), fault
