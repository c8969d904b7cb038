"""A trial problem type that takes a formula and goes down its slope, in every format; what it leaves is in the tests alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from texts import TEXTS

from nncalc import api
from nncalc.declaring.fields import given
from nncalc.declaring.formula_kind import FORMULA, FormulaKind
from nncalc.declaring.numeric import NUMBER
from nncalc.declaring.problem import ProblemType, read_problem
from nncalc.engine.run import Policy
from nncalc.errors import InputErrors
from nncalc.page.solving import Settings, exact_form, run_problem

if TYPE_CHECKING:
    from nncalc.engine.formula import Formula
    from nncalc.engine.quantity import Quantity
    from nncalc.engine.run import Run


class Descent(ProblemType):
    """Two steps down the slope of a formula in w."""

    f: Formula = given(FormulaKind("w"), "what is made small", first=True)
    w: Quantity = given(NUMBER, "where it begins")
    lr: Quantity = given(NUMBER, "learning rate")

    name, summary = "descent", "Gradient descent on a formula"
    sections = {"function": "Function", "steps": "Steps"}

    def work(self, run: Run) -> None:
        derivative, w = self.f.derivative("w"), self.w
        run.section("function")
        self.f.define(run)
        derivative.define(run)
        run.section("steps")
        for step in (1, 2):
            g = run.let(f"g{step}", derivative(w))
            w = run.let(f"w{step}", w - self.lr * g)
        run.let("value", self.f(w))
        run.answer("w2", "value")


class Plane(ProblemType):
    """The gradient of a formula in x and y."""

    f: Formula = given(FORMULA, "a formula in x and y")
    x: Quantity = given(NUMBER, "x")
    y: Quantity = given(NUMBER, "y")
    name, summary = "plane", "The gradient of a formula"
    sections = {"gradient": "Gradient"}

    def work(self, run: Run) -> None:
        run.section("gradient")
        for name in self.f.parameters:
            derivative = self.f.derivative(name)
            derivative.define(run)
            run.let(f"g{name}", derivative(*[getattr(self, parameter) for parameter in self.f.parameters]))


def solution(kind: type[ProblemType], settings: Settings | None = None, **typed: Any) -> api.Solution:
    return api.Solution(read_problem(kind, typed), settings or Settings())


def lines(page: str) -> list[str]:
    return [" ".join(line.split()) for line in page.splitlines() if "=" in line]


def test_the_page() -> None:
    assert lines(solution(Descent, f="w^2", w="0.8", lr="0.1").render()) == [
        "f = w²",
        "w = 0.8",
        "η = 0.1",
        "f(w) = w²",
        "f′(w) = 2·w",
        "g1 = f′(w) = 2·w = 2·0.8 = 1.6",
        "w1 = w − η·g1 = 0.8 − 0.1·1.6 = 0.64",
        "g2 = f′(w1) = 2·w1 = 2·0.64 = 1.28",
        "w2 = w1 − η·g2 = 0.64 − 0.1·1.28 = 0.512",
        "value = f(w2) = w2² = 0.512² = 4096/15625 ≈ 0.2621",
        "w2=0.512",
        "value=0.2621",
    ]


def test_several_parameters() -> None:
    assert lines(solution(Plane, f="x^2+3*y^2+x*y", x="3", y="-1/2").render()) == [
        "f = x² + 3·y² + x·y",
        "x = 3",
        "y = -1/2",
        "∂f/∂x = 2·x + y",
        "gx = ∂f/∂x = 2·x + y = 2·3 + (-1/2) = 5.5",
        "∂f/∂y = 6·y + x",
        "gy = ∂f/∂y = 6·y + x = 6·(-1/2) + 3 = 0",
    ]


def test_latex() -> None:
    page = solution(Plane, f="x^2+3*y^2", x="3", y="2").render("latex")
    assert r"&= \frac{\partial f}{\partial x} = 2 \cdot x = 2 \cdot 3 = 6" in page
    page = solution(Descent, f="exp(2*w)", w="0.8", lr="0.1").render("latex")
    assert r"f'(w) &= 2 \cdot e^{2 \cdot w}" in page


@pytest.mark.parametrize("format", [*TEXTS, "json"])
def test_every_format(format: str) -> None:
    page = solution(Descent, f="(w-3)^2", w="0.8", lr="0.1").render(format)
    assert page.strip()
    if format == "json":
        steps = json.loads(page)["steps"]
        assert next(step for step in steps if step["name"] == "g1") | {"section": ""} == {
            "name": "g1", "formula": "f′(w) = 2·(w − 3)", "substituted": "2·(0.8 − 3)", "value": "-4.4", "section": "",
        }  # fmt: skip


def test_a_slope_that_is_a_number() -> None:
    assert "g1 = f′(w) = 3" in lines(solution(Descent, f="3*w+1", w="0.8", lr="0.1").render())


def test_letters() -> None:
    page = lines(solution(Descent, f="w^2", w="a", lr="0.1").render())
    assert "g1 = f′(w) = 2·w = 2·a" in page


def test_readings_of_the_tape() -> None:
    """Closed forms, rounding as one goes, and a figure carried on."""
    problem = read_problem(Descent, {"f": "exp(w)", "w": "√2", "lr": "1/10"})
    assert run_problem(problem, lambda run: exact_form(run.results["g1"])) == "exp(sqrt(2))"
    rounded = run_problem(problem, lambda run: str(run.results["g1"].value), Policy(places=2))
    assert rounded == "411/100"
    assert str(solution(Descent, f="w^2", w="a", lr="1").sympy("g1")) == "2*a"
    assert solution(Descent, f="w^2", w="0.8", lr="0.1").check("g1", "0.8").verdict == "wrong"
    assert solution(Descent, f="w^2", w="0.8", lr="0.1").check("g1", "1.6").verdict == "right"


def test_what_is_refused() -> None:
    with pytest.raises(InputErrors) as refused:
        read_problem(Descent, {"f": "w^2+v", "w": "1", "lr": "1"})
    (error,) = refused.value.errors
    assert (error.name, error.column, error.expected) == ("f", 4, "a formula in w, such as w^2")
