"""From typst's source to a PDF: the library, an extra; the fonts of this computer; PDF/A with tags.

typst is given no folder of ours: the source comes as bytes, its root and the place of its packages are an empty folder.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from typing import Any

from nncalc import words
from nncalc.errors import InputError
from nncalc.render.measure import is_ideograph
from nncalc.render.pdf import fonts
from nncalc.render.pdf.source import BREAK, array, string
from nncalc.words import say

NEEDED = 'python -m pip install "typst>=0.15"'  # no sentence: a command
STANDARDS = ["a-2a", "ua-1"]
"""PDF/A-2a for archives, PDF/UA-1 for readers of screens."""
MOST = 6_000_000
"""Characters of source: some 800 pages, for which typst takes 2.5 GB and 20 seconds."""
_ESCAPE = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
_REGIONS = {"zh": "cn"}
_NUMBERED = "U+{:04X}\\u{{200b}}"
_TRIED = '#set document(title: "x")\n#text(font: fonts, {})\n'  # no sentence: typst's source


def library() -> Any:
    """typst, an extra. Raises InputError naming the line that installs it."""
    try:
        return _with_fonts(import_module("typst"))
    except ImportError:
        raise InputError(
            say("pages in PDF need typst, the extra 'pdf', which is not installed"),
            name="--format",
            expected=say("{line}, or --format html, which a browser prints", line=NEEDED),
        ) from None


def _with_fonts(typst: Any) -> Any:
    """The library unless it is one of the first, which knew neither fonts nor equations with a text. Raises ImportError."""
    if not hasattr(typst, "Fonts"):
        raise ImportError
    return typst


def ready() -> None:
    """Raises InputError where no PDF can be made here, or none in the language that is spoken."""
    library()
    if words.spoken == "zh":
        _with_chinese("中文")


def whole(parts: Iterable[str]) -> str:
    """The source, which typst holds and sets as a whole. Raises InputError where that is too much for most computers."""
    taken: list[str] = []
    room = MOST
    for part in parts:
        room -= len(part)
        if room < 0:
            raise InputError(
                say("this is too long for one PDF, which is made in memory as a whole"),
                name="--format",
                expected=say(
                    "--format html, which a browser prints; or fewer steps, fewer problems or fewer students at a time"
                ),
            )
        taken.append(part)
    return "".join(taken)


def compiled(source: str) -> bytes:
    """The PDF. A character that no font has is written by its number. Raises InputError without typst, or a Chinese font."""
    characters = {chr(int(code, 16)) for code in set(_ESCAPE.findall(source))} - {BREAK}
    found, chinese, missing = _fonts_for(characters)
    if missing:
        source = _ESCAPE.sub(
            lambda match: _NUMBERED.format(code) if chr(code := int(match[1], 16)) in missing else match[0], source
        )
    return _run(_prelude(chinese) + source, found)


def _fonts_for(characters: set[str]) -> tuple[Any, tuple[str, ...], set[str]]:
    """typst's fonts, those alone where they will do; the Chinese one among them; the characters that none has."""
    own = _fonts(False)
    ideographs = set(filter(is_ideograph, characters))
    missing = fonts.unshown(characters - ideographs, lambda text: _tried(text, own, ()))
    if not missing and not ideographs:
        return own, (), missing
    found, chinese = _with_chinese("".join(sorted(ideographs)))
    return found, chinese, fonts.unshown(missing | ideographs, lambda text: _tried(text, found, chinese))


def _with_chinese(ideographs: str) -> tuple[Any, tuple[str, ...]]:
    """All fonts of this computer, and the one for some characters, if there are any. Raises InputError where none has them."""
    for of_tex in (False, True):
        found = _fonts(True, of_tex)
        chinese = fonts.chinese(found)
        if chinese or not ideographs:
            return found, chinese
    if fonts.unshown(ideographs, lambda text: _tried(text, found, ())):
        raise fonts.no_chinese()
    return found, ()


@lru_cache(maxsize=3)
def _fonts(of_computer: bool, of_tex: bool = False) -> Any:
    return library().Fonts(include_system_fonts=of_computer, font_paths=list(fonts.folders_of_tex()) if of_tex else [])


def _tried(text: str, found: Any, chinese: tuple[str, ...]) -> str:
    try:
        _run(_prelude(chinese) + _TRIED.format(string(text)), found)
    except library().TypstError as error:
        return str(error.message)
    return ""


def _run(source: str, found: Any) -> bytes:
    with tempfile.TemporaryDirectory(prefix="nncalc-") as empty:
        made: bytes = library().compile(
            source.encode(), root=empty, package_path=empty, package_cache_path=empty, font_paths=found,
            ignore_system_fonts=True, format="pdf", pdf_standards=STANDARDS,
        )  # fmt: skip
    return made


def _prelude(chinese: tuple[str, ...]) -> str:
    """What the page's source stands on: its language and fonts, and the functions that it calls."""
    region = _REGIONS.get(words.spoken)
    settings = {
        "cjk": array(map(string, chinese)), "language": string(words.spoken), "region": string(region) if region else "none",
    }  # fmt: skip
    settled = "".join([f"#let {name} = {value}\n" for name, value in settings.items()])  # no sentence: typst's source
    return settled + _functions()


@lru_cache(maxsize=1)
def _functions() -> str:
    with open(os.path.join(os.path.dirname(__file__), "page.typ"), encoding="utf-8") as file:
        return file.read()
