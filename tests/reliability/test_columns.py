"""Terminals of every width, and values of COLUMNS that are none."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from reliability.columns import WIDEST, document_of, laid_out, wrong
from reliability.faults import first_examples

WIDTHS = (*range(24), *range(24, 100, 4), 120, 121, 200, WIDEST)
NO_WIDTHS = ("", "-1", "0", "00", "abc", "80x", "8 0", "1e2", "9" * 20, "9" * 5000, "\u0663", "²", "+80", "inf")


@pytest.mark.parametrize("words", first_examples(), ids=lambda words: words[0])
def test_every_width(words: list[str]) -> None:
    assert list(wrong(words, WIDTHS)) == []


@pytest.mark.parametrize("words", first_examples()[:3], ids=lambda words: words[0])
def test_what_is_no_width(words: list[str]) -> None:
    document = document_of(words)
    pages = {laid_out(document, columns) for columns in NO_WIDTHS} | {laid_out(document, None)}
    assert len(pages - {laid_out(document, "3")}) == 1, "as wide as without COLUMNS; ٣ is a number"


@pytest.mark.parametrize("columns", ["0", "1", "-1", "abc", "", "9" * 5000])
@pytest.mark.parametrize(
    "words", ["--help", "backprop --help", "forward x=1 W1=1", "forward x=1 W1=1 --color always", "types"]
)
def test_processes(columns: str, words: str) -> None:
    """Help and pages that go into a pipe take any COLUMNS."""
    command = [sys.executable, "-m", "nncalc", *words.split()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env={**os.environ, "COLUMNS": columns})
    assert (done.returncode, done.stderr) == (0, "")
