"""Values that students write and YAML does not take, put in quotes: `dz.1: - 0.87`, `p: {0.13, 0.87}`.

Nothing else is touched, lines keep their numbers; what was in quotes or is no figure stays as it is.
"""

from __future__ import annotations

import re

_IN_BLOCK = re.compile(
    r"^([ \t]*(?:- +)?[^\s:#'\"{}\[\],&*!|>%@`-][^:#'\"{}\[\]\n]*:[ \t]+)"
    r"(-[ \t]+[0-9.,][^#'\"{}\[\]:\n]*?|\{(?=[^\n]*[0-9])[^:#'\"\n]*\})([ \t]*\r?)$",
    re.MULTILINE,
)
_IN_FLOW = re.compile(
    r"([{,][ \t]*[^\s:#'\"{}\[\],]{1,100}:[ \t]+|[\[,][ \t]*)(-[ \t]+[0-9.]+(?:[eE][+-]?[0-9]+)?)(?=[ \t]*[,\]}])"
)


def with_quotes(data: bytes) -> bytes:
    """The bytes of a file of answers, with quotes round such values."""
    if b"- " not in data and b"{" not in data:
        return data
    return "".join(map(_line, data.decode("utf-8", "surrogateescape").splitlines(True))).encode(
        "utf-8", "surrogateescape"
    )


def _line(line: str) -> str:
    """A line with such values in quotes; one that has quotes or a comment already is whoever's wrote it."""
    if ("- " not in line and "-\t" not in line and "{" not in line) or any(sign in line for sign in "'\"#"):
        return line
    block = _IN_BLOCK.sub(r"\1'\2'\3", line)
    return block if block != line else _IN_FLOW.sub(r"\1'\2'", line)
