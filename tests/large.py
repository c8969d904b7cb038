"""A large problem of each type: what its page shows has to stay short, whatever its size."""

from __future__ import annotations

import random
from collections.abc import Callable

_source = random.Random(20)


def vector(n: int, low: float = -1, high: float = 1) -> str:
    """So many numbers of two decimals."""
    return ",".join(f"{_source.uniform(low, high):.2f}" for _ in range(n))


def matrix(m: int, n: int, low: float = -1, high: float = 1) -> str:
    """So many rows of them."""
    return ":".join(vector(n, low, high) for _ in range(m))


def words(n: int, *of: str) -> str:
    """So many words, chosen among some."""
    return ",".join(_source.choice(of) for _ in range(n))


def recurrent(cell: str, letters: str, units: int, steps: int) -> str:
    """A sequence through one cell with an output, a loss and gradients."""
    weights = [f"W{part}{letter}" for letter in letters for part in "xh"]
    given = [f"{name}={matrix(units, units if name[1] == 'h' else 2)}" for name in weights]
    return f"cell={cell} x={matrix(steps, 2)} t={vector(1)} Why={matrix(1, units)} grad=yes {' '.join(given)}"


LARGE: dict[str, Callable[[], str]] = {
    "activation": lambda: f"sigmoid x={vector(600)}",
    "attention": lambda: f"X={matrix(40, 12)} Wq={matrix(12, 12)} Wk={matrix(12, 12)} Wv={matrix(12, 12)} heads=4",
    "backprop": lambda: (
        f"x={matrix(8, 32)} W1={matrix(32, 32)} b1={vector(32)} W2={matrix(16, 32)} b2={vector(16)}"
        f" act=sigmoid t={matrix(8, 16, 0)} lr=.5"
    ),
    "convolve": lambda: f"x={matrix(12, 12)} K={matrix(3, 3)} conv:K,p=1 relu pool:max,k=2 upstream={matrix(6, 6)}",
    "convshape": lambda: "3x224x224 " + "conv:64,k=3,p=1 relu " * 150,
    "dropout": lambda: f"x={vector(400)} mask={words(400, '0', '1')} upstream={vector(400)}",
    "encoder-block": lambda: f"X={matrix(12, 8)} Wv={matrix(8, 8)} W1={matrix(8, 16)} W2={matrix(16, 8)} heads=2",
    "fgsm": lambda: (
        f"x={vector(60)} W1={matrix(20, 60)} W2={matrix(10, 20)} act2=softmax loss=cross-entropy t=3 eps=.1"
    ),
    "forward": lambda: f"x={matrix(20, 64)} W1={matrix(32, 64)} act1=relu W2={matrix(10, 32)} act2=softmax",
    "gate": lambda: "parity n=7",
    "graph": lambda: (
        "f=" + "+".join(f"exp(x{i}*w{i})" for i in range(60)) + "".join(f" x{i}=.{i + 1} w{i}=.5" for i in range(60))
    ),
    "hebb": lambda: f"{matrix(60, 6)} t={words(60, '1', '-1')} epochs=12",
    "hinge-loss": lambda: f"s={matrix(80, 10)} y={words(80, *'0123456789')}",
    "hopfield": lambda: f"{':'.join(words(30, '1', '-1') for _ in range(4))} x={words(30, '1', '-1')}",
    "init": lambda: "he sizes=" + ",".join(["64"] * 120),
    "kmeans": lambda: f"X={matrix(120, 2, 0, 9)} k=5",
    "knn": lambda: f"X={matrix(150, 3)} y={words(150, 'a', 'b', 'c')} q={matrix(8, 3)} k=5",
    "loss": lambda: f"kind=bce y={words(500, '0', '1')} yhat={vector(500, 0.05, 0.95)}",
    "metrics": lambda: f"y={words(400, *'abcdefghij')} yhat={words(400, *'abcdefghij')}",
    "normalize": lambda: f"batch x={matrix(60, 12)} gamma={vector(12)} beta={vector(12)} upstream={matrix(60, 12)}",
    "optimizer": lambda: "adam w=1,2,3 f=w1²+w2²+w3² lr=.1 steps=500",
    "params": lambda: "784 " + "fc:128 relu " * 200,
    "pca": lambda: f"X={matrix(60, 4)} k=2",
    "positional": lambda: "n=100 d=64",
    "rbf": lambda: f"{matrix(40, 2)} T={matrix(6, 2)} d={words(40, '0', '1')} phi=gaussian sigma=1",
    "regression": lambda: f"linear X={matrix(80, 3)} y={vector(80)} method=gd lr=.01 steps=60",
    "rnn-step": lambda: recurrent("lstm", "ifgo", 32, 50),
    "rosenblatt": lambda: f"X={matrix(40, 2)} t={words(40, '1', '-1')} lr=.1 epochs=60",
    "softmax-loss": lambda: f"z={matrix(80, 10)} y={words(80, *'0123456789')}",
    "som": lambda: f"{matrix(80, 3)} W={matrix(8, 3)} lr=.4 neighbourhood=gaussian",
    "training": lambda: "n=1000000 test=20% validation=20% batch=32 epochs=50",
    "transformer": lambda: "d=768 layers=96 vocab=50257 context=1024",
}
"""What is typed behind the name of the type."""

MORE: dict[str, Callable[[], str]] = {
    "rnn-step gru": lambda: recurrent("gru", "rzn", 12, 30),
    "rnn-step scalar": lambda: f"x={matrix(60, 1)} Wxh=.5 Whh=.8 bh=.1 Why=2 t={matrix(60, 1)} grad=yes",
    "rnn-step both": lambda: (
        f"x={matrix(30, 2)} Wxh={matrix(8, 2)} Whh={matrix(8, 8)} Wxh_back={matrix(8, 2)} Whh_back={matrix(8, 8)}"
        f" direction=both Why={matrix(1, 16)} t={matrix(30, 1)} grad=yes"
    ),
}
"""Further problems, the type in front."""
