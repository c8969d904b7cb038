"""The rules of `regression`: gradients, penalties, losses.

References: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §3.2, §3.4, §4.4.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from nncalc.engine.operations import ABS, LOG, POWER, SIGMOID, SIGN
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, dot, lift, rows_of, total, vector


class Fit(NamedTuple):
    """What loss and gradient depend on. `samples` is how many the mean is of: all, or one in a step of sgd."""

    kind: str
    loss: str
    penalty: str
    strength: Quantity | None
    free: bool
    samples: int

    @property
    def divisor(self) -> int:
        """What the gradient of ½(ŷ − y)² is divided by."""
        return self.samples if self.loss in ("half-mean", "mean") else 1

    @property
    def factor(self) -> int:
        """2 where the squares are not halved; a logistic loss has no squares."""
        return 2 if self.loss in ("mean", "sum") and self.kind != "logistic" else 1


def columns_of(A: Tensor) -> list[list[Quantity]]:
    width = A.shape[1]
    return [A.items[j::width] for j in range(width)]


@rule("the gradient: each column of the design matrix times the errors, over the samples")
def gradient(A: Tensor, errors: Tensor, theta: Tensor, fit: Fit) -> Tensor:
    sums = [dot(column, errors.items) for column in columns_of(A)]
    scaled = [_scaled(q, fit) for q in sums]
    return vector([g if d is None else g + d for g, d in zip(scaled, penalty_slopes(theta, fit), strict=True)])


def _scaled(q: Quantity, fit: Fit) -> Quantity:
    q = q if fit.factor == 1 else 2 * q
    return q if fit.divisor == 1 else q / fit.divisor


@gradient.slip("minus-lost", "loses a minus: takes y − ŷ for ŷ − y")
def _(A: Tensor, errors: Tensor, theta: Tensor, fit: Fit) -> Tensor:
    return -gradient.right(A, errors, theta, fit)


@gradient.slip("mean-left-out", "does not divide by the number of samples")
def _(A: Tensor, errors: Tensor, theta: Tensor, fit: Fit) -> Tensor:
    if fit.divisor == 1:
        raise DoesNotApply
    return gradient.right(A, errors, theta, fit) * fit.divisor


@gradient.slip("factor-two", "carries a factor 2 too many, or one too few")
def _(A: Tensor, errors: Tensor, theta: Tensor, fit: Fit) -> Tensor:
    right: Tensor = gradient.right(A, errors, theta, fit)
    return right / 2 if fit.factor == 2 else 2 * right


def penalty_slopes(theta: Tensor, fit: Fit) -> list[Quantity | None]:
    """The derivative of the penalty along each weight; None where there is none."""
    if fit.strength is None:
        return [None] * len(theta)
    slopes = [_slope(q, fit) for q in theta.items]
    return [None, *slopes[1:]] if fit.free else list(slopes)


def _slope(q: Quantity, fit: Fit) -> Quantity:
    assert fit.strength is not None
    if fit.kind == "lasso":
        size = fit.strength * SIGN(q)
        return size if fit.penalty != "inside" else _whole_factor(size, fit)
    if fit.penalty == "inside":
        return _scaled(fit.strength * q, fit)
    return fit.strength * q if fit.penalty == "half" else 2 * fit.strength * q


def _whole_factor(q: Quantity, fit: Fit) -> Quantity:
    """The factor before the sum of squares: 1/(2m), 1/m, 1, ½."""
    q = q if fit.factor == 2 or fit.kind == "logistic" else q / 2
    return q if fit.divisor == 1 else q / fit.divisor


@rule("the loss: its factor times the sum of squared errors, or of the negative logarithms of the probabilities")
def loss_of(y: Tensor, outputs: Tensor, theta: Tensor, fit: Fit) -> Quantity:
    if fit.kind == "logistic":
        pairs = zip(y.items, outputs.items, strict=True)
        terms = [-LOG(p) if t.value == 1 else -LOG(1 - p) for t, p in pairs]
        plain = total(terms) if fit.divisor == 1 else total(terms) / fit.divisor
    else:
        squares = total([POWER(o - t, 2) for t, o in zip(y.items, outputs.items, strict=True)])
        plain = _whole_factor(squares, fit)
    return plain if fit.strength is None else plain + penalty_value(theta, fit)


@loss_of.slip("mean-left-out", "does not divide by the number of samples")
def _(y: Tensor, outputs: Tensor, theta: Tensor, fit: Fit) -> Quantity:
    if fit.divisor == 1:
        raise DoesNotApply
    right: Quantity = loss_of.right(y, outputs, theta, fit)
    return right * fit.divisor


@loss_of.slip("factor-two", "carries a factor 2 too many, or one too few")
def _(y: Tensor, outputs: Tensor, theta: Tensor, fit: Fit) -> Quantity:
    right: Quantity = loss_of.right(y, outputs, theta, fit)
    return right / 2 if fit.factor == 2 or fit.kind == "logistic" else 2 * right


def penalty_value(theta: Tensor, fit: Fit) -> Quantity:
    assert fit.strength is not None
    items = theta.items[1:] if fit.free else theta.items
    sizes = [ABS(q) if fit.kind == "lasso" else POWER(q, 2) for q in items]
    whole = fit.strength * (total(sizes) if sizes else constant(0))
    if fit.penalty == "inside":
        return _whole_factor(whole, fit) if fit.kind != "logistic" else _whole_factor(whole, fit) / 2
    return whole / 2 if fit.penalty == "half" and fit.kind != "lasso" else whole


@rule("the fitted values: the design matrix times the weights")
def fitted_values(A: Tensor, theta: Tensor) -> Any:
    return A @ theta


@fitted_values.slip("ones-column-left-out", "leaves out the intercept")
def _(A: Tensor, theta: Tensor) -> Any:
    width = A.shape[1]
    if width == 1 or any(q.value != 1 for q in A.items[::width]):
        raise DoesNotApply
    return vector([dot(row[1:], theta.items[1:]) for row in rows_of(A)])


def probabilities(scores: Tensor) -> Tensor:
    p: Tensor = lift(SIGMOID, scores)
    return p


def added_to_diagonal(fit: Fit, width: int) -> list[Quantity | None]:
    """What a penalty adds to AᵀA, entry by entry of its diagonal."""
    if fit.strength is None:
        return [None] * width
    amount = fit.strength
    if fit.penalty != "inside":  # the squares have a factor, the penalty has none
        share = {"half-mean": fit.samples * 2, "mean": fit.samples, "sum": 1, "half-sum": 2}[fit.loss]
        amount = share * fit.strength if fit.penalty == "outside" else share * fit.strength / 2
    return [None if fit.free and i == 0 else amount for i in range(width)]
