"""What stands round the pages of a file: its head with the style and the font, the list of what is in it."""

from __future__ import annotations

import os
from binascii import b2a_base64
from collections.abc import Iterable, Iterator
from functools import lru_cache

from nncalc.render.html.escaping import element, escape
from nncalc.version import VERSION
from nncalc.words import tag

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"  # no sentence: markup
"""Whatever stands in a page, a browser fetches nothing for it and runs nothing."""
_HEAD = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="{charset}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="generator" content="nncalc {version}">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
"""  # no sentence: markup
END = """</main>
</body>
</html>
"""


def head(title: str, charset: str) -> str:
    """From the first line to where the pages begin."""
    before, after = _round_title(charset, tag())
    return f"{before}{escape(title)}{after}"


@lru_cache(maxsize=4)
def _round_title(charset: str, language: str) -> tuple[str, str]:
    """What stands before and behind the title of every file."""
    before, after = _HEAD.split("{title}")
    return (
        before.format(language=language, charset=charset, policy=escape(_POLICY), version=VERSION),
        after.replace("{style}", style_sheet()),
    )


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """The style of all pages, with the signs of mathematics that a computer may lack (`OFL.txt` is their licence)."""
    folder = os.path.dirname(__file__)
    with (
        open(os.path.join(folder, "mathematics.woff2"), "rb") as font,
        open(os.path.join(folder, "page.css"), encoding="utf-8") as sheet,
    ):
        return sheet.read().replace("FONT", b2a_base64(font.read(), newline=False).decode("ascii"), 1)


def contents(title: str, entries: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Links to the pages of a file, each followed by markup that says what became of it."""
    opening, closing = element("nav", f"\n{element('h2', escape(title))}\n<ul>\n \n</ul>\n", aria_label=title).split(
        " \n"
    )
    yield opening
    for anchor, name, said in entries:
        yield element("li", f"{element('a', escape(name), href=f'#{anchor}')} {said}") + "\n"
    yield closing + "\n"
