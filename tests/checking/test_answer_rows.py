"""Answers in rows: how a header is found, and rows with a cell too few or too many."""

from __future__ import annotations

from pathlib import Path

import pytest
from commandline import nncalc

from nncalc.checking.answer_files import read_answers
from nncalc.errors import InputError


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


def test_a_problem_of_the_key_that_is_of_no_type(tmp_path: Path) -> None:
    key = tmp_path / "key.yaml"
    key.write_text("problems:\n- {id: net, type: forwardd, given: {x: 1}}\n", encoding="utf-8")
    done = nncalc(["check", str(key), str(_written(tmp_path, "student,id,name,value\nLi,net,y,1\n"))])
    assert done.code == 2
    assert f"{key}:2:19: there is no problem type 'forwardd'" in done.err


def _written(folder: Path, text: str) -> Path:
    (folder / "answers.csv").write_text(text, encoding="utf-8")
    return folder / "answers.csv"
