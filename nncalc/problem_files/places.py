"""YAML as nested values that know their line and column; every scalar stays the text that was typed.

Only plain data is read: tags, anchors and aliases, several documents, duplicate keys and nesting over 50 are refused.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from nncalc.errors import InputError
from nncalc.words import say

MOST_BYTES = 64 << 20
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Place(NamedTuple):
    """Where something stands: line and column from 1."""

    line: int
    column: int


class Scalar(NamedTuple):
    """The text of one scalar."""

    text: str
    place: Place


class Sequence(NamedTuple):
    """A list, its parts already `plain`: text, lists and dicts."""

    items: list[Any]
    place: Place


class Mapping(NamedTuple):
    """Pairs in the order of the file; `keys` says where each key stands."""

    items: dict[str, Any]
    keys: dict[str, Place]
    place: Place


Node = Scalar | Sequence | Mapping


END = "end of problems"
"""The key of the piece behind the last problem: two words, which no key of a file can be."""


class Piece(NamedTuple):
    """One thing a file holds: a key of its top level, one of its problems, or a problem that is not YAML."""

    key: str
    node: Node | None
    place: Place
    errors: tuple[InputError, ...] = ()


def checked(data: bytes, name: str) -> bytes:
    """The bytes of a file without their mark; raises InputError when they are too many or not plain UTF-8 text."""
    if len(data) > MOST_BYTES:
        raise InputError(say("the file is larger than 64 MiB"), place=name, expected=say("a file of at most 64 MiB"))
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise not_text(name, line, data[fault.start], say("the file is not UTF-8 text (byte {byte:#04x})")) from None
    control = control_in(data)
    if control:
        line = data.count(b"\n", 0, control.start()) + 1
        said = say("a control character stands in the file (byte {byte:#04x})")
        raise not_text(name, line, data[control.start()], said)
    return data


def control_in(data: bytes) -> re.Match[bytes] | None:
    """The first control character that no text has."""
    return _CONTROL.search(data)


def not_text(name: str, line: int, byte: int, what: str) -> InputError:
    """What is said of a byte that no plain text has.

    what   a message with a place for the byte
    """
    sheet = name.lower().endswith(".csv")
    expected = say("the file saved as UTF-8 (in Excel: CSV UTF-8)") if sheet else say("the file saved as UTF-8")
    return InputError(say(what, byte=byte), place=f"{name}:{line}", expected=say(expected))


def plain(node: Node) -> Any:
    """A node as nested dicts, lists and text."""
    if type(node) is Mapping:
        return {key: plain(value) for key, value in node.items.items()}
    return node[0]
