"""2,000 problems read, solved and checked, against the time PyYAML's CSafeLoader takes to parse the same file alone.

Training steps of the 2-2-2 network with numbers of their own, every result expected; and the files of problems/ as they
stand, repeated under new ids.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml
from measure import Row, collected_seldom, compared

from nncalc.batch.outcome import Wanted
from nncalc.batch.problems import Selection, read_all, work_through

NUMBER = 2000
RESULTS = ("z1", "a1", "z2", "y", "loss", "delta2", "delta1", "dW1", "dW2", "W1_new", "b1_new", "W2_new", "b2_new")


def networks() -> str:
    """The 2-2-2 network with numbers of its own each time, and the figures of every step."""
    from nncalc.declaring import registry
    from nncalc.declaring.problem import read_problem
    from nncalc.engine.figures import Precision
    from nncalc.page.solving import in_input_syntax, read_result, run_problem

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
    """2,000 problems with ids of their own, from files as they stand; files with defaults or data files are left out, and
    trainings of ten epochs and more: these are not short."""
    items: list[str] = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if "defaults:" not in text and "@" not in text:
            items += [
                f"  - id: {rest}".rstrip() + "\n" for rest in text.partition("problems:\n")[2].split("  - id: ")[1:]
            ]
    items = [item for item in items if not re.search(r"\bepochs: \d\d", item)]
    chosen = [items[i % len(items)].replace("- id: ", f"- id: n{i}-", 1) for i in range(NUMBER)]
    return "problems:\n" + "".join(chosen)


def solve(path: Path, processes: int) -> dict[str, int]:
    """How the problems came out, with garbage collected as seldom as on the command line."""
    counts: dict[str, int] = {}
    with collected_seldom():
        for _, outcome in work_through(read_all([str(path)], Selection()), Wanted(), processes):
            assert outcome is not None
            counts[outcome.status] = counts.get(outcome.status, 0) + 1
    return counts


def rows() -> Iterator[Row]:
    yield from rows_of(networks(), "2,000 training steps with every figure", "0.66")
    yield from rows_of(repeated(homework()), "2,000 short problems of problems/", "4")


def homework() -> list[Path]:
    """The files of worked problems but for the published wrong answers, each of which is explained by many reruns."""
    files = sorted(Path(__file__).resolve().parents[2].glob("problems/[!e]*/*.yaml"))
    return [path for path in files if "expect_published" not in path.read_text(encoding="utf-8")]


def rows_of(text: str, what: str, goal: str) -> Iterator[Row]:
    peer = "CSafeLoader, parsing alone"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.yaml"
        path.write_text(text, encoding="utf-8")
        assert solve(path, 1) == {"right": NUMBER}

        def parsed() -> object:
            return yaml.load(text, Loader=yaml.CSafeLoader)

        def read() -> object:
            return sum(1 for _ in read_all([str(path)], Selection()))

        yield compared(f"{what}: read, with places and typed digits", read, peer, parsed, "0.3", rounds=5)
        yield compared(f"{what}: read, solved, checked", lambda: solve(path, 1), peer, parsed, goal, rounds=5)
        yield compared(
            f"{what}: the same, two processes",
            lambda: solve(path, 2),
            "one process",
            lambda: solve(path, 1),
            "0.6",
            rounds=5,
        )
