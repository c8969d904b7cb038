"""The guard an input runs under: a clock, a limit of memory, and an audit hook on everything that could be touched."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

SECONDS = 5.0
MEBIBYTES = 512


class TooLong(BaseException):
    """Five seconds of processor time have gone."""


class Touched(BaseException):
    """A file, a process or a connection was about to be touched."""


# -- files and processes -------------------------------------------------------------------------------------------

_FORBIDDEN = (
    "subprocess.Popen", "os.exec", "os.system", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "pty.",
    "socket.", "urllib.", "ftplib.", "smtplib.", "webbrowser.", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link",
    "os.symlink", "os.truncate", "os.chmod", "os.chown", "os.utime", "os.kill", "os.putenv", "shutil.", "tempfile.", "exec",
    "compile", "ctypes.dlopen", "pickle.find_class", "marshal.loads",
)  # fmt: skip
_READ_BY_IMPORT = ("exec", "compile", "marshal.loads", "ctypes.dlopen")
"""What imports do as well: counted only where no import is under way."""


class _Guard:
    """The audit hook's state: it cannot be taken off, only disarmed."""

    armed = False
    may_write = False
    """The input asked for an output file: writing in the scratch folder is what it should do."""


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _Guard.armed:
        return
    if event == "open":
        path, mode, flags = (*arguments, None, None, None)[:3]
        writes = (isinstance(mode, str) and set(mode) & set("wax+")) or (
            isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        )
        if writes and not (_Guard.may_write and _in_scratch(path)):
            raise Touched(f"open {path!r} for writing")
    elif event.startswith(_FORBIDDEN):
        if event in _READ_BY_IMPORT and _importing():
            return
        if _Guard.may_write and event.startswith(("os.rename", "os.remove", "os.chmod", "tempfile.")):
            return
        if _Guard.may_write and event in ("os.mkdir", "os.rmdir", "shutil.rmtree") and _in_scratch(arguments[0]):
            return
        raise Touched(f"{event} {arguments!r}"[:300])


def _in_scratch(path: Any) -> bool:
    """Whether a path lies below the current folder; a number is a file that is open already."""
    if not isinstance(path, (str, bytes)):
        return True
    return os.path.realpath(os.fsdecode(path)).startswith(os.path.join(os.getcwd(), ""))


def _importing() -> bool:
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and not frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    return frame is not None


def install() -> None:
    """The audit hook and the clock, once per process."""
    sys.dont_write_bytecode = True
    sys.addaudithook(_hook)

    def ring(number: int, frame: object) -> None:
        raise TooLong

    signal.signal(signal.SIGPROF, ring)


def limit_memory() -> None:
    """No more than 512 MiB in all: what is mapped but never used (libraries) does not count."""
    with open("/proc/self/statm", encoding="ascii") as file:
        mapped, resident = (int(word) * resource.getpagesize() for word in file.read().split()[:2])
    limit = mapped - resident + (MEBIBYTES << 20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextlib.contextmanager
def armed(may_write: bool) -> Iterator[None]:
    """Nothing inside may take too long or touch anything; `may_write`: but for files in the current folder."""
    _Guard.may_write = may_write
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    _Guard.armed = True
    try:
        yield
    finally:
        _Guard.armed = False
        signal.setitimer(signal.ITIMER_PROF, 0)
