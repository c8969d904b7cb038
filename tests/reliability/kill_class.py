"""kill -9 of `check` at random moments, then --resume: no sheet may be lost, none judged twice.

`python tests/reliability/kill_class.py --trials 200` is the long run (some minutes); the suite runs a few trials. Each
starts a class with one or two worker processes, kills it (half of the time with its workers) up to three times, each time
at a random moment or when so many sheets are in the journal, and resumes. The journal may only grow and holds no sheet
twice, no half a report stands in its place, and the report at the end is that of an undisturbed run, byte for byte.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from reliability.evidence import SEED, all_end, kill

SHEETS = 150
KEY = """problems:
  - {id: q1, type: softmax-loss, given: {z: [3.2, 5.1, -1.7], y: 0}, expect: {loss: 2.04, p: [0.13, 0.87, 0.00]}}
  - {id: q2, type: metrics, given: {tp: 42, fp: 9, fn: 14, tn: 85}, expect: {precision: 0.8235, f1: 0.785}}
"""


def write_class(folder: Path) -> None:
    """A key and a class with so many different sheets of each problem, and some unreadable figures."""
    source = random.Random(SEED)
    (folder / "key.yaml").write_text(KEY)
    rows = [
        f'{n},{source.uniform(1, 3):.3f},"0.13,0.{source.randint(100, 999)},0.00",{source.random():.4f},0.{n:04}'
        for n in range(SHEETS)
    ]
    rows[7] = "7,about two,?,x1x,"
    text = "\n".join(["student,q1.loss,q1.p,q2.precision,q2.f1", *rows]) + "\n"
    (folder / "class.csv").write_text(text)


def start(folder: Path, *options: str) -> subprocess.Popen[bytes]:
    """The marks of the class, in a session of its own."""
    command = [sys.executable, "-m", "nncalc", "check", "key.yaml", "class.csv", "-o", "report", "--format", "json"]
    return subprocess.Popen(
        [*command, *options], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def keys(folder: Path) -> list[str]:
    """The sheets in the journal, whole lines only."""
    try:
        lines = (folder / "report.journal").read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []
    return [json.loads(line)["key"] for line in lines]


def wait(folder: Path, process: subprocess.Popen[bytes], whole: float, source: random.Random) -> None:
    """Any moment of the run's life, or one at which a number of sheets is in the journal."""
    if source.random() < 0.3:
        time.sleep(source.uniform(0, 1.1 * whole))
        return
    wanted = source.randint(1, 2 * SHEETS)
    while process.poll() is None and len(keys(folder)) < wanted:
        time.sleep(0.002)
    time.sleep(source.uniform(0, 0.02))


def trial(folder: Path, right: bytes, whole: float, source: random.Random) -> str | None:
    """One trial; what was wrong, or None."""
    for name in ("report", "report.journal"):
        (folder / name).unlink(missing_ok=True)
    before: list[str] = []
    for run in range(source.randint(1, 3)):
        process = start(folder, "-j", source.choice("12"), *(["--resume"] if run else []))
        wait(folder, process, whole, source)
        killed = kill(process, source)
        if not all_end(process.pid):
            return "workers outlive their parent"
        if not killed:
            break
        now = keys(folder)
        if len(set(now)) < len(now):
            return "a sheet was judged twice"
        if not (folder / "report").exists() and now[: len(before)] != before:
            return "what was in the journal is lost"
        if (folder / "report").exists() and (folder / "report").read_bytes() != right:
            return "half a report stands in its place"
        before = now
    else:
        process = start(folder, "-j", source.choice("12"), "--resume")
    if process.wait() != 1:
        return f"the resumed run ended with {process.returncode}"
    if (folder / "report").read_bytes() != right:
        return "the report differs from that of an undisturbed run"
    left = {path.name for path in folder.iterdir()} - {"key.yaml", "class.csv", "report"}
    return f"left behind: {sorted(left)}" if left else None


def trials(number: int, folder: Path, seed: int = SEED) -> list[str]:
    """What went wrong in so many trials."""
    source = random.Random(seed)
    write_class(folder)
    begun = time.monotonic()
    start(folder).wait()
    whole = time.monotonic() - begun
    right = (folder / "report").read_bytes()
    assert right.count(b'"q1"') > SHEETS, right[-300:]
    return [said for _ in range(number) if (said := trial(folder, right, whole, source))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        failures = trials(asked.trials, Path(folder), asked.seed)
    print(f"{asked.trials - len(failures)} of {asked.trials} kills lost and repeated nothing (seed {asked.seed})")
    for failure in failures:
        print(" ", failure)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
