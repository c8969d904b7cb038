"""Formulas: their values, against independent readers, the names in them."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from flint import arb, ctx, fmpq
from formulas import fraction, read, refusal
from hypothesis import given
from hypothesis import strategies as st
from outcomes import outcome

from nncalc.engine.quantity import Quantity, symbol
from nncalc.errors import InputError
from nncalc.reading.expressions import plain_number

PLAIN = {
    "3": (3, "3"),
    "-1.7": (Fraction(-17, 10), "-1.7"),
    "+1": (1, "1"),
    ".1": (Fraction(1, 10), "0.1"),
    ".40": (Fraction(2, 5), "0.40"),
    "-.5": (Fraction(-1, 2), "-0.5"),
    "5.": (5, "5"),
    "2.50": (Fraction(5, 2), "2.50"),
    "007": (7, "007"),
    "1e-3": (Fraction(1, 1000), "1e-3"),
    "1.5E+2": (150, "1.5e+2"),
    "1/3": (Fraction(1, 3), "1/3"),
    "-2/3": (Fraction(-2, 3), "-2/3"),
    "2 / 4": (Fraction(1, 2), "2/4"),
    "- 5": (-5, "-5"),
    "-0": (0, "-0"),
}
RATIONAL = {
    "1+2*3": 7,
    "(1+2)*3": 9,
    "1-2-3": -4,
    "1 - 2": -1,
    "8/4/2": 1,
    "1/2/-3": Fraction(-1, 6),
    "1.5/2": Fraction(3, 4),
    "2^10": 1024,
    "2**10": 1024,
    "2^-1": Fraction(1, 2),
    "-2^2": -4,
    "(-2)^2": 4,
    "2^3^2": 512,
    "2^-2^2": Fraction(1, 16),
    "2*-3": -6,
    "2--3": 5,
    "--1": 1,
    "-+1": -1,
    "5²": 25,
    "-2³": -8,
    "√4": 2,
    "√√16": 2,
    "√(9/4)": Fraction(3, 2),
    "√4*3": 6,
    "2^√4": 4,
    "8^(1/3)": 2,
    "0^0": 1,
    "1^99999999999999999999999999": 1,
    "(-1)^99999999999999999999999999": -1,
    "max(1,2)": 2,
    "min(1/3, 0.33)": Fraction(33, 100),
    "abs(-3)": 3,
    "relu(-1)+step(2)+sign(-4)": 0,
    "floor(-7/2)": -4,
    "ceil(7/2)": 4,
    "floor(10*√2)": 14,
    "exp(0)+ln(1)+log(1)+cos(0)+sin(0)+tanh(0)": 2,
    "log2(8)": 3,
    "log10(1/100)": -2,
    "sigmoid(0)": Fraction(1, 2),
    "softsign(1)": Fraction(1, 2),
    "leaky_relu(-1)": Fraction(-1, 100),
    "leaky_relu(-1,1/5)": Fraction(-1, 5),
    "sign(√2^2-2)": 0,
    "((((1))))": 1,
}
IRRATIONAL = {
    "√2": lambda m: m.sqrt(2),
    "sqrt(2)*√3": lambda m: m.sqrt(6),
    "exp(-1)": lambda m: m.exp(-1),
    "e": lambda m: m.e,
    "e^2": lambda m: m.exp(2),
    "2*e^-(1/2)": lambda m: 2 / m.sqrt(m.e),
    "pi": lambda m: m.pi,
    "π/4": lambda m: m.atan(1),
    "ln(2)": lambda m: m.log(2),
    "log(2)": lambda m: m.log(2),
    "log10(2)": lambda m: m.log10(2),
    "log2(3)": lambda m: m.log(3, 2),
    "2^(1/2)": lambda m: m.sqrt(2),
    "2^√2": lambda m: m.mpf(2) ** m.sqrt(2),
    "sin(1)+cos(1)": lambda m: m.sin(1) + m.cos(1),
    "tanh(1/2)": lambda m: (m.e - 1) / (m.e + 1),
    "sigmoid(-3)": lambda m: 1 / (1 + m.exp(3)),
    "softplus(1)": lambda m: m.log(1 + m.e),
    "elu(-1)": lambda m: m.exp(-1) - 1,
    "elu(-1,2)": lambda m: 2 * m.exp(-1) - 2,
    "gelu(1)": lambda m: m.ncdf(1),
    "1e-20*√2": lambda m: m.sqrt(2) / m.mpf(10) ** 20,
}


@pytest.mark.parametrize(("text", "meant"), PLAIN.items())
def test_plain_numbers(text: str, meant: tuple[Any, str]) -> None:
    quantity = read(text)
    assert (fraction(quantity.value), quantity.typed) == meant
    assert quantity.operation is None


@pytest.mark.parametrize(("text", "value"), RATIONAL.items())
def test_rational_formulas(text: str, value: Any) -> None:
    assert fraction(read(text).value) == value


@pytest.mark.parametrize(("text", "formula"), IRRATIONAL.items())
def test_irrational_formulas(text: str, formula: Any) -> None:
    """mpmath, at 60 digits and not through the engine, lies in the ball."""
    value = read(text).value
    assert type(value) is arb
    with mpmath.workdps(60), ctx.workprec(200):
        assert value.overlaps(arb(mpmath.nstr(formula(mpmath.mp), 50)))
    assert float(value.rad()) < 1e-12


def test_a_formula_is_traced_in_the_order_it_was_typed() -> None:
    quantity = read("b + a*0.50")
    assert quantity.typed is None
    assert quantity.operation is not None
    assert quantity.operation.name == "add"
    first, second = quantity.operands
    assert first.typed == "b"
    assert second.operation is not None
    assert [operand.typed for operand in second.operands] == ["a", "0.50"]


def test_a_negative_number_in_a_formula_is_one_number() -> None:
    quantity = read("exp(-1.50)")
    assert [(q.typed, q.operation) for q in quantity.operands] == [("-1.50", None)]


decimals = st.from_regex(r"[+-]?([0-9]{1,8}(\.[0-9]{0,8})?|\.[0-9]{1,8})([eE][+-]?[0-9]{1,2})?", fullmatch=True)


@given(decimals)
def test_decimals_as_python_reads_them(text: str) -> None:
    quantity = read(text)
    assert fraction(quantity.value) == Fraction(Decimal(text))
    assert quantity.typed is not None
    assert Fraction(Decimal(quantity.typed)) == Fraction(Decimal(text))
    assert not quantity.typed.startswith((".", "-.", "+"))


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**12))
def test_fractions_as_python_reads_them(top: int, below: int) -> None:
    assert fraction(read(f"{top}/{below}").value) == Fraction(f"{top}/{below}")


def _sum(parts: tuple[Any, Any]) -> tuple[str, Fraction]:
    (a, x), (b, y) = parts
    return f"({a} + {b})", x + y


def _difference(parts: tuple[Any, Any]) -> tuple[str, Fraction]:
    (a, x), (b, y) = parts
    return f"({a}-{b})", x - y


def _product(parts: tuple[Any, Any]) -> tuple[str, Fraction]:
    (a, x), (b, y) = parts
    return f"{a}*{b}", x * y


def _negative(part: tuple[str, Fraction]) -> tuple[str, Fraction]:
    return f"(-{part[0]})", -part[1]


def _square(part: tuple[str, Fraction]) -> tuple[str, Fraction]:
    return f"({part[0]})^2", part[1] ** 2


leaves = st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,2})?", fullmatch=True).map(lambda text: (text, Fraction(text)))
formulas = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(_sum),
        st.tuples(inner, inner).map(_difference),
        st.tuples(inner, inner).map(_product),
        inner.map(_negative),
        inner.map(_square),
    ),
    max_leaves=8,
)


@given(formulas)
def test_formulas_against_fractions(formula: tuple[str, Fraction]) -> None:
    text, value = formula
    if max(value.numerator.bit_length(), value.denominator.bit_length()) < 2000:
        assert fraction(read(text).value) == value


python_formulas = st.from_regex(r"[0-9](\*\*[0-3])?([-+*][-+]?[0-9](\*\*-?[0-3])?){0,5}", fullmatch=True)


@given(python_formulas)
def test_precedence_is_pythons(text: str) -> None:
    """Python's own parser, on Fractions: signs, powers, products and sums bind alike."""
    import re

    fractions = re.sub(r"\d+", lambda found: f"Fraction({found[0]})", text)
    try:
        value = eval(fractions, {"Fraction": Fraction})
    except ZeroDivisionError:
        assert "zero" in refusal(text).message
        return
    assert fraction(read(text).value) == value
    assert fraction(read(text.replace("**", "^")).value) == value


@given(st.text(alphabet="12.eE+-*/^√²()xπ,_% ", max_size=14))
def test_anything_is_read_or_refused_within_it(text: str) -> None:
    found = outcome(read, text)
    if isinstance(found, InputError):
        assert found.message
        assert found.text == text
        assert found.column in range(len(text) + 1)


@pytest.mark.parametrize("name", ["x", "x1", "w11", "alpha", "η", "Δw", "x_1", "e1", "exp1", "W", "E", "i"])
def test_names_are_symbols(name: str) -> None:
    quantity = read(name)
    assert quantity.value is None
    assert quantity.typed == name


def test_one_name_is_one_quantity() -> None:
    known: dict[str, Quantity] = {}
    first, second = read("x*x", known), read("x", known)
    assert first.operands == (second, second)
    assert list(known) == ["x"]


def test_known_names_come_before_constants() -> None:
    given_e = symbol("e")
    assert read("e", {"e": given_e}, symbols=False) is given_e
    assert read("2*e^x", {"e": given_e}).operands[1].operands[0] is given_e


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(√2)^2-2", "0"),
        ("ln(e^2)", "2"),
        ("√2*√2/8", "1/4"),
        ("(e-e)-12.5", "-25/2"),
        ("√2*√2+10^-6", "2000001/1000000"),
    ],
)
def test_a_formula_that_is_a_short_decimal_has_it_as_its_value(text: str, value: str) -> None:
    """Else every figure of a training that begins with it asks for a proof: 23 s."""
    assert read(text).value == fmpq(*Fraction(value).as_integer_ratio())


@pytest.mark.parametrize("text", ["√2", "√2*√2/3", "√2*√2/10^7", "1+e^-200", "e^1000"])
def test_a_formula_that_is_none_keeps_its_ball(text: str) -> None:
    assert type(read(text).value) is arb


def test_more_precision_where_a_decision_needs_it() -> None:
    assert fraction(read("step(√2 - 1.41421356237309504880168872420969807856967187537694)").value) == 1
    assert fraction(read("step(√2 - 1.41421356237309504880168872420969807856967187537695)").value) == 0


def test_numbers_names_and_formulas_load_little() -> None:
    program = (
        "import sys; from nncalc.reading.typed import *; from nncalc.reading.expressions import *\n"
        "for t in ('1', '-1/3', '.5e3', 'x1', '2*x1+1'): read_quantity(parse_value(t), symbols=True, known={})\n"
        "print(*(m for m in ('sympy', 'numpy', 'yaml', 'rich', 'json', 'csv') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_number_is_read_once() -> None:
    assert plain_number("0.125") is plain_number("0.125")
    assert plain_number("x") is None
