"""Vectors, matrices and tensors of up to five axes, of traced quantities.

A tensor holds its component quantities, which carry the values, and an operation of its own over tensors, which carries
the matrix formula: `z = W·x + b` and the lines for its components come from one tape.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from math import prod
from typing import Any

from nncalc.engine.operations import ADD, DIV, DOT, MUL, NEG, SUB, TOTAL
from nncalc.engine.quantity import PRODUCT, Operation, Quantity, apply, constant
from nncalc.words import say

Shape = tuple[int, ...]
MOST_AXES = 5
"""N×C×D×H×W: samples of channels of volumes."""
WIDE = 1_000
"""Products of two numbers in one matrix product from which its components are made when they are read."""


def notation(name: str, form: str, sign: str, binding: int) -> Operation:
    """A row that has notation only: its components do the arithmetic. Not in the table of operations."""
    return Operation(name, derivatives=None, sympy=None, form=form, sign=sign, binding=binding)


MATMUL = notation("matmul", "infix", "·", PRODUCT)
HADAMARD = notation("hadamard", "infix", "⊙", PRODUCT)
TRANSPOSE = notation("transpose", "transpose", "ᵀ", 9)
COLUMN_SUMS = notation("column sums", "call", "sum of the rows of ", 9)


class Tensor:
    """A vector `(n,)`, a matrix `(rows, columns)` or more axes in front of these; `items` in row order."""

    __slots__ = ("items", "name", "operands", "operation", "shape", "typed")

    def __init__(
        self,
        items: Sequence[Quantity],
        shape: Shape,
        operation: Operation | None = None,
        operands: tuple[Any, ...] = (),
        name: str | None = None,
    ) -> None:
        held: Any = items if type(items) is list or hasattr(items, "whole") else list(items)
        self.items: list[Quantity] = held  # or the components of a wide tensor, which are read as those of a list
        self.shape = shape
        self.operation = operation
        self.operands = operands
        self.name = name
        self.typed: str | None = None

    def __repr__(self) -> str:
        return f"Tensor({self.name or ''}{self.shape})"

    def __len__(self) -> int:
        return self.shape[0]

    def __iter__(self) -> Iterator[Any]:
        """The components of a vector, the rows of a matrix, the parts along the first axis."""
        return (self[i] for i in range(self.shape[0]))

    def __getitem__(self, index: int) -> Any:
        if len(self.shape) == 1:
            return self.items[index]
        shape = self.shape[1:]
        width = shape[0] if len(shape) == 1 else prod(shape)
        name = f"{self.name}.{index + 1}" if self.name else None
        return Tensor(self.items[index * width : (index + 1) * width], shape, None, (), name)

    @property
    def T(self) -> Tensor:
        """The transpose of a matrix, or of each matrix of a stack; a vector stays as it is."""
        if len(self.shape) == 1:
            return self
        *stack, rows, columns = self.shape
        size, items = rows * columns, self.items
        parts = [slice(k + j, k + size, columns) for k in range(0, len(items), size) for j in range(columns)]
        if type(items) is not list:
            return Tensor(_wide().turned(items, parts), (*stack, columns, rows), TRANSPOSE, (self,))
        return Tensor([q for part in parts for q in items[part]], (*stack, columns, rows), TRANSPOSE, (self,))

    def __matmul__(self, other: Tensor) -> Tensor:
        return product(self, other)

    def __add__(self, other: Any) -> Tensor:
        return elementwise(ADD, self, other)

    def __radd__(self, other: Any) -> Tensor:
        return elementwise(ADD, other, self)

    def __sub__(self, other: Any) -> Tensor:
        return elementwise(SUB, self, other)

    def __rsub__(self, other: Any) -> Tensor:
        return elementwise(SUB, other, self)

    def __mul__(self, other: Any) -> Tensor:
        return elementwise(MUL, self, other)

    def __rmul__(self, other: Any) -> Tensor:
        return elementwise(MUL, other, self)

    def __truediv__(self, other: Any) -> Tensor:
        return elementwise(DIV, self, other)

    def __rtruediv__(self, other: Any) -> Tensor:
        return elementwise(DIV, other, self)

    def __neg__(self) -> Tensor:
        return Tensor(whole(NEG, self.items) or [apply(NEG, q) for q in self.items], self.shape, NEG, (self,))


def _wide() -> Any:
    from nncalc.engine import wide  # start-up

    return wide


def whole(operation: Operation, *operands: Any) -> Any:
    """An operation of all components at once where some are wide, each made when it is read; None elsewhere."""
    for x in operands:
        if type(x) is not list and not isinstance(x, Quantity):
            return _wide().each(operation, *operands)
    return None


def vector(items: Sequence[Any], name: str | None = None) -> Tensor:
    """A vector of quantities or exact numbers."""
    return Tensor([constant(item) for item in items], (len(items),), None, (), name)


def matrix(rows: Sequence[Sequence[Any]], name: str | None = None) -> Tensor:
    """A matrix from rows of equal length."""
    width = len(rows[0])
    if any(len(row) != width for row in rows):
        raise ValueError("rows of different lengths")
    return Tensor([constant(item) for row in rows for item in row], (len(rows), width), None, (), name)


def shape_of(x: Any) -> Shape:
    """The shape of a tensor; () of a single number."""
    return x.shape if isinstance(x, Tensor) else ()


def items_of(x: Any) -> list[Quantity]:
    """The numbers of a tensor in row order; a single number alone."""
    return x.items if isinstance(x, Tensor) else [x]


def rows_of(x: Tensor) -> list[list[Quantity]]:
    """The rows of a matrix, or of all matrices of a stack in order; a vector is one row."""
    width = x.shape[-1]
    return [x.items[i : i + width] for i in range(0, len(x.items), width)]


def elementwise(operation: Operation, a: Any, b: Any) -> Tensor:
    """An operation of two tensors of one shape, component by component, or of a tensor and a single quantity."""
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        if a.shape != b.shape:
            raise ValueError(say("shapes {shape} and {b_shape} differ", shape=a.shape, b_shape=b.shape))
        items = None if type(a.items) is type(b.items) is list else whole(operation, a.items, b.items)
        items = items or [apply(operation, p, q) for p, q in zip(a.items, b.items, strict=True)]
        return Tensor(items, a.shape, HADAMARD if operation is MUL else operation, (a, b))
    if isinstance(a, Tensor):
        b = constant(b)
        items = None if type(a.items) is list else whole(operation, a.items, b)
        return Tensor(items or [apply(operation, p, b) for p in a.items], a.shape, operation, (a, b))
    a = constant(a)
    items = None if type(b.items) is list else whole(operation, a, b.items)
    return Tensor(items or [apply(operation, a, q) for q in b.items], b.shape, operation, (a, b))


def lift(function: Operation | Callable[..., Quantity], x: Any, *more: Any) -> Any:
    """A function of one quantity taken of each component: `lift(TANH, z)`."""
    if not isinstance(x, Tensor):
        return function(x, *more)
    operation = function if isinstance(function, Operation) else None
    items = None if operation is None else whole(operation, x.items, *map(constant, more))
    return Tensor(items or [function(q, *more) for q in x.items], x.shape, operation, (x, *more))


def values_of(x: Tensor | Quantity) -> list[Any]:
    """The values of the components, or of one quantity; those of a wide tensor without making any."""
    items: Any = items_of(x)
    return [q.value for q in items] if type(items) is list else list(items.values)


def product(a: Tensor, b: Tensor) -> Tensor:
    """The matrix product: (m,n)·(n,), (n,)·(n,k), (m,n)·(n,k), or matrix by matrix where either is a stack of them."""
    if len(a.shape) > 2 or len(b.shape) > 2:
        return _batched(a, b)
    width, many = a.shape[-1], prod(b.shape[1:])
    if width != b.shape[0]:
        raise ValueError(say("shapes {shape} and {b_shape} cannot be multiplied", shape=a.shape, b_shape=b.shape))
    shape, items = (*a.shape[:-1], *b.shape[1:]) or (1,), None
    if len(a.items) * many >= WIDE or type(a.items) is not list or type(b.items) is not list:
        items = _wide().product(a.items, b.items, width, many)
    if items is None:
        columns = [b.items[j::many] for j in range(many)]
        items = [dot(a.items[i : i + width], c) for i in range(0, len(a.items), width) for c in columns]
    return Tensor(items, shape, MATMUL, (a, b))


def _batched(a: Tensor, b: Tensor) -> Tensor:
    """(…,m,n)·(…,n,k), the axes in front alike; a matrix beside a stack is multiplied with each of its matrices."""
    stack = max(a.shape[:-2], b.shape[:-2], key=len)
    if min(len(a.shape), len(b.shape)) < 2 or not {a.shape[:-2], b.shape[:-2]} <= {(), stack}:
        raise ValueError(say("shapes {shape} and {b_shape} cannot be multiplied", shape=a.shape, b_shape=b.shape))
    left, right = _matrices(a, prod(stack)), _matrices(b, prod(stack))
    items = [q for p, r in zip(left, right, strict=True) for q in product(p, r).items]
    return Tensor(items, (*stack, a.shape[-2], b.shape[-1]), MATMUL, (a, b))


def _matrices(x: Tensor, times: int) -> list[Tensor]:
    """The matrices of a stack; a single one as often as it is needed."""
    size, shape = prod(x.shape[-2:]), x.shape[-2:]
    parts = [Tensor(x.items[i : i + size], shape) for i in range(0, len(x.items), size)]
    return parts * times if len(x.shape) == 2 else parts


def dot(left: Sequence[Quantity], right: Sequence[Quantity]) -> Quantity:
    """The sum of products of two equally long runs of quantities."""
    return apply(DOT, *itertools.chain.from_iterable(zip(left, right, strict=True)))


def outer(left: Tensor, right: Tensor, vectors: str = "column") -> Tensor:
    """All products of the components of (m,) and (n,): shape (m, n).

    It is written left·rightᵀ where vectors are columns, leftᵀ·right where they are rows.
    """
    items = _wide().outer(left.items, right.items) if len(left.items) * len(right.items) >= WIDE else None
    items = items or [apply(MUL, p, q) for p in left.items for q in right.items]
    turned = right if vectors == "column" else left
    row = Tensor(turned.items, (1, len(turned.items)), TRANSPOSE, (turned,))
    factors = (left, row) if vectors == "column" else (row, right)
    return Tensor(items, (len(left.items), len(right.items)), MATMUL, factors)


def total(items: Sequence[Quantity] | Tensor) -> Quantity:
    """The sum of the components."""
    items = items.items if isinstance(items, Tensor) else items
    return items[0] if len(items) == 1 else apply(TOTAL, *items)


def column_sums(x: Tensor) -> Tensor:
    """The sum of the rows of a matrix (m, n): a vector (n,)."""
    width = x.shape[1]
    rows = [x.items[i : i + width] for i in range(0, len(x.items), width)]
    items = whole(TOTAL, *rows) if len(rows) > 1 else None
    return Tensor(items or [total(x.items[j::width]) for j in range(width)], (width,), COLUMN_SUMS, (x,))


def add_to_rows(matrix: Tensor, row: Tensor) -> Tensor:
    """A vector (n,) added to each row of a matrix (m, n): the bias of a layer for every sample."""
    width = matrix.shape[1]
    items = whole(ADD, matrix.items, [*row.items] * matrix.shape[0]) if type(matrix.items) is not list else None
    items = items or [apply(ADD, q, row.items[i % width]) for i, q in enumerate(matrix.items)]
    return Tensor(items, matrix.shape, ADD, (matrix, row))


def by_rows(function: Callable[[Tensor], Tensor], x: Tensor, operation: Operation) -> Tensor:
    """A function of a vector taken of a vector, or of each row (the last axis); `operation` says how it is written."""
    if len(x.shape) == 1:
        return Tensor(function(x).items, x.shape, operation, (x,))
    if len(x.shape) > 2:
        return Tensor([q for part in x for q in by_rows(function, part, operation).items], x.shape, operation, (x,))
    return Tensor([q for row in x for q in function(row).items], x.shape, operation, (x,))


@lru_cache(maxsize=128)
def components(name: str, shape: Shape) -> tuple[str, ...]:
    """The contract's names of the components: `x.1 x.2`, `W.1.1 W.1.2 …`, `y.1.1.1 …`."""
    if len(shape) == 1:
        return tuple([f"{name}.{i}" for i in range(1, shape[0] + 1)])
    if len(shape) == 2:
        return tuple([f"{name}.{i}.{j}" for i in range(1, shape[0] + 1) for j in range(1, shape[1] + 1)])
    places_along = [[f".{i}" for i in range(1, size + 1)] for size in shape]
    return tuple([name + "".join(place) for place in itertools.product(*places_along)])


def filled(number: Any, shape: Shape, name: str | None = None) -> Tensor:
    """The same number in every place; with a name its components have theirs."""
    names = components(name, shape) if name else [None] * prod(shape)
    return Tensor([constant(number).renamed(part) for part in names], shape, None, (), name)


def zeros(shape: Shape, name: str | None = None) -> Tensor:
    """What holds where nothing is given."""
    return filled(0, shape, name)


def nested(x: Tensor) -> list[Any]:
    """The components as lists in lists, one level an axis."""
    return list(x.items) if len(x.shape) == 1 else [nested(part) for part in x]
