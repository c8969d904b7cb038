"""Results that are wide tensors: read from their values, without a component made where nothing is to be decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.figures import Value, double_of, usual
from nncalc.engine.lazy import flint
from nncalc.engine.long_forms import LongForms

if TYPE_CHECKING:
    from collections.abc import Callable

    from nncalc.engine.figures import Precision
    from nncalc.engine.lengths import Lengths
    from nncalc.engine.quantity import Quantity
    from nncalc.engine.tensor import Tensor


class WideReader:
    """Reads the wide results of one run.

    lengths  what is known of the forms of the other results
    value_of reads one component, where its value alone does not tell
    """

    def __init__(self, precision: Precision, lengths: Lengths, value_of: Callable[[Quantity], Value]) -> None:
        self.precision, self.value_of = precision, value_of
        self.long = LongForms(lengths)

    def read(self, x: Tensor) -> Any:
        """A tensor as nested lists of `Value`."""
        items: Any = x.items
        fmpq, precision, value_of = flint.fmpq, self.precision, self.value_of
        read: list[Any] = []
        for i, (value, long) in enumerate(zip(items.values, self.long.of(items), strict=True)):
            found = usual(value, precision) if long and type(value) is not fmpq else None
            near = None if found is None else double_of(value)
            read.append(value_of(items[i]) if found is None or near is None else Value(None, found.text, near))
        for size in reversed(x.shape[1:]):
            read = [read[i : i + size] for i in range(0, len(read), size)]
        return read


__all__ = ["WideReader"]
