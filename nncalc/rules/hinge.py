"""The hinge loss, multiclass and binary, and the penalty on the weights that goes with it.

Rows are samples, columns classes. References: Weston and Watkins (1999) and Crammer and Singer (2001).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from nncalc.engine.operations import ABS, MAXIMUM, POWER, SIGN, by_sign_of
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import current
from nncalc.engine.tensor import Tensor, total
from nncalc.rules.ordering import argmax


@rule("every wrong class counts by how far its score comes within the margin of the right one")
def row_margins(s: Sequence[Quantity], right: int, margin: Quantity) -> list[Quantity]:
    """max(0, s_j − s_y + Δ) for each class j of a sample, 0 at the right class y (0-based)."""
    return [constant(0) if j == right else MAXIMUM(0, q - s[right] + margin) for j, q in enumerate(s)]


@row_margins.slip("margin-left-out", "leaves the margin out of the hinge", 29)
def _(s: Sequence[Quantity], right: int, margin: Quantity) -> list[Quantity]:
    return [constant(0) if j == right else MAXIMUM(0, q - s[right]) for j, q in enumerate(s)]


@row_margins.slip("right-class-counted", "counts the right class in the hinge", 30)
def _(s: Sequence[Quantity], right: int, margin: Quantity) -> list[Quantity]:
    return [MAXIMUM(0, q - s[right] + margin) for q in s]


@row_margins.slip("difference-reversed", "turns the difference round (s_y − s_j + {margin})", 31)
def _(s: Sequence[Quantity], right: int, margin: Quantity) -> list[Quantity]:
    return [constant(0) if j == right else MAXIMUM(0, s[right] - q + margin) for j, q in enumerate(s)]


@rule("a binary sample counts by how far y·s stays below the margin")
def binary_margin(s: Quantity, y: Quantity, margin: Quantity) -> Quantity:
    """max(0, Δ − y·s) with y = ±1."""
    return MAXIMUM(0, margin - y * s)


@binary_margin.slip("margin-left-out", "leaves the margin out of the hinge", 29)
def _(s: Quantity, y: Quantity, margin: Quantity) -> Quantity:
    return MAXIMUM(0, -(y * s))


@binary_margin.slip("difference-reversed", "turns the difference round ({margin} + y·s)", 31)
def _(s: Quantity, y: Quantity, margin: Quantity) -> Quantity:
    return MAXIMUM(0, margin + y * s)


@binary_margin.slip("zero-one-labels", "puts 0/1 labels into a hinge that is made for −1 and 1", 32)
def _(s: Quantity, y: Quantity, margin: Quantity) -> Quantity:
    return MAXIMUM(0, margin - (y + 1) / 2 * s)


@rule("the margins of a sample are added up, or the largest is taken; squared where that is agreed")
def hinge_of(margins: Sequence[Quantity], form: str, squared: bool) -> Quantity:
    """The loss of one sample from its margins (those of the wrong classes, or the single one of a binary sample)."""
    if form == "crammer-singer":
        largest = margins[0]
        for q in margins[1:]:
            largest = MAXIMUM(largest, q)
        return POWER(largest, 2) if squared else largest
    return total([POWER(q, 2) if squared else q for q in margins])


@rule("a score's gradient is 1 where its margin is reached, minus their number at the right class")
def hinge_derivatives(margins: Sequence[Quantity], right: int, form: str, squared: bool) -> list[Quantity]:
    """∂L/∂s of one sample: 1 (2m when squared) at the classes that count, minus their sum at the right class."""
    if form == "crammer-singer":
        most = argmax(margins, [j for j in range(len(margins)) if j != right])
        counted = [m if j == most else None for j, m in enumerate(margins)]
    else:
        counted = [None if j == right else m for j, m in enumerate(margins)]
    derivatives = [None if m is None else hinge_derivative(m, squared) for m in counted]
    below = total([q for q in derivatives if q is not None])
    found = [-below if j == right else constant(0) if q is None else q for j, q in enumerate(derivatives)]
    return _of_the_largest(margins, found, right, squared) if form == "crammer-singer" else found


def _of_the_largest(margins: Sequence[Quantity], found: list[Quantity], right: int, squared: bool) -> list[Quantity]:
    """The derivatives with the choice of the largest margin on the tape: another one may be largest among other margins."""
    run, others = current(), [j for j in range(len(margins)) if j != right]

    def derivative(j: int) -> Quantity:
        at = hinge_derivative(margins[j], squared)
        for k in others:  # of equal margins the first counts
            ahead = by_sign_of(margins[j] - margins[k], 0, at) if k > j else by_sign_of(margins[k] - margins[j], at, 0)
            at = at if k == j else ahead
        return at

    def below() -> Quantity:
        return -total([derivative(j) for j in others])

    formulas = [below if j == right else partial(derivative, j) for j in range(len(margins))]
    return [run.with_cases(q, formula) for q, formula in zip(found, formulas, strict=True)]


@hinge_derivatives.slip("gradient-reversed", "turns the gradient round", 40)
def _(margins: Sequence[Quantity], right: int, form: str, squared: bool) -> list[Quantity]:
    return [-q for q in hinge_derivatives.right(margins, right, form, squared)]


@rule("the gradient of a binary sample is −y where its margin is reached")
def binary_derivative(m: Quantity, y: Quantity, squared: bool) -> Quantity:
    """∂L/∂s of one sample: −y, or −2my when squared."""
    return -(y * hinge_derivative(m, squared))


@binary_derivative.slip("gradient-reversed", "turns the gradient round", 40)
def _(m: Quantity, y: Quantity, squared: bool) -> Quantity:
    return y * hinge_derivative(m, squared)


def hinge_derivative(m: Quantity, squared: bool) -> Quantity:
    """The derivative of the hinge (of its square) in what is clipped; m ≥ 0, so its sign is 1 where it counts."""
    return 2 * m if squared else SIGN(m)


@rule("the penalty is the strength times the sum of the squared (or absolute) weights")
def penalty_of(W: Tensor, strength: Quantity | None, penalty: str) -> Quantity:
    """λΣw², λΣ|w| or ½λΣw²; without a strength λ = 1."""
    terms = [ABS(w) if penalty == "l1" else POWER(w, 2) for w in W.items]
    whole = total(terms)
    if penalty == "half-l2":
        whole = whole / 2
    return whole if strength is None else strength * whole
