"""Irrational operands for the rows of the operation table, each on the tape and as mpmath has it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import flint
import mpmath

from nncalc.engine.operations import EXP, SQRT
from nncalc.engine.quantity import Quantity, constant


def mixtures(count: int) -> Iterator[tuple[str, ...]]:
    """Operands for a row that takes so many: all of them for one, 25 mixtures for more."""
    source = random.Random(count)
    kinds = list(IRRATIONAL)
    if count == 1:
        yield from [(kind,) for kind in kinds]
        return
    for _ in range(25 if count else 1):
        yield tuple(source.choice(kinds) for _ in range(count))


def _root(n: int) -> Quantity:
    return SQRT(constant(n))


def _exponential(top: int, bottom: int) -> Quantity:
    return EXP(constant(flint.fmpq(top, bottom)))


IRRATIONAL: dict[str, tuple[Callable[[], Quantity], Callable[[], Any]]] = {
    "√2": (lambda: _root(2), lambda: mpmath.sqrt(2)),
    "-√3": (lambda: -_root(3), lambda: -mpmath.sqrt(3)),
    "e^(1/3)": (lambda: _exponential(1, 3), lambda: mpmath.exp(mpmath.mpf(1) / 3)),
    "√2·√3 − √6": (lambda: _root(2) * _root(3) - _root(6), lambda: mpmath.mpf(0)),
    "√2·√2": (lambda: _root(2) * _root(2), lambda: mpmath.mpf(2)),
    "-e^(-1)": (lambda: -_exponential(-1, 1), lambda: -mpmath.exp(-1)),
    "e/e − 4": (lambda: _exponential(1, 1) / _exponential(1, 1) - 4, lambda: mpmath.mpf(-3)),
    "5/2": (lambda: constant(flint.fmpq(5, 2)), lambda: mpmath.mpf("2.5")),
}
