"""Random attentions against PyTorch's functions and its autograd, over all conventions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
import torch
from torch.nn import functional

from nncalc import solve

COMPARED = {"PyTorch": 1500, "PyTorch's MultiheadAttention": 500}

Rows = list[list[float]]


def rows(source: random.Random, height: int, width: int) -> Rows:
    return [[source.randint(-20, 20) / 10 for _ in range(width)] for _ in range(height)]


def vector(source: random.Random, size: int) -> list[float]:
    return rows(source, 1, size)[0]


def masks(source: random.Random, queries: int, keys: int) -> dict[str, Any]:
    """A mask that leaves each query a key, or none."""
    kind = source.choice(("none", "none", "causal", "matrix", "row", "length", "lengths", "bias"))
    found: dict[str, Any] = {}
    if kind == "causal":
        found = {"mask": "causal"}
    elif kind in ("matrix", "row"):
        many = [[source.randint(0, 1) for _ in range(keys)] for _ in range(queries if kind == "matrix" else 1)]
        blind = source.random() < 0.2
        for row in many[1:] if blind else many:
            row[source.randrange(keys)] = 1
        if blind:
            many[0] = [0] * keys
        turned = source.random() < 0.3
        found = {
            "mask": [[1 - q for q in row] for row in many] if turned else many,
            "ones": "hidden" if turned else "seen",
        }
        if blind:
            found["masked"] = "-1e9"
    elif kind == "length":
        found = {"lengths": source.randint(1, keys)}
    elif kind == "lengths":
        found = {"lengths": [source.randint(1, keys) for _ in range(queries)]}
    elif kind == "bias":
        found = {"score_bias": rows(source, queries, keys)}
    if found and source.random() < 0.2:
        found["masked"] = "-1e9"
    return found


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end."""
    source = random.Random(0)
    while True:
        heads = source.choice((1, 1, 1, 2, 2, 4))
        kv_heads = source.choice([n for n in (1, 2, 4) if heads % n == 0])
        size, value_size, model = (source.randint(1, 2) for _ in range(3))
        queries, keys = source.randint(1, 3), source.randint(1, 3)
        kind = source.choice(("self", "self", "cross", "projected", "bare"))
        widths = {"q": heads * size, "k": kv_heads * size, "v": kv_heads * value_size}
        given: dict[str, Any] = {"heads": heads, "kv_heads": kv_heads, "form": source.choice(("row", "row", "column"))}
        if kind == "projected":
            given |= {"Q": rows(source, queries, widths["q"]), "K": rows(source, keys, widths["k"])}
            given["V"] = rows(source, keys, widths["v"])
        elif kind == "bare":
            kv_heads = given["kv_heads"] = heads
            value_size, keys = size, queries
            given["X"] = rows(source, queries, heads * size)
        else:
            given["X"] = rows(source, queries, model)
            keys = queries if kind == "self" else keys
            if kind == "cross":
                given["memory"] = rows(source, keys, model)
            for letter, width in widths.items():
                given[f"W{letter}"] = weights(source, model, width, given["form"])
                if source.random() < 0.3:
                    given[f"b{letter}"] = vector(source, width)
        yield (
            given
            | masks(source, queries, keys)
            | scoring(source, size)
            | behind(source, given, heads * value_size, queries)
        )


def weights(source: random.Random, inputs: int, outputs: int, form: str) -> Rows:
    return rows(source, inputs, outputs) if form == "row" else rows(source, outputs, inputs)


def scoring(source: random.Random, size: int) -> dict[str, Any]:
    kind = source.choice(("dot", "dot", "dot", "general", "additive"))
    given: dict[str, Any] = {"score": kind}
    if kind == "general":
        given["Wa"] = rows(source, size, size)
    elif kind == "additive":
        many = source.randint(1, 3)
        given |= {"Wa": rows(source, many, 2 * size), "va": vector(source, many)}
    if source.random() < 0.2:
        given["factor"] = source.randint(1, 30) / 10
    elif source.random() < 0.5:
        given["scale"] = source.choice(("sqrt-dk", "none", "sqrt-dmodel"))
    return given


def behind(source: random.Random, given: dict[str, Any], width: int, queries: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if source.random() < 0.4:
        outputs = source.randint(1, 3)
        found["Wo"] = weights(source, width, outputs, given["form"])
        width = outputs
    if source.random() < 0.3:
        found["bo"] = vector(source, width)
    return found | {"upstream": rows(source, queries, width)}


# -- PyTorch -----------------------------------------------------------------------------------------------------------


def tensor(value: Any) -> torch.Tensor:
    return torch.tensor(value, dtype=torch.float64, requires_grad=True)


def hidden(given: dict[str, Any], queries: int, keys: int) -> torch.Tensor:
    """Where a key is hidden."""
    out = torch.zeros(queries, keys, dtype=torch.bool)
    if given.get("mask") == "causal":
        out = torch.ones(queries, keys, dtype=torch.bool).triu(1)
    elif "mask" in given:
        out = (torch.tensor(given["mask"]) == (0 if given["ones"] == "seen" else 1)).expand(queries, keys)
    if "lengths" in given:
        lengths = torch.tensor(given["lengths"]).reshape(-1, 1)
        out = out | (torch.arange(keys).reshape(1, -1) >= lengths)
    return out


def right(given: dict[str, Any]) -> dict[str, torch.Tensor]:
    """Every figure that is compared, by its name."""
    leaves = {
        name: tensor(value)
        for name, value in given.items()
        if name in ("X", "memory", "Q", "K", "V", "Wa", "va", "Wo", "bo") or name[0] in "Wb"
    }
    heads, kv_heads = given["heads"], given["kv_heads"]

    def linear(x: torch.Tensor, name: str) -> torch.Tensor:
        W = leaves.get(f"W{name}")
        if W is not None:
            x = x @ (W if given["form"] == "row" else W.T)
        return x + leaves[f"b{name}"] if f"b{name}" in leaves else x.clone()

    if "X" in leaves:
        other = leaves.get("memory", leaves["X"])
        Q, K, V = linear(leaves["X"], "q"), linear(other, "k"), linear(other, "v")
    else:
        Q, K, V = leaves["Q"], leaves["K"], leaves["V"]
    for each in (Q, K, V):
        each.retain_grad()

    def split(x: torch.Tensor, parts: int) -> torch.Tensor:
        return x.reshape(len(x), parts, -1).transpose(0, 1).repeat_interleave(heads // parts, 0)

    q, k, v = split(Q, heads), split(K, kv_heads), split(V, kv_heads)
    scores = bare_scores(given, q, k, leaves)
    scaled = scores * factor(given, Q, q, leaves)
    if "score_bias" in given:
        scaled = scaled + torch.tensor(given["score_bias"], dtype=torch.float64)
    fill = float("-inf") if given.get("masked", "-inf") == "-inf" else -1e9
    A = scaled.masked_fill(hidden(given, len(Q), len(K)), fill).softmax(-1)
    out = joined = (A @ v).transpose(0, 1).reshape(len(Q), -1)
    if "Wo" in leaves or "bo" in leaves:
        out = linear(joined, "o")
    out.backward(torch.tensor(given["upstream"], dtype=torch.float64))
    found = {"scores": scores, "A": A, "O": joined, "out": out, "dQ": Q.grad, "dK": K.grad, "dV": V.grad}
    inputs = {f"d{name}": leaf.grad for name, leaf in leaves.items() if name not in "QKV"}
    return {name: value.detach() for name, value in (found | inputs).items() if value is not None}


def bare_scores(
    given: dict[str, Any], q: torch.Tensor, k: torch.Tensor, leaves: dict[str, torch.Tensor]
) -> torch.Tensor:
    if given["score"] == "general":
        return torch.einsum("hti,ij,hsj->hts", q, leaves["Wa"], k)
    if given["score"] == "additive":
        heads, queries, keys = len(q), q.shape[1], k.shape[1]
        left = q.unsqueeze(2).expand(heads, queries, keys, -1)
        pairs = torch.cat([left, k.unsqueeze(1).expand(heads, queries, keys, -1)], -1)
        return torch.tanh(pairs @ leaves["Wa"].T) @ leaves["va"]
    return q @ k.transpose(1, 2)


def factor(given: dict[str, Any], Q: torch.Tensor, q: torch.Tensor, leaves: dict[str, torch.Tensor]) -> float:
    if "factor" in given:
        return float(given["factor"])
    scale = given.get("scale", "sqrt-dk" if given["score"] == "dot" else "none")
    model = leaves["X"].shape[1] if "X" in leaves else Q.shape[1]
    return float({"sqrt-dk": q.shape[2] ** -0.5, "none": 1.0, "sqrt-dmodel": model**-0.5}[scale])


def flat(value: Any) -> list[float]:
    """The values of a result, in row order."""
    return [q for part in value for q in flat(part)] if isinstance(value, list) else [value.value]


def compare(given: dict[str, Any]) -> None:
    solved = solve("attention", **given)
    for name, wanted in right(given).items():
        numbers = [float(q) for q in wanted.flatten()]
        assert flat(solved[name]) == pytest.approx(numbers, rel=1e-9, abs=1e-10), (name, given)


def test_against_pytorch() -> None:
    for given in islice(givens(), COMPARED["PyTorch"]):
        compare(given)


def multihead() -> Iterator[dict[str, Any]]:
    """Problems that PyTorch's own module takes: one model size, biases everywhere, weights a row a unit."""
    source = random.Random(1)
    while True:
        heads, tokens = source.choice((1, 2, 3)), source.randint(1, 3)
        size = heads * source.randint(1, 2)
        given: dict[str, Any] = {f"W{x}": rows(source, size, size) for x in "qkvo"}
        given |= {f"b{x}": vector(source, size) for x in "qkvo"}
        given |= {"X": rows(source, tokens, size), "heads": heads, "form": "column"}
        yield given | source.choice(({}, {"mask": "causal"}, {"lengths": source.randint(1, tokens)}))


def test_against_multihead_attention() -> None:
    for given in islice(multihead(), COMPARED["PyTorch's MultiheadAttention"]):
        X = tensor(given["X"])
        weight, bias = (torch.cat([tensor(given[f"{kind}{x}"]) for x in "qkv"]) for kind in "Wb")
        out, A = functional.multi_head_attention_forward(
            X, X, X, X.shape[1], given["heads"], weight, bias, None, None, False, 0.0, tensor(given["Wo"]), tensor(given["bo"]),
            attn_mask=hidden(given, len(X), len(X)), average_attn_weights=False,
        )  # fmt: skip
        assert A is not None
        solved = solve("attention", **given)
        assert flat(solved["out"]) == pytest.approx([float(q) for q in out.detach().flatten()], rel=1e-9, abs=1e-10), (
            given
        )
        assert flat(solved["A"]) == pytest.approx([float(q) for q in A.detach().flatten()], rel=1e-9, abs=1e-10), given


def test_planted_faults_are_seen() -> None:
    given: dict[str, Any] = {
        "X": [[1.0, 2.0], [0.5, -1.0]], "Wq": [[1.0, 0.5], [0.2, 1.0]], "Wk": [[0.3, 1.0], [1.0, 0.4]],
        "Wv": [[1.0, 2.0], [3.0, 4.0]], "heads": 1, "kv_heads": 1, "form": "row", "score": "dot",
        "upstream": [[1.0, 0.0], [0.0, 1.0]],
    }  # fmt: skip
    compare(given)
    solved = solve("attention", **given)
    for fault in (
        {"scale": "none"},
        {"mask": "causal"},
        {"heads": 2, "kv_heads": 2},
        {"form": "column"},
        {"factor": 1.1},
    ):
        other = right(given | fault)
        names = ("scores", "A", "O", "dX")
        assert any(flat(solved[name]) != pytest.approx(other[name].flatten().tolist(), rel=1e-6) for name in names), (
            fault
        )
