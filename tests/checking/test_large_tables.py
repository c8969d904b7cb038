"""Tables that are not held: the same answers as of a small one, and what is wrong in them is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from commandline import nncalc

from nncalc.checking import large_tables

KEY = "problems:\n  - {id: q, type: forward, given: {x: [1, 2], W1: [3, 4]}, expect: {y: 11}}\n"


@pytest.fixture(autouse=True)
def _large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything over 100 bytes is large, and looked through 64 bytes at a time."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(large_tables, "MOST_BYTES", 100)
    monkeypatch.setattr(large_tables, "BLOCK", 64)
    Path("key.yaml").write_text(KEY)


def table(*rows: str, end: str = "\n") -> str:
    return end.join(["student,q.y", *[f"s{n},{n % 13}" for n in range(60)], *rows]) + end


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_same_as_a_small_one(end: str, mark: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = mark + table("学生,11", '"two\nlines",1', end=end)
    Path("a.csv").write_bytes(text.encode())
    large = nncalc("check key.yaml a.csv --format json")
    monkeypatch.setattr(large_tables, "MOST_BYTES", 1 << 20)
    assert nncalc("check key.yaml a.csv --format json") == large
    assert large.code == 1
    assert large.out.count('"id": "q"') > 60


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (b"Li,1\xff1\n", "a.csv:62: the file is not UTF-8 text (byte 0xff)"),
        ("李".encode("gb18030") + b",1\n", "a.csv:62: the file is not UTF-8 text"),
        (b"Li,1\x001\n", "a.csv:62: a control character stands in the file (byte 0x00)"),
        (b"Li,1\x1b[2J\n", "a control character stands in the file (byte 0x1b)"),
        (b"Li," + b"1" * 300 + b"\n", "a line is longer than"),
        (b"Li,1,2,3\n", "a.csv:62:1: 4 cells in a row of 2 columns"),
        (b"s1,1\n", "s1 has a second row (first in line 3)"),
    ],
)
def test_what_is_wrong(row: bytes, said: str) -> None:
    Path("a.csv").write_bytes(table().encode() + row + b"Wang,11\n")
    done = nncalc("check key.yaml a.csv")
    assert done.code == 2
    assert said in done.err
    assert "\x1b" not in done.err + done.out


def test_a_letter_between_two_blocks() -> None:
    for shift in range(8):
        Path("a.csv").write_text(
            "student,q.y\n" + "x" * shift + "学生学生学生,11\n" * 1 + table()[12:], encoding="utf-8"
        )
        assert "学生学生学生" in nncalc("check key.yaml a.csv").out


@pytest.mark.parametrize("cut", [1, 2])
@pytest.mark.parametrize("end", ["", "\n"])
def test_a_letter_that_is_cut_off(cut: int, end: str) -> None:
    """At the end of the file, or of a block, behind which the next line begins."""
    for shift in range(64):
        Path("a.csv").write_bytes(table(f"s,{'1' * shift}").encode() + "生".encode()[:cut] + end.encode() * 3)
        done = nncalc("check key.yaml a.csv")
        assert done.code == 2
        assert "a.csv:63: the file is not UTF-8 text (byte 0xe7)" in done.err


def test_other_files_are_not_large() -> None:
    Path("a.yaml").write_text("".join(f"- {{student: s{n}, q: {{y: 11}}}}\n" for n in range(40)))
    assert nncalc("check key.yaml a.yaml").code == 0
