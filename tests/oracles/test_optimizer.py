"""Random runs against torch.optim where it has the convention, else against plain Python; formulas against autograd."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
import torch

from nncalc import solve
from oracles.plain_optimizers import descended, rate

COMPARED = {"PyTorch": 1000, "plain Python": 1000, "PyTorch, on formulas": 100}
RULES = (
    "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "adamax", "nadam", "amsgrad", "adamw",
)  # fmt: skip


def number(source: random.Random, low: int, high: int) -> float:
    return source.randint(low, high) / 100


def common(source: random.Random, rule: str) -> dict[str, Any]:
    """Weights, gradients, rate."""
    rows = [[number(source, -300, 300) or 1 for _ in range(2)] for _ in range(source.randint(1, 4))]
    given = {"rule": rule, "w": [number(source, -200, 200) for _ in range(2)], "g": rows, "lr": number(source, 1, 50)}
    if source.random() < 0.4:
        given["decay"] = number(source, 1, 50)
    if rule in ("momentum", "nesterov"):
        given["mu"] = number(source, 1, 99)  # with 0 PyTorch leaves out the velocity and its dampening
    if rule in ("rmsprop", "adadelta"):
        given["rho"] = number(source, 10, 99)
    if rule in ("adam", "adamax", "nadam", "amsgrad", "adamw"):
        given |= {"beta1": number(source, 10, 99), "beta2": number(source, 50, 99)}
    if rule not in ("sgd", "momentum", "nesterov") and source.random() < 0.5:
        given["eps"] = 0.01
    return given


def with_torch() -> Iterator[dict[str, Any]]:
    """Random problems in PyTorch's conventions."""
    source = random.Random(0)
    while True:
        rule = source.choice(RULES)
        given = common(source, rule)
        if rule in ("momentum", "nesterov"):
            given["velocity"] = "torch"
        if rule == "momentum":
            given["dampening"] = number(source, 0, 50)
        if rule == "nesterov":
            given["nesterov"] = "torch"
        if rule == "rmsprop":
            given |= {"centered": source.choice(("no", "yes")), "mu": source.choice((0, 0.9))}
        if rule == "adamax":
            given["eps_place"] = "inside"
        if rule == "nadam":
            given["nadam"] = "torch"
        yield given


def optimizer(w: torch.Tensor, p: dict[str, Any]) -> torch.optim.Optimizer:
    """PyTorch's, of the same settings."""
    eps = p.get("eps", 1e-6 if p["rule"] == "adadelta" else 1e-8)
    lr, decay, betas = p["lr"], p.get("decay", 0), (p.get("beta1", 0.9), p.get("beta2", 0.999))
    kinds = {
        "adam": torch.optim.Adam,
        "adamax": torch.optim.Adamax,
        "nadam": torch.optim.NAdam,
        "adamw": torch.optim.AdamW,
    }
    if p["rule"] in ("sgd", "momentum", "nesterov"):
        mu = p.get("mu", 0)
        nesterov = p["rule"] == "nesterov" and mu > 0
        return torch.optim.SGD([w], lr, mu, p.get("dampening", 0), decay, nesterov)
    if p["rule"] == "adagrad":
        return torch.optim.Adagrad([w], lr, 0, decay, 0, eps)
    if p["rule"] == "rmsprop":
        return torch.optim.RMSprop([w], lr, p["rho"], eps, decay, p["mu"], p["centered"] == "yes")
    if p["rule"] == "adadelta":
        return torch.optim.Adadelta([w], lr, p["rho"], eps, decay)
    if p["rule"] == "amsgrad":
        return torch.optim.Adam([w], lr, betas, eps, decay, amsgrad=True)
    return kinds[p["rule"]]([w], lr, betas, eps, decay)  # type: ignore[no-any-return,abstract]


def by_torch(given: dict[str, Any]) -> list[float]:
    """The weights after all steps."""
    w = torch.tensor(given["w"], dtype=torch.float64, requires_grad=True)
    made = optimizer(w, given)
    for row in given["g"]:
        w.grad = torch.tensor(row, dtype=torch.float64)
        made.step()
    return [float(q) for q in w.detach()]


def solved(given: dict[str, Any]) -> list[float]:
    return [q.value for q in solve("optimizer", **given)["w"]]


def test_against_pytorch() -> None:
    for given in islice(with_torch(), COMPARED["PyTorch"]):
        close = 1e-6 if given["rule"] == "nadam" else 1e-9  # NAdam keeps its product in single precision
        assert solved(given) == pytest.approx(by_torch(given), rel=close, abs=close), given


SCHEDULES: tuple[dict[str, Any], ...] = (
    {},
    {"schedule": "step", "gamma": 0.5, "every": 2},
    {"schedule": "exponential", "gamma": 0.9},
    {"schedule": "inverse", "gamma": 0.3},
    {"schedule": "cosine", "total": 5, "lr_min": 0.001},
    {"schedule": "linear", "total": 3, "start_factor": 0.25},
    {"schedule": "linear-warmup", "warmup": 3},
)


def givens() -> Iterator[dict[str, Any]]:
    """Random problems in all other conventions."""
    source = random.Random(1)
    while True:
        rule = source.choice([rule for rule in RULES if rule != "adadelta"])
        given = common(source, rule) | source.choice(SCHEDULES)
        if rule in ("momentum", "nesterov"):
            given["velocity"] = source.choice(("minus", "plus", "torch", "ema"))
        if rule == "nesterov":
            given["nesterov"] = source.choice(("lookahead", "torch"))
        if rule in ("adam", "adamax", "amsgrad", "adamw", "adagrad", "rmsprop"):
            given["eps_place"] = source.choice(("outside", "inside"))
        if rule in ("adam", "adamw") and source.random() < 0.3:
            given["eps_place"] = "hat"
        if rule in ("adam", "adamax", "amsgrad", "nadam"):
            given["bias_correction"] = source.choice(("yes", "yes", "no"))
        if rule == "adagrad":
            given["start"] = source.choice(("0", ".1"))
        if "decay" in given and rule != "adamw":
            given["l2"] = source.choice(("half", "whole", "decoupled"))
        if source.random() < 0.3:
            given["clip"] = number(source, 10, 300)
        yield given


def test_against_plain_python() -> None:
    for given in islice(givens(), COMPARED["plain Python"]):
        assert solved(given) == pytest.approx(descended(given), rel=1e-9, abs=1e-9), given


def test_the_plain_rules_are_those_of_pytorch() -> None:
    """Where both have a convention they agree, so that one judges the other."""
    for given in islice(with_torch(), 300):
        if given["rule"] in ("rmsprop", "adadelta", "nadam"):
            continue
        assert descended(given) == pytest.approx(by_torch(given), rel=1e-9, abs=1e-12), given


FORMULAS = {
    "w1^2 + 3*w2^2": lambda w: w[0] ** 2 + 3 * w[1] ** 2,
    "(1-w1)^2 + 2*(w2-w1^2)^2": lambda w: (1 - w[0]) ** 2 + 2 * (w[1] - w[0] ** 2) ** 2,
    "exp(w1)*w2": lambda w: torch.exp(w[0]) * w[1],
    "sin(w1) + w1*w2": lambda w: torch.sin(w[0]) + w[0] * w[1],
}


def test_formulas_against_autograd() -> None:
    source = random.Random(2)
    for _ in range(COMPARED["PyTorch, on formulas"]):
        text, function = source.choice(list(FORMULAS.items()))
        start, mu, lr = [number(source, -99, 99) for _ in range(2)], number(source, 0, 90), number(source, 1, 9)
        rule = source.choice(("sgd", "nesterov", "adam"))
        w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
        velocity = torch.zeros(2, dtype=torch.float64)
        adam = torch.optim.Adam([w], lr)
        for _ in range(2):
            at = (w + mu * velocity if rule == "nesterov" else w).detach().requires_grad_()
            (g,) = torch.autograd.grad(function(at), at)
            if rule == "adam":
                w.grad = g
                adam.step()
                continue
            velocity = (mu if rule == "nesterov" else 0) * velocity - lr * g
            with torch.no_grad():
                w += velocity
        given = {"rule": rule, "w": start, "f": text, "lr": lr, "steps": 2} | ({"mu": mu} if rule == "nesterov" else {})
        assert solved(given) == pytest.approx(w.tolist(), rel=1e-9, abs=1e-12), given


def test_rates_against_pytorch() -> None:
    """The schedules that PyTorch has, step by step."""
    w = torch.zeros(1, requires_grad=True)
    makers = {
        "step": lambda o: torch.optim.lr_scheduler.StepLR(o, 2, 0.5),
        "exponential": lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9),
        "cosine": lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 5, 0.001),
        "linear": lambda o: torch.optim.lr_scheduler.LinearLR(o, 0.25, 1.0, 3),
    }
    for schedule in SCHEDULES[1:]:
        given = {"lr": 0.4, "steps": 5} | schedule
        rates = [solve("optimizer", **given)[f"step.{step}.lr"].value for step in range(1, 6)]
        assert rates == pytest.approx([rate(given, t) for t in range(5)])
        if schedule["schedule"] in makers:
            made = torch.optim.SGD([w], 0.4)
            planned = makers[schedule["schedule"]](made)
            for step in range(5):
                assert rates[step] == pytest.approx(planned.get_last_lr()[0])
                made.step()
                planned.step()


def test_planted_faults_are_seen() -> None:
    given = {"rule": "adam", "w": [1.0, 2.0], "g": [[1.0, -1.0], [0.5, 2.0]], "lr": 0.1}
    assert descended(given | {"bias_correction": "no"}) != pytest.approx(solved(given))
