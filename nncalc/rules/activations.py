"""Activation functions: value and textbook derivative, one row each.

The derivative is written as lecturers write it, in the activation's own value where that is the custom:
σ′ = a(1 − a), tanh′ = 1 − a². Reference: Goodfellow, Bengio, Courville, Deep Learning (2016), §6.3.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from nncalc.engine.lazy import flint
from nncalc.engine.operations import (
    ELU,
    ELU_SLOPE,
    EXP,
    GELU,
    GELU_TANH,
    HARD_SIGMOID,
    HARD_SIGMOID_SLOPE,
    LEAKY_RELU,
    LEAKY_SLOPE,
    LET,
    POWER,
    RELU,
    RELU_SLOPE,
    SELU,
    SELU_SLOPE,
    SIGMOID,
    SIGN,
    SOFTPLUS,
    SOFTSIGN,
    STEP,
    SUB,
    TANH,
)
from nncalc.engine.quantity import Operation, Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import HADAMARD, MATMUL, TRANSPOSE, Tensor, by_rows, dot, lift, notation, total

SOFTMAX = notation("softmax", "call", "softmax", 9)


class Options(NamedTuple):
    """What an activation may depend on: its parameter, the slope at the kink as a share of the step, the form of GELU."""

    alpha: Quantity | None = None
    at_kink: Any = 0
    gelu: str = "exact"


class Activation(NamedTuple):
    """One activation. `value` maps (z, options) to a; `slope` maps (z, a, options) to f′(z), component by component.

    `slope` is None for softmax, whose components depend on each other. `alpha` is the parameter's default, as text.
    """

    name: str
    value: Callable[[Tensor, Options], Tensor]
    slope: Callable[[Tensor, Tensor, Options], Any] | None
    alpha: tuple[int, int] | None = None


def _plain(operation: Operation) -> Callable[[Tensor, Options], Tensor]:
    return lambda z, options: lift(operation, z)


def softmax(z: Tensor) -> Tensor:
    """e^zᵢ / Σⱼ e^zⱼ of a vector, or of each row of a matrix."""

    def of_vector(row: Tensor) -> Tensor:
        exponentials = [EXP(q) for q in row.items]
        below = total(exponentials)
        return Tensor([e / below for e in exponentials], row.shape)

    return by_rows(of_vector, z, SOFTMAX)


def complement(a: Tensor) -> Tensor:
    """1 − a, component by component. Of σ(z) so near 1 that no digit is left its value is that of σ(−z)."""
    return Tensor([_complement(q) for q in a.items], a.shape, SUB, (constant(1), a))


def _complement(a: Quantity) -> Quantity:
    rest: Quantity = 1 - a
    if type(rest.value) is not flint.arb or rest.value > 0:
        return rest
    while a.operation is LET and a.same is None:
        (a,) = a.operands
    if a.operation is not SIGMOID:
        return rest
    same = SIGMOID(-a.operands[0])
    return Quantity(rest.operation, rest.operands, same.value, None, None, same)


def _slope_by(operation: Operation) -> Callable[[Tensor, Tensor, Options], Tensor]:
    """The derivative as the row's own slope on the tape gives it, where there is no shorter custom."""
    written = notation(f"{operation.name} slope", "call", f"{operation.sign}′", 9)
    return lambda z, a, options: Tensor([operation.slope(operation(q), q)[0] for q in z.items], z.shape, written, (z,))


def _parameter(options: Options) -> Quantity:
    return options.alpha if options.alpha is not None else constant(1)


def _leaky_at_kink(options: Options) -> Quantity:
    alpha = _parameter(options)
    return alpha if options.at_kink == 0 else alpha + options.at_kink * (1 - alpha)


_LEAKY = (
    lambda z, o: lift(LEAKY_RELU, z, _parameter(o)),
    lambda z, a, o: lift(LEAKY_SLOPE, z, _parameter(o), _leaky_at_kink(o)),
)


def _zero(operation: Operation) -> Callable[[Tensor, Tensor, Options], Tensor]:
    """The derivative of what is flat between its jumps."""
    written = notation(f"{operation.name} slope", "call", f"{operation.sign}′", 9)
    return lambda z, a, options: Tensor([constant(0) for _ in z.items], z.shape, written, (z,))


_ROWS = [
    Activation("identity", lambda z, o: z, lambda z, a, o: Tensor([constant(1) for _ in z.items], z.shape)),
    Activation("sigmoid", _plain(SIGMOID), lambda z, a, o: a * complement(a)),
    Activation("tanh", _plain(TANH), lambda z, a, o: 1 - lift(POWER, a, constant(2))),
    Activation("relu", _plain(RELU), lambda z, a, o: lift(RELU_SLOPE, z, constant(o.at_kink))),
    Activation("leaky-relu", *_LEAKY, (1, 100)),
    Activation("prelu", *_LEAKY, (1, 4)),
    Activation(
        "elu", lambda z, o: lift(ELU, z, _parameter(o)), lambda z, a, o: lift(ELU_SLOPE, z, _parameter(o)), (1, 1)
    ),
    Activation("selu", _plain(SELU), lambda z, a, o: lift(SELU_SLOPE, z)),
    Activation(
        "gelu",
        lambda z, o: lift(GELU_TANH if o.gelu == "tanh" else GELU, z),
        lambda z, a, o: _slope_by(GELU_TANH if o.gelu == "tanh" else GELU)(z, a, o),
    ),
    Activation("softplus", _plain(SOFTPLUS), lambda z, a, o: lift(SIGMOID, z)),
    Activation("softsign", _plain(SOFTSIGN), _slope_by(SOFTSIGN)),
    Activation(
        "silu", lambda z, o: z * lift(SIGMOID, z), lambda z, a, o: lift(SIGMOID, z) * (1 + z * (1 - lift(SIGMOID, z)))
    ),
    Activation("hard-sigmoid", _plain(HARD_SIGMOID), lambda z, a, o: lift(HARD_SIGMOID_SLOPE, z)),
    Activation("softmax", lambda z, o: softmax(z), None),
    Activation("step", _plain(STEP), _zero(STEP)),
    Activation("sign", _plain(SIGN), _zero(SIGN)),
]
ACTIVATIONS: dict[str, Activation] = {row.name: row for row in _ROWS}


def options_of(name: str, alpha: Quantity | None, at_kink: str, gelu: str) -> Options:
    """The options of one layer's activation; without `alpha` the activation's own default."""
    default = ACTIVATIONS[name].alpha
    if alpha is None and default is not None:
        alpha = constant(flint.fmpq(*default))
    kink = {"0": 0, "1": 1, "1/2": flint.fmpq(1, 2)}[at_kink]
    return Options(alpha, kink, gelu)


@rule("the activation is applied to z, component by component")
def activate(activation: Activation, z: Tensor, options: Options) -> Tensor:
    return activation.value(z, options)


@activate.slip("94", "leaves out the −1 of the ELU")
def _(activation: Activation, z: Tensor, options: Options) -> Tensor:
    if activation.name != "elu":
        raise DoesNotApply
    from nncalc.engine.decide import sign

    return Tensor([q if sign(q) > 0 else _parameter(options) * EXP(q) for q in z.items], z.shape)


@rule("the derivative of the activation, taken at z")
def slope(activation: Activation, z: Tensor, a: Tensor, options: Options) -> Any:
    assert activation.slope is not None
    return activation.slope(z, a, options)


def _only(activation: Activation, *names: str) -> None:
    if activation.name not in names:
        raise DoesNotApply


@slope.slip("13", "uses the activation itself for its derivative (σ for σ′)")
def _(activation: Activation, z: Tensor, a: Tensor, options: Options) -> Any:
    _only(activation, "sigmoid", "tanh", "softplus", "relu")
    return a


@slope.slip("14", "takes z(1 − z) for σ′, as if z were the activation")
def _(activation: Activation, z: Tensor, a: Tensor, options: Options) -> Any:
    _only(activation, "sigmoid")
    return z * (1 - z)


@slope.slip("15", "takes the derivative at the activation instead of at z (σ′(a) for σ′(z))")
def _(activation: Activation, z: Tensor, a: Tensor, options: Options) -> Any:
    _only(activation, "sigmoid", "tanh")
    assert activation.slope is not None
    return activation.slope(a, activation.value(a, options), options)


@slope.slip("16", "leaves the factor a out of a(1 − a)")
def _(activation: Activation, z: Tensor, a: Tensor, options: Options) -> Any:
    _only(activation, "sigmoid")
    return 1 - a


@slope.slip("17", "takes 1 − tanh for 1 − tanh²")
def _(activation: Activation, z: Tensor, a: Tensor, options: Options) -> Any:
    _only(activation, "tanh")
    return 1 - a


@slope.slip("27", "lets the gradient pass where z ≤ 0")
def _(activation: Activation, z: Tensor, a: Tensor, options: Options) -> Any:
    _only(activation, "relu")
    return Tensor([constant(1) for _ in z.items], z.shape)


def softmax_back(dy: Tensor, y: Tensor) -> Tensor:
    """∂E/∂z of a softmax from ∂E/∂y: yᵢ·(∂E/∂yᵢ − Σⱼ yⱼ·∂E/∂yⱼ), the Jacobian diag(y) − y·yᵀ applied row by row."""
    if len(y.shape) == 1:
        mean = dot(y.items, dy.items)
        items = [p * (g - mean) for p, g in zip(y.items, dy.items, strict=True)]
        formula = Tensor([], (), MATMUL, (Tensor([], (), TRANSPOSE, (y,)), dy))
    else:
        rows = [softmax_back(dy[i], y[i]) for i in range(y.shape[0])]
        items = [q for row in rows for q in row.items]
        formula = Tensor([], (), ROW_SUMS, (Tensor([], (), HADAMARD, (y, dy)),))
    return Tensor(items, y.shape, HADAMARD, (y, Tensor([], (), SUB, (dy, formula))))


ROW_SUMS = notation("row sums", "call", "row sums of ", 9)
