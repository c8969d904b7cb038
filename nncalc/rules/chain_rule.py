"""The chain rule on a graph of operations: local derivatives, and gradients summed over the uses of a node.

The local derivatives are those of the rows of the operation table. Reference: Baydin, Pearlmutter, Radul, Siskind,
JMLR 18 (2018), §3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nncalc.engine.operations import NEG, SIGMOID
from nncalc.engine.quantity import Operation, Quantity, constant, is_number
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import dot, total
from nncalc.words import say

Local = Callable[..., Any]


@rule("the local derivative of a node is that of its operation, its other operands held fixed")
def local_derivative(operation: Operation, y: Quantity, operands: Sequence[Quantity], position: int) -> Quantity:
    """∂y/∂operand of one operation y = operation(*operands). Raises DomainError where it is infinite or undefined."""
    return operation.derivative(y, operands, position)


def _at(names: str, slip: Local) -> Local:
    """A mistake made at these operations; at the others the rule is followed."""

    def wrong(operation: Operation, y: Quantity, operands: Sequence[Quantity], position: int) -> Quantity:
        if operation.name not in names.split():
            right: Quantity = local_derivative.right(operation, y, operands, position)
            return right
        return constant(slip(y, *operands))

    return wrong


for _id, _words, _number, _operations, _made in (
    (
        "sigma-for-derivative", "uses the function itself for its derivative ({sigma} for {sigma}′)", 13,
        "sigmoid tanh softplus relu", lambda y, a: y,  # no sentence: names
    ),
    ("z-for-activation", "takes z(1 − z) for {sigma}′, as if z were the activation", 14, "sigmoid", lambda y, a: a * (1 - a)),
    ("factor-a-left-out", "leaves the factor a out of a(1 − a)", 16, "sigmoid", lambda y, a: 1 - y),
    ("tanh-slope-unsquared", "takes 1 − tanh for 1 − tanh²", 17, "tanh", lambda y, a: 1 - y),
    ("slope-of-tanh", "takes 1 − a², the slope of tanh, for {sigma}′", 100, "sigmoid", lambda y, a: 1 - y * y),
    ("slope-of-sigmoid", "takes a(1 − a), the slope of a sigmoid, for tanh′", 100, "tanh", lambda y, a: y * (1 - y)),
    (
        "derivative-at-activation", "takes the derivative at the value of the function instead of at its argument", 15,
        "sigmoid", lambda y, a: SIGMOID(y) * (1 - SIGMOID(y)),
    ),
    ("relu-passes-below-zero", "lets the gradient pass where z ≤ 0", 27, "relu", lambda y, a: 1),
):  # fmt: skip
    local_derivative.slip(_id, _words, _number)(_at(_operations, _made))


@rule("the gradient of a node is the arriving gradient times the local derivative, summed over all that use the node")
def gradient_through(upstream: Sequence[Quantity], local: Sequence[Quantity]) -> Quantity:
    """∂f/∂v from ∂f/∂u and ∂u/∂v for every node u that uses v."""
    return dot(upstream, local)


@gradient_through.slip("derivative-left-out", "leaves out the local derivative", 10)
def _(upstream: Sequence[Quantity], local: Sequence[Quantity]) -> Quantity:
    return total(upstream)


@gradient_through.slip("first-path-only", "follows only one of the paths to the output", 11)
def _(upstream: Sequence[Quantity], local: Sequence[Quantity]) -> Quantity:
    return dot(upstream[:1], local[:1])


@gradient_through.slip("path-twice", "counts the first of the paths to the output twice", 112)
def _(upstream: Sequence[Quantity], local: Sequence[Quantity]) -> Quantity:
    if len(local) < 2:
        raise DoesNotApply
    return dot([*upstream, upstream[0]], [*local, local[0]])


@gradient_through.slip("last-path-only", "follows only the last of the paths to the output", 11)
def _(upstream: Sequence[Quantity], local: Sequence[Quantity]) -> Quantity:
    return dot(upstream[-1:], local[-1:])


# -- where there is no derivative ------------------------------------------------------------------------------------


def why_undefined(operation: Operation, position: int, message: str) -> str:
    """What to say where the local derivative has no finite value; `message` is the refusal of its own formula."""
    if operation.name == "sqrt" or (operation.name == "power" and position == 0):
        return say("its slope is infinite at 0")
    return message


# -- short forms -----------------------------------------------------------------------------------------------------


def short_sum(upstream: Sequence[Quantity], local: Sequence[Quantity]) -> Quantity:
    """The same sum of products without factors 1, terms 0 and doubled signs: a gradient as a formula."""
    terms = [short_product(a, b) for a, b in zip(upstream, local, strict=True)]
    terms = [term for term in terms if not is_number(term, 0)]
    return total(terms) if terms else constant(0)


def short_product(a: Quantity, b: Quantity) -> Quantity:
    """a·b, where a factor 0, 1 or −1 is worked out and signs stand in front."""
    if is_number(a, 0) or is_number(b, 0):
        return constant(0)
    (sign_a, a), (sign_b, b) = _sign_in_front(a), _sign_in_front(b)
    product = b if is_number(a, 1) else a if is_number(b, 1) else constant(a * b)
    return product if sign_a == sign_b else -product


def _sign_in_front(x: Quantity) -> tuple[int, Quantity]:
    if is_number(x, -1):
        return -1, constant(1)
    return (-1, x.operands[0]) if x.operation is NEG else (1, x)
