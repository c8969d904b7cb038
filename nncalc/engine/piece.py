"""What one expression is written as."""

from __future__ import annotations


class TooLong(Exception):
    """A formula outgrew its bound."""


class Piece:
    """Two readings of one expression, and how tightly each binds."""

    __slots__ = ("binding", "figures", "figures_binding", "formula")

    def __init__(self, formula: str, figures: str, binding: int, figures_binding: int) -> None:
        self.formula, self.figures, self.binding, self.figures_binding = formula, figures, binding, figures_binding
