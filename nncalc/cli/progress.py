"""A progress bar on standard error, while that is a terminal that can take a line back."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from nncalc.cli.output import discard
from nncalc.engine.budget import BUDGET
from nncalc.engine.run import going
from nncalc.words import say

BAR = 24
PIECES = 8
"""Pieces of a page between two looks at the clock."""
DELAY, EVERY = 0.5, 0.1
"""Seconds before the first drawing, and between two."""
Piece = TypeVar("Piece")


def is_seen() -> bool:
    """Whether standard error is a terminal that can take a line back."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


class Bar:
    """A bar that grows while something is done, where standard error is a terminal."""

    def __init__(self) -> None:
        self.active = is_seen()
        self.drawn = False
        self.next = time.monotonic() + DELAY if self.active else 0.0

    def draw(self, share: float, done: int) -> None:
        """Draw the bar, not too often."""
        if self._is_due():
            full = round(share * BAR)
            self._tell(f"[{'#' * full}{'.' * (BAR - full)}] {share:4.0%}  {say('{done} done', done=done)}")

    def read(self, students: int) -> None:
        """Draw how many students have been read: how many there are is not known before the end."""
        if self._is_due():
            self._tell(say("{students} read", students=students))

    def _is_due(self) -> bool:
        """Whether it is time to draw anew."""
        return self.active and time.monotonic() >= self.next

    def _tell(self, said: str) -> None:
        """Draw a sentence in the place of a bar."""
        self.next, self.drawn = time.monotonic() + EVERY, True
        self._draw(f"\r{said}\x1b[K")

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


class Working(Bar):
    """What is seen of one problem while it is worked and its page is written; nothing is left of it afterwards."""

    def __enter__(self) -> Working:
        BUDGET.watch = self.watch
        return self

    def __exit__(self, *_: object) -> None:
        BUDGET.watch = None
        self.close()

    def watch(self) -> None:
        """Draw how many of the steps are done; where these are not known, how many quantities were worked out."""
        if self._is_due():
            done, whole = going()
            if whole:
                self.draw(done / whole, done)
            else:
                self._tell(say("{quantities:,} quantities worked out", quantities=BUDGET.spent))

    def written(self, pieces: Iterable[Piece], path: str | None) -> Iterator[Piece]:
        """The pieces of a page, with how many there were; a page that goes to the terminal is seen itself."""
        if path is None and sys.stdout.isatty():
            self.clear()
            self.active = False
        for number, piece in enumerate(pieces, 1):
            yield piece
            if not number % PIECES and self._is_due():
                self._tell(say("{pieces:,} pieces of the page written", pieces=number))


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
