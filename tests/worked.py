"""The worked problems of the project, problems/TYPE/*.yaml, as parameters of tests."""

from __future__ import annotations

import os

import pytest
from commandline import ROOT

from nncalc.problem_files.reader import read_file

PROBLEMS = ROOT / "problems"
FILES = sorted(path for path in PROBLEMS.rglob("*.yaml") if path.parent.name != "errors")

os.chdir(ROOT)  # messages name the files from there
ENTRIES = [
    pytest.param(entry, id=f"{path.parent.name}/{path.stem}/{entry.id}")
    for path in FILES
    for entry in read_file(str(path.relative_to(ROOT)))
]
