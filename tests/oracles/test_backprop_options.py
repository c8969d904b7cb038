"""Random training steps with the options of backprop against PyTorch in float64: a penalty on the weights, an optimiser."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from functools import partial
from itertools import islice

import pytest
import torch

from nncalc.engine.domains import DomainError
from nncalc.engine.rule import Slip
from nncalc.engine.run import PLAIN, Policy
from nncalc.problem_types.backprop import penalty
from nncalc.problem_types.backprop.problem import Backprop
from nncalc.rules.optimizers import schedules, steps
from oracles.faults import is_seen, name_of, slips_in
from oracles.test_backprop import derivative, gradients, moves
from oracles.torch_networks import Drawn, by_nncalc, differing

COMPARED = {"PyTorch, with a penalty": 1000, "PyTorch, with an optimiser": 1000}


def penalised_problems() -> Iterator[Drawn]:
    """One or several epochs with a penalty, weights at 0 among them."""
    source = random.Random(41)
    while True:
        drawn = Drawn(source)
        drawn.given |= {
            "regularize": source.choice(["l1", "l2"]),
            "strength": source.choice(["0.01", "1/4", "1", "0.3"]),
            "penalty": source.choice(["half", "whole"]),
            "lr": source.choice(["0.5", "0.1", ".01"]),
            "epochs": source.choice([1, 1, 2, 3]),
            "biases": source.choice(["trained", "trained", "frozen"]),
        }
        right = by_autograd(drawn)
        if not drawn.on_a_kink and all(bool((x.abs() < 1e6).all()) for x in right.values()):
            drawn.right = right  # type: ignore[attr-defined]
            yield drawn


def by_autograd(drawn: Drawn) -> dict[str, torch.Tensor]:
    """Every epoch a step of gradient descent on the loss with its penalty; the results are the last epoch's."""
    rate, frozen = float(drawn.given["lr"]), drawn.given["biases"] == "frozen"
    leaves = dict(drawn.leaves)
    for _ in range(drawn.given["epochs"]):
        leaves = {name: leaf.detach().clone().requires_grad_() for name, leaf in leaves.items()}
        out = with_penalty(drawn, leaves, drawn.forward(leaves))
        out["loss"].backward()
        right = out | gradients(drawn, leaves, out, frozen)
        with torch.no_grad():
            leaves = {n: leaf - rate * derivative(leaf) if moves(n, frozen) else leaf for n, leaf in leaves.items()}
        moved = [leaf for name, leaf in leaves.items() if name[0] == "W"]
        drawn.on_a_kink |= any(bool((leaf.abs() < 1e-7).any()) for leaf in moved)  # the kink of |w|
    right |= {f"{name}_new": leaf for name, leaf in leaves.items() if moves(name, frozen)}
    after = with_penalty(drawn, leaves, drawn.forward(leaves, "_new"), "_new")
    return right | {f"{name}_new": after[f"{name}_new"] for name in ("y", "loss", "penalty", "loss_data")}


def with_penalty(
    drawn: Drawn, leaves: dict[str, torch.Tensor], out: dict[str, torch.Tensor], suffix: str = ""
) -> dict[str, torch.Tensor]:
    """The results of a forward pass, the penalty on the weights in the loss."""
    weights = torch.cat([leaf.reshape(-1) for name, leaf in leaves.items() if name[0] == "W"])
    if drawn.given["regularize"] == "l1":
        size = weights.abs().sum()
    else:
        size = (weights**2).sum() / (2 if drawn.given["penalty"] == "half" else 1)
    strength = {"1/4": 0.25}.get(drawn.given["strength"]) or float(drawn.given["strength"])
    named = {"loss_data": out[f"loss{suffix}"], "penalty": strength * size}
    whole = named["loss_data"] + named["penalty"]
    return out | {f"{name}{suffix}": value for name, value in named.items()} | {f"loss{suffix}": whole}


def check(drawn: Drawn, policy: Policy = PLAIN) -> None:
    right = drawn.right  # type: ignore[attr-defined]
    names = [name for name in right if name != "losses" or drawn.batch]
    assert differing(by_nncalc(Backprop, drawn.given, names, policy), right) == [], drawn.given


def test_steps_on_a_penalised_loss_are_those_of_pytorch() -> None:
    for drawn in islice(penalised_problems(), COMPARED["PyTorch, with a penalty"]):
        check(drawn)


@pytest.mark.parametrize("slip", slips_in(penalty), ids=name_of)
def test_a_planted_fault_is_caught(slip: Slip) -> None:
    assert is_seen(slip, (partial(check, drawn) for drawn in islice(penalised_problems(), 100)))


# -- optimisers ------------------------------------------------------------------------------------------------------------


def optimised_problems() -> Iterator[Drawn]:
    """One to five updates by a rule, under a schedule or none, with a penalty or none."""
    source = random.Random(43)
    while True:
        drawn = Drawn(source)
        drawn.given |= {
            "optimizer": source.choice(list(RULES)),
            "lr": source.choice(["0.5", "0.1", ".01"]),
            "epochs": source.choice([1, 1, 2, 3, 5]),
            "biases": source.choice(["trained", "trained", "frozen"]),
            "velocity": "torch",
            "nesterov": "torch",
            "nadam": "torch",
            "mu": source.choice(["0.9", "0.5"]),
        }
        name, schedule = source.choice(SCHEDULES)
        drawn.given |= {"schedule": name, **schedule}
        if source.random() < 0.3:
            drawn.given |= {"regularize": "l2", "strength": "0.3", "penalty": "half"}
        if drawn.given["optimizer"] == "adamw":
            drawn.given["decay"] = "0.1"
        if drawn.given["optimizer"] == "rmsprop":
            drawn.given["centered"] = source.choice(["no", "yes"])
        right = by_optim(drawn)
        smooth = not drawn.on_a_kink and drawn.steep
        if smooth and all(bool((x.abs() < 1e6).all()) for x in right.values()):
            drawn.right = right  # type: ignore[attr-defined]
            yield drawn


RULES = {
    "sgd": lambda p, lr, g: torch.optim.SGD(p, lr),
    "momentum": lambda p, lr, g: torch.optim.SGD(p, lr, momentum=float(g["mu"])),
    "nesterov": lambda p, lr, g: torch.optim.SGD(p, lr, momentum=float(g["mu"]), nesterov=True),
    "adagrad": lambda p, lr, g: torch.optim.Adagrad(p, lr, eps=1e-8),
    "rmsprop": lambda p, lr, g: torch.optim.RMSprop(
        p, lr, alpha=0.9, momentum=float(g["mu"]), centered=g["centered"] == "yes"
    ),
    "adadelta": lambda p, lr, g: torch.optim.Adadelta(p, lr, rho=0.95, eps=1e-6),
    "adam": lambda p, lr, g: torch.optim.Adam(p, lr),
    "adamax": lambda p, lr, g: torch.optim.Adamax(p, lr, eps=1e-8),
    "nadam": lambda p, lr, g: torch.optim.NAdam(p, lr),
    "amsgrad": lambda p, lr, g: torch.optim.Adam(p, lr, amsgrad=True),
    "adamw": lambda p, lr, g: torch.optim.AdamW(p, lr, weight_decay=float(g["decay"])),
}
SCHEDULES: list[tuple[str, dict[str, str]]] = [
    ("none", {}),
    ("none", {}),
    ("step", {"gamma": "0.5", "every": "2"}),
    ("exponential", {"gamma": "0.8"}),
    ("inverse", {"gamma": "0.5"}),
    ("cosine", {"total": "10"}),
    ("linear", {"total": "4"}),
    ("linear-warmup", {"warmup": "3"}),
]


def factor(given: dict[str, str], t: int) -> float:
    """What the learning rate is multiplied by after t updates."""
    gamma = float(given.get("gamma", 1))
    return {
        "none": lambda: 1.0,
        "step": lambda: gamma ** (t // 2),
        "exponential": lambda: gamma**t,
        "inverse": lambda: 1 / (1 + gamma * t),
        "cosine": lambda: (1 + math.cos(math.pi * t / 10)) / 2,
        "linear": lambda: 1 / 3 + 2 / 3 * min(t, 4) / 4,
        "linear-warmup": lambda: min(1.0, (t + 1) / 3),
    }[given["schedule"]]()


def by_optim(drawn: Drawn) -> dict[str, torch.Tensor]:
    """What torch.optim makes of the same gradients; the pass of every epoch is autograd's."""
    given, frozen = drawn.given, drawn.given["biases"] == "frozen"
    leaves = {name: leaf.detach().clone().requires_grad_() for name, leaf in drawn.leaves.items()}
    trained = [leaf for name, leaf in leaves.items() if moves(name, frozen)]
    optimizer = RULES[given["optimizer"]](trained, float(given["lr"]), given)
    drawn.steep = True  # type: ignore[attr-defined]
    for t in range(given["epochs"]):
        optimizer.param_groups[0]["lr"] = float(given["lr"]) * factor(given, t)
        for leaf in leaves.values():
            leaf.grad = None
        out = drawn.forward(leaves)
        out = with_penalty(drawn, leaves, out) if "regularize" in given else out
        out["loss"].backward()
        for leaf in trained:
            leaf.grad = torch.zeros_like(leaf) if leaf.grad is None else leaf.grad
            # A gradient near 0 over its own root is what rounding makes of it.
            drawn.steep &= bool(((leaf.grad == 0) | (leaf.grad.abs() > 1e-4)).all())  # type: ignore[attr-defined]
        right = {name: x.detach().clone() for name, x in (out | gradients(drawn, leaves, out, frozen)).items()}
        optimizer.step()
    right |= {f"{name}_new": leaf.detach() for name, leaf in leaves.items() if moves(name, frozen)}
    return right | {"y_new": drawn.forward(leaves, "_new")["y_new"].detach()}


def test_updates_are_those_of_torch_optim() -> None:
    for drawn in islice(optimised_problems(), COMPARED["PyTorch, with an optimiser"]):
        check(drawn)


def judged(drawn: Drawn, policy: Policy) -> None:
    """As `check`; a root of a negative number is seen as well."""
    try:
        check(drawn, policy)
    except DomainError as error:
        raise AssertionError from error


NAMES = {"step_down", "plain_step", "moved", "first_moment", "second_moment", "squares_so_far", "corrected",
         "scaled_step", "rate_at"}  # fmt: skip
"""Rules that the updates go through; slips of velocities that PyTorch has not stand with the oracle of `optimizer`."""


@pytest.mark.parametrize("slip", [s for s in slips_in(steps, schedules) if s.rule.name in NAMES], ids=name_of)
def test_a_fault_in_an_update_is_caught(slip: Slip) -> None:
    assert is_seen(slip, (partial(judged, drawn) for drawn in islice(optimised_problems(), 300)))
