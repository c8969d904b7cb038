"""From the `.po` files of a language, one a part of nncalc, to one `.mo` file, as gettext reads it.

The build of a wheel makes the `.mo` file; beside sources, as in an installation that can be edited, it is made whenever one of
them is younger. Babel, which keeps the `.po` files, is needed for neither.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

NAME = "nncalc.mo"
CONTEXT = "\x04"
"""Stands between the context of a message and the message."""
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}


def is_stale(folder: str, path: str) -> bool:
    """Whether a `.mo` file is missing or older than a source beside it."""
    try:
        made = os.stat(path).st_mtime_ns
    except OSError:
        return True
    return any(entry.stat().st_mtime_ns > made for entry in _sources(folder))


def _sources(folder: str) -> list[os.DirEntry[str]]:
    return sorted((entry for entry in os.scandir(folder) if entry.name.endswith(".po")), key=lambda entry: entry.name)


def compiled(folder: str) -> bytes:
    """The `.mo` file of all sources in a folder; messages without words are left out."""
    found: dict[str, str] = {}
    for entry in _sources(folder):
        with open(entry.path, encoding="utf-8") as file:
            found.update(messages(file.read()))
    return packed(found)


def kept(path: str, data: bytes) -> None:
    """Write a `.mo` file beside and rename it; a folder that cannot be written is left as it is."""
    beside = f"{path}.{os.getpid()}"
    with contextlib.suppress(OSError):
        with open(beside, "wb") as file:
            file.write(data)
        os.replace(beside, path)


def messages(text: str) -> Iterator[tuple[str, str]]:
    """The messages of a `.po` file that have words, each as gettext keys it: context, singular, plural; fuzzy ones have none."""
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        fields: dict[str, str] = {}
        name, fuzzy = "", False
        for line in paragraph.split("\n"):
            if line.startswith("#"):
                fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            elif line:
                word, quote, rest = line.partition('"')
                name = word.strip() or name
                fields[name] = fields.get(name, "") + (_unescaped(rest[:-1]) if quote else "")
        if "msgid" not in fields:
            continue
        key = fields["msgid"] + (f"\0{fields['msgid_plural']}" if "msgid_plural" in fields else "")
        words = [value for name, value in fields.items() if name.startswith("msgstr")]
        if any(words) and (not fuzzy or not key):
            yield (f"{fields['msgctxt']}{CONTEXT}{key}" if "msgctxt" in fields else key), "\0".join(words)


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    made, signs = "", iter(text)
    for sign in signs:
        made += _ESCAPES.get(escaped := next(signs, ""), escaped) if sign == "\\" else sign
    return made


def packed(found: dict[str, str]) -> bytes:
    """Messages as a `.mo` file, sorted by their bytes."""
    pairs = sorted((key.encode(), words.encode()) for key, words in found.items())
    number, head = len(pairs), 28
    place = head + 16 * number
    ids, strings, body = b"", b"", b""
    for column in (0, 1):
        table = b""
        for pair in pairs:
            text = pair[column]
            table += len(text).to_bytes(4, "little") + (place + len(body)).to_bytes(4, "little")
            body += text + b"\0"
        ids, strings = (table, strings) if column == 0 else (ids, table)
    whole = (0x950412DE, 0, number, head, head + 8 * number, 0, place)
    return b"".join(each.to_bytes(4, "little") for each in whole) + ids + strings + body
