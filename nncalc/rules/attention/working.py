"""The lines of attention: projections, scores, mask, weights, outputs, head by head."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.engine.lazy import flint
from nncalc.engine.operations import TANH
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, lift
from nncalc.rules.attention.seeing import blind_queries, seen
from nncalc.rules.attention.steps import (
    additive_net,
    additive_scores,
    dot_scores,
    for_queries,
    general_queries,
    heads_of,
    mixed,
    parted,
    scaled_scores,
    shared_head,
    side_by_side,
    stacked,
    weights,
)
from nncalc.rules.dense import affine, plus_bias
from nncalc.words import in_a_row, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.rules.attention.givens import AttentionGivens

SECTIONS = {
    "projections": "Queries, keys and values",
    "scores": "Scores",
    "weights": "Weights",
    "output": "Output",
}
SAID = {
    "as it is": "There are no weights for {names}: the tokens themselves are taken.",
    "heads": "Columns of Q for each head: {size}, in order from head 1.",
    "groups": "{heads} heads of queries share {kv_heads} of keys and values: head 1 of those serves query heads 1 to {group}.",
    "causal": "A query sees its own token and those before it.",
    "mask": "The mask says which keys a query sees.",
    "lengths": "Keys behind the given length are hidden.",
    "hidden": "A hidden key has the score −∞, and e^(−∞) = 0: its weight is 0, and the others of its row sum to 1.",
    "hidden a little": "A hidden key has the score −10⁹, and e^(−10⁹) is less than any float: its weight is taken as 0.",
    "all hidden": "Query {query} sees no key: all its scores are −10⁹, and so all its weights are alike.",
    "unscaled": "The scores are not divided.",
}


class Parts(NamedTuple):
    """What the way back needs: the named results, head by head where it goes so."""

    Q: Tensor
    K: Tensor
    V: Tensor | None
    sees: list[bool] | None
    A: Tensor
    out: Any
    below: Quantity | None


def attend(run: Run, problem: AttentionGivens, X: Tensor, memory: Tensor | None = None) -> Parts:
    """Attention of tokens over themselves, or over `memory`."""
    run.section("projections")
    other = X if memory is None else memory
    bare = [name for name in "QKV" if getattr(problem, f"W{name.lower()}") is None]
    if bare:
        run.words("as it is", names=in_a_row(*bare))
    Q, K, V = (projected(run, problem, name, x) for name, x in (("Q", X), ("K", other), ("V", other)))
    return attend_projected(run, problem, Q, K, V)


def projected(run: Run, problem: AttentionGivens, name: str, x: Tensor) -> Tensor:
    W, b = getattr(problem, f"W{name.lower()}"), getattr(problem, f"b{name.lower()}")
    value = affine(W, x, b, problem.form) if W is not None else plus_bias(x, b)
    named: Tensor = run.let(name, value, shown=value is not x)
    return named


def attend_projected(run: Run, problem: AttentionGivens, Q: Tensor, K: Tensor, V: Tensor | None) -> Parts:
    run.section("scores")
    heads, kv_heads = problem.head_sizes
    if heads > 1:
        run.words("heads", size=Q.shape[1] // heads)
    if heads != kv_heads:
        run.words("groups", heads=heads, kv_heads=kv_heads, group=heads // kv_heads)
    queries, keys = heads_of(Q, heads), for_queries(heads_of(K, kv_heads), heads, shared_head)
    scores, below = _scores(run, problem, queries, keys)
    sees = seen(problem, len(Q), len(K))
    A = _weights(run, problem, scores, sees)
    out = None
    if V is not None:
        run.section("output")
        values = for_queries(heads_of(V, kv_heads), heads, shared_head)
        mixtures = [mixed(a, v) for a, v in zip(parted(A, heads), values, strict=True)]
        out = _behind(run, problem, run.let("O", side_by_side(mixtures)))
    return Parts(Q, K, V, sees, A, out, below)


def _scores(
    run: Run, problem: AttentionGivens, queries: list[Tensor], keys: list[Tensor]
) -> tuple[Tensor, Quantity | None]:
    """The scores as they go into the softmax but for the mask, and what they were divided by."""
    scores = run.let("scores", stacked(_bare_scores(run, problem, queries, keys)))
    below = _divisor(problem, queries[0].shape[1], queries[0].shape[1] * len(queries))
    if problem.factor is not None:
        scaled = run.let("scaled", problem.factor * scores)
    elif below is None:
        run.result("scaled", scores)
        run.words("unscaled")
        scaled = scores
    else:
        scaled = run.let("scaled", scaled_scores(scores, below))
    if problem.score_bias is not None:
        bias = problem.score_bias
        heads = len(scaled.items) // len(bias.items)
        spread = Tensor(bias.items * heads, scaled.shape, None, (), bias.name)
        scaled = run.let("biased", scaled + spread)
    else:
        run.lacks("biased", say("nothing is added to the scores"), "score_bias=0,-1:-1,0")
    return scaled, below


def _bare_scores(run: Run, problem: AttentionGivens, queries: list[Tensor], keys: list[Tensor]) -> list[Tensor]:
    pairs = list(zip(queries, keys, strict=True))
    if problem.score == "dot":
        return [dot_scores(q, k) for q, k in pairs]
    Wa = problem.Wa
    assert Wa is not None
    if problem.score == "general":
        turned = parted(run.let("QWa", stacked([general_queries(q, Wa) for q in queries])), len(queries))
        return [dot_scores(q, k) for q, k in zip(turned, keys, strict=True)]
    assert problem.va is not None
    net = run.let("net", stacked([additive_net(q, k, Wa) for q, k in pairs]))
    u = run.let("u", lift(TANH, net))
    parts = zip(parted(net, len(pairs)), parted(u, len(pairs)), strict=True)
    return [additive_scores(n, t, problem.va) for n, t in parts]


def _divisor(problem: AttentionGivens, size: int, model: int) -> Quantity | None:
    """What stands under the root; None where nothing is divided."""
    unsaid = problem.score != "dot" and "scale" not in problem.typed
    if problem.scale == "none" or problem.factor is not None or unsaid:
        return None
    X = problem.X
    return constant(size if problem.scale == "sqrt-dk" else X.shape[1] if X is not None else model)


def _weights(run: Run, problem: AttentionGivens, scores: Tensor, sees: list[bool] | None) -> Tensor:
    """The mask, and the softmax of each row."""
    heads = problem.heads
    keys = scores.shape[-1]
    infinite = problem.masked == "-inf"
    run.section("weights")
    masked, counted = scores, sees
    if sees is not None:
        blind = blind_queries(sees, keys)
        counted = [each or at // keys in blind for at, each in enumerate(sees)]
        hidden = constant(flint.arb("-inf") if infinite else -(10**9))
        items = [q if sees[i % len(sees)] else hidden for i, q in enumerate(scores.items)]
        masked = run.let("masked", Tensor(items, scores.shape), shown=False)
        if problem.mask == "causal":
            run.words("causal")
        elif problem.mask != "none":
            run.words("mask")
        if problem.lengths is not None:
            run.words("lengths")
        run.words("hidden" if infinite else "hidden a little")
        for query in blind:
            run.words("all hidden", query=query + 1)
        run.value(masked)
    else:
        run.lacks("masked", say("no key is hidden"), "mask=causal")
    parts = zip(parted(masked, heads), parted(scores, heads), strict=True)
    A: Tensor = run.let("A", stacked([weights(m, bare, sees, counted) for m, bare in parts]))
    run.answer("A")
    return A


def _behind(run: Run, problem: AttentionGivens, joined: Tensor) -> Any:
    """What the output weights make of the heads."""
    if problem.Wo is None and problem.bo is None:
        run.result("out", joined)
        run.answer("O")
        return joined
    value = (
        affine(problem.Wo, joined, problem.bo, problem.form)
        if problem.Wo is not None
        else plus_bias(joined, problem.bo)
    )
    out = run.let("out", value)
    run.answer("out")
    return out
