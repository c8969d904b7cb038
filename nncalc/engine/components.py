"""The components of a wide tensor: their values are known, and a component is made when somebody reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import repeat
from operator import attrgetter
from typing import Any

from nncalc.engine.budget import BUDGET
from nncalc.engine.deferred import Deferred
from nncalc.engine.operations import LET
from nncalc.engine.quantity import Operation, Quantity, Value

Values = list[Value]
_value = attrgetter("value")


class Components(Sequence[Quantity]):
    """The components of a wide tensor in row order.

    values  of all of them, known without making any
    make    makes the component of a number; it is asked once for each
    parts   what they were worked out from, for who asks something of all of them: an operation and what it was taken of,
            or the places (`range` or list) of other components; () where only a component tells
    """

    __slots__ = ("_count", "_made", "_make", "_values", "parts")
    whole = True
    """Tells them from a list."""

    def __init__(
        self,
        count: int,
        values: Values | Callable[[], Values],
        make: Callable[[int], Quantity],
        parts: tuple[Any, ...] = (),
    ) -> None:
        self._count, self._values, self._make, self.parts = count, values, make, parts
        self._made: dict[int, Quantity] = {}

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: Any) -> Any:
        if type(index) is slice:
            return picked(self, range(self._count)[index])
        if not -self._count <= index < self._count:
            raise IndexError(index)
        index %= self._count
        found = self._made.get(index)
        if found is None:
            found = self._made[index] = self._make(index)
        return found

    def __iter__(self) -> Iterator[Quantity]:
        return map(self.__getitem__, range(self._count))

    def let_go(self) -> None:
        """Forget the components that were made: those that are read later are made anew."""
        self._made.clear()

    @property
    def values(self) -> Values:
        """The value of each; where they are many and cheap, worked out anew each time."""
        return self._values() if callable(self._values) else self._values


def let_go(named: Any) -> None:
    """Forget the components of a wide tensor that were made to be read, and those that they were made of."""
    waiting = [named]
    while waiting:
        tensor = waiting.pop()
        if isinstance(tensor.items, Components):
            tensor.items.let_go()
        waiting += [x for x in tensor.operands if x.items is not None and x.operation is not LET]


def picked(items: Components, order: Sequence[int]) -> Components:
    """Some of the components, or all of them in another order."""

    def values() -> Values:
        known = items.values
        return [known[i] for i in order]

    return Components(len(order), values, lambda i: items[order[i]], (order, items))


def named(items: Sequence[Quantity], name: str, shape: tuple[int, ...]) -> Components:
    """The components of a line, each under its own name: `W.1.2`."""

    def make(i: int) -> Quantity:
        q = items[i]
        return Quantity(LET, (q,), q.value, component(name, shape, i))

    return Components(len(items), lambda: known_values(items, 0), make, (LET, items))


def component(name: str, shape: tuple[int, ...], number: int) -> str:
    """The contract's name of one component, counted from 0 in row order."""
    places = []
    for size in reversed(shape):
        number, place = divmod(number, size)
        places.append(f".{place + 1}")
    return name + "".join(reversed(places))


def known_values(x: Any, count: int) -> Any:
    """The values of the components, or of one quantity for all of them; None where there is a symbol."""
    if isinstance(x, Quantity):
        return None if x.value is None else list(repeat(x.value, count))
    if type(x) is not list:
        return x.values
    values = list(map(_value, x))
    return None if type(None) in set(map(type, values)) else values


def _supply(source: Callable[[], tuple[Quantity, ...]], q: Deferred, name: str) -> Any:
    """The operands of a component that is read, or the case that was decided; neither is made before it is asked for."""
    if name == "operands":
        q.operands, q.source = source(), _case_of  # what the operands were made from is let go
        return q.operands
    return _case_of(q, name)


def _case_of(q: Quantity, name: str) -> Any:
    assert q.operation is not None
    assert q.operation.branch is not None
    q.equal_to = q.operation.branch(*q.operands)
    return q.equal_to


def deferred(operation: Operation, source: Callable[[], tuple[Quantity, ...]], value: Value) -> Quantity:
    """A quantity of known value whose operands are made when they are asked for."""
    BUDGET.left -= 1
    if BUDGET.left < 0:
        BUDGET.refill()
    made = Deferred.__new__(Deferred)
    made.operation, made.value, made.name, made.typed = operation, value, None, None
    made.source = partial(_supply, source)
    if operation.branch is None:
        made.equal_to = None
    return made


__all__ = ["Components", "Values", "component", "deferred", "known_values", "let_go", "named", "picked"]
