"""The rules of the chain rule with vectors: the row that arrives times the Jacobian of a node.

A gradient has the shape of what it belongs to. ∂f/∂y of a vector y is a row, and ∂f/∂x = ∂f/∂y·∂y/∂x; of a matrix the row
of all its numbers is written in its shape. Reference: Magnus and Neudecker, Matrix Differential Calculus (2019), ch. 5 and 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

from nncalc.engine.operations import POWER
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import TRANSPOSE, Tensor, outer


@rule("the gradient that arrives is a row, and stands in front of the Jacobian")
def row_times_jacobian(row: Tensor, jacobian: Tensor) -> Tensor:
    """∂f/∂x = ∂f/∂y·∂y/∂x: (m,) times (m, n) is (n,)."""
    return row @ jacobian


@row_times_jacobian.slip("order-swapped", "puts the Jacobian in front of the gradient, without transposing it")
def _(row: Tensor, jacobian: Tensor) -> Tensor:
    _if_square(jacobian)
    return jacobian @ row


def _row(x: Tensor) -> Tensor:
    """A vector written as a row, or a row as a column."""
    return Tensor(x.items, (1, len(x.items)), TRANSPOSE, (x,))


@rule("the gradient of the matrix in W·x is the outer product of the gradient that arrives and x")
def matrix_of_product(row: Tensor, x: Tensor) -> Tensor:
    """∂f/∂W = (∂f/∂y)ᵀ·xᵀ, (m, n): ∂yᵢ/∂Wᵢⱼ = xⱼ, and 0 in the other rows."""
    return outer(_row(row), x)


@rule("the gradient of the matrix in x·W is the outer product of x and the gradient that arrives")
def matrix_behind_row(x: Tensor, row: Tensor) -> Tensor:
    """∂f/∂W = xᵀ·∂f/∂y, (n, k), of the row x."""
    return outer(x, row, "row")


OUTER_SWAPPED = "swaps the factors of the outer product"
INPUT_LEFT_OUT = "leaves out the input the weight carries"


@matrix_of_product.slip("order-swapped", OUTER_SWAPPED)
def _(row: Tensor, x: Tensor) -> Tensor:
    return _swapped(row, x)


@matrix_behind_row.slip("order-swapped", OUTER_SWAPPED)
def _(x: Tensor, row: Tensor) -> Tensor:
    return _swapped(x, row)


def _swapped(left: Tensor, right: Tensor) -> Tensor:
    if len(left) != len(right):
        raise DoesNotApply  # another shape is no answer
    return outer(_row(right), left)


@matrix_of_product.slip("input-left-out", INPUT_LEFT_OUT, 24)
def _(row: Tensor, x: Tensor) -> Tensor:
    return Tensor([q for q in row.items for _ in x.items], (len(row), len(x)))


@matrix_behind_row.slip("input-left-out", INPUT_LEFT_OUT, 24)
def _(x: Tensor, row: Tensor) -> Tensor:
    return Tensor([q for _ in x.items for q in row.items], (len(x), len(row)))


@rule("the gradient of A in A·B is the gradient that arrives times the transpose of B")
def left_of_product(arriving: Tensor, b: Tensor) -> Tensor:
    """∂f/∂A = ∂f/∂C·Bᵀ."""
    return arriving @ b.T


@rule("the gradient of B in A·B is the transpose of A times the gradient that arrives")
def right_of_product(arriving: Tensor, a: Tensor) -> Tensor:
    """∂f/∂B = Aᵀ·∂f/∂C."""
    return a.T @ arriving


NOT_TRANSPOSED = "forgets to transpose the other factor"
PRODUCT_SWAPPED = "multiplies from the wrong side"


def _if_square(*matrices: Tensor) -> None:
    if len({size for each in matrices for size in each.shape}) > 1:
        raise DoesNotApply  # the product has no value, or another shape


@left_of_product.slip("transpose-forgotten", NOT_TRANSPOSED)
def _(arriving: Tensor, b: Tensor) -> Tensor:
    _if_square(b)
    return arriving @ b


@left_of_product.slip("order-swapped", PRODUCT_SWAPPED)
def _(arriving: Tensor, b: Tensor) -> Tensor:
    _if_square(arriving, b)
    return b.T @ arriving


@right_of_product.slip("transpose-forgotten", NOT_TRANSPOSED)
def _(arriving: Tensor, a: Tensor) -> Tensor:
    _if_square(a)
    return a @ arriving


@right_of_product.slip("order-swapped", PRODUCT_SWAPPED)
def _(arriving: Tensor, a: Tensor) -> Tensor:
    _if_square(arriving, a)
    return arriving @ a.T


@rule("the gradient of a transposed matrix is transposed back")
def transposed_back(arriving: Tensor) -> Tensor:
    return arriving.T


@transposed_back.slip("transpose-forgotten", "does not transpose the gradient back")
def _(arriving: Tensor) -> Tensor:
    _if_square(arriving)
    return Tensor(arriving.items, arriving.shape, None, (), arriving.name)


@rule("the slope of a mean is 1 over the number of its terms, for each of them")
def mean_slope(size: int) -> Quantity:
    return 1 / constant(size)


@mean_slope.slip("mean-left-out", "takes the slope of a sum, 1, for that of a mean")
def _(size: int) -> Quantity:
    return constant(1)


@rule("the gradient of a norm is the vector over its norm")
def norm_slope(x: Quantity, norm: Quantity) -> Quantity:
    """∂‖x‖/∂xᵢ = xᵢ/‖x‖. Raises DomainError at 0."""
    return x / norm


@norm_slope.slip("norm-left-out", "does not divide by the norm")
def _(x: Quantity, norm: Quantity) -> Quantity:
    return x


@norm_slope.slip("square-of-the-norm", "divides by the square of the norm")
def _(x: Quantity, norm: Quantity) -> Quantity:
    return x / POWER(norm, 2)


@rule("what leads to the output by several paths has the sum of their gradients")
def paths_added(parts: Sequence[Any]) -> Any:
    """The gradient of a node or input from what comes back through each use of it."""
    return reduce(add, parts)


@paths_added.slip("first-path-only", "follows only one of the paths to the output", 11)
def _(parts: Sequence[Any]) -> Any:
    return _one_of(parts, 0)


@paths_added.slip("last-path-only", "follows only the last of the paths to the output", 11)
def _(parts: Sequence[Any]) -> Any:
    return _one_of(parts, -1)


def _one_of(parts: Sequence[Any], at: int) -> Any:
    if len(parts) < 2:
        raise DoesNotApply
    return parts[at]
