"""The format that the name of an output file asks for: `-o page.tex` is LaTeX without a `--format`."""

from __future__ import annotations

import os

import click
from click.core import ParameterSource

from nncalc.errors import InputError
from nncalc.reading.characters import shown
from nncalc.words import either, say

SUFFIXES = {
    "latex": (".tex",),
    "markdown": (".md", ".markdown"),
    "yaml": (".yaml", ".yml"),
    "html": (".html", ".htm"),
    "text": (),
}
"""What the files of a format end in; where it is not the format's own name."""
ALSO = {"gradescope": (".json",)}
"""What a file of a format may end in, although that does not choose it."""
LINES = {"batch": {"json": (".json", ".jsonl")}}
"""Commands whose JSON is an object a line."""
ELSEWHERE = ("csv", "html", "json", "latex", "markdown", "pdf", "svg", "xlsx", "yaml")
"""Formats of some command, which another one may lack."""


def format_for(context: click.Context) -> str:
    """The format of a command that writes to a file: by the file's name, where that says one, else by `--format`.

    Raises InputError for a name that says a format which the command lacks, or another one than was typed.
    """
    command, asked, path = context.command, context.params["format_"], context.params["output"]
    suffix = os.path.splitext(path)[1].lower()
    if not suffix or (os.path.exists(path) and not os.path.isfile(path)):
        return str(asked)
    choices = next(p.type.choices for p in command.params if p.name == "format_")  # type: ignore[attr-defined]
    of_choices = {name: _suffixes(name, command.name) for name in choices}
    chosen = next((name for name, those in of_choices.items() if suffix in those), None)
    typed = context.get_parameter_source("format_") == ParameterSource.COMMANDLINE
    if chosen is None:
        known = {each for name in ELSEWHERE for each in _suffixes(name, None)} | {".jsonl"}
        if suffix in known:
            raise _lacking(command.name or "", suffix, sorted(those[0] for those in of_choices.values() if those))
        return str(asked)
    if typed and asked != chosen and suffix not in ALSO.get(asked, ()):
        raise InputError(
            say(
                "{path} is a name for {chosen}, and --format says {asked}", path=shown(path), chosen=chosen, asked=asked
            ),
            name="-o",
            expected=say("one of the two: --format {chosen}, or another name", chosen=chosen),
        )
    return str(asked) if typed else chosen


def _suffixes(name: str, command: str | None) -> tuple[str, ...]:
    """What the files of a format end in; of a command, where its own differ."""
    return LINES.get(command or "", {}).get(name) or SUFFIXES.get(name, (f".{name}",))


def _lacking(command: str, suffix: str, there: list[str]) -> InputError:
    return InputError(
        say("{command} has no format for a file that ends in {suffix}", command=command, suffix=suffix),
        name="-o",
        expected=say("{suffixes}; another ending leaves it to --format", suffixes=either(there)),
    )
