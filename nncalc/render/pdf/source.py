"""Plain text and calls in typst source. Text is always a string: nothing that was typed is markup or code."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nncalc.reading.harmless import safe

_ACTING = re.compile(r'["\\]|[^ -~]')
LONGEST = 30
"""Letters of a word that is not broken."""
_LONG = re.compile(rf"[^\s\u2e80-\uffff]{{{LONGEST},}}")
_STRETCH = re.compile(rf"[^,;:/=]{{1,{LONGEST}}}[,;:/=]*|[,;:/=]+")
_FAMILY = re.compile('font-family="[^"]*"')
BREAK = "\u200b"
"""Where a line may break."""


def string(text: str) -> str:
    """The text as a string of typst, in ASCII."""
    return _quoted(safe(text))


def markup(svg: str) -> str:
    """A drawing as a string, with the fonts of the page."""
    return _quoted(_FAMILY.sub('font-family="FONTS"', svg))


def prose(text: str) -> str:
    """The same where a line may break within words that are too long for one."""
    text = safe(text)
    return _quoted(_LONG.sub(lambda match: BREAK.join(_STRETCH.findall(match[0])), text))


def call(name: str, *arguments: str) -> str:
    """A call of one of the functions of `page.typ`, with arguments that are source."""
    return f"{name}({', '.join(arguments)})"


def array(items: Iterable[str]) -> str:
    """An array of source, of one item too."""
    return f"({''.join([f'{item}, ' for item in items])})"


def _quoted(text: str) -> str:
    return f'"{_ACTING.sub(_escaped, text)}"'


def _escaped(match: re.Match[str]) -> str:
    sign = match[0]
    return f"\\{sign}" if sign in '"\\' else f"\\u{{{ord(sign):x}}}"
