"""The name of an output file chooses the format, or says that the command lacks it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import ROOT, nncalc

from nncalc.cli.suffixes import SUFFIXES
from nncalc.cli.type_command import FORMATS

SOLVE = "forward x=1 W1=2"
BATCH = f"batch '{ROOT}/problems/forward/activations.yaml'"
CHECK = f"check '{ROOT}/tests/data/key.yaml' '{ROOT}/tests/data/answers.csv'"

CHOSEN = [
    (SOLVE, "page.tex", "\\section*"),
    (SOLVE, "page.TEX", "\\section*"),
    (SOLVE, "page.md", "# The forward"),
    (SOLVE, "page.markdown", "# The forward"),
    (SOLVE, "page.json", '{"nncalc"'),
    (SOLVE, "page.yaml", "problems:\n"),
    (SOLVE, "page.yml", "problems:\n"),
    (SOLVE, "page.txt", "The forward"),
    (SOLVE, "page", "The forward"),
    (SOLVE, "page.v2", "The forward"),
    (SOLVE, "page.txt --format markdown", "# The forward"),
    (SOLVE, "page.tex --format latex", "\\section*"),
    (BATCH, "all.jsonl", '{"nncalc"'),
    (BATCH, "all.json", '{"nncalc"'),
    (BATCH, "all.tex", "\\documentclass"),
    (CHECK, "marks.csv", "student,"),
    (CHECK, "marks.json", '{"answers": '),
]
REFUSED = [
    (SOLVE, "page.csv", "forward has no format for a file that ends in .csv", ".json, .md"),
    (SOLVE, "page.jsonl", "ends in .jsonl", ".json"),
    (SOLVE, "page.XLSX", "ends in .xlsx", ".pdf"),
    (CHECK, "marks.jsonl", "check has no format for a file that ends in .jsonl", ".csv"),
    (BATCH, "all.csv", "batch has no format for a file that ends in .csv", ".json"),
    (SOLVE, "page.tex --format json", "page.tex is a name for latex, and --format says json", "--format latex"),
    (SOLVE, "page.json --format text", "page.json is a name for json, and --format says text", "--format json"),
]


@pytest.mark.parametrize(("command", "output", "begins"), CHOSEN)
def test_a_suffix_chooses_the_format(
    command: str, output: str, begins: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = nncalc(f"{command} -o {output}")
    assert done.code in (0, 1), done.err
    assert (tmp_path / output.split()[0]).read_text("utf-8-sig").startswith(begins)


@pytest.mark.parametrize(("command", "output", "said", "expected"), REFUSED)
def test_a_format_that_is_not_there_is_refused(
    command: str, output: str, said: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = nncalc(f"{command} -o {output}")
    assert done.code == 2
    assert said in done.err
    assert expected in done.err.split("expected:")[1]
    assert not list(tmp_path.iterdir())


def test_all_suffixes_that_there_are_are_named() -> None:
    said = nncalc(f"{SOLVE} -o page.csv").err.split("expected:")[1]
    suffixes = [SUFFIXES.get(format, (f".{format}",)) for format in FORMATS]
    assert all(each[0] in said for each in suffixes if each)


def test_a_device_leaves_it_to_the_option(tmp_path: Path) -> None:
    named = tmp_path / "null.csv"
    named.symlink_to("/dev/null")
    done = nncalc(f"{SOLVE} -o '{named}' --format markdown")
    assert (done.code, done.err) == (0, "")


def test_json_of_one_problem_is_one_object(tmp_path: Path) -> None:
    nncalc(f"{SOLVE} -o '{tmp_path}/page.json'")
    assert json.loads((tmp_path / "page.json").read_text())["type"] == "forward"
