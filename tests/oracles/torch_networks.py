"""Random networks as nncalc takes them and as PyTorch works them, in float64: what the oracles of forward and backprop share."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import torch
from torch.nn import functional

from nncalc.declaring.problem import ProblemType, read_problem
from nncalc.engine.figures import nearest_double
from nncalc.engine.quantity import Quantity
from nncalc.engine.run import PLAIN, Policy, Run
from nncalc.page.solving import run_problem

torch.set_num_threads(1)
CLOSE = 1e-9

Function = Callable[[torch.Tensor, float], torch.Tensor]
ACTIVATIONS: dict[str, Function] = {
    "identity": lambda z, k: z * 1,
    "sigmoid": lambda z, k: torch.sigmoid(z),
    "tanh": lambda z, k: torch.tanh(z),
    "relu": lambda z, k: torch.relu(z),
    "leaky-relu": functional.leaky_relu,
    "prelu": lambda z, k: functional.prelu(z, torch.tensor(k, dtype=torch.float64)),
    "elu": functional.elu,
    "selu": lambda z, k: functional.selu(z),
    "gelu": lambda z, k: functional.gelu(z),
    "softplus": lambda z, k: torch.logaddexp(z, torch.zeros_like(z)),
    "softsign": lambda z, k: functional.softsign(z),
    "silu": lambda z, k: functional.silu(z),
    "hard-sigmoid": lambda z, k: torch.clamp(z / 6 + 0.5, 0, 1),  # hardsigmoid's own backward has 1/6 in float32
    "softmax": lambda z, k: torch.softmax(z, -1),
    "step": lambda z, k: (z >= 0).double() + 0 * z,
    "sign": lambda z, k: torch.sign(z) + 0 * z,
}
PARAMETERS = {"leaky-relu": 0.01, "prelu": 0.25, "elu": 1.0}
KINKS = {"relu": (0,), "leaky-relu": (0,), "prelu": (0,), "elu": (0,), "selu": (0,), "step": (0,), "sign": (0,),
         "hard-sigmoid": (-3, 3)}  # fmt: skip
SQUARED: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "half-sse": lambda e: (e**2).sum(-1) / 2,
    "sse": lambda e: (e**2).sum(-1),
    "mse": lambda e: (e**2).mean(-1),
    "half-mse": lambda e: (e**2).mean(-1) / 2,
}


class Drawn:
    """One random network: `given` for nncalc, tensors for PyTorch; `results` names what both give."""

    def __init__(self, source: random.Random, with_target: bool = True) -> None:
        self.source = source
        self.sizes = [source.randint(1, 4) for _ in range(source.randint(2, 4))]
        self.depth = len(self.sizes) - 1
        self.batch = source.randint(0, 4)
        self.form = source.choice(["column", "row"])
        self.reduction = source.choice(["mean", "sum"])
        self.loss = source.choice([*SQUARED, "cross-entropy", "bce"]) if with_target else "half-sse"
        self.given: dict[str, Any] = {"form": self.form, "reduction": self.reduction, "loss": self.loss}
        self.leaves: dict[str, torch.Tensor] = {}
        shape = (self.batch, self.sizes[0]) if self.batch else (self.sizes[0],)
        self.add("x", shape)
        self.layers = [self.layer(number) for number in range(1, self.depth + 1)]
        self.target = self.targets() if with_target else None
        self.factors: dict[int, torch.Tensor] = {}
        """What dropout multiplies the activations of a hidden layer by in training."""

    def add(self, name: str, shape: tuple[int, ...], scale: float = 2.0) -> torch.Tensor:
        """Numbers of two decimals under a name."""
        size = max(1, torch.Size(shape).numel())
        numbers = [self.source.randint(-int(100 * scale), int(100 * scale)) / 100 for _ in range(size)]
        leaf = torch.tensor(numbers, dtype=torch.float64).reshape(shape).requires_grad_()
        self.leaves[name] = leaf
        self.given[name] = leaf.detach().tolist()
        return leaf

    def layer(self, number: int) -> tuple[str, float, torch.Tensor, torch.Tensor | None]:
        """(activation, parameter, W, b) of one layer."""
        last = number == self.depth
        activation = self.source.choice(list(ACTIVATIONS))
        if last and self.loss in ("cross-entropy", "bce"):
            activation = "softmax" if self.loss == "cross-entropy" else "sigmoid"
        parameter = PARAMETERS.get(activation, 1.0)
        if activation in PARAMETERS and self.source.random() < 0.5:
            parameter = self.source.randint(1, 90) / 100
            self.given[f"alpha{number}"] = str(parameter)
        self.given[f"act{number}"] = activation
        rows, columns = self.sizes[number], self.sizes[number - 1]
        W = self.add(f"W{number}", (rows, columns) if self.form == "column" else (columns, rows))
        bias = self.source.choice(["none", "units", "shared"])
        b = None if bias == "none" else self.add(f"b{number}", (rows,) if bias == "units" else ())
        return activation, parameter, W, b

    def targets(self) -> torch.Tensor:
        rows = max(1, self.batch)
        if self.loss == "cross-entropy":
            parts = [[self.source.randint(0, 4) for _ in range(self.sizes[-1])] for _ in range(rows)]
            parts = [row if sum(row) else [1] * len(row) for row in parts]
            self.given["t"] = [[f"{part}/{sum(row)}" for part in row] for row in parts]
            numbers = [[part / sum(row) for part in row] for row in parts]
        else:
            low = 0 if self.loss == "bce" else -200
            numbers = [[self.source.randint(low, 100) / 100 for _ in range(self.sizes[-1])] for _ in range(rows)]
            self.given["t"] = numbers
        if not self.batch:
            self.given["t"], numbers = self.given["t"][0], numbers[0]
        return torch.tensor(numbers, dtype=torch.float64)

    # -- PyTorch's working -------------------------------------------------------------------------------------------

    def forward(self, leaves: dict[str, torch.Tensor], suffix: str = "") -> dict[str, torch.Tensor]:
        """z, a, y, losses and loss with these parameters."""
        out: dict[str, torch.Tensor] = {}
        a = leaves["x"]
        for number, (activation, parameter, _, _) in enumerate(self.layers, 1):
            W = leaves[f"W{number}"]
            z = a @ (W.T if self.form == "column" else W)
            z = z + leaves[f"b{number}"] if f"b{number}" in leaves else z
            a = ACTIVATIONS[activation](z, parameter)
            out |= {f"z{number}{suffix}": z, f"a{number}{suffix}": a}
            if number in self.factors and not suffix:
                out[f"a_kept{number}"] = passed = a * self.factors[number]
            else:
                passed = a
            if not suffix:
                self.on_a_kink |= any(bool(((z - k).abs() < 1e-7).any()) for k in KINKS.get(activation, ()))
                z.requires_grad and z.retain_grad()
                a.requires_grad and a.retain_grad()
                passed.requires_grad and passed.retain_grad()
            y, a = a, passed
        out[f"y{suffix}"] = a = y
        if self.target is not None:
            losses = self.sample_losses(z, a)
            out[f"losses{suffix}"] = losses.reshape(-1)
            out[f"loss{suffix}"] = losses.mean() if self.reduction == "mean" else losses.sum()
        return out

    on_a_kink = False

    def sample_losses(self, z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        assert self.target is not None
        if self.loss == "cross-entropy":
            return -(self.target * torch.log_softmax(z, -1)).sum(-1)
        if self.loss == "bce":
            return functional.binary_cross_entropy_with_logits(z, self.target, reduction="none").mean(-1)
        return SQUARED[self.loss](y - self.target)


def by_nncalc(
    kind: type[ProblemType], given: dict[str, Any], names: list[str], policy: Policy = PLAIN
) -> dict[str, list[float]]:
    """The results of these names, flat."""

    def read(run: Run) -> dict[str, list[float]]:
        out = {}
        for name in names:
            x = run.results[name]
            out[name] = [nearest_double(q) for q in ([x] if isinstance(x, Quantity) else x.items)]
        return out  # type: ignore[return-value]

    return run_problem(read_problem(kind, given), read, policy)


def differing(found: dict[str, list[float]], right: dict[str, torch.Tensor]) -> list[str]:
    """Names whose figures are further apart than 1e-9."""
    out = []
    for name, values in found.items():
        expected = right[name].detach().reshape(-1).tolist()
        near = len(values) == len(expected) and all(
            abs(a - b) <= CLOSE * max(1, abs(b)) for a, b in zip(values, expected, strict=True)
        )
        if not near:
            out.append(name)
    return out
