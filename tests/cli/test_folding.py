"""What goes to a terminal is broken between words at its width; carets keep their places; pipes get whole lines."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import struct
import termios
from collections.abc import Iterator
from typing import TextIO

import pytest

from nncalc.cli.folding import folded

LONG = "  expected: " + " | ".join(["identity", "sigmoid", "leaky-relu"] * 3)


@pytest.fixture
def terminal() -> Iterator[TextIO]:
    """A terminal of 30 columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 25, 30, 0, 0))
    with os.fdopen(theirs, "w") as stream:
        yield stream
    os.close(ours)


def test_folded_on_a_terminal(terminal: TextIO) -> None:
    lines = folded([LONG, "short"], terminal)
    assert max(map(len, lines)) <= 30
    assert [line[:6] for line in lines[1:-1]] == ["      "] * (len(lines) - 2)
    assert " ".join(" ".join(lines).split()) == LONG.strip() + " short"


def test_a_caret_keeps_its_place(terminal: TextIO) -> None:
    excerpt = ["  " + "1," * 20 + "x", " " * 42 + "^"]
    assert folded(excerpt, terminal) == excerpt


def test_whole_elsewhere() -> None:
    assert folded([LONG], io.StringIO()) == [LONG]
