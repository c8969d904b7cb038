"""Formulas in the quantities of another book: θ where we have −b, and a gradient written out where it is used.

The tape is not touched: what the printer reads is made anew, with the minus signs moved to where a person would write them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nncalc.engine.operations import ADD, DIV, DOT, LET, MUL, NEG, SUB, TOTAL
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import COLUMN_SUMS, HADAMARD, MATMUL, TRANSPOSE, Tensor

_PRODUCTS = (MUL, HADAMARD, MATMUL, DIV)
_SUMS = (ADD, TOTAL, SUB)
_THROUGH = (TRANSPOSE, COLUMN_SUMS)
Signed = tuple[int, Any]
"""A sign, 1 or -1, and a quantity or tensor."""


class Rewriting:
    """The formulas of one page.

    negated   which names stand for the negative
    put_in    which are written out where they are used; of `-dy` where they are the operand of a minus
    """

    def __init__(self, negated: Callable[[str], bool], put_in: Callable[[str], bool]) -> None:
        self.negated, self.put_in = negated, put_in
        self._turned: dict[int, Any] = {}
        self._made: set[int] = set()
        self._kept: list[Any] = []
        self._whole: dict[int, tuple[Any, Any]] = {}
        self._signed: dict[int, tuple[Signed, Any]] = {}
        """By the id of a quantity, which is kept so that the id stays its own."""

    def turned(self, x: Any) -> Any:
        """A named quantity or tensor as the page has it: of a negated name the negative."""
        if not x.name or id(x) in self._made or not self.negated(x.name):
            return x
        found = self._turned.get(id(x))
        if found is None:
            found = self._turned[id(x)] = self._negative(x)
            self._made.add(id(found))
            self._kept.append(x)
        return found

    def formula(self, x: Any) -> Any:
        """What stands to the right of a name, rewritten."""
        found = self._whole.get(id(x))
        if found is None:
            found = self._whole[id(x)] = _realized(*self._of(x)), x
        return found[0]

    def taken_off(self, x: Any, join: Callable[[list[str]], str], printer: Any) -> Callable[[list[str]], str]:
        """How a difference is joined whose second part stands for the negative of a symbol: a + c, not a − (−c)."""
        if not isinstance(x, Quantity) or id(x) not in self._made or x.value is not None or x.operation is not NEG:
            return join
        name, inner = printer.name(x.name or ""), printer.given(x.operands[0])
        return lambda parts: join(parts) if parts[1] == name else printer.style.infix("+", [parts[0], inner])

    def _negative(self, x: Any) -> Any:
        if isinstance(x, Tensor):
            items = [self.turned(q) if q.name else _with(q, NEG, (q,), -1) for q in x.items]
            if x.operation is LET:
                return Tensor(items, x.shape, LET, (self._inside(x),), x.name)
            return Tensor(items, x.shape, None, (), x.name)
        value = None if x.value is None else -x.value
        if x.operation is LET:
            same = None if x.equal_to is None else _with(x.equal_to, NEG, (x.equal_to,), -1)
            return Quantity(LET, (self._inside(x),), value, x.name, None, same)
        if value is None or x.operands:
            return Quantity(NEG, (x.renamed(None),), value, x.name)
        return Quantity(None, (), value, x.name, None if x.typed is None else _minus(x.typed))

    def _inside(self, x: Any) -> Any:
        sign, inner = self._of(x.operands[0])
        return _realized(-sign, inner)

    def _of(self, x: Any) -> Signed:
        """A formula with its sign in front, or a name."""
        found = self._signed.get(id(x))
        if found is None:
            found = self._signed[id(x)] = self._anew(x), x
        return found[0]

    def _anew(self, x: Any) -> Signed:
        if id(x) in self._made:
            return 1, x
        if x.name:
            if x.operation is LET and self.put_in(x.name):
                return self._of(x.operands[0])
            return (-1, self.turned(x)) if self.negated(x.name) else (1, x)
        if not x.operands or x.operation is None:
            return 1, x
        if x.operation is NEG:
            operand = x.operands[0]
            written_out = operand.operation is LET and operand.name and self.put_in(f"-{operand.name}")
            sign, inner = self._of(operand.operands[0] if written_out else operand)
            swapped = _swapped(inner) if sign > 0 else None
            return (-sign, inner) if swapped is None else (1, swapped)
        parts = [self._of(operand) for operand in x.operands]
        if all(sign > 0 and part is operand for (sign, part), operand in zip(parts, x.operands, strict=True)):
            return 1, x
        if x.operation in _PRODUCTS or x.operation in _THROUGH:
            sign = -1 if sum(each < 0 for each, _ in parts) % 2 else 1
            return sign, _with(x, x.operation, tuple(part for _, part in parts), sign)
        if x.operation in _SUMS:
            return _sum(
                x, [(-sign if x.operation is SUB and place else sign, part) for place, (sign, part) in enumerate(parts)]
            )
        if x.operation is DOT:
            return _dot(x, parts)
        return 1, _with(x, x.operation, tuple(_realized(*part) for part in parts), 1)


def _with(x: Any, operation: Any, operands: tuple[Any, ...], sign: int) -> Any:
    """An unnamed formula in the place of another one, whose value it has up to the sign."""
    if isinstance(x, Tensor):
        return Tensor(x.items, x.shape, operation, operands)
    value = x.value if sign > 0 or x.value is None else -x.value
    return Quantity(operation, operands, value)


def _realized(sign: int, x: Any) -> Any:
    """The formula with its sign."""
    if sign > 0:
        return x
    swapped = None if x.name else _swapped(x)
    return _with(x, NEG, (x,), -1) if swapped is None else swapped


def _swapped(x: Any) -> Any:
    """The negative as b − a of a − b, also of one that is a factor; None where there is none."""
    if x.name or x.operation is None:
        return None
    if x.operation is SUB:
        return _with(x, SUB, (x.operands[1], x.operands[0]), -1)
    if x.operation in _PRODUCTS:
        for place, factor in enumerate(x.operands):
            if (swapped := _swapped(factor)) is not None:
                return _with(x, x.operation, (*x.operands[:place], swapped, *x.operands[place + 1 :]), -1)
    return None


def _sum(x: Any, terms: Sequence[Signed]) -> Signed:
    """Terms with their signs as a sum and differences, one with a plus first."""
    if all(sign < 0 for sign, _ in terms):
        return -1, _added(x, [term for _, term in terms], -1)
    first = next(place for place, (sign, _) in enumerate(terms) if sign > 0)
    total, others = terms[first][1], [*terms[:first], *terms[first + 1 :]]
    waiting = [total]
    for sign, term in others:
        if sign > 0:
            waiting.append(term)
        else:
            waiting = [_with(x, SUB, (_added(x, waiting, 1), term), 1)]
    return 1, _added(x, waiting, 1)


def _added(x: Any, terms: Sequence[Any], sign: int) -> Any:
    if len(terms) == 1:
        return terms[0]
    return _with(x, ADD if len(terms) == 2 else TOTAL, tuple(terms), sign)


def _dot(x: Any, parts: Sequence[Signed]) -> Signed:
    """Products of pairs, with the signs of both factors before each."""
    pairs = [(parts[i], parts[i + 1]) for i in range(0, len(parts), 2)]
    signs = [left[0] * right[0] for left, right in pairs]
    if len(set(signs)) == 1:
        return signs[0], _with(x, DOT, tuple(part for pair in pairs for _, part in pair), signs[0])
    return _sum(x, [(s, Quantity(MUL, (a[1], b[1]), None)) for s, (a, b) in zip(signs, pairs, strict=True)])


def _minus(typed: str) -> str:
    """A number as typed, with the other sign."""
    plain = typed.strip().replace("−", "-")
    if plain.startswith("-"):
        return plain[1:]
    return f"-{plain.removeprefix('+')}"
