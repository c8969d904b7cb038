"""The x at which an activation has a value that is asked for."""

from __future__ import annotations

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import ABS, EXP, LOG
from nncalc.engine.quantity import Quantity
from nncalc.errors import InputError
from nncalc.problem_types.activation.functions import selu_constants
from nncalc.words import say


def inverse(name: str, y: Quantity, alpha: Quantity | None, *, fifth: bool, rounded: bool) -> Quantity:
    """The only x with f(x) = y, in closed form; of a letter y where the function has one inverse everywhere.

    fifth: hard-sigmoid is 0.2·x + ½; rounded: the constants of selu have four decimals.

    Raises InputError where no x or several have that value, or where the inverse has no closed form.
    """
    if name == "identity":
        return y
    if name == "sigmoid":
        _between(y, 0, 1, name)
        return LOG(y / (1 - y))
    if name == "tanh":
        _between(y, -1, 1, name)
        return LOG((1 + y) / (1 - y)) / 2
    if name == "softsign":
        _between(y, -1, 1, name)
        return y / (1 - ABS(y))
    if name == "softplus":
        _between(y, 0, None, name)
        return LOG(EXP(y) - 1)
    if name in ("relu", "leaky-relu", "prelu", "elu", "selu", "hard-sigmoid"):
        if y.value is None:
            raise _none(say("{name} goes by cases, and want is a letter", name=name), "want=.8")
        return _selu(y, rounded) if name == "selu" else _by_cases(name, y, alpha, 5 if fifth else 6)
    raise _none(
        say("{name} has no inverse in closed form, or several x for one value", name=name),
        say("sigmoid, tanh, softplus, softsign, elu, selu, leaky-relu"),
    )


def _by_cases(name: str, y: Quantity, alpha: Quantity | None, over: int) -> Quantity:
    """Of a function that goes by cases the value must be a number."""
    if name == "hard-sigmoid":
        _between(y, 0, 1, name)
        return (y - flint.fmpq(1, 2)) * over
    if sign(y) > 0:
        return y
    if name == "relu":
        several = say("every x up to 0 has the value 0") if sign(y) == 0 else say("relu is never below 0")
        raise _none(several, say("a value above 0"))
    assert alpha is not None
    if name in ("leaky-relu", "prelu"):
        if alpha.value is not None and sign(alpha) <= 0:
            raise _none(say("with this parameter no x, or several, have that value"), say("a parameter above 0"))
        return y / alpha
    _above(y, -alpha, name)
    return LOG(1 + y / alpha)


def _selu(y: Quantity, rounded: bool) -> Quantity:
    scale, share = selu_constants(rounded)
    if sign(y) > 0:
        return y / scale
    _above(y, -(scale * share), "selu")
    return LOG(1 + y / (scale * share))


def _between(y: Quantity, low: int, high: int | None, name: str) -> None:
    if y.value is None:
        return
    if sign(y - low) <= 0 or (high is not None and sign(y - high) >= 0):
        bounds = say("above {low}", low=low) if high is None else say("between {low} and {high}", low=low, high=high)
        raise _none(say("no x has this value: {name} lies {bounds}", name=name, bounds=bounds), say("a value inside"))


def _above(y: Quantity, low: Quantity, name: str) -> None:
    if low.value is not None and sign(y - low) <= 0:
        raise _none(say("no x has this value: {name} lies above its lower bound", name=name), say("a larger value"))


def _none(message: str, expected: str) -> InputError:
    return InputError(message, name="want", expected=expected)
