"""The proof that no weights separate two classes, as a page shows it: two combinations of samples that meet in a point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor

if TYPE_CHECKING:
    from nncalc.engine.events import Side
    from nncalc.engine.run import Run

PROOF_WORDS = {
    "learned": "The classes are not linearly separable: a weighted mean of samples labelled 1 is the same point as "
    "a weighted mean of the other samples; a line cannot have one point on both its sides.",
    "none": "No weights separate the classes: a non-negative combination of samples labelled 1 is equal to a "
    "non-negative combination of the other samples, so w·x would have to lie on both sides of 0.",
    "fixed": "No weights separate the classes at this threshold: a non-negative combination of samples labelled 1 "
    "is equal to a non-negative combination of the other samples, but w·x would have to reach {above}·{theta} for "
    "the one and stay below {below}·{theta} for the other.",
}
"""What is said of it, by how the bias is taken: a free one, none, or a threshold that stays."""


def show_proof(run: Run, X: Tensor, signs: Sequence[int], coefficients: Tensor, kind: str) -> None:
    """The certificate: the two combinations and the point in which they meet, and why that is a proof."""
    sides, sums = [], []
    for label in (1, -1):
        terms = [(i, c) for i, c in enumerate(coefficients.items) if sign(c) > 0 and signs[i] == label]
        sides.append(_combination(X, terms))
        sums.append(sum((c.value for _, c in terms), flint.fmpq(0)))
    meeting = sides[0] or sides[1]
    assert meeting is not None
    run.words(kind, above=sums[0], below=sums[1])
    equal: list[Side] = [(constant(0) if side is None else side, "formula") for side in sides]
    run.equation("meeting", (*equal, (meeting, "value")), meeting.items)  # the value may be rounded


def _combination(X: Tensor, terms: Sequence[tuple[int, Quantity]]) -> Tensor | None:
    total: Tensor | None = None
    for index, coefficient in terms:
        x = X[index]
        term = x if sign(coefficient - 1) == 0 else constant(coefficient.value) * x
        total = term if total is None else total + term
    return total
