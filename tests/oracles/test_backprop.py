"""Random training steps against PyTorch's autograd in float64: deltas, gradients, updates, several epochs."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any

import pytest
import torch

from nncalc.engine.rule import Slip
from nncalc.engine.run import PLAIN, Policy
from nncalc.problem_types.backprop.problem import Backprop
from nncalc.rules import activations
from nncalc.rules import dense as layers
from nncalc.rules.losses import loss_derivative
from oracles.faults import is_seen, name_of, slips_in
from oracles.torch_networks import SQUARED, Drawn, by_nncalc, differing

COMPARED = {"PyTorch": 2000, "PyTorch, out of the domain": 400}


def problems() -> Iterator[Drawn]:
    """Steps with and without a learning rate, or a gradient from above in the place of a loss."""
    source = random.Random(12)
    while True:
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
            drawn.right = right  # type: ignore[attr-defined]
            yield drawn


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end, whose printed digits are judged as well.

    Of one epoch: later ones start from numbers whose history is dropped, so there is nothing to work out again.
    """
    for drawn in problems():
        yield drawn.given | ({"epochs": 1} if "epochs" in drawn.given else {})


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
                moved = {n: leaf - rate * derivative(leaf) if moves(n, frozen) else leaf for n, leaf in leaves.items()}
            right |= {f"{name}_new": leaf for name, leaf in moved.items() if moves(name, frozen)}
            leaves = moved
    if rate and drawn.target is not None:
        after = drawn.forward(leaves, "_new")
        right |= {name: after[name] for name in ("y_new", "loss_new")}
    return right


def moves(name: str, frozen: bool) -> bool:
    return name[0] == "W" or (name[0] == "b" and not frozen)


def derivative(leaf: torch.Tensor) -> torch.Tensor:
    return torch.zeros_like(leaf) if leaf.grad is None else leaf.grad


def gradients(
    drawn: Drawn, leaves: dict[str, torch.Tensor], out: dict[str, torch.Tensor], frozen: bool
) -> dict[str, torch.Tensor]:
    right = {"dx": derivative(leaves["x"])}
    if drawn.loss in SQUARED or drawn.target is None:
        right["dy"] = derivative(out["y"])
    elif bool(torch.minimum(out["y"], 1 - out["y"]).min() > 1e-4):  # PyTorch is not saturated
        right["dy"] = by_probability(drawn, out["y"])
    for number in range(1, drawn.depth + 1):
        right |= {f"delta{number}": derivative(out[f"z{number}"]), f"dW{number}": derivative(leaves[f"W{number}"])}
        if f"b{number}" in leaves and not frozen:
            right[f"db{number}"] = derivative(leaves[f"b{number}"])
        if number < drawn.depth:
            right[f"da{number}"] = derivative(out[f"a{number}"])
    return right


def by_probability(drawn: Drawn, y: torch.Tensor) -> torch.Tensor:
    """∂L/∂y where the loss itself was taken from the scores."""
    t, leaf = drawn.target, y.detach().clone().requires_grad_()
    assert t is not None
    logs = t * leaf.log()
    losses = -logs.sum(-1) if drawn.loss == "cross-entropy" else -(logs + (1 - t) * (1 - leaf).log()).mean(-1)
    (losses.mean() if drawn.reduction == "mean" else losses.sum()).backward()
    return derivative(leaf)


def check(drawn: Drawn, policy: Policy = PLAIN) -> None:
    right = drawn.right  # type: ignore[attr-defined]
    names = [name for name in right if name != "losses" or drawn.batch]
    assert differing(by_nncalc(Backprop, drawn.given, names, policy), right) == [], drawn.given


def test_training_steps_are_those_of_pytorch() -> None:
    for drawn in islice(problems(), COMPARED["PyTorch"]):
        check(drawn)


def test_updates_that_lead_out_of_the_domain() -> None:
    """One linear unit under bce: its output leaves 0 to 1 as soon as the step is large, and the loss is nan."""
    source, undefined = random.Random(15), 0
    for _ in range(COMPARED["PyTorch, out of the domain"]):
        given, right = by_hand(source)
        found = by_nncalc(Backprop, given, list(right))
        undefined += found["loss_new"] == [None]
        numbers = {name: [math.nan if q is None else q for q in figures] for name, figures in found.items()}
        for name, figures in numbers.items():
            assert figures == pytest.approx(right[name].reshape(-1).tolist(), rel=1e-9, nan_ok=True), (name, given)
    assert 50 < undefined < COMPARED["PyTorch, out of the domain"] - 50


def by_hand(source: random.Random) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
    """Up to three samples of one number, outputs between 0 and 1 at first, a step of any size."""
    x = [source.randint(1, 9) for _ in range(source.randint(1, 3))]
    t = [source.choice([0, 1, 0.5]) for _ in x]
    weight, rate = source.randint(5, 99) / 1000, source.choice([0.01, 0.001, 0.0001])
    rows = torch.tensor([x], dtype=torch.float64).T
    W = torch.tensor([[weight]], dtype=torch.float64, requires_grad=True)
    targets = torch.tensor([t], dtype=torch.float64).T

    def losses(y: torch.Tensor) -> torch.Tensor:
        inside = ((y > 0) & (y < 1)).squeeze(-1)  # PyTorch's own loss is an error outside
        safe = torch.where(inside[:, None], y, 0.5)
        each = -(torch.xlogy(targets, safe) + torch.xlogy(1 - targets, 1 - safe)).mean(-1)
        return torch.where(inside, each, torch.nan)

    before = losses(rows @ W.T)
    before.mean().backward()
    assert W.grad is not None
    W_new = W.detach() - rate * W.grad
    after = losses(rows @ W_new.T)
    given = {"x": [[number] for number in x], "W1": weight, "t": [[p] for p in t], "loss": "bce", "lr": rate}
    right = {"loss": before.mean(), "dW1": W.grad, "W1_new": W_new, "y_new": rows @ W_new.T}
    return given, right | {"losses_new": after, "loss_new": after.mean()}


@pytest.mark.parametrize("slip", [*slips_in(layers, activations), *loss_derivative.slips], ids=name_of)
def test_a_planted_fault_is_caught(slip: Slip) -> None:
    assert is_seen(slip, (partial(check, drawn) for drawn in islice(problems(), 100)))
