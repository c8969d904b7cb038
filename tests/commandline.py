"""Running command lines in the tests, in this process, with what they print."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from nncalc.engine.figures import Precision
    from nncalc.engine.run import Run
    from nncalc.page.document import Check

ROOT = Path(__file__).resolve().parent.parent


EXAMPLE = (
    "backprop x=.05,.10 W1=.15,.20:.25,.30 b1=.35 W2=.40,.45:.50,.55 b2=.60 act=sigmoid t=.01,.99 lr=.5 biases=frozen"
)
SMALL = "forward x=1,-1.7 W1=1,2:3,-4 b1=0,1/3 act1=relu W2=1,√2"
ONE = "forward x=1/3 W1=2"


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


def without_functions(text: str) -> str:
    """A text whose lists of functions, over however many lines, are left out: they follow the operation table."""
    from nncalc.engine.operations import FUNCTIONS

    function = rf"(?:{'|'.join(FUNCTIONS)})"
    return re.sub(rf"\b{function}(?:\s+{function}){{12,}}\b", "(functions)", text)


def answers(text: str) -> dict[str, str]:
    """The answer lines of a page."""
    lines = text.split("\nAnswers\n")[1].split("\n\n")[0].splitlines()
    return dict(line.strip().split("=", 1) for line in lines)  # type: ignore[misc]


def offered(text: str) -> list[list[str]]:
    """The lines that an error offers, each in words."""
    lines, found = text.splitlines(), []
    for said, line in pairwise(lines):
        if said.strip().startswith(("type:", "type, with", "or:")) or said.endswith("Type:"):
            found.append(shlex.split(line.strip().removeprefix("nncalc ")))
    return found


def brief(arguments: str) -> dict[str, str]:
    """The answers of a command line that is right."""
    done = nncalc(arguments + " --steps none")
    assert (done.code, done.err) == (0, "")
    return answers(done.out)


def process(arguments: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """A command line in a process of its own, read by a shell."""
    environment = {**os.environ, **more.pop("env", {})}
    command = f'"{sys.executable}" -m nncalc {arguments}'
    return subprocess.run(["bash", "-c", command], capture_output=True, env=environment, timeout=60, **more)


def on_a_terminal(arguments: str, columns: int = 100, **environment: str) -> str:
    """What a command prints on a terminal."""
    import fcntl
    import pty
    import struct
    import termios

    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    child = subprocess.Popen(
        [sys.executable, "-m", "nncalc", *shlex.split(arguments)],
        stdout=side,
        stderr=side,
        stdin=subprocess.DEVNULL,
        env={**kept, "TERM": "xterm-256color", **environment},
    )
    os.close(side)
    printed = written_to(main)
    child.wait(timeout=60)
    return printed


def written_to(terminal: int) -> str:
    """What was written to a terminal, read at its main side until nobody has the other side open; closes it."""
    written = b""
    with contextlib.suppress(OSError):  # what Linux says at the end
        while piece := os.read(terminal, 65536):
            written += piece
    os.close(terminal)
    return written.decode()


def answer_signals() -> None:
    """For a child process: no signal is ignored, though the tests may run under nohup or in the background."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def judge(run: Run, name: str, typed: str, precision: Precision) -> Check:
    """The verdict on one typed answer, a whole result or a part of one, without explanations; whole numbers are allowed."""
    from nncalc.checking.compare import assess
    from nncalc.page.solving import Settings

    return assess(run, name, typed, Settings(precision, decimals={"": 0}))[0]
