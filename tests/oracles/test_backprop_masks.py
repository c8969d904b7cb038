"""Random networks with dropout masks, trained in mini-batches, against PyTorch's autograd in float64."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from itertools import islice

import pytest
import torch

from nncalc.engine.rule import Slip
from nncalc.engine.run import PLAIN, Policy
from nncalc.problem_types.backprop import batches, dropping
from nncalc.problem_types.backprop.problem import Backprop
from nncalc.rules import dropout
from oracles.faults import is_seen, name_of, slips_in
from oracles.test_backprop import derivative, gradients, moves
from oracles.torch_networks import Drawn, by_nncalc, differing

COMPARED = {"PyTorch, with dropout and mini-batches": 1000}
SHARES = {"0.2": 0.2, "1/4": 0.25, "0.5": 0.5, "0": 0.0}


def problems() -> Iterator[Drawn]:
    """One to three epochs; of several samples in batches of any size, the last kept or dropped."""
    source = random.Random(47)
    while True:
        drawn = Drawn(source)
        drawn.given |= {"lr": source.choice(["0.5", "0.1", ".01"]), "epochs": source.choice([1, 1, 2, 3])}
        drawn.given["biases"] = source.choice(["trained", "trained", "frozen"])
        draw_masks(drawn)
        if drawn.batch and source.random() < 0.8:
            drawn.given |= {"batch": source.randint(1, drawn.batch), "last": source.choice(["keep", "drop"])}
        right = by_torch(drawn)
        if not drawn.on_a_kink and all(bool((x.abs() < 1e6).all()) for x in right.values()):
            drawn.right = right  # type: ignore[attr-defined]
            yield drawn


def draw_masks(drawn: Drawn) -> None:
    """A mask after some of the hidden layers: one for all samples, or a row for each."""
    source = drawn.source
    for number in range(1, drawn.depth):
        if source.random() < 0.3:
            continue
        units = drawn.sizes[number]
        rows = drawn.batch if drawn.batch and source.random() < 0.6 else 0
        masks = [[source.randint(0, 1) for _ in range(units)] for _ in range(rows or 1)]
        p = source.choice(list(SHARES))
        drawn.given |= {f"mask{number}": masks if rows else masks[0], f"p{number}": p}
        factor = torch.tensor(masks if rows else masks[0], dtype=torch.float64) / (1 - SHARES[p])
        drawn.factors[number] = factor.expand(drawn.batch, units) if drawn.batch else factor


def by_torch(drawn: Drawn) -> dict[str, torch.Tensor]:
    """An update after each batch; the results are the last one's, the losses of all epochs are kept."""
    rate, frozen = float(drawn.given["lr"]), drawn.given["biases"] == "frozen"
    every, target, factors = dict(drawn.leaves), drawn.target, drawn.factors
    assert target is not None
    whole = {name: leaf for name, leaf in every.items() if name != "x"}
    kept: dict[str, torch.Tensor] = {}
    for epoch in range(1, drawn.given["epochs"] + 1):
        seen = torch.zeros(2, dtype=torch.float64)
        for part in parts(drawn):
            rows = slice(*part) if drawn.batch else ...
            drawn.target = target[rows]
            drawn.factors = {n: factor[rows] for n, factor in factors.items()}
            leaves = {n: leaf.detach().clone().requires_grad_() for n, leaf in {**whole, "x": every["x"][rows]}.items()}
            out = drawn.forward(leaves)
            out["loss"].backward()
            right = out | gradients(drawn, leaves, out, frozen)
            right |= {f"d{name}": derivative(x) for name, x in out.items() if name.startswith("a_kept")}
            size = part[1] - part[0] if drawn.reduction == "mean" else 1
            seen += torch.tensor([float(out["loss"].detach()) * size, size], dtype=torch.float64)
            with torch.no_grad():
                whole = {
                    name: leaf - rate * derivative(leaf) if moves(name, frozen) else leaf
                    for name, leaf in leaves.items()
                    if name != "x"
                }
        if "batch" in drawn.given:
            kept[f"epoch.{epoch}.loss"] = seen[0] / (seen[1] if drawn.reduction == "mean" else 1)
    drawn.target, drawn.factors = target, factors
    right |= {f"{name}_new": leaf for name, leaf in whole.items() if moves(name, frozen)} | kept
    after = drawn.forward({**whole, "x": every["x"]}, "_new")
    return right | {name: after[name].detach() for name in ("y_new", "loss_new")}


def parts(drawn: Drawn) -> list[tuple[int, int]]:
    """The samples of each update: from, to."""
    samples = max(1, drawn.batch)
    size = drawn.given.get("batch", samples)
    found = [(start, min(start + size, samples)) for start in range(0, samples, size)]
    return [part for part in found if drawn.given.get("last") != "drop" or part[1] - part[0] == size]


def check(drawn: Drawn, policy: Policy = PLAIN) -> None:
    right = drawn.right  # type: ignore[attr-defined]
    names = [name for name in right if name != "losses" or drawn.batch]
    assert differing(by_nncalc(Backprop, drawn.given, names, policy), right) == [], drawn.given


def test_training_with_dropout_in_batches_is_that_of_pytorch() -> None:
    for drawn in islice(problems(), COMPARED["PyTorch, with dropout and mini-batches"]):
        check(drawn)


@pytest.mark.parametrize("slip", slips_in(batches, dropping, dropout), ids=name_of)
def test_a_planted_fault_is_caught(slip: Slip) -> None:
    assert is_seen(slip, (partial(check, drawn) for drawn in islice(problems(), 100)))
