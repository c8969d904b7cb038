"""Formulas that are refused: what is said, where it stands, and the bounds of what is read."""

from __future__ import annotations

from typing import Any

import pytest
from formulas import read, refusal

from nncalc.errors import InputError
from nncalc.reading.expressions import read_quantity
from nncalc.reading.typed import parse_value


def test_what_no_precision_settles_is_refused() -> None:
    assert "4,096 bits" in refusal("relu(sin(pi))").message


def test_symbols_are_refused_where_numbers_are_wanted() -> None:
    error = refusal("1+x1", symbols=False)
    assert "'x1' is a name" in error.message
    assert error.column == 2
    assert refusal("p", symbols=False).nearest == "pi"
    for name in ("nan", "NaN", "inf", "Infinity", "true", "None", "null", "undefined", "PI"):
        assert name in refusal(name).message


REFUSED = [
    ("2x", 1, "multiplication", "2*x"),
    ("2(3)", 1, "multiplication", "2*(…)"),
    ("(2)(3)", 3, "multiplication", "(…)*(…)"),
    ("2√3", 1, "multiplication", "2*√3"),
    ("2π", 1, "multiplication", "2*π"),
    ("2e", 1, "multiplication", "2*e"),
    ("x²y", 2, "multiplication", "*y"),
    ("x(3)", 0, "multiplication", "x*(…)"),
    ("1.2.3", 3, "not a number", "1.25"),
    ("1..2", 2, "not a number", "1.25"),
    ("1 2", 2, "nothing between", "comma"),
    ("50%", 2, "'%'", "0.5 or 50/100"),
    ("12.5 %", 5, "'%'", "0.125 or 12.5/100"),
    ("x%", 1, "'%'", "x/100"),
    ("1+", 2, "nothing after '+'", "number"),
    ("*2", 0, "nothing before '*'", "number"),
    ("2*/3", 2, "between '*' and '/'", "number"),
    ("2^^3", 2, "between '^' and '^'", "number"),
    ("()", 1, "between the brackets", "number"),
    ("exp()", 4, "between the brackets", "number"),
    ("(1", 0, "not closed", "pairs"),
    ("1)", 1, "closes nothing", "pairs"),
    ("(1,2)", 2, "',' separates", "max(1,2)"),
    ("max(1,)", 6, "between ',' and ')'", "number"),
    ("max(1)", 0, "takes 2 numbers, not 1", "2"),
    ("2+max(1,2,3)", 2, "takes 2 numbers, not 3", "2 numbers: max(max(x, y), z)"),
    ("exp(1,2)", 0, "takes one number, not 2", "one"),
    ("1+exp", 2, "exp is a function", "exp(…)"),
    ("sqrtt(2)", 0, "no function 'sqrtt'", "sqrt"),
    ("leaky-relu(2)", 0, "difference", "leaky_relu(…)"),
    ("x=1", 1, "'='", "formula"),
    ("|x|", 0, "'|'", "abs(x)"),
    ("3!", 1, "'!'", "product"),
    ("1_000", 1, "'_'", "separators"),
    ("10'000", 2, "is not read", "10000"),
    ("[1]", 0, "square brackets", "round"),
    (".", 0, "without digits", "0.5"),
    ("1+猫", 2, "U+732B", "numbers"),
    ("1/0", 2, "division by zero", "other than 0"),
    ("1+2/(1-1)", 3, "division by zero", ""),
    ("3+ln(0)", 2, "positive", ""),
    ("ln(-1)", 0, "positive", ""),
    ("√(1-2)", 0, "negative", ""),
    ("0^-1", 1, "zero", ""),
    ("(-8)^(1/3)", 4, "not whole", ""),
    ("", 0, "nothing is typed", "number"),
]


@pytest.mark.parametrize(("text", "column", "message", "expected"), REFUSED)
def test_refused(text: str, column: int, message: str, expected: str) -> None:
    error = refusal(text)
    assert message in error.message
    assert error.column == column
    assert error.text == text
    assert expected in (error.expected or "")


def test_the_nearest_function_is_named() -> None:
    assert refusal("sqrtt(2)").nearest == "sqrt"
    assert refusal("Sigmoid(2)").nearest == "sigmoid"


def test_columns_count_from_the_start_of_what_was_typed() -> None:
    cell: Any = parse_value("1, 2: 3, 4x")[1][1]  # type: ignore[index]
    with pytest.raises(InputError) as caught:
        read_quantity(cell, symbols=True, known={})
    assert (caught.value.column, caught.value.text) == (10, "1, 2: 3, 4x")


BOUNDS = [
    ("x+" * 5000 + "1", "10,001 characters", 0),
    ("1" * 1001, "1,000 digits", 0),
    ("0." + "1" * 1000, "1,000 digits", 0),
    ("1e" + "0" * 1000 + "1", "1,000 digits", 0),
    ("2+" + "1" * 1001, "1,000 digits", 2),
    ("(" * 101 + "1" + ")" * 101, "brackets more than 100 deep", 100),
    ("(" * 9000, "brackets more than 100 deep", 100),
    ("-" * 101 + "1", "more than 100 deep", None),
    ("-" * 9000 + "1", "more than 100 deep", None),
    ("√" * 101 + "1", "more than 100 deep", None),
    ("^".join("1" * 102), "more than 100 deep", None),
    ("^-".join("2" * 3000), "more than 100 deep", None),
    ("abs(" * 101 + "1" + ")" * 101, "more than 100 deep", None),
    ("1e999999999", "100,000 bits", 2),
    ("1e-30200", "100,000 bits", 2),
    ("1+1e30200", "100,000 bits", 2),
    ("2^100001", "100,000 bits", 1),
    ("2^-100001", "100,000 bits", 1),
    ("9^9^9", "100,000 bits", 1),
    ("2^2^2^2^2^2", "100,000 bits", 1),
    ("(1/3)^99999", "100,000 bits", 5),
    ("10^(10^10)", "100,000 bits", 2),
    ("(√2)^1e9", "100,000 bits", 4),
    ("2^(√2*1e9)", "100,000 bits", 1),
    ("x^1e9", "100,000 bits", 1),
    ("cos(1)^1e12", "100,000 bits", 6),
    ("e^1e9", "100,000 bits", 1),
    ("exp(-1e9)", "100,000 bits", 0),
    ("exp(exp(exp(9)))", "100,000 bits", 0),
    ("2^99999*2^99999", "100,000 bits", 7),
]


@pytest.mark.parametrize(("text", "message", "column"), BOUNDS, ids=[text[:12] for text, *_ in BOUNDS])
def test_bounds(text: str, message: str, column: int | None) -> None:
    error = refusal(text)
    assert message in error.message
    assert column is None or error.column == column


@pytest.mark.parametrize(
    "text",
    [
        "x+" * 4999 + "1",
        "1" * 1000,
        "(" * 100 + "1" + ")" * 100,
        "-" * 100 + "1",
        "√" * 100 + "1",
        "^".join("1" * 101),
        "2^100000",
        "2^-100000",
        "1e30000",
        "2^2^2^2^2",
        "+".join(["x^2"] * 2000),
        "exp(-1000)",
    ],
    ids=lambda text: text[:12],
)
def test_up_to_the_bounds(text: str) -> None:
    read(text)
