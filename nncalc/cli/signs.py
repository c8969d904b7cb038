"""The signs that a report's lines begin with, in colour: ✓ green, ✗ and ! red. The words beside them say the same."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TextIO

import click

from nncalc.render import wants_color

_COLORS = {"✓": "green", "✗": "red", "!": "red"}


def coloured(stream: TextIO, color: str) -> bool:
    """Whether a report on a stream has colour; `color` is auto, always or never. NO_COLOR holds for auto."""
    return wants_color(stream, color) and not (color == "auto" and os.environ.get("NO_COLOR"))


def painted(line: str, fit: Callable[[str], str]) -> str:
    """A line of a report fitted to its encoding, with its sign in colour; `fit` makes any other escape code harmless."""
    text = line.lstrip(" ")
    color = _COLORS.get(text[:1])
    if color is None:
        return fit(line)
    return line[: -len(text)] + click.style(fit(text[0]), fg=color, bold=True) + fit(text[1:])
