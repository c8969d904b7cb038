"""The whole line to type in place of a refused one, in the words that were typed; it is read before it is offered."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from nncalc.cli.folding import columns
from nncalc.cli.help import continued
from nncalc.cli.mending import each_of, fault_of, lines_meant, name_of
from nncalc.errors import InputError, InputErrors
from nncalc.reading.harmless import safe
from nncalc.words import say, together

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType

LONGEST = 400
"""Characters of a line that is offered: a longer one is not read by anybody."""


def offer(kind: type[ProblemType], tokens: Sequence[str], error: InputError | InputErrors) -> None:
    """Write below an error the line, or lines, that can be typed instead of the one with these givens."""
    if any(token == "-" or token.endswith(("=-", "=－")) for token in tokens):
        return  # standard input is read once
    errors = each_of(error)
    if errors:
        typed: list[str] = click.get_current_context().meta.get("nncalc.typed", [])
        notes = _instead(kind, tokens, _options(typed, tokens), errors, ())
        errors[-1].notes = (*errors[-1].notes, *notes)


def line_with(kind: type[ProblemType], usual: Sequence[str], typed: Sequence[str]) -> list[str]:
    """What to type for a command that there is not: a line with the words typed behind it, and what its topic adds.

    usual  the givens of the topic's own line: its choices (`cell=lstm`) go with what was typed
    """
    tokens, options = _parted(typed)
    first = kind.first_field()
    named = {name_of(kind, token) for token in tokens if "=" in token}
    choices = [word for word in usual if _is_choice(kind, word, conventions=False) and name_of(kind, word) not in named]
    if first is not None and first.choices:  # what a bare word would be: sigmoid in front of 1.5
        choices = [word.removeprefix(f"{first.name}=") for word in choices]
    tokens = [*choices, *tokens]
    fault = fault_of(kind, tokens)
    if fault is None:
        return _written(kind, tokens, options, say("type:"))
    return _instead(kind, tokens, options, each_of(fault), usual) or _written(kind, usual, (), say("as in:"))


def _instead(
    kind: type[ProblemType],
    tokens: Sequence[str],
    options: Sequence[str],
    errors: Sequence[InputError],
    usual: Sequence[str],
) -> list[str]:
    """The lines that can be typed instead, or one with an example's numbers for what is lacking; none where there is none."""
    notes: list[str] = []
    for meant in lines_meant(kind, tokens, errors):
        notes += _written(kind, meant, options, say("or:") if notes else say("type:"))
    typed = {name_of(kind, token) for token in tokens if not _is_choice(kind, token)}
    lacking_only = all(error.name not in typed for error in errors)
    if not notes and lacking_only and (found := _filled(kind, tokens, usual)) is not None:
        meant, lacking = found
        notes = _written(kind, meant, options, say("type, with your own numbers for {names}:", names=together(lacking)))
    return notes


def _written(kind: type[ProblemType], tokens: Sequence[str], options: Sequence[str], said: str) -> list[str]:
    """A line to type below what is said of it; nothing for one that is too long, or that would not be pasted as it stands."""
    line = shlex.join(["nncalc", kind.name, *tokens, *options])
    if len(line) > LONGEST or line != safe(line):
        return []
    return [said, *continued(line, "  ", columns(sys.stderr) or LONGEST * 2)]


def _filled(kind: type[ProblemType], tokens: Sequence[str], usual: Sequence[str]) -> tuple[list[str], list[str]] | None:
    """The givens with those of an example for what they lack, and the names of these; None where no example goes with them."""
    own = _by_name(kind, tokens)
    if not own:
        return None
    examples = [shlex.split(example)[1:] for example in (*kind.further, *kind.examples)]
    for example in (usual, *examples):
        words = [word for word in example if not word.startswith("--")]
        lacking = [word for word in words if name_of(kind, word) not in own]
        foreign = len(lacking) == len(words) or not all(kind.field_of(name_of(kind, word)) for word in lacking)
        if foreign or fault_of(kind, [*own.values(), *lacking]) is not None:
            continue
        for word in reversed(lacking):  # what can be left out
            fewer = [each for each in lacking if each != word]
            lacking = fewer if fault_of(kind, [*own.values(), *fewer]) is None else lacking
        names = [name_of(kind, word) for word in lacking if not _is_choice(kind, word)]
        return ([*own.values(), *lacking], names) if names else None
    return None


def _by_name(kind: type[ProblemType], tokens: Sequence[str]) -> dict[str, str]:
    """The givens by their own names, a bare choice with its name; none where another bare word is not in front."""
    found: dict[str, str] = {}
    for token in tokens:
        chosen = next((field.name for field in kind.fields().values() if token.lower() in field.choices), "")
        word = f"{chosen}={token}" if chosen and kind.chooses(token) else token
        if "=" not in word and found:
            return {}
        found[name_of(kind, word)] = word
    return found


def _parted(typed: Sequence[str]) -> tuple[list[str], list[str]]:
    """The givens among words typed, and the options with what follows them."""
    first = next((place for place, word in enumerate(typed) if re.match("--?[A-Za-z]", word)), len(typed))
    return list(typed[:first]), list(typed[first:])


def _is_choice(kind: type[ProblemType], token: str, conventions: bool = True) -> bool:
    """Whether a word chooses one of several values; without `conventions` one that says what is asked, `cell=lstm`."""
    found = kind.field_of(name_of(kind, token))
    return found is not None and bool(found[0].choices) and (conventions or not found[0].convention)


def _options(typed: Sequence[str], tokens: Sequence[str]) -> list[str]:
    """The words typed that are no givens."""
    left = list(typed)
    for token in tokens:
        switch = f"--{token.removesuffix('=yes')}"
        if token in left:
            left.remove(token)
        elif switch in left:
            left.remove(switch)
    return left
