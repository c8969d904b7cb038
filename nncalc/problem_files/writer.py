"""A problem written as an entry of a problem file."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from nncalc.errors import InputError, InputErrors
from nncalc.reading.characters import shown
from nncalc.reading.files import located
from nncalc.reading.python_values import as_texts
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType

_PLAIN = re.compile(r"[A-Za-z0-9_.+/^()*-][A-Za-z0-9_.+/^()* -]*")


def entry(
    problem: ProblemType,
    checks: Iterable[tuple[str, str]] = (),
    name: str = "problem-1",
    folder: str = "",
    decimals: int | None = None,
    tolerance: str = "",
) -> str:
    """The YAML of one problem: what was typed, and the figures to be checked under `expect`.

    folder   that of the problem file (the current one): a file that a given is read from must lie below it
    decimals the least decimals of the figures; tolerance: how far they may be off

    Raises InputErrors for a file that does not, and for figures of one name: a key stands there once.
    """
    expected = list(checks)
    given, errors = {}, _twice(key for key, _ in expected)
    for key, value in problem.typed.items():
        try:
            given[key] = _below(value, folder) if _is_file(value) else as_texts(value)
        except InputError as error:
            errors.append(error.named(key))
    if errors:
        raise InputErrors(errors)
    lines = [f"  - id: {name}", f"    type: {problem.name}"]  # no sentence: YAML
    for under, values in (("given", given.items()), ("expect", expected)):
        if values:
            lines += [f"    {under}:", *[f"      {key}: {_value(value)}" for key, value in values]]
    if decimals is not None:
        lines.append(f"    decimals: {decimals}")  # no sentence: YAML
    if tolerance:
        lines.append(f"    tolerance: {tolerance}")  # no sentence: YAML
    return "problems:\n" + "\n".join(lines) + "\n"


def _twice(names: Iterable[str]) -> list[InputError]:
    """An error for each name that more than one figure has."""
    return [
        InputError(
            say(
                "{name} is checked {times} times, and a problem file expects one figure of a name",
                name=name,
                times=times,
            ),
            name="--check",
        )
        for name, times in Counter(names).items()
        if times > 1
    ]


def _is_file(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("@", "＠"))


def _below(value: str, folder: str) -> str:
    """`@file` of the shell as a problem file in a folder takes it: by its path from there."""
    name, path, column = located(value, None)
    base, real = os.path.realpath(folder), os.path.realpath(path)
    if not real.startswith(os.path.join(base, "")):
        raise InputError(
            say(
                "@{name} is not below the folder of the problem file ({base})",
                name=shown(name, 200),
                base=shown(base, 200),
            ),
            expected=say("a file in that folder or in a folder of it"),
        )
    return "@" + os.path.relpath(real, base) + (f":{column}" if column else "")


def _value(value: Any) -> str:
    """A value as YAML: text quoted where YAML would read it otherwise.

    So is all that is not ASCII: an output that lacks a sign shows its escape (`\\u221a`), which quoted text may hold.
    """
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    text = str(value)
    if _PLAIN.fullmatch(text) and not text.endswith(" ") and not text.startswith("- ") and text != "-":
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped)
    return f'"{escaped}"'
