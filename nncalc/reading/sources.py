"""Where a value comes from: typed out, a file, standard input."""

from __future__ import annotations

from nncalc.errors import InputError
from nncalc.reading.cells import Nested
from nncalc.reading.typed import parse_value
from nncalc.words import say


def read_source(text: str, folder: str | None = None) -> Nested:
    """The cells of a value: typed out, from a file (`@file`, `@file.csv:column`), from standard input (`-`).

    folder   that of the problem file the value stands in: files must lie below it, standard input is refused
    """
    if text.startswith(("@", "＠")):
        from nncalc.reading.files import from_file  # start-up

        nested: Nested = from_file(text, folder)
        return nested
    if text.strip() in ("-", "－", "−"):
        from nncalc.reading.files import from_stdin  # start-up

        if folder is not None:
            raise InputError(
                say("a problem file cannot read standard input"), text=text, expected=say("a value or @file")
            )
        return from_stdin()
    return parse_value(text)
