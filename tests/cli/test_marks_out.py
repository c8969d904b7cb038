"""What `check` writes: a row a student, workbooks, feedback for each, Gradescope's results; nothing in it is a formula."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from commandline import Outcome, nncalc

from nncalc.cli.feedback import file_names

KEY = """problems:
  - id: q1
    type: softmax-loss
    given: {z: [3.2, 5.1, -1.7], y: 0}
    expect: {loss: 2.0404, p: [0.1300, 0.8690, 0.0010]}
    points: {loss: 1, p: 3}
  - id: q2
    type: forward
    given: {x: [1, 2], W1: [3, 4]}
    expect: {y: 11}
"""
TABLE = """学号,姓名,q1.loss,q1.p,q2.y
01,李明,2.04,"0.13,0.87,0.00",11
02,=1+1,0.87,about a half,12
@sum,王芳,,,
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("key.yaml").write_text(KEY, encoding="utf-8")
    Path("class.csv").write_text(TABLE, encoding="utf-8")


def check(options: str) -> Outcome:
    return nncalc(f"check key.yaml class.csv {options}")


def test_a_row_a_student() -> None:
    assert check("--rows students --format csv").out.splitlines() == [
        "student,name,q1,q2,marks,out of,withheld",
        "01,李明,4,1,5,5,0",
        "02,'=1+1,0,0,0,5,3",
        "'@sum,王芳,0,0,0,5,0",
    ]


def test_csv_in_a_file_tells_excel_that_it_is_utf_8() -> None:
    check("-o marks.csv")
    data = Path("marks.csv").read_bytes()
    assert data.startswith("\ufeffstudent,id,name,typed".encode())
    assert not check("--format csv").out.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


def test_what_was_written_reads_back_as_decisions() -> None:
    check("-o marks.xlsx")
    book = openpyxl.load_workbook("marks.xlsx")
    sheet = book["to decide"]
    assert [cell.value for cell in sheet[2]][:3] == ["02", "q1", "p"]
    sheet["D2"], sheet["E2"] = 1.5, "half of it"
    for name in ("marks", "answers"):
        del book[name]
    book.save("decided.xlsx")
    done = check("--decided decided.xlsx")
    assert "decided by a person: half of it" in done.out
    assert "02 =1+1: 1.5 of 5\n" in done.out


def test_the_workbook_of_marks_comes_back_as_it_is() -> None:
    check("-o marks.xlsx")
    book = openpyxl.load_workbook("marks.xlsx")
    book["to decide"]["D2"], book["to decide"]["E2"] = 1.5, "half of it"
    book.save("marks.xlsx")
    done = check("--decided marks.xlsx")
    assert "decided by a person: half of it" in done.out
    assert not done.err


def test_decisions_are_not_written_over() -> None:
    check("-o marks.xlsx")
    assert check("-o marks.xlsx").code == 1
    book = openpyxl.load_workbook("marks.xlsx")
    book["to decide"]["D2"] = 0
    book.save("marks.xlsx")
    before = Path("marks.xlsx").read_bytes()
    done = check("-o marks.xlsx")
    assert (done.code, done.out) == (2, "")
    assert "--decided marks.xlsx, and another name with -o" in done.err
    assert Path("marks.xlsx").read_bytes() == before


def cells(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_workbook() -> None:
    assert check("-o marks.xlsx").code == 1
    book = openpyxl.load_workbook("marks.xlsx")
    assert book.sheetnames == ["marks", "answers", "to decide"]
    assert cells(book["marks"]) == [
        ["student", "name", "q1", "q2", "marks", "out of", "withheld"],
        ["01", "李明", 4, 1, 5, 5, 0], ["02", "=1+1", 0, 0, 0, 5, 3], ["@sum", "王芳", 0, 0, 0, 5, 0],
    ]  # fmt: skip
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert book["marks"]["B3"].quotePrefix
    assert [row[4] for row in cells(book["answers"])[1:]] == [
        "right", "right", "right", "slip", "unreadable", "wrong", "missing", "missing", "missing",
    ]  # fmt: skip


def test_a_workbook_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    done = check("-o marks.xlsx")
    assert (done.code, done.out) == (2, "")
    assert "python -m pip install openpyxl" in done.err
    assert not Path("marks.xlsx").exists()


@pytest.mark.parametrize(
    ("options", "suffix"),
    [("", ".md"), ("--format markdown", ".md"), ("--format text", ".txt"), ("--format latex", ".tex")],
)
def test_feedback_for_each_student(options: str, suffix: str) -> None:
    done = check(f"--each-to feedback {options}")
    assert done.code == 1
    assert "3 files in feedback" in done.err
    assert done.out.startswith("The class\n")
    files = {path.name: path.read_text(encoding="utf-8") for path in Path("feedback").iterdir()}
    assert set(files) == {f"{name}{suffix}" for name in ("01", "02", "@sum")}
    mine = files[f"01{suffix}"]
    assert "李明" in mine or r"\unicodecharacter{674E}" in mine
    assert "5 of 5" in mine
    assert "王芳" not in mine
    assert "1+1" not in mine
    assert "a half" in files[f"02{suffix}"]


def test_feedback_and_marks_in_one_go() -> None:
    assert check("--each-to feedback -o marks.xlsx").out == ""
    assert len(list(Path("feedback").glob("*.md"))) == 3
    assert Path("marks.xlsx").exists()
    assert check("--each-to feedback --format csv").out.startswith("student,id,name")  # for those who are marked again


def test_results_of_gradescope() -> None:
    check("--each-to feedback --format gradescope")
    found = json.loads(Path("feedback/02.json").read_text(encoding="utf-8"))
    assert [(each["name"], each["score"], each["max_score"], each["status"]) for each in found["tests"]] == [
        ("q1: loss", 0, 1, "failed"), ("q1: p", 0, 3, "failed"), ("q2: y", 0, 1, "failed"),
    ]  # fmt: skip
    assert "3 more may come" in found["output"]
    Path("class.csv").write_text("\n".join(TABLE.splitlines()[:2]), encoding="utf-8")
    assert check("--format gradescope -o results.json").code == 0
    assert [each["status"] for each in json.loads(Path("results.json").read_text())["tests"]] == ["passed"] * 3


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--format gradescope", "results.json is of one student, and here are 3"),
        ("--format gradescope", "--each-to FOLDER --format gradescope"),
        ("--each-to key.yaml", "cannot make the folder key.yaml"),
        ("-o marks.svg", "check has no format for a file that ends in .svg"),
        ("-o marks.jsonl", "check has no format for a file that ends in .jsonl"),
        ("-o marks.csv --format json", "marks.csv is a name for csv, and --format says json"),
        ("-o class.csv", "it is read here"),
        ("-o no/marks.xlsx", "there is no folder"),
    ],
)
def test_outputs_that_cannot_be(options: str, said: str) -> None:
    done = check(options)
    assert done.code == 2
    assert said in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.md", "## Answers"),
        ("a.json", '{"answers"'),
        ("a.tex", "\\documentclass"),
        ("a.txt", "01 李明"),
        ("a", "01 李明"),
    ],
)
def test_a_suffix_chooses_the_format(name: str, begins: str) -> None:
    check(f"-o {name}")
    assert begins in Path(name).read_text(encoding="utf-8")


def test_feedback_is_not_written_over_what_is_read() -> None:
    Path("key.md").write_text(KEY, encoding="utf-8")
    Path("class.csv").write_text("student,q2.y\nkey,11\n", encoding="utf-8")
    done = nncalc("check key.md class.csv --each-to .")
    assert done.code == 2
    assert "it is read here" in done.err
    assert Path("key.md").read_text(encoding="utf-8") == KEY


def test_names_of_files() -> None:
    students = [
        "Li",
        "li",
        "../../etc/passwd",
        "CON",
        "a:b?",
        ".hidden",
        "\x1b[31m",
        "",
        "名" * 99,
        "LI",
        "com1.x",
        "é",
    ]
    names = list(file_names(students).values())
    assert len({name.casefold() for name in names}) == len(students)
    assert names[:6] == ["Li", "li-2", "_.._etc_passwd", "_CON", "a_b_", "hidden"]
    assert all(len(name.encode()) <= 130 and not set(name) & set('/\\:?*"<>|\x1b') for name in names)


def test_progress_is_seen_where_standard_error_is_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    from nncalc.cli import progress

    monkeypatch.setattr(progress.Bar, "__init__", lambda self: self.__dict__.update(active=True, drawn=False, next=0.0))
    monkeypatch.setattr(progress, "EVERY", 0.0)
    done = check("--format json")
    assert "\r[........................]   0%  0 done" in done.err
    assert "  33%  1 done" in done.err
    assert done.err.endswith("\r\x1b[K")
    assert json.loads(done.out)
