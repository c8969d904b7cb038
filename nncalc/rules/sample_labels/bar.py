"""A bar on standard error while a long file of labels is read."""

from __future__ import annotations

import sys

from nncalc.words import say

WORTH_A_BAR = 8 << 20
"""Bytes of a file whose reading shows a progress bar."""


class Bar:
    """How much of a file is read, on standard error when that is a terminal and the file is worth it."""

    def __init__(self, size: int) -> None:
        terminal = sys.stderr is not None and sys.stderr.isatty()
        self.size = size if terminal and size >= WORTH_A_BAR else 0
        self.percent = -1

    def at(self, read: int, rows: int) -> None:
        """Draw the bar anew when another per cent has been read."""
        percent = 100 * read // self.size if self.size else -1
        if percent != self.percent:
            self.percent = percent
            done = "#" * (percent // 5)
            sys.stderr.write(say("\r[{done:<20}] {percent:3} %  {rows:,} rows", done=done, percent=percent, rows=rows))
            sys.stderr.flush()

    def close(self) -> None:
        """Take the bar off the screen."""
        if self.percent >= 0:
            sys.stderr.write("\r" + " " * 60 + "\r")
            sys.stderr.flush()
            self.percent = -1
