"""Readings of a tape: pure, iterative, and quick enough for a chain of 100,000 quantities."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import flint
import pytest

from nncalc.engine import operations as op
from nncalc.engine.budget import BUDGET
from nncalc.engine.decide import is_formally_zero, rounded
from nncalc.engine.figures import Precision, figure, nearest_double
from nncalc.engine.notation import Printer
from nncalc.engine.quantity import Quantity, constant, symbol
from nncalc.engine.readings import AtPoint, everything_under, gradient, symbols_under, to_sympy
from nncalc.engine.run import forget, renewed, rerun
from nncalc.page.solving import exact_form, read_result
from nncalc.render.text_style import TextStyle

LONG = 100_000


@pytest.fixture
def shallow() -> Iterator[None]:
    """So little stack that a reading which recurses along the chain fails at once (a formula may nest 40 deep)."""
    before, depth, frame = sys.getrecursionlimit(), 0, sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back  # type: ignore[assignment]
    sys.setrecursionlimit(depth + 700)
    yield
    sys.setrecursionlimit(before)


def chain(x: Quantity, length: int = LONG) -> Quantity:
    """x/2 + 1, taken again and again."""
    half = constant(flint.fmpq(1, 2))
    q = x
    for _ in range(length // 2):
        q = half * q + 1
    return q


def printer(expand: bool = False) -> Printer:
    return Printer(TextStyle(), lambda q: figure(q, Precision()), expand=expand)


@pytest.mark.usefixtures("shallow")
def test_a_long_chain_is_read_without_recursion() -> None:
    x = op.SIGMOID(constant(flint.fmpq(1, 3)))
    x.name = "x"
    q = chain(x)
    assert len(everything_under([q])) > LONG
    found = figure(q, Precision(15))
    assert found is not None
    assert found.text == "2.000000000000000"
    assert nearest_double(q) == 2.0
    assert rounded(q, 3) == 2
    assert exact_form(q) is None
    assert printer(expand=True).expanded(q) is None
    formula, figures = printer().formula(q)
    assert "…" in formula
    assert len(figures) < 2000
    [derivative] = gradient(q, [x])
    assert derivative.value < flint.arb(2) ** -1000
    assert not is_formally_zero(q)
    assert is_formally_zero(q - q)


@pytest.mark.usefixtures("shallow")
def test_a_long_rational_chain_goes_on_as_balls() -> None:
    q = chain(constant(flint.fmpq(1, 3)))
    assert type(q.value) is flint.arb
    assert read_result(q, Precision()).value == 2.0


def test_a_long_chain_of_unknowns_becomes_sympy() -> None:
    x, y = symbol("x"), symbol("y")
    q = constant(0)
    for number in range(LONG // 20):
        q = q + (x if number % 2 else y) + 1
    expression = to_sympy(q)
    assert str(expression) == f"{LONG // 40}*x + {LONG // 40}*y + {LONG // 20}"
    assert symbols_under(q) == {"x", "y"}
    put_in = AtPoint({"x": flint.fmpq(1, 2), "y": flint.fmpq(0)}.__getitem__)(q)
    assert put_in.value == LONG // 80 + LONG // 20


def test_a_long_chain_is_renewed_and_forgotten() -> None:
    q = chain(op.SQRT(constant(2)))
    with flint.ctx.workprec(2 * flint.ctx.prec):
        again = renewed(q)
    assert again.value.rad() < q.value.rad()
    assert again.value.overlaps(q.value)
    assert forget(q).operands == ()


def test_a_wide_sum_is_shortened_on_the_page() -> None:
    from nncalc.engine.tensor import total

    items = [Quantity(None, (), flint.fmpq(i), f"x{i}") for i in range(1, 1001)]
    formula, figures = printer().formula(total(items))
    assert formula == "x1 + x2 + x3 + … + x1000"
    assert figures == "1 + 2 + 3 + … + 1000"
    assert [q.value for q in gradient(total(items), items[:3])] == [1, 1, 1]


# -- purity --------------------------------------------------------------------------------------------------------------


def sample() -> tuple[Quantity, list[Quantity]]:
    inputs = [Quantity(None, (), flint.fmpq(n, 7), name) for n, name in ((3, "a"), (-2, "b"), (5, "c"))]
    a, b, c = inputs
    z = op.TANH(a * b + c) / op.SQRT(c) - op.EXP(-a) * op.MAXIMUM(a, b) + op.POWER(c, constant(3))
    return z * z + op.ELU(b, constant(1)), inputs


READINGS: dict[str, Any] = {
    "figure": lambda q, x: figure(q, Precision(9)),
    "double": lambda q, x: nearest_double(q),
    "exact form": lambda q, x: exact_form(q),
    "formula": lambda q, x: printer().formula(q),
    "expanded": lambda q, x: printer(True).expanded(q),
    "SymPy": lambda q, x: str(to_sympy(q)),
    "gradient": lambda q, x: [figure(g, Precision(12)) for g in gradient(q, x)],
    "second gradient": lambda q, x: [figure(g, Precision(12)) for g in gradient(gradient(q, x)[0], x)],
    "order": lambda q, x: [id(node) for node in everything_under([q])],
    "formal zero": lambda q, x: is_formally_zero(q - q * 1),
    "symbols": lambda q, x: symbols_under(q),
}


def state(q: Quantity) -> list[tuple[Any, ...]]:
    return [
        (id(n), n.name, n.typed, str(n.value), tuple(map(id, n.operands)), id(n.equal_to), id(n.operation))
        for n in everything_under([q])
    ]


@pytest.mark.parametrize("name", READINGS)
def test_reading_twice_gives_the_same_and_changes_nothing(name: str) -> None:
    q, inputs = sample()
    before = state(q)
    first = READINGS[name](q, inputs)
    for other in READINGS.values():
        other(q, inputs)
    assert READINGS[name](q, inputs) == first
    assert state(q) == before


def test_terms_stand_in_the_order_of_the_working() -> None:
    a, b, c = (Quantity(None, (), flint.fmpq(i), name) for i, name in ((2, "c"), (3, "b"), (-5, "a")))
    formula, figures = printer().formula(a * b + c - b / a)
    assert formula == "c·b + a − b/c"
    assert figures == "2·3 + (-5) − 3/2"


def test_brackets_stand_where_they_are_needed_and_nowhere_else() -> None:
    a, b, c = (Quantity(None, (), flint.fmpq(-i), name) for i, name in ((1, "a"), (2, "b"), (3, "c")))
    written = [
        (a - (b - c), "a − (b − c)"),
        ((a - b) - c, "a − b − c"),
        (a * (b + c), "a·(b + c)"),
        (-(a + b), "−(a + b)"),
        (-a * b, "(−a)·b"),
        (a / (b * c), "a/(b·c)"),
        (op.POWER(a + b, constant(2)), "(a + b)²"),
        (op.POWER(-a, constant(2)), "(−a)²"),
        (op.EXP(-(a * b)), "e^(−a·b)"),
        (op.SQRT(a * b - c), "√(a·b − c)"),
        (op.ABS(a - b), "|a − b|"),
    ]
    assert [(printer().formula(q)[0]) for q, _ in written] == [text for _, text in written]


def test_a_long_sum_keeps_its_first_three_terms_and_its_last() -> None:
    terms = [symbol(f"x{i + 1}") for i in range(13)]
    assert printer().formula(op.TOTAL(*terms))[0] == "x1 + x2 + x3 + … + x13"
    assert printer().formula(op.TOTAL(*terms[:12]))[0].count("+") == 11
    pairs = [q for term in terms for q in (term, symbol("w"))]
    assert printer().formula(op.DOT(*pairs))[0] == "x1·w + x2·w + x3·w + … + x13·w"


def test_a_wide_formula_is_not_expanded() -> None:
    whole = Printer(TextStyle(), lambda q: None, fold=False, expand=True)
    assert whole.expanded(op.TOTAL(*[symbol("x")] * 2000)) is None
    assert whole.expanded(op.TOTAL(*[symbol("x")] * 1000)) is not None


def test_the_budget_counts_quantities_and_is_refunded(monkeypatch: pytest.MonkeyPatch) -> None:
    from nncalc.errors import OutOfBounds

    BUDGET.reset(5000)
    x = constant(1)

    def count_on() -> None:
        q = x
        for _ in range(6000):
            q = q + 1

    with pytest.raises(OutOfBounds, match="1,000,000"):
        count_on()

    def work(run: Any) -> None:
        q = constant(0)
        for _ in range(30):
            with run.forgotten() if forgetting else nullcontext():
                for _ in range(5_000):
                    q = constant(1) + 1
        run.let("q", q)

    monkeypatch.setattr("nncalc.engine.run.QUANTITIES", 10_000)
    forgetting = True
    rerun(work, lambda run: None)
    forgetting = False
    with pytest.raises(OutOfBounds):
        rerun(work, lambda run: None)
