"""Random dropout layers against PyTorch's own, run twice with one seed: on ones for the mask, then on the values."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, product
from typing import Any

import pytest
import torch
from torch.nn import functional

from nncalc import solve

COMPARED = {"PyTorch": 2000}


def dropped_by_torch(x: list[float], p: float, seed: int) -> torch.Tensor:
    """What PyTorch's layer makes of x; one seed is one mask."""
    torch.manual_seed(seed)
    return functional.dropout(torch.tensor(x, dtype=torch.float64), p)


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end. `seed` is the oracle's alone."""
    source = random.Random(0)
    for seed in range(10**9):
        x = [source.randint(-99, 99) / 10 for _ in range(4)]
        p = source.randint(0, 9) / 10
        mask = [int(bool(y)) for y in dropped_by_torch([1.0] * 4, p, seed)]
        given = {"x": x, "p": p, "mask": mask, "upstream": [source.randint(-9, 9) for _ in x]}
        if source.random() < 0.3:
            given |= {"p": (10 - round(10 * p)) / 10, "p_is": "kept"}
        given["form"] = source.choice(("inverted", "classic"))
        given["mode"] = source.choice(("train", "train", "eval"))
        yield given


def right(given: dict[str, Any], seed: int) -> list[float]:
    """y."""
    share = given["p"] if given.get("p_is") == "kept" else 1 - given["p"]
    if given["mode"] == "eval":
        y = functional.dropout(torch.tensor(given["x"], dtype=torch.float64), 1 - share, training=False)
        return [float(q) for q in (y * share if given["form"] == "classic" else y)]
    y = dropped_by_torch(given["x"], 1 - share, seed)
    return [float(q) for q in (y * share if given["form"] == "classic" else y)]


def test_against_pytorch() -> None:
    for seed, given in enumerate(islice(givens(), COMPARED["PyTorch"])):
        solved = solve("dropout", **given)
        assert [q.value for q in solved["y"]] == pytest.approx(right(given, seed), rel=1e-9, abs=1e-12), given
        back = given | {"x": given["upstream"]}
        assert [q.value for q in solved["dx"]] == pytest.approx(right(back, seed), rel=1e-9, abs=1e-12), given


def test_the_mean_over_all_masks() -> None:
    """Every mask, with its probability, in fractions."""
    for form in ("inverted", "classic"):
        x, p = [Fraction(3), Fraction(-1, 2), Fraction(5)], Fraction(1, 4)
        mean = [Fraction(0)] * 3
        for mask in product((0, 1), repeat=3):
            weight = Fraction(1)
            for kept in mask:
                weight *= 1 - p if kept else p
            y = [kept * value / (1 if form == "classic" else 1 - p) for kept, value in zip(mask, x, strict=True)]
            mean = [m + weight * value for m, value in zip(mean, y, strict=True)]
        solved = solve("dropout", x="3,-1/2,5", p="1/4", form=form)
        assert [Fraction(q.exact) for q in solved["expected"]] == mean


def test_planted_faults_are_seen() -> None:
    given = {"x": [1.0, 2.0, 3.0, 4.0], "p": 0.3, "mask": [1, 1, 1, 1], "form": "inverted", "mode": "train"}
    assert right(given | {"mode": "eval"}, 0) != pytest.approx([q.value for q in solve("dropout", **given)["y"]])
