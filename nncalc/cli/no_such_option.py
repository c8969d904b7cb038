"""What an option that there is not may have been: another option, one of the type's own, or a given."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

import click

from nncalc.declaring import registry
from nncalc.words import say

CLOSE, CLOSEST = 0.8, 0.87
"""Likeness of a slip of the finger, and of one that no option of the type's own comes nearer to."""


class Misspelt(click.NoSuchOption):
    """A slip of the finger: the option that is meant is said without importing the type."""


def no_such_option(
    typed: str, command: str, words: Sequence[str], params: Sequence[click.Parameter]
) -> click.UsageError:
    """The error for an option among the words of a problem type's command. The type is imported only if need be."""
    name = typed.lstrip("-").partition("=")[0]
    options = [option for param in params for option in param.opts if option.startswith("--")]
    if not registry.mentions(command, name) and (close := get_close_matches(f"--{name}", options, 1, CLOSEST)):
        return Misspelt(typed, possibilities=close)
    kind = registry.load(command)
    if kind.field_of(name):
        return click.UsageError(
            say(
                "'--{name}' is a given, not an option: type {as_given}",
                name=name,
                as_given=_as_given(name, typed, words),
            )
        )
    options += [f"--{switch}" for switch in kind.switches()]
    close = get_close_matches(f"--{name}", options, 1, CLOSE)
    if not close and (meant := kind.unknown(name).nearest):
        said = say(
            "No such option '{typed}'. Did you mean the given {as_given}?",
            typed=typed,
            as_given=_as_given(meant, typed, words),
        )
        return click.UsageError(said)
    return click.NoSuchOption(typed, possibilities=close or get_close_matches(f"--{name}", options, 1))


def _as_given(name: str, typed: str, words: Sequence[str]) -> str:
    """`lr=.5` for `--lr .5` or `--lr=.5`."""
    place = next((i for i, word in enumerate(words) if word.partition("=")[0] == typed.partition("=")[0]), len(words))
    value = words[place].partition("=")[2] if place < len(words) else ""
    following = words[place + 1] if place + 1 < len(words) else ""
    if not value and following and "=" not in following and not following.startswith("--"):
        value = following
    return f"{name}={value or '…'}"
