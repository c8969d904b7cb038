"""Random Transformers counted against modules, tensors and the FLOP counter of PyTorch, which keep no numbers (`meta`)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from nncalc import solve

COMPARED = {"PyTorch's modules": 1600, "PyTorch's tensors": 300, "PyTorch's FLOP counter": 100}


def numbers_of(*modules: nn.Module) -> int:
    return sum(p.numel() for module in modules for p in module.parameters())


def models() -> Iterator[dict[str, Any]]:
    """Random problems without end."""
    source = random.Random(0)
    while True:
        heads = source.choice((1, 2, 4))
        given: dict[str, Any] = {"d": heads * source.randint(1, 16), "layers": source.randint(1, 4), "heads": heads}
        options = {
            "ff": source.randint(1, 90),
            "vocab": source.randint(1, 500),
            "context": source.randint(1, 90),
            "segments": source.randint(1, 3),
            "kv_heads": source.choice([n for n in (1, 2, 4) if heads % n == 0]),
            "head_dim": source.randint(1, 20),
            "tied": source.choice(("yes", "no")),
            "bias": source.choice(("all", "ffn", "no")),
            "norm": source.choice(("ln", "rms", "no")),
            "gated": source.choice(("no", "yes")),
        }
        given |= {name: value for name, value in options.items() if source.random() < 0.6}
        if source.random() < 0.5:
            given["rank"] = source.randint(1, 8)
            words = ["q", "k", "v", "o", "qkv", "up", "down"]
            given["targets"] = source.sample(words, source.randint(1, 4))
        yield given


def linears(given: dict[str, Any]) -> dict[str, nn.Linear]:
    """The matrices of a layer."""
    d, heads = given["d"], given["heads"]
    size = given.get("head_dim", d // heads)
    q, kv, ff = heads * size, given.get("kv_heads", heads) * size, given.get("ff", 4 * d)
    bias = given.get("bias", "all")
    sides = {"q": (d, q), "k": (d, kv), "v": (d, kv), "o": (q, d), "up": (d, ff), "down": (ff, d)}
    sides |= {"gate": (d, ff)} if given.get("gated") == "yes" else {}
    return {
        name: nn.Linear(*side, bias=bias == "all" or (bias == "ffn" and name in ("up", "down", "gate")))
        for name, side in sides.items()
    }


def norm(given: dict[str, Any]) -> nn.Module:
    kind = given.get("norm", "ln")
    return nn.Identity() if kind == "no" else nn.LayerNorm(given["d"]) if kind == "ln" else nn.RMSNorm(given["d"])


def lora(given: dict[str, Any], layer: dict[str, nn.Linear]) -> int:
    """The parameters of the two matrices beside each target, in all layers."""
    beside: list[nn.Module] = []
    for word in given["targets"]:
        rows = layer[word[0] if word == "qkv" else word].in_features
        columns = sum(layer[each].out_features for each in ("qkv" if word == "qkv" else [word]))
        beside += [nn.Linear(rows, given["rank"], bias=False), nn.Linear(given["rank"], columns, bias=False)]
    return numbers_of(*beside) * int(given["layers"])


def counted(given: dict[str, Any]) -> dict[str, int]:
    """Every figure that is compared, by its name."""
    with torch.device("meta"):
        layer = linears(given)
        found = {
            "attention_params": numbers_of(*[layer[name] for name in "qkvo"]),
            "ffn_params": numbers_of(*[layer[name] for name in layer if name not in "qkvo"]),
            "layer_params": numbers_of(*layer.values(), norm(given), norm(given)),
        }
        tables = [nn.Embedding(given[name], given["d"]) for name in ("vocab", "context", "segments") if name in given]
        if "vocab" in given and given.get("tied") == "no":
            tables.append(nn.Embedding(given["vocab"], given["d"]))
        found["params"] = given["layers"] * found["layer_params"] + numbers_of(*tables, norm(given))
        if "rank" in given:
            found["lora"] = lora(given, layer)
    return found


def value(x: Any) -> int:
    assert x.value == int(x.value)
    return int(x.value)


def test_parameters() -> None:
    for given in islice(models(), COMPARED["PyTorch's modules"]):
        solved = solve("transformer", **given)
        wanted = counted(given)
        assert {name: value(solved[name]) for name in wanted} == wanted, given
        assert value(solved["memory"]) == 16 * wanted["params"]


def caches() -> Iterator[dict[str, Any]]:
    source = random.Random(1)
    while True:
        heads = source.choice((1, 2, 4, 8))
        given: dict[str, Any] = {"layers": source.randint(1, 40), "heads": heads, "head_dim": source.randint(1, 128)}
        given |= {"tokens": source.randint(1, 5000), "batch": source.randint(1, 9), "bytes": source.choice((1, 2, 4))}
        if source.random() < 0.5:
            given["kv_heads"] = source.choice([n for n in (1, 2, 4, 8) if heads % n == 0])
        yield given


def givens() -> Iterator[dict[str, Any]]:
    """Both in turn, whose printed digits are judged."""
    for pair in zip(models(), caches(), strict=False):
        yield from pair


KINDS = {1: torch.int8, 2: torch.float16, 4: torch.float32}


def test_caches() -> None:
    for given in islice(caches(), COMPARED["PyTorch's tensors"]):
        heads = given.get("kv_heads", given["heads"])
        shape = (2, given["batch"], given["layers"], heads, given["tokens"], given["head_dim"])
        cache = torch.empty(shape, dtype=KINDS[given["bytes"]], device="meta")
        solved = solve("transformer", **given)
        assert value(solved["kv_values"]) == cache.numel(), given
        assert value(solved["kv_cache"]) == cache.numel() * cache.element_size(), given


def test_flops() -> None:
    """A linear layer of N weights, forward alone, and there and back over D tokens."""
    source = random.Random(2)
    for _ in range(COMPARED["PyTorch's FLOP counter"]):
        inputs, outputs, tokens = (source.randint(1, 50) for _ in range(3))
        with torch.device("meta"):
            layer = nn.Linear(inputs, outputs, bias=False)
            with FlopCounterMode(display=False) as one:
                layer(torch.empty(1, inputs))
            with FlopCounterMode(display=False) as both:
                layer(torch.empty(tokens, inputs, requires_grad=True)).sum().backward()
        solved = solve("transformer", n_params=inputs * outputs, train_tokens=tokens)
        assert value(solved["flops_per_token"]) == one.get_total_flops()
        assert value(solved["training_flops"]) == both.get_total_flops()


def test_planted_faults_are_seen() -> None:
    given = {"d": 8, "layers": 2, "heads": 2, "vocab": 11, "rank": 2, "targets": ["q", "up"]}
    own = counted(given)
    for fault in (
        {"bias": "no"},
        {"norm": "rms"},
        {"gated": "yes"},
        {"kv_heads": 1},
        {"tied": "no"},
        {"rank": 3},
        {"ff": 9},
    ):
        assert counted(given | fault) != own, fault
        solved = solve("transformer", **given)
        assert {name: value(solved[name]) for name in own} == own
