"""Words of a command line that no name stands before: what they may have been."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from nncalc.errors import InputError

if TYPE_CHECKING:
    from nncalc.problem import ProblemType

_DASH = "‐‑‒–—―−"


def stray_words(kind: type[ProblemType], words: Sequence[str], strays: Sequence[int]) -> list[InputError]:
    """The errors for the words at the places `strays`; neighbours share one."""
    if _parted_at_equals(words):
        mended = re.sub(r"\s*=\s*", "=", " ".join(words))
        return [InputError("spaces stand around '='", text=" ".join(words), expected=f"no spaces: {mended}")]
    errors: list[InputError] = []
    for place in strays:
        if place - 1 not in strays:
            run = [words[i] for i in range(place, len(words)) if set(range(place, i + 1)) <= set(strays)]
            errors.append(_stray(kind, words[place - 1] if place else "", run))
    return errors


def _parted_at_equals(words: Sequence[str]) -> bool:
    """`x = 1,2`, `x= 1,2` or `x =1,2`."""
    return any(
        (after[:1] == "=" and "=" not in word) or (word[-1:] == "=" and "=" not in after)
        for word, after in pairwise(words)
    )


def _stray(kind: type[ProblemType], before: str, run: list[str]) -> InputError:
    """The error for words in a row, with the word before them."""
    word = run[0]
    if not all(run):
        return InputError("an empty word stands among the givens", expected="NAME=VALUE; is a shell variable empty?")
    if word[0] in _DASH and word.strip(_DASH)[:1].isalpha():
        return InputError(
            f"'{word}' starts with a dash; options start with two hyphens", text=word, nearest="--" + word.strip(_DASH)
        )
    first = kind.first_field()
    hint = f"; only {first.name}, and only in front, may stand without its name" if first else ""
    return InputError(
        f"'{' '.join(run)}' has no name{hint}",
        text=" ".join(run),
        expected="NAME=VALUE, without spaces or between quotes",
        nearest=_chosen(kind, word) or _joined(before, run) or _expression(kind, run),
    )


def _chosen(kind: type[ProblemType], word: str) -> str | None:
    """The given that takes the word: `act=relu` for a bare `relu`."""
    found = [field for field in kind.fields().values() if word.lower() in field.choices and word.isalpha()]
    return f"{found[0].name}={word}" if found else None


def _expression(kind: type[ProblemType], run: list[str]) -> str | None:
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
