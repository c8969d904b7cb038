"""Edges of operations and of the printer: balls around zero, whole numbers as formulas, deep and trivial formulas."""

from __future__ import annotations

from typing import Any

import flint
import pytest
from commandline import nncalc

from nncalc.engine import operations as op
from nncalc.engine.domains import DomainError
from nncalc.engine.notation import Printer
from nncalc.engine.quantity import MorePrecision, Quantity, apply, constant
from nncalc.engine.readings import symbols_under
from nncalc.page.input_style import InputStyle
from nncalc.reading.cells import Cell
from nncalc.reading.expressions import read_quantity
from nncalc.render.text_style import TextStyle


def read(text: str) -> Quantity:
    return read_quantity(Cell(text, 0, text), symbols=True)


def ball(middle: str, radius: str) -> Quantity:
    return Quantity(None, (), flint.arb(middle, radius))


@pytest.mark.parametrize("exponent", range(1, 14))
def test_a_power_of_a_ball_around_zero(exponent: int) -> None:
    """[−1/2, 1/2] to the power n is within [−2^−n, 2^−n], and reaches that far."""
    power = apply(op.POWER, ball("0", "0.5"), constant(exponent)).value
    assert power.contains(flint.fmpq(1, 2**exponent))
    assert abs(power) < flint.fmpq(11, 10 * 2**exponent)


@pytest.mark.parametrize(
    ("typed", "exact"),
    [
        ("(1/4)^(1/2)", "1/2"), ("(8/27)^(2/3)", "4/9"), ("(1/4)^(-1/2)", "2"), ("sqrt(0)", "0"), ("sqrt(1/9)", "1/3"),
        ("0^(1/2)", "0"), ("log2(1)", "0"), ("log2(1/8)", "-3"), ("log2(8)", "3"), ("log10(1/100)", "-2"), ("ln(1)", "0"),
        ("floor(-7/2)", "-4"), ("ceil(-7/2)", "-3"), ("min(1/2,1/2)", "1/2"), ("(-2)^3", "-8"), ("(-1)^999999999", "-1"),
        ("1^999999999", "1"), ("2^(1/64)^64", "2^(1/64)^64"),
    ],
)  # fmt: skip
def test_what_is_rational_is_exact(typed: str, exact: str) -> None:
    value = read(typed).value
    assert str(value) == str(read(exact).value)
    assert type(value) is flint.fmpq or "64" in typed


@pytest.mark.parametrize(
    "typed", ["log2(3)", "log2(3/8)", "log10(20)", "log10(1/20)", "log2(0.3)", "sqrt(2)", "2^(1/2)"]
)
def test_what_is_irrational_is_not(typed: str) -> None:
    assert type(read(typed).value) is flint.arb


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ln(-1)", "ln needs a positive number (-1)"),
        ("ln(-1234567890123456789)", "ln needs a positive number (-1234567890123456789)"),
        ("ln(-12345678901234567890)", "ln needs a positive number"),
        ("ln(-sqrt(2))", "ln needs a positive number (≈ -1.414)"),
        ("log2(0)", "log₂ needs a positive number (0)"),
        ("sqrt(-2)", "the square root of a negative number"),
        ("(-8)^(1/3)", "a negative number to a power that is not whole has no real value"),
        ("(-8)^sqrt(2)", "a negative number to a power that is not whole has no real value"),
        ("0^(-1/2)", "division by zero: 0 to a negative power"),
        ("1/(1-1)", "division by zero"),
    ],
)
def test_what_is_said_of_what_is_undefined(typed: str, said: str) -> None:
    with pytest.raises(DomainError) as raised:
        read(typed)
    assert raised.value.message == said


@pytest.mark.parametrize("radius", ["0.6", "1.1", "1e30"])
def test_a_power_with_a_wide_exponent_waits_for_more_digits(radius: str) -> None:
    """(−2)^b where several whole numbers are in the ball b."""
    with pytest.raises(MorePrecision):
        apply(op.POWER, constant(-2), ball("2.5", radius))


@pytest.mark.parametrize(
    ("middle", "radius", "below"), [("2.5", "0.1", 2), ("2.5", "0.6", None), ("2", "0.1", None), ("3", "1.2", None)]
)
def test_the_floor_of_a_ball(middle: str, radius: str, below: int | None) -> None:
    if below is None:
        with pytest.raises(MorePrecision):
            op.FLOOR(ball(middle, radius))
    else:
        assert op.FLOOR(ball(middle, radius)).value == below


@pytest.mark.parametrize(("typed", "whole"), [("(-2)^(sqrt(2)*sqrt(2))", "4"), ("(-2)^(sqrt(3)*sqrt(3))", "-8")])
def test_a_whole_exponent_may_be_a_formula(typed: str, whole: str) -> None:
    assert f"y={whole}\n" in nncalc(["forward", f"x={typed}", "W1=1", "--steps", "none"]).out


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("0-a", "0 - a"), ("a-0", "a"), ("0+a", "a"), ("a+0+b", "a + b"), ("0*a", "0"), ("1*a", "a"), ("a*1*b", "a*b"),
        ("1*1*a", "a"), ("a/1", "a/1"), ("2*3+a", "6 + a"),
    ],
)  # fmt: skip
def test_a_formula_in_the_inputs_alone_says_nothing_twice(typed: str, written: str) -> None:
    assert Printer(InputStyle(), lambda q: None, expand=True).expanded(read(typed)) == written


def test_a_formula_nested_forty_deep_is_written_and_a_deeper_one_shortened() -> None:
    """Of two side by side both alike."""

    def nested(levels: int) -> Any:
        quantity = read("a")
        for _ in range(levels):
            quantity = op.EXP(quantity)
        return quantity

    def written(quantity: Any) -> str:
        return Printer(InputStyle(), lambda q: None).formula(quantity)[0]

    ellipsis = "..."
    assert written(nested(40)) == "exp(" * 40 + "a" + ")" * 40
    assert written(nested(41)) == "exp(" * 40 + ellipsis + ")" * 40
    one = "exp(" * 39 + ellipsis + ")" * 39
    assert written(nested(41) + nested(45)) == f"{one} + {one}"
    assert symbols_under(nested(45)) == {"a"}


@pytest.mark.parametrize("base", [1, -1])
def test_a_power_of_one_is_exact_however_large_the_exponent(base: int) -> None:
    found = apply(op.POWER, constant(base), constant(10**8 + 1)).value
    assert type(found) is flint.fmpq
    assert found == base


@pytest.mark.parametrize(
    ("typed", "value"),
    [("2^√2", "2.66514414"), ("3^(1/2)", "1.73205080"), ("ln(3)", "1.09861228"), ("ln(√2)", "0.34657359"),
     ("log10(√2)", "0.15051499"), ("log2(√3)", "0.79248125"), ("elu(-1)", "-0.63212055"), ("leaky_relu(-2)", "-0.02")],
)  # fmt: skip
def test_values_of_what_is_typed(typed: str, value: str) -> None:
    assert str(flint.arb(read(typed).value).str(12)).lstrip("[").startswith(value)


@pytest.mark.parametrize(("typed", "written"), [("ln(0)", "ln"), ("log10(-√2)", "log₁₀"), ("log2(-1)", "log₂")])
def test_what_a_logarithm_needs(typed: str, written: str) -> None:
    with pytest.raises(DomainError, match=f"{written} needs a positive number"):
        read(typed)


@pytest.mark.parametrize(
    ("typed", "written"),
    [("a*(b*c)*d", "a*b*c*d"), ("a*(b/c)*d", "a*(b/c)*d"), ("a*(b^c)*d", "a*b^c*d"), ("a*(b+c)*d", "a*(b + c)*d")],
)
def test_factors_in_the_middle(typed: str, written: str) -> None:
    assert Printer(InputStyle(), lambda q: None).formula(read(typed))[0] == written
    assert Printer(TextStyle(), lambda q: None).formula(read("a*(b/c)*d"))[0] == "a·(b/c)·d"


def test_a_product_with_two_zeros_is_one_zero() -> None:
    product = Quantity(op.MUL, (constant(0), constant(0)), None)
    assert Printer(InputStyle(), lambda q: None, expand=True).expanded(product) == "0"


def test_a_name_is_shortened_inside_its_own_part_alone() -> None:
    """What was written for one epoch is not taken for the next."""
    first = Quantity(op.LET, (constant(2),), constant(2).value, "epoch.1.w")
    double = apply(op.MUL, constant(2), first)
    printer = Printer(TextStyle(), lambda q: None)
    printer.inside("epoch.1")
    assert printer.formula(double)[0] == "2·w"
    printer.inside("epoch.2")
    assert printer.formula(double)[0] == "2·w⁽¹⁾"
    printer.inside("epoch.1")
    assert printer.formula(double)[0] == "2·w"
