"""What goes wrong in these tests: streams that fail at a byte, calls that fail at a turn, interrupts at a line."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import shlex
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from commandline import Outcome

import nncalc

CODE = str(Path(nncalc.__file__).parent)
FULL = OSError(errno.ENOSPC, "No space left on device")
GONE = BrokenPipeError(errno.EPIPE, "Broken pipe")
NO_SPACE = "No space left on device"

PROBLEMS = """problems:
  - {id: one, type: forward, given: {x: [1, 2], W1: [3, 4]}, expect: {y: 11}}
  - {id: two, type: softmax-loss, given: {z: [3.2, 5.1, -1.7], y: 0}, expect: {loss: 2.04}}
  - {id: three, type: forward, given: {x: [1, 2, W1: [3, 5]}}
  - {id: four, type: convshape, given: {input: 3x32x32, layers: ['conv:8,k=3']}}
"""


def examples() -> list[tuple[str, list[str]]]:
    """Every example of every problem type: its type, and its words."""
    from nncalc.declaring import registry

    return [(name, shlex.split(example)) for name in registry.names() for example in registry.load(name).examples]


def first_examples() -> list[list[str]]:
    """The first example of every problem type."""
    return list(dict(reversed(examples())).values())


class Limited(io.RawIOBase):
    """A stream that takes so many bytes and fails from there on."""

    def __init__(self, room: int, problem: OSError) -> None:
        self.room, self.problem, self.taken = room, problem, b""
        self.handle, self.far_end = os.pipe()[::-1]

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.handle

    def write(self, data: Any) -> int:
        if os.path.samestat(os.fstat(self.handle), os.stat(os.devnull)):
            return len(data)  # given up: what is left goes nowhere
        part = bytes(data[: self.room - len(self.taken)])
        if not part:
            raise self.problem
        self.taken += part
        return len(part)

    def free(self) -> None:
        os.close(self.handle)
        os.close(self.far_end)


def run_into(words: Sequence[str], out: Limited, err: io.RawIOBase | None = None) -> Outcome:
    """A command line in this process whose standard output (and error) fail; the code, and what was taken of each."""
    from nncalc.__main__ import run

    raw_err = err or io.BytesIO()
    streams = [io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8", newline="") for raw in (out, raw_err)]  # type: ignore[arg-type]
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        code = run(list(words))
        for stream in streams:
            stream.flush()  # as Python does at exit
    told = raw_err.taken if isinstance(raw_err, Limited) else raw_err.getvalue()  # type: ignore[attr-defined]
    for raw in (out, raw_err):
        if isinstance(raw, Limited):
            raw.free()
    return Outcome(code, out.taken.decode("utf-8", "ignore"), told.decode())


class FailingCalls:
    """Lets the call number `turn` (from 1) of some functions of `os` fail; nothing fails at turn 0."""

    NAMES = ("open", "write", "fsync", "ftruncate", "chmod", "replace", "unlink")

    def __init__(self, turn: int, problem: OSError = FULL) -> None:
        self.turn, self.problem = turn, problem
        self.calls: list[str] = []

    def __enter__(self) -> FailingCalls:
        self.kept = {name: getattr(os, name) for name in self.NAMES}
        for name, function in self.kept.items():
            setattr(os, name, self._failing(name, function))
        return self

    def __exit__(self, *error: object) -> None:
        for name, function in self.kept.items():
            setattr(os, name, function)

    def _failing(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if arguments[0] == os.devnull:
                return function(*arguments, **options)
            self.calls.append(name)
            if len(self.calls) == self.turn:
                raise self.problem
            return function(*arguments, **options)

        return call


class Interrupt:
    """Raises at line number `at` of nncalc's own code that this process runs; `at` 0 only counts.

    Like a signal it comes late where signals are blocked.
    """

    def __init__(self, at: int, interrupt: BaseException) -> None:
        self.at, self.interrupt = at, interrupt
        self.lines, self.process, self.sent = 0, os.getpid(), False

    def __enter__(self) -> Interrupt:
        sys.settrace(self._call)
        return self

    def __exit__(self, *error: object) -> None:
        sys.settrace(None)
        self.interrupt.__traceback__ = self.interrupt.__context__ = None  # or what they hold on to would stay open

    def _call(self, frame: FrameType, event: str, argument: Any) -> Any:
        file = frame.f_code.co_filename
        return self._line if file.startswith(CODE) and not file.endswith("__main__.py") else None

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line" and os.getpid() == self.process:
            self.lines += 1
            if 0 < self.at <= self.lines and not self.sent and not _signals_wait():
                self.sent = True
                raise self.interrupt
        return self._line


def _signals_wait() -> bool:
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


@contextlib.contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """No file may grow past so many bytes."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
