"""The eleven update rules, a row each: what they remember, and how a step goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from nncalc.engine.operations import ABS, EXP, LOG, MAXIMUM, POWER, SQRT
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, elementwise, lift
from nncalc.rules.optimizers.settings import Step, is_zero, plus, square
from nncalc.rules.optimizers.steps import (
    corrected,
    first_moment,
    moved,
    plain_step,
    root_with,
    scaled_step,
    second_moment,
    squares_so_far,
    step_down,
    velocity_of,
)


class Update(NamedTuple):
    """One rule. `states` begin at 0; `step` names the lines of a step and returns the new weights and states."""

    name: str
    states: tuple[str, ...]
    step: Callable[[Step], tuple[Any, dict[str, Any]]]
    corrections: tuple[str, ...] = ()
    """What a step names besides its states."""


def _new_weights(s: Step, step: Any) -> Any:
    return step_down(s.w, step)


def _sgd(s: Step) -> tuple[Any, dict[str, Any]]:
    return _new_weights(s, plain_step(s.lr, s.g)), {}


def _momentum(s: Step) -> tuple[Any, dict[str, Any]]:
    c, old = s.constants, s.state["v"]
    v = s.let("v", velocity_of(c.velocity, c.mu, s.lr, c.dampening, old, s.g, s.first))
    return moved(c.velocity, s.lr, s.w, v, old), {"v": v}


def _nesterov(s: Step) -> tuple[Any, dict[str, Any]]:
    """The gradient is that of the point ahead; or, as PyTorch does, the velocity is looked through once more."""
    c = s.constants
    if c.nesterov == "lookahead":
        return _momentum(s)
    v = s.let("v", velocity_of(c.velocity, c.mu, s.lr, c.dampening, s.state["v"], s.g, s.first))
    if c.velocity == "minus":
        return plus(s.w, c.mu * v - s.lr * s.g), {"v": v}
    if c.velocity == "plus":
        return step_down(s.w, c.mu * v + s.lr * s.g), {"v": v}
    return step_down(s.w, s.lr * (s.g + c.mu * v)), {"v": v}


def _adagrad(s: Step) -> tuple[Any, dict[str, Any]]:
    G = s.let("G", squares_so_far(s.state["G"], s.g, s.w))
    return _new_weights(s, scaled_step(s.lr, s.g, G, s.constants.eps, s.constants.eps_place)), {"G": G}


def _rmsprop(s: Step) -> tuple[Any, dict[str, Any]]:
    """Centred, the squared mean gradient is taken off; with a momentum the scaled gradients make a velocity."""
    c, state = s.constants, {}
    state["s"] = below = s.let("s", second_moment(c.rho, s.state["s"], s.g, s.w, None))
    if c.centered == "yes":
        state["m"] = s.let("m", first_moment(c.rho, s.state["m"], s.g, c.rho))
        below = below - square(state["m"])
    if is_zero(c.mu):
        return _new_weights(s, scaled_step(s.lr, s.g, below, c.eps, c.eps_place)), state
    v = s.let("v", c.mu * s.state["v"] + s.g / root_with(c.eps, c.eps_place, below))
    return _new_weights(s, plain_step(s.lr, v)), {**state, "v": v}


def _adadelta(s: Step) -> tuple[Any, dict[str, Any]]:
    """ε stands inside both roots; u is of the changes before the learning rate."""
    c = s.constants
    mean = s.let("s", second_moment(c.rho, s.state["s"], s.g, s.w, None))
    move = s.let("move", lift(SQRT, s.state["u"] + c.eps) / lift(SQRT, mean + c.eps) * s.g)
    u = s.let("u", second_moment(c.rho, s.state["u"], move, None, None))
    return _new_weights(s, move if s.lr.value == 1 else s.lr * move), {"s": mean, "u": u}


def _moments(s: Step) -> tuple[Any, Any]:
    c = s.constants
    m = s.let("m", first_moment(c.beta1, s.state["m"], s.g, c.beta2))
    return m, s.let("v", second_moment(c.beta2, s.state["v"], s.g, s.w, c.beta1))


def _adam(s: Step) -> tuple[Any, dict[str, Any]]:
    c = s.constants
    m, v = _moments(s)
    state = {"m": m, "v": v}
    if not s.corrects:
        return _new_weights(s, scaled_step(s.lr, m, v, c.eps, c.eps_place)), state
    if c.eps_place == "hat":
        rate = s.let("rate", s.lr * SQRT(1 - POWER(c.beta2, s.t)) / (1 - POWER(c.beta1, s.t)))
        return _new_weights(s, scaled_step(rate, m, v, c.eps, "outside")), state
    mhat, vhat = s.let("mhat", corrected(m, c.beta1, s.t)), s.let("vhat", corrected(v, c.beta2, s.t))
    return _new_weights(s, scaled_step(s.lr, mhat, vhat, c.eps, c.eps_place)), state


def _amsgrad(s: Step) -> tuple[Any, dict[str, Any]]:
    """The largest second moment so far counts, corrected after it was taken, as PyTorch does. Reddi and others 2018."""
    c = s.constants
    m, v = _moments(s)
    largest = s.let("vmax", _larger(s.state["vmax"], v))
    state = {"m": m, "v": v, "vmax": largest}
    if not s.corrects:
        return _new_weights(s, scaled_step(s.lr, m, largest, c.eps, c.eps_place)), state
    mhat, vhat = s.let("mhat", corrected(m, c.beta1, s.t)), s.let("vhat", corrected(largest, c.beta2, s.t))
    return _new_weights(s, scaled_step(s.lr, mhat, vhat, c.eps, c.eps_place)), state


def _adamax(s: Step) -> tuple[Any, dict[str, Any]]:
    c = s.constants
    m = s.let("m", first_moment(c.beta1, s.state["m"], s.g, c.beta2))
    size = lift(ABS, s.g)
    inside = c.eps_place == "inside" and not is_zero(c.eps)
    u = s.let("u", _larger(c.beta2 * s.state["u"], size + c.eps if inside else size))
    top = s.let("mhat", corrected(m, c.beta1, s.t)) if s.corrects else m
    below = u if inside or is_zero(c.eps) else u + c.eps
    return _new_weights(s, s.lr * top / below), {"m": m, "u": u}


def _nadam(s: Step) -> tuple[Any, dict[str, Any]]:
    """Nesterov's step ahead for the first moment; PyTorch lets its constant rise from half of β1."""
    c = s.constants
    m, v = _moments(s)
    vhat = s.let("vhat", corrected(v, c.beta2, s.t)) if s.corrects else v
    if c.nadam == "constant":
        now, after = c.beta1, c.beta1
        past, ahead = POWER(c.beta1, s.t), POWER(c.beta1, s.t + 1)
    else:
        now, after = (s.let(name, _rising(c.beta1, c.psi, s.t + i)) for i, name in enumerate(("mu_t", "mu_next")))
        past = s.let("mu_product", s.state["mu_product"] * now)
        ahead = past * after
    mhat = (
        s.let("mhat", (1 - now) * s.g / (1 - past) + after * m / (1 - ahead))
        if s.corrects
        else ((1 - now) * s.g + after * m)
    )
    state = {"m": m, "v": v} | ({"mu_product": past} if c.nadam == "torch" else {})
    return _new_weights(s, scaled_step(s.lr, mhat, vhat, c.eps, c.eps_place)), state


def _rising(beta: Quantity, psi: Quantity, t: int) -> Quantity:
    """μₜ = β1·(1 − ½·0.96^(t·ψ)), ψ the momentum decay."""
    return beta * (1 - EXP(t * psi * LOG(constant(96) / 100)) / 2)


def _larger(a: Any, b: Any) -> Any:
    """The larger of each two."""
    return elementwise(MAXIMUM, a, b) if isinstance(b, Tensor) else MAXIMUM(a, b)


UPDATES: dict[str, Update] = {
    row.name: row
    for row in (
        Update("sgd", (), _sgd),
        Update("momentum", ("v",), _momentum),
        Update("nesterov", ("v",), _nesterov),
        Update("adagrad", ("G",), _adagrad),
        Update("rmsprop", ("s",), _rmsprop),
        Update("adadelta", ("s", "u"), _adadelta, ("move",)),
        Update("adam", ("m", "v"), _adam, ("mhat", "vhat")),
        Update("adamax", ("m", "u"), _adamax, ("mhat",)),
        Update("nadam", ("m", "v"), _nadam, ("mhat", "vhat")),
        Update("amsgrad", ("m", "v", "vmax"), _amsgrad, ("mhat", "vhat")),
        Update("adamw", ("m", "v"), _adam, ("mhat", "vhat")),
    )
}
"""Every rule by its name."""


def states_of(name: str, mu: Quantity, centered: str) -> tuple[str, ...]:
    """What a rule remembers: RMSProp with momentum a velocity, centred a mean gradient."""
    if name != "rmsprop":
        return UPDATES[name].states
    return ("s", *(("m",) if centered == "yes" else ()), *(() if is_zero(mu) else ("v",)))
