"""Batch speed as ratios in one run: `python tests/benchmarks/batch.py [FILES…]`.

2,000 problems are read, solved and checked, in one process and with two workers, and read alone, each against the time
PyYAML's CSafeLoader takes to parse the same file. The problems are one training step of the 2-2-2 network of the README
with numbers of their own, every result of the step expected; or those of the files that are named, as they stand there,
repeated under new ids. Machines are noisy: medians of several rounds, all sides in turn. Nothing here asserts a time.
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from nncalc.problem_files.batch import Selection, read_all, work_through
from nncalc.problem_files.outcome import Wanted

NUMBER = 2000
ROUNDS = 7


RESULTS = ("z1", "a1", "z2", "y", "loss", "delta2", "delta1", "dW1", "dW2", "W1_new", "b1_new", "W2_new", "b2_new")


def networks() -> str:
    """The network of the README with numbers of its own each time, and the figures of every step."""
    from nncalc import registry
    from nncalc.engine.figures import Precision
    from nncalc.problem import read_problem
    from nncalc.solving import in_input_syntax, read_result, run_problem

    source, kind, lines = random.Random(1), registry.load("backprop"), ["problems:"]

    def vector() -> list[str]:
        return [f"{source.uniform(-1, 1):.2f}" for _ in range(2)]

    for number in range(NUMBER):
        given = {"x": vector(), "W1": [vector(), vector()], "b1": vector(), "W2": [vector(), vector()], "b2": vector(),
                 "act": "sigmoid", "t": vector(), "lr": "0.5"}  # fmt: skip
        figures = run_problem(
            read_problem(kind, given),
            lambda run: {name: in_input_syntax(read_result(run.results[name], Precision(6))) for name in RESULTS},
        )
        lines += [f"  - id: net-{number}", "    type: backprop", "    title: one training step", "    given:"]
        lines += [f"      {name}: {str(value).replace(chr(39), '')}" for name, value in given.items()]
        lines += ["    expect:", *[f"      {name}: {flow(value)}" for name, value in figures.items()]]
    return "\n".join(lines) + "\n"


def flow(figures: str) -> str:
    """`1,2:3,4` as YAML's `[[1, 2], [3, 4]]`."""
    rows = [f"[{', '.join(row.split(','))}]" for row in figures.split(":")]
    return f"[{', '.join(rows)}]" if len(rows) > 1 else rows[0] if "," in figures else figures


def repeated(paths: list[Path]) -> str:
    """2,000 problems with ids of their own, from files as they stand; files with defaults or data files are left out."""
    items: list[str] = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if "defaults:" not in text and "@" not in text:
            items += [
                f"  - id: {rest}".rstrip() + "\n" for rest in text.partition("problems:\n")[2].split("  - id: ")[1:]
            ]
    chosen = [items[i % len(items)].replace("- id: ", f"- id: n{i}-", 1) for i in range(NUMBER)]
    return "problems:\n" + "".join(chosen)


def seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def solve(path: Path, processes: int) -> dict[str, int]:
    """How the problems came out."""
    counts: dict[str, int] = {}
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    for _, outcome in work_through(read_all([str(path)], Selection()), Wanted(), processes):
        assert outcome is not None
        counts[outcome.status] = counts.get(outcome.status, 0) + 1
    gc.set_threshold(700, 10, 10)
    return counts


def main() -> None:
    paths = [Path(name) for name in sys.argv[1:]]
    text = repeated(paths) if paths else networks()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.yaml"
        path.write_text(text, encoding="utf-8")
        print(f"{NUMBER} problems, {len(text) / 1e3:.0f} kB: {solve(path, 1)}")
        works: dict[str, tuple[str, Callable[[], object]]] = {
            "CSafeLoader": ("1", lambda: yaml.load(text, Loader=yaml.CSafeLoader)),
            "read, with places and digits": ("≤ 0.3", lambda: sum(1 for _ in read_all([str(path)], Selection()))),
            "read, solved and checked": ("≤ 0.6", lambda: solve(path, 1)),
            "read, solved and checked, two workers": ("≤ 0.35", lambda: solve(path, 2)),
        }
        times: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(ROUNDS):
            for name, (_, work) in works.items():
                times[name].append(seconds(work))
        base = times["CSafeLoader"]
        for name, (goal, _) in works.items():
            ratios = sorted(mine / theirs for mine, theirs in zip(times[name], base, strict=True))
            print(
                f"{name:<40} {statistics.median(ratios):5.2f} ×  (goal {goal}; {statistics.median(times[name]) * 1e3:.0f} ms; "
                f"{ratios[0]:.2f} to {ratios[-1]:.2f})"
            )


if __name__ == "__main__":
    main()
