"""Whether a format can be had, before any work is done for it."""

from __future__ import annotations

import sys

from nncalc import render
from nncalc.errors import InputError
from nncalc.words import say


def check_format(format_: str, output: str | None, example: str, *, to_pipes: bool = True) -> None:
    """Refuse a format whose library is missing, and what is no text where text is read. Raises InputError.

    format_    one of `render`, or another, which is not looked at
    output     the file that is written; None is standard output
    example    such a file
    to_pipes   whether standard output will do where it is no terminal
    """
    if format_ == "text" or format_ not in render.format_names():
        return
    written = render.format_of(format_, render.Options())
    written.ready()
    if not written.text and output is None and (sys.stdout.isatty() or not to_pipes):
        raise InputError(
            say("a page in {format} is no text: it is written to a file", format=format_.upper()),
            name="--format",
            expected=f"-o {example}",
        )
