"""The text of a formula that is a value by itself: as one cell, and its names."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Any

from nncalc.errors import InputError
from nncalc.reading.cells import Cell
from nncalc.reading.characters import clean
from nncalc.reading.python_values import from_python
from nncalc.words import say


def one_cell(name: str, value: Any, folder: str | None) -> Any:
    """What was typed for a formula as one cell; commas belong to the formula."""
    if isinstance(value, str) and not value.startswith(("@", "＠")) and value.strip() != "-":
        plain = clean(value)
        if not plain.strip():
            raise InputError(
                say("{name} has nothing behind its =", name=name),
                name=name,
                text=value,
                expected=say("an expression or a number"),
            )
        return Cell(plain.strip(), len(plain) - len(plain.lstrip()), value)
    from nncalc.reading.sources import read_source  # start-up

    cell = read_source(value, folder) if isinstance(value, str) else from_python(value)
    if isinstance(cell, list):
        raise InputError(
            say("{name} is more than one number", name=name), name=name, expected=say("one number or one expression")
        )
    return cell


def factors(name: str, known: Container[str]) -> list[str]:
    """A name that is two or more known names run together, taken apart; else nothing."""
    if not name:
        return []
    for end in range(1, len(name)):
        head, rest = name[:end], name[end:]
        if head in known:
            tail = [rest] if rest in known else factors(rest, known)
            if tail:
                return [head, *tail]
    return []


def find_word(text: str, word: str) -> int | None:
    """Where a name stands in a text, whole."""
    found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
    return found.start() if found else None
