"""A batch that is killed and resumed, and what must hold of its journal, its report and what it showed."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

SEED = 0


def problem_file(folder: Path, number: int) -> Path:
    """Problems of two types; some have figures that are wrong, one is not YAML, one has no type."""
    source = random.Random(SEED)
    lines = ["problems:"]
    for i in range(number):
        x, w, v = (",".join(f"{source.uniform(-1, 1):.2f}" for _ in range(n)) for n in (2, 4, 2))
        kind = "    title: none" if i == number // 3 else f"    type: {'forward' if i % 3 else 'backprop'}"
        w = w.replace(",", ":", 2).replace(":", ",", 1)
        lines += [f"  - id: p{i}", kind, f'    given: {{x: "{x}", W1: "{w}", W2: "{v}", act: sigmoid, t: "0.5"}}']
        if i % 25 == 24:
            lines.append("    expect: {loss: 7}")
        if i == number // 2:
            lines.append("    expect: [1, 2")
    path = folder / "problems.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


class Evidence:
    """One folder with a problem file, and what is found there after each run of a trial.

    right   the report of an undisturbed run, which the resumed one must equal byte for byte
    seen    the problems shown so far in the trial
    """

    def __init__(self, file: Path, right: bytes) -> None:
        self.file, self.right = file, right
        self.report = file.parent / "report"
        self.journal = file.parent / "report.journal"
        self.shown = file.parent / "shown"
        self.seen: list[str] = []

    def begin(self) -> None:
        """Nothing is left of the trial before."""
        self.seen = []
        for path in self.file.parent.iterdir():
            if path != self.file:
                path.unlink()

    def finished(self) -> bool:
        """Whether the run that was to be killed had ended its work before."""
        return self.report.exists() and not self.journal.exists()

    def after_a_kill(self) -> str | None:
        """What is wrong after a run that was killed, or None: nothing was shown that is not on disk, nothing twice."""
        self.seen += self._shown()
        kept = self.journalled()
        if len(set(kept)) < len(kept):
            return "a problem is in the journal twice"
        if not self.report.exists() and not set(self.seen) <= set(kept):
            return f"shown, but not in the journal: {sorted(set(self.seen) - set(kept))}"
        if self.report.exists() and self.report.read_bytes() != self.right:
            return "half a report stands in its place"
        return self._twice()

    def after_the_end(self) -> str | None:
        """What is wrong after the run that came to its end, or None: the report is whole, nothing is left beside it."""
        self.seen += self._shown()
        if self.report.read_bytes() != self.right:
            return "the report differs from that of an undisturbed run"
        left = {path.name for path in self.file.parent.iterdir()} - {self.file.name, "report", "shown"}
        return f"left behind: {sorted(left)}" if left else self._twice()

    def _twice(self) -> str | None:
        twice = sorted({name for name in self.seen if self.seen.count(name) > 1})
        return f"shown twice: {twice}" if twice else None

    def _shown(self) -> list[str]:
        """The problems of the whole lines that the run has shown, up to its summary."""
        if not self.shown.exists():
            return []
        lines = self.shown.read_bytes().decode("utf-8", "replace").split("\n\n")[0].split("\n")[:-1]
        return [line.split()[1] for line in lines if line[:1] in "✓✗·!" and line]

    def journalled(self) -> list[str]:
        """The problems in the journal, whole lines only."""
        if not self.journal.exists():
            return []
        lines = self.journal.read_bytes().split(b"\n")[:-1]
        return [json.loads(line)["outcome"][1] for line in lines]


def kill(process: subprocess.Popen[bytes], source: random.Random) -> bool:
    """kill -9, half of the time of its workers too; whether it met the process alive. It leads a group of its own."""
    if source.random() < 0.5:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    return process.wait() < 0


def all_end(group: int) -> bool:
    """Whether every process of a group is gone within some seconds."""
    for _ in range(2000):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.005)
    return False
