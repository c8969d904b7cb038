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
from nncalc.checking.points import Share, shares, weights
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


def test_names_with_characters_that_look_alike_do_not_hold_up_the_others(key: Path) -> None:
    """Once this went round for ever: the error did not say of which name it was."""
    done = check(key, "student,id,name,value\nAnn,net,z1,2\nAnn,net,y”,7\nAnn,loss,lośs,2\nAnn,free,'2'+.1,1\n")
    assert done.code == 2
    assert "✓ z1=2: right" in done.out
    assert done.err.count("Error: ") == 3


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
    assert {(each["id"], each["times"], each["possibly"]) for each in marks["slips"]} >= {("log=10", 1, 0)}
    hardest = [each["mean"] for each in marks["hardest"]]
    assert hardest == sorted(hardest)


def test_answers_to_a_broken_problem(key: Path) -> None:
    """The key's fault is said once; a second problem of an id does not hide the first."""
    key.write_text(
        "problems:\n- {id: a, type: forward, given: {x: 1, W1: 2}}\n- {id: a, type: forward, given: {x: 1, W1: 3}}\n"
        "- {id: b, type: forward, given: {x: 1, W1: 3}, points: many}\n"
    )
    done = check(key, "student,id,name,value\nAnn,a,y,2\nAnn,b,y,3\nBob,b,y,3\n")
    assert done.code == 2
    assert [line.partition(": ")[2].partition(": ")[2] for line in done.err.splitlines() if line.startswith("Error")] == [
        "the id 'a' is taken by line 2", "'many' is not a number of points"
    ]  # fmt: skip
    assert "✓ y=2: right" in done.out


def test_conventions_are_tried_with_files_of_the_key(key: Path) -> None:
    (key.parent / "z.csv").write_text("3.2,5.1,-1.7\n")
    key.write_text("problems: [{id: a, type: softmax-loss, given: {z: '@z.csv', y: 0}, expect: {loss: 2.04}}]\n")
    assert "cause: is right under log=10" in check(key, "a: {loss: .886}\n", name="li.yaml").out


def test_possibilities_are_counted_apart(key: Path) -> None:
    """1 is what many things give, .886 what log₁₀ gives; the certain ones stand first."""
    rows = "".join(
        f"{name},loss,loss,{figure}\n" for name, figure in [("A", "1"), ("B", ".886"), ("C", ".9"), ("D", ".9")]
    )
    done = check(key, f"student,id,name,value\n{rows}")
    summary = done.out.partition("What went wrong, most frequent first:\n")[2].splitlines()
    assert summary[0] == "    1 (possibly 3 more) × takes log₁₀ for ln (log=10)"
    found = data(key, f"student,id,name,value\n{rows}")["slips"]
    assert [(each["times"], each["possibly"]) for each in found] == [(1, 3)]


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


@pytest.mark.parametrize(
    ("typed", "harmless"),
    [(typed, True) for typed in ("-1", "+.5", "-1.5e-3", "-.13, +.87,-0.", "1+1", "(-1)")]
    + [
        (typed, False)
        for typed in ("+1+cmd|' /C calc'!A0", '-1+HYPERLINK("x")', "=1", "@SUM(A1)", "-1/3", "-1:2", "+", "-x", "＝1")
    ],
)
def test_formulas_of_spreadsheets(key: Path, typed: str, harmless: bool) -> None:
    """What a spreadsheet may take for a formula stands behind an apostrophe."""
    path = key.parent / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["student", "id", "name", "value"], ["=Li", "net", "y", typed]])
    row = next(csv.DictReader(io.StringIO(nncalc(["check", str(key), str(path), "--format", "csv"]).out)))
    assert (row["student"], row["typed"]) == ("'=Li", typed if harmless else f"'{typed}")


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
        ("student: [Li, Wang]\nnet: {y: 7}\n", "a.yaml", "a.yaml:1:10: student is not one name"),
        ("student: [Li, Wang]\nnet: {y: 7}\n", "a.yaml", "expected: student: Li"),
        ("- {student: {a: b}, net: {y: 7}}\n", "a.yaml", "a.yaml:1:13: student is not one name"),
        ("net: {y: [{a: 1}]}\n", "a.yaml", "a.yaml:1:10: y is not a value but a mapping"),
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


@pytest.mark.parametrize("nothing", ["", "-", "–", "—", "/", "?", "n/a", "N/A", "na", "none", "null", "nil", "无"])
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
    assert "key.yaml:15:61: 'five' is not a number of points" in done.err
    assert "key.yaml:16:62: yy: there is no result 'yy'" in done.err
    assert done.out.count("✓ y=11") == 2


WARNED = """problems:
  - {id: one, type: softmax-loss, given: {z: [3.2, 5.1, -1.7], y: 0}, expect: {loss: 2.05, p: [0.13, 0.87, 0.01]}}
  - id: two
    type: softmax-loss
    given: {z: [3.2, 5.1, -1.7], y: 0}
    expect: {loss: 2.0404, dz: ab, lss: 3}
    points: {loss: 1}
"""


@pytest.mark.parametrize("format_", ["text", "json", "csv"])
def test_a_key_that_is_not_right_is_told_of(key: Path, format_: str) -> None:
    """A mistyped key, or one of another convention: a line on standard error each, and the exit code as before."""
    key.write_text(WARNED, encoding="utf-8")
    answers = 'student,id,name,value\nAnn,one,loss,2.0404\nAnn,one,p,".13,.87,.001"\nAnn,two,loss,2.04\n'
    done = check(key, answers, "--format", format_)
    assert done.code == 0
    assert done.err.replace(str(key), "key.yaml").splitlines() == [
        "Warning: key.yaml:2:80: one expects loss=2.05: wrong; the value is 2.0404",
        "Warning: key.yaml:2:92: one expects p=0.13,0.87,0.01: 1 of 3 figures not right;"
        " p.3=0.01: wrong; the value is 0.0009679",
        "Warning: key.yaml:6:28: two expects dz=ab: this cannot be read: dz has 3 parts, 1 typed; expected: 3 parts",
        "Warning: key.yaml:6:36: two expects lss=3: there is no result 'lss'",
    ]
    assert check(key, answers.replace("2.0404", "2.05"), "--format", format_).code == 1


def test_a_name_that_has_points_is_told_of_once(key: Path) -> None:
    key.write_text(WARNED.replace("    points: {loss: 1}\n", ""), encoding="utf-8")
    done = check(key, "student,id,name,value\nAnn,one,loss,2.0404\n")
    assert done.code == 2
    assert done.err.count("lss") == 2
    assert "Error: " in done.err


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


def test_a_problem_of_one_student(key: Path) -> None:
    key.write_text(KEY.replace("  - id: free\n", "  - id: free\n    student: Ann\n"))
    marks = data(key, CLASS)
    assert {each["student"] for each in marks["problems"] if each["id"] == "free"} == {"Ann"}
    assert [(each["message"], each["place"].partition(":")[2]) for each in marks["errors"]] == [
        ("free is a problem of Ann, and the answer is by Bob", "14:1")
    ]
    assert "expected: a problem of the student's own" in check(key, CLASS).err


def test_points(key: Path) -> None:
    net, loss, free = (entry for entry in read_file(str(key)) if isinstance(entry, Entry))
    assert weights(net, []) == {"z1": 1, "z2": 2, "y": 3}
    assert weights(loss, ["p"]) == {"loss": 2, "p": 2}
    assert weights(free, ["y", "z1", "y"]) == {"y": Fraction(1, 2), "z1": Fraction(1, 2)}
    assert weights(net._replace(points="1/2", expect={"y": "7"}), []) == {"y": Fraction(1, 2)}


def test_shares() -> None:
    """The points of a result are given out once: to it, to the nearest whole it is a part of, to its parts by size."""
    sizes = {"W": 4, "W.1": 2, "W.1.1": 1, "W.2": 2, "W.2.1": 1, "w": 1}

    def of(answered: list[str], **weighed: int) -> dict[str, list[Share]]:
        points = {name.replace("_", "."): Fraction(number) for name, number in weighed.items()}
        return {name: each for name, each in shares(answered, points, sizes).items() if each}

    assert of(["W", "W.1", "W.1.1"], W=3) == {"W": [Share("W", Fraction(3))]}
    assert of(["W.1.1", "W.1", "W.2.1"], W=4) == {
        "W.1": [Share("W.1", Fraction(2))],
        "W.2.1": [Share("W.2.1", Fraction(1))],
    }
    assert of(["W"], W_1=1, W_2=2) == {"W": [Share("W.1", Fraction(1)), Share("W.2", Fraction(2))]}
    assert of(["W", "W.1"], W=2, W_1=1) == {"W": [Share("W", Fraction(2))], "W.1": [Share("W.1", Fraction(1))]}
    assert of(["W", "W.1"], W_1_1=1) == {"W.1": [Share("W.1.1", Fraction(1))]}
    assert of(["W.1.1"], w=1) == {}


LOSS = "  - {id: a, type: softmax-loss, given: {z: [3.2, 5.1, -1.7], y: 0}, POINTS}\n"
EXPECT = "expect: {loss: 2.04, p: '.13,.87,.00'}, points: 3"


@pytest.mark.parametrize(
    ("points", "answers", "marks"),
    [
        (EXPECT, "{loss: 9.99, p: '.13,.87,.00', p.1: .13, p.2: .87, p.3: 0}", "1.5 of 3"),
        (EXPECT, "{loss: 2.04, p.1: .13, p.2: .87, p.3: .02}", "2.5 of 3"),
        ("points: {p: 2, p.1: 1}", "{p: '.13,.87,.00'}", "3 of 3"),
        ("points: {p: 2, p.1: 1}", "{p: '.13,.87,.01'}", "1 of 3"),
        ("points: {p: 2, p.1: 1}", "{p: '.13,.87,.01', p.1: .13}", "1 of 3"),
        ("points: {p: 2, p.1: 1}", "{p.1: .13, p.2: .87, p.3: .00}", "3 of 3"),
        ("points: {p.1: 1, p.2: 1, p.3: 1}", "{p: '.13,.87,.01'}", "2 of 3"),
        ("points: {p.1: 1, p.2: 1, p.3: 1}", "{p: '.1,.2'}", "0 of 3"),
        ("points: {p: 3}", "{p.1: .13, p.01: .13, p.001: .13}", "1 of 3"),
        ("points: 2", "{loss: 2.04, lost: 3}", "2 of 2"),
    ],
)  # fmt: skip
def test_marks_are_given_once(key: Path, points: str, answers: str, marks: str) -> None:
    key.write_text("problems:\n" + LOSS.replace("POINTS", points))
    assert f"a: {marks}\n" in check(key, f"a: {answers}\n", name="li.yaml").out


def test_full_precision_after_a_first_mistake(key: Path) -> None:
    """Only z1.1 is a mistake: y was worked out from z1, not from the a1 and z2 that were written down rounded."""
    key.write_text(
        "problems:\n- id: q\n  type: backprop\n  given: {x: [.05,.10], W1: [[.15,.20],[.25,.30]], b1: [.35,.35],\n"
        "    W2: [[.40,.45],[.50,.55]], b2: [.60,.60], act: sigmoid, t: [.01,.99]}\n"
        "  points: {z1: 1, a1: 1, z2: 1, y: 1, loss: 1}\n"
    )
    figures = "z1: [.4775,.3925], a1: [.6172,.5969], z2: [1.1155,1.2369], y: [.7531,.7750], loss: .2992"
    assert "q: 4 of 5\n" in check(key, f"q: {{{figures}}}\n", name="li.yaml").out


def test_a_figure_in_two_files(key: Path) -> None:
    """Both places are said, and it counts once."""
    (key.parent / "more.csv").write_text("student,id,name,value\nAnn,free,y,11\n")
    (key.parent / "ann.yaml").write_text("student: Ann\nfree: {y: 11}\n")
    files = [str(key.parent / name) for name in ("more.csv", "ann.yaml", "more.csv")]
    done = nncalc(["check", str(key), *files])
    assert f"{files[1]}:2:8: y of free is answered twice (first {files[0]}:2:1)" in done.err
    assert done.err.count("twice") == 1
    assert "Ann: 1 of 11\n" in done.out


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ("1e400", "5:13: '1e400' is not a number of points"), ("1e30000000", "5:13: '1e30000000' is not a number of points"),
        ("-3", "5:13: '-3' is"), ("many", "5:13: 'many' is"), ("1/0", "5:13: '1/0' is"), ("", "this is not"),
        ("[1, 2]", "5:13: this is not a number of points"), ("{}", "5:13: points is empty"),
        ("{y: [1]}", "5:17: points of y: this is not"), ("{los: 1, y: 1}", "5:14: los: there is no result 'los'"),
        ("12345678901234567890123456789012345678901234567890", "5:13: '123456789012345678901234567890123456789…' is"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["batch", "check"])
def test_points_that_are_none(tmp_path: Path, command: str, points: str, said: str) -> None:
    path = tmp_path / "key.yaml"
    path.write_text(f"problems:\n  - id: a\n    type: forward\n    given: {{x: 1, W1: 2}}\n    points: {points}\n")
    answers = tmp_path / "li.yaml"
    answers.write_text("a: {y: 2}\n")
    done = nncalc([command, str(path)] + ([str(answers)] if command == "check" else []))
    assert said in done.err + done.out
    assert done.code == 2


@pytest.mark.parametrize("key", ["id", "title", "student", "source", "notes"])
def test_keys_that_are_one_text(tmp_path: Path, key: str) -> None:
    for value in ("[a, b]", "{a: b}"):
        path = tmp_path / "key.yaml"
        path.write_text(f"problems:\n  - type: forward\n    given: {{x: 1, W1: 2}}\n    {key}: {value}\n")
        done = nncalc(["batch", str(path)])
        assert f"4:{7 + len(key)}: {key} is not one text" in done.err + done.out
        assert done.code == 2


def test_a_figure_that_is_a_mapping(tmp_path: Path) -> None:
    path = tmp_path / "key.yaml"
    for expect, column in [
        ("expect: {y: {value: 1}}", 17),
        ("expect_published: {y: {value: [{a: 1}], cause: cut}}", 35),
    ]:
        path.write_text(f"problems:\n  - id: a\n    type: forward\n    given: {{x: 1, W1: 2}}\n    {expect}\n")
        done = nncalc(["batch", str(path)])
        assert f"5:{column}: y is not a value but a mapping" in done.err + done.out
        assert done.code == 2


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
