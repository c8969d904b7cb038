"""The marks of one student for one problem, a row a figure, and what a person has to read before they are final."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from nncalc.page.document import Check
from nncalc.words import say

UNREADABLE, MISSING = "unreadable", "missing"
"""The verdicts on what nobody but a person can read, whose marks are withheld, and on what was not answered."""
NONE = Fraction(0)


class Row(NamedTuple):
    """One figure of a sheet, answered or not.

    points  what it can earn
    marks   what it earns; 0 where that is withheld
    check   the verdict; None where nothing was answered, or nothing that the file lets be read
    line    of the file, where an answer stands that cannot be read; 0 for none
    left    of a result that was answered in part: how many figures were not, and of how many
    reason  of the marks, where a person decided them
    """

    name: str
    points: Fraction
    marks: Fraction
    check: Check | None = None
    line: int = 0
    left: tuple[int, int] | None = None
    reason: str | None = None

    @property
    def verdict(self) -> str:
        return MISSING if self.check is None else self.check.verdict

    @property
    def typed(self) -> str:
        return "" if self.check is None else self.check.typed

    @property
    def is_withheld(self) -> bool:
        """Whether a person has to read it before it has marks."""
        return self.reason is None and (self.verdict == UNREADABLE or self.line > 0)

    @property
    def is_right(self) -> bool:
        """Whether nothing is left to say of it: it is right, or a person gave all its marks."""
        return self.verdict == "right" or (self.reason is not None and self.marks == self.points)

    @property
    def words(self) -> tuple[str, ...]:
        """What is said of it, the verdict first."""
        if self.check is not None:
            said = self.check.words
        elif self.line:
            said = (say("this cannot be read (line {line})", line=self.line),)
        elif self.left:
            said = (say("{missing} of {figures} figures not answered", missing=self.left[0], figures=self.left[1]),)
        else:
            said = (say("not answered"),)
        return said if self.reason is None else (*said, self._decision())

    def _decision(self) -> str:
        if not self.reason:
            return say("decided by a person")
        return say("decided by a person: {reason}", reason=self.reason)


class Marked(NamedTuple):
    """One student's answers to one problem."""

    student: str
    problem: str
    rows: tuple[Row, ...]

    @property
    def total(self) -> Fraction:
        return sum([row.marks for row in self.rows], NONE)

    @property
    def out_of(self) -> Fraction:
        return sum([row.points for row in self.rows], NONE)

    @property
    def withheld(self) -> Fraction:
        """Points of what cannot be read: neither given nor lost, a person decides."""
        return sum([row.points for row in self.rows if row.is_withheld], NONE)


class Unreadable(NamedTuple):
    """An answer that a person has to read: what was typed ("" where the file itself cannot be read), and why."""

    student: str
    problem: str
    name: str
    typed: str
    words: str


def unreadable(marked: Sequence[Marked]) -> Iterator[Unreadable]:
    """Every answer that a person has to read."""
    for each in marked:
        for row in each.rows:
            if row.is_withheld:
                yield Unreadable(each.student, each.problem, row.name, row.typed, "; ".join(row.words))
