"""The key of a class: what is wrong with its problems, its points and the answers that it expects."""

from __future__ import annotations

from pathlib import Path

import pytest
from commandline import nncalc
from marked import CLASS, KEY, check, data


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


def test_the_key_stands_first(key: Path) -> None:
    answers = key.parent / "class.csv"
    answers.write_text(CLASS, encoding="utf-8")
    done = nncalc(["check", str(answers), str(key)])
    assert "the key first" in done.err


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


def test_a_problem_of_one_student(key: Path) -> None:
    key.write_text(KEY.replace("  - id: free\n", "  - id: free\n    student: Ann\n"))
    marks = data(key, CLASS)
    assert {each["student"] for each in marks["problems"] if each["id"] == "free"} == {"Ann"}
    assert [(each["message"], each["place"].partition(":")[2]) for each in marks["errors"]] == [
        ("free is a problem of Ann, and the answer is by Bob", "14:1")
    ]
    assert "expected: a problem of the student's own" in check(key, CLASS).err


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
    for expect, column in [("expect: {y: {value: 1}}", 17), ("expect_published: {y: {value: [{a: 1}], cause: 3}}", 35)]:
        path.write_text(f"problems:\n  - id: a\n    type: forward\n    given: {{x: 1, W1: 2}}\n    {expect}\n")
        done = nncalc(["batch", str(path)])
        assert f"5:{column}: y is not a value but a mapping" in done.err + done.out
        assert done.code == 2


def test_a_problem_of_the_key_that_is_of_no_type(tmp_path: Path) -> None:
    key = tmp_path / "key.yaml"
    key.write_text("problems:\n- {id: net, type: forwardd, given: {x: 1}}\n", encoding="utf-8")
    done = nncalc(["check", str(key), str(_written(tmp_path, "student,id,name,value\nLi,net,y,1\n"))])
    assert done.code == 2
    assert f"{key}:2:19: there is no problem type 'forwardd'" in done.err


def _written(folder: Path, text: str) -> Path:
    (folder / "answers.csv").write_text(text, encoding="utf-8")
    return folder / "answers.csv"
