"""Answers read from YAML and CSV: headers, rows, places, and what is said of files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from commandline import nncalc
from handed import read_answers
from marked import check, data

from nncalc.errors import InputError


def test_names_with_characters_that_look_alike_do_not_hold_up_the_others(key: Path) -> None:
    """Once this went round for ever: the error did not say of which name it was."""
    done = check(key, "student,id,name,value\nAnn,net,z1,2\nAnn,net,y”,7\nAnn,loss,lośs,2\nAnn,free,'2'+.1,1\n")
    assert done.code == 2
    assert "✓ z1=2: right" in done.out
    assert done.err.count("Error: ") == 3


def test_answers_under_printed_names_and_those_of_other_books(key: Path) -> None:
    """Marks go to the result; who answers under both names is told that one of them is no result."""
    marks = data(key, 'student,id,name,value\nAnn,net,z1₁,2\nAnn,loss,L,2.0404\nAnn,loss,probs,".13,.869,.001"\n')
    assert marks["errors"] == []
    assert [(each["name"], each["verdict"]) for each in marks["answers"]][:2] == [("z1.1", "right"), ("loss", "right")]
    own = data(key, 'student,id,name,value\nAnn,net,z1.1,2\nAnn,loss,loss,2.0404\nAnn,loss,p,".13,.869,.001"\n')
    assert [each["marks"] for each in marks["students"]] == [each["marks"] for each in own["students"]]
    twice = data(key, "student,id,name,value\nAnn,loss,L,2.0404\nAnn,loss,loss,2.0404\n")
    assert [each["name"] for each in twice["answers"]] == ["loss"]
    assert "no result 'L'" in twice["errors"][0]["message"]


def test_a_key_under_printed_names(tmp_path: Path) -> None:
    """Figures and points go to the results, whichever name key and class use."""
    text = "problems:\n- id: a\n  type: backprop\n  given: {x: [1, 2], w1: [.5, -.25], bias: .5, target: 1, eta: .5}\n"
    path, answers = tmp_path / "key.yaml", tmp_path / "class.csv"
    path.write_text(
        text + "  expect: {E: 1/8, δ1: -.5, 'W1_new[1,1]': .75}\n  points: {E: 2, δ1: 1}\n", encoding="utf-8"
    )
    answers.write_text("student,id,name,value\nAnn,a,E,.125\nAnn,a,delta1,-.5\nBob,a,loss,.125\n", encoding="utf-8")
    assert nncalc(["batch", str(path)]).code == 0
    done = nncalc(["check", str(path), str(answers)])
    assert done.err == ""
    assert "Ann: 3 of 3" in done.out
    assert "Bob: 2 of 3" in done.out
    path.write_text(text + "  expect: {E: 1/8, loss: 1/8}\n", encoding="utf-8")
    assert nncalc(["batch", str(path)]).code == 0
    path.write_text(text + "  expect: {E: 1/8}\n  points: {Q: 1}\n", encoding="utf-8")
    assert "no result 'Q'" in nncalc(["batch", str(path)]).out


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
        ("student,prblem,name,value\n", "a.csv", "the column 'id' is missing"),
        ("", "a.csv", "the column 'id' is missing"),
        ('id,name,value\n"' + "x" * 200_000 + '"\n', "a.csv", "this is not CSV"),
        ("net: 3\n", "a.yaml", "the answers to net are not names with values"),
        ("net: {y: [1\n", "a.yaml", "this is not YAML"),
        ("net: {y: 1}\nnet: {y: 2}\n", "a.yaml", "stands twice"),
        ("net: {y: !x 1}\n", "a.yaml", "a tag (!x) is not read"),
        ("net: {y: \x07}\n", "a.yaml", "a control character"),
        ("Li: {net: {y: 1}}\n", "a.yaml", "- student: Li"),
        ("student: [Li, Wang]\nnet: {y: 7}\n", "a.yaml", "a.yaml:1:10: student is not one name"),
        ("student: [Li, Wang]\nnet: {y: 7}\n", "a.yaml", "expected: student: Li"),
        ("- {student: {a: b}, net: {y: 7}}\n", "a.yaml", "a.yaml:1:13: student is not one name"),
        ("net: {y: [{a: 1}]}\n", "a.yaml", "a.yaml:1:10: y is not a value but a mapping"),
        ("id,name,value\n", "a.csv", "there are no answers"),
        ("student,id,name,value\n,net,y,1\n", "a.csv", "the cell of 'student' is empty"),
        ("student,id,name,value\nLi,,y,1\n", "a.csv", "the cell of 'id' is empty"),
        ("PK", "a.xlsx", "this is not a workbook (.xlsx)"),
        ("PK", "a.xls", "a workbook of the kind .xls is not read"),
    ],
)
def test_files_that_cannot_be_read(key: Path, answers: str, name: str, said: str) -> None:
    done = check(key, answers, name=name)
    assert done.code == 2
    assert said in done.err
    assert name in done.err


@pytest.mark.parametrize("nothing", ["", "-", "–", "—", "/", "?", "n/a", "N/A", "na", "none", "null", "nil", "无"])
def test_cells_that_say_nothing_was_answered(key: Path, nothing: str) -> None:
    done = check(key, f"id,name,value\nnet,y,{nothing}\n")
    assert "✗ y: not answered" in done.out
    assert done.code == 1


def test_a_file_is_known_by_its_columns(key: Path) -> None:
    for header in ("id;name;value\n", '\ufeff"ID";"name" ;"value"\r\n'):
        assert "✓ y=7: right" in check(key, f"{header}net;y;7\n", name="answers.txt").out


def test_missing_files(key: Path) -> None:
    done = nncalc(["check", str(key), str(key.parent / "no.csv")])
    assert done.code == 2
    assert "there is no file" in done.err
    assert nncalc(["check", str(key.parent / "no.yaml"), str(key)]).code == 2


def test_the_key_as_answers(key: Path) -> None:
    done = nncalc(["check", str(key), str(key)])
    assert (done.code, done.out) == (2, "")
    assert (
        done.err
        == f"Error: {key}:2:5: the file holds problems, not answers\n  expected: a file with id: {{name: value}}\n"
    )


UNREAD = {
    "- student: Bob\n  net: {y: [2}\n- {student: Ann, net: {y: 7}}\n": 1,
    "- student: 'Bob'\n  net: {y: 2,3}\n- {student: Ann, net: {y: 7}}\n": 2,
    "- {student: Bob, net: 3}\n- {student: Ann, net: {y: 7}}\n": 1,
    "- student: Bob\n  net: {y: {a: 1}, z1: [{b: 1}], z2: [{}]}\n- {student: Ann, net: {y: 7}}\n": 2,
    "- {student: Ann, net: {y: 7}}\n- net: {y: [2}\n  student: Bob\n": 2,
    "- student: Bob\n  net: {y: [2}\n- student: Bob\n  net: {y: [3}\n- {student: Ann, net: {y: 7}}\n": 1,
}


@pytest.mark.parametrize("answers", UNREAD)
def test_whose_entry_cannot_be_read_is_in_the_class(key: Path, answers: str) -> None:
    """As a student of a CSV file is, whose row cannot be read; the others are marked."""
    marks = data(key, answers, "class.yaml")
    assert {(each["student"], each["marks"]) for each in marks["students"]} == {("Ann", 3), ("Bob", 0)}
    assert marks["errors"]
    said = (
        check(key, answers, name="class.yaml").out.partition("Bob\n")[2].partition("\n\nAnn")[0].partition("loss:")[0]
    )
    assert said.count(f"this cannot be read (line {UNREAD[answers]})") == 3


@pytest.mark.parametrize(
    ("answers", "student"),
    [
        ("net: {y: 2,3}\n", "bob"),
        ("student: Bob\nnet: {y: 2,3}\n", "Bob"),
        ("student: Bob\nnet: {y: [2}\n", "Bob"),
        ("net: {y: [2}\nstudent: Bob # me\n", "Bob"),
    ],
)
def test_whose_file_cannot_be_read_is_in_the_class(key: Path, answers: str, student: str) -> None:
    marks = data(key, answers, "bob.yaml")
    assert [each["student"] for each in marks["students"]] == [student]
    assert len(marks["errors"]) == 1


def test_a_figure_in_two_files(key: Path) -> None:
    """Both places are said, and it counts once."""
    (key.parent / "more.csv").write_text("student,id,name,value\nAnn,free,y,11\n")
    (key.parent / "ann.yaml").write_text("student: Ann\nfree: {y: 11}\n")
    files = [str(key.parent / name) for name in ("more.csv", "ann.yaml", "more.csv")]
    done = nncalc(["check", str(key), *files])
    assert f"{files[1]}:2:8: y of free is answered twice (first {files[0]}:2:1)" in done.err
    assert done.err.count("twice") == 1
    assert "Ann: 1 of 11\n" in done.out


def test_an_answer_file_has_places(key: Path) -> None:
    path = key.parent / "a.yaml"
    path.write_text("student: Ann\nnet:\n  y: 7\n  z1: [1,\n    2]\n")
    errors: list[InputError] = []
    answers = read_answers([str(path)], errors)
    assert [(a.student, a.problem, a.name, a.value, a.place) for a in answers] == [
        ("Ann", "net", "y", "7", f"{path}:3:3"),
        ("Ann", "net", "z1", "1,2", f"{path}:4:3"),
    ]
    assert errors == []


def rows(path: Path, data: bytes) -> tuple[list[tuple[str, bool]], list[InputError]]:
    """The (name, unread) of each answer of a file of these bytes, and what is wrong with it."""
    path.write_bytes(data)
    errors: list[InputError] = []
    return [(answer.name, answer.unread) for answer in read_answers([str(path)], errors)], errors


@pytest.mark.parametrize(
    "data",
    [
        b"sep=;\nid;name;value\nnet;y;7\n",
        b'"sep=;"\r\nid;name;value\r\nnet;y;7\r\n',
        b"id,name,value\nnet,y,77\n" + "é".encode() * 3000,  # cut in the middle of a letter
    ],
)
def test_a_header_is_found(tmp_path: Path, data: bytes) -> None:
    assert rows(tmp_path / "answers.txt", data)[0][:1] == [("y", False)]


@pytest.mark.parametrize(
    ("row", "found"),
    [("Li,net,y", [("y", True)]), ("Li,net", []), ("Li,net,y,1,2", [("y", True)]), ("Li,net,y,7", [("y", False)])],
)
def test_rows_of_too_few_or_too_many_cells(tmp_path: Path, row: str, found: list[tuple[str, bool]]) -> None:
    answers, errors = rows(tmp_path / "a.csv", f"student,id,name,value\n{row}\n".encode())
    assert answers == found
    assert len(errors) == (row != "Li,net,y,7")


@pytest.mark.parametrize("empty", ["-", "–", "—", "/", "?", "n/a", "NA", "none", "null", "nil", "无"])
def test_what_stands_for_no_answer(tmp_path: Path, empty: str) -> None:
    answers = read_answers([str(_written(tmp_path, f"student,id,name,value\nLi,net,y,{empty}\n"))], [])
    assert [answer.value for answer in answers] == [""]


def test_a_header_with_one_known_name_first(tmp_path: Path) -> None:
    """It is a table with a column missing, and not YAML."""
    answers, errors = rows(tmp_path / "answers.txt", b"sep=;\nid;nam;valu\nnet;y;7\n")
    assert answers == []
    assert [error.message for error in errors] == ["the column 'name' is missing"]


def _written(folder: Path, text: str) -> Path:
    (folder / "answers.csv").write_text(text, encoding="utf-8")
    return folder / "answers.csv"
