"""The one printer: from a tape to formulas, for single quantities and for tensors alike.

A `Style` says how each form is written in a format; precedence, brackets, folding and the choice between a name and a
figure are decided here. The formula and the line with numbers put in are written in one pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from nncalc.engine.figures import Figure
from nncalc.engine.lazy import flint
from nncalc.engine.operations import DIV, LET, MUL
from nncalc.engine.piece import Kept, Piece, TooLong
from nncalc.engine.products_of_inputs import DEEPEST, MOST_PIECES, ProductsOfInputs
from nncalc.engine.quantity import ATOM, POWERS, PRODUCT, SIGNED, SUM, Quantity
from nncalc.engine.terms import factors, telling
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.rewriting import Rewriting
    from nncalc.engine.style import Style

LONGEST_SUM = 12
"""Sums of more terms are folded in the middle."""

_ZERO = r"(?:\\d?frac\{)*0(?:(?:\.|,|\{,\})0*)?(?=$|[/·}]| \\cdot)"
"""What is 0 by its first factor, or that of what stands over a bar, in text or LaTeX."""


class Printer(ProductsOfInputs):
    """Writes quantities and tensors in a style; `figure` gives the figure of a named quantity (or None)."""

    pieces: int

    def __init__(
        self, style: Style, figure: Callable[[Quantity], Figure | None], *, fold: bool = True, expand: bool = False,
        rewriting: Rewriting | None = None, product: str = "⊙",
    ) -> None:  # fmt: skip
        """fold: shorten long sums; expand: write all in the inputs alone; rewriting, product: as another book has them."""
        self.style = style
        self.figure = figure
        self.fold = fold
        self.expand = expand
        self.rewriting, self.product = rewriting, product
        self.dropped = ""
        self.depth = 0
        self.leaves: Kept[int, Piece] = Kept()
        self.whole: Kept[int, tuple[Piece, int, int, Any]] = Kept()
        """Formulas in the inputs alone, by quantity: how many pieces each has, and how deep it goes; the quantity is kept."""
        self.deepest = 0

    def inside(self, dropped: str) -> None:
        """What follows stands in a part whose names are written without what they begin with (`epoch.7.`); "" for none."""
        if dropped != self.dropped:
            self.dropped = dropped
            self.leaves.clear()

    def name(self, name: str) -> str:
        """A name as it is displayed; inside the part it belongs to (`epoch.7`) it needs no mark of it."""
        return self.style.name(name.removeprefix(self.dropped))

    def tensor(self, name: str) -> str:
        """The same for a tensor: a row of a matrix is not one of its components."""
        return self.style.tensor(name.removeprefix(self.dropped))

    def formula(self, x: Any) -> tuple[str, str]:
        """What stands to the right of a name: the formula in names, and with numbers put in."""
        inner = x.operands[0] if x.operation is LET else x
        inner = inner if self.rewriting is None else self.rewriting.formula(inner)
        piece = self._leaf(inner) if inner.name else self._operation(inner)
        return piece.formula, piece.figures

    def expanded(self, x: Any) -> str | None:
        """The formula in the inputs alone; None when it would be longer than is any use to a reader."""
        self.pieces = self.deepest = 0
        try:
            return self._write(x).figures
        except TooLong:
            return None

    def _write(self, x: Any) -> Piece:
        if not self.expand:
            if not x.name and x.operands:
                return self._operation(x)
            leaf = self.leaves.get(id(x))
            if leaf is None:
                leaf = self.leaves[id(x)] = self._leaf(x)
            return leaf
        found = self.whole.get(id(x))
        if found is not None and self.depth + found[2] < DEEPEST and self.pieces + found[1] <= MOST_PIECES:
            self.pieces += found[1]
            self.deepest = max(self.deepest, self.depth + found[2])
            return found[0]
        before, outer, self.deepest = self.pieces, self.deepest, self.depth
        piece = self._anew(x)
        self.whole[id(x)] = piece, self.pieces - before, self.deepest - self.depth, x
        self.deepest = max(outer, self.deepest)
        return piece

    def _anew(self, x: Any) -> Piece:
        """The formula in the inputs alone, of what was not written before."""
        self._count()
        if type(x.value) is flint.fmpq:
            return self._number(x.value)
        if x.operation is None and x.value is not None:
            raise TooLong  # what an epoch that nobody sees has left: a ball, its formula forgotten
        if x.equal_to is not None and x.operation is LET:
            return self._write(x.equal_to)
        return self._operation(x)

    def _number(self, value: Any) -> Piece:
        written, binding = self._numeral(str(value))
        return Piece(written, written, binding, binding)

    def _leaf(self, x: Any) -> Piece:
        """A name, a symbol or a number."""
        style = self.style
        if not isinstance(x, Quantity):
            name = self.tensor(x.name) if x.name else style.ellipsis
            return Piece(name, name, ATOM, ATOM)
        figures, binding = self._figures(x)
        if x.name:
            return Piece(self.name(x.name), figures, ATOM, binding)
        return Piece(figures, figures, binding, binding)

    def _figures(self, x: Quantity) -> tuple[str, int]:
        """A quantity in figures: a given as it was given, a line by its decimal, else its name."""
        if x.operation is not LET and (given := self._given(x)):
            return given
        figure = self.figure(x)
        if figure is None:
            return self.name(x.name or ""), ATOM
        return self._numeral(figure.text)

    def given(self, x: Quantity) -> str:
        """A given alone, as it was typed: a number, a symbol, a formula in names."""
        return self._figures(x)[0]

    def _given(self, x: Quantity) -> tuple[str, int] | None:
        """A given as typed: a number, a symbol, a formula; a number that nobody typed as a fraction."""
        if x.operands:
            piece = self._operation(x)
            return piece.figures, piece.figures_binding
        if x.operation is not None:
            return self.style.symbol(x.operation.name), ATOM
        if x.typed is not None:
            return (self.style.symbol(x.typed), ATOM) if x.value is None else self._numeral(x.typed)
        return self._numeral(str(x.value)) if type(x.value) is flint.fmpq else None

    def _numeral(self, text: str) -> tuple[str, int]:
        return self.style.number(text), self._tightness(text)

    def _tightness(self, numeral: str) -> int:
        if numeral.startswith("-"):
            return SIGNED
        return PRODUCT if "/" in numeral else ATOM

    def _operation(self, x: Any) -> Piece:
        if self.depth >= DEEPEST:
            return Piece(self.style.ellipsis, self.style.ellipsis, ATOM, ATOM)
        self.depth += 1
        try:
            operation = x.operation
            if operation is LET:
                return self._write(x.operands[0])
            if operation is None:
                return self._leaf(x)
            shown = x.operands if self.style.to_be_typed else x.operands[: operation.shown]
            write: Callable[[Any, Any], Piece] = getattr(self, f"_{operation.form}", self._call)
            piece = write(operation, shown)
            if operation.decided and self._is_factor(x) and (figure := self.figure(x)) is not None:
                piece.figures, piece.figures_binding = self._numeral(figure.text)
            return piece
        finally:
            self.depth -= 1

    def _is_factor(self, x: Any) -> bool:
        """Whether an operation on a line is part of another formula, where its figure tells more than its operand."""
        plain = isinstance(x, Quantity) and not self.expand and not self.style.to_be_typed
        return plain and self.depth > 1 and bool(x.operands[0].name)

    # -- forms ---------------------------------------------------------------------------------------------------

    def _joined(self, operation: Any, operands: Any, minima: Sequence[int], join: Callable[[list[str]], str]) -> Piece:
        """Write the operands, bracket those that bind too loosely for their places, and join both readings."""
        style, formulas, figures = self.style, [], []
        for operand, minimum in zip(operands, minima, strict=True):
            piece = self._write(operand)
            formulas.append(piece.formula if piece.binding >= minimum else style.group(piece.formula))
            figures.append(piece.figures if piece.figures_binding >= minimum else style.group(piece.figures))
        return Piece(join(formulas), join(figures), operation.binding, operation.binding)

    def _infix(self, operation: Any, operands: Any) -> Piece:
        if self.expand:
            operands = telling(operation, operands)
            if len(operands) == 1:
                return self._write(operands[0])
        elif operation is MUL:
            operands = factors(operands)
        folded = self._folded(operands, 1)
        if operation.binding == SUM:
            later = PRODUCT if operation.sign == "−" else SUM
            minima = [SIGNED] + [later] * (len(folded[0]) - 1)
        else:
            minima = [PRODUCT, *map(self._in_the_middle, folded[0][1:-1]), PRODUCT]
        sign = self.product if operation.sign == "⊙" else operation.sign
        join: Callable[[list[str]], str] = lambda p: self.style.infix(sign, folded[1](p))  # noqa: E731
        if self.rewriting is not None and sign == "−":
            join = self.rewriting.taken_off(operands[1], join, self)
        return self._joined(operation, folded[0], minima, join)

    def _products(self, operation: Any, operands: Any) -> Piece:
        if self.expand:
            return self._sum_of_products(operands)
        terms, spread = self._folded(operands, 2)

        def join(parts: list[str]) -> str:
            pairs = [self.style.infix("·", parts[i : i + 2]) for i in range(0, len(parts), 2)]
            pairs = spread(pairs)
            return pairs[0] if len(pairs) == 1 else self.style.infix("+", pairs)

        piece = self._joined(operation, terms, [PRODUCT] * len(terms), join)
        if len(operands) == 2:
            piece.binding = piece.figures_binding = PRODUCT
        return piece

    def _folded(self, operands: Any, size: int) -> tuple[Any, Callable[[list[str]], list[str]]]:
        """A long sum keeps its first three terms and its last."""
        if not self.fold or len(operands) <= LONGEST_SUM * size:
            return operands, lambda parts: parts
        return operands[: 3 * size] + operands[-size:], lambda parts: [*parts[:-1], self.style.ellipsis, parts[-1]]

    def _in_the_middle(self, factor: Any) -> int:
        """How tightly a factor between two others must bind: a·(b/c)·d, since a·b/c·d is read in two ways."""
        compound = factor.operands and not factor.name and factor.operation is not DIV
        return PRODUCT if compound or self.style.barred_fractions else POWERS

    def _prefix(self, operation: Any, operands: Any) -> Piece:
        inner = self._write(operands[0])

        def signed(text: str, binding: int) -> tuple[str, int]:
            if binding >= PRODUCT and re.match(_ZERO, text):
                return text, binding  # never -0
            whole = text if binding >= PRODUCT else self.style.group(text)
            return self.style.prefix(operation.sign, whole), operation.binding

        (formula, binding), figures = signed(inner.formula, inner.binding), signed(inner.figures, inner.figures_binding)
        return Piece(formula, figures[0], binding, figures[1])

    def _call(self, operation: Any, operands: Any) -> Piece:
        function = (*operation.typed_names, operation.name)[0] if self.style.to_be_typed else operation.sign
        if operation.nests is not None and not self.style.to_be_typed:
            operands = operation.nests(operation, operands)
        if function.endswith(" "):  # `row sums of `: words
            function = f"{say(function).rstrip()} "  # no sentence: the space that says so
        return self._joined(operation, operands, [SIGNED] * len(operands), lambda p: self.style.call(function, p))

    def _defined(self, operation: Any, operands: Any) -> Piece:
        """What a function stands for; how it is called is for the line alone."""
        return self._write(operands[0])

    def called(self, x: Any) -> str | None:
        """f′(w), where a line says the value of a function by its formula; else None."""
        inner = x.operands[0] if x.operation is LET else x
        if inner.operation is None or inner.operation.form != "defined" or inner.name:
            return None
        return self._operation(inner.operands[1]).formula

    def _partial(self, operation: Any, operands: Any) -> Piece:
        written = self.style.partial(operation.sign, operation.name)
        return Piece(written, written, PRODUCT, PRODUCT)

    def _constant(self, operation: Any, operands: Any) -> Piece:
        return Piece(self.style.symbol(operation.name), self.style.symbol(operation.name), ATOM, ATOM)

    def _fraction(self, operation: Any, operands: Any) -> Piece:
        minima = [SIGNED, SIGNED] if self.style.barred_fractions else [PRODUCT, POWERS]
        return self._joined(operation, operands, minima, lambda p: self.style.fraction(p[0], p[1]))

    def _power(self, operation: Any, operands: Any) -> Piece:
        return self._joined(operation, operands, [ATOM, SIGNED], lambda p: self.style.power(p[0], p[1]))

    def _around(self, operation: Any, operands: Any) -> Piece:
        """One operand, in the form of the style that has the operation's name for it."""
        write = getattr(self.style, operation.form)
        return self._joined(operation, operands, [SIGNED], lambda p: write(p[0]))

    _exponential = _root = _bars = _floor = _ceil = _around

    def _transpose(self, operation: Any, operands: Any) -> Piece:
        return self._joined(operation, operands, [ATOM], lambda p: self.style.transpose(p[0]))
