"""Answers of files, one by one: as they are kept for marking, student by student."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from nncalc.checking.answer import Answer
from nncalc.checking.answer_files import read_answers as register_of
from nncalc.checking.handed_in import Told
from nncalc.checking.headings import Asked
from nncalc.checking.register import Register
from nncalc.errors import InputError


def read_answers(
    paths: Sequence[str], errors: list[InputError], asked: Asked | None = None, told: Told | None = None
) -> list[Answer]:
    """Every answer that is kept, and for all that cannot be read an answer without a name."""
    with closing(register_of(paths, errors, asked, told)) as register:
        return _answers(register)


def _answers(register: Register) -> list[Answer]:
    found = []
    for student, number in register.students.items():
        unread = {problem: names for (who, problem), names in register.unread.items() if who == student}
        for name, problem in register.problems.items():
            sheet = problem.sheets[number]
            if sheet:
                figures = zip(register.figures(problem, sheet), register.places(problem, number), strict=True)
                found += [
                    Answer(student, name, *figure, place, figure[0] in unread.get(name, {}))
                    for figure, place in figures
                ]
        for problem_name, names in unread.items():
            found += [
                Answer(student, problem_name, "", "", str(line), True) for each, line in names.items() if not each
            ]
    return found
