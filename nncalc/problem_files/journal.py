"""The journal of a batch: every outcome is on disk before it is shown, so that a killed run resumes with nothing lost.

One JSON line per outcome, beside the report. The key of a problem is its file, its id and a digest of its entry, so a
problem that was edited in between is solved again. A line that was cut off in mid-write is dropped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from types import TracebackType
from typing import Any, TextIO

from nncalc.errors import NncalcError
from nncalc.problem_files.outcome import Outcome
from nncalc.problem_files.reader import Broken, Entry


class JournalTaken(NncalcError):
    """Another run is writing the same report."""


def key_of(entry: Entry | Broken) -> str:
    """What tells one problem from another, and from its former self."""
    import hashlib

    if isinstance(entry, Broken):
        content: Any = (entry.file, entry.id, entry.line, [error.message for error in entry.errors])
    else:
        content = (entry.file, *entry[1:6], entry.expect_published, entry.line)
    return hashlib.sha256(repr(content).encode()).hexdigest()[:24]


class Journal:
    """An append-only file of outcomes, held by one run at a time. `done` are the offsets of outcomes by key."""

    def __init__(self, path: str, resume: bool) -> None:
        self.path = path
        self.done: dict[str, int] = {}
        self.file = self._opened()
        try:
            if resume:
                self._recover()
            else:
                self.file.seek(0)
                self.file.truncate()
        except BaseException:
            self.file.close()
            raise

    def _opened(self) -> TextIO:
        import fcntl

        try:
            file = open(self.path, "a+", encoding="utf-8")
        except OSError as problem:
            raise NncalcError(f"cannot write the journal {self.path}: {problem.strerror}") from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise JournalTaken(f"another run is writing {self.path}; let it end, or choose another -o") from None
        return file

    def _recover(self) -> None:
        """Find the outcomes of the earlier run; cut off a last line that was not finished."""
        self.file.seek(0)
        good = 0
        while line := self.file.readline():
            if not line.endswith("\n"):
                break
            try:
                key = json.loads(line)["key"]
            except (ValueError, KeyError, TypeError):
                break
            self.done[key] = good
            good = self.file.tell()
        self.file.seek(good)
        self.file.truncate()

    def write(self, key: str, outcome: Outcome) -> None:
        """Put an outcome on disk; it survives the death of this process from here on."""
        self.file.seek(0, os.SEEK_END)
        self.done[key] = self.file.tell()
        self.file.write(json.dumps({"key": key, "outcome": outcome}) + "\n")
        self.file.flush()

    def read(self, key: str) -> Outcome:
        """An outcome by its key."""
        self.file.flush()
        self.file.seek(self.done[key])
        return as_outcome(json.loads(self.file.readline())["outcome"])

    def outcomes(self, keys: list[str]) -> Iterator[Outcome]:
        """The outcomes of these keys, one at a time."""
        return (self.read(key) for key in keys)

    def finish(self) -> None:
        """The report is in its place: the journal is no longer needed."""
        self.close()
        os.unlink(self.path)

    def close(self) -> None:
        self.file.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def as_outcome(data: list[Any]) -> Outcome:
    """An outcome from its JSON form."""
    outcome = Outcome(*data)
    return outcome._replace(checks=tuple(outcome.checks), errors=tuple(outcome.errors))
