"""Values from Python: lists, arrays, tensors, floats by their shortest decimals."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from nncalc.errors import InputError
from nncalc.reading.cells import Cell, Nested
from nncalc.reading.python_values import from_python


def texts(nested: Nested) -> Any:
    return [texts(item) for item in nested] if isinstance(nested, list) else nested.text


def cells(nested: Nested) -> list[Cell]:
    return [cell for item in nested for cell in cells(item)] if isinstance(nested, list) else [nested]


PYTHON: list[tuple[Any, Any]] = [
    (1, "1"),
    (-2, "-2"),
    (0.1, "0.1"),
    (1e-7, "1e-07"),
    (1e22, "1e+22"),
    (Fraction(1, 3), "1/3"),
    (Decimal("2.50"), "2.50"),
    ("1,2:3,4", [["1", "2"], ["3", "4"]]),
    (["1/3", " x1 "], ["1/3", "x1"]),
    ((1, [2, 0.5]), ["1", ["2", "0.5"]]),
    (range(3), ["0", "1", "2"]),
    (numpy.float32(0.1), "0.1"),
    (numpy.float64(0.1), "0.1"),
    (numpy.float16(0.1), "0.1"),
    (numpy.int8(-3), "-3"),
    (numpy.array(3), "3"),
    (numpy.array([[1, 2], [3, 4]]), [["1", "2"], ["3", "4"]]),
    (numpy.array([0.1, 2.5]), ["0.1", "2.5"]),
    (numpy.array([[0.1]], dtype=numpy.float32), [["0.1"]]),
    (numpy.array([Fraction(1, 3), 2], dtype=object), ["1/3", "2"]),
    (numpy.array(["cat", "dog"]), ["cat", "dog"]),
    (sympy.Rational(1, 3), "1/3"),
    (sympy.Integer(7), "7"),
    (sympy.Symbol("w11"), "w11"),
]


@pytest.mark.parametrize(("value", "nested"), PYTHON)
def test_python_values(value: Any, nested: Any) -> None:
    assert texts(from_python(value)) == nested


_itself: list[Any] = []
_itself.append(_itself)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (True, "truth value"),
        ([1, False], "truth value"),
        (numpy.bool_(True), "bool"),
        (None, "NoneType"),
        (float("nan"), "not a number"),
        (float("-inf"), "not a number"),
        (Decimal("NaN"), "not a number"),
        (Decimal("sNaN"), "not a number"),
        (Decimal("Infinity"), "not a number"),
        (numpy.array([1, numpy.inf]), "not a number"),
        (1j, "complex"),
        (b"1", "bytes"),
        ({}, "dict"),
        ({1}, "set"),
        ([], "nothing in it"),
        ([[]], "nothing in it"),
        ([""], "empty"),
        (_itself, "deep"),
        (10**2000, "1,000 digits"),
        (sympy.sqrt(2), "not a number"),
        ([1] * 250_001, "250,000 elements"),
        ([[1] * 400] * 700, "250,000 elements"),
        (numpy.zeros((400, 700)), "250,000 elements"),
        (["x\u200b"], "ZERO WIDTH SPACE"),
    ],
)
def test_python_values_refused(value: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        from_python(value)


def test_pytorch_tensors_as_their_own_shortest_decimals() -> None:
    torch = pytest.importorskip("torch")
    assert texts(from_python(torch.tensor([0.1, 0.2]))) == ["0.1", "0.2"]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_its_shortest_decimal(value: float) -> None:
    assert float(texts(from_python(value))) == value
