"""The marks of one student for one problem, and what a person has to read before they are final."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from nncalc.page.document import Check
from nncalc.words import say

UNREADABLE = "unreadable"
"""The verdict on what nobody but a person can read: its marks are withheld."""


class Marked(NamedTuple):
    """One student's answers to one problem."""

    student: str
    problem: str
    checks: tuple[Check, ...]
    points: tuple[Fraction, ...]
    marks: tuple[Fraction, ...]
    missing: tuple[str, ...]
    out_of: Fraction
    unread: Mapping[str, int] = {}
    """Of the names that are missing, those that cannot be read, and the line; "" where that holds for all of them."""
    withheld: Fraction = Fraction(0)
    """Points of what cannot be read: neither given nor lost, a person decides."""

    @property
    def total(self) -> Fraction:
        return sum(self.marks, Fraction(0))


class Unreadable(NamedTuple):
    """An answer that a person has to read: what was typed ("" where the file itself cannot be read), and why."""

    student: str
    problem: str
    name: str
    typed: str
    words: str


def why_missing(each: Marked, name: str) -> str:
    """What keeps an answer from being marked, where one was given."""
    line = each.unread.get(name) or each.unread.get("")  # "": all answers to the problem
    return say("this cannot be read (line {line})", line=line) if line else ""


def unreadable(marked: Sequence[Marked]) -> Iterator[Unreadable]:
    """Every answer that a person has to read."""
    for each in marked:
        for check in each.checks:
            if check.verdict == UNREADABLE:
                yield Unreadable(each.student, each.problem, check.name, check.typed, "; ".join(check.words))
        for name in each.missing:
            if words := why_missing(each, name):
                yield Unreadable(each.student, each.problem, name, "", words)
