"""A progress bar on standard error, while that is a terminal."""

from __future__ import annotations

import os
import sys
import time

BAR = 24
EVERY = 0.1
"""Seconds between two drawings."""


class Progress:
    """How much of the files is done, by lines: the problems in them are not counted beforehand."""

    def __init__(self, files: list[str]) -> None:
        self.active = sys.stderr.isatty()
        self.before: dict[str, int] = {}
        self.lines = 0
        self.drawn = False
        self.next = 0.0
        for path in files if self.active else ():
            self.before.setdefault(path, self.lines)
            self.lines += _lines_of(path)

    def show(self, file: str, line: int, done: int) -> None:
        """Draw the bar, not too often."""
        if not self.active or time.monotonic() < self.next:
            return
        self.next = time.monotonic() + EVERY
        share = min(1.0, (self.before.get(file, 0) + line) / max(self.lines, 1))
        full = round(share * BAR)
        sys.stderr.write(f"\r[{'#' * full}{'.' * (BAR - full)}] {share:4.0%}  {done} done")
        sys.stderr.flush()
        self.drawn = True

    def clear(self) -> None:
        """Take the bar away before something else is written to the terminal."""
        if self.drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self.drawn, self.next = False, 0.0


def _lines_of(path: str) -> int:
    try:
        if not os.path.isfile(path):
            return 0
        with open(path, "rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    except OSError:
        return 0
