"""What an update rule depends on, and what it is handed at every step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from nncalc.engine.operations import POWER
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import lift


class Constants(NamedTuple):
    """The constants and conventions of an update rule, by the names that are typed."""

    mu: Quantity
    beta1: Quantity
    beta2: Quantity
    rho: Quantity
    eps: Quantity
    dampening: Quantity
    psi: Quantity
    velocity: str = "minus"
    nesterov: str = "lookahead"
    eps_place: str = "outside"
    bias_correction: str = "yes"
    nadam: str = "constant"
    centered: str = "no"


class Step(NamedTuple):
    """What a rule is handed: `let` names a line of the step, `t` counts all steps ever made, this one too.

    w, g, and the states are quantities or tensors of one shape; w is None where only the changes are asked for.
    `first` is the first step of a velocity that no earlier steps have made.
    """

    let: Callable[[str, Any], Any]
    constants: Constants
    t: int
    lr: Quantity
    w: Any
    g: Any
    state: dict[str, Any]
    first: bool = False

    @property
    def corrects(self) -> bool:
        """Whether first moments that start at 0 are corrected."""
        return self.constants.bias_correction == "yes"


def plus(w: Any, x: Any) -> Any:
    """w + x; the change alone where there are no weights."""
    return x if w is None else w + x


def minus(w: Any, x: Any) -> Any:
    """w − x; the change alone where there are no weights."""
    return -x if w is None else w - x


def square(x: Any) -> Any:
    return lift(POWER, x, constant(2))


def is_zero(q: Quantity) -> bool:
    """Whether a constant is a 0 that may be left out of a formula."""
    return q.value == 0
