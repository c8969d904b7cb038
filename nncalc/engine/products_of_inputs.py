"""Sums of products in the inputs alone: the lines of wide layers, written in one go."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nncalc.engine.lazy import flint
from nncalc.engine.operations import MUL, TOTAL
from nncalc.engine.piece import Piece, TooLong
from nncalc.engine.quantity import PRODUCT, SIGNED, SUM, Quantity

if TYPE_CHECKING:
    from nncalc.engine.style import Style

DEEPEST = 40
"""Formulas nested deeper than this show an ellipsis."""
MOST_PIECES = 1500
"""A formula in the inputs alone that has more pieces than this is not written."""


class ProductsOfInputs:
    """What a `Printer` makes of `a·b + c·d` in the inputs alone; the same as of a sum of such products."""

    style: Style
    pieces: int
    depth: int
    deepest: int

    def _write(self, x: Any) -> Piece:
        raise NotImplementedError

    def _folded(self, operands: Any, size: int) -> tuple[Any, Callable[[list[str]], list[str]]]:
        raise NotImplementedError

    def _sum_of_products(self, operands: Any) -> Piece:
        """The products that are no 0; those of two numbers as one number, those with a 1 as the other factor."""
        terms, spread = self._folded(_telling(operands), 1)
        pieces = [self._of_two(*term) if type(term) is tuple else self._write(term) for term in terms]
        if len(pieces) == 1:
            return pieces[0]
        minima, group = [SIGNED] + [SUM] * (len(pieces) - 1), self.style.group
        parts = [
            piece.figures if piece.figures_binding >= minimum else group(piece.figures)
            for piece, minimum in zip(pieces, minima, strict=True)
        ]
        whole = self.style.infix(TOTAL.sign, spread(parts))
        return Piece(whole, whole, SUM, SUM)

    def _of_two(self, left: Quantity, right: Quantity) -> Piece:
        self._count()
        self.depth += 1
        try:
            parts = [self._factor(left), self._factor(right)]
        finally:
            self.depth -= 1
        whole = self.style.infix(MUL.sign, parts)
        return Piece(whole, whole, PRODUCT, PRODUCT)

    def _factor(self, x: Quantity) -> str:
        value = x.value
        if type(value) is not flint.fmpq:
            piece = self._write(x)
            return piece.figures if piece.figures_binding >= PRODUCT else self.style.group(piece.figures)
        self._count()
        text = self.style.number(str(value))
        return self.style.group(text) if value < 0 else text

    def _count(self) -> None:
        """One more piece. Raises TooLong."""
        self.pieces += 1
        if self.pieces > MOST_PIECES or self.depth >= DEEPEST:
            raise TooLong
        if self.depth > self.deepest:
            self.deepest = self.depth


def _telling(operands: Any) -> list[Any]:
    """The terms that make a difference: quantities, and products as pairs; a 0 where there is none."""
    fmpq = flint.fmpq
    terms: list[Any] = []
    for left, right in zip(operands[::2], operands[1::2], strict=True):
        a, b = left.value, right.value
        numbers = [value for value in (a, b) if type(value) is fmpq]
        if not all(numbers):
            continue
        if len(numbers) == 2:
            terms.append(Quantity(None, (), a * b))
        elif numbers and numbers[0] == 1:
            terms.append(right if type(a) is fmpq else left)
        else:
            terms.append((left, right))
    return terms or [Quantity(None, (), fmpq(0))]
