"""Signals that ask the process to end: SIGTERM and SIGHUP are as tidy as Ctrl-C."""

from __future__ import annotations

import signal
from types import FrameType

INTERRUPTED = 128 + signal.SIGINT
CLOSED = 141
"""Exit code where the reader of standard output has gone before all was written: that of SIGPIPE."""
ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Stopped(KeyboardInterrupt):
    """The process was asked to end by a signal other than that of Ctrl-C."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def heed() -> None:
    """Raise Stopped when asked to end; a signal that the caller had ignored (`nohup`) stays ignored."""
    for number in ENDING:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped(number)


def ignore() -> None:
    """From here on no signal changes what is said or the exit code."""
    for number in (signal.SIGINT, *ENDING):
        signal.signal(number, signal.SIG_IGN)


def ending(interrupt: KeyboardInterrupt) -> tuple[str, int]:
    """What is said of an interruption, and its exit code as a shell gives it."""
    if isinstance(interrupt, Stopped):
        return "ended", 128 + interrupt.number
    return "interrupted", INTERRUPTED
