"""Random chains of convolutions, poolings and layers against PyTorch's functions and its autograd."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from math import prod
from typing import Any

import pytest
import torch
from torch.nn import functional

from nncalc import solve

COMPARED = {"PyTorch": 2000}
NOISE = 1e-9
CONV = (functional.conv1d, functional.conv2d, functional.conv3d)
CONVT = (functional.conv_transpose1d, functional.conv_transpose2d, functional.conv_transpose3d)
MAX = (functional.max_pool1d, functional.max_pool2d, functional.max_pool3d)
AVG = (functional.avg_pool1d, functional.avg_pool2d, functional.avg_pool3d)
ACTIVATIONS = {
    "relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "softplus": lambda x: functional.softplus(x, threshold=500),
    "leaky-relu": lambda x: functional.leaky_relu(x, 0.01), "elu": functional.elu, "identity": lambda x: x,
}  # fmt: skip


def nested(items: list[float], shape: tuple[int, ...]) -> Any:
    if len(shape) == 1:
        return items
    width = prod(shape[1:])
    return [nested(items[i : i + width], shape[1:]) for i in range(0, len(items), width)]


def flat(value: Any) -> list[float]:
    """The values of a result, in row order."""
    return [q for part in value for q in flat(part)] if isinstance(value, list) else [value.value]


def tensor(value: Any) -> torch.Tensor:
    return torch.tensor(value, dtype=torch.float64, requires_grad=True)


def written(values: list[int]) -> str:
    return "x".join(map(str, values))


class Chain:
    """One random problem and the same in PyTorch: `given` and `expected`."""

    def __init__(self, source: random.Random) -> None:
        self.source, self.layers, self.parameters = source, [], {}
        self.dims = source.choice((1, 2, 2, 2, 3))
        self.channels = source.choice((None, 2, 3, 4))
        self.samples = source.choice((None, None, 2)) if self.channels else None
        sides = [source.randint(2, {1: 9, 2: 5, 3: 3}[self.dims]) for _ in range(self.dims)]
        shape = tuple(size for size in (self.samples, self.channels) if size) + tuple(sides)
        self.x = tensor(nested(self.numbers(prod(shape), distinct=True), shape))
        self.given: dict[str, Any] = {"x": self.x.tolist(), "dims": self.dims}
        self.rounding = source.choice(("floor", "ceil"))
        self.flipped = source.random() < 0.15
        self.y = self.x if self.samples else self.x[None]
        self.y = self.y if self.channels else self.y[:, None]
        self.bare = self.channels is None  # the map has no axis of channels
        for _ in range(source.randint(1, 3)):
            source.choice(
                (self.convolution, self.convolution, self.transposed, self.pooling, self.activation, self.resized)
            )()
        if source.random() < 0.5:
            self.row()
        self.given |= {"layers": self.layers, "rounding": self.rounding}
        self.given |= {"kernel": "flipped"} if self.flipped else {}

    def numbers(self, size: int, distinct: bool = False) -> list[float]:
        if distinct:
            return [n / 10 for n in self.source.sample(range(-200, 201), size)]
        return [self.source.randint(-9, 9) / 10 for _ in range(size)]

    def per_side(self, low: int, high: int) -> list[int]:
        return [self.source.randint(low, high) for _ in range(self.dims)]

    def named(self, letter: str, value: Any) -> tuple[str, torch.Tensor]:
        name = f"{letter}{len([n for n in self.parameters if n[0] == letter]) + 1}"
        self.parameters[name] = tensor(value)
        self.given[name] = value
        return name, self.parameters[name]

    def bias(self, name: str, made: int) -> torch.Tensor | None:
        if self.source.random() < 0.5:
            return None
        values = self.numbers(made)
        self.given[f"b{name[1:]}"] = values
        self.parameters[f"b{name[1:]}"] = tensor(values)
        return self.parameters[f"b{name[1:]}"]

    def fits(self, k: list[int], p: list[int], d: list[int]) -> bool:
        sides = self.y.shape[2:]
        return all(b * (a - 1) + 1 <= n + 2 * c for a, c, b, n in zip(k, p, d, sides, strict=True))

    def kernel_shape(self, first: int, second: int, k: list[int], transposed: bool) -> tuple[tuple[int, ...], bool]:
        """The shape that is typed, and whether the output has no axis of channels."""
        incoming, made = (first, second) if transposed else (second, first)
        if made == 1 and self.source.random() < 0.7:
            return ((*k,) if self.bare else (incoming, *k)), True
        return ((made, *k) if self.bare else (first, second, *k)), False

    def convolution(self) -> None:
        k, s, p, d = self.per_side(1, 3), self.per_side(1, 2), self.per_side(0, 2), self.per_side(1, 2)
        if not self.fits(k, p, d):
            return
        incoming = self.y.shape[1]
        groups = self.source.choice([g for g in (1, 1, 2, 3) if incoming % g == 0])
        made = groups * self.source.randint(1, 2)
        typed, bare = self.kernel_shape(made, incoming // groups, k, False)
        if groups > 1:
            typed, bare = (made, incoming // groups, *k), False
        name, K = self.named("K", nested(self.numbers(prod(typed)), typed))
        used = K.reshape(made, incoming // groups, *k)
        used = used.flip(*range(2, 2 + self.dims)) if self.flipped else used
        b = self.bias(name, made)
        self.y = CONV[self.dims - 1](self.y, used, b, tuple(s), tuple(p), tuple(d), groups)
        self.layers.append(f"conv:{name},s={written(s)},p={written(p)},d={written(d)},groups={groups}")
        self.bare = bare

    def transposed(self) -> None:
        k, s, d = self.per_side(1, 2), self.per_side(1, 3), self.per_side(1, 2)
        p = [self.source.randint(0, (a - 1) * c // 2) for a, c in zip(k, d, strict=True)]
        op = [self.source.randint(0, max(a, b) - 1) for a, b in zip(s, d, strict=True)]
        if prod(self.y.shape[2:]) > 16:
            return
        incoming = self.y.shape[1]
        groups = self.source.choice([g for g in (1, 1, 2) if incoming % g == 0])
        made = self.source.randint(1, 2)
        typed, bare = self.kernel_shape(incoming, made, k, True)
        if groups > 1:
            typed, bare = (incoming, made, *k), False
        name, K = self.named("K", nested(self.numbers(prod(typed)), typed))
        used = K.reshape(incoming, made, *k)
        used = used.flip(*range(2, 2 + self.dims)) if self.flipped else used
        b = self.bias(name, made * groups)
        sizes = [(n - 1) * a - 2 * c + e * (f - 1) + o + 1
                 for n, a, c, e, f, o in zip(self.y.shape[2:], s, p, d, k, op, strict=True)]  # fmt: skip
        if min(sizes) < 1:
            del self.given[name], self.parameters[name]
            self.given.pop(f"b{name[1:]}", None), self.parameters.pop(f"b{name[1:]}", None)
            return
        self.y = CONVT[self.dims - 1](self.y, used, b, tuple(s), tuple(p), tuple(op), groups, tuple(d))
        token = f"convt:{name},s={written(s)},p={written(p)},d={written(d)},groups={groups}"
        self.layers.append(token + f",op={written(op)}")
        self.bare = bare

    def resized(self) -> None:
        """Zeros around the map, cells repeated, or a kernel for each channel."""
        if prod(self.y.shape[2:]) > 20:
            return
        kind = self.source.random()
        if kind < 0.4:
            pairs = [(self.source.randint(0, 1), self.source.randint(0, 2)) for _ in range(self.dims)]
            self.y = functional.pad(self.y, [n for pair in reversed(pairs) for n in pair])
            self.layers.append("zeropad:" + "x".join(f"{a}+{b}" for a, b in pairs))
        elif kind < 0.7:
            factors = self.per_side(1, 2)
            for axis, factor in enumerate(factors, 2):
                self.y = self.y.repeat_interleave(factor, axis)
            self.layers.append(f"upsample:{written(factors)}")
        elif not self.bare and self.y.shape[1] > 1:
            k, p, channels = self.per_side(1, 2), self.per_side(0, 1), self.y.shape[1]
            if self.fits(k, p, [1] * self.dims):
                name, K = self.named("K", nested(self.numbers(channels * prod(k)), (channels, *k)))
                used = K[:, None].flip(*range(2, 2 + self.dims)) if self.flipped else K[:, None]
                b = self.bias(name, channels)
                self.y = CONV[self.dims - 1](self.y, used, b, 1, tuple(p), 1, channels)
                self.layers.append(f"dwconv:{name},p={written(p)}")

    def pooling(self) -> None:
        k, s = self.per_side(1, 3), self.per_side(1, 3)
        p = [self.source.randint(0, size // 2) for size in k]
        kind = self.source.choice(("max", "avg"))
        if not self.fits(k, p, [1] * self.dims):
            return
        ceil, inside = self.rounding == "ceil", self.source.random() < 0.5
        if kind == "max" and self.nearly_equal():
            return
        if kind == "max":
            self.y = MAX[self.dims - 1](self.y, tuple(k), tuple(s), tuple(p), 1, ceil)
        else:
            if self.dims == 3 and any(a > n for a, n in zip(k, self.y.shape[2:], strict=True)):
                return  # PyTorch's avg_pool3d alone refuses a window larger than the input without its padding
            counts = self.given.setdefault("padding_counts", "no" if inside else "yes") == "yes"
            self.y = AVG[self.dims - 1](self.y, tuple(k), tuple(s), tuple(p), ceil, counts)
        self.layers.append(f"pool:{kind},k={written(k)},s={written(s)},p={written(p)}")

    def nearly_equal(self) -> bool:
        """Whether two values differ by rounding alone, so that which is the larger is an accident."""
        steps = self.y.detach().flatten().sort().values.diff()
        return bool(((steps > 0) & (steps < NOISE)).any())

    def activation(self) -> None:
        word = self.source.choice(list(ACTIVATIONS))
        if word in ("relu", "leaky-relu") and float(self.y.detach().abs().min()) < NOISE:
            return  # on which side of the kink a rounded 0 lies is PyTorch's rounding alone
        self.y = ACTIVATIONS[word](self.y)
        self.layers.append(word)

    def row(self) -> None:
        """gap or flatten, a fully connected layer, softmax."""
        if self.source.random() < 0.3:
            self.y = self.y.mean(tuple(range(2, 2 + self.dims)))
            self.layers.append("gap")
        else:
            self.y = self.y.flatten(1)
            self.layers += ["flatten"] if self.source.random() < 0.5 else []
        self.bare = False
        units, inputs = self.source.randint(2, 3), self.y.shape[1]
        name, W = self.named("W", nested(self.numbers(units * inputs), (units, inputs)))
        if f"b{name[1:]}" in self.parameters or f"K{name[1:]}" in self.parameters:
            self.layers.append(f"fc:{name},bias=no")
            self.y = self.y @ W.T
        else:
            b = self.bias(name, units)
            self.y = functional.linear(self.y, W, b)
            self.layers.append(f"fc:{name}")
        if self.source.random() < 0.5:
            self.y = torch.softmax(self.y, 1)
            self.layers.append("softmax")

    def finished(self) -> torch.Tensor:
        """y in the shape that nncalc gives it."""
        y = self.y[:, 0] if self.bare else self.y
        return y if self.samples else y[0]

    def expected(self) -> dict[str, list[float]]:
        """Every figure that is compared; `given` gets upstream, or t and a loss."""
        y, found = self.finished(), {}
        if self.source.random() < 0.4:
            loss = self.with_target(y)
            loss.backward()
            found["loss"] = [loss.item()]
        else:
            upstream = [float(self.source.randint(-5, 5)) for _ in range(y.numel())]
            self.given["upstream"] = nested(upstream, tuple(y.shape))
            y.backward(torch.tensor(upstream, dtype=torch.float64).reshape(y.shape))
        found["y"] = y.detach().flatten().tolist()
        for name, value in {"x": self.x, **self.parameters}.items():
            if value.grad is not None:
                found[f"d{name}"] = value.grad.flatten().tolist()
        return found

    def with_target(self, y: torch.Tensor) -> torch.Tensor:
        """Half the squared error, or the cross-entropy behind a softmax; the mean over the samples."""
        samples = self.samples or 1
        if self.layers[-1] == "softmax":
            classes = [self.source.randrange(y.shape[-1]) for _ in range(samples)]
            hot = torch.eye(y.shape[-1], dtype=torch.float64)[classes].reshape(y.shape)
            self.given |= {"t": hot.tolist(), "loss": "cross-entropy"}
            return -(hot * y.log()).sum() / samples
        t = nested(self.numbers(y.numel()), tuple(y.shape))
        self.given["t"] = t
        return ((y - torch.tensor(t, dtype=torch.float64)) ** 2).sum() / 2 / samples


def chains() -> Iterator[Chain]:
    source = random.Random(0)
    while True:
        chain = Chain(source)
        if chain.layers and chain.y.numel() <= 60 and chain.y.requires_grad:
            yield chain


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end; their printed digits are judged as well."""
    for chain in chains():
        chain.expected()
        yield chain.given


def test_against_pytorch() -> None:
    for chain in islice(chains(), COMPARED["PyTorch"]):
        wanted = chain.expected()
        solved = solve("convolve", **chain.given)
        for name, right in wanted.items():
            assert flat(solved[name]) == pytest.approx(right, rel=1e-9, abs=1e-8), (name, chain.given)
