"""A progress bar on standard error, while that is a terminal."""

from __future__ import annotations

import os
import sys
import time

from nncalc.cli.output import discard
from nncalc.words import say

BAR = 24
EVERY = 0.1
"""Seconds between two drawings."""


class Bar:
    """A bar that grows while something is done, where standard error is a terminal."""

    def __init__(self) -> None:
        self.active = sys.stderr.isatty()
        self.drawn = False
        self.next = 0.0

    def draw(self, share: float, done: int) -> None:
        """Draw the bar, not too often."""
        if not self.active or time.monotonic() < self.next:
            return
        self.next = time.monotonic() + EVERY
        full = round(share * BAR)
        self.drawn = True
        self._draw(f"\r[{'#' * full}{'.' * (BAR - full)}] {share:4.0%}  {say('{done} done', done=done)}")

    def read(self, students: int) -> None:
        """Draw how many students have been read: how many there are is not known before the end."""
        if self.active and time.monotonic() >= self.next:
            self.next = time.monotonic() + EVERY
            self.drawn = True
            self._draw(f"\r{say('{students} read', students=students)}")

    def clear(self) -> None:
        """Take the bar away before something else is written to the terminal."""
        if self.drawn:
            self.drawn, self.next = False, 0.0
            self._draw("\r\x1b[K")

    def close(self) -> None:
        """Nothing is left of it."""
        self.clear()

    def count(self, done: int, whole: int) -> None:
        """Draw how many of a known number are done; take the bar away with the last."""
        if done < whole:
            self.draw(done / whole, done)
        else:
            self.clear()

    def _draw(self, text: str) -> None:
        """A terminal that has gone meanwhile does not end the run."""
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError:
            self.active = self.drawn = False
            discard(sys.stderr)


class Progress(Bar):
    """How much of the files is done, by lines: the problems in them are not counted beforehand."""

    def __init__(self, files: list[str]) -> None:
        super().__init__()
        self.before: dict[str, int] = {}
        self.lines = 0
        for path in files if self.active else ():
            self.before.setdefault(path, self.lines)
            self.lines += _lines_of(path)

    def show(self, file: str, line: int, done: int) -> None:
        """Draw how far a file is done."""
        if self.active:
            self.draw(min(1.0, (self.before.get(file, 0) + line) / max(self.lines, 1)), done)


def _lines_of(path: str) -> int:
    try:
        if not os.path.isfile(path):
            return 0
        with open(path, "rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    except OSError:
        return 0
