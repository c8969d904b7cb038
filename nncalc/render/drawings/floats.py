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
    "total": lambda *terms: sum(terms), "let": lambda a: a,
}  # fmt: skip
"""Operations that floats have as well; a formula with another one is evaluated as on the page, which takes longer."""


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
