"""CONTRIBUTING.md, followed word for word in a copy of the project: what it adds passes the tests."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commandline import ROOT
from whole import WHOLE

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"<!-- (?P<kind>file|row|shown): (?P<where>.+?) -->\n```\w*\n(?P<text>.*?)```\n", re.DOTALL)
ADDED = "asinh or tanhshrink or cauchy or cosine or descent or choice or rst"
TESTS = (
    "declaring/test_registry.py",
    "declaring/test_results.py",
    "oracles/test_every_type.py",
    "problem_files/test_schema.py",
    "problem_files/test_problems.py",
    "problem_types/test_slips.py",
    "render/test_output.py",
    "batch/test_batch.py",
    "engine/test_textbook_deltas.py",
    "engine/test_operation_table.py",
    "render/test_signs.py",
)
NOT_COPIED = (".git", ".venv", "__pycache__", "build", "dist", ".*_cache", ".hypothesis", "*.egg-info")
KEPT = (
    ("problem_types/test_slips.py", "has_its_figure"),
    ("problem_types/test_slips.py", "what_is_said"),
    ("problem_files/test_problems.py", "wrong_input"),
    ("page/test_examples.py", ADDED),
    ("cli/test_sessions.py", "test_session"),
    ("checking/test_class_report.py", ADDED),
    ("render/test_formats.py", ADDED),
)
"""Tests whose snapshots list names: they are written anew, as the page says, before everything is run."""
ELSEWHERE = (
    "mutation",
    "fuzz",
    "paper",
    "language",
    "reliability",
    "browser",
    "test_contributing.py",
    "oracles/test_contributing.py",
)
"""Tests of other programs, of the catalogues (what is added here has no Chinese), and those running now."""


def blocks(kind: str) -> list[tuple[str, str]]:
    """(where, text) of the page's blocks of a kind."""
    return [(block["where"], block["text"]) for block in BLOCK.finditer(PAGE) if block["kind"] == kind]


def follow_the_page(folder: Path) -> Path:
    """A copy of the project with everything that the page adds, and the output format that it names."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED), dirs_exist_ok=True)
    shutil.copy(ROOT / "tests" / "data" / "rst.py", folder / "nncalc" / "render" / "formats")
    for where, text in blocks("file"):
        (folder / where).parent.mkdir(exist_ok=True)
        (folder / where).write_text(text, encoding="utf-8")
    for where, text in blocks("row"):
        name, line = where.rstrip("`").split(", after `")
        before, found, after = (folder / name).read_text(encoding="utf-8").partition(line + "\n")
        assert found, f"{name} has no line {line}"
        (folder / name).write_text(before + found + text + after, encoding="utf-8")
    return folder


def run(folder: Path, *words: str, update: str = "1") -> subprocess.CompletedProcess[str]:
    """A module or a file in the copy; by default snapshots are written, not compared."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "NNCALC_UPDATE_SNAPSHOTS": update, "COLUMNS": "100"}
    command = [sys.executable, *([] if words[0].endswith(".py") else ["-m"]), *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return follow_the_page(tmp_path_factory.mktemp("contributing"))


def test_what_the_page_adds_passes_the_tests(copy: Path) -> None:
    done = run(copy, "pytest", "-p", "no:cacheprovider", "-k", ADDED, *[f"tests/{name}" for name in TESTS])
    assert done.returncode == 0, done.stdout
    said = (copy / "problems" / "errors" / "cosine-lengths.txt").read_text(encoding="utf-8")
    assert "u has 3 numbers, v has 2" in said


@pytest.mark.skipif(not WHOLE, reason="three minutes: with NNCALC_WHOLE=1")
def test_what_the_page_adds_breaks_nothing(copy: Path) -> None:
    papers = run(copy, ".ci/docs.py")
    assert papers.returncode == 0, papers.stdout
    for name, tests in KEPT:
        run(copy, "pytest", "-p", "no:cacheprovider", "-k", tests, f"tests/{name}")
    left_out = [f"--ignore=tests/{name}" for name in ELSEWHERE]
    done = run(copy, "pytest", "-p", "no:cacheprovider", "-n", "2", *left_out, update="")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("command", "shown"), blocks("shown"), ids=lambda text: text.split("\n")[0])
def test_what_the_page_shows(copy: Path, command: str, shown: str) -> None:
    assert f"$ {command}\n{run(copy, *command.split()).stdout}" == shown


def test_the_numbers_of_lines_are_those_of_the_blocks() -> None:
    lines = {
        where.partition(",")[0]: len(text.strip().splitlines())
        for kind in ("file", "row")
        for where, text in blocks(kind)
    }
    rows = re.findall(r"^\| \[.*?\|.*?(\d+) lines?.*?\|", PAGE, re.MULTILINE)
    assert [int(row) for row in rows] == [
        lines["nncalc/rules/activations.py"],
        lines["nncalc/rules/loss_functions.py"],
        lines["nncalc/engine/smooth.py"],
        lines["nncalc/problem_types/cosine.py"],
        lines["nncalc/problem_types/descent.py"],
        len((ROOT / "tests" / "data" / "rst.py").read_text(encoding="utf-8").splitlines()),
        lines["nncalc/notation/nielsen.yaml"],
    ]
