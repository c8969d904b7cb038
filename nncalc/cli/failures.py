"""Failures on standard error."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

from nncalc.errors import InputError, InputErrors, NncalcError
from nncalc.reading.harmless import safe
from nncalc.words import say

if TYPE_CHECKING:
    import click

_REPORT = "This is a mistake in nncalc, not in your input. Please report it with the command you typed;"
_WHERE = "NNCALC_TRACEBACK=1 prints where it happened."


def show(error: NncalcError) -> None:
    """Print a failure to standard error."""
    from nncalc.render.failures import describe  # start-up: a usage error is described by Click

    if isinstance(error, InputErrors):
        lines = [line for each in error.errors for line in describe(each)]
    elif isinstance(error, InputError):
        lines = describe(error)
    else:
        lines = [say("Error: {error}", error=safe(str(error)))]
    write_lines(lines)


def show_usage(error: click.ClickException) -> None:
    """Print what Click says of a command line, with nothing in it that acts on a terminal."""
    said = io.StringIO()
    error.show(said)
    write_lines([safe(line) for line in said.getvalue().rstrip("\n").split("\n")])


def write_lines(lines: list[str]) -> None:
    """Lines to standard error, in whatever encoding it has; where it cannot be written the exit code alone says it."""
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    if sys.stderr.isatty():
        from nncalc.cli.folding import folded  # start-up

        lines = folded(lines, sys.stderr)
    if encoding.lower().replace("-", "") != "utf8":
        from nncalc.render.charset import fitter  # start-up

        lines = list(map(fitter(encoding), "\n".join(lines).split("\n")))
    text = "\n".join(lines) + "\n"
    try:
        sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stderr.flush()
    except OSError:
        from nncalc.cli.output import discard  # start-up

        discard(sys.stderr)


def show_fault(fault: Exception) -> None:
    """Our own fault: say so, ask for a report; the traceback only on request."""
    if os.environ.get("NNCALC_TRACEBACK"):
        import traceback  # start-up

        traceback.print_exception(fault)
    write_lines(
        [
            say("nncalc: internal fault ({kind}: {said})", kind=type(fault).__name__, said=safe(str(fault))[:200]),
            f"  {say(_REPORT)}",
            f"  {say(_WHERE)}",
        ]
    )
