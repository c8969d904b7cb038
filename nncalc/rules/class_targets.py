"""Class numbers where one-hot targets are asked for: `t=2` for 0,0,1. Classes are counted from 0, as everywhere here."""

from __future__ import annotations

from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Shape, Tensor, components
from nncalc.errors import InputError
from nncalc.rules.distributions import ClassTargets
from nncalc.words import count, say


def class_targets(t: Tensor, shape: Shape, outputs: str = "output") -> ClassTargets | None:
    """The one-hot rows, of the shape of the outputs, of one class number for each row.

    None where t is no row or column of so many whole numbers, or the outputs are no classes. Raises InputError at a
    number that no class has. `outputs`: the noun for what a row has.
    """
    width, rows = shape[-1], len_of(shape)
    values = [q.value for q in t.items]
    whole = all(type(value) is flint.fmpq and value.q == 1 for value in values)
    if width < 2 or len(values) != rows or sum(length > 1 for length in t.shape) > 1 or not whole:
        return None
    name = t.name or "t"
    for q in t.items:
        if not 0 <= q.value < width:
            row = ",".join(["0"] * (width - 1) + ["1"]) if width < 20 else f"{width - 1}"
            raise InputError(
                say("{name} holds class {number}, and {counted} have the classes 0 to {last}",
                    name=name, number=q.value, counted=count(width, outputs), last=width - 1),
                name=name,
                expected=say("0 to {last}, counted from 0, or a row of targets: {name}={row}",
                             last=width - 1, name=name, row=row),
            )  # fmt: skip
    numbers = [int(value.p) for value in values]
    names = components(name, shape)
    ones = [flint.fmpq(int(j == number)) for number in numbers for j in range(width)]
    items = [Quantity(None, (), value, each) for value, each in zip(ones, names, strict=True)]
    return ClassTargets(items, shape, name, numbers)


def len_of(shape: Shape) -> int:
    """How many rows a shape has; a vector is one."""
    return 1 if len(shape) == 1 else shape[0]
