"""Names that no result has: what was meant, in the spelling of other books, of the page, of programs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from nncalc.engine.figures import Value
from nncalc.errors import InputError, nearest
from nncalc.language.typed import meanings
from nncalc.reading.characters import clean
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType

from nncalc.declaring.result_names import find
from nncalc.declaring.result_spellings import SUGGESTED, result_meant

MOST_LISTED = 40
"""Names in the list of those there are."""
MOST_OF_A_NUMBER = 9
"""Digits of the number of a row."""
_PART = re.compile(r"[._\[(]?\d{1,9}(?:[._,\[(\])]+\d{1,9})*[\])]?")


class NoSuchResult(InputError):
    """A name that no result has."""

    meant: str | None = None
    """The result, or part of one, that is read under the name."""
    last: int | None = None
    """Of a figure in a row after the end of a table: the last row that there is."""


def no_such_result(
    name: str,
    results: Mapping[str, Any],
    absent: Sequence[tuple[str, str, str]] = (),
    problem: ProblemType | None = None,
) -> NoSuchResult:
    """The error for a name that no result has, with the one that was probably meant, or what it needs (`Run.lacks`).

    `problem` says how its page writes names.
    """
    for pattern, why, expected in absent:
        if re.fullmatch(pattern, name):
            return NoSuchResult(
                say("there is no result '{name}': {why}", name=name, why=why), name=name, expected=expected
            )
    meant = result_meant(name, results, absent, problem)
    parts = _wrong_part(name, results)
    if parts is not None:
        parts.meant = meant
        return parts
    names = list(results)
    close = meant or (SUGGESTED.get(name) if SUGGESTED.get(name) in results else None)
    if close is None:
        try:
            others = [] if name.isascii() else [word for word, of in meanings("results").items() if of in results]
            close = nearest(clean(normalize("NFKC", name.replace("∂", "d"))), [*names, *others])
        except InputError as unread:
            return NoSuchResult(
                unread.message, name=name, text=unread.text, column=unread.column, expected=unread.expected
            )
    last = _last_row(name, results)
    listed = " ".join(names[:MOST_LISTED]) + (" …" if len(names) > MOST_LISTED else "")
    error = NoSuchResult(say("there is no result '{name}'", name=name), name=name, expected=listed, nearest=close)
    error.meant, error.last = meant, last
    return error


def _last_row(name: str, results: Mapping[str, Any]) -> int | None:
    """The last row of the table that a name asks for a later one of."""
    whole, _, rest = name.partition(".")
    number, rows = rest.partition(".")[0], results.get(whole)
    later = isinstance(rows, list) and number.isascii() and number.isdigit() and len(number) < MOST_OF_A_NUMBER
    return len(rows) if rows and later and isinstance(rows[0], Mapping) and int(number) > len(rows) else None


def _wrong_part(name: str, results: Mapping[str, Any]) -> NoSuchResult | None:
    """`p.4` of three parts, or `p[1]`, `p_1` and `p1` for `p.1`."""
    for whole in sorted(results, key=len, reverse=True):
        rest = name[len(whole) :]
        if not name.startswith(whole) or not _PART.fullmatch(rest):
            continue
        value = results[whole]
        parts = len(value) if hasattr(value, "__len__") and not isinstance(value, (str, Value, Mapping)) else 0
        if not parts:
            continue
        meant = ".".join([whole, *[str(int(number)) for number in re.findall(r"\d+", rest)]])
        try:
            find(results, meant)
        except (KeyError, IndexError):
            said = say("{name} has {parts}, counted from 1", name=whole, parts=count(parts, "part"))
            first, last = f"{whole}.1", f"{whole}.{parts}"
            expected = say("{first} to {last}", first=first, last=last) if parts > 1 else first
            return NoSuchResult(said, name=name, expected=expected, nearest=first if "0" in rest else last)
        said, expected = (
            say("there is no result '{name}'", name=name),
            say("{whole}, or a part of it: {whole}.1 is the first", whole=whole),
        )
        return NoSuchResult(said, name=name, nearest=meant, expected=expected)
    return None
