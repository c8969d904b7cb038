"""Who answered what: the different sheets of each problem once, and which of them each student handed in.

What grows with the class is a name, a number and a place for each student; sheets and odd places are in a scratch file.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterator

from nncalc.checking.answer import Answer, Columns, Figures, Handed
from nncalc.checking.contradictions import agree, not_both, written
from nncalc.checking.scratch import Scratch
from nncalc.errors import InputError
from nncalc.words import say

MOST_RECENT = 4096
"""Sheets of a problem that are known again at once."""
FEW = 1024
"""Students of a problem who are kept one by one."""
LINES, IN_FILE = 12, 1 << 63
"""Bits of a place that say whose columns a line has; and the bit of one that stands in the file."""


class Numbers:
    """A number for each of some students; flat where most have one."""

    def __init__(self) -> None:
        self.few: dict[int, int] | None = {}
        self.flat = array("Q")

    def __getitem__(self, student: int) -> int:
        if self.few is not None:
            return self.few.get(student, 0)
        return self.flat[student] if student < len(self.flat) else 0

    def put(self, student: int, number: int) -> None:
        if self.few is not None:
            self.few[student] = number
            if len(self.few) > FEW and 8 * len(self.few) > student:
                self.flat = array("Q", bytes(8 * (max(self.few) + 1)))
                for each, value in self.few.items():
                    self.flat[each] = value
                self.few = None
            return
        missing = student + 1 - len(self.flat)
        if missing > 0:
            self.flat.extend([0] * missing)
        self.flat[student] = number

    def values(self) -> Iterator[int]:
        """The numbers that there are."""
        return filter(None, self.flat) if self.few is None else iter(self.few.values())

    def items(self) -> Iterator[tuple[int, int]]:
        """Students with their numbers, in the order of the class."""
        if self.few is not None:
            return iter(sorted(self.few.items()))
        return ((student, number) for student, number in enumerate(self.flat) if number)


class Problem:
    """The sheets of one problem.

    sheets   by student: the number of the sheet, from 1
    places   by student: where it stands
    names    of all figures that anybody answered
    first    the place of the first answer, and `answers` how many there are
    """

    def __init__(self) -> None:
        self.sheets, self.places = Numbers(), Numbers()
        self.names: dict[str, None] = {}
        self.known: dict[bytes, int] = {}
        self.recent: dict[Figures, int] = {}
        self.at = array("Q", [0])
        self.first = ""
        self.answers = 0


class Register:
    """The answers of a class.

    students  by name, in the order of the class, their numbers
    unread    lines of what cannot be read, by student and problem ("" for all), by name ("" for all)
    errors    takes what is answered twice
    """

    def __init__(self, errors: list[InputError]) -> None:
        self.students: dict[str, int] = {}
        self.problems: dict[str, Problem] = {}
        self.unread: dict[tuple[str, str], dict[str, int]] = {}
        self.errors = errors
        self.columns: dict[Columns, int] = {}
        self.kept = Scratch()
        self.waiting: list[tuple[Answer, int]] = []
        """Answers, and how many errors there were when each came."""

    def close(self) -> None:
        self.kept.close()

    def names(self, problem: str) -> list[str]:
        """All figures of a problem that anybody answered."""
        found = self.problems.get(problem)
        return list(found.names) if found else []

    def take(self, answers: Answer | Handed) -> None:
        """Take what stands next in a file; answers that follow each other are kept together until `rest`."""
        if isinstance(answers, Handed):
            self.rest()
            self._hand_in(answers)
            return
        if self.waiting and self.waiting[0][0][:2] != answers[:2]:
            self.rest()
        self.waiting.append((answers, len(self.errors)))

    def _hand_in(self, handed: Handed) -> None:
        student = self._student(handed.student)
        problem = self.problems.get(handed.problem) or self.problems.setdefault(handed.problem, Problem())
        columns = self.columns.setdefault(handed.columns, len(self.columns))
        if problem.sheets[student] or columns >> LINES or handed.line >> (63 - LINES):
            self._add(student, problem, [(answer, len(self.errors)) for answer in handed.answers()])
            return
        problem.sheets.put(student, self._number(problem, handed.figures))
        problem.places.put(student, handed.line << LINES | columns)
        answered = sum([1 for _, value in handed.figures if value])
        if answered and not problem.answers:
            problem.first = next(answer.place for answer in handed.answers() if answer.value)
        problem.answers += answered

    def rest(self) -> None:
        """Put what was taken last where it belongs."""
        if not self.waiting:
            return
        answers, self.waiting = self.waiting, []
        student = self._student(answers[0][0].student)
        for answer, _ in answers:
            if not answer.name:
                self._note_unread(answer)
        if named := [each for each in answers if each[0].name]:
            self._add(student, self.problems.setdefault(named[0][0].problem, Problem()), named)

    def _student(self, name: str) -> int:
        return self.students.setdefault(name, len(self.students))

    def _note_unread(self, answer: Answer) -> None:
        if answer.unread:
            line = int(answer.place.split(":")[-2])
            self.unread.setdefault(answer[:2], {}).setdefault(answer.name, line)

    def _add(self, student: int, problem: Problem, answers: list[tuple[Answer, int]]) -> None:
        """Answers beside those that the student gave before; the first of two to one name counts.

        answers   each with the number of errors before it
        """
        twice = 0
        before = problem.sheets[student]
        figures = dict(self.figures(problem, before)) if before else {}
        places = self.places(problem, student) if before else []
        for answer, errors in answers:
            if answer.name in figures:
                at = list(figures).index(answer.name)
                self.errors.insert(errors + twice, _twice(answer, figures[answer.name], places[at]))
                twice += 1
                continue
            self._note_unread(answer)
            figures[answer.name] = answer.value
            places.append(answer.place)
            if answer.value.strip():
                problem.first = problem.first or answer.place
                problem.answers += 1
        problem.sheets.put(student, self._number(problem, tuple(figures.items())))
        problem.places.put(student, IN_FILE | self.kept.write("", places))

    def _number(self, problem: Problem, figures: Figures) -> int:
        """The number of a sheet; equal ones have one."""
        number = problem.recent.get(figures)
        if number is None:
            text = json.dumps(figures).encode()
            digest = hashlib.blake2b(text, digest_size=16).digest()
            number = problem.known.get(digest)
            if number is None:
                number = problem.known[digest] = len(problem.at)
                problem.at.append(self.kept.put(text))
                problem.names.update(dict.fromkeys(name for name, value in figures if value.strip()))
            if len(problem.recent) >= MOST_RECENT:
                problem.recent.clear()
            problem.recent[figures] = number
        return number

    def figures(self, problem: Problem, number: int) -> Figures:
        """What stands on a sheet."""
        return tuple([(name, value) for name, value in self.kept.read(problem.at[number])])

    def places(self, problem: Problem, student: int) -> list[str]:
        """Where the figures of a student's sheet stand, in their order."""
        place = problem.places[student]
        if place & IN_FILE:
            return [str(each) for each in self.kept.read(place ^ IN_FILE)]
        columns = list(self.columns)[place & ((1 << LINES) - 1)]
        return columns.places(place >> LINES)


def _twice(answer: Answer, first: str, place: str) -> InputError:
    """What is said of a second answer to one name."""
    path = answer.place.rpartition(":")[0].rpartition(":")[0]
    here = path == place.rpartition(":")[0].rpartition(":")[0]
    where = say("in line {split}", split=place.split(":")[-2]) if here else place
    said = say(
        "{answer} of {problem} is answered twice (first {where})",
        answer=answer.name,
        problem=answer.problem,
        where=where,
    )
    expected = say("one value for each name")
    if agree(first.strip(), answer.value.strip()) is not True:
        expected = not_both(written(answer.name, first), written(answer.name, answer.value))
    return InputError(said, place=answer.place, expected=expected)
