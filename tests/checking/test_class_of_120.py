"""A class of 120 in a wide table: from the file to marks.xlsx and 120 files of feedback in the README's three commands."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from commandline import ROOT, nncalc

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.search(r"<!-- command: class -->\n```sh\n(.*?)```", README, re.DOTALL)[1].splitlines()  # type: ignore[index]
SHEETS = [
    '2.04,"0.13,0.87,0.00"',
    '0.87,"0.13,0.87,0.00"',
    '2.0404,"0.1300,0.8690,0.0010"',
    ",",
    "about two,",
    '2.30,"0.10,0.90,0.00"',
]
MARKS = [1, 0.5, 1, 0, 0, 0.5]
"""The last has a wrong p, and -ln .10 of it: the loss is carried on."""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_three_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.chdir(tmp_path)
    shown = re.search(r"<!-- file: homework.yaml -->\n```yaml\n(.*?)```", README, re.DOTALL)
    Path("homework.yaml").write_text(shown[1] if shown else "", encoding="utf-8")
    rows = [f"{2026001 + number},学生{number},{SHEETS[number % len(SHEETS)]}" for number in range(120)]
    Path("class.csv").write_text("\n".join(["学号,姓名,hw1-3 loss,hw1-3 p", *rows]), encoding=encoding)
    assert len(COMMANDS) == 3
    for command in COMMANDS:
        done = nncalc(command.removeprefix("nncalc "))
        assert done.code == 1, done.err
    marks = [[cell.value for cell in row] for row in openpyxl.load_workbook("marks.xlsx")["marks"].iter_rows()]
    assert marks[0] == ["student", "name", "hw1-3", "marks", "out of", "withheld"]
    assert [(row[0], row[1], row[3]) for row in marks[1:]] == [
        (str(2026001 + number), f"学生{number}", MARKS[number % len(MARKS)]) for number in range(120)
    ]
    assert len(list(Path("feedback").iterdir())) == 120
    assert "1 of 1" in Path("feedback/2026001.md").read_text(encoding="utf-8")


def test_the_readme_is_one_page() -> None:
    assert len(README.splitlines()) <= 250
