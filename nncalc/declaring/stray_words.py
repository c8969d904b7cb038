"""Words of a command line that no name stands before: what they may have been."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING
from unicodedata import normalize

from nncalc.errors import InputError
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.declaring.declared import Declared

_DASH = "‐‑‒–—―−－﹣﹘"
_OPTION = re.compile(rf"(?=-*[{_DASH}])[{_DASH}-]{{2,}}(?=[^\W\d])|[{_DASH}](?=[^\W\d]\w*[=＝])")
"""How a word begins that is meant for an option: two dashes, not both plain hyphens, or one before `NAME=`."""
_SECOND = re.compile(r"([\s\u3000]+)([^\W\d]\w*)\s*[=＝]")
"""What begins a second given in one word."""

_JOINED = re.compile(r"[,，;；]\s*([^\W\d]\w*)\s*[=＝]")
"""How a second given begins behind a comma or a semicolon."""

_SPACES = {"\u3000": "parted by a full-width space", "\u00a0": "parted by a no-break space"}


def ill_parted(kind: type[Declared], word: str, given_named: Callable[[str], str | None]) -> InputError | None:
    """The error for an option with other dashes, `－－check`, and for two givens in one word, `x=1,2 W1=1,2`.

    `given_named` is the given that a name stands for, or None.
    """
    if _OPTION.match(word):
        return _dashed(word)
    if (joined := _by_comma(kind, word, given_named)) is not None:
        return joined
    begin = len(word) - len(word.lstrip())
    for found in _SECOND.finditer(word):
        name, before = normalize("NFKC", found[2]), normalize("NFKC", word[: found.start()]).strip()
        if found.start() > begin and before[-1] != "=" and (kind.field_of(name) or kind.verbatim):
            parted = _SPACES.get(found[1][0], say("between the same quotes"))
            return InputError(
                say("two givens stand in one word, {parted}", parted=parted),
                text=word,
                column=found.start(2),
                expected=say(
                    "a plain space between them: {before} {normalize}",
                    before=before,
                    normalize=normalize("NFKC", word[found.start(2) :]),
                ),
            )
    return None


def _by_comma(kind: type[Declared], word: str, given_named: Callable[[str], str | None]) -> InputError | None:
    """The error for two givens that a comma joins, `x=1,2,W1=1,2`; a file's name may hold what it likes."""
    if re.split("[=＝]", word, maxsplit=1)[-1].startswith(("@", "＠")) or word.startswith(("@", "＠")):
        return None
    joints = [found for found in _JOINED.finditer(word) if kind.verbatim or given_named(normalize("NFKC", found[1]))]
    if not joints:
        return None
    ends = [found.start() for found in joints] + [len(word)]
    starts = [0, *[found.start(1) for found in joints]]
    parts = [normalize("NFKC", word[start:end]) for start, end in zip(starts, ends, strict=True)]
    return InputError(
        say("a comma joins two givens") if joints[0][0][0] in ",，" else say("a semicolon joins two givens"),
        text=word,
        column=ends[0],
        expected=say("a plain space between them: {parts}", parts=" ".join(parts)),
    )


def _dashed(word: str) -> InputError:
    meant = "--" + normalize("NFKC", word.lstrip(_DASH + "-"))
    return InputError(
        say("'{word}' starts with a dash; options start with two hyphens", word=word), text=word, nearest=meant
    )


def stray_words(kind: type[Declared], words: Sequence[str], strays: Sequence[int]) -> list[InputError]:
    """The errors for the words at the places `strays`; neighbours share one."""
    if _parted_at_equals(words):
        mended = re.sub(r"\s*=\s*", "=", " ".join(words))
        return [
            InputError(
                say("spaces stand around '='"), text=" ".join(words), expected=say("no spaces: {mended}", mended=mended)
            )
        ]
    errors: list[InputError] = []
    for place in strays:
        if place - 1 not in strays:
            run = [words[i] for i in range(place, len(words)) if set(range(place, i + 1)) <= set(strays)]
            errors.append(_stray(kind, words, place, run))
    return errors


def _parted_at_equals(words: Sequence[str]) -> bool:
    """`x = 1,2`, `x= 1,2` or `x =1,2`."""
    return any(
        (after[:1] == "=" and "=" not in word) or (word[-1:] == "=" and "=" not in after)
        for word, after in pairwise(words)
    )


def _stray(kind: type[Declared], words: Sequence[str], place: int, run: list[str]) -> InputError:
    """The error for words in a row, which begin at a place."""
    word, before = run[0], words[place - 1] if place else ""
    if not all(run):
        return InputError(
            say("an empty word stands among the givens"), expected=say("NAME=VALUE; is a shell variable empty?")
        )
    if word[0] in _DASH and word.strip(_DASH)[:1].isalpha():
        return _dashed(word)
    first = kind.first_field()
    alone = say("'{words}' has no name")
    beside = say("'{words}' has no name; only {first}, and only in front, may stand without its name")
    return InputError(
        say(beside, words=" ".join(run), first=first.name) if first else say(alone, words=" ".join(run)),
        text=" ".join(run),
        expected=say("NAME=VALUE, without spaces or between quotes"),
        nearest=_chosen(kind, word)
        or _second(kind, words, place, run)
        or _joined(before, run)
        or _expression(kind, run),
    )


def in_order(kind: type[Declared], words: Sequence[str]) -> Iterator[list[str]]:
    """Words without names under the names that the type's orders have for them: `1000 32 10` as `1000 batch=32 epochs=10`."""
    bare = [place for place, word in enumerate(words) if "=" not in word and "＝" not in word]
    typed = {re.split("[=＝]", word, maxsplit=1)[0] for word in words}
    first = kind.first_field()
    for order in kind.orders if bare else ():
        names = [name for name in order.split() if name not in typed]
        if len(bare) <= len(names):
            named = dict(zip(bare, names, strict=False))
            if first is not None and named.get(0) == first.name and not kind.chooses(words[0]):
                del named[0]
            yield [f"{named[place]}={word}" if place in named else word for place, word in enumerate(words)]


def _chosen(kind: type[Declared], word: str) -> str | None:
    """The given that takes the word: `act=relu` for a bare `relu`."""
    found = [field for field in kind.fields().values() if word.lower() in field.choices and word.isalpha()]
    return f"{found[0].name}={word}" if found else None


def _second(kind: type[Declared], words: Sequence[str], place: int, run: list[str]) -> str | None:
    """The given that most often follows the first, `y=0`, for a value behind a whole first one: `3.2,5.1 0`."""
    field = next((field for field in kind.fields().values() if field.second), None)
    first = kind.first_field()
    if field is None or first is None or place != 1 or len(run) != 1:
        return None
    value = words[0].removeprefix(f"{first.name}=")
    name = f"{field.name}1" if field.family else field.name
    whole = (
        "=" not in value and value[-1:] not in ",:;[(" and ("," in value or ":" in value or not re.search(r"\d", value))
    )
    apart = run[0][0] not in ",:;)]" and run[0][-1] not in ",:;[("
    given = any(word.partition("=")[0] == name for word in words)
    return f"{name}={run[0]}" if whole and apart and not given else None


def _expression(kind: type[Declared], run: list[str]) -> str | None:
    """A formula that wants a name, where names are the user's own: `"f=(x+y)*z"`."""
    return f'"f={" ".join(run)}"' if kind.own_names and re.search(r"[A-Za-z]", run[0]) else None


def _joined(before: str, run: list[str]) -> str | None:
    """A value that spaces have torn apart, in one word: `z=3.2,5.1` for `z=3.2 5.1`, `x=[1,2]` for `x=[1, 2]`."""
    if not before or any(word[0].isalpha() for word in run):
        return None
    whole = before
    for word in run:
        joint = "" if whole[-1] in ",:;[(=" or word[0] in ",:;])" else ","
        if joint and "," in whole + word and "," in word:
            return None  # a row, or more of the same one
        whole += joint + word
    return whole
