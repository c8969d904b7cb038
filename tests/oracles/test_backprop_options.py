"""Random training steps with the options of backprop against PyTorch in float64: a penalty on the weights."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from itertools import islice

import pytest
import torch

from nncalc.engine.rule import Slip
from nncalc.engine.run import PLAIN, Policy
from nncalc.problem_types.backprop import penalty
from nncalc.problem_types.backprop.problem import Backprop
from oracles.faults import is_seen, name_of, slips_in
from oracles.test_backprop import derivative, gradients, moves
from oracles.torch_networks import Drawn, by_nncalc, differing

COMPARED = {"PyTorch, with a penalty": 1000}


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
