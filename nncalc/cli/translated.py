"""Commands in the words of other languages: `nncalc 反向传播 x=1`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from nncalc.cli import CALLED
from nncalc.declaring import registry
from nncalc.language.typed import meant


def translated(ctx: click.Context, words: Sequence[str]) -> list[str]:
    """A command line with the command that its first word names, and what that word says of the givens where nothing else
    is typed for them; the line itself where the word names none. `检查` is a tool."""
    name, givens = registry.called(words[0])
    if name == words[0]:
        return [meant("tools", name) or name, *words[1:]]
    ctx.meta[CALLED] = {words[0]: " ".join([name, *givens])}
    return [name, *without_typed(name, givens, words[1:]), *words[1:]]


def without_typed(name: str, givens: Sequence[str], words: Sequence[str]) -> list[str]:
    """The givens that are not typed among some words."""
    if not givens:
        return []
    kind = registry.load(name)
    typed = {kind.given_named(word.partition("=")[0]) for word in words if "=" in word and not word.startswith("-")}
    return [word for word in givens if not set(kind.read_tokens([word])) & typed]
