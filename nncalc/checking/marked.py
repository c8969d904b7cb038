"""The marks of one student for one problem, a row a figure, and what a person has to read before they are final."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from nncalc.page.document import Check
from nncalc.words import one_after_another, say

UNREADABLE, MISSING = "unreadable", "missing"  # said
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
    def called(self) -> str:
        """The name, and what a page prints for it in the notation of another book."""
        return self.name if self.check is None else self.check._replace(name=self.name).called

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


class Graded:
    """The marks of one sheet, a row a figure: all students who handed it in share them.

    refused  names that cannot be judged, as `Refusal`s
    failed   why the sheet could not be marked; "" where it was
    fault    whether that is a fault of ours
    kept     what an output makes of it, by the output
    """

    def __init__(
        self, rows: tuple[Row, ...], refused: tuple[Refusal, ...] = (), failed: str = "", fault: bool = False
    ) -> None:
        self.rows, self.refused, self.failed, self.fault = rows, refused, failed, fault
        self.kept: dict[str, Any] = {}

    @cached_property
    def total(self) -> Fraction:
        return sum([row.marks for row in self.rows], NONE)

    @cached_property
    def out_of(self) -> Fraction:
        return sum([row.points for row in self.rows], NONE)

    @cached_property
    def withheld(self) -> Fraction:
        """Points of what cannot be read: neither given nor lost, a person decides."""
        return sum([row.points for row in self.rows if row.is_withheld], NONE)

    @cached_property
    def is_right(self) -> bool:
        return all(row.is_right for row in self.rows)

    @cached_property
    def waits(self) -> bool:
        """Whether a person has to read some of it, worth points or not."""
        return any(row.is_withheld for row in self.rows)

    def as_data(self) -> list[Any]:
        """Plain data."""
        rows = [[row.name, _pair(row.points), _pair(row.marks), row.check, row.left] for row in self.rows]
        return [rows, self.refused, self.failed, self.fault]


def _pair(number: Fraction) -> tuple[int, int]:
    return number.numerator, number.denominator


def from_data(data: list[Any]) -> Graded:
    """The marks from what `as_data` gave, in JSON or not."""
    rows = [
        Row(name, Fraction(*points), Fraction(*marks), check and _check(check), 0, left and (left[0], left[1]))
        for name, points, marks, check, left in data[0]
    ]
    return Graded(tuple(rows), tuple([Refusal(*each) for each in data[1]]), data[2], data[3])


def _check(data: list[Any]) -> Check:
    check = Check(*data)
    return check._replace(words=tuple(check.words), causes=tuple(check.causes))


class Refusal(NamedTuple):
    """A figure that cannot be judged: its name, and what is said of it.

    together  said once for all who answered that name
    """

    name: str
    message: str
    expected: str | None
    nearest: str | None
    together: bool


class Marked(NamedTuple):
    """One student's answers to one problem."""

    student: str
    problem: str
    graded: Graded

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.graded.rows

    @property
    def total(self) -> Fraction:
        return self.graded.total

    @property
    def out_of(self) -> Fraction:
        return self.graded.out_of

    @property
    def withheld(self) -> Fraction:
        return self.graded.withheld


class Unreadable(NamedTuple):
    """An answer that a person has to read: what was typed ("" where the file itself cannot be read), and why."""

    student: str
    problem: str
    name: str
    typed: str
    words: str


def unreadable(marked: Iterable[Marked]) -> Iterator[Unreadable]:
    """Every answer that a person has to read."""
    for each in marked:
        if each.graded.waits:
            for row in each.rows:
                if row.is_withheld:
                    yield Unreadable(each.student, each.problem, row.called, row.typed, one_after_another(*row.words))
