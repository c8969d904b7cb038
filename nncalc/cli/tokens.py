"""Arguments before Click sees them: a bare negative is a value, never an option.

Click would read the letters of `-1,cos(0)` as short options. Such tokens are marked, so that they pass as arguments,
and unmarked again before they are read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

import click

from nncalc.errors import nearest

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
        elif is_negative(argument, short):
            out.append(_MARK + argument)
        else:
            _refuse_one_hyphen(argument, params, short)
            out.append(argument)
    return out


def _refuse_one_hyphen(argument: str, params: Sequence[click.Parameter], short: set[str]) -> None:
    """`-digits` is meant for `--digits`: Click would speak of `-d` alone."""
    if len(argument) > 2 and argument[0] == "-" and argument[1] != "-" and argument[:2] not in short:
        close = nearest("-" + argument.partition("=")[0], [name for param in params for name in param.opts])
        raise click.NoSuchOption(argument, possibilities=[close] if close else None)


def switched(
    arguments: Sequence[str], params: Sequence[click.Parameter], is_switch: Callable[[str], bool]
) -> list[str]:
    """The arguments with a type's own options (`--plot`) turned into givens (`plot=yes`), after the others.

    is_switch is asked only about options that are not among the shared ones.
    """
    options = {name: param for param in params if isinstance(param, click.Option) for name in param.opts}
    out: list[str] = []
    givens: list[str] = []
    value_next = False
    for index, argument in enumerate(arguments):
        option = options.get(argument)
        if argument == "--" and not value_next:
            return [*out, *givens, *arguments[index:]]
        if not value_next and option is None and argument[:2] == "--" and is_switch(argument[2:]):
            givens.append(f"{argument[2:]}=yes")
            continue
        out.append(argument)
        value_next = not value_next and option is not None and not option.is_flag
    return out + givens


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


def as_utf8(word: str) -> str:
    """Mathematics read as UTF-8 where the locale is not (`LC_ALL=C`): Python leaves such bytes undecoded there.

    The name of a file stays as it is, and so does what is not UTF-8.
    """
    if word.isascii() or word.startswith("@") or "=@" in word:
        return word
    try:
        return os.fsencode(word).decode("utf-8")
    except UnicodeError:
        return word
