"""Where output goes: standard output, or a file that is written beside and renamed, so that an old one stays intact."""

from __future__ import annotations

import os
import sys

import click


def deliver(text: str, path: str | None) -> None:
    """Print the text, or write it to a file. Raises click.ClickException when the file cannot be written."""
    if path is None:
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        return
    replace_file(path, text)


def replace_file(path: str, text: str) -> None:
    """Write a file whole: beside it first, then renamed over it. Links are followed."""
    import tempfile

    path = os.path.realpath(path)
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path) or ".", prefix=".nncalc-")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        mode = os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o666 & ~_umask()
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except OSError as problem:
        if temporary is not None and os.path.exists(temporary):
            os.unlink(temporary)
        raise click.ClickException(f"cannot write {path}: {problem.strerror or problem}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
