"""The bounds of an activation's values, and its largest slope."""

from __future__ import annotations

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor
from nncalc.problem_types.activation.extremes import LEAST, STEEPEST
from nncalc.rules.activations import Activation, ActivationOptions


def infinite(direction: int) -> Quantity:
    """∞ or −∞."""
    return Quantity(None, (), flint.arb.pos_inf() if direction > 0 else flint.arb.neg_inf())


UNIT = ("sigmoid", "hard-sigmoid", "softmax")
UNBOUNDED = ("identity", "leaky-relu", "prelu", "swiglu")
STRAIGHT = ("identity", "relu", "leaky-relu", "prelu", "elu")
BOTH = ("tanh", "softsign", "sign")


def bounds(name: str, options: ActivationOptions, row: Activation) -> tuple[Quantity, Quantity, str] | None:
    """The lower and the upper bound, and the key of the words that say whether they are reached; None where unknown."""
    key = form_of(name, options)
    zero, one, up, down = constant(0), constant(1), infinite(1), infinite(-1)
    if key in LEAST:
        at = Tensor([LEAST[key]()], (1,))
        return row.value(at, options).items[0], up, "from"
    if name in UNIT:
        return zero, one, "closed" if name == "hard-sigmoid" else "open"
    if name == "step":
        return zero, one, "steps"
    if name in BOTH:
        return -one, one, "two" if name == "sign" else "open"
    if name == "relu" or (name in ("leaky-relu", "prelu") and not _positive(options)):
        return zero, up, "from"
    if name == "elu" and options.alpha is not None:
        return -options.alpha, up, "above"
    if name == "selu":
        return row.value(Tensor([infinite(-1)], (1,)), options).items[0], up, "above"
    if name == "softplus":
        return zero, up, "above"
    if name == "log-softmax":
        return down, zero, "under"
    return (down, up, "all") if name in UNBOUNDED else None


def largest_slope(
    name: str, options: ActivationOptions, row: Activation
) -> tuple[Quantity | None, Quantity, str] | None:
    """(where, how large, key of the words); None for `where` of a whole stretch or a limit; None of a Jacobian."""
    key = form_of(name, options)
    if key in STEEPEST:
        return STEEPEST[key](), constant(0), "steepest"
    if row.derivative is None or name in ("step", "sign"):
        return None
    one = constant(1)
    if name == "softplus":
        return None, one, "limit"
    if name == "hard-sigmoid":
        return None, row.derivative(Tensor([constant(0)], (1,)), Tensor([one], (1,)), options).items[0], "everywhere"
    if name == "selu":
        below = row.derivative(Tensor([constant(0)], (1,)), Tensor([constant(0)], (1,)), options).items[0]
        return None, below, "everywhere"
    alpha = options.alpha
    if name in ("leaky-relu", "prelu", "elu") and alpha is not None and alpha.value is not None and sign(alpha - 1) > 0:
        return None, alpha, "everywhere"
    return (None, one, "everywhere") if name in STRAIGHT else None


def form_of(name: str, options: ActivationOptions) -> str:
    """GELU has two forms."""
    return "gelu-tanh" if name == "gelu" and options.gelu == "tanh" else name


def _positive(options: ActivationOptions) -> bool:
    """Whether the parameter is above 0; that of letters is taken to be."""
    alpha = options.alpha
    return alpha is None or alpha.value is None or sign(alpha) > 0
