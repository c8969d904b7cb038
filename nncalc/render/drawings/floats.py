"""A formula as a function of floats, for places on curves and contours: figures never come from here."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from nncalc.engine.formula import Formula
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity, constant
from nncalc.errors import NncalcError
from nncalc.render.drawings.view import place

Numbers = Sequence[float]
Evaluated = Callable[[Numbers], float]

OPERATIONS: dict[str, Callable[..., float]] = {
    "add": lambda a, b: a + b, "subtract": lambda a, b: a - b, "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b, "negate": lambda a: -a, "power": math.pow, "exp": math.exp, "log": math.log,
    "log2": math.log2, "log10": math.log10, "sqrt": math.sqrt, "sin": math.sin, "cos": math.cos, "tan": math.tan,
    "abs": abs, "tanh": math.tanh, "sinh": math.sinh, "cosh": math.cosh, "maximum": max, "minimum": min,
    "total": lambda *terms: sum(terms), "let": lambda a: a, "erf": math.erf, "softsign": lambda z: z / (1 + abs(z)),
    "normal_cdf": lambda z: (1 + math.erf(z / math.sqrt(2))) / 2, "sigmoid": lambda z: (1 + math.tanh(z / 2)) / 2,
    "softplus": lambda z: max(z, 0.0) + math.log1p(math.exp(-abs(z))), "relu": lambda z: max(z, 0.0),
    "relu_slope": lambda z, at: _by_sign(z, 0.0, at), "leaky_relu": lambda z, a: z if z > 0 else a * z,
    "leaky_relu_slope": lambda z, a, at: _by_sign(z, a, at), "elu": lambda z, a: z if z > 0 else a * math.expm1(z),
    "elu_slope": lambda z, a: 1.0 if z > 0 else a * math.exp(z),
}  # fmt: skip
"""Operations that floats have as well; a formula with another one is evaluated as on the page, which takes longer."""


def _by_sign(z: float, below: float, at: float) -> float:
    """A slope: 1 above 0."""
    return 1.0 if z > 0 else below if z < 0 else at


def evaluator(formula: Formula) -> Callable[..., float | None]:
    """The value of a formula at floats; None where it has none, and of formulas with other letters."""
    try:
        quick = _compiled(formula.body, formula.parameters)
    except KeyError:
        return lambda *numbers: _exactly(formula, numbers)

    def value(*numbers: float) -> float | None:
        try:
            found = quick(numbers)
        except (ValueError, ZeroDivisionError, OverflowError):
            return None
        return found if math.isfinite(found) else None

    return value


def _compiled(q: Quantity, parameters: Sequence[str]) -> Evaluated:
    """Raises KeyError for an operation or a letter that is not known."""
    if not q.operands:
        if q.value is not None:
            number = float(flint.arb(q.value).mid())
            return lambda numbers: number
        if q.typed not in parameters:
            raise KeyError(q.typed)
        index = parameters.index(q.typed or "")
        return lambda numbers: numbers[index]
    function: Any = OPERATIONS[q.operation.name] if q.operation is not None else None
    parts = [_compiled(operand, parameters) for operand in q.operands]
    if len(parts) == 2:
        first, second = parts
        return lambda numbers: function(first(numbers), second(numbers))
    return lambda numbers: function(*[part(numbers) for part in parts])


def _exactly(formula: Formula, numbers: Numbers) -> float | None:
    try:
        return place(formula(*[constant(flint.fmpq(*float(number).as_integer_ratio())) for number in numbers]))
    except (NncalcError, ZeroDivisionError):
        return None
