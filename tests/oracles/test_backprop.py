"""Random training steps against PyTorch's autograd in float64: deltas, gradients, updates, several epochs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
import torch

from nncalc.engine.run import PLAIN, Policy
from nncalc.problem_types.backprop import Backprop
from nncalc.rules.layers import back_through, bias_gradient, delta_of, updated, weight_gradient
from nncalc.rules.losses import loss_slope
from oracles.torch_networks import SQUARED, Drawn, by_nncalc, differing

COUNT = 2000


def problems(count: int) -> Iterator[Drawn]:
    """Steps with and without a learning rate, or a gradient from above in the place of a loss."""
    source = random.Random(12)
    while count:
        drawn = Drawn(source, with_target=source.random() < 0.85)
        if drawn.target is None:
            y = drawn.forward(drawn.leaves)["y"]
            drawn.add("upstream", tuple(y.shape))
        if source.random() < 0.6:
            drawn.given["lr"] = source.choice(["0.5", "0.1", ".01", "1"])
        if "lr" in drawn.given and drawn.target is not None:
            drawn.given["epochs"] = source.choice([1, 1, 1, 2, 3])
            drawn.given["biases"] = source.choice(["trained", "trained", "frozen"])
        right = by_torch(drawn)
        if not drawn.on_a_kink and all(bool((x.abs() < 1e6).all()) for x in right.values()):
            count -= 1
            drawn.right = right  # type: ignore[attr-defined]
            yield drawn


def by_torch(drawn: Drawn) -> dict[str, torch.Tensor]:
    """What backprop must give; several epochs are several steps with the results of the last."""
    epochs, rate = drawn.given.get("epochs", 1), float(drawn.given.get("lr", 0))
    frozen = drawn.given.get("biases") == "frozen"
    leaves = dict(drawn.leaves)
    for _ in range(epochs):
        leaves = {name: leaf.detach().clone().requires_grad_() for name, leaf in leaves.items()}
        out = drawn.forward(leaves)
        whole = out["loss"] if drawn.target is not None else (out["y"] * leaves["upstream"].detach()).sum()
        whole.backward()
        right = out | gradients(drawn, leaves, out, frozen)
        if rate:
            with torch.no_grad():
                moved = {n: leaf - rate * slope(leaf) if moves(n, frozen) else leaf for n, leaf in leaves.items()}
            right |= {f"{name}_new": leaf for name, leaf in moved.items() if moves(name, frozen)}
            leaves = moved
    if rate and drawn.target is not None:
        after = drawn.forward(leaves, "_new")
        right |= {name: after[name] for name in ("y_new", "loss_new")}
    return right


def moves(name: str, frozen: bool) -> bool:
    return name[0] == "W" or (name[0] == "b" and not frozen)


def slope(leaf: torch.Tensor) -> torch.Tensor:
    return torch.zeros_like(leaf) if leaf.grad is None else leaf.grad


def gradients(
    drawn: Drawn, leaves: dict[str, torch.Tensor], out: dict[str, torch.Tensor], frozen: bool
) -> dict[str, torch.Tensor]:
    right = {"dx": slope(leaves["x"])}
    if drawn.loss in SQUARED or drawn.target is None:
        right["dy"] = slope(out["y"])
    elif bool(torch.minimum(out["y"], 1 - out["y"]).min() > 1e-4):  # PyTorch is not saturated
        right["dy"] = by_probability(drawn, out["y"])
    for number in range(1, drawn.depth + 1):
        right |= {f"delta{number}": slope(out[f"z{number}"]), f"dW{number}": slope(leaves[f"W{number}"])}
        if f"b{number}" in leaves and not frozen:
            right[f"db{number}"] = slope(leaves[f"b{number}"])
        if number < drawn.depth:
            right[f"da{number}"] = slope(out[f"a{number}"])
    return right


def by_probability(drawn: Drawn, y: torch.Tensor) -> torch.Tensor:
    """∂L/∂y where the loss itself was taken from the scores."""
    t, leaf = drawn.target, y.detach().clone().requires_grad_()
    assert t is not None
    logs = t * leaf.log()
    losses = -logs.sum(-1) if drawn.loss == "cross-entropy" else -(logs + (1 - t) * (1 - leaf).log()).mean(-1)
    (losses.mean() if drawn.reduction == "mean" else losses.sum()).backward()
    return slope(leaf)


def wrong(count: int, policy: Policy = PLAIN) -> list[tuple[Any, ...]]:
    out = []
    for drawn in problems(count):
        right = drawn.right  # type: ignore[attr-defined]
        names = [name for name in right if name != "losses" or drawn.batch]
        bad = differing(by_nncalc(Backprop, drawn.given, names, policy), right)
        if bad:
            out.append((bad, drawn.given))
    return out


def test_training_steps_are_those_of_pytorch() -> None:
    assert wrong(COUNT)[:2] == []


PLANTED = {
    "back_through": (back_through, lambda W, delta, form: -back_through.right(W, delta, form)),
    "delta_of": (delta_of, lambda arriving, *given: arriving),
    "weight_gradient": (weight_gradient, lambda delta, x, form: 2 * weight_gradient.right(delta, x, form)),
    "bias_gradient": (bias_gradient, lambda delta, shared: -bias_gradient.right(delta, shared)),
    "updated": (updated, updated.slips[0].function),
    "loss_slope": (loss_slope, loss_slope.slips[0].function),
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_fault_is_seen(what: str) -> None:
    rule, instead = PLANTED[what]
    assert len(wrong(40, Policy(choice={rule: instead}))) > 5
