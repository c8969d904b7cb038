"""Pieces that rows of the operation table are made of: domains and the points where a function is rational."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.errors import InputError
from nncalc.words import Later, say


class DomainError(InputError):
    """An operation was asked for where it is undefined: ln of a negative, a division by zero."""


def only_at(point: int, value: Any) -> Callable[[Any], Any]:
    """Rational at one rational point only (Lindemann–Weierstrass: irrational at every other rational)."""
    return lambda q: (flint.fmpq(value) if type(value) is int else flint.fmpq(*value)) if q == point else None


def atom_but_at(name: str, point: int, value: int) -> Callable[[Any], Any]:
    """The residue of a function of which the zero test knows its one rational value alone: elsewhere an atom."""

    def residue(a: Any) -> Any:
        return a.field.rational(flint.fmpq(value)) if a.p == point else a.field.atom((name, a.p))

    return residue


def needs(test: Callable[..., bool], message: str | Later) -> Callable[..., None]:
    """A domain: the operands must pass the test."""

    def check(*operands: Quantity) -> None:
        if not test(*operands):
            name = next((q.name for q in reversed(operands) if q.name), None)  # what divides, of two
            raise DomainError(_with_value(say(message), operands), name=name)

    return check


def _with_value(message: str, operands: tuple[Quantity, ...]) -> str:
    """What is wrong, with the value of a single operand where it is short."""
    said = _short(operands)
    return say("{message} ({value})", message=message, value=said) if said else message


def _short(operands: tuple[Quantity, ...]) -> str:
    value = operands[0].value if len(operands) == 1 else None
    if type(value) is flint.fmpq:
        text = str(value)
        return text if len(text) <= 20 else ""
    return f"≈ {float(value.mid()):.4g}" if value is not None and value.is_finite() else ""
