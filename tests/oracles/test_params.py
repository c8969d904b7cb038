"""Random networks counted against PyTorch's modules, which keep no numbers (`meta`): images, features, and tokens."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
import torch
from torch import nn

from nncalc import solve
from oracles.test_sequences import block, plain, recurrent

COMPARED = {"PyTorch, images": 1000, "PyTorch, tokens": 1000}


def separable(channels: int, out: int, k: int, made: dict[str, Any]) -> nn.Module:
    """The two convolutions that a separable one is."""
    depthwise = nn.Conv2d(channels, channels, k, groups=channels, **{**made, "bias": False})
    return nn.Sequential(depthwise, nn.Conv2d(channels, out, 1, bias=made["bias"], device="meta"))


def window(source: random.Random, channels: int) -> tuple[str, nn.Module]:
    """A layer over maps of at least 6×6, which keeps them from vanishing."""
    groups = source.choice([g for g in (1, 1, 2, 3) if channels % g == 0])
    out, k, s, bias = groups * source.randint(1, 6), source.randint(1, 4), source.randint(1, 2), source.random() < 0.7
    keys = f"k={k},s={s},p={k // 2}" + ("" if bias else ",bias=no")
    made: dict[str, Any] = {"stride": s, "padding": k // 2, "bias": bias, "device": "meta"}
    choices: list[tuple[str, nn.Module]] = [
        (f"conv:{out},{keys},groups={groups}", nn.Conv2d(channels, out, k, groups=groups, **made)),
        (f"dwconv:2,{keys}", nn.Conv2d(channels, 2 * channels, k, groups=channels, **made)),
        (f"convt:{out},{keys},groups={groups}", nn.ConvTranspose2d(channels, out, k, groups=groups, **made)),
        (f"sepconv:{out},{keys}", separable(channels, out, k, made)),
        ("zeropad:1+0x2", nn.ZeroPad2d((2, 2, 1, 0))),
        ("upsample:2", nn.Upsample(scale_factor=2)),
        ("pool:max,k=2,s=1", nn.MaxPool2d(2, 1)),
        ("bn", nn.BatchNorm2d(channels, device="meta")),
        ("prelu", nn.PReLU(device="meta")),
    ]
    return source.choice(choices)


def image(source: random.Random) -> tuple[dict[str, Any], list[nn.Module], tuple[int, ...]]:
    """Windows over maps, then fully connected layers."""
    shape = (source.randint(1, 6), source.randint(16, 24), source.randint(16, 24))
    x = torch.empty(1, *shape, device="meta")
    layers, modules = [], list[nn.Module]()
    for _ in range(source.randint(1, 3)):
        token, module = window(source, x.shape[1])
        out = module(x)
        if min(out.shape[2:]) < 2:
            continue
        layers.append(token)
        modules.append(module)
        x = out
    width = x[0].numel()
    if source.random() < 0.5:
        layers.append("flatten")
        modules.append(nn.Flatten())
    for _ in range(source.randint(0, 2)):
        units = source.randint(1, 12)
        layers.append(f"fc:{units}")
        modules.append(nn.Linear(width, units, device="meta"))
        width = units
    if not layers:
        return image(source)
    return {"input": "x".join(map(str, shape)), "layout": "chw", "layers": layers}, modules, shape


def tokens(source: random.Random) -> tuple[dict[str, Any], list[nn.Module]]:
    """Rows of features, with an embedding before them or without one."""
    length, width = source.randint(1, 20), source.randint(1, 30)
    layers, modules, shape = [], list[nn.Module](), f"{length}x{width}"
    if source.random() < 0.4:
        words = source.randint(2, 500)
        layers.append(f"embedding:{words},{width}")
        modules.append(nn.Embedding(words, width, device="meta"))
        shape = str(length)
    for _ in range(source.randint(1, 4)):
        token, module, width = source.choice((recurrent, block, plain))(source, width)
        layers.append(token)
        modules.append(module)
    printed = source.random() < 0.5 and not any(map(is_printed_in_parts, modules))
    if printed:  # as PyTorch shows them: Embedding(100, 8), LSTM(8, 16, bidirectional=True)
        layers = [str(module) for module in modules]
    return {"input": shape, "dims": "0", "layers": layers}, modules


def is_printed_in_parts(module: nn.Module) -> bool:
    """Whether PyTorch prints the parts of a module, and not what it is made of."""
    return any(True for _ in module.children())


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end; their printed digits are judged as well."""
    source = random.Random(1)
    while True:
        yield image(source)[0]
        yield tokens(source)[0]


def agree(given: dict[str, Any], modules: list[nn.Module]) -> None:
    """Asserts that every layer and the whole have as many weights and biases as the modules."""
    solved = solve("params", **given)
    counts = []
    for number, module in enumerate(modules, 1):
        named = {name: p.numel() for name, p in module.named_parameters()}
        biases = sum(size for name, size in named.items() if "bias" in name)
        counts.append((sum(named.values()) - biases, biases, sum(named.values())))
        found = [solved[f"{name}{number}"].value for name in ("weights", "biases", "params")]
        assert tuple(found) == counts[-1], (number, given)
    whole = [solved[name].value for name in ("weights", "biases", "params")]
    assert whole == [sum(each) for each in zip(*counts, strict=True)], given


def test_images_against_pytorch() -> None:
    source = random.Random(2)
    for _ in range(COMPARED["PyTorch, images"]):
        given, modules, shape = image(source)
        agree(given, modules)
        last = [m for m in modules if not isinstance(m, nn.Linear)]
        if len(last) == len(modules) and not isinstance(modules[-1], nn.Flatten):
            out = nn.Sequential(*modules)(torch.empty(1, *shape, device="meta"))
            assert [q.value for q in solve("params", **given)["shape"]] == list(out.shape[1:]), given


def test_tokens_against_pytorch() -> None:
    source = random.Random(3)
    for _ in range(COMPARED["PyTorch, tokens"]):
        agree(*tokens(source))


@pytest.mark.parametrize("wrong", ["fc:7,bias=no", "fc:8"])
def test_a_count_of_another_layer_is_seen(wrong: str) -> None:
    with pytest.raises(AssertionError):
        agree({"input": "3", "layers": [wrong]}, [nn.Linear(3, 7, device="meta")])


def test_problems_do_not_end() -> None:
    assert len(list(islice(givens(), 4))) == 4
