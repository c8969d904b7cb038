"""Batch speed as ratios in one run: `python tests/benchmarks/batch.py [FILES…]`.

2,000 problems are read, solved and checked in one process and with two workers, and reading alone is measured, each against the
time PyYAML's CSafeLoader takes to parse the same file. The problems are those of `problems/`, as they stand there (with
titles and sources), repeated under new ids; files may be named instead. Machines are noisy: medians of several rounds,
all sides in turn. Nothing here asserts a time.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from nncalc.problem_files.batch import Selection, read_all, work_through
from nncalc.problem_files.outcome import Wanted

ROOT = Path(__file__).resolve().parent.parent.parent
NUMBER = 2000
ROUNDS = 7


def problems(paths: list[Path]) -> list[str]:
    """The text of every problem of the files, as it stands there; files with defaults or data files are left out."""
    found: list[str] = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if "defaults:" in text or "@" in text:
            continue
        _, _, items = text.partition("problems:\n")
        found += [f"  - id: {rest}".rstrip() + "\n" for rest in items.split("  - id: ")[1:]]
    return found


def big_file(folder: Path, items: list[str]) -> Path:
    """2,000 problems with ids of their own."""
    path = folder / "big.yaml"
    chosen = [items[i % len(items)].replace("- id: ", f"- id: n{i}-", 1) for i in range(NUMBER)]
    path.write_text("problems:\n" + "".join(chosen), encoding="utf-8")
    return path


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
    items = problems(paths or sorted(p for p in (ROOT / "problems").rglob("*.yaml") if p.parent.name != "errors"))
    with tempfile.TemporaryDirectory() as folder:
        path = big_file(Path(folder), items)
        text = path.read_text(encoding="utf-8")
        print(f"{NUMBER} problems of {len(items)} different ones, {len(text) / 1e3:.0f} kB: {solve(path, 1)}")
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
