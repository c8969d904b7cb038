"""Several writers of one file: each writes it whole, or refuses in one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from commandline import nncalc

from reliability.faults import PROBLEMS

ROUNDS = 3


def started(*words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "nncalc", *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_batches_on_one_report(tmp_path: Path) -> None:
    """At least one writes the report; whichever does not get the journal says so, and shows nothing."""
    path, report = tmp_path / "p.yaml", tmp_path / "report"
    path.write_text(PROBLEMS)
    words = ["batch", path, "-o", report, "--format", "json"]
    nncalc(list(map(str, words)))
    right = report.read_bytes()
    refusal = f"Error: another run is writing {report}.journal; let it end, or choose another -o\n"
    for _ in range(ROUNDS):
        report.write_text("old")
        runs = [started(*words, "-j", jobs) for jobs in "1122"]
        ends = [(*run.communicate(timeout=60), run.returncode) for run in runs]
        assert {code for _, _, code in ends} == {2}  # one problem cannot be read
        assert all((out == "") == (err == refusal) for out, err, _ in ends)
        assert any(err == "" for _, err, _ in ends)
        assert report.read_bytes() == right
        assert sorted(os.listdir(tmp_path)) == ["p.yaml", "report"]


def test_commands_on_one_file(tmp_path: Path) -> None:
    """Each puts its own file in the place, whole: the last one stays."""
    place = tmp_path / "out"
    commands = [["forward", "x=1", "W1=1"], ["schema"], ["backprop", "x=1", "W1=1", "t=1"]]
    whole = []
    for command in commands:
        nncalc([*command, "-o", str(place)])
        whole.append(place.read_bytes())
    for _ in range(ROUNDS):
        runs = [started(*command, "-o", place) for command in commands]
        assert [(*run.communicate(timeout=60), run.returncode) for run in runs] == [("", "", 0)] * len(runs)
        assert place.read_bytes() in whole
        assert os.listdir(tmp_path) == ["out"]
