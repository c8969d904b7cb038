"""Who answered what: equal sheets once, students in their order, answers from several places together."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby

import pytest

from nncalc.checking import register as module
from nncalc.checking.answer import Answer, Columns, Handed
from nncalc.checking.register import Numbers, Register
from nncalc.errors import InputError


@pytest.fixture
def register() -> Iterator[Register]:
    with closing(Register([])) as made:
        yield made


def handed(student: str, line: int, *values: str) -> Handed:
    names = [f"r{number}" for number in range(len(values))]
    columns = Columns("a.csv", tuple(range(2, 2 + len(values))))
    return Handed(student, "q", tuple(zip(names, values, strict=True)), columns, line)


def test_equal_sheets_are_kept_once(register: Register) -> None:
    for number in range(10):
        register.take(handed(f"s{number}", number + 2, "1", str(number % 3)))
    problem = register.problems["q"]
    assert len(problem.at) == 4
    assert [problem.sheets[number] for number in range(10)] == [1, 2, 3] * 3 + [1]
    assert register.figures(problem, 2) == (("r0", "1"), ("r1", "1"))
    assert register.places(problem, 4) == ["a.csv:6:2", "a.csv:6:3"]


def test_answers_in_any_order(register: Register) -> None:
    """A row a figure, sorted by the figure: what a student gave comes together."""
    answers = [Answer(f"s{n % 5}", f"q{n % 3}", f"r{n % 4}", str(n), f"a.csv:{n}:1") for n in range(60)]
    random.Random(0).shuffle(answers)
    for answer in answers:
        register.take(answer)
    register.rest()
    assert register.errors == []
    for answer in answers:
        problem, student = register.problems[answer.problem], register.students[answer.student]
        at = list(dict(register.figures(problem, problem.sheets[student]))).index(answer.name)
        assert dict(register.figures(problem, problem.sheets[student]))[answer.name] == answer.value
        assert register.places(problem, student)[at] == answer.place
    assert list(register.students) == [each for each, _ in groupby(dict.fromkeys(a.student for a in answers))]


def test_the_first_of_two_answers_counts(register: Register) -> None:
    register.take(handed("Li", 2, "1", ""))
    register.take(handed("Li", 9, "2", "3"))
    problem = register.problems["q"]
    assert register.figures(problem, problem.sheets[0]) == (("r0", "1"), ("r1", ""))
    assert [error.place for error in register.errors] == ["a.csv:9:2", "a.csv:9:3"]
    assert register.errors[0].message == "r0 of q is answered twice (first in line 2)"


def test_sheets_beyond_what_is_known_at_once(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_RECENT", 2)
    for number in range(20):
        register.take(handed(f"s{number}", number + 2, str(number % 5)))
    assert [register.problems["q"].sheets[number] for number in range(20)] == [1, 2, 3, 4, 5] * 4


@pytest.mark.parametrize("order", ["up", "down", "any"])
def test_numbers_of_many_and_of_few(order: str) -> None:
    source = random.Random(1)
    wanted = {student: source.randint(1, 2**63) for student in source.sample(range(9000), 3000)}
    keys = sorted(wanted, reverse=order == "down") if order != "any" else list(wanted)
    numbers = Numbers()
    for student in keys:
        numbers.put(student, wanted[student])
    assert numbers.few is None
    assert list(numbers.items()) == sorted(wanted.items())
    assert sorted(numbers.values()) == sorted(wanted.values())
    assert [numbers[student] for student in range(9100)] == [wanted.get(student, 0) for student in range(9100)]


def test_a_problem_of_one_student_costs_one_student() -> None:
    """Nothing is laid out for the 999,999 before, however many problems there are."""
    numbers = Numbers()
    numbers.put(10**9, 7)
    assert dict(numbers.items()) == {10**9: 7}
    assert not numbers.flat


def test_errors_are_of_input(register: Register) -> None:
    register.take(handed("Li", 2, "1"))
    register.take(handed("Li", 3, "1.0"))
    assert isinstance(register.errors[0], InputError)
    assert register.errors[0].expected == "one value for each name"
