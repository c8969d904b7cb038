"""Encodings, widths, colour, and text that means harm to a terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commandline import EXAMPLE, ONE, SMALL, answers, nncalc, on_a_terminal

FIGURE = re.compile(r"(?<![\w.\[\]₀-₉])-?\d+\.\d+")


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii", "latin-1", "big5", "shift_jis"])
def test_numbers_survive_every_encoding(encoding: str) -> None:
    for typed in (EXAMPLE, SMALL):
        there, here = nncalc(typed, encoding=encoding), nncalc(typed)
        assert there.code == 0
        assert FIGURE.findall(there.out) == FIGURE.findall(here.out)
        assert answers(there.out) == answers(here.out)
        assert "?" not in there.out
        assert "\\x" not in there.out
        assert "\\u" not in there.out


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii"])
def test_errors_survive_every_encoding(encoding: str) -> None:
    done = nncalc("forward x=1,猫x W1=√−1", encoding=encoding)
    assert done.code == 2
    assert "expected:" in done.err


@pytest.mark.parametrize("columns", [20, 25, 33, 40, 60, 79, 80, 100, 132, 200, 400])
def test_widths(columns: int) -> None:
    """Numbers are never cropped or folded, and the answers stand whole, at any width."""
    page = nncalc(f"{EXAMPLE} --width {columns}").out
    wide = nncalc(f"{EXAMPLE} --width 400").out
    assert sorted(FIGURE.findall(page)) == sorted(FIGURE.findall(wide))
    assert answers(page) == answers(wide)
    if columns >= 60:
        assert max(map(len, page.split("\nAnswers\n")[0].splitlines())) <= columns


@pytest.mark.parametrize("columns", ["20", "400", "0", "-3", "many"])
def test_columns_of_the_environment(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    done = nncalc(EXAMPLE)
    assert done.code == 0
    assert answers(done.out)["loss"] == "0.2984"


def test_colour_is_an_aid_on_a_terminal_only() -> None:
    coloured, plain = on_a_terminal(ONE), on_a_terminal(ONE, NO_COLOR="1")
    assert "\x1b[" in coloured
    assert "\x1b[3" not in plain
    assert "y=0.6667" in re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert "\x1b" not in nncalc(ONE).out
    assert "\x1b[" in nncalc(f"{ONE} --color always").out
    assert "\x1b" not in on_a_terminal(f"{ONE} --color never")


HOSTILE = [
    "\x1b[31mred",
    "a\x07b",
    "\x1b]0;title\x07",
    "[red]x[/red]",
    "[bold]",
    "a\u202eb",
    "a\u200bc",
    "\x9b31m",
    "\r",
    "{x}",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_text_never_reaches_the_terminal(value: str) -> None:
    lines = [
        ["forward", f"x={value}", "W1=1"],
        ["forward", f"x{value}=1", "W1=1"],
        ["forward", "x=1", "W1=1", f"act1={value}"],
        ["forward", "x=1", "W1=1", "--check", f"y={value}"],
        ["forward", "x=1", "W1=1", "--check", f"{value}=1"],
        ["forward", "x=1", "W1=1", "--show", value],
        ["forward", "x=1", "W1=w", "--set", f"w={value}"],
        ["forward", "x=1", "W1=1", f"--{value}"],
        ["forward", "x=1", "W1=1", "--format", value],
        ["forward", "x=1", "W1=1", "-o", f"/nowhere/{value}"],
        ["forward", f"x=@{value}", "W1=1"],
        ["forward", value],
        [value],
    ]
    for arguments in lines:
        for extra in ([], ["--color", "always"]):
            done = nncalc(arguments + extra)
            assert done.code in (0, 1, 2), arguments
            for text in (done.out, done.err):
                bare = re.sub(r"\x1b\[[\d;]*m", "", text) if extra and done.code < 2 else text
                assert all(c.isprintable() or c == "\n" for c in bare), (arguments, text)


def test_markup_of_users_is_printed_as_typed() -> None:
    done = nncalc(["forward", "x=a", "W1=1", "--check", "y=[bold]", "--color", "always"])
    assert "[bold]" in done.out


@pytest.mark.parametrize("columns", [20, 30, 40])
def test_the_summary_of_a_batch_on_a_narrow_terminal(columns: int, tmp_path: Path) -> None:
    """Its table would lose what the counts are of; words say it, each count with its status."""
    entries = "".join(
        f"  - {{id: p{n}, type: softmax-loss, given: {{z: [1, 2], y: 0}}, expect: {{loss: {loss}}}}}\n"
        for n, loss in enumerate(["1.3133", "1.3133", "2", "x, 2"])
    )
    file = tmp_path / "p.yaml"
    file.write_text(f"problems:\n{entries}  - {{id: f, type: forward, given: {{x: 1, W1: 1}}}}\n", encoding="utf-8")
    said = on_a_terminal(f"batch {file}", columns=columns).replace("\r", "")
    lines = said[said.index("forward: 1") :].split("\n")
    assert max(map(len, lines)) <= columns
    words = " ".join(" ".join(lines).split())
    assert (
        "forward: 1 solved softmax-loss: 2 right, 1 wrong, 1 error all: 2 right, 1 solved, 1 wrong, 1 error 5 problems"
        in words
    )
    assert "  problems" not in said
    table = on_a_terminal(f"batch {file}", columns=60).replace("\r", "")
    assert "softmax-loss         4      2              1      1\n" in table
