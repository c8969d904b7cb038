"""Items that are made when they are read: rows of a long table, tensors whose history waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from nncalc.engine import run as running
from nncalc.engine.deferred import Deferred
from nncalc.engine.operations import LET
from nncalc.engine.quantity import Quantity, Value
from nncalc.engine.tensor import Shape, Tensor


class Late(list[Any]):
    """A list as long as it will be, whose items are made when they are read, each once. Its readers do not change it.

    make    makes the item of a number, counted from 0
    known   the numbers of the items of which something was put on the tape so far, ascending
    """

    late = True
    """Tells it from a list that holds its items."""

    def __init__(self, count: int, make: Callable[[int], Any], known: Callable[[], Iterable[int]]) -> None:
        super().__init__()
        self._count, self._make, self.known = count, make, known
        self._made: dict[int, Any] = {}

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: Any) -> Any:
        if type(index) is slice:
            return [self[i] for i in range(self._count)[index]]
        number = range(self._count)[index]
        if number not in self._made:
            self._made[number] = self._make(number)
        return self._made[number]

    def __iter__(self) -> Iterator[Any]:
        return map(self.__getitem__, range(self._count))

    def of(self, make: Callable[[Any], Any]) -> Late:
        """What is made of each item, when it is read."""
        return Late(self._count, lambda i: make(self[i]), self.known)


def _of_all(name: str) -> Any:
    """What a list does, done with all items."""

    def method(self: Late, *arguments: Any) -> Any:
        return getattr(list(iter(self)), name)(*arguments)

    return method


for _name in ("__contains__", "__eq__", "__ne__", "__add__", "__reversed__", "__repr__", "copy", "count", "index"):
    setattr(Late, _name, _of_all(_name))


class Unread(Tensor):
    """A tensor that a row of a run names, before the row was made: whose operation and operands are asked for makes it.

    source  makes the tensor in whose place it stands
    """

    __slots__ = ("source",)

    def __init__(self, items: list[Quantity], shape: Shape, name: str | None, source: Callable[[], Tensor]) -> None:
        self.items, self.shape, self.name, self.typed, self.source = items, shape, name, None, source

    def __getattr__(self, name: str) -> Any:
        if name not in ("operation", "operands"):
            raise AttributeError(name)
        self.come_from(self.source())
        return getattr(self, name)

    def come_from(self, made: Tensor) -> None:
        """Take what the tensor came from in whose place it stands."""
        self.operation, self.operands = made.operation, made.operands


def unread(value: Value, name: str | None, make: Callable[[], Quantity]) -> Quantity:
    """A named line of known value, before what it came from was made: `make` makes the quantity in whose place it stands."""
    made = Deferred.__new__(Deferred)
    made.operation, made.value, made.name, made.typed, made.equal_to = LET, value, name, None, None
    made.source = partial(_supply, make)
    return made


def _supply(make: Callable[[], Quantity], q: Quantity, name: str) -> Any:
    made = make()
    if made is not q:
        q.operands = made.operands
    return getattr(q, name)


@contextmanager
def resumed(run: running.Run, prefix: str) -> Iterator[None]:
    """A run goes on, also when it has ended: rules are called in it, and names begin with `prefix`."""
    with running._lock:
        before, running._run = running._run, run
        outside, run.prefix = run.prefix, prefix
        used, run.used = run.used, {}  # rules' calls are counted where the run decides, not when it is read
        try:
            yield
        finally:
            run.used, run.prefix, running._run = used, outside, before


__all__ = ["Late", "Unread", "resumed", "unread"]
