"""SIGINT, SIGTERM, SIGHUP and SIGKILL at random moments of batches and of single commands.

`python tests/reliability/signal_trials.py --trials 400` (some minutes). Each trial starts a command, with or without a
file to be written, with one or two workers, and sends one signal to the process or to its whole group. The exit code
must be that of the signal or that of the command; at most one line says so; the old file is there or the new one
whole; a resumed batch ends with the report that was wanted; no process and no file is left. Signals that come while
Python itself starts, before the first line of nncalc, are counted apart: nobody can answer them.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))

from reliability.evidence import SEED, all_end, problem_file

PROBLEMS = 40
LONG = "backprop x=.05,.10 W1=.15,.20:.25,.30 W2=.40,.45:.50,.55 act=sigmoid t=.01,.99 lr=.5 epochs=60 --steps none"
SIGNALS = {signal.SIGINT: "interrupted", signal.SIGTERM: "ended", signal.SIGHUP: "ended", signal.SIGKILL: ""}


class Case(NamedTuple):
    """A command, how long it takes undisturbed, and what it gives then."""

    words: list[str]
    seconds: float
    code: int
    written: bytes


class Ended(NamedTuple):
    code: int
    err: str


def run(words: list[str], wait: float | None = None, number: int = 0, group: bool = False) -> Ended:
    """A command, to which a signal is sent after some seconds."""
    process = subprocess.Popen(
        [sys.executable, "-m", "nncalc", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    if wait is not None:
        time.sleep(wait)
        if process.poll() is None:
            (os.killpg if group else os.kill)(process.pid, number)
    _, err = process.communicate(timeout=120)
    return Ended(process.returncode if all_end(process.pid) else 99, err)


def cases(folder: Path) -> list[Case]:
    """Batches and single commands, undisturbed."""
    file, out = problem_file(folder, PROBLEMS), folder / "out"
    batch = ["batch", "--each", str(file)]
    found = []
    for words in (LONG.split(), batch, [*batch, "-j", "2"], [*batch, "--format", "json"]):
        for place in ([], ["-o", str(out)]):
            begun = time.monotonic()
            ended = run([*words, *place])
            written = out.read_bytes() if place else b""
            found.append(Case([*words, *place], time.monotonic() - begun, ended.code, written))
    return found


def trial(case: Case, folder: Path, source: random.Random) -> tuple[str, str]:
    """What the signal met, and what was wrong."""
    out, journal = folder / "out", folder / "out.journal"
    for path in folder.iterdir():
        if path.name != "problems.yaml":
            path.unlink()
    out.write_text("old")
    number = source.choice(list(SIGNALS))
    ended = run(case.words, source.uniform(0, 1.05 * case.seconds), number, source.random() < 0.5)
    met = _met(case, ended, number)
    left = {path.name for path in folder.iterdir()} - {"problems.yaml", "out", "out.journal"}
    if number == signal.SIGKILL:
        left -= {name for name in left if name.startswith(".nncalc-") or name == "out.journal~"}
    wrong = f"left behind: {left}" if left else ""
    if out.read_bytes() not in (b"old", case.written):
        wrong = "half a file"
    if journal.exists():
        again = run([*case.words, "--resume"])
        if again != Ended(case.code, "") or out.read_bytes() != case.written or journal.exists():
            wrong = f"resumed: {again}"
    if not met:
        wrong = f"exit code {ended.code}: {ended.err!r}"
    return met or "wrong", wrong and f"{signal.Signals(number).name} to nncalc {' '.join(case.words)}: {wrong}"


def _met(case: Case, ended: Ended, number: int) -> str:
    """What a signal met: a kind of moment, or nothing where the end was none that is allowed."""
    if ended == Ended(case.code, ""):
        return "too late to matter"
    if number == signal.SIGKILL:
        return "killed" if ended == Ended(-9, "") else ""
    lines = ended.err.splitlines()
    if (
        ended.code == 128 + number
        and len(lines) == 1
        and lines[0].startswith(f"nncalc: {SIGNALS[signal.Signals(number)]}")
    ):
        return "ended in a line"
    began = "nncalc/__main__.py" in ended.err and "in main" in ended.err
    return "before nncalc began" if ended.code in (-number, 1, 130) and not began else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=400)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    source, moments, failures = random.Random(asked.seed), Counter[str](), []
    with tempfile.TemporaryDirectory() as place:
        every = cases(Path(place))
        for number in range(asked.trials):
            met, wrong = trial(every[number % len(every)], Path(place), source)
            moments[met] += 1
            failures += [wrong] if wrong else []
    print(f"{asked.trials - len(failures)} of {asked.trials} signals did no harm (seed {asked.seed})")
    print(", ".join(f"{times} {moment}" for moment, times in sorted(moments.items())))
    print("".join(f"  {failure}\n" for failure in failures), end="")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
