"""Random networks as people write them in PyTorch: the text is run by PyTorch and read by nncalc."""

from __future__ import annotations

import random
from typing import Any

IMPORTS = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
ACTIVATIONS = ("ReLU", "Sigmoid", "Tanh", "GELU", "ELU", "LeakyReLU")
FUNCTIONS = (
    "F.relu(x)",
    "torch.relu(x)",
    "x.relu()",
    "F.leaky_relu(x, 0.1)",
    "torch.tanh(x)",
    "F.elu(x)",
    "torch.sigmoid(x)",
)


class Draft:
    """A network in the making: its shape so far as if all fitted, the modules, and the lines of forward."""

    def __init__(self, source: random.Random) -> None:
        self.source = source
        self.channels, self.side = source.randint(1, 4), source.randint(14, 34)
        self.shape = (self.channels, self.side, self.side)
        self.modules: list[tuple[str, str]] = []
        self.lines: list[str] = []
        self.slip = source.random() < 0.15

    def add(self, name: str, module: str) -> None:
        self.modules.append((f"{name}{len(self.modules) + 1}", module))
        self.lines.append(f"x = self.{self.modules[-1][0]}(x)")

    def number(self, value: int) -> str:
        """A number as arithmetic, now and then a wrong one."""
        if self.slip and self.source.random() < 0.2:
            value += 1
        for factor in (4, 3, 2):
            if value % factor == 0 and value > factor and self.source.random() < 0.3:
                return f"{value // factor} * {factor}"
        return f"{value - 1} + 1" if self.source.random() < 0.1 else str(value)

    def convolution(self) -> None:
        source = self.source
        k, s, p = source.randint(1, 4), source.randint(1, 2), source.randint(0, 2)
        outgoing = source.randint(1, 8)
        if self.side + 2 * p < k:
            return
        size = f"({k}, {k})" if source.random() < 0.3 else str(k)
        more = source.choice((f"{s}, {p}", f"stride={s}, padding={p}", f"padding=({p}, {p}), stride={s}"))
        bias = source.choice(("", "", ", bias=False"))
        first = source.random() < 0.1
        self.add("conv", f"nn.LazyConv2d({self.number(outgoing)}, {size}, {more}{bias})" if first else
                 f"nn.Conv2d({self.number(self.channels)}, {self.number(outgoing)}, {size}, {more}{bias})")  # fmt: skip
        self.channels, self.side = outgoing, (self.side + 2 * p - k) // s + 1
        if source.random() < 0.4:
            self.add("bn", f"nn.BatchNorm2d({self.number(self.channels)})")
        self.activation()

    def activation(self) -> None:
        if self.source.random() < 0.5:
            self.add("act", f"nn.{self.source.choice(ACTIVATIONS)}()")
        else:
            self.add("act", "nn.ReLU(inplace=True)")

    def pooling(self) -> None:
        if self.side >= 4:
            kind = self.source.choice(("Max", "Avg"))
            size = self.source.choice(("2", "2, 2", "kernel_size=(2, 2)", "3, stride=2, padding=1"))
            self.add("pool", f"nn.{kind}Pool2d({size})")
            self.side = (self.side - 1) // 2 + 1 if size.startswith("3") else self.side // 2

    def head(self) -> None:
        self.add("flat", "nn.Flatten()")
        features, hidden = self.channels * self.side**2, self.source.randint(2, 9)
        lazy = self.source.random() < 0.1
        self.add("fc", f"nn.LazyLinear({hidden})" if lazy else f"nn.Linear({self.number(features)}, {hidden})")
        self.activation()
        self.add(
            "fc", f"nn.Linear({hidden}, {self.number(self.source.randint(2, 10))}, bias={self.source.random() < 0.7})"
        )


def draft(source: random.Random) -> Draft:
    """A network for images, in letters."""
    out = Draft(source)
    for _ in range(source.randint(1, 3)):
        out.convolution()
        if source.random() < 0.5:
            out.pooling()
    out.head()
    return out


def sequential(draft: Draft) -> str:
    """`model = nn.Sequential(…)`, plain or with names."""
    if draft.source.random() < 0.3:
        inner = ",\n".join(f"    ('{name}', {module})" for name, module in draft.modules)
        return f"from collections import OrderedDict\nmodel = nn.Sequential(OrderedDict([\n{inner}\n]))\n"
    inner = ",\n".join(f"    {module},  # layer {i}" for i, (_, module) in enumerate(draft.modules, 1)).replace(
        ",  #", "  #"
    )
    inner = "\n".join(f"    {module},  # layer {i}" for i, (_, module) in enumerate(draft.modules, 1))
    return f"model = nn.Sequential(\n{inner}\n)\n"


def class_code(draft: Draft) -> str:
    """A class; its forward joins modules and functions, in several ways of writing, with a branch now and then."""
    source = draft.source
    made = "\n".join(f"        self.{name} = {module}" for name, module in draft.modules)
    lines, last = [], ""
    for line in draft.lines:
        name = line[9:-3]
        if name.startswith("act") and source.random() < 0.5:
            lines.append(f"x = {source.choice(FUNCTIONS)}")
        elif name.startswith("flat"):
            lines.append(source.choice(("x = torch.flatten(x, 1)", "x = x.flatten(1)", "x = x.view(x.size(0), -1)",
                                        "x = x.reshape(x.shape[0], -1)", line)))  # fmt: skip
        elif name.startswith("bn") and source.random() < 0.4:
            lines += [
                f"y = self.{name}(x)",
                source.choice(("x = x + y", "x = torch.cat([x, y], dim=1)[:] if False else y", "y += x; x = y")),
            ]
        elif last.startswith("x = self.") and source.random() < 0.3:
            lines[-1] = f"x = self.{name}({last[4:]})"
        else:
            lines.append(line)
        last = lines[-1] if lines[-1].startswith("x = self.") else ""
    body = "\n".join(f"        {line}" for line in lines)
    start = source.choice(("super().__init__()", "super(Net, self).__init__()"))
    call = source.choice(("model = Net()", "model = Net(num_classes=10)", "net = Net()"))
    return (
        f'class Net(nn.Module):\n    """A network."""\n\n    def __init__(self, num_classes=10):\n        {start}\n{made}\n\n'
        f"    def forward(self, x):\n{body}\n        return x\n\n\n{call}\n"
    )


def run(code: str) -> Any:
    """The model that PyTorch makes of the text."""
    names: dict[str, Any] = {}
    exec(IMPORTS + code, names)
    return names.get("model", names.get("net"))
