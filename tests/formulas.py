"""Formulas read for the tests: the quantity, its fraction, or why it is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flint import fmpq

from nncalc.engine.quantity import Quantity
from nncalc.errors import InputError
from nncalc.reading.cells import Cell
from nncalc.reading.expressions import read_quantity


def read(text: str, known: dict[str, Quantity] | None = None, symbols: bool = True) -> Quantity:
    return read_quantity(Cell(text, 0, text), symbols=symbols, known=known)


def fraction(value: Any) -> Fraction:
    assert type(value) is fmpq
    return Fraction(int(value.p), int(value.q))


def refusal(text: str, symbols: bool = True) -> InputError:
    with pytest.raises(InputError) as caught:
        read(text, symbols=symbols)
    return caught.value
