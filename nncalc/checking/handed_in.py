"""A file that was handed in, as bytes of UTF-8: pipes and devices are refused, other encodings read and said."""

from __future__ import annotations

import codecs
import errno
import os
import re
import stat
from functools import lru_cache
from typing import NamedTuple

from nncalc.errors import InputError
from nncalc.problem_files.places import MOST_BYTES
from nncalc.reading.harmless import safe
from nncalc.words import say


class Told(NamedTuple):
    """What whoever marks should know, though nothing is wrong.

    notices   lines for standard error
    people    the name of each student who is known by a number
    headings  those of all tables, as they are compared
    """

    notices: list[str]
    people: dict[str, str]
    headings: set[str]


def read_bytes(path: str) -> bytes:
    """What a file holds, one byte more than is allowed at most.

    Raises InputError for a pipe or a device, which may never end, and OSError for what cannot be opened.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if not stat.S_ISREG(mode):
            raise no_file(path)
    except BaseException:
        os.close(handle)
        raise
    with os.fdopen(handle, "rb") as file:
        return file.read(MOST_BYTES + 1)


def no_file(path: str) -> InputError:
    """What is said of a pipe or a device."""
    return InputError(say("this is a pipe or a device"), place=path, expected=say("a file that is saved in a folder"))


def as_utf8(data: bytes, path: str, notices: list[str]) -> bytes:
    """The text in UTF-8. UTF-16 is known by its mark or its zeros; what is GB18030 and not UTF-8 is read, and said.

    Whatever is none of them stays as it is: it is refused by whoever reads it.
    """
    wide = _utf16(data)
    if wide:
        try:
            return data.decode(wide).removeprefix("\ufeff").encode("utf-8")
        except UnicodeError:
            raise InputError(
                say("the file is not whole UTF-16 text"), place=path, expected=say("the file saved as UTF-8")
            ) from None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = _chinese(data)
        if text is None:
            return data
        first = _FOREIGN.search(text)
        said = say(
            "Note: {path} is not UTF-8 and is read as GB18030: {sample}", path=path, sample=first[0] if first else ""
        )
        notices.append(safe(said))
        return text.encode("utf-8")
    return data


_FOREIGN = re.compile(r"[^\x00-\x7f]{1,12}")


def _utf16(data: bytes) -> str | None:
    if data.startswith(codecs.BOM_UTF16_LE) or (len(data) > 3 and not data[1] and not data[3] and data[0]):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE) or (len(data) > 3 and not data[0] and not data[2] and data[1]):
        return "utf-16-be"
    return None


def _chinese(data: bytes) -> str | None:
    """The text of GB18030, where most of its Chinese signs are common ones: Latin letters with accents make rare ones."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    signs = [sign for sign in text if sign > "\x7f"]
    return text if 2 * sum(map(_is_common, signs)) >= len(signs) else None


@lru_cache(maxsize=65536)
def _is_common(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
