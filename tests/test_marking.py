"""Marks: answers read from YAML and CSV, points, carried figures, the class; and everything that may be wrong with files."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from commandline import Outcome, nncalc

from nncalc import render
from nncalc.checking.answer_files import read_answers
from nncalc.checking.points import weight_of, weights
from nncalc.errors import InputError
from nncalc.problem_files.entry import Entry
from nncalc.problem_files.reader import read_file

KEY = """problems:
  - id: net
    type: forward
    given: {x: 2, W1: 1, W2: 3, W3: 1, b3: 1}
    points: {z1: 1, z2: 2, y: 3}
  - id: loss
    type: softmax-loss
    given: {z: [3.2, 5.1, -1.7], y: 0}
    expect: {loss: 2.04, p: [0.13, 0.87, 0.00]}
    points: 4
  - id: free
    type: forward
    given: {x: [1, 2], W1: [3, 4]}
"""
CLASS = """student,id,name,value
Ann,net,z1,2
Ann,net,z2,6
Ann,net,y,7
Ann,loss,loss,"2,04"
Ann,loss,p,".13,.87,.00"
Ann,free,y,11
Bob,net,z1,5
Bob,net,z2,15
Bob,net,y,16
Bob,loss,loss,.886
Bob,loss,p.1,13%
Bob,loss,p.2,.9
Bob,free,y,=1+1
Cid,loss,loss,
"""


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key.yaml"
    path.write_text(KEY)
    return path


def check(key: Path, answers: str, *options: str, name: str = "class.csv") -> Outcome:
    path = key.parent / name
    path.write_text(answers, encoding="utf-8")
    return nncalc(["check", str(key), str(path), *options])


def data(key: Path, answers: str, name: str = "class.csv") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(check(key, answers, "--format", "json", name=name).out)
    return found


def test_marks(key: Path) -> None:
    done = check(key, CLASS)
    assert done.err == ""
    assert done.code == 1
    marks = data(key, CLASS)
    assert marks["errors"] == []
    assert [(each["student"], each["marks"], each["out_of"]) for each in marks["students"]] == [
        ("Ann", 11, 11),
        ("Bob", pytest.approx(19 / 3), 11),
        ("Cid", 0, 11),
    ]
    verdicts = {(each["student"], each["id"], each["name"]): each for each in marks["answers"]}
    assert verdicts["Bob", "net", "z1"]["verdict"] == "wrong"
    assert verdicts["Bob", "net", "z1"]["words"][0].endswith("the first wrong step")
    assert [verdicts["Bob", "net", name]["verdict"] for name in ("z2", "y")] == ["carried", "carried"]
    assert [verdicts["Bob", "net", name]["marks"] for name in ("z1", "z2", "y")] == [0, 2, 3]
    assert verdicts["Bob", "loss", "loss"]["verdict"] == "convention"
    assert verdicts["Bob", "loss", "p.1"]["marks"] == pytest.approx(2 / 3)
    assert verdicts["Bob", "free", "y"]["verdict"] == "unreadable"
    assert {(each["id"], each["times"]) for each in marks["slips"]} >= {("33", 1)}
    hardest = [each["mean"] for each in marks["hardest"]]
    assert hardest == sorted(hardest)


def test_class_summary(key: Path) -> None:
    out = check(key, CLASS).out
    for said in (
        "Ann: 11 of 11",
        "Problems, hardest first:",
        "What went wrong, most frequent first:",
        "takes log₁₀ for ln",
    ):
        assert said in out
    assert not any(line.endswith(" ") for line in out.splitlines())


def test_formats(key: Path, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(check(key, CLASS, "--format", "csv").out)))
    assert set(rows[0]) == {"student", "id", "name", "typed", "verdict", "marks", "points", "explanation"}
    assert [row["marks"] for row in rows[:3]] == ["1", "2", "3"]
    assert [row["typed"] for row in rows if row["verdict"] == "unreadable"] == ["'=1+1"], "no formula for a spreadsheet"
    for format_ in render.format_names():
        assert "takes" in check(key, CLASS, "--format", format_).out
    shown = check(key, CLASS, "--format", "markdown").out
    assert "| Ann | net | z1 | 2 | right | 1/1 | right |" in shown
    assert check(key, CLASS, "-o", str(tmp_path / "marks.txt")).out == ""
    assert "Bob" in (tmp_path / "marks.txt").read_text()
    refused = check(key, CLASS, "-o", str(tmp_path / "nowhere" / "marks.txt"))
    assert refused.code == 2
    assert refused.err.startswith("Error: cannot write")


def test_yaml_of_one_student(key: Path) -> None:
    answers = "student: Dora\nnet: {z1: 2, z2: 6, y: 7}\nloss:\n  loss: 2.0404\n  p: [.13, .869, .001]\nfree: {y: 11}\n"
    marks = data(key, answers, "dora.yaml")
    assert [(each["student"], each["marks"]) for each in marks["students"]] == [("Dora", 11)]
    assert check(key, answers, name="dora.yaml").code == 0
    unnamed = data(key, "net: {z1: 2}\n", "eve.yaml")
    assert [each["student"] for each in unnamed["students"]] == ["eve"]
    assert {each["name"] for each in unnamed["missing"]} == {"z2", "y", "loss", "p"}


def test_yaml_of_several_students(key: Path) -> None:
    answers = "- student: Ann\n  free: {y: 11}\n- student: Bob\n  free: {y: 12}\n- nonsense\n"
    marks = data(key, answers, "several.yaml")
    assert [(each["student"], each["verdict"]) for each in marks["answers"]] == [("Ann", "right"), ("Bob", "wrong")]
    assert [each["message"] for each in marks["errors"]] == ["a student's answers are not names with values"]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_spreadsheets_of_other_countries(key: Path, separator: str) -> None:
    answers = "\ufeff" + "\r\n".join(separator.join(row) for row in [
        ("Student", "ID", "name", "value"), ("Ann", "loss", "loss", "2,04"), ("Ann", "free", "y", "11"),
    ])  # fmt: skip
    marks = data(key, answers)
    assert [each["verdict"] for each in marks["answers"]] == ["right", "right"]
    assert marks["errors"] == []


def test_everything_wrong_is_reported_and_the_rest_marked(key: Path) -> None:
    answers = "student,id,name,value\nAnn,nett,y,7\nAnn,net,yy,7\nAnn,net,y,7\nAnn,net,y,8\nAnn,free\nAnn,free,y,11\n"
    done = check(key, answers)
    assert done.code == 2
    for line, said in [
        (2, "the key has no problem 'nett'"), (3, "there is no result 'yy'"), (5, "y of net is answered twice"),
        (6, "2 cells in a row of 4 columns"),
    ]:  # fmt: skip
        assert f"class.csv:{line}:1: {said}" in done.err
    assert "did you mean net?" in done.err
    assert "✓ y=7: right" in done.out
    assert "✓ y=11: right" in done.out


@pytest.mark.parametrize(
    ("answers", "name", "said"),
    [
        ("student,problem,name,value\n", "a.csv", "the column 'id' is missing"),
        ("", "a.csv", "the column 'id' is missing"),
        ('id,name,value\n"' + "x" * 200_000 + '"\n', "a.csv", "this is not CSV"),
        ("net: 3\n", "a.yaml", "the answers to net are not names with values"),
        ("net: {y: [1\n", "a.yaml", "this is not YAML"),
        ("net: {y: 1}\nnet: {y: 2}\n", "a.yaml", "stands twice"),
        ("net: {y: !x 1}\n", "a.yaml", "a tag (!x) is not read"),
        ("net: {y: \x07}\n", "a.yaml", "a control character"),
        ("Li: {net: {y: 1}}\n", "a.yaml", "- student: Li"),
        ("id,name,value\n", "a.csv", "there are no answers"),
        ("student,id,name,value\n,net,y,1\n", "a.csv", "the cell of 'student' is empty"),
        ("student,id,name,value\nLi,,y,1\n", "a.csv", "the cell of 'id' is empty"),
        ("PK", "a.xlsx", "a workbook is not read"),
    ],
)
def test_files_that_cannot_be_read(key: Path, answers: str, name: str, said: str) -> None:
    done = check(key, answers, name=name)
    assert done.code == 2
    assert said in done.err
    assert name in done.err


@pytest.mark.parametrize("nothing", ["", "-", "–", "—", "/", "?", "n/a", "N/A", "na", "none", "null", "nil"])
def test_cells_that_say_nothing_was_answered(key: Path, nothing: str) -> None:
    done = check(key, f"id,name,value\nnet,y,{nothing}\n")
    assert "✗ y: not answered" in done.out
    assert done.code == 1


def test_a_file_is_known_by_its_columns(key: Path) -> None:
    for header in ("id;name;value\n", '\ufeff"ID";"name" ;"value"\r\n'):
        assert "✓ y=7: right" in check(key, f"{header}net;y;7\n", name="answers.txt").out


def test_the_key_stands_first(key: Path) -> None:
    answers = key.parent / "class.csv"
    answers.write_text(CLASS, encoding="utf-8")
    done = nncalc(["check", str(answers), str(key)])
    assert "the key first" in done.err


def test_missing_files(key: Path) -> None:
    done = nncalc(["check", str(key), str(key.parent / "no.csv")])
    assert done.code == 2
    assert "there is no file" in done.err
    assert nncalc(["check", str(key.parent / "no.yaml"), str(key)]).code == 2


def test_a_key_with_faults(key: Path) -> None:
    """A problem that cannot be solved is said once, not once a student; the others are marked."""
    key.write_text(
        KEY
        + "  - {id: odd, type: forward, given: {x: [1, 2], W1: [1]}}\n"
        + "  - {id: five, type: forward, given: {x: 1, W1: 1}, points: five}\n"
        + "  - {id: lost, type: forward, given: {x: 1, W1: 1}, points: {yy: 2, y: 1}}\n"
    )
    done = check(key, "student,id,name,value\nAnn,free,y,11\nBob,free,y,11\nBob,odd,y,1\n")
    assert done.code == 2
    assert done.err.count("W1 is 1×1") == 1
    assert "points of five: 'five' is not a number of points" in done.err
    assert "there is no result 'yy'" in done.err
    assert done.out.count("✓ y=11") == 2


def test_a_problem_of_one_student(key: Path) -> None:
    key.write_text(KEY.replace("  - id: free\n", "  - id: free\n    student: Ann\n"))
    marks = data(key, CLASS)
    assert {each["student"] for each in marks["problems"] if each["id"] == "free"} == {"Ann"}


def test_points(key: Path) -> None:
    net, loss, free = (entry for entry in read_file(str(key)) if isinstance(entry, Entry))
    assert weights(net, []) == {"z1": 1, "z2": 2, "y": 3}
    assert weights(loss, ["p"]) == {"loss": 2, "p": 2}
    assert weights(free, ["y", "z1", "y"]) == {"y": Fraction(1, 2), "z1": Fraction(1, 2)}
    assert weights(net._replace(points="1/2", expect={"y": "7"}), []) == {"y": Fraction(1, 2)}
    assert weight_of("p.2", {"p": Fraction(3)}, {"p": 3, "p.2": 1}) == 1
    assert weight_of("p", {"p.1": Fraction(1), "p.2": Fraction(2)}, {}) == 3
    assert weight_of("z", {"p": Fraction(1)}, {}) == 0
    assert weight_of("loss", {"losses.1": Fraction(1)}, {}) == 0
    for points in ("-1", "1/0", ["1"], "two"):
        with pytest.raises(InputError):
            weights(net._replace(points=points), [])


def test_an_answer_file_has_places(key: Path) -> None:
    path = key.parent / "a.yaml"
    path.write_text("student: Ann\nnet:\n  y: 7\n  z1: [1,\n    2]\n")
    errors: list[InputError] = []
    answers = read_answers(str(path), errors)
    assert [(a.student, a.problem, a.name, a.value, a.place) for a in answers] == [
        ("Ann", "net", "y", "7", f"{path}:3:3"),
        ("Ann", "net", "z1", "1,2", f"{path}:4:3"),
    ]
    assert errors == []
