"""What is seen while work takes long: a line on the terminal of standard error, which is gone in the end."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import NamedTuple

import pytest
from commandline import ROOT, nncalc, written_to
from large import matrix

SCRIPT = """
import sys
from nncalc.cli import progress
progress.DELAY = progress.EVERY = float(sys.argv[1])
from nncalc.__main__ import run
sys.exit(run(sys.argv[2:]))
"""
CLEARED = "\r\x1b[K"
STEPS = "optimizer adam w=1,2,3 f=w1²+w2²+w3² lr=.1 steps=30"


class Seen(NamedTuple):
    code: int
    out: str
    drawn: str


def seen(words: str, wait: float = 0, page_too: bool = False, **environment: str) -> Seen:
    """A command with standard error on a terminal, standard output there too or in a pipe; bars are drawn at once."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(wait), *words.split()],
        stdout=theirs if page_too else subprocess.PIPE,
        stderr=theirs,
        cwd=ROOT,
        text=True,
        encoding="utf-8",
        env={**os.environ, "TERM": "xterm", **environment},
    ) as child:
        os.close(theirs)
        out = "" if child.stdout is None else child.stdout.read()
        drawn = written_to(ours)
    return Seen(child.returncode, out, drawn)


def test_steps_are_counted_and_the_page_is_the_same() -> None:
    done = seen(STEPS)
    assert (done.code, done.out) == nncalc(STEPS)[:2]
    assert "%  2" in done.drawn
    assert " done\x1b[K" in done.drawn
    assert done.drawn.endswith(CLEARED)
    assert "\n" not in done.drawn


@pytest.mark.parametrize("format_", ["json", "html"])
def test_where_steps_are_not_known_quantities_are_counted(format_: str) -> None:
    words = f"forward x={matrix(6, 40)} W1={matrix(30, 40)} act1=relu W2={matrix(10, 30)} --all --format {format_}"
    done = seen(words)
    assert (done.code, done.out) == nncalc(words)[:2]
    assert " quantities worked out\x1b[K" in done.drawn
    assert "\r8 pieces of the page written\x1b[K" in done.drawn
    assert done.drawn.endswith(CLEARED)


def test_the_line_is_gone_before_the_page_stands_there() -> None:
    drawn = seen(STEPS, page_too=True, NO_COLOR="1").drawn
    before, _, page = drawn.partition(CLEARED)
    assert " done\x1b[K" in before
    assert page.lstrip("\x1b[0m1").startswith("Optim")
    assert "\x1b[K" not in page


def test_the_line_is_gone_before_an_error() -> None:
    drawn = seen("optimizer sgd w=1 f=w^4 lr=3 steps=900").drawn
    assert "% " in drawn
    assert CLEARED in drawn
    assert "\x1b[K" not in drawn[drawn.rindex(CLEARED) + len(CLEARED) :]


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"TERM": "unknown"}])
def test_nothing_on_a_terminal_that_takes_no_line_back(environment: dict[str, str]) -> None:
    assert seen(STEPS, **environment).drawn == ""


def test_nothing_where_work_is_short_and_nothing_in_a_pipe() -> None:
    assert seen(STEPS, wait=1000).drawn == ""
    piped = subprocess.run(
        [sys.executable, "-c", SCRIPT, "0", *STEPS.split()], cwd=ROOT, capture_output=True, check=True
    )
    assert piped.stderr == b""
