"""Formulas in the quantities of a book come to the same: what is rewritten is worked out again from its leaves."""

from __future__ import annotations

from typing import Any

import pytest
from commandline import nncalc
from notation_of import problem_of

from nncalc.declaring.letters import printing
from nncalc.engine import events
from nncalc.engine.lazy import flint
from nncalc.engine.operations import LET, MUL, NEG, SUB
from nncalc.engine.quantity import Quantity, apply, constant
from nncalc.engine.rewriting import Rewriting
from nncalc.engine.run import Run
from nncalc.page.in_books import ways
from nncalc.page.solving import run_problem

LINES = (
    "backprop x=.05,.1 W1=.15,.2:.25,.3 b1=.35 W2=.4,.45:.5,.55 b2=.6 act=sigmoid t=.01,.99 lr=.5",
    "backprop x=1,2:3,-1 W1=.1,.2:.3,.4 b1=.5,1 act1=tanh W2=1,2:3,4 b2=-1,0 t=1,0:0,1 lr=.1 loss=mse",
    "backprop x=1,2 W1=.1,.2:.3,.4 b1=.5,1 act1=softmax t=1,0 lr=.1 loss=cross-entropy",
    "backprop x=1 W1=.5 b1=.1 act1=sigmoid t=1 lr=.5 optimizer=momentum",
    "backprop x=1 W1=.5 b1=.1 act1=sigmoid t=1 lr=.5 epochs=3 update=sequential",
    "forward x=1,2 W1=1,2:3,4 b1=1/3",
)


def worked(x: Any) -> Any:
    """The value of a formula, from the named lines and the numbers in it."""
    if x.name or not x.operands or x.operation is None:
        return x.value
    return apply(x.operation, *[constant(worked(operand)) for operand in x.operands]).value


def are_close(a: Any, b: Any) -> bool:
    return bool(abs(flint.arb(a) - flint.arb(b)) < flint.arb("1e-20"))


@pytest.mark.parametrize("book", ["zhou", "classic"])
@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("delta", ["", " delta=gradient"])
def test_what_is_rewritten_has_its_value(line: str, book: str, delta: str) -> None:
    if delta and not line.startswith("backprop"):
        return
    problem, notation = problem_of(line + delta, book)

    def read(run: Run) -> int:
        rewriting, tried = ways(notation, problem).get("rewriting"), 0
        for event in run.events if rewriting else ():
            named = event.named if isinstance(event, events.Line) else None
            for q in () if named is None else named.items or [named]:
                shown = rewriting.turned(q)
                sign = -1 if rewriting.negated(q.name) else 1
                assert are_close(shown.value, sign * q.value), q.name
                inner = shown.operands[0] if shown.operation is LET else shown
                assert are_close(worked(rewriting.formula(inner)), shown.value), q.name
                tried += 1
        return tried

    with printing(notation):
        assert run_problem(problem, read) > 2 or (book == "classic" and (bool(delta) or line.startswith("forward")))


def test_minus_signs_stand_where_a_person_writes_them() -> None:
    a, b, t = (Quantity(None, (), flint.fmpq(n), name) for n, name in ((2, "a"), (3, "b"), (5, "t")))
    rewriting = Rewriting({"b"}.__contains__, set().__contains__)
    for made, operation in ((a + b, SUB), (apply(NEG, a - t), SUB), (a * b, NEG), (b * b, MUL)):
        found = rewriting.formula(made)
        assert found.operation is operation
        assert worked(found) == made.value
    assert rewriting.formula(a + t) is not None
    assert rewriting.formula(a) is a
    turned = rewriting.turned(b)
    assert (turned.value, turned.name) == (-3, "b")
    assert rewriting.turned(turned) is turned


def test_a_threshold_that_is_minus_a_symbol_is_taken_off_as_that_symbol() -> None:
    line = "forward x=1,2 W1=.1:.2 b1=c --notation zhou --no-statement"
    assert "x₁·w₁₁ + x₂·w₂₁ − θ = 1·0.1 + 2·0.2 + c\n" in nncalc(line).out
    page = nncalc(f"{line} --set c=.5").out
    assert "− θ = 1·0.1 + 2·0.2 + c = 1·0.1 + 2·0.2 − (-0.5) = 1\n" in page
    assert r"- \theta = 1 \cdot 0.1 + 2 \cdot 0.2 + c" in nncalc(f"{line} --format latex").out
    assert "− θ = 1·0.1 + 2·0.2 + c + d\n" in nncalc(line.replace("b1=c", "b1=c+d")).out
