"""Random layers of PyTorch, each with its token."""

from __future__ import annotations

import random
from typing import Any

from torch import nn

SIDES = {1: (1, 60), 2: (1, 30), 3: (1, 14)}


def per_side(source: random.Random, dims: int, low: int, high: int) -> tuple[int, ...]:
    if source.random() < 0.5:
        return (source.randint(low, high),) * dims
    return tuple(source.randint(low, high) for _ in range(dims))


def written(values: tuple[int, ...]) -> str:
    return "x".join(map(str, values))


def random_input(source: random.Random, dims: int, channels: int) -> tuple[int, ...]:
    return (channels, *[source.randint(*SIDES[dims]) for _ in range(dims)])


def random_convolution(source: random.Random, transposed: bool) -> tuple[int, tuple[int, ...], nn.Module, str]:
    """Dimensions, input shape, the module of PyTorch and the same layer as a token."""
    dims, groups = source.choice((1, 2, 2, 3)), source.choice((1, 1, 2, 3))
    incoming, outgoing = groups * source.randint(1, 4), groups * source.randint(1, 4)
    shape = random_input(source, dims, incoming)
    k, s, d = per_side(source, dims, 1, 5), per_side(source, dims, 1, 4), per_side(source, dims, 1, 3)
    p = per_side(source, dims, 0, 3)
    bias = source.random() < 0.7
    token = f"{'convt' if transposed else 'conv'}:{outgoing},k={written(k)},s={written(s)},d={written(d)}"
    token += f",groups={groups}" + ("" if bias else ",bias=no")
    settings: dict[str, Any] = {
        "stride": s,
        "padding": p,
        "dilation": d,
        "groups": groups,
        "bias": bias,
        "device": "meta",
    }
    if transposed:
        op = tuple(source.randint(0, max(a, b) - 1) for a, b in zip(s, d, strict=True))
        settings["output_padding"] = op
        token += f",op={written(op)}"
    elif source.random() < 0.15:
        settings["padding"] = source.choice(("same", "valid"))
        settings["stride"] = (1,) * dims
        token = token.replace(f",s={written(s)}", "") + f",p={settings['padding']}"
        return dims, shape, (nn.Conv1d, nn.Conv2d, nn.Conv3d)[dims - 1](incoming, outgoing, k, **settings), token
    table = (
        (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)
        if transposed
        else (nn.Conv1d, nn.Conv2d, nn.Conv3d)
    )
    return dims, shape, table[dims - 1](incoming, outgoing, k, **settings), token + f",p={written(p)}"


def random_pooling(source: random.Random) -> tuple[int, tuple[int, ...], nn.Module, str, str]:
    """As for a convolution, with the rounding that holds."""
    dims = source.choice((1, 2, 2, 3))
    shape = random_input(source, dims, source.randint(1, 4))
    k, s = per_side(source, dims, 1, 5), per_side(source, dims, 1, 5)
    p = tuple(source.randint(0, size // 2) for size in k)
    ceil = source.random() < 0.5
    kind = source.choice(("max", "avg"))
    if kind == "max" or dims == 3:  # AvgPool3d alone refuses kernels larger than the input without its padding
        module: nn.Module = (nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d)[dims - 1](k, s, p, ceil_mode=ceil)
    else:
        module = (nn.AvgPool1d, nn.AvgPool2d)[dims - 1](k, s, p, ceil_mode=ceil)
    token = f"pool:{kind},k={written(k)},s={written(s)},p={written(p)}"
    return dims, shape, module, token, "ceil" if ceil else "floor"
