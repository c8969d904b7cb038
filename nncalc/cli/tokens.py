"""Arguments before Click sees them: a bare negative is a value, never an option.

Click would read the letters of `-1,cos(0)` as short options. Such tokens are marked, so that they pass as arguments,
and unmarked again before they are read.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

_MARK = "\x00"


def marked(arguments: Sequence[str], params: Sequence[click.Parameter]) -> list[str]:
    """The arguments with bare negatives protected; the values of options are left alone."""
    takes_value = {
        name for param in params if isinstance(param, click.Option) and not param.is_flag for name in param.opts
    }
    short = {name for name in takes_value if not name.startswith("--")}
    out: list[str] = []
    value_next = False
    for index, argument in enumerate(arguments):
        if value_next:
            out.append(argument)
            value_next = False
        elif argument == "--":
            return out + list(arguments[index:])
        elif argument in takes_value:
            out.append(argument)
            value_next = True
        else:
            out.append(_MARK + argument if is_negative(argument, short) else argument)
    return out


def is_negative(argument: str, short: set[str]) -> bool:
    """Whether a token that starts with one hyphen is a value: `-1.7,3`, `-.5`, `-√2`, `-(1+2)`, `-x1,x2`, `-exp(1)`."""
    if not argument.startswith("-") or argument.startswith("--") or len(argument) == 1:
        return False
    if not argument[1].isascii() or not argument[1].isalpha():
        return True
    return argument[:2] not in short and any(sign in argument for sign in ",:(")


def unmarked(token: str) -> str:
    """The token as it was typed."""
    return token.removeprefix(_MARK)
