"""The activations that no layer of a network has, and the older forms of two: value and derivative."""

from __future__ import annotations

from nncalc.engine.lazy import flint
from nncalc.engine.operations import ELU, ELU_DERIVATIVE, EXP, LOG, MAXIMUM, MINIMUM, SIGMOID, STEP
from nncalc.engine.piecewise import SELU_ALPHA, SELU_SCALE
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.smooth import MISH
from nncalc.engine.tensor import Tensor, by_rows, lift, notation, total
from nncalc.rules.activations import ACTIVATIONS, Activation, by_row

LOG_SOFTMAX = notation("log-softmax", "call", "log_softmax", 9)
SWIGLU = notation("swiglu", "call", "swiglu", 9)


def _log_softmax(z: Tensor) -> Tensor:
    """zᵢ − ln Σⱼ e^zⱼ, row by row."""

    def of_vector(row: Tensor) -> Tensor:
        below = LOG(total([EXP(q) for q in row.items]))
        return Tensor([q - below for q in row.items], row.shape)

    return by_rows(of_vector, z, LOG_SOFTMAX)


def _swiglu(z: Tensor) -> Tensor:
    """a·(b·σ(b)) of the halves a and b of each row. Shazeer 2020."""

    def of_vector(row: Tensor) -> Tensor:
        half = len(row.items) // 2
        items = [a * (b * SIGMOID(b)) for a, b in zip(row.items[:half], row.items[half:], strict=True)]
        return Tensor(items, (half,))

    return Tensor(by_rows(of_vector, z, SWIGLU).items, (*z.shape[:-1], z.shape[-1] // 2), SWIGLU, (z,))


def _fifth(z: Tensor) -> Tensor:
    line = z / 5 + flint.fmpq(1, 2)
    clipped: Tensor = lift(MAXIMUM, lift(MINIMUM, line, constant(1)), constant(0))
    return clipped


def _fifth_derivative(z: Tensor) -> Tensor:
    inside: Tensor = (lift(STEP, z + flint.fmpq(5, 2)) - lift(STEP, z - flint.fmpq(5, 2))) / 5
    return inside


def selu_constants(rounded: bool) -> tuple[Quantity, Quantity]:
    """λ and α of SELU: all digits (Klambauer and others 2017), or the four decimals that books print."""
    pairs = ((10507, 10000), (16733, 10000)) if rounded else (SELU_SCALE, SELU_ALPHA)
    scale, share = (Quantity(None, (), flint.fmpq(*pair)) for pair in pairs)
    if rounded:
        scale.typed, share.typed = "1.0507", "1.6733"
    return scale, share


def _rounded_selu() -> Activation:
    scale, share = selu_constants(rounded=True)
    return Activation(
        "selu", lambda z, o: scale * lift(ELU, z, share), lambda z, a, o: scale * lift(ELU_DERIVATIVE, z, share)
    )


OTHERS = {
    row.name: row
    for row in (
        Activation("log-softmax", lambda z, o: _log_softmax(z), None),
        Activation("mish", lambda z, o: lift(MISH, z), by_row(MISH, called=True)),
        Activation("swiglu", lambda z, o: _swiglu(z), None),
    )
}
NAMES = tuple(dict.fromkeys([*ACTIVATIONS, *OTHERS]))
BY_ROW = ("softmax", "log-softmax", "swiglu")
"""Activations of a whole row, whose derivative is a Jacobian."""


def chosen(name: str, hard_sigmoid: str, selu: str) -> Activation:
    """The activation of that name under the conventions."""
    if name == "hard-sigmoid" and hard_sigmoid == "x/5":
        return Activation(name, lambda z, o: _fifth(z), lambda z, a, o: _fifth_derivative(z))
    if name == "selu" and selu == "rounded":
        return _rounded_selu()
    return ACTIVATIONS.get(name) or OTHERS[name]


# -- Jacobians of one row --------------------------------------------------------------------------------------------


@rule("∂yᵢ/∂xⱼ, a row for each output")
def jacobian(name: str, x: Tensor, y: Tensor) -> Tensor:
    """Of one vector: n×n of a softmax, n×2n of swiglu."""
    return _JACOBIANS[name](x, y)


@jacobian.slip("diagonal-left-out", "leaves out the 1 on the diagonal: −yᵢ·yⱼ everywhere")
def _(name: str, x: Tensor, y: Tensor) -> Tensor:
    if name != "softmax":
        raise DoesNotApply
    return Tensor([-(a * b) for a in y.items for b in y.items], (len(y), len(y)))


def _of_softmax(x: Tensor, y: Tensor) -> Tensor:
    pairs = [(i, j) for i in range(len(y)) for j in range(len(y))]
    items = [y.items[i] * (1 - y.items[i]) if i == j else -(y.items[i] * y.items[j]) for i, j in pairs]
    return Tensor(items, (len(y), len(y)))


def _of_log_softmax(x: Tensor, y: Tensor) -> Tensor:
    shares = [EXP(q) for q in y.items]
    pairs = [(i, j) for i in range(len(y)) for j in range(len(y))]
    return Tensor([1 - shares[j] if i == j else -shares[j] for i, j in pairs], (len(y), len(y)))


def _of_swiglu(x: Tensor, y: Tensor) -> Tensor:
    half = len(y)
    a, b = x.items[:half], x.items[half:]
    swish = [q * SIGMOID(q) for q in b]
    slope = [SIGMOID(q) * (1 + q * (1 - SIGMOID(q))) for q in b]
    rows = []
    for i in range(half):
        row = [constant(0)] * (2 * half)
        row[i], row[half + i] = swish[i], a[i] * slope[i]
        rows += row
    return Tensor(rows, (half, 2 * half))


_JACOBIANS = {"softmax": _of_softmax, "log-softmax": _of_log_softmax, "swiglu": _of_swiglu}
