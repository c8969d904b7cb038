"""Colour in the reports of batch and check: the sign of a line alone, and nothing that a file says."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from commandline import nncalc

from nncalc.cli.commands import batch, check
from nncalc.cli.signs import coloured

KEY = """problems:
  - {id: a, type: forward, given: {x: [1, 2], W1: [3, 4]}, expect: {y: 11}}
  - {id: "b\\e[31m", type: forward, given: {x: [1, 2], W1: [3, 4]}, expect: {y: 12}}
  - {id: c, type: forwrd}
"""
ANSWERS = "student: Li\na: {y: 11}\n"
COLOUR = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture
def key(tmp_path: Path) -> str:
    path = tmp_path / "key.yaml"
    path.write_text(KEY)
    (tmp_path / "answers.yaml").write_text(ANSWERS)
    return str(path)


def test_the_signs_of_a_batch_are_coloured(key: str) -> None:
    plain, painted = nncalc(["batch", key, "--each"]), nncalc(["batch", key, "--each", "--color", "always"])
    assert "\x1b" not in plain.out
    assert COLOUR.sub("", painted.out) == plain.out
    assert painted.code == plain.code
    first, second, third = painted.out.splitlines()[:3]
    assert first.startswith("\x1b[32m\x1b[1m✓\x1b[0m a ")
    assert second.startswith("\x1b[31m\x1b[1m✗\x1b[0m b")
    assert third.startswith("\x1b[31m\x1b[1m!\x1b[0m c ")
    assert "\x1b[31m\x1b[1m✗\x1b[0m y=12: wrong" in painted.out


def test_no_code_of_a_file_comes_through(key: str) -> None:
    out = nncalc(["batch", key, "--each", "--color", "always"]).out
    assert "\x1b" not in re.sub(r"\x1b\[3[12]m\x1b\[1m[✓✗!]\x1b\[0m", "", out)


@pytest.mark.parametrize(("encoding", "sign"), [("utf-8", "✓"), ("ascii", "ok")])
def test_the_signs_of_marks_are_coloured(key: str, tmp_path: Path, encoding: str, sign: str) -> None:
    words = ["check", key, str(tmp_path / "answers.yaml")]
    plain, painted = nncalc(words, encoding), nncalc([*words, "--color", "always"], encoding)
    assert COLOUR.sub("", painted.out) == plain.out
    assert f"\x1b[32m\x1b[1m{sign}\x1b[0m y=11" in painted.out


@pytest.mark.parametrize("format_", [name for name in check.FORMATS if name not in ("text", "xlsx", "pdf")])
def test_what_is_read_by_programs_has_no_colour(key: str, tmp_path: Path, format_: str) -> None:
    done = nncalc(["check", key, str(tmp_path / "answers.yaml"), "--format", format_, "--color", "always"])
    assert "\x1b" not in done.out
    if format_ in batch.FORMATS:
        assert "\x1b" not in nncalc(["batch", key, "--format", format_, "--color", "always"]).out


def test_when_there_is_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert coloured(Terminal(), "auto")
    assert not coloured(io.StringIO(), "auto")
    assert not coloured(Terminal(), "never")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not coloured(Terminal(), "auto")
    assert coloured(io.StringIO(), "always")
