"""How deep the brackets of a formula nest."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate


def depths(text: str) -> Iterator[int]:
    """The number of open round and square brackets behind every character."""
    return accumulate((character in "([") - (character in ")]") for character in text)


def closes_at_end(text: str) -> bool:
    """Whether the last character closes the bracket that the first one opens."""
    return 0 not in list(depths(text))[:-1]


def outside_brackets(text: str) -> set[str]:
    """The characters outside brackets, with the brackets that close."""
    return {character for character, depth in zip(text, depths(text), strict=True) if depth == 0}
