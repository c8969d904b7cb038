"""The way back through attention: the lines of the gradients, in the order of the graph."""

from __future__ import annotations

from typing import Any

from nncalc.engine.run import Run
from nncalc.engine.tensor import Tensor
from nncalc.rules.attention.backward import (
    additive_back,
    gathered,
    keys_back,
    queries_back,
    scores_back,
    shown,
    summed_pairs,
    tokens_back,
    unscaled_back,
    values_back,
    weights_back,
)
from nncalc.rules.attention.steps import beside, columns, for_queries, heads_of, parted, shared_head, stacked
from nncalc.rules.attention.working import Parts
from nncalc.rules.dense import back_through, bias_gradient, weight_gradient

Heads = list[Tensor]


class Backward:
    """One walk back."""

    def __init__(self, run: Run, problem: Any, parts: Parts) -> None:
        self.run, self.problem, self.parts = run, problem, parts
        self.heads, self.kv_heads = problem.head_sizes

    def work(self, upstream: Tensor) -> None:
        run = self.run
        run.section("backward")
        run.words("back")
        arriving = heads_of.right(self._before_output(upstream), self.heads)
        A = parted(self.parts.A, self.heads)
        dA = self._let("dA", [weights_back(g, v) for g, v in zip(arriving, self._shared(self.parts.V), strict=True)])
        sees = self.parts.sees
        into = self._let("dscaled", [shown(scores_back(d, a), sees) for d, a in zip(dA, A, strict=True)])
        if sees is not None:
            run.words("back mask")
        dscores = into
        if self.problem.factor is not None:
            dscores = self._let("dscores", [self.problem.factor * d for d in into])
        elif self.parts.below is not None:
            below = self.parts.below
            dscores = self._let("dscores", [unscaled_back(d, below) for d in into])
        else:
            run.result("dscores", run.results["dscaled"])
        dq, dk = self._back_from_scores(dscores)
        dQ = run.let("dQ", beside(dq))
        dK = run.let("dK", beside(self._gathered(dk)))
        back = [values_back(a, g) for a, g in zip(A, arriving, strict=True)]
        dV = run.let("dV", beside(self._gathered(back)))
        self._inputs(dQ, dK, dV)

    # -- pieces --------------------------------------------------------------------------------------------------------

    def _let(self, name: str, parts: Heads) -> Heads:
        return parted(self.run.let(name, stacked(parts)), self.heads)

    def _shared(self, x: Tensor | None) -> Heads:
        """For each query head the head of keys or values that it reads."""
        assert x is not None
        return for_queries(heads_of.right(x, self.kv_heads), self.heads, shared_head.right)

    def _gathered(self, parts: Heads) -> Heads:
        """The gradients of the heads of keys and values, from those of the query heads that share them."""
        size = self.heads // self.kv_heads
        if size == 1:
            return parts
        return [gathered(parts[i : i + size]) for i in range(0, self.heads, size)]

    def _before_output(self, upstream: Tensor) -> Tensor:
        """∂L/∂O."""
        run, problem = self.run, self.problem
        if problem.Wo is None:
            if problem.bo is not None:
                run.let("dbo", bias_gradient(upstream, False))
            run.result("dO", upstream)
            return upstream
        run.let("dWo", weight_gradient(upstream, run.results["O"], problem.form))
        if problem.bo is not None:
            run.let("dbo", bias_gradient(upstream, False))
        dO: Tensor = run.let("dO", back_through(problem.Wo, upstream, problem.form))
        return dO

    def _back_from_scores(self, dscores: Heads) -> tuple[Heads, Heads]:
        """The gradients of queries and keys, head by head."""
        queries, keys = heads_of.right(self.parts.Q, self.heads), self._shared(self.parts.K)
        if self.problem.score == "additive":
            return self._back_from_pairs(dscores, queries, keys)
        if self.problem.score == "dot":
            dq = [queries_back(d, k) for d, k in zip(dscores, keys, strict=True)]
            return dq, [keys_back(d, q) for d, q in zip(dscores, queries, strict=True)]
        Wa = self.problem.Wa
        assert Wa is not None
        turned = parted(self.run.results["QWa"], self.heads)
        dturned = self._let("dQWa", [queries_back(d, k) for d, k in zip(dscores, keys, strict=True)])
        both = zip(dturned, queries, strict=True)
        self.run.let("dWa", gathered([weight_gradient(d, q, "row") for d, q in both]))
        dq = [back_through(Wa, d, "row") for d in dturned]
        return dq, [keys_back(d, q) for d, q in zip(dscores, turned, strict=True)]

    def _back_from_pairs(self, dscores: Heads, queries: Heads, keys: Heads) -> tuple[Heads, Heads]:
        Wa, va = self.problem.Wa, self.problem.va
        assert Wa is not None
        assert va is not None
        size, width = queries[0].shape[1], Wa.shape[1]
        u = parted(self.run.results["u"], self.heads)
        flat = [Tensor(d.items, (1, len(d.items))) for d in dscores]
        va_parts = [
            d @ Tensor(each.items, (len(each.items) // len(va), len(va))) for d, each in zip(flat, u, strict=True)
        ]
        self.run.let("dva", Tensor(gathered(va_parts).items, va.shape))
        dnet = self._let("dnet", [additive_back(d, each, va) for d, each in zip(dscores, u, strict=True)])
        ends = [(summed_pairs(d, "S"), summed_pairs(d, "T")) for d in dnet]
        dWa = [beside([a.T @ q, b.T @ k]) for (a, b), q, k in zip(ends, queries, keys, strict=True)]
        self.run.let("dWa", gathered(dWa))
        to_query, to_key = columns(Wa, range(size)), columns(Wa, range(size, width))
        return [a @ to_query for a, _ in ends], [b @ to_key for _, b in ends]

    # -- what was projected --------------------------------------------------------------------------------------------

    def _inputs(self, dQ: Tensor, dK: Tensor, dV: Tensor) -> None:
        """The gradients of weights, biases and tokens."""
        run, problem = self.run, self.problem
        if problem.X is None:
            run.answer("dQ", "dK", "dV", "dWa", "dva", "dWo", "dbo")
            return
        source = problem.X if problem.memory is None else problem.memory
        back = {}
        run.section("parameters")
        for name, gradient, x in (("q", dQ, problem.X), ("k", dK, source), ("v", dV, source)):
            back[name] = self._projection(name, gradient, x)
        run.section("tokens")
        if problem.memory is None:
            run.let("dX", tokens_back([*back.values()]))
        else:
            run.let("dX", tokens_back([back["q"]]))
            run.let("dmemory", tokens_back([back["k"], back["v"]]))
        run.answer("dWq", "dWk", "dWv", "dbq", "dbk", "dbv", "dWa", "dva", "dWo", "dbo", "dX", "dmemory")

    def _projection(self, name: str, gradient: Tensor, x: Tensor) -> Tensor:
        """What comes back through the weights of queries, keys or values."""
        problem, W = self.problem, getattr(self.problem, f"W{name}")
        if W is not None:
            self.run.let(f"dW{name}", weight_gradient(gradient, x, problem.form))
        if getattr(problem, f"b{name}") is not None:
            self.run.let(f"db{name}", bias_gradient(gradient, False))
        return gradient if W is None else back_through(W, gradient, problem.form)
