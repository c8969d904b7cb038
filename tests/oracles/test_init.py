"""Random layers against what torch.nn.init draws from, SciPy's truncated normal, and variances in fractions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

import pytest
import torch
from scipy.stats import truncnorm

from nncalc import solve

COMPARED = {"PyTorch": 2000}
NONLINEARITY = {"identity": "linear", "leaky-relu": "leaky_relu"}


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end."""
    source = random.Random(0)
    while True:
        given: dict[str, Any] = {"scheme": source.choice(("xavier", "he", "lecun"))}
        if source.random() < 0.4:
            groups = source.choice((1, 1, 2, 3))
            given |= {"kernel": f"{source.randint(1, 5)}x{source.randint(1, 5)}", "groups": groups}
            given |= {"channels_in": groups * source.randint(1, 9), "channels_out": groups * source.randint(1, 9)}
        else:
            given |= {"fan_in": source.randint(1, 999), "fan_out": source.randint(1, 999)}
        if given["scheme"] == "he":
            given["mode"] = source.choice(("fan_in", "fan_out"))
        if given["scheme"] == "xavier" or source.random() < 0.7:
            given["act"] = source.choice(("identity", "sigmoid", "tanh", "relu", "leaky-relu", "selu"))
        if given.get("act") == "leaky-relu":
            given["alpha"] = source.randint(0, 100) / 100
        given["distribution"] = source.choice(("normal", "uniform"))
        yield given


def drawn(given: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """The arguments with which torch.nn.init fills a tensor."""
    seen: dict[str, float] = {}
    monkeypatch.setattr(torch.Tensor, "normal_", lambda self, mean, std, generator=None: seen.update(std=std))
    monkeypatch.setattr(torch.Tensor, "uniform_", lambda self, low, high, generator=None: seen.update(bound=high))
    if "kernel" in given:
        sides = [int(side) for side in given["kernel"].split("x")]
        weights = torch.empty(given["channels_out"], given["channels_in"] // given["groups"], *sides)
    else:
        weights = torch.empty(given["fan_out"], given["fan_in"])
    act, alpha = given.get("act"), given.get("alpha")
    name, kind = NONLINEARITY.get(act or "", act or "linear"), given["distribution"]
    gain = torch.nn.init.calculate_gain(name, alpha)  # type: ignore[arg-type]
    if given["scheme"] == "xavier":
        getattr(torch.nn.init, f"xavier_{kind}_")(weights, gain)
    else:  # LeCun's rule is He's with the gain 1
        plain = "relu" if given["scheme"] == "he" and not act else name
        getattr(torch.nn.init, f"kaiming_{kind}_")(weights, alpha or 0, given.get("mode", "fan_in"), plain)
    monkeypatch.undo()
    return seen


def test_against_pytorch(monkeypatch: pytest.MonkeyPatch) -> None:
    for given in islice(givens(), COMPARED["PyTorch"]):
        solved, wanted = solve("init", **given), drawn(given, monkeypatch)
        assert {name: solved[name].value for name in wanted} == pytest.approx(wanted), given


def test_planted_faults_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"scheme": "he", "fan_in": 7, "fan_out": 9, "distribution": "normal"}
    assert drawn(given | {"mode": "fan_out"}, monkeypatch)["std"] != pytest.approx(solve("init", **given)["std"].value)


def test_the_truncated_normal_against_scipy() -> None:
    solved = solve("init", scheme="he", fan_in=50, distribution="truncated")
    assert solved["std"].value / solved["std_before"].value == pytest.approx(truncnorm(-2, 2).std())


def test_variances_through_depth() -> None:
    """Layer by layer in fractions."""
    source = random.Random(1)
    for _ in range(200):
        sizes = [source.randint(1, 9) for _ in range(source.randint(2, 5))]
        var_x, var_w, half = Fraction(source.randint(1, 9), 4), Fraction(source.randint(1, 9), 8), source.random() < 0.5
        solved = solve("init", sizes=sizes, var_x=var_x, var_w=var_w, **({"act": "relu"} if half else {}))
        forward, back = [var_x * sizes[0] * var_w], [Fraction(1)]
        for size in sizes[1:-1]:
            forward.append(forward[-1] * size * var_w / (2 if half else 1))
        for size in reversed(sizes[2:]):
            back.append(back[-1] * size * var_w / (2 if half else 1))
        assert [Fraction(q.exact) for q in solved["var_z"]] == forward
        assert [Fraction(q.exact) for q in solved["var_dz"]] == back[::-1]
