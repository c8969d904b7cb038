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
        raise not_utf8(fault, name) from None
    refuse_control(data, name)
    return data


def not_utf8(fault: UnicodeDecodeError, name: str, line: int = 1) -> InputError:
    """What is said of bytes, which begin on a line, that are no UTF-8."""
    return _not_text(fault.object, name, line, fault.start, say("the file is not UTF-8 text (byte {byte:#04x})"))


def refuse_control(data: bytes, name: str, line: int = 1) -> None:
    """Raises InputError for a control character that no text has, in bytes that begin on a line."""
    if control := _CONTROL.search(data):
        said = say("a control character stands in the file (byte {byte:#04x})")
        raise _not_text(data, name, line, control.start(), said)


def _not_text(data: bytes, name: str, line: int, start: int, what: str) -> InputError:
    """What is said of a byte that no plain text has; `what` has a place for it."""
    sheet = name.lower().endswith(".csv")
    expected = say("the file saved as UTF-8 (in Excel: CSV UTF-8)") if sheet else say("the file saved as UTF-8")
    line += data.count(b"\n", 0, start)
    return InputError(say(what, byte=data[start]), place=f"{name}:{line}", expected=expected)


def plain(node: Node) -> Any:
    """A node as nested dicts, lists and text."""
    if type(node) is Mapping:
        return {key: plain(value) for key, value in node.items.items()}
    return node[0]
