"""Files of many problems, and batches of them, for the tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from nncalc.batch.outcome import Outcome, Wanted
from nncalc.batch.problems import Selection, read_all, work_through

GOOD = "  - {id: ID, type: forward, given: {x: [1, 2], W1: [3, 4]}, expect: {y: 11}}\n"
ENDLESS = """  - id: endless
    type: backprop
    given: {x: [.05, .1], W1: [[.15, .2], [.25, .3]], act: sigmoid, t: [.01, .99], lr: .5, epochs: 1000000}
    expect: {loss: 3}
"""


def many(tmp_path: Path, number: int, malformed: Sequence[int] = ()) -> Path:
    """So many problems, some of them not YAML."""
    path = tmp_path / f"{number}.yaml"
    items = [GOOD.replace("ID", f"p{i}") for i in range(number)]
    for i in malformed:
        items[i] = f"  - {{id: p{i}, type: forward, given: {{x: [1, 2}}\n"
    path.write_text("problems:\n" + "".join(items))
    return path


def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """A batch in a process of its own."""
    command = [sys.executable, "-m", "nncalc", "batch", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, **options)  # type: ignore[call-overload,no-any-return]


def outcomes(path: Path, processes: int, wanted: Wanted | None = None) -> list[Outcome]:
    done = work_through(read_all([str(path)], Selection()), wanted or Wanted(), processes)
    return [outcome for _, outcome in done if outcome is not None]
