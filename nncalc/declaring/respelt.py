"""Other ways of writing the words of a command line, for a refused one: `sigmoid(0.5)`, `z:1,2`, `x = 1`, `z=1,2,`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nncalc.declaring.declared import Declared

_JOINT = re.compile(r"[,，;；]\s*(?=[^\W\d]\w*\s*[=＝])")
"""What joins two givens in one word: `x=1,2,W1=3,4`."""
_EMPTY = re.compile(r"[,，]\s*[,，]")
"""Nothing between two commas."""


def respelt(kind: type[Declared], words: Sequence[str]) -> Iterator[list[str]]:
    """The words as they may have been meant; none of it is read yet."""
    yield [word.rstrip(",，;；") if "=" in word else word for word in words]
    if "=" in "".join(word[:1] + word[-1:] for word in words):
        yield re.sub(r"\s*=\s*", "=", " ".join(words)).split(" ")
    yield [part for word in words for part in _JOINT.split(word)]
    if not "".join(words).isascii():
        from nncalc.reading.numerals import all_in_digits  # start-up

        named = [re.match(r"(?:[^\W\d]\w*\s*[=＝:：])?", word) for word in words]
        yield [name[0] + all_in_digits(word[len(name[0]) :]) for name, word in zip(named, words, strict=True) if name]
    if any(_EMPTY.search(word) for word in words):
        yield [_EMPTY.sub(",", word) for word in words]
        yield [_EMPTY.sub(",0,", word) for word in words]
    yield [re.sub(r"^([^\W\d]\w*)[:：]", r"\1=", word) if _given(kind, word) else word for word in words]
    yield [word for word in words if word not in kind.results]
    yield [piece for word in words for piece in _called(kind, word)]
    names = {word.partition("=")[0] for word in words}
    if kind.swaps and names >= kind.swaps.keys():
        yield [re.sub(r"^(\w+)=", lambda found: f"{kind.swaps.get(found[1], found[1])}=", word) for word in words]


def _given(kind: type[Declared], word: str) -> bool:
    found = re.match(r"([^\W\d]\w*)[:：]", word)
    return found is not None and kind.field_of(found[1]) is not None


def _called(kind: type[Declared], word: str) -> list[str]:
    """`sigmoid(0.5)` as the choice and its value."""
    first = kind.first_field()
    found = re.fullmatch(r"([^\W\d][\w-]*)\((.+)\)", word)
    if found is None or first is None or found[1].lower() not in first.choices:
        return [word]
    following = next((order.split()[1] for order in kind.orders if " " in order), "")
    return [found[1], f"{following}={found[2]}"] if following else [word]
