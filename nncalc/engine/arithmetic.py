"""Rows of the operation table: sums, products and quotients, and the row of a named line."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from nncalc.engine.decide import sign
from nncalc.engine.domains import needs
from nncalc.engine.elementary import POWER
from nncalc.engine.quantity import PRODUCT, SIGNED, SUM, row


def _total(*values: Any) -> Any:
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total


def _products(*values: Any) -> Any:
    total = values[0] * values[1]
    for i in range(2, len(values), 2):
        total = total + values[i] * values[i + 1]
    return total


def _twice(function: Callable[..., Any]) -> dict[str, Any]:
    """Ring operations read alike on rationals, balls, residues and SymPy expressions."""
    return {"exact": function, "ball": function, "residue": function, "sympy": lambda s, *v: function(*v)}


ADD = row(
    "add",
    reference=("1/2,1/3", "5/6"),
    **_twice(operator.add),
    derivatives=lambda y, a, b: (1, 1),
    form="infix",
    sign="+",
    binding=SUM,
)
SUB = row(
    "subtract",
    reference=("1/2,1/3", "1/6"),
    **_twice(operator.sub),
    derivatives=lambda y, a, b: (1, -1),
    form="infix",
    sign="−",
    binding=SUM,
)
MUL = row(
    "multiply",
    reference=("2/3,5/7", "10/21"),
    **_twice(operator.mul),
    derivatives=lambda y, a, b: (b, a),
    form="infix",
    sign="·",
    binding=PRODUCT,
)
DIV = row(
    "divide",
    reference=("2/3,5/7", "14/15"),
    **_twice(operator.truediv),
    derivatives=lambda y, a, b: (1 / b, -(a / POWER(b, 2))),
    domain=needs(lambda a, b: sign(b) != 0, "division by zero"),
    form="fraction",
    binding=PRODUCT,
)
NEG = row(
    "negate",
    reference=("2/3", "-2/3"),
    **_twice(operator.neg),
    derivatives=lambda y, a: (-1,),
    form="prefix",
    sign="−",
    binding=SIGNED,
)
TOTAL = row(
    "total",
    reference=("1/2,1/3,1/6,2", "3"),
    **_twice(_total),
    derivatives=lambda y, *v: (1,) * len(v),
    form="infix",
    sign="+",
    binding=SUM,
)
DOT = row(
    "dot",
    reference=("2,3,5,7", "41"),
    **_twice(_products),
    derivatives=lambda y, *v: tuple(v[i ^ 1] for i in range(len(v))),
    form="products",
    binding=SUM,
)


LET = row(
    "let",
    reference=("2/3", "2/3"),
    **_twice(lambda a: a),
    derivatives=lambda y, a: (1,),
    form="let",
)
