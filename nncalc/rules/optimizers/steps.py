"""The steps that update rules are made of, with the mistakes that are made there.

Each takes quantities or tensors alike. References: Polyak 1964 and Nesterov 1983 (momentum); Duchi and others 2011
(AdaGrad); Tieleman and Hinton 2012 (RMSProp); Zeiler 2012 (AdaDelta); Kingma and Ba 2015 (Adam, AdaMax); Dozat 2016 (Nadam).
"""

from __future__ import annotations

from typing import Any

from nncalc.engine.operations import POWER, SQRT
from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import lift
from nncalc.rules.optimizers.settings import is_zero, minus, plus, square


@rule("the step is taken from the weights")
def step_down(w: Any, step: Any) -> Any:
    return minus(w, step)


@step_down.slip("ascends", "adds the step: goes up instead of down", 19)
def _(w: Any, step: Any) -> Any:
    return plus(w, step)


@rule("the learning rate times the gradient")
def plain_step(lr: Quantity, g: Any) -> Any:
    return lr * g


@plain_step.slip("rate-left-out", "leaves out the learning rate", 26)
def _(lr: Quantity, g: Any) -> Any:
    return g


# -- velocities --------------------------------------------------------------------------------------------------------


@rule("the velocity keeps a share of the old one and takes in the gradient")
def velocity_of(form: str, mu: Quantity, lr: Quantity, dampening: Quantity, old: Any, g: Any, first: bool) -> Any:
    """minus μv − ηg, plus μv + ηg, torch μv + (1 − dampening)g (first g alone), ema μv + (1 − μ)g."""
    if form == "minus":
        return mu * old - lr * g
    if form == "plus":
        return mu * old + lr * g
    if form == "torch":
        if first:
            return g
        return mu * old + g if is_zero(dampening) else mu * old + (1 - dampening) * g
    return mu * old + (1 - mu) * g


@velocity_of.slip("rate-left-out", "leaves out the learning rate", 26)
def _(form: str, mu: Quantity, lr: Quantity, dampening: Quantity, old: Any, g: Any, first: bool) -> Any:
    if form not in ("minus", "plus"):
        raise DoesNotApply
    return mu * old - g if form == "minus" else mu * old + g


@rule("the weights move by the new velocity")
def moved(form: str, lr: Quantity, w: Any, new: Any, old: Any) -> Any:
    """w + v of minus, w − v of plus, w − ηv of the others."""
    if form == "minus":
        return plus(w, new)
    return minus(w, new if form == "plus" else lr * new)


@moved.slip("old-velocity", "moves by the old velocity", 73)
def _(form: str, lr: Quantity, w: Any, new: Any, old: Any) -> Any:
    return moved.right(form, lr, w, old, old)


@moved.slip("ascends", "adds the step: goes up instead of down", 19)
def _(form: str, lr: Quantity, w: Any, new: Any, old: Any) -> Any:
    if form == "minus":
        return minus(w, new)
    return plus(w, new if form == "plus" else lr * new)


@rule("Nesterov's gradient belongs to the point that the velocity leads to")
def point_ahead(form: str, mu: Quantity, lr: Quantity, w: Any, v: Any) -> Any:
    if form == "minus":
        return w + mu * v
    return w - mu * v if form == "plus" else w - lr * mu * v


@point_ahead.slip("gradient-at-old-point", "takes the gradient at the old point")
def _(form: str, mu: Quantity, lr: Quantity, w: Any, v: Any) -> Any:
    return w


# -- running means -----------------------------------------------------------------------------------------------------


@rule("the first moment is a running mean of the gradients")
def first_moment(beta: Quantity, old: Any, g: Any, other: Quantity) -> Any:
    return beta * old + (1 - beta) * g


@first_moment.slip("states-swapped", "takes the constant of the second moment for the first")
def _(beta: Quantity, old: Any, g: Any, other: Quantity) -> Any:
    return other * old + (1 - other) * g


@rule("the second moment is a running mean of the squared gradients")
def second_moment(beta: Quantity, old: Any, g: Any, w: Any, other: Quantity | None) -> Any:
    return beta * old + (1 - beta) * square(g)


@second_moment.slip("gradient-not-squared", "takes the gradient for its square", 70)
def _(beta: Quantity, old: Any, g: Any, w: Any, other: Quantity | None) -> Any:
    return beta * old + (1 - beta) * g


@second_moment.slip("weight-for-gradient", "squares the weight instead of the gradient", 71)
def _(beta: Quantity, old: Any, g: Any, w: Any, other: Quantity | None) -> Any:
    if w is None:
        raise DoesNotApply
    return beta * old + (1 - beta) * square(w)


@second_moment.slip("first-accumulator-whole", "takes in the whole square, without the share 1 less the constant", 72)
def _(beta: Quantity, old: Any, g: Any, w: Any, other: Quantity | None) -> Any:
    return beta * old + square(g)


@second_moment.slip("states-swapped", "takes the constant of the first moment for the second")
def _(beta: Quantity, old: Any, g: Any, w: Any, other: Quantity | None) -> Any:
    if other is None:
        raise DoesNotApply
    return other * old + (1 - other) * square(g)


@rule("the squares of all gradients are added up")
def squares_so_far(old: Any, g: Any, w: Any) -> Any:
    return old + square(g)


@squares_so_far.slip("gradient-not-squared", "takes the gradient for its square", 70)
def _(old: Any, g: Any, w: Any) -> Any:
    return old + g


@squares_so_far.slip("weight-for-gradient", "squares the weight instead of the gradient", 71)
def _(old: Any, g: Any, w: Any) -> Any:
    if w is None:
        raise DoesNotApply
    return old + square(w)


@rule("a mean that began at 0 is divided by 1 less the power of its constant")
def corrected(moment: Any, beta: Quantity, t: int) -> Any:
    return moment / (1 - POWER(beta, t)) if t != 1 else moment / (1 - beta)


@corrected.slip("beta-not-powered", "takes the constant itself for its power", 68)
def _(moment: Any, beta: Quantity, t: int) -> Any:
    if t == 1:
        raise DoesNotApply
    return moment / (1 - beta)


# -- scaled steps ------------------------------------------------------------------------------------------------------


def root_with(eps: Quantity, place: str, x: Any) -> Any:
    """√x + ε, or √(x + ε); without the ε where it is 0."""
    if is_zero(eps):
        return lift(SQRT, x)
    return lift(SQRT, x + eps) if place == "inside" else lift(SQRT, x) + eps


@rule("the step is {lr} times the first moment over the root of the second")
def scaled_step(lr: Quantity, top: Any, below: Any, eps: Quantity, place: str) -> Any:
    return lr * top / root_with(eps, place, below)


@scaled_step.slip("sqrt-left-out", "leaves out the root")
def _(lr: Quantity, top: Any, below: Any, eps: Quantity, place: str) -> Any:
    return lr * top / below if is_zero(eps) else lr * top / (below + eps)


@scaled_step.slip("rate-left-out", "leaves out the learning rate", 26)
def _(lr: Quantity, top: Any, below: Any, eps: Quantity, place: str) -> Any:
    return top / root_with(eps, place, below)


# -- decay and clipping ------------------------------------------------------------------------------------------------


@rule("how a decay enters: in the gradient, or by shrinking the weights first")
def decay_form(form: str) -> str:
    return form


@decay_form.slip("l2-for-decoupled", "adds the decay to the gradient instead of shrinking the weights", 75)
def _(form: str) -> str:
    if form != "decoupled":
        raise DoesNotApply
    return "half"


@rule("the gradient of the decay is added")
def with_decay(g: Any, w: Any, decay: Quantity, form: str) -> Any:
    """λw of ½λw², 2λw of λw²."""
    return g + decay * w if form == "half" else g + 2 * decay * w


@with_decay.slip("decay-left-out", "leaves out the decay")
def _(g: Any, w: Any, decay: Quantity, form: str) -> Any:
    return g
