"""Tables with a row a student: headings in two languages, of exports, and mapped by the key or the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commandline import Outcome, nncalc

KEY = """problems:
  - id: q1
    type: softmax-loss
    given: {z: [3.2, 5.1, -1.7], y: 0}
    expect: {loss: 2.04, p: [0.13, 0.87, 0.00]}
    points: {loss: 1, p: 3}
  - id: q2
    type: forward
    given: {x: [1, 2], W1: [3, 4]}
    expect: {y: 11}
"""


def check(folder: Path, table: str, *options: str, key: str = KEY, name: str = "class.csv") -> Outcome:
    (folder / "key.yaml").write_text(key, encoding="utf-8")
    (folder / name).write_text(table, encoding="utf-8")
    return nncalc(["check", str(folder / "key.yaml"), str(folder / name), *options])


def read(folder: Path, table: str, *options: str, key: str = KEY, name: str = "class.csv") -> list[tuple[str, ...]]:
    """(student, id, name, typed) of every answer that was judged."""
    done = check(folder, table, "--format", "json", *options, key=key, name=name)
    found: dict[str, Any] = json.loads(done.out)
    assert [error["message"] for error in found["errors"]] == [], done.err
    return [(each["student"], each["id"], each["name"], each["typed"]) for each in found["answers"]]


LI = [("Li", "q1", "loss", "2.04"), ("Li", "q1", "p", "0.13,0.87,0.00"), ("Li", "q2", "y", "11")]
ROW = 'Li,2.04,"0.13,0.87,0.00",11\n'


@pytest.mark.parametrize(
    "headings",
    [
        "student,q1.loss,q1.p,q2.y",
        "Student,Q1 loss,Q1 p,Q2 y",
        "姓名,Q1.Loss,q1 P,q2",
        "学生,q1_loss,q1: p,Q2 (y)",
        "Name,q1 - loss,q1（p）,q2：y",
        '"Full name","q1/loss","q1|p","q2 | y"',
        "学号,q1.loss,q1.p,q2.y",
        "姓名,Loss,p,Y",
        "id,q1.loss,q1.p,q2.y",
        "SID,q1.loss,q1.p,q2.y",
    ],
)
def test_headings_of_a_row_a_student(tmp_path: Path, headings: str) -> None:
    assert read(tmp_path, f"{headings}\n{ROW}") == LI


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        ("学生,题号,名称,答案", 'Li,q1,p,"0.13,0.87,0.00"'),
        ("姓名,题号,名称,答案", 'Li,q1,p,"0.13,0.87,0.00"'),
        ("student,problem,question,answer", 'Li,q1,p,"0.13,0.87,0.00"'),
        ("student,problem,name,value", 'Li,q1,p,"0.13,0.87,0.00"'),
        ("student,question,answer", 'Li,q1.p,"0.13,0.87,0.00"'),
        ("学号,题号,答案", 'Li,Q1 p,"0.13,0.87,0.00"'),
        ("姓名,学号,题号,名称,答案", '李明,Li,Q1,p,"0.13,0.87,0.00"'),
    ],
)
def test_headings_of_a_row_a_figure(tmp_path: Path, headings: str, row: str) -> None:
    assert read(tmp_path, f"{headings}\n{row}\n") == [LI[1]]


MOODLE = """"Last name","First name","ID number","Email address",State,"Started on",Completed,"Time taken","Grade/10.00",\
"Question 1","Response 1","Right answer 1","Response 2"
Li,Ming,s1,li@x.edu,Finished,"1 June 2026","1 June 2026","9 mins",8.00,"The loss?",2.04,2.04,11
Wang,Fang,s2,wang@x.edu,Finished,"1 June 2026","1 June 2026","9 mins",3.00,"The loss?",-,2.04,12
"Overall average",,,,,,,,5.50,,,,
"""
COLUMNS = ("--column", "Response 1=q1.loss", "--column", "response 2=Q2")


def test_an_export_of_moodle(tmp_path: Path) -> None:
    done = check(tmp_path, MOODLE, *COLUMNS)
    assert "are not read" not in done.err
    assert read(tmp_path, MOODLE, *COLUMNS) == [
        ("s1", "q1", "loss", "2.04"), ("s1", "q2", "y", "11"), ("s2", "q2", "y", "12"),
    ]  # fmt: skip


def test_several_answers_in_one_field_of_moodle(tmp_path: Path) -> None:
    table = '姓,名,学号,状态,回答 1\n李,明,s1,完成,"part 1: 2.04; part 2: 0.13,0.87,0.00"\n王,芳,s2,完成,-\n'
    columns = ("--column", "回答 1 part 1=q1.loss", "--column", "回答 1 part 2=q1.p")
    assert read(tmp_path, table, *columns) == [("s1", "q1", "loss", "2.04"), ("s1", "q1", "p", "0.13,0.87,0.00")]
    torn = check(tmp_path, table.replace("part 1: ", "").replace("part 2: ", ""), *columns)
    assert "expected: part 1: 0.13; part 2: 0.87" in torn.err


GRADESCOPE = """First Name,Last Name,SID,Email,Sections,Total Score,Max Points,Status,Submission ID,Submission Time,\
Lateness (H:M:S),View Count,Submission Count,1: Loss (5.0 pts),Question 1.1,Question 2
Ming,Li,101,li@x.edu,A,8.0,12.0,Graded,1287,2026-06-25 13:16:26 -0600,00:00:00,1,1,5.0,2.04,11
"""


def test_an_export_of_gradescope_with_the_columns_of_the_key(tmp_path: Path) -> None:
    key = f"columns:\n  Question 1.1: q1.loss\n  Question 2: q2.y\n{KEY}"
    assert read(tmp_path, GRADESCOPE, key=key) == [("101", "q1", "loss", "2.04"), ("101", "q2", "y", "11")]


def test_who_it_is(tmp_path: Path) -> None:
    """The number, where the row has one; else the name, of one cell or two; else the address; else the file."""
    table = "学号,姓名,q2.y\n007,李明,11\n,王 芳,11\n"
    assert [each[0] for each in read(tmp_path, table)] == ["007", "王 芳"]
    assert [each[0] for each in read(tmp_path, "姓,名,q2.y\n李,明,11\n")] == ["李明"]
    assert [each[0] for each in read(tmp_path, "First name,Surname,q2.y\nMing,Li,11\n")] == ["Ming Li"]
    assert [each[0] for each in read(tmp_path, "Email,Timestamp,q2.y\na@b,3,11\n")] == ["a@b"]
    assert [each[0] for each in read(tmp_path, "q1.loss,q2.y\n,11\n", name="Li.csv")] == ["Li"]


def test_who_it_is_by_a_heading_that_is_mapped(tmp_path: Path) -> None:
    table = "Your name?,student,Matrikel,q2.y\nLi,group 7,01,11\n"
    assert read(tmp_path, table, "--column", "Your name?=student") == [("Li", "q2", "y", "11")]
    assert read(tmp_path, table, "--column", "matrikel=学号")[0][0] == "01"
    assert read(tmp_path, table, key=f"columns: {{Your name?: 姓名}}\n{KEY}")[0][0] == "Li"


def test_titles_above_and_columns_beside(tmp_path: Path) -> None:
    table = "期中考试,,,\n,,,\n序号,姓名,q2.y,备注\n1,Li,11,late\n"
    assert read(tmp_path, table) == [LI[2]]
    said = check(tmp_path, "student,q2.y,Lab\nLi,11,7\n")
    assert said.code == 1
    assert "columns that name no figure of the key are not read: 'Lab'" in said.err
    assert '--column "Lab=q1.loss"' in said.err


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("student,Response 1\nLi,3\n", 'expected: a heading such as q1.loss, or --column "Response 1=q1.loss"'),
        ("student,q1,q2\nLi,3,11\n", "class.csv:1:2: the column 'q1' does not say which figure of q1 it holds"),
        ("student,q1,q2\nLi,3,11\n", '--column "q1=q1.loss"'),
        ("student,q2.y,Q2 y\nLi,3,11\n", "class.csv:1:3: two columns hold q2.y"),
        ("student,q2.y,q1.p\nLi,11,.13,.87,.00\n", "class.csv:2:1: 5 cells in a row of 3 columns"),
        ("student,q2.y\n,11\n", "class.csv:2:1: the row does not say whose it is"),
        ("student,q2.y\nLi,11\n Li ,12\n", "class.csv:3:1: Li has a second row (first in line 2)"),
        ("student,q2.z\nLi,11\n", "there is no result 'z'"),
        ("student,question,answer\nLi,q1,11\n", "class.csv:2:1: 'q1' does not say which figure it is"),
        ("q2.y\n11\n12\n", "class.csv:3:1: no column says whose the rows are"),
        ("student,Q_1.Loss\nLi,3\n", '--column "Q_1.Loss=q1.loss"'),
        ("student,q2.y\n" + "Li,1,2\n" * 1500, "class.csv:1003:1: more than 1,000 rows cannot be read"),
        ("student,q2.y\nLi" + "," * 20_001, "a row has more than 20,000 cells"),
        ("student,question,answer\nLi,q9,11\n", "class.csv:2:1: 'q9' does not say which figure it is"),
    ],
)
def test_tables_that_are_not_clear(tmp_path: Path, table: str, said: str) -> None:
    done = check(tmp_path, table)
    assert done.code == 2
    assert said in done.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--column", "Question 1"), "--column: this is not a heading with its figure"),
        (("--column", "=q1.loss"), "--column: this is not a heading with its figure"),
        (("--column", "Question 1=q9.loss"), "--column: the key has no problem for 'q9.loss'"),
        (("--column", "Question 1=los"), "expected: q1.loss"),
        (("--column", "Question 1=q1.los"), "there is no result 'los'"),
        (("--column", "Qestion 1=q1.loss"), "no table has a column 'Qestion 1'"),
    ],
)
def test_columns_that_are_mistyped(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    done = check(tmp_path, "student,question 1,q2.y\nLi,2.04,11\n", *options)
    assert done.code == 2
    assert said in done.err


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("{Question 1: q9.loss}", "the column 'Question 1': the key has no problem for 'q9.loss'"),
        ("{Question 1: [a]}", "key.yaml:1:23: the column 'Question 1' is not one figure"),
        ("q1", "columns is not a mapping"),
    ],
)
def test_columns_of_a_key_that_are_none(tmp_path: Path, columns: str, said: str) -> None:
    done = check(tmp_path, "student,q2.y\nLi,11\n", key=f"columns: {columns}\n{KEY}")
    assert done.code == 2
    assert said in done.err


def test_columns_below_the_problems(tmp_path: Path) -> None:
    assert read(tmp_path, "student,A\nLi,11\n", key=f"{KEY}columns: {{A: q2.y}}\n") == [LI[2]]


def test_a_name_that_is_no_result_is_said_once_for_the_class(tmp_path: Path) -> None:
    done = check(tmp_path, "student,q2.z\nLi,11\nWu,12\nXu,13\n")
    assert done.err.count("there is no result") == 1
    assert "(and in 2 answers more)" in done.err


def test_figures_under_the_names_of_other_books(tmp_path: Path) -> None:
    """As the page prints them too; in long tables as in wide ones."""
    found = [("Li", "q1", "loss", "2.04"), ("Li", "q1", "p.2", "0.87"), ("Li", "q2", "y", "11")]
    assert read(tmp_path, "student,q1 L,q1 p₂,q2.ŷ\nLi,2.04,0.87,11\n") == found
    assert read(tmp_path, "student,id,name,value\nLi,q1,L,2.04\nLi,q1,p₂,0.87\nLi,q2,y_hat,11\n") == found
    assert "there is no result 'L'" in check(tmp_path, "student,q1 L,q1 loss\nLi,2.04,2.05\n").err


def test_a_name_that_two_problems_have_is_open(tmp_path: Path) -> None:
    key = KEY + "  - {id: q3, type: forward, given: {x: 1, W1: 3}, expect: {y: 3}}\n"
    assert read(tmp_path, "student,loss,Y,q3\nLi,2.04,11,3\n", key=key) == [LI[0], ("Li", "q3", "y", "3")]
    assert "are not read: 'Y'" in check(tmp_path, "student,loss,Y,q3\nLi,2.04,11,3\n", key=key).err


def test_the_parts_of_one_figure_in_a_cell(tmp_path: Path) -> None:
    cells = [
        '"part 1: 0.13; part 2: 0.87; part 3: 0.00"', '"part 1: 0.13; part 3: 0.00"', '"part 1: ; part 2: 0.87; part 3: 0"',
        '"part 2: 0.13; part 1: 0.87; part 3: 0.00"',
    ]  # fmt: skip
    table = "student,Response 1\n" + "".join(f"s{number},{cell}\n" for number, cell in enumerate(cells))
    done = check(tmp_path, table, "--column", "Response 1=q1.p")
    assert "✓ p=0.13; 0.87; 0.00: right" in done.out
    assert done.out.count("this cannot be read") == 2 * 3, "what is left out or turned round is for a person"


@pytest.mark.parametrize(
    "table",
    [
        'student,q1,,q2\n,loss,p,y\nLi,2.04,"0.13,0.87,0.00",11\n',
        'Final exam,,,\n,q1,,q2\n学号,loss,p,y\nLi,2.04,"0.13,0.87,0.00",11\n',
        'student,q1,q1,q2\n,loss,p,y\nLi,2.04,"0.13,0.87,0.00",11\n',
        'student,Question 1,,Question 2\n,loss,p,y\nLi,2.04,"0.13,0.87,0.00",11\n',
        '学生,第一题,,第二题\n,损失,概率,y\nLi,2.04,"0.13,0.87,0.00",11\n',
    ],
)
def test_two_rows_of_headings(tmp_path: Path, table: str) -> None:
    columns = ("--column", "第一题 损失=q1.loss", "--column", "第一题 概率=q1.p") if "第一题" in table else ()
    assert read(tmp_path, table, *columns) == LI


def test_a_row_of_answers_is_no_second_row_of_headings(tmp_path: Path) -> None:
    done = check(tmp_path, "student,q1,q2\nLi,2.04,11\n")
    assert "the column 'q1' does not say which figure of q1 it holds" in done.err


@pytest.mark.parametrize("nothing", ["缺考", "不会", "——", "/", "absent", "未作答", "？", "…"])
def test_what_stands_for_no_answer(tmp_path: Path, nothing: str) -> None:
    done = check(tmp_path, f"姓名,q1.loss,q1.p,q2.y\nLi,{nothing},{nothing},11\n")
    assert (done.code, done.err) == (1, "")
    assert "loss: not answered" in done.out


@pytest.mark.parametrize(
    ("chinese", "name"),
    [("准确率", "accuracy"), ("正确率", "accuracy"), ("精确率", "precision"), ("查全率", "recall"), ("F1值", "f1")],
)
def test_results_under_chinese_names_in_a_long_table(tmp_path: Path, chinese: str, name: str) -> None:
    key = "problems:\n  - {id: q1, type: metrics, given: {cm: [[50, 10], [5, 35]]}, expect: {" + name + ": 0.8}}\n"
    key = key.replace("0.8", {"accuracy": "0.85", "precision": "0.7778", "recall": "0.875", "f1": "0.8235"}[name])
    done = check(tmp_path, f"姓名,题号,名称,答案\nLi,q1,{chinese},0.85\n", key=key)
    assert f"{name}=0.85: " in done.out


@pytest.mark.parametrize("suffix", ["ods", "xls", "xlsb"])
def test_other_workbooks_are_refused_with_the_way_out(tmp_path: Path, suffix: str) -> None:
    done = check(tmp_path, "", name=f"class.{suffix}")
    assert done.code == 2
    assert f"a workbook of the kind .{suffix} is not read" in done.err
    assert f"libreoffice --headless --convert-to xlsx {tmp_path / 'class'}.{suffix}" in done.err
    (tmp_path / "class.csv").write_text(f"student,q1.loss\n{ROW}", encoding="utf-8")
    assert f"did you mean {tmp_path / 'class.csv'}?" in check(tmp_path, "", name=f"class.{suffix}").err
