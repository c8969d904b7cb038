"""How every row of the operation table is written: by itself, and where it needs brackets."""

from __future__ import annotations

import pytest
from formulas import read
from table_checkers import arity

from nncalc.engine.notation import Printer
from nncalc.engine.quantity import TABLE, Operation, Quantity, constant
from nncalc.render.text_style import TextStyle

OPEN = {
    "add": "x1 + x2", "subtract": "x1 − x2", "multiply": "x1·x2", "divide": "x1/x2", "negate": "−x1",
    "total": "x1 + x2 + x3 + x4", "dot": "x1·x2 + x3·x4", "power": "x1^x2", "exp": "e^x1", "sqrt": "√x1", "π": "π",
    "e": "e", "let": "x1", "abs": "|x1|", "floor": "⌊x1⌋", "ceil": "⌈x1⌉",
}  # fmt: skip
"""Rows that are not written as functions are."""


def called(row: Operation) -> str:
    """A function's sign before its operands in brackets, those that it shows."""
    operands = [f"x{i + 1}" for i in range(arity(row))][: row.shown]
    return f"{row.sign}({', '.join(operands)})"


WRITTEN = OPEN | {name: called(row) for name, row in TABLE.items() if row.form == "call"}
SUMS, PRODUCTS = ("add", "subtract", "total", "dot"), ("multiply", "divide")
RAISED = ("power", "exp", "sqrt", "where_negative")
"""Not sums or products, and yet in brackets when raised to a power."""


def node(name: str) -> Quantity:
    return Quantity(TABLE[name], tuple(Quantity(None, (), None, f"x{i + 1}") for i in range(arity(TABLE[name]))), None)


def written(operation: Operation, *operands: Quantity) -> str:
    return Printer(TextStyle(), lambda q: None).formula(Quantity(operation, operands, None))[0]


def test_every_row_is_here() -> None:
    assert set(WRITTEN) == set(TABLE)


@pytest.mark.parametrize("name", WRITTEN)
def test_a_row_by_itself(name: str) -> None:
    assert written(TABLE[name], *node(name).operands) == WRITTEN[name]


@pytest.mark.parametrize("name", WRITTEN)
def test_brackets_around_a_row(name: str) -> None:
    """A sum needs them in a product, a sign everywhere, an open form under an exponent; nothing else does."""
    plain, bracketed, seven = WRITTEN[name], f"({WRITTEN[name]})", constant(7)
    in_sum = bracketed if name == "negate" else plain
    in_product = bracketed if name in (*SUMS, "negate") else plain
    raised = bracketed if name in (*SUMS, *PRODUCTS, *RAISED, "negate") else plain
    assert written(TABLE["add"], seven, node(name)) == f"7 + {in_sum}"
    assert written(TABLE["multiply"], seven, node(name)) == f"7·{in_product}"
    assert written(TABLE["power"], node(name), constant(2)) == f"{raised}²"


def test_what_is_nested_too_deep_is_an_ellipsis() -> None:
    """Forty levels are written, whatever stands beside them."""
    q = Quantity(None, (), None, "x")
    for _ in range(60):
        q = TABLE["sin"](TABLE["exp"](constant(1)) + q)
    assert written(TABLE["negate"], q) == f"−{'sin(e^1 + ' * 19}sin(…){')' * 19}"


def test_a_formula_in_the_inputs_alone_has_forty_levels_at_most() -> None:
    q = Quantity(None, (), None, "x")
    for _ in range(40):
        assert expanded(q) is not None
        q = TABLE["sin"](q)
    assert expanded(q) is None


def expanded(q: Quantity) -> str | None:
    return Printer(TextStyle(), lambda q: None, expand=True).expanded(q)


@pytest.mark.parametrize(
    ("row", "operands", "text"),
    [
        ("add", "0x", "x"), ("add", "x0", "x"), ("add", "00", "0"), ("total", "0x0y", "x + y"),
        ("subtract", "0x", "0 − x"), ("subtract", "x0", "x"), ("subtract", "xy", "x − y"),
        ("multiply", "1x", "x"), ("multiply", "x0", "0"), ("multiply", "11", "1"), ("multiply", "xy", "x·y"),
        ("dot", "x1y0", "x"), ("dot", "2100", "2"), ("dot", "xyy1", "x·y + y"),
    ],
)  # fmt: skip
def test_what_makes_no_difference_is_left_out_of_a_formula_in_the_inputs(row: str, operands: str, text: str) -> None:
    made = [constant(int(o)) if o.isdecimal() else Quantity(None, (), None, o) for o in operands]
    assert expanded(Quantity(TABLE[row], tuple(made), None)) == text


@pytest.mark.parametrize(("row", "size"), [("total", 1), ("dot", 2)])
def test_a_sum_of_more_than_twelve_terms_keeps_the_first_three_and_the_last(row: str, size: int) -> None:
    x = [Quantity(None, (), None, f"x{i + 1}") for i in range(13 * size)]
    assert "…" not in written(TABLE[row], *x[: 12 * size])
    folded = "x1 + x2 + x3 + … + x13" if size == 1 else "x1·x2 + x3·x4 + x5·x6 + … + x25·x26"
    assert written(TABLE[row], *x) == folded


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("elu(w, 2)", "elu(w, 2)"), ("elu(w, 1)", "elu(w)"), ("elu(w)", "elu(w)"), ("elu(w, a)", "elu(w, a)"),
        ("leaky_relu(w, 0.2)", "leaky_relu(w, 0.2)"), ("leaky_relu(w, .01)", "leaky_relu(w)"), ("max(w, 2)", "max(w, 2)"),
    ],
)  # fmt: skip
def test_a_parameter_is_written_where_it_was_typed_and_is_not_the_usual_one(typed: str, shown: str) -> None:
    formula = read(typed)
    assert Printer(TextStyle(), lambda q: None).formula(formula)[0] == shown
    assert formula.operation is read(typed).operation, "alike operations are one"
