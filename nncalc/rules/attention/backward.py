"""The rules of attention on the way back: from the outputs to values, weights, scores, queries and keys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add

from nncalc.engine.axes import sums
from nncalc.engine.operations import SQRT
from nncalc.engine.quantity import Quantity, constant, is_number
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor
from nncalc.rules.activations import softmax_back


@rule("a value is reached by every query that gives it weight: its gradients add up")
def values_back(A: Tensor, dO: Tensor) -> Tensor:
    """∂L/∂V = Aᵀ·∂L/∂O."""
    return A.T @ dO


@values_back.slip("attention-not-transposed", "multiplies by the weights of attention instead of their transpose")
def _(A: Tensor, dO: Tensor) -> Tensor:
    if A.shape[0] != A.shape[1]:
        raise DoesNotApply
    return A @ dO


@rule("a weight counts as much as its value and what arrives have in common")
def weights_back(dO: Tensor, v: Tensor) -> Tensor:
    """∂L/∂A = ∂L/∂O·Vᵀ."""
    return dO @ v.T


@rule("the softmax is walked back row by row: each weight times what its gradient has over the row's mean")
def scores_back(dA: Tensor, A: Tensor) -> Tensor:
    """∂L/∂ of what went into the softmax."""
    return softmax_back(dA, A)


@scores_back.slip("jacobian-diagonal-only", "takes only the diagonal of the softmax Jacobian", 39)
def _(dA: Tensor, A: Tensor) -> Tensor:
    return dA * (A * (1 - A))


@scores_back.slip("softmax-left-out", "leaves out the softmax on the way back")
def _(dA: Tensor, A: Tensor) -> Tensor:
    return dA


def shown(dscaled: Tensor, seen: Sequence[bool] | None) -> Tensor:
    """The same, but 0 where a number of its own took the place of the score."""
    if seen is None or all(seen[i] or is_number(q, 0) for i, q in enumerate(dscaled.items)):
        return dscaled
    items = [q if seen[i] else constant(0) for i, q in enumerate(dscaled.items)]
    return Tensor(items, dscaled.shape, dscaled.operation, dscaled.operands)


@rule("what scores are divided by divides their gradients too")
def unscaled_back(dscaled: Tensor, size: Quantity) -> Tensor:
    return dscaled / SQRT(size)


@unscaled_back.slip("scale-left-out", "leaves out the division on the way back")
def _(dscaled: Tensor, size: Quantity) -> Tensor:
    return dscaled


@rule("a query meets every key: its gradient is the sum of the keys, each times the gradient of the score")
def queries_back(dscores: Tensor, k: Tensor) -> Tensor:
    """∂L/∂Q = ∂L/∂S·K."""
    return dscores @ k


@rule("a key meets every query: the gradients of the scores are taken transposed")
def keys_back(dscores: Tensor, q: Tensor) -> Tensor:
    """∂L/∂K = ∂L/∂Sᵀ·Q."""
    return dscores.T @ q


@keys_back.slip("scores-not-transposed", "does not transpose the gradients of the scores")
def _(dscores: Tensor, q: Tensor) -> Tensor:
    if dscores.shape[0] != dscores.shape[1]:
        raise DoesNotApply
    return dscores @ q


@rule("a key head that serves several query heads gathers their gradients")
def gathered(parts: Sequence[Tensor]) -> Tensor:
    return reduce(add, parts)


@gathered.slip("first-path-only", "takes the gradient of the first of them alone", 11)
def _(parts: Sequence[Tensor]) -> Tensor:
    if len(parts) == 1:
        raise DoesNotApply
    return parts[0]


@rule("a token is reached through its query, its key and its value: the gradients add up")
def tokens_back(parts: Sequence[Tensor]) -> Tensor:
    return reduce(add, parts)


@tokens_back.slip("first-path-only", "follows only one of the paths to the outputs", 11)
def _(parts: Sequence[Tensor]) -> Tensor:
    if len(parts) == 1:
        raise DoesNotApply
    return parts[0]


def additive_back(dscores: Tensor, u: Tensor, va: Tensor) -> Tensor:
    """∂L/∂net of Wa·[q; k]: each score's gradient times va and 1 − tanh²."""
    size = len(va)
    items = [dscores.items[i // size] * va.items[i % size] * (1 - q * q) for i, q in enumerate(u.items)]
    return Tensor(items, u.shape)


def summed_pairs(dnet: Tensor, over: str) -> Tensor:
    """∂L/∂net added up over the queries (T) or the keys (S); without a formula of its own: what uses it is written."""
    found = sums(dnet, over, "T S a")
    return Tensor(found.items, found.shape)
