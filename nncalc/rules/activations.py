"""Activation functions: value and textbook derivative, one row each.

The derivative is that of the operation's row in the engine, written in the activation's own value where that is the
custom: tanh′ = 1 − a². It stands here where a convention decides (the slope at a kink), and for σ near 1, where 1 − a is
worked out as σ(−z). Reference: Goodfellow, Bengio, Courville, Deep Learning (2016), §6.3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from nncalc.declaring.kinds import Reading
from nncalc.declaring.numeric import NUMBER
from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import (
    ELU,
    ELU_DERIVATIVE,
    EXP,
    GELU,
    GELU_TANH,
    HARD_SIGMOID,
    LEAKY_DERIVATIVE,
    LEAKY_RELU,
    LET,
    RELU,
    RELU_DERIVATIVE,
    SELU,
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
from nncalc.engine.tensor import (
    HADAMARD,
    MATMUL,
    TRANSPOSE,
    Tensor,
    by_rows,
    dot,
    filled,
    lift,
    notation,
    total,
    values_of,
)
from nncalc.words import Listed

SOFTMAX = notation("softmax", "call", "softmax", 9)


class ActivationOptions(NamedTuple):
    """What an activation may depend on: its parameter, the slope at the kink as a share of the step, the form of GELU."""

    alpha: Quantity | None = None
    at_kink: Any = 0
    gelu: str = "exact"


class Activation(NamedTuple):
    """One activation. `value` maps (z, options) to a; `derivative` maps (z, a, options) to f′(z), component by component.

    `derivative` is None for softmax, whose components depend on each other. `alpha` is the parameter's default, as text.
    """

    name: str
    value: Callable[[Tensor, ActivationOptions], Tensor]
    derivative: Callable[[Tensor, Tensor, ActivationOptions], Any] | None
    alpha: str | None = None


def _plain(operation: Operation) -> Callable[[Tensor, ActivationOptions], Tensor]:
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
    if type(a.items) is not list:
        rest: Tensor = 1 - a
        if all(type(value) is not flint.arb or value > 0 for value in values_of(rest)):
            return rest
    return Tensor([_complement(q) for q in a.items], a.shape, SUB, (constant(1), a))


def _complement(a: Quantity) -> Quantity:
    rest: Quantity = 1 - a
    if type(rest.value) is not flint.arb or rest.value > 0:
        return rest
    while a.operation is LET and a.equal_to is None:
        (a,) = a.operands
    if a.operation is not SIGMOID:
        return rest
    same = SIGMOID(-a.operands[0])
    return Quantity(rest.operation, rest.operands, same.value, None, None, same)


Derivative = Callable[[Tensor, Tensor, ActivationOptions], Tensor]


def by_row(operation: Operation, *, called: bool = False) -> Derivative:
    """The derivative in the operation's row; the line of the tensor is its formula, or where it is long σ′(z) (called)."""
    written = notation(f"{operation.name} slope", "call", f"{operation.sign}′", 9)  # no sentence: a name

    def derivative(z: Tensor, a: Tensor, options: ActivationOptions) -> Tensor:
        items = _by_one_formula(lambda q, y: operation.derivative(y, [q], 0), z, a)
        formula = (written, (z,)) if called else _of_tensors(items[0], {id(z.items[0]): z, id(a.items[0]): a})
        return Tensor(items, z.shape, *formula)

    return derivative


def _by_one_formula(formula: Callable[..., Quantity], z: Tensor, a: Tensor) -> Any:
    """The components that a formula makes of those of two tensors; of wide ones each when it is read."""
    made = None
    if type(z.items) is not list and type(a.items) is not list:
        from nncalc.engine.wide import traced  # start-up

        made = traced(formula, z.items, a.items)
    return made or [formula(q, y) for q, y in zip(z.items, a.items, strict=True)]


def _of_tensors(item: Quantity, tensors: Mapping[int, Tensor]) -> tuple[Operation, tuple[Any, ...]]:
    """The formula of one component, with the tensors in the place of their components."""
    assert item.operation is not None
    operands = [
        tensors.get(id(o)) or (Tensor([], (), *_of_tensors(o, tensors)) if o.operation and not o.name else o)
        for o in item.operands
    ]
    return item.operation, tuple(operands)


def _parameter(options: ActivationOptions) -> Quantity:
    return options.alpha if options.alpha is not None else constant(1)


def _leaky_at_kink(options: ActivationOptions) -> Quantity:
    alpha = _parameter(options)
    return alpha if options.at_kink == 0 else alpha + options.at_kink * (1 - alpha)


_LEAKY = (
    lambda z, o: lift(LEAKY_RELU, z, _parameter(o)),
    lambda z, a, o: lift(LEAKY_DERIVATIVE, z, _parameter(o), _leaky_at_kink(o)),
)


_ROWS = [
    Activation("identity", lambda z, o: z, lambda z, a, o: filled(1, z.shape)),
    Activation("sigmoid", _plain(SIGMOID), lambda z, a, o: a * complement(a)),
    Activation("tanh", _plain(TANH), by_row(TANH)),
    Activation("relu", _plain(RELU), lambda z, a, o: lift(RELU_DERIVATIVE, z, constant(o.at_kink))),
    Activation("leaky-relu", *_LEAKY, ".01"),
    Activation("prelu", *_LEAKY, ".25"),
    Activation(
        "elu", lambda z, o: lift(ELU, z, _parameter(o)), lambda z, a, o: lift(ELU_DERIVATIVE, z, _parameter(o)), "1"
    ),
    Activation("selu", _plain(SELU), by_row(SELU)),
    Activation(
        "gelu",
        lambda z, o: lift(GELU_TANH if o.gelu == "tanh" else GELU, z),
        lambda z, a, o: by_row(GELU_TANH if o.gelu == "tanh" else GELU, called=True)(z, a, o),
    ),
    Activation("softplus", _plain(SOFTPLUS), by_row(SOFTPLUS)),
    Activation("softsign", _plain(SOFTSIGN), by_row(SOFTSIGN, called=True)),
    Activation(
        "silu", lambda z, o: z * lift(SIGMOID, z), lambda z, a, o: lift(SIGMOID, z) * (1 + z * (1 - lift(SIGMOID, z)))
    ),
    Activation("hard-sigmoid", _plain(HARD_SIGMOID), by_row(HARD_SIGMOID)),
    Activation("softmax", lambda z, o: softmax(z), None),
    Activation("step", _plain(STEP), by_row(STEP, called=True)),
    Activation("sign", _plain(SIGN), by_row(SIGN, called=True)),
]
ACTIVATIONS: dict[str, Activation] = {row.name: row for row in _ROWS}
PARAMETERS = Listed(*(f"{row.name} {row.alpha}" for row in _ROWS if row.alpha is not None))
"""The defaults of their parameters, for help."""


def options_of(name: str, alpha: Quantity | None, at_kink: str, gelu: str) -> ActivationOptions:
    """The options of one layer's activation; without `alpha` the activation's own default."""
    default = ACTIVATIONS[name].alpha
    if alpha is None and default is not None:
        alpha = constant(NUMBER.read(default, "alpha", Reading()).value)
    kink = {"0": 0, "1": 1, "1/2": flint.fmpq(1, 2)}[at_kink]
    return ActivationOptions(alpha, kink, gelu)


@rule("the activation is applied to z, component by component")
def activate(activation: Activation, z: Tensor, options: ActivationOptions) -> Tensor:
    return activation.value(z, options)


@activate.slip("elu-without-one", "leaves out the −1 of the ELU", 94)
def _(activation: Activation, z: Tensor, options: ActivationOptions) -> Tensor:
    if activation.name != "elu":
        raise DoesNotApply

    return Tensor([q if sign(q) > 0 else _parameter(options) * EXP(q) for q in z.items], z.shape)


@rule("the derivative of the activation, taken at z")
def derivative(activation: Activation, z: Tensor, a: Tensor, options: ActivationOptions) -> Any:
    assert activation.derivative is not None
    return activation.derivative(z, a, options)


def _only(activation: Activation, *names: str) -> None:
    if activation.name not in names:
        raise DoesNotApply


@derivative.slip("sigma-for-derivative", "uses the activation itself for its derivative ({sigma} for {sigma}′)", 13)
def _(activation: Activation, z: Tensor, a: Tensor, options: ActivationOptions) -> Any:
    _only(activation, "sigmoid", "tanh", "softplus", "relu")
    return a


@derivative.slip("z-for-activation", "takes z(1 − z) for {sigma}′, as if z were the activation", 14)
def _(activation: Activation, z: Tensor, a: Tensor, options: ActivationOptions) -> Any:
    _only(activation, "sigmoid")
    return z * (1 - z)


@derivative.slip(
    "derivative-at-activation",
    "takes the derivative at the activation instead of at z ({sigma}′(a) for {sigma}′(z))",
    15,
)
def _(activation: Activation, z: Tensor, a: Tensor, options: ActivationOptions) -> Any:
    _only(activation, "sigmoid", "tanh")
    assert activation.derivative is not None
    return activation.derivative(a, activation.value(a, options), options)


@derivative.slip("factor-a-left-out", "leaves the factor a out of a(1 − a)", 16)
def _(activation: Activation, z: Tensor, a: Tensor, options: ActivationOptions) -> Any:
    _only(activation, "sigmoid")
    return 1 - a


@derivative.slip("tanh-slope-unsquared", "takes 1 − tanh for 1 − tanh²", 17)
def _(activation: Activation, z: Tensor, a: Tensor, options: ActivationOptions) -> Any:
    _only(activation, "tanh")
    return 1 - a


@derivative.slip("slope-of-tanh", "takes 1 − a², the slope of tanh, for {sigma}′", 100)
def _(activation: Activation, z: Tensor, a: Tensor, options: ActivationOptions) -> Any:
    _only(activation, "sigmoid")
    return 1 - a * a


@derivative.slip("slope-of-sigmoid", "takes a(1 − a), the slope of a sigmoid, for tanh′", 100)
def _(activation: Activation, z: Tensor, a: Tensor, options: ActivationOptions) -> Any:
    _only(activation, "tanh")
    return a * (1 - a)


@derivative.slip("relu-passes-below-zero", "lets the gradient pass where z ≤ 0", 27)
def _(activation: Activation, z: Tensor, a: Tensor, options: ActivationOptions) -> Any:
    _only(activation, "relu")
    return filled(1, z.shape)


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
