"""Lines mistyped in Chinese: each is answered in Chinese, and the line to type that stands below it can be typed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import kept
import pytest
from commandline import ROOT, nncalc
from language.test_no_english_left import english

from nncalc import words

LINES = [
    line
    for line in Path(__file__).with_name("mistyped.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
SNAPSHOT = ROOT / "tests" / "snapshots" / "chinese" / "mistyped.txt"


@pytest.fixture(autouse=True)
def _english_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "catalogue", None)
    monkeypatch.setattr(words, "spoken", "en")
    monkeypatch.chdir("/")


def said(line: str) -> str:
    """What a line is answered, the lists of types, functions and activations left out."""
    done = nncalc(["--lang", "zh", *(word for word in line.split() if word)])
    assert done.code == 2, line
    assert done.out == ""
    return re.sub(r"(?<= )(?:[a-z-]+ \| ){8,}.*", "…", done.err.rstrip("\n"))


def offered(text: str) -> Iterator[str]:
    """The lines to type of a message."""
    for line in text.split("\n"):
        if line.strip().startswith("nncalc ") and "--help" not in line:
            yield line.strip().removeprefix("nncalc ")


def test_there_are_forty() -> None:
    assert len(set(LINES)) >= 40


def test_what_is_said() -> None:
    kept.compare(SNAPSHOT, "\n".join(f"$ nncalc {line}\n{said(line)}\n" for line in LINES))


@pytest.mark.parametrize("line", LINES)
def test_no_english(line: str) -> None:
    assert english(said(line).replace("(form=column)", "")) == []


@pytest.mark.parametrize("line", LINES)
def test_the_line_to_type_works(line: str) -> None:
    for meant in offered(said(line)):
        if not meant.startswith("check "):
            assert nncalc(shlex.split(meant)).code == 0, meant
