"""Running command lines in the tests, in this process, with what they print."""

from __future__ import annotations

import contextlib
import io
import shlex
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from nncalc.document import Check
    from nncalc.engine.figures import Precision
    from nncalc.engine.run import Run

ROOT = Path(__file__).resolve().parent.parent


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


def nncalc(arguments: str | Sequence[str], encoding: str = "utf-8") -> Outcome:
    """The exit code and the two streams of one command line (a string is split as a shell splits it)."""
    from nncalc.__main__ import run

    words = shlex.split(arguments) if isinstance(arguments, str) else list(arguments)
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(words)
    out.flush()
    err.flush()
    return Outcome(code, out.buffer.getvalue().decode(encoding), err.buffer.getvalue().decode(encoding))  # type: ignore[attr-defined]


def answer_signals() -> None:
    """For a child process: no signal is ignored, though the tests may run under nohup or in the background."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def judge(run: Run, name: str, typed: str, precision: Precision) -> Check:
    """The verdict on one typed answer, a whole result or a part of one, without explanations."""
    from nncalc.checking.compare import assess

    return assess(run, name, typed, precision)[0]
