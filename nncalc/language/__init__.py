"""Other languages: which one is wanted, and its catalogue of messages. English needs nothing of this room."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, TextIO

from nncalc import words
from nncalc.words import say

FOLDER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "locale")
"""Has a folder for each language but English."""
ENGLISH = "en"
VARIABLE = "NNCALC_LANG"
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
_OPTION = "--lang"


@cache
def languages() -> tuple[str, ...]:
    """The languages there are: `en` and those with a catalogue."""
    found = (entry.name for entry in os.scandir(FOLDER) if entry.is_dir() and not entry.name.startswith((".", "_")))
    return (ENGLISH, *sorted(found))


def speak(language: str) -> None:
    """Say everything in a language from now on, `en` or one of those with a catalogue.

    Raises KeyError where there is no such language.
    """
    if language not in languages():
        raise KeyError(language)
    if language == ENGLISH:
        words.catalogue = None
    else:
        from nncalc.language.catalogue import load  # start-up: it reads a file

        words.catalogue = load(os.path.join(FOLDER, language, "LC_MESSAGES"))
    words.spoken = language


def speak_what_is_written(arguments: Sequence[str], out: TextIO, err: TextIO) -> None:
    """Go back to English where what is printed has an encoding without the letters of the language; files are UTF-8."""
    encoding = getattr(out, "encoding", None) or "utf-8"
    sample = words.wording(_SAMPLE, "")
    with suppress(UnicodeError):
        sample.encode(encoding)
        return
    if any(word == "--output" or word.startswith(("-o", "--output=")) for word in arguments):
        return
    speak(ENGLISH)
    if asked_for(arguments) or os.environ.get(VARIABLE):
        err.write(f"{say(_NOTE, encoding=encoding)}\n")


_NOTE = """Note: the words are English, for {encoding} lacks letters of the language that was asked for.
  PYTHONIOENCODING=utf-8 has them, and so has a file, -o FILE."""
_SAMPLE = "Error: {error}"
"""A word: an encoding that has its letters has those of the language."""


def asked_for(arguments: Sequence[str]) -> str | None:
    """What `--lang` says on a command line, the last one where there are several; None without one."""
    found = None
    for index, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == _OPTION:
            found = arguments[index + 1] if index + 1 < len(arguments) else None
        elif argument.startswith(f"{_OPTION}="):
            found = argument.partition("=")[2]
    return found


def wanted(environment: Mapping[str, str]) -> str:
    """The language of an environment: NNCALC_LANG, then the locale; English where there is no catalogue for it."""
    for name in (VARIABLE, *_LOCALE):
        if value := environment.get(name):
            return known(value) or ENGLISH
    return known(_of_windows()) or ENGLISH


def known(code: str) -> str | None:
    """The language of a code or a locale, `zh` for `zh_CN.UTF-8` and `zh-Hans`; None where there is none."""
    language = code.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return language if language in languages() else None


def _of_windows() -> str:
    """The language of Windows, whose terminals set no LANG; "" elsewhere."""
    if os.name != "nt":
        return ""
    import ctypes  # start-up
    import locale  # start-up

    windows: Any = ctypes
    return locale.windows_locale.get(windows.windll.kernel32.GetUserDefaultUILanguage(), "")


def unknown(code: str) -> str:
    """What to say of a language that there is not."""
    return say("there is no language '{code}': {languages}", code=code, languages=" ".join(languages()))
