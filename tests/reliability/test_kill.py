"""kill -9, then --resume: a part of what `kill_points.py` and `kill_trials.py` try, with NNCALC_WHOLE=1 a larger one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from whole import bound

from reliability import kill_class, kill_points, kill_trials


def test_kill_points() -> None:
    """Every so many lines, in a process of its own that forks."""
    command = [sys.executable, kill_points.__file__, "--every", bound(sample="240", whole="60")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("lost and repeated nothing") == 2


def test_kill_trials(tmp_path: Path) -> None:
    failures, _ = kill_trials.trials(bound(sample=2, whole=12), tmp_path)
    assert failures == []


def test_kill_trials_of_a_class(tmp_path: Path) -> None:
    assert kill_class.trials(bound(sample=2, whole=12), tmp_path) == []
