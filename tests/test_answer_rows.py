"""Answers in rows: how a header is found, and rows with a cell too few or too many."""

from __future__ import annotations

from pathlib import Path

import pytest

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
