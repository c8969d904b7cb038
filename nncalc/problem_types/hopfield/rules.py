"""The rules of `hopfield`: weights from patterns, nets, states, energy.

References: Hopfield 1982; Haykin, Neural Networks and Learning Machines (2009), §13.7; Hertz, Krogh, Palmer,
Introduction to the Theory of Neural Computation (1991), chapter 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nncalc.engine.decide import sign
from nncalc.engine.operations import SIGN
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, dot, total, vector

States = Sequence[Quantity]


@rule("a weight is the sum over the patterns of the product of both units")
def weight(one: States, other: States, units: int | None) -> Quantity:
    """Of two units by their values in each pattern; over the number of units with scale=1/N (else None)."""
    products = dot(one, other)
    return products if units is None else products / units


@weight.slip("mean-for-sum", "averages over the patterns where they are added up")
def _(one: States, other: States, units: int | None) -> Quantity:
    if len(one) == 1:
        raise DoesNotApply
    return weight.right(one, other, units) / len(one)


@weight.slip("one-pattern-only", "stores the first pattern alone")
def _(one: States, other: States, units: int | None) -> Quantity:
    if len(one) == 1:
        raise DoesNotApply
    return weight.right(one[:1], other[:1], units)


@rule("the net is the weights times the states, less the threshold")
def net_of(h: Any, theta: Any) -> Any:
    return h - theta


@net_of.slip("threshold-left-out", "leaves out the threshold")
def _(h: Any, theta: Any) -> Any:
    return h


@net_of.slip("threshold-added", "adds the threshold instead of subtracting it")
def _(h: Any, theta: Any) -> Any:
    return h + theta


def nets_of(W: Tensor, x: Tensor, theta: Any) -> tuple[Tensor, Tensor]:
    """W·x, and the nets."""
    h = W @ x
    return h, h if theta is None else net_of(h, theta)


@rule("each unit sees the states that the units before it have got")
def seen(now: States, before: States) -> States:
    """What a unit sees in its turn: the states as they are now, not as they were before the sweep."""
    return now


@seen.slip("old-states", "lets every unit see the states from before the sweep")
def _(now: States, before: States) -> States:
    return before


@rule("the energy is −½xᵀWx, and with thresholds {theta}ᵀx besides")
def energy_of(x: Tensor, h: Tensor, theta: Any) -> Quantity:
    """Of a state x with h = W·x; theta is one number, a vector, or None."""
    pairs = -(dot(x.items, h.items) / 2)
    return pairs if theta is None else pairs + _of_thresholds(x, theta)


def _of_thresholds(x: Tensor, theta: Any) -> Quantity:
    if isinstance(theta, Tensor):
        return dot(theta.items, x.items)
    product: Quantity = theta * total(x.items)
    return product


@energy_of.slip("half-left-out", "leaves out the ½")
def _(x: Tensor, h: Tensor, theta: Any) -> Quantity:
    pairs = -dot(x.items, h.items)
    return pairs if theta is None else pairs + _of_thresholds(x, theta)


@energy_of.slip("minus-lost", "loses the minus in front of the sum")
def _(x: Tensor, h: Tensor, theta: Any) -> Quantity:
    pairs = dot(x.items, h.items) / 2
    return pairs if theta is None else pairs + _of_thresholds(x, theta)


@energy_of.slip("threshold-left-out", "leaves out the threshold")
def _(x: Tensor, h: Tensor, theta: Any) -> Quantity:
    if theta is None:
        raise DoesNotApply
    return energy_of.right(x, h, None)


def new_state(net: Quantity, old: Quantity, zero: str) -> Quantity:
    """1 or −1 by the sign of the net; at 0 what the convention says. Raises Undecided for letters."""
    if sign(net) != 0:
        return SIGN(net)
    return old if zero == "keep" else constant(int(zero))


def changes(nets: Tensor, x: Tensor, zero: str) -> list[int]:
    """The numbers of the units that would change."""
    pairs = enumerate(zip(nets.items, x.items, strict=True), 1)
    return [unit for unit, (net, old) in pairs if new_state(net, old, zero).value != old.value]


def replaced(x: Tensor, unit: int, value: Quantity) -> Tensor:
    """The state with another value of one unit, counted from 1."""
    items = list(x.items)
    items[unit - 1] = value
    return vector(items)


def signs(x: Tensor) -> tuple[int, ...]:
    """A state as whole numbers, to be compared with others."""
    return tuple(int(q.value) for q in x.items)
