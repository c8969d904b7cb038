"""Problems of rnn-step, solved for its tests."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from nncalc.declaring.problem import read_problem
from nncalc.engine.figures import nearest_double
from nncalc.engine.quantity import Quantity
from nncalc.engine.run import PLAIN, Policy, Run
from nncalc.page.solving import run_problem
from nncalc.problem_types.rnn_step.problem import RnnStep

LETTERS = {"rnn": "h", "lstm": "ifgo", "gru": "rzn"}
ORDERS = {"lstm": ("ifgo", "ifco", "iofc"), "gru": ("rzn", "zrh")}


def run(typed: dict[str, Any], read: Callable[[Run], Any], policy: Policy = PLAIN) -> Any:
    return run_problem(read_problem(RnnStep, typed), read, policy)


def numbers(typed: dict[str, Any], *names: str, policy: Policy = PLAIN) -> list[Any]:
    """Doubles of results, vectors as lists."""

    def double(x: Any) -> Any:
        return nearest_double(x) if isinstance(x, Quantity) else [nearest_double(q) for q in x.items]

    return run(typed, lambda run: [double(run.results[name]) for name in names], policy)


def draw(source: random.Random, *shape: int) -> Any:
    if not shape:
        return f"{source.choice((-1, 1)) * source.randint(1, 120) / 100}"
    return [draw(source, *shape[1:]) for _ in range(shape[0])]


def drawn(source: random.Random, cell: str, scheme: str = "split") -> dict[str, Any]:
    """A problem of two steps, two inputs and two units, with two outputs and a gradient."""
    m, n, letters = 2, 2, LETTERS[cell]
    out: dict[str, Any] = {"cell": cell, "x": draw(source, 2, m), "h0": draw(source, n), "grad": "yes"}
    out |= {"c0": draw(source, n)} if cell == "lstm" else {}
    if scheme == "stacked":
        k = len(letters)
        out |= {"gates": source.choice(ORDERS[cell])} if cell in ORDERS else {}
        out |= {"Wx": draw(source, k * n, m), "Wh": draw(source, k * n, n), "b": draw(source, k * n)}
    for letter in letters if scheme != "stacked" else "":
        if scheme == "joined":
            out["W" if cell == "rnn" else f"W{letter}"] = draw(source, n, m + n)
        else:
            out |= {f"Wx{letter}": draw(source, n, m), f"Wh{letter}": draw(source, n, n)}
        two = source.random() < 0.5
        out |= {f"b{part}{letter}": draw(source, n) for part in (("x", "h") if two else ("",))}
    out |= {"Why": draw(source, 2, n), "by": draw(source, 2), "t": draw(source, 2, 2)}
    return out
