"""How a failure is shown: what, where with a caret, what was expected, the nearest valid thing."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from nncalc.errors import InputError, InputErrors, NncalcError
from nncalc.render.charset import safe

if TYPE_CHECKING:
    import click

CONTEXT = 36
"""Characters of a long text shown on either side of the caret."""


def describe(error: InputError) -> list[str]:
    """The lines of one input error."""
    where = f"{safe(error.place)}: " if error.place else ""
    named = f"{safe(error.name)}: " if error.name and not _opens_with(error.message, error.name) else ""
    lines = [f"Error: {where}{named}{safe(error.message)}"]
    if error.text and (
        error.column is not None or len(error.text) > len(error.message) or error.text not in error.message
    ):
        lines += _excerpt(error.text, error.column)
    if error.nearest:
        lines.append(f"  did you mean {safe(error.nearest)}?")
    if error.expected:
        lines.append(f"  expected: {safe(error.expected)}")
    return lines


def _opens_with(message: str, name: str) -> bool:
    """Whether a message opens with a name, as a whole word: `softmax-loss` does not open with `s`."""
    after = message[len(name) : len(name) + 1]
    return message.startswith(name) and not (after.isalnum() or after in ("_", "-"))


def _excerpt(text: str, column: int | None) -> list[str]:
    """The text that was typed, cut to a window round the fault, with a caret under it."""
    from nncalc.render.measure import width_of

    if column is None:
        return ["  " + safe(text if len(text) <= 2 * CONTEXT else text[: 2 * CONTEXT] + "…")]
    start, end = max(0, column - CONTEXT), min(len(text), column + CONTEXT)
    before = ("…" if start else "") + safe(text[start:column])
    after = safe(text[column:end]) + ("…" if end < len(text) else "")
    return [f"  {before}{after}", "  " + " " * width_of(before) + "^"]


def show(error: NncalcError) -> None:
    """Print a failure to standard error."""
    if isinstance(error, InputErrors):
        lines = [line for each in error.errors for line in describe(each)]
    elif isinstance(error, InputError):
        lines = describe(error)
    else:
        lines = [f"Error: {safe(str(error))}"]
    write_lines(lines)


def show_usage(error: click.ClickException) -> None:
    """Print what Click says of a command line, with nothing in it that acts on a terminal."""
    import io

    said = io.StringIO()
    error.show(said)
    write_lines([safe(line) for line in said.getvalue().rstrip("\n").split("\n")])


def write_lines(lines: list[str]) -> None:
    """Lines to standard error, in whatever encoding it has; where it cannot be written the exit code alone says it."""
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    if sys.stderr.isatty():
        from nncalc.cli.folding import folded

        lines = folded(lines, sys.stderr)
    text = "\n".join(lines) + "\n"
    try:
        sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stderr.flush()
    except OSError:
        from nncalc.cli.output import discard

        discard(sys.stderr)


def show_fault(fault: Exception) -> None:
    """Our own fault: say so, ask for a report; the traceback only on request."""
    if os.environ.get("NNCALC_TRACEBACK"):
        import traceback

        traceback.print_exception(fault)
    write_lines(
        [
            f"nncalc: internal fault ({type(fault).__name__}: {safe(str(fault))[:200]})",
            "  This is a mistake in nncalc, not in your input. Please report it with the command you typed;",
            "  NNCALC_TRACEBACK=1 prints where it happened.",
        ]
    )
