"""Wide tensors: their values are worked out as whole matrices, and a component is made when somebody reads it.

A component that is read is the quantity that the working would have made one by one: the same operation, operands and
name, and a value proven by the same balls. So a page, a result, a slip or a decision sees no difference; what nobody
reads costs its value alone.

Nothing here decides anything on its own: what has symbols, what has no value, and what goes by cases while decisions
are noted is left to the components (None is returned).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from nncalc.engine import decide
from nncalc.engine.budget import BUDGET
from nncalc.engine.components import Components, Values, deferred, known_values, named, picked
from nncalc.engine.lazy import flint
from nncalc.engine.operations import DOT, MUL, TOTAL
from nncalc.engine.quantity import MorePrecision, Operation, Quantity, Value, apply
from nncalc.engine.readings import everything_under
from nncalc.engine.whole_values import products, values_of_each
from nncalc.errors import Undecided


def turned(items: Components, parts: Sequence[slice]) -> Components:
    """The components of some parts, one part after the other."""
    places = range(len(items))
    return picked(items, [i for part in parts for i in places[part]])


def each(operation: Operation, *operands: Any) -> Components | None:
    """An operation of the components of equally long operands; a single quantity stands beside each of them."""
    if operation.branch is not None and decide.noting():
        return None
    count = next(len(x) for x in operands if not isinstance(x, Quantity))

    def of(i: int) -> tuple[Quantity, ...]:
        return tuple([x if isinstance(x, Quantity) else x[i] for x in operands])

    BUDGET.hold(count)
    values = _worked_out(operation, operands, count, of)
    if values is None:
        return None
    return Components(count, values, lambda i: deferred(operation, partial(of, i), values[i]), (operation, *operands))


def _worked_out(operation: Operation, operands: Sequence[Any], count: int, of: Callable[[int], Any]) -> Values | None:
    """The values of an operation of components; None where a symbol is among them, or a value is left to `apply`."""
    if operation is TOTAL and all(type(x) is Outer for x in operands):
        return _sums_of_outer(operands)
    columns = [known_values(x, count) for x in operands]
    if any(column is None for column in columns):
        return None
    if operation.branch is not None:
        return [_case(operation, parts, of, i) for i, parts in enumerate(zip(*columns, strict=True))]
    return values_of_each(operation, columns)


def _case(operation: Operation, values: Sequence[Value], of: Callable[[int], Any], number: int) -> Value:
    """The value of an operation that goes by cases; where values do not tell the case, their history is asked."""
    assert operation.branch is not None
    try:
        return operation.branch(*[Quantity(None, (), value) for value in values]).value
    except (MorePrecision, Undecided):
        return apply(operation, *of(number)).value


def traced(function: Callable[..., Quantity], *operands: Any) -> Components | None:
    """A formula of the components of equally long operands: recorded for the first, worked out for all.

    It must be one formula for all; one that decides something is left to the components.
    """
    count = len(operands[0])
    with decide.decisions() as decided:
        first = function(*[x[0] for x in operands])
    if decided:
        return None
    known = {id(x[0]): known_values(x, count) for x in operands}
    for node in everything_under([first], lambda q: () if id(q) in known else q.operands):
        if id(node) in known:
            continue
        if not node.operands:
            known[id(node)] = known_values(node, count)
        elif node.operation is None or node.operation.branch is not None:
            known[id(node)] = None
        else:
            columns = [known[id(operand)] for operand in node.operands]
            known[id(node)] = None if any(c is None for c in columns) else values_of_each(node.operation, columns)
    values = known[id(first)]
    BUDGET.hold(count)
    return None if values is None else Components(count, values, lambda i: function(*[x[i] for x in operands]))


# -- products ----------------------------------------------------------------------------------------------------------


class Outer(Components):
    """All products of the components of two vectors; their values are worked out when they are wanted."""

    __slots__ = ("left", "right")

    def __init__(self, left: Any, right: Any) -> None:
        width = len(right)
        super().__init__(
            len(left) * width, self._all, lambda i: apply(MUL, left[i // width], right[i % width]), (outer, left, right)
        )
        self.left, self.right = left, right

    def _all(self) -> Values:
        right = known_values(self.right, 0)
        down = [value for value in known_values(self.left, 0) for _ in right]
        return values_of_each(MUL, [down, right * len(self.left)]) or []


def outer(left: Any, right: Any) -> Outer | None:
    """All products of the components of two vectors."""
    for known in (known_values(left, 0), known_values(right, 0)):
        if known is None or not all(value.is_finite() for value in known if type(value) is flint.arb):
            return None
    return Outer(left, right)


def _sums_of_outer(terms: Sequence[Outer]) -> Values | None:
    """The sums of the products of pairs of vectors: one product of two matrices, with a row of each for each pair."""
    rows = [known_values(term.left, 0) for term in terms]
    left = [row[i] for i in range(len(rows[0])) for row in rows]
    right = [value for term in terms for value in known_values(term.right, 0)]
    return products(left, right, len(terms), len(right) // len(terms))


def product(a: Any, b: Any, width: int, columns: int) -> Components | None:
    """The product of a matrix with rows of `width` components and one with so many columns."""
    left, right = known_values(a, 0), known_values(b, 0)
    if left is None or right is None:
        return None
    count = len(left) // width * columns
    BUDGET.hold(count)
    values = products(left, right, width, columns)
    if values is None:
        return None

    def of(i: int) -> tuple[Quantity, ...]:
        start, column = i // columns * width, i % columns
        pairs = zip(a[start : start + width], b[column::columns], strict=True)
        return tuple([q for pair in pairs for q in pair])

    return Components(count, values, lambda i: deferred(DOT, partial(of, i), values[i]), (DOT, a, b, width, columns))


__all__ = ["Components", "each", "named", "outer", "product", "traced", "turned"]
