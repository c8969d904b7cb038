"""Speed as ratios against named peers, measured in turn in one run: `python tests/benchmarks/run.py`.

Machines are shared and noisy: each figure is the median over several rounds, the two sides of a ratio taken in turn.
Needs the extras test and oracle. Nothing here asserts a time.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

EXAMPLE = "backprop x=.05,.10 W1=.15,.20:.25,.30 b1=.35 W2=.40,.45:.50,.55 b2=.60 act=sigmoid t=.01,.99 lr=.5"
ROUNDS = 9


def seconds(work: Callable[[], object], times: int) -> float:
    """The mean time of one call over so many."""
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times


def ratio(name: str, ours: Callable[[], object], theirs: Callable[[], object], goal: str, times: int = 1) -> None:
    """Print the median ratio of two pieces of work, taken in turn."""
    ours(), theirs()
    pairs = [(seconds(ours, times), seconds(theirs, times)) for _ in range(ROUNDS)]
    ratios = sorted(a / b for a, b in pairs)
    mine, other = (statistics.median(pair[i] for pair in pairs) for i in (0, 1))
    print(
        f"{name:<58} {statistics.median(ratios):6.2f} ×  (goal {goal}; {mine * 1e3:.3g} ms against {other * 1e3:.3g} ms; "
        f"{ratios[0]:.2f} to {ratios[-1]:.2f})",
        flush=True,
    )


def process(*arguments: str) -> Callable[[], object]:
    """Run a whole process, its output read and thrown away; byte code is cached as in any installation."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run(arguments, capture_output=True, check=False, env=environment)


def python(code: str) -> Callable[[], object]:
    return process(sys.executable, "-c", code)


def nncalc(*arguments: str) -> Callable[[], object]:
    return process(sys.executable, "-m", "nncalc", *arguments)


def torch_example() -> Callable[[], object]:
    """The 2-2-2 example in PyTorch eager float64: forward, loss, gradients, update."""
    import torch

    torch.set_num_threads(1)

    def tensor(*values: object) -> torch.Tensor:
        return torch.tensor(*values, dtype=torch.float64)

    x, t = tensor([0.05, 0.10]), tensor([0.01, 0.99])

    def step() -> list[torch.Tensor]:
        weights = [
            tensor([[0.15, 0.20], [0.25, 0.30]]),
            tensor(0.35),
            tensor([[0.40, 0.45], [0.50, 0.55]]),
            tensor(0.60),
        ]
        for w in weights:
            w.requires_grad_()
        hidden = torch.sigmoid(weights[0] @ x + weights[1])
        y = torch.sigmoid(weights[2] @ hidden + weights[3])
        loss = ((y - t) ** 2).sum() / 2
        loss.backward()
        with torch.no_grad():
            return [w - 0.5 * w.grad for w in weights if w.grad is not None]

    return step


def our_example() -> tuple[Callable[[], object], Callable[[], object], Callable[[], object], int]:
    """The example solved, solved with 15-digit figures, solved with all step text; and how many lines it records."""
    from nncalc import registry, render
    from nncalc.engine.figures import Precision, figure
    from nncalc.problem import read_problem
    from nncalc.solving import Settings, run_problem
    from nncalc.working import Page

    kind = registry.load("backprop")
    problem = read_problem(kind, kind.read_tokens(EXAMPLE.split()[1:]))
    style = render.style("text", render.Options())
    sharp = Precision(15)

    def figures(run: object) -> list[object]:
        named = [event.content for event in run.events if event.kind == "line"]  # type: ignore[attr-defined]
        return [figure(q, sharp) for x in named for q in (x.items or [x])]

    lines = len(run_problem(problem, figures))
    return (
        lambda: run_problem(problem, lambda run: None),
        lambda: run_problem(problem, figures),
        lambda: run_problem(problem, lambda run: Page(problem, run, Settings(), style).sections()),
        lines,
    )


def main() -> None:
    solved, with_figures, with_text, lines = our_example()
    peer = torch_example()
    print(f"medians of {ROUNDS} rounds, both sides in turn; the example records {lines} named quantities\n")
    ratio("2-2-2 example, everything recorded / PyTorch eager", solved, peer, "≤ 0.6", 50)
    ratio("  with 15-digit figures", with_figures, peer, "≤ 0.8", 50)
    ratio("  with all step text", with_text, peer, "≤ 1.6", 50)
    per_step = seconds(with_text, 100) / lines * 1e6
    print(f"  {per_step:.1f} µs per recorded step, its text included\n")
    click, torch, sympy = python("import click"), python("import torch"), python("import sympy")
    ratio("nncalc --help / import click", nncalc("--help"), click, "≤ 1.1")
    ratio("nncalc --version / import click", nncalc("--version"), click, "≤ 1.1")
    ratio("nncalc backprop --formt (a usage error) / import click", nncalc("backprop", "--formt", "x"), click, "≤ 1.1")
    ratio("nncalc backprop … piped / import click", nncalc(*EXAMPLE.split()), click, "≤ 1.7")
    ratio("nncalc backprop … in colour / import click", nncalc(*EXAMPLE.split(), "--color", "always"), click, "≤ 2.2")
    ratio("nncalc backprop … / import sympy", nncalc(*EXAMPLE.split()), sympy, "-")
    ratio("nncalc backprop … / import torch", nncalc(*EXAMPLE.split()), torch, "≤ 0.1")


if __name__ == "__main__":
    main()
