"""The marks of a class, made when they are read: students hand in sheets that others handed in too, and share their marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from nncalc.checking.marked import Graded, Marked, Row
from nncalc.checking.marking import KeyProblem, rows_of, with_unread
from nncalc.checking.register import Problem, Register
from nncalc.errors import InputError, nearest
from nncalc.problem_files.entry import Broken, Entry
from nncalc.words import count, say


class Marking(NamedTuple):
    """All marks, and what could not be marked.

    people   the name of each student who is known by a number
    fault    whether something could not be marked by a fault of ours
    """

    marked: ClassMarks
    errors: list[InputError]
    people: Mapping[str, str] = {}
    fault: bool = False


class Counted(NamedTuple):
    """The marks of a sheet, and how many students have them."""

    problem: str
    graded: Graded
    times: int


class ClassMarks:
    """Every student with every problem, as often as it is gone through.

    graded   the marks of a sheet: by the number of its problem in the key, and its own
    tell     hears how many students were gone through, and of how many
    """

    def __init__(
        self,
        register: Register,
        keys: Sequence[KeyProblem],
        graded: Callable[[int, int], Graded],
        people: Mapping[str, str],
    ) -> None:
        self.register, self.keys, self.graded, self.people = register, keys, graded, people
        self.problems = [register.problems.get(key.entry.id) or Problem() for key in keys]
        self.empty = [Graded(rows_of(key, [])) for key in keys]
        self.tell: Callable[[int, int], None] = lambda done, of: None
        self.own: dict[tuple[int, int], Graded] = {}
        """Marks that are of one student alone, by the numbers of the student and of the problem."""
        self._note_unread()

    def _note_unread(self) -> None:
        unread = self.register.unread
        for student in dict.fromkeys(student for student, _ in unread):
            number = self.register.students[student]
            for at, key in enumerate(self.keys):
                lines = unread.get((student, key.entry.id)) or unread.get((student, ""), {})
                if lines and key.is_for(student, self.people.get(student)):
                    self.own[number, at] = Graded(with_unread(key, self._shared(number, at).rows, lines))

    def __iter__(self) -> Iterator[Marked]:
        students = self.register.students
        everybody = all(not key.entry.student for key in self.keys)
        whole = len(students)
        for student, number in students.items():
            self.tell(number, whole)
            for at, key in enumerate(self.keys):
                if everybody or key.is_for(student, self.people.get(student)):
                    yield Marked(student, key.entry.id, self._of(number, at))
        self.tell(whole, whole)

    def _of(self, student: int, at: int) -> Graded:
        return self.own.get((student, at)) or self._shared(student, at)

    def _shared(self, student: int, at: int) -> Graded:
        sheet = self.problems[at].sheets[student]
        return self.graded(at, sheet) if sheet else self.empty[at]

    def find(self, student: str, problem: str) -> Marked | None:
        """The marks of one student for one problem; None where there are none."""
        for at, key in enumerate(self.keys):
            if key.entry.id == problem and key.is_for(student, self.people.get(student)):
                return Marked(student, problem, self._of(self.register.students[student], at))
        return None

    def put(self, student: str, problem: str, rows: Sequence[Row]) -> None:
        """Give one student marks for one problem."""
        at = next(at for at, key in enumerate(self.keys) if key.entry.id == problem)
        self.own[self.register.students[student], at] = Graded(tuple(rows))

    def shown(self) -> list[str]:
        """The problems that some student has, in the order in which they appear."""
        if all(not key.entry.student for key in self.keys):
            return [key.entry.id for key in self.keys] if self.register.students else []
        return list(dict.fromkeys(each.problem for each in self))

    def of_student(self, student: str) -> list[str]:
        """The problems of a student."""
        return [key.entry.id for key in self.keys if key.is_for(student, self.people.get(student))]

    def counted(self) -> Iterator[Counted]:
        """Each sheet once, in the order in which they first appear in the class."""
        firsts: list[tuple[int, int, int, int]] = []
        for at, times in enumerate(self._times()):
            firsts += [(first, at, sheet, number) for sheet, (number, first) in times.items()]
        firsts += [(student, at, -1, 1) for student, at in self.own]
        for first, at, sheet, number in sorted(firsts):
            found = self.own[first, at] if sheet < 0 else self.graded(at, sheet) if sheet else self.empty[at]
            yield Counted(self.keys[at].entry.id, found, number)

    def _times(self) -> Iterator[dict[int, list[int]]]:
        """By problem: how many students handed in each sheet (0: none), and which was the first."""
        students = self.register.students
        for at, (key, problem) in enumerate(zip(self.keys, self.problems, strict=True)):
            times: dict[int, list[int]] = {}
            for student, number in students.items():
                if (not key.entry.student or key.is_for(student, self.people.get(student))) and (
                    not self.own or (number, at) not in self.own
                ):
                    found = times.get(problem.sheets[number])
                    if found is None:
                        times[problem.sheets[number]] = [1, number]
                    else:
                        found[0] += 1
            yield times

    @property
    def is_right(self) -> bool:
        """Whether everything is."""
        return all(each.graded.is_right for each in self.counted())

    # -- what could not be marked ------------------------------------------------------------------------------------

    def refused(self, wanted: Mapping[tuple[int, int], Graded]) -> list[InputError]:
        """What was wrong, a name that is no result once for all who answered it.

        wanted   the sheets with something wrong: by the numbers of the problem and of the sheet
        """
        together: dict[tuple[str, str], list[InputError]] = {}
        found: list[InputError] = []
        for student, number in self.register.students.items() if wanted else ():
            for at, key in enumerate(self.keys):
                graded = wanted.get((at, self.problems[at].sheets[number]))
                if graded is not None and key.is_for(student, self.people.get(student)):
                    self._say(graded, number, at, together, found)
        for several in together.values():
            several[0].message = and_more(several[0].message, len(several) - 1)
        return [several[0] for several in together.values()] + found

    def _say(
        self,
        graded: Graded,
        student: int,
        at: int,
        together: dict[tuple[str, str], list[InputError]],
        found: list[InputError],
    ) -> None:
        """What is wrong with one student's sheet."""
        key, problem = self.keys[at], self.problems[at]
        asked = key.asked(self.register.figures(problem, problem.sheets[student]))
        places = self.register.places(problem, student)
        where = {name: places[place] for place, (name, _) in asked.items()}
        for each in graded.refused:
            error = InputError(each.message, place=where[each.name], expected=each.expected, nearest=each.nearest)
            errors = together.setdefault((key.entry.id, each.name), []) if each.together else found
            errors.append(error)
        if graded.failed:
            said = say("{id} could not be marked: {refusal}", id=key.entry.id, refusal=graded.failed)
            found.append(InputError(said, place=next(iter(where.values()))))


def and_more(message: str, more: int) -> str:
    """What is wrong with several answers alike, said once."""
    if not more:
        return message
    return say("{message} (and in {answers} more)", message=message, answers=count(more, "answer"))


def strange_answers(
    key: Sequence[Entry | Broken], register: Register, people: Mapping[str, str]
) -> Iterator[InputError]:
    """The answers to problems that the key has for others, or has not."""
    ids = {entry.id: entry for entry in key if isinstance(entry, Entry)}
    broken = {entry.id for entry in key} - ids.keys()
    students = list(register.students) if any(entry.student for entry in ids.values()) else []
    for id_, problem in register.problems.items():
        owner = ids[id_].student if id_ in ids else ""
        for number, sheet in problem.sheets.items() if owner else ():
            student = students[number]
            if owner not in (student, people.get(student)):
                figures = zip(register.figures(problem, sheet), register.places(problem, number), strict=True)
                for place in [place for (_, value), place in figures if value.strip()]:
                    message = say(
                        "{problem} is a problem of {owner}, and the answer is by {student}",
                        problem=id_, owner=owner, student=student,
                    )  # fmt: skip
                    yield InputError(message, place=place, expected=say("a problem of the student's own"))
    for id_, problem in register.problems.items():
        if id_ not in ids and id_ not in broken and problem.answers:
            message = and_more(say("the key has no problem '{problem}'", problem=id_), problem.answers - 1)
            close, known = nearest(id_, ids), " ".join(list(ids)[:40])
            yield InputError(message, place=problem.first, expected=known, nearest=close)
