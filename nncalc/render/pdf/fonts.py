"""Fonts for a page: those that typst brings, and one of this computer's for Chinese characters."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from glob import glob
from typing import Any

from nncalc.errors import InputError
from nncalc.words import say

OF_TEX = (
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
    "/usr/share/texmf*/fonts/opentype/public/fandol",
    "/usr/local/texlive/2*/texmf-dist/fonts/opentype/public/fandol",
    "/Library/TeX/Root/texmf-dist/fonts/opentype/public/fandol",
    "C:/texlive/2*/texmf-dist/fonts/opentype/public/fandol",
)
"""Where TeX keeps Chinese fonts to itself."""
INSTALL = "sudo apt-get install fonts-noto-cjk"  # no sentence: a command
MOST_UNSHOWN = 40
"""So many characters that no font has are looked for one by one; then those of rare scripts count as such, at last all."""
_UNSHOWN = re.compile(r'the text `?"(.*)"`? could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
_RARE = re.compile("[^\u00a0-\u024f\u0370-\u03ff\u2010-\u257f\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")

Try = Callable[[str], str]
"""Sets text, and says what typst says of it: nothing, or which text no font can show."""


def unshown(characters: Collection[str], try_: Try) -> set[str]:
    """Those of some characters that no font has."""
    left, missing = sorted(characters), set[str]()
    while left:
        found = _UNSHOWN.search(try_(" ".join(left)))
        if found is None:
            return missing
        named = set(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), found[1])) & set(left)
        if len(missing) > 2 * MOST_UNSHOWN or not named:
            return missing | set(left)
        if len(missing) > MOST_UNSHOWN:
            named |= set(filter(_RARE.match, left))
        missing |= named
        left = [each for each in left if each not in named]
    return missing


def chinese(fonts: Any) -> tuple[str, ...]:
    """The best font with Chinese characters among typst's `Fonts`, if any."""
    there = set(fonts.families())
    return tuple([name for name in _names() if name in there][:1])


@lru_cache(maxsize=1)
def _names() -> list[str]:
    """Fonts with Chinese characters as they are printed in China, the best for print first."""
    with open(os.path.join(os.path.dirname(__file__), "chinese.txt"), encoding="utf-8") as file:
        return file.read().splitlines()


def folders_of_tex() -> Sequence[str]:
    """The folders of `OF_TEX` that are there."""
    return [folder for pattern in OF_TEX for folder in sorted(glob(pattern))]


def no_chinese() -> InputError:
    """The error where there is no font with Chinese characters."""
    return InputError(
        say("no font on this computer has Chinese characters, and a PDF must hold one that has"),
        name="--format",
        expected=say(
            "a font such as Noto Serif CJK SC: {line} on Debian and Ubuntu; on Windows 'Chinese (Simplified) Supplemental "
            "Fonts' in the settings, on macOS Songti in Font Book; or --format html",
            line=INSTALL,
        ),
    )
