"""Where output goes: standard output, or a file that is written beside and renamed, so that an old one stays intact."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Generic, TextIO, TypeVar

from nncalc.errors import NncalcError
from nncalc.words import say, why

HELD, AT_ONCE = 1 << 20, 1 << 16
"""Characters of a page that are kept until it is clear that it can be made to its end; and of what follows."""
Piece = TypeVar("Piece")


def deliver(text: str | bytes | Iterable[str], path: str | None, beside: str | None = None) -> None:
    """Print the text, whole or piece by piece, or write it to a file. Raises NncalcError when it cannot be written.

    beside   as in `replace_file`
    """
    if path is None and isinstance(text, bytes):
        sys.stdout.flush()
        sys.stdout.buffer.write(text)
        sys.stdout.buffer.flush()
        return
    if path is not None:
        replace_file(path, text, beside)
    else:
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        for part in [text] if isinstance(text, (str, bytes)) else text:
            assert isinstance(part, str)
            sys.stdout.write(part.encode(encoding, "backslashreplace").decode(encoding))


class Outlet(Generic[Piece]):
    """Where the pieces of a page go that may have to be begun again with more digits: what has gone out stays as it is.

    A page of fewer than `HELD` characters goes out whole, so that there is none of it where its end cannot be made.

    emit   takes pieces that follow each other
    size   characters of a piece
    """

    def __init__(self, emit: Callable[[list[Piece]], object], size: Callable[[Piece], int]) -> None:
        self._emit, self._size = emit, size
        self._out = 0

    def take(self, pieces: Iterable[Piece]) -> None:
        """The page from its first piece on; called again, the pieces that have gone out are passed over."""
        held: list[Piece] = []
        size = 0
        for piece in islice(pieces, self._out, None):
            held.append(piece)
            size += self._size(piece)
            if size > (AT_ONCE if self._out else HELD):
                self._emit(held)
                self._out += len(held)
                held, size = [], 0
        self._emit(held)
        self._out += len(held)


def discard(stream: TextIO) -> None:
    """Send what is still to be written to a stream nowhere: it takes nothing, and Python would try again at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def check_place(path: str, inputs: Iterable[str] = ()) -> None:
    """Whether a file could be written there; raises NncalcError before any work is done for it.

    inputs   files that are read, which must not be written over
    """
    if not path:
        raise NncalcError(say("cannot write: the name of the file is empty"))
    folder = os.path.dirname(os.path.realpath(path))
    why = ""
    if os.path.isdir(path):
        why = say("it is a folder")
    elif not os.path.isdir(folder):
        why = say("there is no folder {folder}", folder=folder)
    elif os.path.exists(path) and not os.path.isfile(path):
        why = say("it is not a regular file")
    elif not os.access(folder, os.W_OK | os.X_OK):
        why = say("the folder {folder} cannot be written to", folder=folder)
    elif os.path.exists(path) and not os.access(path, os.W_OK):
        why = say("the file is read-only")
    elif os.path.exists(path) and any(os.path.exists(each) and os.path.samefile(path, each) for each in inputs):
        why = say("it is read here")
    if why:
        raise NncalcError(say("cannot write {path}: {why}", path=path, why=why))


def check_new(path: str | None) -> None:
    """Refuse a file that is there: what is written is a beginning, to be gone on with by hand."""
    if path is not None and os.path.isfile(path):
        raise NncalcError(say("{path} is there already: choose another name with -o, or move the file away", path=path))


def replace_file(path: str, text: str | bytes | Iterable[str], beside: str | None = None) -> None:
    """Write a file whole: beside it first, then renamed over it. Links are followed; a device is just written to.

    beside   the name of the file beside it, where no other process uses that name; else one that is new. It is
             removed when writing fails; `kill -9` at that moment leaves it behind.
    """
    parts = [text] if isinstance(text, (str, bytes)) else text
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        _write_device(path, parts)
        return
    check_place(path)
    path = os.path.realpath(path)
    temporary = None
    try:
        handle, temporary = _new_file(path, beside)
        with os.fdopen(handle, "wb") as file:
            file.writelines(map(_bytes, parts))
            file.flush()
            os.fsync(file.fileno())
        mode = os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o666 & ~_umask()
        os.chmod(temporary, mode)
        os.replace(temporary, path)
        temporary = None
    except OSError as problem:
        raise NncalcError(say("cannot write {path}: {value}", path=path, value=why(problem))) from None
    finally:
        if temporary is not None and os.path.exists(temporary):
            os.unlink(temporary)


def _new_file(path: str, beside: str | None) -> tuple[int, str]:
    """An empty file in the folder of a path, open, and its name; an older one of a name that was asked for is dropped."""
    if beside is None:
        import tempfile  # start-up

        return tempfile.mkstemp(dir=os.path.dirname(path), prefix=".nncalc-")
    if os.path.lexists(beside):
        os.unlink(beside)
    return os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o600), beside


def _bytes(part: str | bytes) -> bytes:
    return part.encode("utf-8") if isinstance(part, str) else part


def _write_device(path: str, parts: Iterable[str | bytes]) -> None:
    """`-o /dev/stdout`, `/dev/null`, a named pipe: renaming would replace the device itself."""
    try:
        with open(path, "wb") as file:
            file.writelines(map(_bytes, parts))
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise NncalcError(say("cannot write {path}: {value}", path=path, value=why(problem))) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
