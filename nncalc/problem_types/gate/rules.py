"""The rules of a threshold unit: its net, what stops it, when it fires.

McCulloch and Pitts, A logical calculus of the ideas immanent in nervous activity (1943).
"""

from __future__ import annotations

from collections.abc import Sequence

from nncalc.engine.decide import sign
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import dot

Row = Sequence[Quantity]


@rule("net is the sum of the inputs times their weights, and b where there is one")
def net_of(w: Row, x: Row, b: Quantity | None) -> Quantity:
    net = dot(w, x) if w else constant(0)  # where all inputs are inhibitory, nothing is left to add
    return net if b is None else net + b


@net_of.slip("bias-left-out", "leaves out b")
def _(w: Row, x: Row, b: Quantity | None) -> Quantity:
    if b is None:
        raise DoesNotApply
    return dot(w, x) if w else constant(0)


@rule("an inhibitory input that is 1 keeps the unit at 0, whatever its net")
def is_stopped(inhibitory: Row) -> bool:
    """Whether one of the inhibitory inputs is on."""
    return any(sign(q) > 0 for q in inhibitory)


@is_stopped.slip("inhibition-left-out", "lets the unit fire although an inhibitory input is 1")
def _(inhibitory: Row) -> bool:
    if not inhibitory:
        raise DoesNotApply
    return False


@rule("the unit fires where its net reaches the threshold")
def fires(net: Quantity, theta: Quantity, at_threshold: int) -> bool:
    """`at_threshold`: whether it does where both are equal."""
    side = sign(net - theta)
    return side > 0 or (side == 0 and at_threshold == 1)


@fires.slip("threshold-ignored", "compares the net with 0 in place of the threshold")
def _(net: Quantity, theta: Quantity, at_threshold: int) -> bool:
    side = sign(net)
    return side > 0 or (side == 0 and at_threshold == 1)
