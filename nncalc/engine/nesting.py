"""Operations inside one another that are written as one."""

from __future__ import annotations

from collections.abc import Sequence

from nncalc.engine.quantity import Operation, Quantity


def nested(operation: Operation, operands: Sequence[Quantity]) -> list[Quantity]:
    """The operands of max(max(a, b), c), which is written max(a, b, c)."""
    found = list(operands)
    while found[0].operation is operation and not found[0].name:
        found[:1] = found[0].operands
    return found
