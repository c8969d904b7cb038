"""The rules of attention on the way forward: scores, scaling, weights, outputs, heads.

References: Vaswani and others 2017 (dot, heads); Luong and others 2015 (general); Bahdanau and others 2015 (additive);
Ainslie and others 2023 (groups of heads).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nncalc.engine.axes import joined
from nncalc.engine.operations import EXP, SQRT
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, dot, total
from nncalc.rules.activations import SOFTMAX
from nncalc.rules.loss_functions import is_zero

Seen = Sequence[bool] | None


def stacked(parts: Sequence[Tensor]) -> Tensor:
    """One tensor of the heads' own, with an axis of heads in front where there are several; its formula is that of a head."""
    if len(parts) == 1:
        return parts[0]
    formula = any_head(parts[0])
    items = [q for part in parts for q in part.items]
    return Tensor(items, (len(parts), *parts[0].shape), formula.operation, formula.operands)


def any_head(x: Any) -> Any:
    """A formula without the numbers of heads behind its names."""
    if not isinstance(x, Tensor):
        return x
    if x.name:
        return Tensor([], x.shape, None, (), x.name.partition(".")[0])
    return Tensor([], x.shape, x.operation, tuple(map(any_head, x.operands)))


def parted(x: Tensor, heads: int) -> list[Tensor]:
    """The heads of a stack."""
    return [x] if heads == 1 else list(x)


def columns(x: Tensor, places: Sequence[int], head: int = 0) -> Tensor:
    """Some columns of a matrix, under its name with that of the head."""
    rows, width = x.shape
    items = [x.items[i * width + j] for i in range(rows) for j in places]
    return Tensor(items, (rows, len(places)), None, (), f"{x.name}.{head}" if head else x.name)


@rule("each head takes its own columns, one block after the other")
def heads_of(x: Tensor, heads: int) -> list[Tensor]:
    size = x.shape[1] // heads
    return [x] if heads == 1 else [columns(x, range(i * size, (i + 1) * size), i + 1) for i in range(heads)]


@heads_of.slip("heads-interleaved", "deals the columns out to the heads in turn")
def _(x: Tensor, heads: int) -> list[Tensor]:
    if heads == 1 or x.shape[1] == heads:
        raise DoesNotApply
    return [columns(x, range(i, x.shape[1], heads), i + 1) for i in range(heads)]


@rule("neighbouring query heads share a head of keys and values")
def shared_head(head: int, heads: int, kv_heads: int) -> int:
    """The key head of a query head, both counted from 0."""
    return head // (heads // kv_heads)


@shared_head.slip("groups-in-turn", "deals the key heads out to the query heads in turn")
def _(head: int, heads: int, kv_heads: int) -> int:
    if kv_heads in (1, heads):
        raise DoesNotApply
    return head % kv_heads


def for_queries(parts: Sequence[Tensor], heads: int, share: Callable[[int, int, int], int]) -> list[Tensor]:
    """For each query head the head of keys or values that it reads."""
    return [parts[share(i, heads, len(parts))] for i in range(heads)]


@rule("a score is the product of a query and a key: Q times K transposed")
def dot_scores(q: Tensor, k: Tensor) -> Tensor:
    return q @ k.T


@dot_scores.slip("keys-not-transposed", "multiplies by K without transposing it")
def _(q: Tensor, k: Tensor) -> Tensor:
    if k.shape[0] != k.shape[1]:
        raise DoesNotApply
    return q @ k


@rule("a general score has Wa between the query and the key")
def general_queries(q: Tensor, Wa: Tensor) -> Tensor:
    """The queries times Wa; the keys come as in a dot product."""
    return q @ Wa


@general_queries.slip("weights-transposed", "takes Wa transposed")
def _(q: Tensor, Wa: Tensor) -> Tensor:
    if Wa.shape[0] != Wa.shape[1]:
        raise DoesNotApply
    return q @ Wa.T


@rule("an additive score sends the query and the key through Wa together")
def additive_net(q: Tensor, k: Tensor, Wa: Tensor) -> Tensor:
    """Wa·[qᵢ; kⱼ] for each query and key: shape (T, S, a)."""
    return paired(q, k, Wa)


@additive_net.slip("key-before-query", "joins the key and the query in the other order")
def _(q: Tensor, k: Tensor, Wa: Tensor) -> Tensor:
    if q.shape[1] != k.shape[1]:
        raise DoesNotApply
    turned = [*range(q.shape[1], Wa.shape[1]), *range(q.shape[1])]
    return paired(q, k, columns(Wa, turned))


def paired(q: Tensor, k: Tensor, Wa: Tensor) -> Tensor:
    rows = list(Wa)
    items = [dot(row.items, [*query.items, *key.items]) for query in q for key in k for row in rows]
    return Tensor(items, (len(q), len(k), len(rows)))


@rule("the tanh of what comes of it is weighted by va")
def additive_scores(net: Tensor, u: Tensor, va: Tensor) -> Tensor:
    return weighed(u, va)


@additive_scores.slip("tanh-left-out", "leaves out the tanh")
def _(net: Tensor, u: Tensor, va: Tensor) -> Tensor:
    return weighed(net, va)


def weighed(u: Tensor, va: Tensor) -> Tensor:
    size = len(va)
    items = [dot(va.items, u.items[i : i + size]) for i in range(0, len(u.items), size)]
    return Tensor(items, u.shape[:2])


@rule("scores are divided by the root of the numbers in a key")
def scaled_scores(scores: Tensor, size: Quantity) -> Tensor:
    return scores / SQRT(size)


@scaled_scores.slip("root-left-out", "divides by the numbers in a key, without the root")
def _(scores: Tensor, size: Quantity) -> Tensor:
    return scores / size


@rule("the weights are the softmax over the keys, taken of each query")
def weights(scores: Tensor, bare: Tensor, seen: Seen, counted: Seen) -> Tensor:
    """A row a query; `bare`: scores before the mask, `counted`: the keys whose weight is not 0."""
    return of_rows(scores, counted)


def of_rows(scores: Tensor, seen: Seen) -> Tensor:
    return Tensor(shares(scores, seen, EXP), scores.shape, SOFTMAX, (scores,))


def shares(scores: Tensor, seen: Seen, of: Callable[[Quantity], Any]) -> list[Quantity]:
    """What each makes of the sum of its row; 0 of what is hidden."""
    width, items = scores.shape[1], []
    for start in range(0, len(scores.items), width):
        here = range(start, start + width)
        parts = {i: of(scores.items[i]) for i in here if seen is None or seen[i]}
        below = total(list(parts.values())) if parts else None
        items += [parts[i] / below if i in parts else constant(0) for i in here]
    return items


@weights.slip("softmax-left-out", "takes the scores themselves for the weights, without the softmax")
def _(scores: Tensor, bare: Tensor, seen: Seen, counted: Seen) -> Tensor:
    items = [q if seen is None or seen[i] else constant(0) for i, q in enumerate(bare.items)]
    return Tensor(items, scores.shape)


@weights.slip("softmax-over-columns", "takes the softmax over the queries of a key, down the columns", 38)
def _(scores: Tensor, bare: Tensor, seen: Seen, counted: Seen) -> Tensor:
    if scores.shape[0] == 1:
        raise DoesNotApply
    rows, width = scores.shape
    shown = None if counted is None else [counted[i * width + j] for j in range(width) for i in range(rows)]
    return Tensor(of_rows(scores.T, shown).items, (width, rows)).T


@weights.slip("mask-after-softmax", "takes the softmax first and hides keys afterwards: the weights no longer sum to 1")
def _(scores: Tensor, bare: Tensor, seen: Seen, counted: Seen) -> Tensor:
    if seen is None:
        raise DoesNotApply
    items = [q if seen[i] else constant(0) for i, q in enumerate(of_rows(bare, None).items)]
    return Tensor(items, scores.shape)


@weights.slip("exp-left-out", "divides the scores by their sum, without exponentials", 35)
def _(scores: Tensor, bare: Tensor, seen: Seen, counted: Seen) -> Tensor:
    width = bare.shape[1]
    for start in range(0, len(bare.items), width):
        row = [bare.items[i] for i in range(start, start + width) if seen is None or seen[i]]
        if not row or is_zero(total(row)):
            raise DoesNotApply
    return Tensor(shares(bare, seen, lambda q: q), bare.shape)


@rule("an output is the sum of the values, each times the weight of its key")
def mixed(A: Tensor, v: Tensor) -> Tensor:
    """Σⱼ αᵢⱼ·vⱼ."""
    return A @ v


@mixed.slip("value-of-the-query", "takes the value of the query for those of the keys: weights times vᵢ, not vⱼ")
def _(A: Tensor, v: Tensor) -> Tensor:
    if A.shape[0] != A.shape[1]:
        raise DoesNotApply
    items = [
        dot(row.items, [v.items[i * v.shape[1] + j]] * A.shape[1]) for i, row in enumerate(A) for j in range(v.shape[1])
    ]
    return Tensor(items, (A.shape[0], v.shape[1]))


@mixed.slip("weights-transposed", "takes the weights transposed")
def _(A: Tensor, v: Tensor) -> Tensor:
    if A.shape[0] != A.shape[1]:
        raise DoesNotApply
    return A.T @ v


@rule("the outputs of the heads stand side by side")
def side_by_side(parts: Sequence[Tensor]) -> Tensor:
    return beside(parts)


def beside(parts: Sequence[Tensor]) -> Tensor:
    """(T, d) of each head as (T, heads·d)."""
    return parts[0] if len(parts) == 1 else joined(parts, "d", "T d")


@side_by_side.slip("heads-not-concatenated", "writes the heads one below the other and reads the rows on")
def _(parts: Sequence[Tensor]) -> Tensor:
    if len(parts) == 1 or len(parts[0]) == 1:
        raise DoesNotApply
    items = [q for part in parts for q in part.items]
    return Tensor(items, (len(parts[0]), sum(part.shape[1] for part in parts)))
