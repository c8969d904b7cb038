"""Random softmax-loss problems against PyTorch's cross_entropy and autograd; large scores against mpmath.

PyTorch's mean under class weights is `reduction=weighted-mean` here. Base and temperature are put into the tensors by
hand.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from itertools import repeat
from typing import Any

import mpmath
import pytest
import torch
from torch.nn import functional

from nncalc.declaring.problem import read_problem
from nncalc.engine.figures import Precision, figure, nearest_double
from nncalc.engine.rule import Slip
from nncalc.engine.run import PLAIN, Policy
from nncalc.engine.tensor import Tensor
from nncalc.page.solving import run_problem
from nncalc.problem_types.softmax_loss.problem import SoftmaxLoss
from nncalc.rules import softmax as rules
from nncalc.rules.softmax_gradient import score_gradient, softmax_jacobian
from oracles.faults import is_seen, name_of

COMPARED = {"PyTorch": 2000, "mpmath, large scores": 100}
BATCHES = 20
CLOSE = 1e-9
NAMES = ("cat", "car", "frog", "dog", "bus", "owl")


def decimals(source: random.Random, count: int, low: int, high: int) -> list[str]:
    return [f"{source.randint(low, high) / 100}" for _ in range(count)]


class Drawn:
    """One random problem, as nncalc takes it and as PyTorch does."""

    def __init__(self, source: random.Random) -> None:
        pick = source.choice
        self.width, self.rows = source.randint(2, 5), source.randint(1, 4)
        self.vector = self.rows == 1 and source.random() < 0.5
        self.z = [decimals(source, self.width, -900, 900) for _ in range(self.rows)]
        self.first = source.randint(0, 1)
        self.classes = [source.randrange(self.width) for _ in range(self.rows)]
        self.labels = pick(("numbers", "names", "rows"))
        self.soft = [self.distribution(source) for _ in range(self.rows)]
        self.weights = decimals(source, self.width, 10, 300) if source.random() < 0.5 else None
        self.own = decimals(source, self.rows, 10, 300) if source.random() < 0.4 else None
        self.temperature = pick((None, "0.5", "2", "3.25"))
        self.smoothing = pick((None, "0.1", "0.25", "1"))
        self.log = pick(("e", "e", "2", "10"))
        self.reduction = pick(("mean", "sum", "weighted-mean"))
        self.jacobian = source.random() < 0.1

    def distribution(self, source: random.Random) -> list[str]:
        """A row of hundredths that sums to 1, zeros among them."""
        cuts = sorted(pick for pick in (source.choice((0, source.randint(0, 100))) for _ in range(self.width - 1)))
        return [f"{(b - a) / 100:.2f}" for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]

    def given(self) -> dict[str, Any]:
        out: dict[str, Any] = {"z": self.z[0] if self.vector else self.z, "log": self.log, "reduction": self.reduction}
        if self.labels == "rows":
            out["y"] = self.soft[0] if self.vector else self.soft
        elif self.labels == "names":
            names = NAMES[: self.width]
            out |= {"classes": list(names), "y": [names[number] for number in self.classes]}
        else:
            out |= {"first": str(self.first), "y": [str(number + self.first) for number in self.classes]}
        optional = {
            "weights": self.weights,
            "sample_weights": self.own,
            "temperature": self.temperature,
            "smoothing": self.smoothing,
        }
        out |= {name: value for name, value in optional.items() if value is not None}
        return out | ({"jacobian": "yes"} if self.jacobian else {})

    def expected(self) -> dict[str, torch.Tensor]:
        z = torch.tensor([[float(q) for q in row] for row in self.z], requires_grad=True)
        soft = torch.tensor([[float(q) for q in row] for row in self.soft])
        weights = None if self.weights is None else torch.tensor([float(w) for w in self.weights])
        target = soft if self.labels == "rows" else torch.tensor(self.classes)
        scaled = z / float(self.temperature or 1)
        options = {"weight": weights, "label_smoothing": float(self.smoothing or 0)}
        losses = functional.cross_entropy(scaled, target, reduction="none", **options)
        own = torch.tensor([float(v) for v in self.own or ["1"] * self.rows])
        losses = losses * own
        if self.reduction != "weighted-mean":
            loss = losses.mean() if self.reduction == "mean" else losses.sum()
        elif self.labels == "rows":
            loss = losses.sum() / (own[:, None] * soft * (1 if weights is None else weights)).sum()
        elif self.own is not None:
            loss = losses.sum() / (own * (1 if weights is None else weights[target])).sum()
        else:
            loss = functional.cross_entropy(scaled, target, **options)
        base = {"e": 1.0, "2": math.log(2), "10": math.log(10)}[self.log]
        (loss / base).backward()
        out = {
            "losses": losses / base,
            "loss": loss / base,
            "p": scaled.softmax(1),
            "logp": scaled.log_softmax(1) / base,
        }
        out |= {"dz": z.grad, "S": scaled.exp().sum(1), "e": scaled.exp()}
        if self.jacobian:
            softmax = lambda row: (row / float(self.temperature or 1)).softmax(0)  # noqa: E731
            out["J"] = torch.stack([torch.autograd.functional.jacobian(softmax, row) for row in z.detach()])
        return {name: value.detach().reshape(-1) for name, value in out.items()}


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end; their printed digits are judged as well."""
    source = random.Random(4400)
    while True:
        yield Drawn(source).given()


def doubles(x: Any) -> list[float]:
    """A result's components as doubles, in row order."""
    if isinstance(x, list):
        return [value for part in x for value in doubles(part)]
    values = [nearest_double(q) for q in (x.items if isinstance(x, Tensor) else [x])]
    return [math.nan if value is None else value for value in values]


def check(given: dict[str, Any], expected: dict[str, torch.Tensor], policy: Policy = PLAIN) -> None:
    problem = read_problem(SoftmaxLoss, given)
    found = run_problem(problem, lambda run: {name: doubles(run.results[name]) for name in expected}, policy)
    for name, right in expected.items():
        assert found[name] == pytest.approx(right.tolist(), rel=CLOSE, abs=CLOSE), (name, given)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_against_pytorch(batch: int) -> None:
    source = random.Random(4100 + batch)
    for _ in range(COMPARED["PyTorch"] // BATCHES):
        drawn = Drawn(source)
        check(drawn.given(), drawn.expected())


RULES = (
    rules.own_weights,
    rules.exponentials,
    rules.shares,
    rules.log_probabilities,
    rules.cross_entropy,
    score_gradient,
)
SLIPS = [slip for rule in (*RULES, softmax_jacobian) for slip in rule.slips]


@pytest.mark.parametrize("slip", SLIPS, ids=name_of)
def test_a_planted_fault_is_caught(slip: Slip) -> None:
    source = random.Random(4000)

    def one(policy: Policy) -> None:
        drawn = Drawn(source)
        drawn.jacobian = slip.rule is softmax_jacobian
        check(drawn.given(), drawn.expected(), policy)

    assert is_seen(slip, repeat(one, 60))


def test_probabilities_against_pytorch() -> None:
    """Probabilities given: nll_loss of their logarithms, and the gradient with respect to scores behind them."""
    source = random.Random(4200)
    for _ in range(200):
        drawn = Drawn(source)
        rows = [row for row in drawn.soft if all(float(q) > 0 for q in row)]
        if not rows:
            continue
        p = torch.tensor([[float(q) for q in row] for row in rows])
        y = torch.tensor(drawn.classes[: len(rows)])
        z = p.log().requires_grad_(True)
        loss = functional.cross_entropy(z, y)
        loss.backward()
        given = {"p": rows, "input": "probabilities", "y": [str(int(number)) for number in y]}
        losses = functional.nll_loss(p.log(), y, reduction="none")
        assert z.grad is not None
        check(given, {"losses": losses, "loss": loss.detach().reshape(-1), "dz": z.grad.reshape(-1)})


@pytest.mark.parametrize("batch", range(4))
def test_large_scores_against_mpmath(batch: int) -> None:
    """Scores up to ±1000, where doubles overflow: fifteen digits of every result."""
    source = random.Random(4300 + batch)
    with mpmath.workdps(1000):
        for _ in range(COMPARED["mpmath, large scores"] // 4):
            z = [source.randint(-1000, 1000) for _ in range(source.randint(2, 4))]
            right = source.randrange(len(z))
            e = [mpmath.exp(value) for value in z]
            p = [value / mpmath.fsum(e) for value in e]
            expected = {"e": e, "p": p, "logp": [mpmath.log(q) for q in p], "loss": [-mpmath.log(p[right])]}
            expected["dz"] = [q - (i == right) for i, q in enumerate(p)]
            problem = read_problem(SoftmaxLoss, {"z": [str(value) for value in z], "y": str(right)})
            found = run_problem(problem, lambda run, e=expected: {name: figures(run.results[name]) for name in e})
            for name, values in expected.items():
                for text, value in zip(found[name], values, strict=True):
                    assert abs(mpmath.mpf(text) - value) <= abs(value) * mpmath.mpf(10) ** -14, (name, z)


def figures(x: Any) -> list[str]:
    found = [figure(q, Precision(sig=15)) for q in (x.items if isinstance(x, Tensor) else [x])]
    return [each.text for each in found if each is not None]
