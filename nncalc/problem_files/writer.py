"""A problem written as an entry of a problem file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from nncalc.python_values import as_texts

if TYPE_CHECKING:
    from nncalc.problem import ProblemType

_PLAIN = re.compile(r"[A-Za-z0-9_.+/^()*-][A-Za-z0-9_.+/^()* -]*")


def entry(problem: ProblemType, checks: Iterable[tuple[str, str]] = (), name: str = "problem-1") -> str:
    """The YAML of one problem: what was typed, and the figures to be checked under `expect`."""
    lines = [f"  - id: {name}", f"    type: {problem.name}"]
    if problem.typed:
        lines.append("    given:")
        lines += [f"      {key}: {_value(as_texts(value))}" for key, value in problem.typed.items()]
    expected = list(checks)
    if expected:
        lines.append("    expect:")
        lines += [f"      {key}: {_value(value)}" for key, value in expected]
    return "problems:\n" + "\n".join(lines) + "\n"


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
