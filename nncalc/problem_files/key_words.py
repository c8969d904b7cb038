"""Keys of a problem file in the words of other languages: 题目 for problems, 类型 for type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nncalc.declaring import registry
from nncalc.errors import InputError, nearest
from nncalc.problem_files.places import Mapping
from nncalc.words import say


def key_named(text: str) -> str:
    """The key that a word is read as; the word itself where it is ASCII or no such word."""
    if text.isascii():
        return text
    from nncalc.language.typed import meant  # start-up

    return meant("keys", text) or text


def with_own_keys(node: Mapping, path: str) -> Mapping:
    """A problem under the keys that the format has. Raises InputError where one stands there under two names."""
    if all(key.isascii() for key in node.items):
        return node
    named: dict[str, str] = {}
    for key, place in node.keys.items():
        own = key_named(key)
        if own in named:
            raise InputError(
                say("{alias} is read as {name}, which is given too", alias=named[own] if key == own else key, name=own),
                place=f"{path}:{place.line}:{place.column}",
                expected=say("one of them"),
            )
        named[own] = key
    items = {own: node.items[key] for own, key in named.items()}
    return node._replace(items=items, keys={own: node.keys[key] for own, key in named.items()})


def nearest_key(typed: str, keys: Sequence[str]) -> str | None:
    """The key of some that is the closest to a word, in the word's language."""
    if typed.isascii():
        return nearest(typed, keys)
    from nncalc.language.typed import meanings  # start-up

    return nearest(typed, [word for word, key in meanings("keys").items() if key in keys])


def said_by_type(kind: str, says: Sequence[str], values: dict[str, Any]) -> dict[str, Any]:
    """Givens with those that the word for the type says, where nothing else is typed for them: cell=lstm of 长短期记忆."""
    declared = registry.load(kind)
    typed = {declared.given_named(name) for name in values}
    return {name: value for name, value in declared.read_tokens(says).items() if name not in typed} | values
