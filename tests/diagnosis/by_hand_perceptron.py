"""Perceptrons worked by students in plain Python: runs of any length, each with a slip that the run carries on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

Weights = tuple[list[Fraction], Fraction]
KINDS = ("net", "overlooked", "imagined", "step", "bias")
"""What is done wrong in one row: the net, a mistake not seen or seen where none is, the new weights, the new bias."""
EVERYWHERE = {"rate": {"rate-left-out"}, "no bias": {"bias-not-updated", "bias=none", "bias=fixed"}}
"""What is done wrong in every row, and its true names."""


class Run(NamedTuple):
    """A problem: samples, labels (1 and −1, or 1 and 0), learning rate, most epochs, whether an update starts again."""

    X: list[list[int]]
    t: list[int]
    lr: Fraction
    epochs: int
    restart: bool = False

    @property
    def line(self) -> str:
        """The command line of the problem."""
        rows = ":".join(",".join(map(str, x)) for x in self.X)
        typed = f"rosenblatt X={rows} t={','.join(map(str, self.t))} lr={text(self.lr)} epochs={self.epochs}"
        return typed + " order=restart" * self.restart


class Row(NamedTuple):
    """One presentation as it was written; `sample` from 1."""

    sample: int
    net: Fraction
    output: int
    mistake: bool
    w: list[Fraction]
    b: Fraction


class Done(NamedTuple):
    """A run as it was worked."""

    rows: list[Row]
    epochs: int
    converged: bool

    @property
    def updates(self) -> int:
        return sum(row.mistake for row in self.rows)

    @property
    def figures(self) -> dict[str, str]:
        """All figures as they are typed, row by row, and the end."""
        found = {}
        for number, row in enumerate(self.rows, 1):
            found |= {
                f"table.{number}.net": text(row.net), f"table.{number}.output": str(row.output),
                f"table.{number}.mistake": "yes" if row.mistake else "no",
                f"table.{number}.w": ",".join(map(text, row.w)), f"table.{number}.b": text(row.b),
            }  # fmt: skip
        last = self.rows[-1]
        return found | {
            "w": ",".join(map(text, last.w)), "b": text(last.b), "converged": "yes" if self.converged else "no",
            "epochs": str(self.epochs), "updates": str(self.updates),
        }  # fmt: skip


def text(value: Fraction) -> str:
    """A figure as it is written: all of them have one decimal, and are exact with it."""
    return f"{float(value):.1f}"


class Student:
    """Works a run; makes one slip at one row, or in every row."""

    def __init__(self, run: Run, slip: str = "", at: int = 0) -> None:
        self.run, self.slip, self.at = run, slip, at

    def work(self) -> Done:
        run, rows = self.run, list[Row]()
        w, b = [Fraction(0)] * len(run.X[0]), Fraction(0)
        for epoch in range(1, run.epochs + 1):
            clean = True
            for sample in range(1, len(run.X) + 1):
                row = self._row(len(rows) + 1, sample, w, b)
                rows.append(row)
                w, b = row.w, row.b
                if row.mistake:
                    clean = False
                    if run.restart:
                        break
            if clean:
                return Done(rows, epoch, True)
        return Done(rows, run.epochs, False)

    def _row(self, number: int, sample: int, w: list[Fraction], b: Fraction) -> Row:
        run, here = self.run, self.slip if number == self.at else ""
        x, t = run.X[sample - 1], run.t[sample - 1]
        net = sum((p * q for p, q in zip(w, x, strict=True)), b)
        net = -net - 1 if here == "net" else net
        other = min(run.t)
        output = 1 if net >= 0 else other
        mistake = output != t if other == 0 else t * net <= 0
        mistake = {"overlooked": False, "imagined": True}.get(here, mistake)
        if other == 0 and here:  # what is a mistake goes by the output
            output = 1 - t if mistake else t
        if not mistake:
            return Row(sample, net, output, mistake, w, b)
        rate = Fraction(1) if self.slip == "rate" else run.lr
        step = (-1 if t == other else 1) * rate
        moved = [p + step * (-q if here == "step" else q) for p, q in zip(w, x, strict=True)]
        new = b if self.slip == "no bias" else b - step if here == "bias" else b + step
        return Row(sample, net, output, mistake, moved, new)


def problems(seed: int, number: int, restart: bool) -> Iterator[Run]:
    """Random problems of three or four samples, of which a line separates many."""
    draw = random.Random(f"{seed} {restart}")
    for _ in range(number):
        labels = draw.choice([(1, -1), (1, 0)])
        size = draw.choice([3, 4])
        X = [[draw.randint(-3, 3), draw.randint(-3, 3)] for _ in range(size)]
        t = [labels[0], labels[1], *draw.choices(labels, k=size - 2)]
        yield Run(X, t, draw.choice([Fraction(1, 2), Fraction(1, 10)]), draw.choice([5, 8, 40]), restart)
