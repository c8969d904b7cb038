"""The format of an output: what `--format` says, else what the suffix of `-o` says."""

from __future__ import annotations

import os
from collections.abc import Collection

from nncalc.errors import InputError
from nncalc.words import say

SUFFIXES = {
    ".md": "markdown", ".markdown": "markdown", ".tex": "latex", ".json": "json", ".jsonl": "jsonl", ".csv": "csv",
    ".xlsx": "xlsx", ".html": "html", ".htm": "html", ".pdf": "pdf", ".svg": "svg", ".yaml": "yaml", ".yml": "yaml",
}  # fmt: skip
"""The format that a suffix is known for."""
ALSO = {"gradescope": ".json"}
"""The suffix of formats that no suffix chooses."""


def output_format(path: str | None, typed: str | None, formats: Collection[str], default: str = "text") -> str:
    """The format of an output: a suffix of a format that the command has chooses it.

    `.txt`, none, unknown suffixes and devices leave it to what was typed. Raises InputError for the suffix of a format that
    the command has not, and for two formats that contradict.
    """
    suffix = os.path.splitext(path or "")[1].lower()
    meant = SUFFIXES.get(suffix)
    if meant is None or path is None or (os.path.exists(path) and not os.path.isfile(path)):
        return typed or default
    if typed is not None and (typed == meant or ALSO.get(typed) == suffix):
        return typed
    if meant not in formats:
        known = " ".join(each for each, format_ in SUFFIXES.items() if format_ in formats)
        raise InputError(say("there is no {format} of this", format=meant), name="-o", text=path, expected=known)
    if typed is not None:
        raise InputError(
            say("--format {typed} and {suffix} are two formats", typed=typed, suffix=suffix), name="-o", text=path,
            expected=say("one of them, or a name that ends in .txt"),
        )  # fmt: skip
    return meant
