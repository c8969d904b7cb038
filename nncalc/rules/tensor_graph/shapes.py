"""What shape each operation of a graph makes of the shapes of its operands, and what is said where they do not fit.

A shape is () of one number, (n,) of a vector, (m, n) of a matrix. A vector behind a matrix is a column, in front of one a
row; beside a matrix of as many columns it stands in every row. The product sign `*` is read where one product alone fits.
"""

from __future__ import annotations

from math import prod
from typing import Any, NamedTuple

from nncalc.engine.tensor import Shape
from nncalc.errors import InputError
from nncalc.words import say

MOST = 256
"""Numbers of one input or node."""
MOST_ENTRIES = 4096
"""Entries of the Jacobian of a softmax."""


class Typed(NamedTuple):
    """An operand as it is said in an error: in input syntax, its shape, and whether it is a name without a value."""

    text: str
    shape: Shape
    unknown: bool = False

    @property
    def said(self) -> str:
        """`W is 2×3`."""
        if self.unknown:
            return say("{name} has no value, so it stands for one number", name=self.text)
        return say("{name} is {shape}", name=self.text, shape=said_shape(self.shape))

    def transposed(self) -> Typed:
        simple = self.text.replace(".", "").replace("_", "").isalnum()
        return Typed(f"{self.text}.T" if simple else f"({self.text}).T", self.shape[::-1])


def said_shape(shape: Shape) -> str:
    """`one number`, `a vector of 3`, `2×3`."""
    if len(shape) == 1:
        return say("a vector of {size}", size=shape[0])
    return "×".join(map(str, shape)) if shape else say("one number")


def product_shape(a: Shape, b: Shape) -> Shape | None:
    """Of the matrix product; of two vectors it is one number. None where they do not fit, or one is no vector or matrix."""
    return (*a[:-1], *b[1:]) if a and b and a[-1] == b[0] else None


def beside(a: Shape, b: Shape) -> Shape | None:
    """Of an operation of each number with its counterpart: shapes alike, one number, or a vector for every row."""
    if not a or not b or a == b:
        return a or b
    wide, row = (a, b) if len(a) > len(b) else (b, a)
    return wide if len(row) == 1 and wide[-1] == row[0] else None


def wanted_product(a: Typed, b: Typed, *, summed: bool = False) -> str:
    """Which product `a*b` is: `@` or `⊙`. Raises InputError where neither fits, or both do.

    summed: its sum is taken at once, which of two vectors is the same for both
    """
    if not a.shape or not b.shape:
        return "⊙"
    matrices, each = product_shape(a.shape, b.shape), a.shape == b.shape
    if each and summed and len(a.shape) == 1:
        return "⊙"
    if matrices is not None and each:
        other = say("the dot product") if len(a.shape) == 1 else say("the matrix product")
        raise InputError(
            say("{first} and {second}: '*' may be {other} or that of each number with its counterpart",
                first=a.said, second=b.said, other=other),
            expected=say("{product} for {other}, hadamard({first},{second}) for each number",
                         product=f"{a.text}@{b.text}", other=other, first=a.text, second=b.text),
        )  # fmt: skip
    if each:
        return "⊙"
    checked_product(a, b)
    return "@"


def checked_product(a: Typed, b: Typed) -> Shape:
    """The shape of a@b. Raises InputError that names the shapes, and the product that would fit."""
    shape = product_shape(a.shape, b.shape)
    if shape is not None:
        return shape
    unknown = next((each for each in (a, b) if each.unknown), None)
    if unknown is not None:
        raise without_value(unknown)
    if not a.shape or not b.shape:
        raise InputError(
            say("{first}, {second}: '@' is the product of vectors and matrices", first=a.said, second=b.said),
            expected=f"{a.text}*{b.text}",
        )
    close = [f"{p.text}@{q.text}" for p, q in _turned(a, b) if product_shape(p.shape, q.shape) is not None]
    raise InputError(
        say("{first}, {second}: {product} does not fit", first=a.said, second=b.said, product=f"{a.text}@{b.text}"),
        expected=_wanted_rows(a, b),
        nearest=next(iter(close), None),
    )


def without_value(x: Typed) -> InputError:
    """The error for a name that stands where a vector or a matrix must, and that no line gives numbers."""
    return InputError(x.said, expected=say("a line {name}=1,2 or {name}=1,2:3,4, of numbers or letters", name=x.text))


def _turned(a: Typed, b: Typed) -> list[tuple[Typed, Typed]]:
    """Products that may have been meant: one factor transposed, or the other order."""
    first = [(a.transposed(), b)] if len(a.shape) == 2 else []
    second = [(a, b.transposed())] if len(b.shape) == 2 else []
    return [*first, *second, (b, a)]


def _wanted_rows(a: Typed, b: Typed) -> str:
    first, second = a.text, b.text
    if len(a.shape) == 1:
        if len(b.shape) == 1:
            return say("two vectors of equal length")
        return say(
            "as many numbers in {first} as {second} has rows: {rows}", first=first, second=second, rows=b.shape[0]
        )
    columns = a.shape[1]
    if len(b.shape) == 1:
        return say("as many numbers in {second} as {first} has columns: {columns}", **_named(first, second, columns))
    return say("as many rows in {second} as {first} has columns: {columns}", **_named(first, second, columns))


def _named(first: str, second: str, columns: int) -> dict[str, Any]:
    return {"first": first, "second": second, "columns": columns}


def checked_beside(a: Typed, b: Typed) -> Shape:
    """The shape of a+b and the like. Raises InputError that names the shapes."""
    shape = beside(a.shape, b.shape)
    if shape is None:
        raise InputError(
            say("{first}, {second}: each number of one needs its counterpart", first=a.said, second=b.said),
            expected=say("two of one shape, one number, or a vector as long as the rows of a matrix"),
        )
    return shape


def checked_reduction(function: str, x: Typed) -> Shape:
    """The shape of sum, mean, norm, softmax, transpose. Raises InputError."""
    if x.unknown:
        raise without_value(x)
    if function == "transpose":
        if len(x.shape) != 2:
            raise InputError(
                say("{operand}: only a matrix is transposed", operand=x.said),
                expected=say("a vector as it is: in front of @ it is a row, behind it a column")
                if x.shape
                else say("a matrix, rows after a colon"),
            )
        return x.shape[::-1]
    if function == "softmax":
        if not x.shape:
            raise InputError(
                say("{operand}: a softmax is taken of a vector, or of each row of a matrix", operand=x.said),
                expected=say("a vector, such as z=1,2,3"),
            )
        if prod(x.shape) * x.shape[-1] > MOST_ENTRIES:
            raise InputError(
                say("{operand}: the Jacobian of its softmax has {entries:,} entries",
                    operand=x.said, entries=prod(x.shape) * x.shape[-1]),
                expected=say("at most {most:,}", most=MOST_ENTRIES),
            )  # fmt: skip
        return x.shape
    return ()


def checked_dot(a: Typed, b: Typed) -> Shape:
    """The shape of dot(a, b), two vectors of one length. Raises InputError."""
    unknown = next((each for each in (a, b) if each.unknown), None)
    if unknown is not None:
        raise without_value(unknown)
    if len(a.shape) != 1 or a.shape != b.shape:
        raise InputError(
            say("{first}, {second}: dot takes two vectors of equal length", first=a.said, second=b.said),
            expected=f"{a.text}@{b.text}" if product_shape(a.shape, b.shape) else say("two vectors of equal length"),
        )
    return ()


def part_of(name: str, shape: Shape, places: tuple[int, ...]) -> tuple[int, Shape]:
    """Where the component of these places (from 1) begins among the numbers, and its shape. Raises InputError."""
    text = ".".join([name, *map(str, places)])
    sizes = shape[: len(places)]
    if len(places) > len(shape):
        raise InputError(
            say("{name} is {shape}, so there is no {part}", name=name, shape=said_shape(shape), part=text),
            expected=".".join([name, *map(str, places[: len(shape)])]),
        )
    start, step = 0, prod(shape)
    for place, size in zip(places, sizes, strict=True):
        if not 1 <= place <= size:
            raise InputError(
                say("{name} is {shape}, so there is no {part}", name=name, shape=said_shape(shape), part=text),
                expected=say("places from 1 to {size}", size=size),
            )
        step //= size
        start += (place - 1) * step
    return start, shape[len(places) :]
