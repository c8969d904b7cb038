"""Who handed in: names made alike where they are the same, and told apart where they only print alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from nncalc.reading.characters import LOOKS_LIKE
from nncalc.reading.harmless import safe
from nncalc.words import in_a_row, say

_SPACES = re.compile(r"\s+")
_SAME_LETTER = {ord(strange): plain for strange, plain in LOOKS_LIKE.items()}


def plain_name(text: str) -> str:
    """A name in composed letters (NFC), with single plain spaces and none round it."""
    if text.isascii() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def alike(names: Mapping[str, object]) -> Iterator[str]:
    """A line for each name that prints like an earlier one and is another student."""
    others = {_look(name) for name in names if not _is_plain(name)}  # names that look like themselves differ
    if not others:
        return
    seen: dict[str, str] = {}
    for name in names:
        look = name if _is_plain(name) else _look(name)
        first = seen.setdefault(look, name) if look in others else name
        if first != name:
            how = in_a_row(*dict.fromkeys(_codes(name, first) + _codes(first, name)))
            yield safe(
                say(
                    "'{first}' and '{name}' print alike and count as two students ({how})",
                    first=first,
                    name=name,
                    how=how,
                )
            )


def under_both(students: Iterable[str], people: Mapping[str, str]) -> Iterator[str]:
    """A line for each student of one table whose name another table gives to a number."""
    numbers = {name: number for number, name in people.items()}
    for student in students:
        if student in numbers and numbers[student] != student:
            number = numbers[student]
            yield safe(
                say(
                    "Note: '{name}' counts as another student than {number}, who has that name",
                    name=student,
                    number=number,
                )
            )


def _is_plain(name: str) -> bool:
    """Whether a name is of plain signs without a space: it looks like no other such name."""
    return name.isascii() and name.isprintable() and " " not in name


def _look(name: str) -> str:
    """What a name looks like on a screen: letters that look the same are the same, unseen ones and spaces are none."""
    if name.isascii() and name.isprintable():
        return name.replace(" ", "")
    letters = unicodedata.normalize("NFKC", name).translate(_SAME_LETTER)
    return "".join(letter for letter in letters if unicodedata.category(letter)[0] not in "CZ")


def _codes(name: str, other: str) -> list[str]:
    """The signs of a name that the other has not: by their numbers, where they are not plain."""
    return [f"U+{ord(letter):04X}" for letter in name if letter not in other and letter not in _PLAIN][:3] or (
        [say("a space")] if " " in name and " " not in other else []
    )


_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz ")
