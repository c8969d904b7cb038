"""What one expression is written as, and what is kept of what was written."""

from __future__ import annotations

from typing import TypeVar

MOST_KEPT = 20_000
"""Names, figures and formulas that are kept for when they are wanted again: more than a page uses that is read."""
Key = TypeVar("Key")
Written = TypeVar("Written")


class Kept(dict[Key, Written]):
    """What was made before, by what it was made of; it begins anew when it is full, so that long pages do not fill memory."""

    __slots__ = ()

    def __setitem__(self, key: Key, written: Written) -> None:
        if len(self) >= MOST_KEPT:
            self.clear()
        super().__setitem__(key, written)


class TooLong(Exception):
    """A formula outgrew its bound."""


class Piece:
    """Two readings of one expression, and how tightly each binds."""

    __slots__ = ("binding", "figures", "figures_binding", "formula")

    def __init__(self, formula: str, figures: str, binding: int, figures_binding: int) -> None:
        self.formula, self.figures, self.binding, self.figures_binding = formula, figures, binding, figures_binding
