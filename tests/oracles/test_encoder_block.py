"""Random encoder blocks against PyTorch's TransformerEncoderLayer in float64, post-norm and pre-norm."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
import torch
from torch import nn

from nncalc import solve

COMPARED = {"PyTorch": 2000}

Rows = list[list[float]]


def rows(source: random.Random, height: int, width: int) -> Rows:
    return [[source.randint(-20, 20) / 10 for _ in range(width)] for _ in range(height)]


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end; every matrix has a row for each unit, as PyTorch keeps them."""
    source = random.Random(0)
    while True:
        heads, tokens, inner = source.choice((1, 1, 2)), source.randint(1, 3), source.randint(1, 3)
        d = source.choice((2, 4)) if heads == 2 else source.choice((2, 3))
        given: dict[str, Any] = {"X": rows(source, tokens, d), "heads": heads, "form": "column"}
        given |= {f"W{x}": rows(source, d, d) for x in "qkvo"}
        given |= {"W1": rows(source, inner, d), "W2": rows(source, d, inner)}
        sizes = {
            "bq": d,
            "bk": d,
            "bv": d,
            "bo": d,
            "b1": inner,
            "b2": d,
            "gamma1": d,
            "beta1": d,
            "gamma2": d,
            "beta2": d,
        }
        given |= {name: rows(source, 1, size)[0] for name, size in sizes.items() if source.random() < 0.5}
        given |= {"norm": source.choice(("post", "pre")), "eps": source.choice(("1e-5", "1e-3"))}
        given |= source.choice(({}, {}, {"mask": "causal"}, {"lengths": source.randint(1, tokens)}))
        yield given | {"act": source.choice(("relu", "relu", "gelu"))}


def hidden(given: dict[str, Any]) -> torch.Tensor:
    """Where a key is hidden."""
    tokens = len(given["X"])
    if given.get("mask") == "causal":
        return torch.ones(tokens, tokens, dtype=torch.bool).triu(1)
    return (torch.arange(tokens) >= given.get("lengths", tokens)).expand(tokens, tokens)


def layer(given: dict[str, Any]) -> nn.TransformerEncoderLayer:
    """The module with the numbers of a problem; biases are 0 and scales 1 where none are given."""
    d, inner = len(given["X"][0]), len(given["W1"])
    made = nn.TransformerEncoderLayer(
        d,
        given["heads"],
        inner,
        0.0,
        given["act"],
        float(given["eps"]),
        True,
        given["norm"] == "pre",
        dtype=torch.float64,
    )

    def put(parameter: torch.Tensor, value: Any) -> None:
        with torch.no_grad():
            parameter.copy_(torch.tensor(value, dtype=torch.float64))

    put(made.self_attn.in_proj_weight, [row for x in "qkv" for row in given[f"W{x}"]])
    put(made.self_attn.in_proj_bias, [q for x in "qkv" for q in given.get(f"b{x}", [0.0] * d)])
    put(made.self_attn.out_proj.weight, given["Wo"])
    put(made.self_attn.out_proj.bias, given.get("bo", [0.0] * d))
    for linear, number in ((made.linear1, 1), (made.linear2, 2)):
        put(linear.weight, given[f"W{number}"])
        put(linear.bias, given.get(f"b{number}", [0.0] * len(given[f"W{number}"])))
    for norm, number in ((made.norm1, 1), (made.norm2, 2)):
        put(norm.weight, given.get(f"gamma{number}", [1.0] * d))
        put(norm.bias, given.get(f"beta{number}", [0.0] * d))
    return made


def right(given: dict[str, Any]) -> list[float]:
    """y, flat."""
    x = torch.tensor(given["X"], dtype=torch.float64).unsqueeze(0)
    made = layer(given).train()  # in use a fast path would take other kernels
    return [float(q) for q in made(x, src_mask=hidden(given)).detach().flatten()]


def flat(value: Any) -> list[float]:
    """The values of a result, in row order."""
    return [q for part in value for q in flat(part)] if isinstance(value, list) else [value.value]


def test_against_pytorch() -> None:
    for given in islice(givens(), COMPARED["PyTorch"]):
        assert flat(solve("encoder-block", **given)["y"]) == pytest.approx(right(given), rel=1e-8, abs=1e-9), given


def test_planted_faults_are_seen() -> None:
    given: dict[str, Any] = {
        "X": [[1.0, 0.5, 2.0], [-1.0, 2.0, 0.3]], "heads": 1, "form": "column", "norm": "post", "eps": "1e-5", "act": "relu",
        **{f"W{x}": [[1.0, 0.3, 0.0], [0.2, 1.0, 0.1], [0.0, 0.4, 1.0]] for x in "qkvo"},
        "W1": [[1.0, 0.5, 0.0], [0.5, -1.0, 1.0]], "W2": [[1.0, 0.0], [0.4, 1.0], [0.2, -1.0]],
    }  # fmt: skip
    own = flat(solve("encoder-block", **given)["y"])
    assert own == pytest.approx(right(given), rel=1e-8)
    faults: list[dict[str, Any]] = [
        {"norm": "pre"},
        {"eps": ".1"},
        {"mask": "causal"},
        {"b1": [1.0, 0.0]},
        {"gamma2": [2.0, 1.0, 1.0]},
        {"act": "gelu"},
    ]
    for fault in faults:
        assert own != pytest.approx(right(given | fault), rel=1e-6), fault
