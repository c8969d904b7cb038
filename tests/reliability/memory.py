"""The peak memory of a batch, for files of growing numbers of problems: it must not grow with them.

`python tests/reliability/memory.py` solves and checks 10,000 and 100,000 problems (some minutes), as text and as JSON,
with one and two processes, with and without a report, and fails when the larger file takes more than `ALLOWED` bytes
more for each problem: its text and its id are all that may be kept. The suite compares smaller numbers.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ALLOWED = 350
"""Bytes for each problem: some 120 of text, some 150 for the id, which no second problem may have."""
WAYS = (
    "-j 1", "-j 2 --each", "-j 1 --format json", "-j 2 --format json", "-j 1 -o {}", "-j 2 --format json -o {}",
)  # fmt: skip

PROBLEMS = (
    "  - id: p{0}\n    type: forward\n    given: {{x: [{0}.5, 2], W1: [3, 4], act: relu}}\n    expect: {{y: {1}}}\n",
    "  - id: p{0}\n    type: softmax-loss\n    given: {{z: [3.2, 5.1, -2{0}], y: 1}}\n    expect: {{loss: 0.139}}\n",
    "  - id: p{0}\n    type: graph\n    given: {{f: x*y, x: {0}, y: 1/3}}\n    expect: {{d_x: 1/3}}\n",
)

# VmHWM and not ru_maxrss: a process inherits the latter from the one that started it.
SCRIPT = """
import resource, sys
from nncalc.__main__ import run
code = run(sys.argv[1:])
sys.stdout.flush()
own = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(code, own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
"""


class Peak(NamedTuple):
    """KiB at the most, of the process and of the largest of its workers."""

    own: int
    worker: int


def problem_file(folder: Path, number: int) -> Path:
    """So many problems of three types, all of them different."""
    path = folder / f"{number}.yaml"
    with path.open("w", encoding="utf-8") as file:
        file.write("problems:\n")
        file.writelines(PROBLEMS[i % len(PROBLEMS)].format(i, 3 * i + 9.5) for i in range(number))
    return path


def peak(file: Path, options: str) -> Peak:
    """The peak of one batch; RuntimeError when it does not end well."""
    words = options.format(file.with_suffix(".report")).split()
    command = [sys.executable, "-c", SCRIPT, "batch", str(file), *words]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    code, own, worker = map(int, done.stderr.split()[-3:])
    if code != 0:
        raise RuntimeError(f"{options}: exit code {code}")
    return Peak(own, worker)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--problems", type=int, nargs=2, default=[10_000, 100_000])
    few, many = parser.parse_args().problems
    bad = False
    with tempfile.TemporaryDirectory() as folder:
        files = [problem_file(Path(folder), number) for number in (few, many)]
        print(f"peak memory in KiB (its workers): {few:,} problems, {many:,} problems, bytes for each more")
        for options in WAYS:
            small, large = (peak(file, options) for file in files)
            more = (max(large) - max(small)) * 1024 / (many - few)
            bad = bad or more > ALLOWED
            said = options.format("FILE")
            print(f"{said:40} {small.own} ({small.worker})  {large.own} ({large.worker})  {more:.0f}", flush=True)
    sys.exit(bad)


if __name__ == "__main__":
    main()
