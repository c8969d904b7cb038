"""Dates and codes that were typed, or that a spreadsheet made of a fraction: never sums or quotients of their numbers."""

from __future__ import annotations

import re

from nncalc.errors import InputError
from nncalc.reading.characters import shown
from nncalc.words import say

_YEAR, _DAY = r"(?:19|20)\d\d", r"(?:0?[1-9]|[12]\d|3[01])"
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"(?<![\w.])(?:{_YEAR}([-/.]){_DAY}\1{_DAY}|{_DAY}([-/.]){_DAY}\2(?:{_YEAR}|(?<=/)\d\d)"
    rf"|(?:{_YEAR}年)?{_DAY}月(?:{_DAY}日)?|{_DAY}[-/ ]{_MONTHS}(?:[-/ ]\d\d(?:\d\d)?)?|{_MONTHS}[-/ ]\d\d(?:\d\d)?)(?![\w.])",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?<!\w)T\d\d:\d\d(?::\d\d)?(?!\w)")
"""A time of day as ISO 8601 writes it: a colon alone separates rows."""
_CODE = re.compile(r"(?<![\w.])(?:0\d+(?:-\d+)+|\d+(?:-\d+)*-0\d+(?:-\d+)*)(?![\w.])")


def refuse_dates(name: str, text: str) -> None:
    """Raises InputError where a date, a time or a code stands among the figures of an answer."""
    if len(text) < 4 or not _MAY_BE.search(text):
        return
    found = _DATE.search(text)
    if found:
        raise InputError(
            say("'{text}' is a date, which a spreadsheet may have made of a fraction", text=shown(found[0])), name=name,
            expected=say("the figure itself, in a cell of text"),
        )  # fmt: skip
    found = _TIME.search(text)
    if found:
        said = say("'{text}' is a time of day, which a spreadsheet may have made of two numbers", text=found[0][1:])
        raise InputError(said, name=name, expected=say("the figures themselves, in a cell of text"))
    found = _CODE.search(text)
    if found:
        said = say("'{text}' is a code and no figure", text=shown(found[0]))
        raise InputError(said, name=name, expected=say("the figure itself"))


_MAY_BE = re.compile(r"\d[-/. ][\dA-Za-z]|[月T]|[A-Za-z][-/ ]\d")
"""What every one of them holds."""
