"""The journal of a batch: every outcome is on disk before it is shown, so that a killed run resumes with nothing lost.

One JSON line per outcome, beside the report, written by one `write` each; what a power cut may take is at most the last
second. The key of a problem is a digest of its entry and of what is wanted of it, so a problem that was edited in
between, or is wanted otherwise, is solved again. A line that was cut off in mid-write is dropped. The marks of a class
have such a journal too, with a line for each different sheet.
"""

from __future__ import annotations

import errno
import io
import json
import os
import time
from array import array
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from nncalc import words
from nncalc.batch.outcome import Outcome, Wanted
from nncalc.errors import NncalcError
from nncalc.problem_files.entry import Broken, Entry
from nncalc.version import VERSION
from nncalc.words import say, why

SYNC = 1.0
"""Seconds between two requests that what was written reach the medium itself."""
LINE = 1 << 16
BEGIN = b'{"key": "'
"""How every line begins."""


class JournalTaken(NncalcError):
    """Another run is writing the same report."""


def key_of(entry: Entry | Broken, wanted: Wanted) -> str:
    """What tells one problem from another, from its former self, and from itself wanted in another form."""
    import hashlib  # start-up

    if isinstance(entry, Broken):
        content: Any = (entry.file, entry.id, entry.line, [error.message for error in entry.errors])
    else:
        content = (entry[:12], [stamp(value, entry.folder) for value in entry.given.values()])
    return hashlib.sha256(repr((VERSION, words.spoken, wanted, content)).encode()).hexdigest()[:24]


def stamp(value: Any, folder: str) -> Any:
    """Size and time of a file that a given is read from."""
    if not isinstance(value, str) or value[:1] not in ("@", "＠"):
        return None
    for name in (value[1:], value[1:].rpartition(":")[0]):
        try:
            found = os.stat(os.path.join(folder, name.strip()))
        except OSError:
            continue
        return found.st_size, found.st_mtime_ns
    return None


class Journal:
    """An append-only file of outcomes, held by one run at a time.

    earlier   where the outcomes of an earlier run stand, by key
    """

    def __init__(self, path: str, resume: bool) -> None:
        self.path = path
        self.earlier: dict[str, int] = {}
        self.order = array("Q")
        """Where the outcomes of this run's problems stand, in their order."""
        self.file = self._opened()
        self.end = 0
        self.synced = time.monotonic()
        try:
            self._refuse_another_file()
            self.found = self._count() if not resume else 0
            if resume:
                self._recover()
            os.ftruncate(self.file, self.end)
        except BaseException:
            os.close(self.file)
            raise

    def _opened(self) -> int:
        """The file, held. A lock of the process, not of the open file: forked workers must not keep it."""
        import fcntl  # start-up

        try:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0), 0o666)
        except OSError as problem:
            raise NncalcError(
                say("cannot write the journal {path}: {strerror}", path=self.path, strerror=why(problem))
            ) from None
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            same = os.path.samestat(os.fstat(file), os.stat(self.path))
        except OSError as problem:
            os.close(file)
            if problem.errno not in (errno.EACCES, errno.EAGAIN, errno.ENOENT):
                raise NncalcError(
                    say("cannot lock the journal {path}: {strerror}", path=self.path, strerror=why(problem))
                ) from None
            same = False
            file = -1
        if not same:  # held by another run, or removed by one that has just ended
            if file >= 0:
                os.close(file)
            raise JournalTaken(say("another run is writing {path}; let it end, or choose another -o", path=self.path))
        return file

    def _refuse_another_file(self) -> None:
        """A file of this name that no run has begun is somebody's own: it is not written over."""
        begin = os.pread(self.file, len(BEGIN), 0).rstrip(b"\0")  # zeros are what a power cut may leave
        if not BEGIN.startswith(begin):
            raise NncalcError(
                say("{path} is not the journal of a batch; move it away, or choose another -o", path=self.path)
            )

    def _count(self) -> int:
        """How many outcomes of an earlier run are about to be dropped."""
        return sum(1 for _, line in self._lines() if line.startswith(BEGIN))

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        """Each whole line with its place. Nothing is closed: that would give the lock away."""
        file = io.BufferedReader(io.FileIO(self.file, "rb", closefd=False))
        file.seek(0)
        start = 0
        for line in file:
            if line.endswith(b"\n"):
                yield start, line
            start += len(line)

    def _recover(self) -> None:
        """Find the outcomes of the earlier run; cut off what follows the last whole one."""
        for start, line in self._lines():
            try:
                key = json.loads(line)["key"]
            except (ValueError, KeyError, TypeError):
                break
            self.earlier[key] = start
            self.end = start + len(line)

    def write(self, key: str, outcome: Any) -> int:
        """Put an outcome, or other plain data, on disk; it survives the death of this process from here on. Raises NncalcError.

        Where it stands.
        """
        line = (json.dumps({"key": key, "outcome": outcome}) + "\n").encode()
        try:
            written = os.write(self.file, line)
            while written < len(line):  # a disk that is full says so on the second try
                written += os.write(self.file, line[written:])
            if time.monotonic() - self.synced > SYNC:
                os.fsync(self.file)
                self.synced = time.monotonic()
        except OSError as problem:
            os.ftruncate(self.file, self.end)
            raise NncalcError(
                say("cannot write the journal {path}: {strerror}", path=self.path, strerror=why(problem))
            ) from None
        self.order.append(self.end)
        self.end += len(line)
        return self.order[-1]

    @property
    def lines(self) -> int:
        """How many outcomes are in it."""
        return len(self.earlier) + len(self.order)

    def recovered(self) -> Iterator[Outcome]:
        """The outcomes of the earlier run, one at a time."""
        return map(self._outcome, self.earlier.values())

    def again(self, key: str) -> Outcome:
        """The outcome of an earlier run, which takes its place in the order."""
        place = self.earlier[key]
        self.order.append(place)
        return self._outcome(place)

    def _outcome(self, place: int) -> Outcome:
        return as_outcome(self.read(place))

    def read(self, place: int) -> Any:
        """What was written at a place."""
        data, at = b"", place
        while not data.endswith(b"\n"):
            part = os.pread(self.file, LINE, at)
            if not part:
                raise NncalcError(say("the journal {path} was changed while it was in use", path=self.path))
            cut = part.find(b"\n") + 1
            data += part[:cut] if cut else part
            at += len(part)
        return json.loads(data)["outcome"]

    def outcomes(self) -> Iterator[Outcome]:
        """The outcomes in the order of the problems, one at a time."""
        return map(self._outcome, self.order)

    def finish(self) -> None:
        """The report is in its place: the journal is no longer needed."""
        os.unlink(self.path)
        self.close()

    def close(self) -> None:
        if self.file >= 0:
            os.close(self.file)
            self.file = -1

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def as_outcome(data: list[Any]) -> Outcome:
    """An outcome from its JSON form."""
    outcome = Outcome(*data)
    return outcome._replace(checks=tuple(outcome.checks), errors=tuple(outcome.errors), said=tuple(outcome.said))
