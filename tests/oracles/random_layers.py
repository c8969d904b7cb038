"""Random graphs of vectors and matrices as lines and as PyTorch works them out: layers that a lecturer might make up."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import torch

Shape = tuple[int, ...]


class Value(NamedTuple):
    """An operand: how it is typed, and its tensor."""

    text: str
    tensor: torch.Tensor

    @property
    def shape(self) -> Shape:
        return tuple(self.tensor.shape)


EACH: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "exp": torch.exp, "sin": torch.sin,
    "softplus": lambda x: torch.logaddexp(x, torch.zeros_like(x)), "cosh": torch.cosh,
}  # fmt: skip


class Layers:
    """One graph: what is typed, and the gradients of its last line."""

    def __init__(self, source: random.Random) -> None:
        self.source = source
        self.given: dict[str, Any] = {}
        self.leaves: dict[str, torch.Tensor] = {}
        self.lines: dict[str, str] = {}
        self.values: list[Value] = []
        for number in range(source.randint(2, 4)):
            self._input(f"x{number + 1}", tuple(source.randint(1, 3) for _ in range(source.choice([0, 1, 1, 2, 2]))))
        self._input("W", (source.randint(2, 3), source.randint(2, 3)))
        for number in range(source.randint(1, 4)):
            self._line(f"h{number + 1}", self._operation())
        self._line("f", self._number())

    def _input(self, name: str, shape: Shape) -> None:
        def numbers(shape: Shape) -> Any:
            return [numbers(shape[1:]) for _ in range(shape[0])] if shape else self.source.randint(-250, 250) / 100

        typed = numbers(shape)
        tensor = torch.tensor(typed, dtype=torch.float64, requires_grad=True)
        self.given[name], self.leaves[name] = typed, tensor
        self.values.append(Value(name, tensor))

    def _line(self, name: str, value: Value) -> None:
        self.lines[name] = value.text
        self.values.append(Value(name, value.tensor))

    def _any(self, *fits: Callable[[Shape], bool]) -> Value | None:
        """One of the values so far, the latest more often, or a component of it."""
        found = [value for value in self.values if all(fit(value.shape) for fit in fits)]
        return self.source.choice([*found, *found[-2:]]) if found else None

    def _operation(self) -> Value:
        for _ in range(20):
            found: Value | None = self.source.choice([self._product, self._pair, self._pair, self._each, self._whole])()
            if found is not None and found.tensor.abs().max() < 1e4:
                return found
        return self.values[0]

    def _product(self) -> Value | None:
        a = self._any(bool)
        b = self._any(bool, lambda shape: a is not None and shape[0] == a.shape[-1])
        if a is None or b is None:
            return None
        sign = "@"
        if len(a.shape) + len(b.shape) == 3 or (len(a.shape) == 2 and a.shape != b.shape):
            sign = self.source.choice("@*")
        return Value(f"{a.text}{sign}{b.text}", a.tensor @ b.tensor)

    def _pair(self) -> Value | None:
        a = self._any()
        assert a is not None

        def fits(shape: Shape) -> bool:
            rows = len(shape) == 1 and len(a.shape) == 2 and shape[0] == a.shape[1]
            return not shape or shape == a.shape or not a.shape or rows

        b = self._any(fits)
        if b is None:
            return None
        if self.source.random() < 0.3:
            a, b = (b, a) if self.source.random() < 0.5 else (a, b)
        kind = self.source.choice(["+", "-", "⊙", "hadamard", "/"])
        match kind:
            case "+":
                return Value(f"{a.text} + {b.text}", a.tensor + b.tensor)
            case "-":
                return Value(f"{a.text} - 2*{b.text}", a.tensor - 2 * b.tensor)
            case "⊙":
                return Value(f"({a.text})⊙{b.text}", a.tensor * b.tensor)
            case "hadamard":
                return Value(f"hadamard({a.text}, {b.text})", a.tensor * b.tensor)
        return Value(f"{a.text}/(1 + {b.text}^2)", a.tensor / (1 + b.tensor**2))

    def _each(self) -> Value | None:
        x = self._any()
        assert x is not None
        name = self.source.choice(list(EACH))
        return Value(f"{name}(-{x.text})", EACH[name](-x.tensor))

    def _whole(self) -> Value | None:
        x = self._any(bool)
        if x is None:
            return None
        kind = self.source.choice(["softmax", "transpose", "component", "row"])
        if kind == "softmax":
            return Value(f"softmax({x.text})", torch.softmax(x.tensor, -1))
        if kind == "transpose" and len(x.shape) == 2:
            written = self.source.choice([f"{x.text}.T", f"transpose({x.text})", f"{x.text}^T", f"{x.text}ᵀ"])
            return Value(written, x.tensor.T)
        at = [self.source.randrange(size) for size in x.shape[: 1 if kind == "row" else None]]
        return Value(".".join([x.text, *[str(place + 1) for place in at]]), x.tensor[tuple(at)])

    def _number(self) -> Value:
        """One number made of the latest values."""
        terms = [self._reduced(value) for value in self.source.sample(self.values, 2)] + [
            self._reduced(self.values[-1])
        ]
        return Value(" + ".join(term.text for term in terms), torch.stack([term.tensor for term in terms]).sum())

    def _reduced(self, x: Value) -> Value:
        if not x.shape:
            return x
        kind = self.source.choice(["sum", "mean", "norm", "dot", "component"])
        match kind:
            case "sum":
                return Value(f"sum({x.text})", x.tensor.sum())
            case "mean":
                return Value(f"3*mean({x.text}^2)", 3 * (x.tensor**2).mean())
            case "norm":
                return Value(f"norm({x.text} + 5)", (x.tensor + 5).norm())
            case "dot" if len(x.shape) == 1:
                return Value(f"dot({x.text}, {x.text})", x.tensor @ x.tensor)
        at = [self.source.randrange(size) for size in x.shape]
        return Value(".".join([x.text, *[str(place + 1) for place in at]]), x.tensor[tuple(at)])

    def right(self) -> dict[str, torch.Tensor]:
        """The output, and the gradient of every input."""
        f = self.values[-1].tensor
        found = torch.autograd.grad(f, list(self.leaves.values()), allow_unused=True)
        gradients = [torch.zeros_like(x) if g is None else g for x, g in zip(self.leaves.values(), found, strict=True)]
        return {"f": f.detach(), **{f"d_{name}": g for name, g in zip(self.leaves, gradients, strict=True)}}


def graphs() -> Iterator[tuple[dict[str, Any], dict[str, torch.Tensor]]]:
    """Lines and what PyTorch finds, of moderate size."""
    source = random.Random(718)
    while True:
        layers = Layers(source)
        if not layers.values[-1].tensor.requires_grad:
            continue
        right = layers.right()
        if all(bool((x.abs() < 1e6).all()) for x in right.values()):
            yield {**layers.lines, **layers.given}, right
