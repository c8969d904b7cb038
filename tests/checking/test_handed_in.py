"""Files as they come: encodings, names that only print alike, pipes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from commandline import nncalc
from handed import read_answers

from nncalc.checking.handed_in import Told
from nncalc.errors import InputError

TABLE = "学生,题号,名称,答案\n李明,net,y,7\nJosé,net,y,7\n"


def read(path: Path, data: bytes) -> tuple[list[tuple[str, str]], list[str], list[InputError]]:
    """(student, value) of each answer, the notices and the errors."""
    path.write_bytes(data)
    told, errors = Told([], {}, set()), list[InputError]()
    answers = read_answers([str(path)], errors, told=told)
    return [(answer.student, answer.value) for answer in answers], told.notices, errors


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["class.csv", "class.txt"])
def test_unicode(tmp_path: Path, encoding: str, name: str) -> None:
    table = (
        TABLE if encoding not in ("utf-16-le", "utf-16-be") else "student,id,name,value\n李明,net,y,7\nJosé,net,y,7\n"
    )
    assert read(tmp_path / name, table.encode(encoding)) == ([("李明", "7"), ("José", "7")], [], [])


def test_gb18030_is_said(tmp_path: Path) -> None:
    answers, notices, errors = read(tmp_path / "class.csv", TABLE.replace("José", "王芳").encode("gb18030"))
    assert answers == [("李明", "7"), ("王芳", "7")]
    assert notices == [f"Note: {tmp_path / 'class.csv'} is not UTF-8 and is read as GB18030: 学生"]
    assert errors == []


def test_gb18030_in_yaml(tmp_path: Path) -> None:
    answers, notices, _ = read(tmp_path / "class.yaml", "student: 李明\nnet: {y: 7}\n".encode("gb18030"))
    assert answers == [("李明", "7")]
    assert len(notices) == 1


@pytest.mark.parametrize("name", ["José", "Müller", "Åsa Öberg", "François Lefèvre", "Zoë Ångström"])
def test_letters_with_accents_are_not_taken_for_chinese(tmp_path: Path, name: str) -> None:
    answers, notices, errors = read(
        tmp_path / "class.csv", f"student,id,name,value\n{name},net,y,7\n".encode("latin-1")
    )
    assert (answers, notices) == ([], [])
    assert "the file is not UTF-8 text" in errors[0].message


def test_half_a_letter_of_utf_16(tmp_path: Path) -> None:
    errors = read(tmp_path / "class.csv", TABLE.encode("utf-16") + b"a")[2]
    assert [error.message for error in errors] == ["the file is not whole UTF-16 text"]


@pytest.mark.parametrize(
    ("first", "second", "how"),
    [
        ("Li", "Li\u200b", "U+200B"),
        ("Anna", "Аnna", "U+0410"),
        ("李明", "李 明", "a space"),
        ("Li", "Ｌi", "U+FF2C"),
    ],
)
def test_names_that_print_alike(tmp_path: Path, first: str, second: str, how: str) -> None:
    table = f"student,id,name,value\n{first},net,y,7\n{second},net,y,7\n"
    answers, notices, _ = read(tmp_path / "class.csv", table.encode())
    assert len(answers) == 2
    assert len(notices) == 1
    assert "print alike and count as two students" in notices[0]
    assert how in notices[0]


def test_a_name_beside_the_number_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("学号,姓名,题号,名称,答案\n01,李明,net,y,7\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("student: 李明\nnet: {z1: 7}\n", encoding="utf-8")
    told = Told([], {}, set())
    read_answers([str(tmp_path / "a.csv"), str(tmp_path / "b.yaml")], [], told=told)
    assert told.notices == ["Note: '李明' counts as another student than 01, who has that name"]


@pytest.mark.parametrize("second", ["José ", " José", "Jose\u0301", "José\u00a0", "\u3000José"])
def test_names_that_are_the_same(tmp_path: Path, second: str) -> None:
    table = f"student,id,name,value\nJosé,net,y,7\n{second},net,z1,7\n"
    answers, notices, _ = read(tmp_path / "class.csv", table.encode())
    assert {student for student, _ in answers} == {"José"}
    assert notices == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("name", ["class.csv", "class.yaml", "class.xlsx"])
def test_a_pipe_is_refused_and_not_waited_for(key: Path, name: str) -> None:
    os.mkfifo(key.parent / name)
    done = nncalc(["check", str(key), str(key.parent / name)])
    assert done.code == 2
    assert f"{name}: this is a pipe or a device" in done.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("option", ["key", "decided"])
def test_a_pipe_is_no_key_and_no_decision(key: Path, option: str) -> None:
    os.mkfifo(key.parent / "pipe.yaml")
    (key.parent / "a.yaml").write_text("net: {y: 7}\n")
    first = key.parent / "pipe.yaml" if option == "key" else key
    more = ["--decided", str(key.parent / "pipe.yaml")] if option == "decided" else []
    done = nncalc(["check", str(first), str(key.parent / "a.yaml"), *more])
    assert done.code == 2
    assert "this is a pipe or a device" in done.err


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no devices here")
def test_a_device_is_refused(key: Path) -> None:
    done = nncalc(["check", str(key), "/dev/zero"])
    assert done.code == 2
    assert "this is a pipe or a device" in done.err


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("name", ["class.csv", "class.txt"])
def test_ends_of_lines(tmp_path: Path, end: str, name: str) -> None:
    data = TABLE.replace("\n", end).encode()
    assert read(tmp_path / name, data) == ([("李明", "7"), ("José", "7")], [], [])
