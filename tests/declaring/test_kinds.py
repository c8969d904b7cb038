"""Kinds of values: words with a slash, shares of a whole, defaults written as typed text."""

from __future__ import annotations

from typing import Any

import pytest

from nncalc.api import Solution
from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice, Reading
from nncalc.declaring.numeric import NUMBER, VECTOR
from nncalc.declaring.problem import ProblemType, read_problem
from nncalc.declaring.share import Share
from nncalc.engine.quantity import constant
from nncalc.engine.run import Run
from nncalc.errors import InputError
from nncalc.page.solving import Settings


class Trial(ProblemType):
    name, summary, sections = "trial", "Scaled", {"y": "Values"}
    x = given(NUMBER, "a number", first=True)
    mu = given(NUMBER, "a factor", default="0.9")
    c = given(VECTOR, "two numbers", default="1/3,√2")
    hard = convention("x/6", "x/5", "1/N", "alpha/n", "1/2", help="a slope")

    def work(self, run: Run) -> None:
        run.let("y", self.mu * self.x + self.c[0] + self.c[1])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("x/5", "x/5"),
        ("X/5", "x/5"),
        ("1/n", "1/N"),
        ("1/N", "1/N"),
        ("alpha/n", "alpha/n"),
        (".5", "1/2"),
        ("x⁄6", "x/6"),
    ],
)
def test_choices_with_a_slash(typed: str, meant: str) -> None:
    assert read_problem(Trial, {"x": "1", "hard": typed}).conventions == {"hard": meant}


def test_the_schema_of_choices_knows_numbers_alone_as_numbers() -> None:
    assert Choice(("x/5", "1/2", "1/N", "n-1")).schema == {"enum": ["x/5", "1/2", "1/N", "n-1", "n_1", 0.5]}


def test_a_choice_that_is_none_of_them() -> None:
    with pytest.raises(InputError) as caught:
        Choice(("x/6", "x/5")).read("x/4", "hard", Reading())
    assert caught.value.expected == "x/6 | x/5"


def test_defaults_are_read_and_printed_as_they_are_written() -> None:
    problem: Any = read_problem(Trial, {"x": "2"})
    assert (str(problem.mu.value), problem.mu.name, problem.mu.typed) == ("9/10", "mu", "0.9")
    assert [q.name for q in problem.c] == ["c.1", "c.2"]
    assert "= 0.9·2 + 1/3 + √2 ≈" in Solution(problem, Settings()).render("text")
    assert (
        Solution(problem, Settings()).with_digits(60)["y"].decimal
        == "3.547546895706428382135022057543031411903005208710281406510013"
    )  # √2 at a higher precision


def test_what_is_typed_holds_instead_of_a_default() -> None:
    problem: Any = read_problem(Trial, {"x": "2", "mu": "1/2"})
    assert str(problem.mu.value) == "1/2"


@pytest.mark.parametrize(
    ("typed", "shown", "of_1001"),
    [
        ("200", "200", 200), (200, "200", 200), ("0", "0", 0), ("1", "1", 1), ("20%", "0.2", 201), ("20 %", "0.2", 201),
        ("2.50%", "0.025", 26), ("100%", "1", 1001), ("0%", "0", 0), (".2", "0.2", 201), ("1/3", "1/3", 334),
        (0.25, "0.25", 251), ("12.3456789012345678901234567891%", "0.123456789012345678901234567891", 124),
    ],
)  # fmt: skip
def test_shares(typed: Any, shown: str, of_1001: int) -> None:
    portion = Share().read(typed, "test", Reading())
    assert portion.amount.typed == shown
    assert portion.amount.name == "test"
    assert portion.of(constant(1001)).value == of_1001


@pytest.mark.parametrize("typed", ["n", "2*n"])
def test_letters_are_a_count(typed: str) -> None:
    portion = Share().read(typed, "test", Reading())
    assert not portion.relative
    assert portion.of(constant(1001)) is portion.amount


@pytest.mark.parametrize("typed", ["1.5", "-1", "101%", "-20%", "√2/2", "1,2", "n%"])
def test_what_is_no_share(typed: str) -> None:
    with pytest.raises(InputError):
        Share().read(typed, "test", Reading())
