"""What is earned: nothing by what classmates do, within a tolerance at its levels, by what a key credits, by decision."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from commandline import Outcome, nncalc

LOSS = "problems:\n  - id: a\n    type: softmax-loss\n    given: {z: [3.2, 5.1, -1.7], y: 0}\n"
"""loss 2.04035515…, p 0.1300, 0.8690, 0.0010."""


def check(folder: Path, key: str, answers: str, *options: str, name: str = "class.csv") -> Outcome:
    (folder / "key.yaml").write_text(key, encoding="utf-8")
    (folder / name).write_text(answers, encoding="utf-8")
    return nncalc(["check", str(folder / "key.yaml"), str(folder / name), *options])


def data(folder: Path, key: str, answers: str, *options: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(check(folder, key, answers, *options, "--format", "json").out)
    return found


def marks(folder: Path, key: str, answers: str, *options: str) -> dict[str, tuple[float, float]]:
    """The marks of each student, and what they are out of."""
    return {
        each["student"]: (each["marks"], each["out_of"]) for each in data(folder, key, answers, *options)["students"]
    }


# -- classmates ----------------------------------------------------------------------------------------------------


def test_marks_do_not_depend_on_classmates(tmp_path: Path) -> None:
    """A key that expects nothing is marked on the answers of its page: p, loss and dz."""
    head, li = "student,id,name,value\n", "Li,a,loss,2.04\n"
    alone = marks(tmp_path, LOSS, head + li)["Li"]
    assert alone == (pytest.approx(1 / 3), 1)
    for others in ("Wu,a,S,188.7\n", "Wu,a,p.1,.13\nXu,a,nothing,3\n", "Wu,a,loss,\n", "Wu,b,loss,1\n"):
        assert marks(tmp_path, LOSS, head + li + others)["Li"] == alone
        assert marks(tmp_path, LOSS, head + others + li)["Li"] == alone


def test_what_is_not_answered_carries_its_points_everywhere(tmp_path: Path) -> None:
    key = f"{LOSS}    points: {{p: 3, loss: 2}}\n"
    table = "student,a.p.1,a.loss\nLi,.13,\nWu,,\n"
    assert marks(tmp_path, key, table) == {"Li": (1, 5), "Wu": (0, 5)}
    lines = check(tmp_path, key, table, "--format", "csv").out.splitlines()
    assert lines[1:] == [
        "Li,a,p.1,.13,right,1,1,right", "Li,a,p,,missing,0,2,2 of 3 figures not answered", "Li,a,loss,,missing,0,2,",
        "Wu,a,p,,missing,0,3,", "Wu,a,loss,,missing,0,2,",
    ]  # fmt: skip
    found = data(tmp_path, key, table)
    assert [each["points"] for each in found["answers"] + found["missing"]] == [1, 2, 2, 3, 2]
    assert "p: 2 of 3 figures not answered" in check(tmp_path, key, table).out


def test_the_points_of_rows_add_up(tmp_path: Path) -> None:
    key = f"{LOSS}    points: {{p: 1, dz: 1, loss: 1, p.2: 2}}\n"
    table = 'student,a.p,a.p.1,a.p.3,a.dz.2,a.loss\nA,,.13,,.87,\nB,".13,.87,.00",,,,2.04\nC,,,.001,,x\nD,,,,,\n'
    rows = list(csv.reader(check(tmp_path, key, table, "--format", "csv").out.splitlines()[1:]))
    sums = {student: sum(float(row[6]) for row in rows if row[0] == student) for student in "ABCD"}
    assert sums == pytest.approx(dict.fromkeys("ABCD", 5), abs=0.03)


# -- tolerance -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tolerance", "typed", "right"),
    [
        (".05", "2.09", True), (".05", "2.10", False), ("0.05", "1.995", True), ("2%", "2.08", True), ("2%", "2.09", False),
        ("2 %", "2.000", True), ("1u", "2.05", True), ("1u", "2.06", False), ("2u", "2.06", True), ("2u", "2.0404", True),
        ("1e-4", "2.0405", False), ("1e-3", "2.041", True), ("0", "2.04", True), ("0", "2.05", False), ("50%", "2", True),
        ("1u", "2", False), ("1u", "3", False), (".05", "2.09000", True), ("2%", "99/49", True), ("1u", "99/49", False),
    ],
)  # fmt: skip
def test_a_tolerance(tmp_path: Path, tolerance: str, typed: str, right: bool) -> None:
    """Within it a figure is right; what it is rounded to is right without."""
    key = f"{LOSS}    expect: {{loss: 2.0404}}\n    tolerance: {tolerance}\n"
    table = f"student,a.loss\nLi,{typed}\n"
    assert marks(tmp_path, key, table)["Li"] == (int(right), 1)
    plain = key.partition("    tolerance")[0]
    assert marks(tmp_path, plain, table, "--tolerance", tolerance)["Li"] == (int(right), 1)


def test_the_tolerance_of_a_result_goes_first(tmp_path: Path) -> None:
    table = 'student,a.loss,a.p\nLi,2.1,".2,.9,.0"\n'
    expect = f"{LOSS}    expect: {{loss: 2.0404, p: '.1300,.8690,.0010'}}\n    points: {{loss: 1, p: 1}}\n"
    for tolerance, options, found in [
        ("", (), 0), ("    tolerance: .1\n", (), 2), ("    tolerance: {loss: .1}\n", (), 1),
        ("    tolerance: {loss: 0}\n", ("--tolerance", ".1"), 1), ("    tolerance: {p.2: .1, p.1: .1, loss: 0}\n", (), 1),
        ("    tolerance: 0\n", ("--tolerance", ".1"), 0), ("", ("--tolerance", ".1"), 2),
    ]:  # fmt: skip
        assert marks(tmp_path, expect + tolerance, table, *options)["Li"] == (found, 2), tolerance


def test_a_tolerance_is_said(tmp_path: Path) -> None:
    table = 'student,a.loss,a.p\nLi,2.1,".14,.7,.001"\n'
    said = check(tmp_path, f"{LOSS}    tolerance: {{loss: .1, p.1: 2u, p: .05}}\n", table).out
    assert "✓ loss=2.1: right within the tolerance of .1; the value is 2.0404\n" in said
    assert "p.1=.14: within the tolerance of 2 units of its last place; the value is 0.1300" in said
    assert "p.2=.7: wrong; the value is 0.8690" in said


def test_a_batch_keeps_to_the_tolerance_of_its_problems(tmp_path: Path) -> None:
    path = tmp_path / "key.yaml"
    path.write_text(f"{LOSS}    expect: {{loss: 2.1}}\n    tolerance: 5%\n")
    assert nncalc(["batch", str(path)]).code == 0


def test_a_figure_of_ones_own_within_a_tolerance() -> None:
    line = ["softmax-loss", "z=3.2,5.1,-1.7", "y=0", "--check", "loss=2.1"]
    assert nncalc(line).code == 1
    done = nncalc([*line, "--tolerance", "3%"])
    assert done.code == 0
    assert "✓ loss=2.1: right within the tolerance of 3%; the value is 2.0404" in done.out
    assert "    tolerance: 3%\n" in nncalc([*line, "--tolerance", "3 %", "--format", "yaml"]).out
    assert "--tolerance: '3 per cent' is not a tolerance" in nncalc([*line, "--tolerance", "3 per cent"]).err


def test_a_tolerance_holds_for_what_is_carried_on(tmp_path: Path) -> None:
    """Within it of what the student's own wrong figures give; not of what nothing gives."""
    key = "problems:\n- {id: n, type: forward, given: {x: 2, W1: 1, W2: 3, W3: 1, b3: 1}, expect: {z1: 2, z2: 6, y: 7}"
    table = "student,z1,z2,y\nLi,5,15.4,16.7\nWu,5,15,16\nXu,5,19,12\nMo,2,6,9\n"
    exact = {"Li": (0, 3), "Wu": (2, 3), "Xu": (0, 3), "Mo": (2, 3)}
    assert marks(tmp_path, key + ", points: 3}\n", table) == exact
    wide = {"Li": (2, 3), "Wu": (2, 3), "Xu": (0, 3), "Mo": (2, 3)}
    assert marks(tmp_path, key + ", points: 3, tolerance: 3%}\n", table) == wide
    said = check(tmp_path, key + ", points: 3, tolerance: 3%}\n", table).out
    assert "is right with your own z1 carried on, within the tolerance" in said


# -- credit --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("credit", "typed", "earned"),
    [
        ("{}", ".8861", 0), ("{convention: 1}", ".8861", 4), ("{convention: 1/2}", ".8861", 2), ("{slip: .25}", ".8700", 1),
        ("{slip: 0}", ".8700", 0), ("{convention: 1}", ".8700", 0), ("{cut: 3/4}", "2.04035", 3), ("{right: .5}", "2.0404", 2),
        ("{wrong: .25}", "7.123", 1), ("{coarse: .5}", "2", 2), ("{coarse: .5, right: 1}", "2.04", 4),
    ],
)  # fmt: skip
def test_what_verdicts_earn(tmp_path: Path, credit: str, typed: str, earned: float) -> None:
    key = f"{LOSS}    expect: {{loss: 2.0404}}\n    points: 4\n    credit: {credit}\n"
    assert marks(tmp_path, key, f"student,a.loss\nLi,{typed}\n")["Li"] == (earned, 4)


def test_what_is_only_possible_earns_nothing(tmp_path: Path) -> None:
    key = (
        f"{LOSS}    expect: {{loss: 2.0404}}\n    credit: {{convention: 1, slip: 1, rounded-early: 1, two-slips: 1}}\n"
    )
    found = data(tmp_path, key, "student,a.loss\nLi,.9\n")
    assert found["answers"][0]["causes"]
    assert found["students"][0]["marks"] == 0


def test_what_a_file_says_for_all_of_its_problems(tmp_path: Path) -> None:
    key = "defaults: {credit: {convention: .5, slip: .5}, tolerance: {p: .1}, decimals: 2}\n"
    key += f"{LOSS}    expect: {{loss: 2.0404}}\n"
    assert marks(tmp_path, key, "student,a.loss\nLi,.8861\nWu,2.0\n") == {"Li": (0.5, 1), "Wu": (0, 1)}
    own = f"{key}    credit: {{convention: .25}}\n    tolerance: {{loss: .1}}\n    decimals: 1\n"
    assert marks(tmp_path, own, "student,a.loss\nLi,.8861\nWu,2.0\nXu,2.1\n") == {
        "Li": (0.25, 1),
        "Wu": (1, 1),
        "Xu": (1, 1),
    }
    done = check(tmp_path, key.replace("credit", "credits"), "student,a.loss\nLi,1\n")
    assert "no problem type has a given 'credits'" in done.err
    done = check(tmp_path, key.replace("slip: .5", "slip: 5"), "student,a.loss\nLi,1\n")
    assert "key.yaml:1:43: credit of slip: '5' is not a share from 0 to 1" in done.err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("credit: 1", "key.yaml:5:13: credit is not a mapping"),
        ("credit: {slips: 1}", "key.yaml:5:14: 'slips' is no verdict that earns marks"),
        ("credit: {slips: 1}", "did you mean slip?"),
        ("credit: {slip: 2}", "credit of slip: '2' is not a share from 0 to 1"),
        ("credit: {slip: half}", "credit of slip: 'half' is not a share from 0 to 1"),
        ("tolerance: 1 percent", "key.yaml:5:16: '1percent' is not a tolerance"),
        ("tolerance: -1", "'-1' is not a tolerance"),
        ("tolerance: {}", "tolerance is empty"),
        ("tolerance: {loss: 1e-9999}", "'1e-9999' is not a tolerance"),
        ("tolerance:", "tolerance is empty"),
    ],
)
def test_keys_that_say_no_tolerance_and_no_credit(tmp_path: Path, line: str, said: str) -> None:
    done = check(tmp_path, f"{LOSS}    {line}\n", "student,a.loss\nLi,2.04\n")
    assert done.code == 2
    assert said in done.err


def test_a_tolerance_that_is_mistyped(tmp_path: Path) -> None:
    done = check(tmp_path, LOSS, "student,a.loss\nLi,2.04\n", "--tolerance", "1 percent")
    assert done.code == 2
    assert "--tolerance: '1 percent' is not a tolerance" in done.err


# -- decided by a person -------------------------------------------------------------------------------------------

KEY = f"{LOSS}    expect: {{loss: 2.0404, p: '.1300,.8690,.0010'}}\n    points: {{loss: 2, p: 3}}\n"
TABLE = '学号,姓名,a.loss,a.p\n01,李明,about two,".13,.87,.00"\n02,王芳,0.87,\n'


def decided(folder: Path, text: str, *options: str, name: str = "decided.csv") -> Outcome:
    (folder / name).write_text(text, encoding="utf-8")
    return check(folder, KEY, TABLE, "--decided", str(folder / name), *options)


def test_decisions(tmp_path: Path) -> None:
    before = check(tmp_path, KEY, TABLE)
    assert "01 李明: 3 of 5; 2 withheld" in before.out
    text = "student,id,name,marks,reason\n01,a,loss,1.5,wrote 'about two'\n王芳,a,p,1,on paper\n02,a,loss,,\n"
    done = decided(tmp_path, text)
    assert done.err == ""
    assert "decided by a person: wrote 'about two'" in done.out
    assert "01 李明: 4.5 of 5\n" in done.out
    assert "02 王芳: 1 of 5\n" in done.out
    assert "For a person to read" not in done.out
    rows = decided(tmp_path, text, "--format", "csv").out
    assert "02,a,p,,missing,1,3,not answered; decided by a person: on paper\n" in rows
    found = json.loads(decided(tmp_path, text, "--format", "json").out)
    assert [each.get("reason") for each in found["answers"]] == ["wrote 'about two'", None, None]
    assert found["missing"][0]["marks"] == 1


def test_decisions_in_chinese(tmp_path: Path) -> None:
    done = decided(tmp_path, "学号;题号;名称;分数;理由\n01;a;loss;1,5;口算\n")
    assert "01 李明: 4.5 of 5\n" in done.out


def test_all_that_a_person_gave_is_right(tmp_path: Path) -> None:
    text = "student,id,name,marks,reason\n01,a,loss,2,\n02,a,loss,2,yes\n02,a,p,3,yes\n"
    done = decided(tmp_path, text)
    assert (done.code, done.err) == (0, "")
    assert "      decided by a person\n" in done.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("student,id,name,marks,reason\n03,a,loss,1,x\n", "decided.csv:2:1: the class has no student '03'"),
        ("student,id,name,marks,reason\n01,b,loss,1,x\n", "decided.csv:2:1: 01 has no problem 'b'"),
        ("student,id,name,marks,reason\n01,a,los,1,x\n", "decided.csv:2:1: a has no figure 'los' here"),
        ("student,id,name,marks,reason\n01,a,los,1,x\n", "did you mean loss?"),
        ("student,id,name,marks,reason\n01,a,loss,9,x\n", "decided.csv:2:1: 9 marks for a figure of 2"),
        ("student,id,name,marks,reason\n01,a,loss,-1,x\n", "decided.csv:2:1: '-1' is not a number of marks"),
        ("student,id,name,marks,reason\n01,a,,1,x\n", "decided.csv:2:1: the cell of 'name' is empty"),
        ("student,id,name,marks,reason\n01,a,loss,1,x\n李明,a,loss,2,x\n", "the same figure is decided twice"),
        ("student,id,name,marks\n01,a,loss,1\n", "decided.csv:1:1: the column 'reason' is missing"),
        ("", "the column 'student' is missing"),
    ],
)
def test_decisions_that_fit_nothing(tmp_path: Path, text: str, said: str) -> None:
    done = decided(tmp_path, text)
    assert done.code == 2
    assert said in done.err
    assert "The class" in done.out


def test_no_file_of_decisions(tmp_path: Path) -> None:
    done = check(tmp_path, KEY, TABLE, "--decided", str(tmp_path / "no.csv"))
    assert done.code == 2
    assert "there is no file" in done.err


# -- one student's problem -----------------------------------------------------------------------------------------


def test_a_problem_of_a_student_known_by_number(tmp_path: Path) -> None:
    key = f"{LOSS}    expect: {{loss: 2.04}}\n    student: 李明\n"
    found = marks(tmp_path, key, "学号,姓名,a.loss\n01,李明,2.04\n02,王芳,\n")
    assert found == {"01": (1, 1)}


def test_a_mistake_is_counted_where_it_began(tmp_path: Path) -> None:
    """What came of it is not counted again."""
    key = "- {id: n, type: forward, given: {x: 2, W1: 1, W2: 3, W3: 1, b3: 1}, expect: {z1: 2, z2: 6, y: 7}}\n"
    found = data(tmp_path, f"problems:\n{key}", "student,z1,z2,y\nLi,5,15,17\n")
    assert [(each["verdict"], each["root"]) for each in found["answers"]][:2] == [("wrong", "z1"), ("carried", "z1")]
    assert all(type(each["certain"]) is bool for each in found["answers"])


def test_a_mistake_that_is_made_again_counts_once_on_a_sheet(tmp_path: Path) -> None:
    """The bias left out of z1 and, after it, of z2: one mistake of one student, that began at z1."""
    given = "{x: [.5, -.3], W1: [[.1, .2], [.3, .4]], b1: [.3, .1], W2: [[.5, .6], [-.7, .8]], b2: [.2, -.1]}"
    key = f"problems:\n- {{id: n, type: forward, given: {given}, expect: {{z1: '.29,.13', z2: '.423,-.199'}}}}\n"
    given_in = (
        'student,z1,z2\nLi,"-.01,.03","0.0130,0.0310"\nBo,"-.01,.03","0.0130,0.0310"\nAn,".29,.13",".423,-.199"\n'
    )
    found = data(tmp_path, key, given_in)
    assert [(each["verdict"], each["root"]) for each in found["answers"]][:4] == [("slip", "z1")] * 4
    assert [(each["id"], each["times"]) for each in found["slips"] if each["times"]] == [("bias-not-added", 2)]
