"""Random loss problems against PyTorch's functionals and autograd; weighted means against scikit-learn.

PyTorch reduces over all numbers at once; here the outputs of a sample come first, as the contract says. Targets,
outputs and delta are chosen so that nothing sits on a kink of mae, huber or a hinge.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from itertools import repeat
from typing import Any

import pytest
import torch
from sklearn.metrics import log_loss, mean_absolute_error, mean_squared_error
from torch.nn import functional

from nncalc.declaring.problem import read_problem
from nncalc.engine.figures import nearest_double
from nncalc.engine.rule import Slip
from nncalc.engine.run import PLAIN, Policy
from nncalc.engine.tensor import Tensor
from nncalc.page.solving import run_problem
from nncalc.problem_types.loss.problem import LossType
from nncalc.rules import losses as rules
from nncalc.rules.loss_functions import ALL_LOSSES
from oracles.faults import is_seen, name_of

COMPARED = {"PyTorch": 2000, "scikit-learn": 900}
BATCHES = 20
CLOSE = 1e-9
BASES = {"e": 1.0, "2": math.log(2), "10": math.log(10)}
SUMMED = ("sse", "half-sse", "cross-entropy", "kl")


def each(kind: str, y: torch.Tensor, out: torch.Tensor, z: torch.Tensor | None, delta: float) -> torch.Tensor:
    """The loss of every single number, without weights."""
    if kind in ("sse", "mse"):
        return functional.mse_loss(out, y, reduction="none")
    if kind in ("half-sse", "half-mse"):
        return functional.mse_loss(out, y, reduction="none") / 2
    if kind == "mae":
        return functional.l1_loss(out, y, reduction="none")
    if kind == "huber":
        return functional.huber_loss(out, y, reduction="none", delta=delta)
    if kind == "bce":
        if z is not None:
            return functional.binary_cross_entropy_with_logits(z, y, reduction="none")
        return functional.binary_cross_entropy(out, y, reduction="none")
    if kind in ("hinge", "squared-hinge"):
        return torch.clamp(1 - y * out, min=0) ** (1 if kind == "hinge" else 2)
    logs = out.log() if z is None else z.log_softmax(1)
    return functional.kl_div(logs, y, reduction="none") if kind == "kl" else -(y * logs)


class Drawn:
    """One random problem, as nncalc takes it and as PyTorch does."""

    def __init__(self, source: random.Random) -> None:
        pick = source.choice
        self.source, self.kind = source, pick(sorted(ALL_LOSSES))
        self.classes = self.kind in ("cross-entropy", "kl")
        self.width, self.rows = source.randint(2 if self.classes else 1, 4), source.randint(1, 4)
        self.vector = self.rows == 1 and source.random() < 0.5
        self.logits = self.kind in ("bce", "cross-entropy", "kl") and source.random() < 0.5
        self.y = [self.targets() for _ in range(self.rows)]
        self.outputs = [self.row() for _ in range(self.rows)]
        self.log, self.reduction = pick(("e", "2", "10")), pick(("mean", "sum", "weighted-mean"))
        self.delta = pick((None, "0.70005", "2.00005"))
        self.shape = pick((None, "outputs", "samples", "numbers"))
        self.weights = [[f"{source.randint(5, 300) / 100}" for _ in range(self.width)] for _ in range(self.rows)]

    @property
    def zero_one(self) -> bool:
        """Whether the labels of a hinge are typed as 0 and 1."""
        return "hinge" in self.kind and self.log == "2"

    def distribution(self, least: int) -> list[str]:
        """A row of thousandths that sums to 1."""
        parts = [self.source.randint(least, 250) for _ in range(self.width)]
        parts[self.source.randrange(self.width)] += 1000 - sum(parts)
        return [f"{part / 1000:.3f}" for part in parts]

    def targets(self) -> list[str]:
        if self.classes:
            return self.distribution(0)
        if "hinge" in self.kind:
            return [self.source.choice(("-1", "1")) for _ in range(self.width)]
        if self.kind == "bce":
            return [self.source.choice(("0", "1", "0.25")) for _ in range(self.width)]
        return [f"{self.source.randint(-300, 300) / 100}" for _ in range(self.width)]

    def row(self) -> list[str]:
        if self.classes and not self.logits:
            return self.distribution(1)
        if self.kind == "bce" and not self.logits:
            return [f"{self.source.randint(1, 999) / 1000}" for _ in range(self.width)]
        return [f"{self.source.randint(-3000, 3000) / 1000 + 0.0005:.4f}" for _ in range(self.width)]

    def given(self) -> dict[str, Any]:
        y, out = (rows[0] if self.vector else rows for rows in (self.y, self.outputs))
        given: dict[str, Any] = {"kind": self.kind, "y": y, "log": self.log, "reduction": self.reduction}
        given["z" if self.logits else "yhat"] = out
        given |= {"delta": self.delta} if self.kind == "huber" and self.delta is not None else {}
        if self.shape == "outputs" or (self.shape and self.vector):
            given["weights"] = self.weights[0]
        elif self.shape == "samples":
            given["weights"] = [[row[0]] for row in self.weights]
        elif self.shape == "numbers":
            given["weights"] = self.weights
        if self.zero_one and any(label == "-1" for row in self.y for label in row):
            rows = [["0" if label == "-1" else label for label in row] for row in self.y]
            given["y"] = rows[0] if self.vector else rows
        return given

    def spread(self) -> torch.Tensor:
        """The weights in the shape of y; ones where there are none."""
        weights = torch.tensor([[float(w) for w in row] for row in self.weights])
        if self.shape is None:
            return torch.ones_like(weights)
        if self.shape == "outputs" or self.vector:
            return weights[:1].expand_as(weights)
        return weights[:, :1].expand_as(weights) if self.shape == "samples" else weights

    def expected(self) -> dict[str, torch.Tensor]:
        given = torch.tensor([[float(q) for q in row] for row in self.outputs], requires_grad=True)
        y = torch.tensor([[float(q) for q in row] for row in self.y])
        weights = self.spread()
        losses = (weights * each(self.kind, y, given, given if self.logits else None, float(self.delta or 1))).sum(1)
        losses = losses / (1 if self.kind in SUMMED else self.width)
        losses = losses / (BASES[self.log] if self.kind in ("bce", "cross-entropy", "kl") else 1)
        if self.reduction == "weighted-mean":
            loss = losses.sum() / ((weights * y).sum() if self.classes else weights.mean(1).sum())
        else:
            loss = losses.mean() if self.reduction == "mean" else losses.sum()
        loss.backward()
        assert given.grad is not None
        out = {"losses": losses, "loss": loss, "dz" if self.logits else "dyhat": given.grad}
        return {name: value.detach().reshape(-1) for name, value in out.items()}


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end; their printed digits are judged as well."""
    source = random.Random(6300)
    while True:
        yield Drawn(source).given()


def doubles(x: Any) -> list[float | None]:
    return [nearest_double(q) for q in (x.items if isinstance(x, Tensor) else [x])]


def solved(given: dict[str, Any], *names: str, policy: Policy = PLAIN) -> dict[str, list[float | None]]:
    problem = read_problem(LossType, given)
    return run_problem(problem, lambda run: {name: doubles(run.results[name]) for name in names}, policy)


def check(drawn: Drawn, policy: Policy = PLAIN) -> None:
    expected = drawn.expected()
    found = solved(drawn.given(), *expected, policy=policy)
    for name, right in expected.items():
        assert found[name] == pytest.approx(right.tolist(), rel=CLOSE, abs=CLOSE), (name, drawn.given())


@pytest.mark.parametrize("batch", range(BATCHES))
def test_against_pytorch(batch: int) -> None:
    source = random.Random(6100 + batch)
    for _ in range(COMPARED["PyTorch"] // BATCHES):
        check(Drawn(source))


RULES = (rules.sample_loss, rules.entropy_loss, rules.loss_derivative, rules.outputs_averaged, rules.logit_derivative)
SLIPS = [slip for rule in RULES for slip in rule.slips]


@pytest.mark.parametrize("slip", SLIPS, ids=name_of)
def test_a_planted_fault_is_caught(slip: Slip) -> None:
    source = random.Random(6000)
    assert is_seen(slip, repeat(lambda policy: check(Drawn(source), policy), 300))


def test_weighted_means_against_scikit_learn() -> None:
    """sample_weight there is a column of weights and reduction=weighted-mean here."""
    source = random.Random(6200)
    for _ in range(COMPARED["scikit-learn"] // 3):
        rows = source.randint(2, 5)
        w = [source.randint(1, 50) / 10 for _ in range(rows)]
        y, out = ([[source.randint(-50, 50) / 10 for _ in range(2)] for _ in range(rows)] for _ in range(2))
        given = {"y": y, "yhat": out, "weights": [[q] for q in w], "reduction": "weighted-mean"}
        for kind, right in (("mse", mean_squared_error), ("mae", mean_absolute_error)):
            expected = right(y, out, sample_weight=w)
            assert solved({"kind": kind, **given}, "loss")["loss"] == pytest.approx([expected], rel=CLOSE)
        labels = [source.randrange(2) for _ in range(rows)]
        p = [source.randint(1, 99) / 100 for _ in range(rows)]
        given |= {"y": [[q] for q in labels], "yhat": [[q] for q in p]}
        expected = log_loss(labels, p, sample_weight=w, labels=[0, 1])
        assert solved({"kind": "bce", **given}, "loss")["loss"] == pytest.approx([expected], rel=CLOSE)
