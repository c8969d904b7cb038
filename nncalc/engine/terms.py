"""The terms and factors of a formula that tell a reader something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nncalc.engine.operations import MUL
from nncalc.engine.quantity import SUM, Quantity, is_number


def factors(operands: Sequence[Any]) -> Sequence[Any]:
    """All factors of a product of products in a row: MUL takes two."""
    while operands[0].operation is MUL and not operands[0].name:
        operands = [*operands[0].operands, *operands[1:]]
    return operands


def telling(operation: Any, operands: Sequence[Quantity]) -> Sequence[Quantity]:
    """The operands that make a difference: no terms 0 in a sum, no factors 1 in a product, 0 for a product with it."""
    if operation.binding == SUM:
        first = operands[:1] if operation.sign == "−" else []
        return [*first, *[q for q in operands[len(first) :] if not is_number(q, 0)]] or operands[:1]
    nothing = [q for q in operands if is_number(q, 0)]
    return nothing[:1] or [q for q in operands if not is_number(q, 1)] or operands[:1]
