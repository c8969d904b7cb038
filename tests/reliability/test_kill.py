"""kill -9, then --resume: a part of what `kill_points.py` and `kill_trials.py` try."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from reliability import kill_points, kill_trials


def test_kill_points() -> None:
    """Every sixtieth line, in a process of its own that forks."""
    command = [sys.executable, kill_points.__file__, "--every", "60"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("lost and repeated nothing") == 2


def test_kill_trials(tmp_path: Path) -> None:
    failures, _ = kill_trials.trials(4, tmp_path)
    assert failures == []
