"""Random layers over tokens against PyTorch's modules: shapes, and how many parameters they have."""

from __future__ import annotations

import random

import pytest
import torch
from torch import nn

from nncalc import solve

PROBLEMS = 400


def recurrent(source: random.Random, d: int) -> tuple[str, nn.Module, int]:
    word = source.choice(("rnn", "lstm", "gru"))
    units, both = source.randint(1, 40), source.random() < 0.5
    kind = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[word]
    bias = source.random() < 0.8
    module = kind(d, units, bidirectional=both, bias=bias, batch_first=True, device="meta")
    token = f"{word}:{units}" + (",both" if both else "") + f",biases={2 if bias else 0}"
    return token, module, units * (1 + both)


def block(source: random.Random, d: int) -> tuple[str, nn.Module, int]:
    heads, ff = source.choice([h for h in (1, 2, 4) if d % h == 0]), source.randint(1, 64)
    word, bias = source.choice(("encoder", "decoder", "mha")), source.random() < 0.7
    if word == "mha":
        return (
            f"mha:{heads}" + ("" if bias else ",bias=no"),
            nn.MultiheadAttention(d, heads, bias=bias, device="meta"),
            d,
        )
    kind = nn.TransformerEncoderLayer if word == "encoder" else nn.TransformerDecoderLayer
    return f"{word}:{heads},ff={ff}", kind(d, heads, ff, device="meta"), d


def plain(source: random.Random, d: int) -> tuple[str, nn.Module, int]:
    if source.random() < 0.5:
        return "ln", nn.LayerNorm(d, device="meta"), d
    units, bias = source.randint(1, 50), source.random() < 0.5
    return f"fc:{units}" + ("" if bias else ",bias=no"), nn.Linear(d, units, bias=bias, device="meta"), units


def test_against_pytorch() -> None:
    source = random.Random(5)
    for _ in range(PROBLEMS):
        tokens, d = source.randint(1, 20), source.randint(1, 30)
        layers, modules, width, begins = [], [], d, source.random() < 0.3
        if begins:
            words = source.randint(2, 500)
            layers.append(f"embedding:{words},{d}")
            modules.append(nn.Embedding(words, d, device="meta"))
        for _ in range(source.randint(1, 4)):
            token, module, width = source.choice((recurrent, block, plain))(source, width)
            layers.append(token)
            modules.append(module)
        given = {"input": str(tokens) if begins else f"{tokens}x{d}", "dims": "0", "layers": layers}
        solved = solve("convshape", **given)
        for number, module in enumerate(modules, 1):
            right = sum(p.numel() for p in module.parameters())
            assert solved[f"params{number}"].value == right, (number, given)
        assert [q.value for q in solved["shape"]] == [tokens, width], given


def test_a_count_that_is_off_by_one_is_seen() -> None:
    module = nn.LSTM(3, 5, device="meta")
    assert isinstance(module, torch.nn.Module)
    solved = solve("convshape", input="2x3", dims="0", layers=["lstm:5,biases=1"])
    with pytest.raises(AssertionError):
        assert solved["params"].value == sum(p.numel() for p in module.parameters())
