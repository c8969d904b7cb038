"""The chain rule on a graph of operations: local derivatives, and gradients summed over the uses of a node.

The local derivatives are written as in tables of derivatives; where there is nothing to choose, the slope of the
operation's own row serves. Reference: Baydin, Pearlmutter, Radul, Siskind, JMLR 18 (2018), §3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nncalc.engine.decide import sign
from nncalc.engine.domains import DomainError
from nncalc.engine.lazy import flint
from nncalc.engine.operations import ABS, ELU_SLOPE, EXP, FLOOR, LEAKY_SLOPE, LOG, MINIMUM, NEG, POWER, STEP
from nncalc.engine.quantity import Operation, Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.tensor import dot, total

Local = Callable[..., Any]


def _power_by_base(y: Quantity, a: Quantity, b: Quantity) -> Any:
    """n·x^(n−1); the exponent that is left is worked out where n is a number. x^0 is the constant 1, at 0 too."""
    if _is(b, 0) and (b.name is None or (a.value is not None and sign(a) == 0)):
        return 0
    if b.name is not None or type(b.value) is not flint.fmpq:
        return b * POWER(a, b - 1)
    if b.value == 1:
        return 1
    return b * a if b.value == 2 else b * POWER(a, constant(b.value - 1))


def _power_by_exponent(y: Quantity, a: Quantity, b: Quantity) -> Any:
    side = 1 if a.value is None else sign(a)
    if side > 0:
        return y * LOG(a)
    if side < 0:
        raise DomainError("a power has a slope in its exponent only where the base is positive")
    if b.value is not None and sign(b) == 0:
        raise DomainError("a power of 0 jumps where the exponent is 0")
    return 0


_LOCAL: dict[str, tuple[Local, ...]] = {
    "divide": (lambda y, a, b: 1 / b, lambda y, a, b: -(a / POWER(b, 2))),
    "power": (_power_by_base, _power_by_exponent),
    "exp": (lambda y, a: EXP(a),),
    "tanh": (lambda y, a: 1 - POWER(y, 2),),
    "softsign": (lambda y, a: 1 / POWER(1 + ABS(a), 2),),
    "maximum": (lambda y, a, b: STEP(a - b), lambda y, a, b: STEP(b - a)),
    "minimum": (lambda y, a, b: STEP(b - a), lambda y, a, b: STEP(a - b)),
    "leaky_relu": (lambda y, a, k: LEAKY_SLOPE(a, k, k), lambda y, a, k: MINIMUM(a, 0)),
    "elu": (lambda y, a, k: ELU_SLOPE(a, k), lambda y, a, k: EXP(MINIMUM(a, 0)) - 1),
}
"""Where the table of derivatives writes it otherwise than the row: one function of (y, *operands) per operand."""


@rule("the local derivative of a node is that of its operation, its other operands held fixed")
def local_derivative(operation: Operation, y: Quantity, operands: Sequence[Quantity], position: int) -> Quantity:
    """∂y/∂operand of one operation y = operation(*operands). Raises DomainError where it is infinite or undefined."""
    own = _LOCAL.get(operation.name)
    if own is not None:
        return constant(own[position](y, *operands))
    return constant(operation.slope(y, *operands)[position])


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
        "sigma-for-derivative", "uses the function itself for its derivative (σ for σ′)", 13,
        "sigmoid tanh softplus relu", lambda y, a: y,
    ),
    ("z-for-activation", "takes z(1 − z) for σ′, as if z were the activation", 14, "sigmoid", lambda y, a: a * (1 - a)),
    ("factor-a-left-out", "leaves the factor a out of a(1 − a)", 16, "sigmoid", lambda y, a: 1 - y),
    ("tanh-slope-unsquared", "takes 1 − tanh for 1 − tanh²", 17, "tanh", lambda y, a: 1 - y),
    ("relu-passes-below-zero", "lets the gradient pass where z ≤ 0", 27, "relu", lambda y, a: 1),
):  # fmt: skip
    local_derivative.slip(_id, _words, _number)(_at(_operations, _made))


@rule("the gradient of a node is the arriving gradient times the local derivative, summed over all that use the node")
def gradient_through(arriving: Sequence[Quantity], local: Sequence[Quantity]) -> Quantity:
    """∂f/∂v from ∂f/∂u and ∂u/∂v for every node u that uses v."""
    return dot(arriving, local)


@gradient_through.slip("derivative-left-out", "leaves out the local derivative", 10)
def _(arriving: Sequence[Quantity], local: Sequence[Quantity]) -> Quantity:
    return total(arriving)


@gradient_through.slip("first-path-only", "follows only one of the paths to the output", 11)
def _(arriving: Sequence[Quantity], local: Sequence[Quantity]) -> Quantity:
    return dot(arriving[:1], local[:1])


@gradient_through.slip("last-path-only", "follows only the last of the paths to the output", 11)
def _(arriving: Sequence[Quantity], local: Sequence[Quantity]) -> Quantity:
    return dot(arriving[-1:], local[-1:])


# -- where there is no derivative ------------------------------------------------------------------------------------

_AT_WHOLE = "jumps at whole numbers"
_JUMPS = {"sign": "jumps at 0", "step": "jumps at 0", "floor": _AT_WHOLE, "ceil": _AT_WHOLE}
ONE_SIDED = frozenset({"relu", "leaky_relu", "elu", "selu", "hard_sigmoid"})
"""Activations at whose kink the slope of the flat side is taken, by the convention relu′(0) = 0."""


def kink(operation: Operation, operands: Sequence[Quantity]) -> str | None:
    """What is wrong with differentiating the operation at these values, in words; None where it is smooth.

    Where a symbol leaves the place open nothing is said.
    """
    first = operands[0] if operands else None
    if first is None or any(operand.value is None for operand in operands):
        return None
    name = operation.name
    if name in ("maximum", "minimum"):
        return "takes either of two equal numbers" if sign(operands[0] - operands[1]) == 0 else None
    if name in ("floor", "ceil"):
        return _JUMPS[name] if sign(first - FLOOR(first)) == 0 else None
    if name == "hard_sigmoid":
        return "has a kink at −3 and at 3" if sign(ABS(first) - 3) == 0 else None
    if name in ("abs", "sign", "step", "relu", "leaky_relu", "elu", "selu") and sign(first) == 0:
        smooth = name == "elu" and sign(operands[1] - 1) == 0
        return None if smooth else _JUMPS.get(name, "has a kink at 0")
    return None


def why_undefined(operation: Operation, position: int, message: str) -> str:
    """What to say where the local derivative has no finite value; `message` is the refusal of its own formula."""
    if operation.name == "sqrt" or (operation.name == "power" and position == 0):
        return "its slope is infinite at 0"
    return message


# -- short forms -----------------------------------------------------------------------------------------------------


def short_sum(arriving: Sequence[Quantity], local: Sequence[Quantity]) -> Quantity:
    """The same sum of products without factors 1, terms 0 and doubled signs: a gradient as a formula."""
    terms = [short_product(a, b) for a, b in zip(arriving, local, strict=True)]
    terms = [term for term in terms if not _is(term, 0)]
    return total(terms) if terms else constant(0)


def short_product(a: Quantity, b: Quantity) -> Quantity:
    """a·b, where a factor 0, 1 or −1 is worked out and signs stand in front."""
    if _is(a, 0) or _is(b, 0):
        return constant(0)
    (sign_a, a), (sign_b, b) = _sign_in_front(a), _sign_in_front(b)
    product = b if _is(a, 1) else a if _is(b, 1) else constant(a * b)
    return product if sign_a == sign_b else -product


def _sign_in_front(x: Quantity) -> tuple[int, Quantity]:
    if _is(x, -1):
        return -1, constant(1)
    return (-1, x.operands[0]) if x.operation is NEG else (1, x)


def _is(x: Quantity, number: int) -> bool:
    return type(x.value) is flint.fmpq and bool(x.value == number)
