"""What a reader makes of a text: its value, or the error it refuses it with."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from nncalc.errors import InputError

Value = TypeVar("Value")


def outcome(read: Callable[[str], Value], text: str) -> Value | InputError:
    """The value read, or the InputError; every other exception passes through."""
    try:
        return read(text)
    except InputError as error:
        return error
