"""kill -9 at random moments, then --resume: nothing may be lost, nothing repeated.

`python tests/reliability/kill_trials.py --trials 200` is the long run (some minutes); the suite runs a few trials, and
`kill_points.py` kills at every line of the code. Each trial starts a batch with one or two worker processes, kills it
(half of the time with its workers) once or twice at random moments, half of them while problems are being journalled,
resumes it, lets the last run end, and compares: the report must be that of an undisturbed run, byte for byte; no
problem may have been shown twice; what was shown must have been in the journal at that moment.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from reliability.evidence import SEED, Evidence, all_end, kill, problem_file

PROBLEMS = 60


def start(evidence: Evidence, *options: str) -> subprocess.Popen[bytes]:
    """A batch in a session of its own, its output kept in a file."""
    with open(evidence.shown, "wb") as out:
        return subprocess.Popen(
            [
                sys.executable,
                "-m",
                "nncalc",
                "batch",
                "--each",
                str(evidence.file),
                "-o",
                str(evidence.report),
                *options,
            ],
            stdout=out,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def wait_for_the_moment(
    evidence: Evidence, process: subprocess.Popen[bytes], whole: float, source: random.Random
) -> None:
    """Any moment of the run's life, or one at which a number of problems is in the journal."""
    if source.random() < 0.5:
        time.sleep(source.uniform(0, 1.1 * whole))
        return
    lines = source.randint(1, PROBLEMS)
    while process.poll() is None and not (evidence.journal.exists() and _lines(evidence.journal) >= lines):
        time.sleep(0.0005)
    time.sleep(source.uniform(0, 0.02))


def _lines(path: Path) -> int:
    try:
        return path.read_bytes().count(b"\n")
    except FileNotFoundError:
        return PROBLEMS


def trial(evidence: Evidence, whole: float, source: random.Random, moments: Counter[str]) -> str | None:
    """One trial; what was wrong, or None."""
    evidence.begin()
    options = ["--format", "json", "-j", source.choice("12")]
    for run in range(source.randint(1, 2)):
        process = start(evidence, *options, *(["--resume"] if run else []))
        wait_for_the_moment(evidence, process, whole, source)
        killed = kill(process, source)
        if not all_end(process.pid):
            return "workers outlive their parent"
        if not killed or evidence.finished():
            moments["after the end"] += 1
            return evidence.after_the_end()
        moments["before the first problem" if not evidence.journalled() else "in the midst"] += 1
        if wrong := evidence.after_a_kill():
            return wrong
    process = start(evidence, *options, "--resume")
    if process.wait() not in (0, 1, 2):
        return f"the resumed run ended with {process.returncode}"
    return evidence.after_the_end()


def trials(number: int, folder: Path, seed: int = SEED) -> tuple[list[str], Counter[str]]:
    """What went wrong in so many trials, and when the kills came."""
    source, moments = random.Random(seed), Counter[str]()
    evidence = Evidence(problem_file(folder, PROBLEMS), b"")
    begun = time.monotonic()
    start(evidence, "--format", "json").wait()
    whole = time.monotonic() - begun
    evidence.right = evidence.report.read_bytes()
    assert evidence.right.count(b"\n") == PROBLEMS, evidence.right[-300:]
    return [said for _ in range(number) if (said := trial(evidence, whole, source, moments))], moments


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        failures, moments = trials(asked.trials, Path(folder), asked.seed)
    print(
        f"{asked.trials - len(failures)} of {asked.trials} kill -9 trials lost and repeated nothing (seed {asked.seed})"
    )
    print("kills: " + ", ".join(f"{times} {moment}" for moment, times in sorted(moments.items())))
    for failure in failures:
        print(" ", failure)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
