"""kill -9 at random moments, then --resume: nothing may be lost, nothing repeated.

`python tests/reliability/kill_trials.py 200` is the long run (some minutes); the suite runs a dozen trials. Each trial
starts a batch, kills it (half of the time with its workers) once or twice at random moments of its life, resumes
it, lets the last run end, and compares: the report must be that of an undisturbed run, byte for byte; no problem may
have been shown twice; whatever was shown must have been in the journal at that moment.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROBLEMS = 60
SEED = 0


def problem_file(folder: Path, number: int = PROBLEMS) -> Path:
    """Problems of two types; some have figures that are wrong, one is not YAML, one has no type."""
    source = random.Random(SEED)
    lines = ["problems:"]
    for i in range(number):
        x, w, v = (",".join(f"{source.uniform(-1, 1):.2f}" for _ in range(n)) for n in (2, 4, 2))
        lines += [f"  - id: p{i}", f"    type: {'forward' if i % 3 else 'backprop'}" if i != 20 else "    title: none"]
        w = w.replace(",", ":", 2).replace(":", ",", 1)
        lines.append(f'    given: {{x: "{x}", W1: "{w}", W2: "{v}", act: sigmoid, t: "0.5"}}')
        if i % 25 == 0:
            lines.append("    expect: {loss: 7}")
        if i == 35:
            lines.append("    expect: [1, 2")
    path = folder / "problems.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def start(file: Path, report: Path, shown: Path, *options: str) -> subprocess.Popen[bytes]:
    """A batch in a session of its own, its output kept in a file."""
    with open(shown, "wb") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "nncalc", "batch", str(file), "-o", str(report), *options],
            stdout=out,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def shown_ids(shown: Path) -> list[str]:
    """The problems of the whole lines that a run has shown, up to its summary."""
    lines = shown.read_bytes().decode("utf-8", "replace").split("\n\n")[0].split("\n")[:-1]
    return [line.split()[1] for line in lines if line[:1] in "✓✗·!" and line]


def journalled_ids(report: Path) -> list[str]:
    """The problems in the journal, whole lines only."""
    journal = Path(f"{report}.journal")
    if not journal.exists():
        return []
    lines = journal.read_bytes().split(b"\n")[:-1]
    return [json.loads(line)["outcome"][1] for line in lines]


def trial(folder: Path, file: Path, right: bytes, whole: float, source: random.Random) -> str | None:
    """One trial; what was wrong, or None."""
    report, shown = folder / "report.jsonl", folder / "shown.txt"
    for left in (report, Path(f"{report}.journal")):
        left.unlink(missing_ok=True)
    options = ["--format", "json", *(["-j", "2"] if source.random() < 0.5 else [])]
    seen: list[str] = []
    for run in range(source.randint(1, 2)):
        process = start(file, report, shown, *options, *(["--resume"] if run else []))
        time.sleep(source.uniform(0, 1.1 * whole))
        if source.random() < 0.5:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        finished = process.wait() >= 0
        seen += shown_ids(shown)
        kept = journalled_ids(report)
        if len(set(kept)) < len(kept):
            return "a problem is in the journal twice"
        if not report.exists() and not set(seen) <= set(kept):
            return f"shown, but not in the journal: {sorted(set(seen) - set(kept))}"
        finished = finished or (report.exists() and not Path(f"{report}.journal").exists())
        if finished:
            break
        if not _ends(process.pid):
            return "workers outlive their parent"
    if not finished:
        process = start(file, report, shown, *options, "--resume")
        if process.wait() not in (0, 1, 2):
            return f"the resumed run ended with {process.returncode}"
        seen += shown_ids(shown)
    if report.read_bytes() != right:
        return "the report differs from that of an undisturbed run"
    if len(set(seen)) < len(seen):
        return f"shown twice: {sorted({name for name in seen if seen.count(name) > 1})}"
    return "the journal was left behind" if Path(f"{report}.journal").exists() else None


def _ends(group: int) -> bool:
    """Whether every process of a session is gone within some seconds."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def trials(number: int, folder: Path, seed: int = SEED) -> list[str]:
    """What went wrong in so many trials."""
    file, source = problem_file(folder), random.Random(seed)
    reference, shown = folder / "reference.jsonl", folder / "shown.txt"
    begun = time.monotonic()
    start(file, reference, shown, "--format", "json").wait()
    whole = time.monotonic() - begun
    right = reference.read_bytes()
    assert right.count(b"\n") == PROBLEMS, right[-300:]
    return [said for _ in range(number) if (said := trial(folder, file, right, whole, source))]


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    with tempfile.TemporaryDirectory() as folder:
        failures = trials(number, Path(folder), seed)
    print(f"{number - len(failures)} of {number} kill -9 trials lost and repeated nothing (seed {seed})")
    for failure in failures:
        print(" ", failure)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
