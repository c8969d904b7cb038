"""How long a formula in the inputs alone is at least, without writing it.

Most lines of a network come from thousands of inputs. Written out, each would be a page long, and nobody wants it: the
bound is worked out once for each quantity from those of its operands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nncalc.engine.lazy import flint
from nncalc.engine.operations import LET
from nncalc.engine.quantity import SUM

if TYPE_CHECKING:
    from nncalc.engine.quantity import Quantity

JOINED = frozenset(("infix", "products", "prefix"))
"""Forms in which numbers may be left out or taken together: 0 of a sum, 1 of a product, two factors as one; and signs."""
_SIGNS = {"fraction": 1, "power": 1, "exponential": 5, "root": 6, "bars": 5, "floor": 7, "ceil": 6, "call": 3}
"""Characters that a form has besides its operands, at least."""

DEEPEST = 6
"""Operations between a line and the lines it comes from, as a rule: `w − η·∂E/∂w` has three."""


class Lengths:
    """Least numbers of characters, for the quantities of one run; all that are longer than `most` count as one more."""

    def __init__(self, most: int) -> None:
        self.most = most + 1
        self._known: dict[int, int] = {}

    def exceeds(self, quantity: Quantity) -> bool:
        """Whether the formula of a quantity that is no rational has more characters than `most`, or cannot be written."""
        known, stack = self._known, [quantity]
        if self._is_long(quantity):
            return True
        while stack:
            node = stack[-1]
            if id(node) in known:
                stack.pop()
                continue
            if self._has_long_part(node):
                known[id(node)] = self.most
                continue
            formulas, length = _parts(node, self.most)
            missing = [each for each in formulas if id(each) not in known]
            length += sum([known[id(each)] for each in formulas if id(each) in known])
            if missing and length < self.most:
                stack += missing
            else:
                known[id(node)] = min(self.most, length)
        return known[id(quantity)] >= self.most

    def _is_long(self, quantity: Quantity) -> bool:
        """Whether a part a few operations down is known to be too long, and surely written: the usual case, decided first."""
        known, most, fmpq = self._known, self.most, flint.fmpq
        above: list[Quantity] = []
        node = quantity
        for _ in range(DEEPEST):
            found = known.get(id(node))
            if found is not None:
                return found >= most and (not above or self._written_in(above))
            if node.equal_to is not None:
                return False
            above.append(node)
            for each in node.operands:
                if type(each.value) is not fmpq:
                    node = each
                    break
            else:
                return False
        return False

    def _written_in(self, nodes: Sequence[Quantity]) -> bool:
        """Whether a long part of the last of these, each a part of the one before, is surely written: the first is long then."""
        fmpq = flint.fmpq
        for node in nodes:
            for each in node.operands:
                if type(each.value) is fmpq and not each.value:
                    return False
        self._known[id(nodes[0])] = self.most
        return True

    def _has_long_part(self, node: Quantity) -> bool:
        """Whether one part alone is known to be too long, and surely written: the usual case, decided first."""
        known, most = self._known, self.most
        for each in node.operands:
            if known.get(id(each), 0) >= most:
                fmpq = flint.fmpq
                return node.equal_to is None and not any(type(q.value) is fmpq and q.value == 0 for q in node.operands)
        return False


def _parts(node: Quantity, most: int) -> _Part:
    """The operands that are surely written and no rationals, and the characters besides them, at least."""
    operation, fmpq = node.operation, flint.fmpq
    if operation is None:
        return (), most if node.value is not None else 1  # a ball whose formula is forgotten cannot be written
    if operation is LET:
        inner = node.operands[0] if node.equal_to is None else node.equal_to
        return ((), 1) if type(inner.value) is fmpq else ((inner,), 0)
    operands: Sequence[Quantity] = node.operands
    form = operation.form
    if form not in JOINED:
        operands = operands[:1] if form == "defined" else operands
        rationals = [each.value for each in operands if type(each.value) is fmpq]
        formulas = [each for each in operands if type(each.value) is not fmpq]
        return formulas, _SIGNS.get(form, 0) + sum(_digits(value, most) for value in rationals)
    if form == "products":
        return _products(operands, most)
    if form == "prefix":
        return [each for each in operands if type(each.value) is not fmpq], 0
    return (
        _sum([_term(each, most) for each in operands])
        if operation.binding == SUM
        else _product(operands, most) or ((), 0)
    )


_Part = tuple[Sequence["Quantity"], int]
"""What is surely written and is no rational, and the characters besides, at least."""


def _sum(terms: Sequence[_Part | None]) -> _Part:
    """The terms that there are, with ` + ` between them."""
    written = [term for term in terms if term is not None]
    return [each for formulas, _ in written for each in formulas], sum([n for _, n in written]) + max(
        0, 3 * (len(written) - 1)
    )


def _products(operands: Sequence[Quantity], most: int) -> _Part:
    """The products of two that are no 0, with ` + ` between them."""
    fmpq = flint.fmpq
    formulas: list[Quantity] = []
    length, terms = 0, 0
    for left, right in zip(operands[::2], operands[1::2], strict=True):
        numbers = [value for value in (left.value, right.value) if type(value) is fmpq]
        if not all(numbers):
            continue
        terms += 1
        if len(numbers) == 1:
            formulas.append(right if type(left.value) is fmpq else left)
            length += 0 if numbers[0] == 1 else _digits(numbers[0], most) + 1
        else:
            formulas += () if numbers else (left, right)
            length += 1
    return formulas, length + max(0, 3 * (terms - 1))


def _term(quantity: Quantity, most: int) -> _Part | None:
    """A term; None for 0, which is left out."""
    if type(quantity.value) is not flint.fmpq:
        return (quantity,), 0
    return None if quantity.value == 0 else ((), _digits(quantity.value, most))


def _product(operands: Sequence[Quantity], most: int) -> _Part | None:
    """The factors with `*` between them, where they are no 1; None where one of them is 0."""
    formulas = [each for each in operands if type(each.value) is not flint.fmpq]
    numbers = [each.value for each in operands if type(each.value) is flint.fmpq]
    if any(value == 0 for value in numbers):
        return None
    if not formulas:
        return (), 1
    digits = [_digits(value, most) for value in numbers if value != 1]
    return formulas, sum(digits) + len(digits) + len(formulas) - 1


def _digits(value: object, most: int) -> int:
    """The characters of a rational; of a very long one fewer."""
    bits = value.p.bit_length() + value.q.bit_length()  # type: ignore[attr-defined]
    return len(str(value)) if bits < 4 * most else most  # a digit is less than four bits
