"""Random hinge problems against PyTorch's multi_margin_loss, scikit-learn's hinge_loss and autograd.

PyTorch divides the sum over the classes by their number; that is undone. Scores have four decimals and margins an odd
fifth one, so that no sample sits on a kink, where derivatives are a matter of taste.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import repeat
from typing import Any

import pytest
import torch
from sklearn.metrics import hinge_loss
from torch.nn import functional

from nncalc.declaring.problem import read_problem
from nncalc.engine.figures import nearest_double
from nncalc.engine.rule import Slip
from nncalc.engine.run import PLAIN, Policy
from nncalc.engine.tensor import Tensor
from nncalc.page.solving import run_problem
from nncalc.problem_types.hinge_loss import HingeLoss
from nncalc.rules import hinge as rules
from oracles.faults import is_seen, name_of

COMPARED = {"PyTorch": 2000, "scikit-learn": 400}
BATCHES = 20
CLOSE = 1e-9


class Drawn:
    """One random problem, as nncalc takes it and as PyTorch does."""

    def __init__(self, source: random.Random) -> None:
        pick = source.choice
        self.form = pick(("weston-watkins", "crammer-singer", "binary"))
        self.width = 1 if self.form == "binary" else source.randint(2, 5)
        self.rows = source.randint(1, 4)
        self.vector = self.rows == 1 and self.form != "binary" and source.random() < 0.5
        self.s = [[f"{source.randint(-40000, 40000) / 10000}" for _ in range(self.width)] for _ in range(self.rows)]
        self.margin = pick((None, f"{(2 * source.randint(0, 150000) + 1) / 100000:.5f}"))
        self.first = source.randint(0, 1)
        self.y = [pick((-1, 1)) if self.form == "binary" else source.randrange(self.width) for _ in self.s]
        self.squared, self.reduction = pick(("no", "yes")), pick(("mean", "sum"))
        self.penalty = pick(("l2", "l1", "half-l2"))
        self.W = [[f"{source.randint(-200, 200) / 100}" for _ in range(3)] for _ in range(source.randint(1, 3))]
        self.strength = pick((None, "0.05", "2"))
        self.with_penalty = source.random() < 0.5

    def given(self) -> dict[str, Any]:
        s: Any = self.s[0] if self.vector else self.s
        y = [str(label if self.form == "binary" else label + self.first) for label in self.y]
        out = {"s": s, "y": y, "form": self.form, "squared": self.squared, "reduction": self.reduction}
        out |= {"penalty": self.penalty, "first": str(self.first)}
        out |= {"margin": self.margin} if self.margin is not None else {}
        if self.with_penalty:
            out |= {"W": self.W} | ({"strength": self.strength} if self.strength is not None else {})
        return out

    def expected(self) -> dict[str, torch.Tensor]:
        s = torch.tensor([[float(q) for q in row] for row in self.s], requires_grad=True)
        losses = self.losses(s)
        loss = losses.mean() if self.reduction == "mean" else losses.sum()
        loss.backward()
        assert s.grad is not None
        out = {"losses": losses, "loss": loss, "ds": s.grad}
        if self.with_penalty:
            W = torch.tensor([[float(q) for q in row] for row in self.W])
            norm = {"l2": (W**2).sum(), "l1": W.abs().sum(), "half-l2": (W**2).sum() / 2}[self.penalty]
            out["penalty"] = norm * float(self.strength or 1)
            out["total"] = out["penalty"] + loss
        return {name: value.detach().reshape(-1) for name, value in out.items()}

    def losses(self, s: torch.Tensor) -> torch.Tensor:
        """The loss of each sample."""
        margin, power = float(self.margin or 1), 2 if self.squared == "yes" else 1
        y = torch.tensor(self.y)
        if self.form == "binary":
            return torch.clamp(margin - y * s[:, 0], min=0) ** power
        if self.form == "weston-watkins":
            return functional.multi_margin_loss(s, y, p=power, margin=margin, reduction="none") * self.width
        right = torch.nn.functional.one_hot(y, self.width).bool()
        worst = s.masked_fill(right, -torch.inf).max(1).values
        return torch.clamp(worst - s[right] + margin, min=0) ** power


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end; their printed digits are judged as well."""
    source = random.Random(5400)
    while True:
        yield Drawn(source).given()


def doubles(x: Any) -> list[float | None]:
    return [nearest_double(q) for q in (x.items if isinstance(x, Tensor) else [x])]


def solved(given: dict[str, Any], *names: str, policy: Policy = PLAIN) -> dict[str, list[float | None]]:
    problem = read_problem(HingeLoss, given)
    return run_problem(problem, lambda run: {name: doubles(run.results[name]) for name in names}, policy)


def check(drawn: Drawn, policy: Policy = PLAIN) -> None:
    expected = drawn.expected()
    found = solved(drawn.given(), *expected, policy=policy)
    for name, right in expected.items():
        assert found[name] == pytest.approx(right.tolist(), rel=CLOSE, abs=CLOSE), (name, drawn.given())


@pytest.mark.parametrize("batch", range(BATCHES))
def test_against_pytorch(batch: int) -> None:
    source = random.Random(5100 + batch)
    for _ in range(COMPARED["PyTorch"] // BATCHES):
        check(Drawn(source))


RULES = (rules.row_margins, rules.binary_margin, rules.hinge_derivatives, rules.binary_derivative)
SLIPS = [slip for rule in RULES for slip in rule.slips]


@pytest.mark.parametrize("slip", SLIPS, ids=name_of)
def test_a_planted_fault_is_caught(slip: Slip) -> None:
    source = random.Random(5000)
    assert is_seen(slip, repeat(lambda policy: check(Drawn(source), policy), 100))


def test_crammer_singer_against_scikit_learn() -> None:
    source = random.Random(5200)
    for _ in range(COMPARED["scikit-learn"] // 2):
        width = source.randint(3, 5)
        rows = [[source.randint(-3000, 3000) / 1000 for _ in range(width)] for _ in range(source.randint(2, 5))]
        y = [source.randrange(width) for _ in rows]
        given = {"s": rows, "y": y, "form": "crammer-singer"}
        assert solved(given, "loss")["loss"] == pytest.approx([hinge_loss(y, rows, labels=range(width))], rel=CLOSE)


def test_binary_against_scikit_learn() -> None:
    source = random.Random(5300)
    for _ in range(COMPARED["scikit-learn"] // 2):
        scores = [source.randint(-3000, 3000) / 1000 for _ in range(source.randint(2, 6))]
        labels = source.choice(((-1, 1), (0, 1)))  # scikit-learn reads 0 as -1 too
        y = [*labels, *[source.choice(labels) for _ in scores[2:]]]
        given = {"s": scores, "y": y, "form": "binary"}
        assert solved(given, "loss")["loss"] == pytest.approx([hinge_loss(y, scores)], rel=CLOSE)
