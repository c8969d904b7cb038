"""A class, marked, in every format; and what is said of answers that cannot be marked: word for word as last looked at.

NNCALC_UPDATE_SNAPSHOTS=1 writes snapshots/pages/class.* and answer-faults.txt anew; look at the difference.
"""

from __future__ import annotations

import json
from itertools import chain, repeat
from pathlib import Path
from types import SimpleNamespace

import kept
import pytest
from commandline import nncalc

from nncalc.cli.commands.check import FORMATS

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
  - id: parts
    type: softmax-loss
    given: {z: [[1, 2], [3, 0], [1, 1]], y: [0, 0, 1]}
    points: {losses.1: 1/2, losses.2: 1/4, losses.3: 1/4, loss: 1, dz: 3}
  - id: lines
    type: rosenblatt
    given: {X: [[3, 3], [4, 3], [1, 1]], t: [1, 1, -1]}
    points: {mistakes: 7, w.2: 0}
  - id: free
    type: forward
    given: {x: [1, 2], W1: [3, 4]}
  - id: extra
    type: forward
    student: Bob
    given: {x: 1, W1: 1/3, W2: 3}
  - id: delta
    type: backprop
    given: {x: [0.05, 0.10], W1: [[0.15, 0.20], [0.25, 0.30]], b1: 0.35, act: sigmoid, t: [0.01, 0.99]}
  - id: error
    type: metrics
    given: {kind: regression, y: [1, 2, 4], yhat: [1, 3, 4]}
    expect: {mape: 0.1667}
  - id: unasked
    type: forward
    given: {x: 1, W1: 1}
"""
CLASS = """student,id,name,value
Ann,net,z1,2
Ann,net,z2,6
Ann,net,y,7
Ann,loss,loss,"2,04"
Ann,loss,p,".13,.87,.00"
Ann,parts,losses,"1.313,.0486,.693"
Ann,parts,loss,.685
Ann,lines,mistakes,"1,3,3,3,1,3,3"
Ann,free,y,11
Bob,net,z1,5
Bob,net,z2,15
Bob,net,y,16
Bob,loss,loss,.886
Bob,loss,p.1,13%
Bob,loss,p.2,.9
Bob,parts,losses.1,.5703
Bob,parts,losses.2,.0486
Bob,lines,w.1,1
Bob,free,z1.1,11
Bob,free,y,=1+1
Bob,extra,y,.99
Cid,net,y,?
Cid,loss,loss,.8861
Cid,parts,loss,.30
Cid,parts,dz.1,"-.2437,.2437"
Cid,delta,loss,.4947
Cid,error,mape,16.67
Dan,loss,loss,.870
Dan,parts,losses.1,.5704
Dan,parts,losses.2,.04858
Dan,lines,mistakes.1,1
Dan,lines,mistakes,"1,3,3"
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files stand where nncalc runs, so that no path is in what it says."""
    monkeypatch.chdir(tmp_path)
    Path("key.yaml").write_text(KEY, encoding="utf-8")


@pytest.mark.parametrize("format_", [each for each in FORMATS if each not in ("xlsx", "gradescope", "pdf")])
def test_a_class(format_: str) -> None:
    Path("class.csv").write_text(CLASS, encoding="utf-8")
    done = nncalc(f"check key.yaml class.csv --format {format_}")
    assert done.err == ""
    assert done.code == 1
    shown = json.dumps(json.loads(done.out), indent=1, ensure_ascii=False) + "\n" if format_ == "json" else done.out
    kept.compare(f"pages/class-{format_}.txt", shown)


FAULTS = {
    "no problem of the key": ("a.csv", "id,name,value\nnett,y,7\n"),
    "no result": ("a.csv", "id,name,value\nnet,yy,7\nnet,y,7\n"),
    "no result, and nothing expected": ("a.csv", "id,name,value\nfree,yy,1\n"),
    "no id in a text file": ("a.txt", "probem,name,value\nnet,y,7\n"),
    "the same twice": ("a.csv", "student,id,name,value\nLi,net,y,7\nLi,net,y,8\n"),
    "a short row": ("a.csv", "id,name,value\nfree\n"),
    "a comma too many": ("a.csv", "id,name,value\nloss,p,.13,.87,.00\n"),
    "empty cells": ("a.csv", "student,id,name,value\n,net,y,1\nLi,,y,1\nLi,net,,1\n"),
    "another header": ("a.csv", "student,probem,name,value\nLi,net,y,1\n"),
    "a misspelt header": ("a.csv", "id,names,value\nnet,y,1\n"),
    "no header": ("a.csv", ""),
    "no answers": ("a.csv", "id,name,value\n"),
    "a cell without end": ("a.csv", 'id,name,value\nnet,y,1\n"' + "x" * 200_000 + '"\n'),
    "no mapping": ("a.yaml", "net: 3\nfree: {y: 11}\n"),
    "a student's name for an id": ("a.yaml", "Li: {net: {y: 1}}\nfree: {y: 11}\n"),
    "a list of anything": ("a.yaml", "- student: Ann\n  free: {y: 11}\n- nonsense\n"),
    "faults of one student": ("a.yaml", "- {student: Ann, free: {y: 11, y: 12}}\n- {student: Bob, free: {y: 11}}\n"),
    "the same id twice": ("a.yaml", "net: {y: 1}\nnet: {y: 2}\n"),
    "a workbook": ("a.xlsx", "PK"),
    "an open workbook document": ("a.ODS", "PK"),
    "not UTF-8": ("a.txt", "id,name,value\nnet,y,7é\n"),
    "a column twice": ("a.csv", "student;id;name;value;value\nLi;net;y;1;2\n"),
    "a misspelt header below a line for Excel": ("a.csv", "sep=;\nid;names;value\nnet;y;1\n"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_said_of_answers_that_cannot_be_marked(fault: str) -> None:
    """The rest of the file is marked."""
    name, text = FAULTS[fault]
    Path(name).write_text(text, encoding="latin-1")
    done = nncalc(["check", "key.yaml", name])
    assert done.code == 2
    shown = "".join(f"  | {line[:60]}\n" for line in text.splitlines())
    kept.compare_block("pages/answer-faults.txt", f"{fault}: {name}\n{shown}{done.err}{answered(done.out)}")


def test_a_row_that_cannot_be_read_is_not_called_unanswered() -> None:
    Path("a.csv").write_text("student,id,name,value\nLi,loss,p,.13,.87,.00\nLi,loss,loss,2.0\n", encoding="utf-8")
    assert "✗ p: this cannot be read (line 2)\n" in nncalc("check key.yaml a.csv").out
    assert "Li,loss,p,,missing,,2,this cannot be read (line 2)\n" in nncalc("check key.yaml a.csv --format csv").out
    assert "this cannot be read (line 2)" in nncalc("check key.yaml a.csv --format markdown").out
    found = json.loads(nncalc("check key.yaml a.csv --format json").out)["missing"]
    assert {"student": "Li", "id": "loss", "name": "p", "points": 2.0, "line": 2} in found
    summary = nncalc("check key.yaml a.csv").out.partition("The class\n")[2]
    assert "  Li: 2 of 26; 2 withheld\n" in summary
    assert summary.endswith("marks withheld:\n    Li, loss: p=: this cannot be read (line 2)\n")


@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
@pytest.mark.parametrize("told", ["sep=;\n", "sep=;\r\n", '"sep=;"\n'])
def test_a_line_that_tells_excel_the_delimiter(told: str, name: str) -> None:
    Path("key.yaml").write_text(FREE, encoding="utf-8")
    Path(name).write_text(
        f"{told}student;id;name;value\nLi;free;y;11,0\nLi;free;z1;x;y\n", encoding="utf-8", newline=""
    )
    done = nncalc(f"check key.yaml {name}")
    assert "✓ y=11,0: right" in done.out
    assert f"Error: {name}:4:1: 5 cells" in done.err


def answered(page: str) -> str:
    """The lines of a page of marks that show answers."""
    return "".join(f"  {line.strip()}\n" for line in page.splitlines() if "=" in line.partition(":")[0])


def test_answers_that_are_a_folder() -> None:
    Path("answers").mkdir()
    done = nncalc("check key.yaml answers")
    assert done.code == 2
    assert done.err == "Error: answers: cannot read the file: Is a directory\n"


def test_answers_that_are_too_large() -> None:
    """One byte more than is read."""
    for name, most, said in (
        ("a.yaml", 64 << 20, "the file is larger than 64"),
        ("a.csv", 4 << 30, "the table is larger than 4"),
    ):
        with open(name, "wb") as file:
            file.truncate(most + 1)
        assert f"{name}: {said}" in nncalc(f"check key.yaml {name}").err


def test_the_first_problems_of_a_large_key_are_named() -> None:
    text = "".join(f"- {{id: p{n}, type: forward, given: {{x: 1, W1: 1}}}}\n" for n in range(45))
    Path("key.yaml").write_text(text, encoding="utf-8")
    Path("a.csv").write_text("id,name,value\n?,y,1\n", encoding="utf-8")
    assert f"expected: {' '.join(f'p{n}' for n in range(40))}\n" in nncalc("check key.yaml a.csv").err


def test_nothing_is_missing() -> None:
    Path("key.yaml").write_text(FREE, encoding="utf-8")
    Path("a.csv").write_text("id,name,value\nfree,y,11\n", encoding="utf-8")
    found = json.loads(nncalc("check key.yaml a.csv --format json").out)
    assert found["verdicts"] == {"right": 1}
    assert found["missing"] == []


def test_faults_for_programs() -> None:
    Path("a.csv").write_text("id,name,value\nnet,yy,7\n", encoding="utf-8")
    found = json.loads(nncalc("check key.yaml a.csv --format json").out)
    assert found["errors"] == [{"message": "there is no result 'yy'", "name": None, "place": "a.csv:2:1"}]


KEYS = {
    "points that are no number": "points: five",
    "points below nothing": "points: {y: 1, z1: -1/2}",
    "points that are a list": "points: [1, 2]",
    "points for what is no result": "points: {yy: 2, y: 1}",
    "a figure expected of what is no result": "expect: {z9: 1}",
}


@pytest.mark.parametrize("fault", KEYS)
def test_what_is_said_of_a_key(fault: str) -> None:
    """Once, not once a student; the other problems are marked."""
    text = f"problems:\n- {{id: one, type: forward, given: {{x: 1, W1: 1}}, {KEYS[fault]}}}\n" + FREE
    Path("key.yaml").write_text(text, encoding="utf-8")
    Path("a.csv").write_text("student,id,name,value\nAnn,free,y,11\nBob,free,y,12\nBob,one,y,1\n", encoding="utf-8")
    done = nncalc("check key.yaml a.csv")
    assert done.code == 2
    assert "✓ y=11" in done.out
    kept.compare_block("pages/key-faults.txt", f"{fault}: {KEYS[fault]}\n{done.err}{answered(done.out)}")


FREE = "- {id: free, type: forward, given: {x: [1, 2], W1: [3, 4]}}\n"


def clock(monkeypatch: pytest.MonkeyPatch, early: int) -> None:
    """A clock that stands at 0 when it is first read, and at an hour from then on."""
    reads = chain(repeat(0.0, early), repeat(3600.0))
    monkeypatch.setattr("nncalc.engine.budget.time", SimpleNamespace(process_time=lambda: next(reads)))


@pytest.mark.parametrize(
    ("early", "said"),
    [
        (1, "key.yaml:1:1: the working took longer than the 10 s allowed"),
        (3, "a.csv:2:1: free could not be marked: the working took longer than the 10 s allowed"),
    ],
)
def test_what_takes_too_long(early: int, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The problem itself, or the judging of what one student typed."""
    Path("key.yaml").write_text(FREE, encoding="utf-8")
    Path("a.csv").write_text("student,id,name,value\nAnn,free,y,11\n", encoding="utf-8")
    clock(monkeypatch, early)
    done = nncalc("check key.yaml a.csv")
    assert done.code == 2
    assert said in done.err


def test_nothing_else_is_said() -> None:
    """No paragraph is left over from a fault that has gone."""
    assert [*kept.blocks("pages/answer-faults.txt")] == [f"{fault}: {name}" for fault, (name, _) in FAULTS.items()]
    assert [*kept.blocks("pages/key-faults.txt")] == [f"{fault}: {line}" for fault, line in KEYS.items()]
