"""What types with attention are given: tokens, weights, heads, masks, scores, and the conventions."""

from __future__ import annotations

from typing import Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Count
from nncalc.declaring.letters import Letter
from nncalc.declaring.numeric import MATRIX, NUMBER, VECTOR, Numeric
from nncalc.declaring.problem import ProblemType
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.rules.attention.mask import Mask
from nncalc.words import say

BIASED = Numeric(2, 3, words="a matrix, a row a query: 0,-1:1,0; of several heads with :: between them")


def _nothing_hidden(problem: AttentionGivens) -> str | None:
    hides = problem.mask != "none" or problem.lengths is not None
    return None if hides else say("no mask is given")


def _no_ones(problem: AttentionGivens) -> str | None:
    return None if isinstance(problem.mask, Tensor) else say("no mask of 0 and 1 is given")


def _own_factor(problem: AttentionGivens) -> str | None:
    return None if problem.factor is None else say("the factor is given")


class AttentionGivens(ProblemType):
    """The givens of attention over tokens that stand as rows."""

    X: Tensor | None = given(MATRIX, "tokens as rows", first=True, default=None)
    Wq: Tensor | None = given(MATRIX, "weights of the queries; X itself when absent", default=None, second=True)
    Wk: Tensor | None = given(MATRIX, "weights of the keys", default=None)
    Wv: Tensor | None = given(MATRIX, "weights of the values", default=None)
    bq: Tensor | None = given(VECTOR, "biases of the queries", default=None)
    bk: Tensor | None = given(VECTOR, "biases of the keys", default=None)
    bv: Tensor | None = given(VECTOR, "biases of the values", default=None)
    Wo: Tensor | None = given(MATRIX, "weights of the output, behind the heads", default=None)
    bo: Tensor | None = given(VECTOR, "biases of the output", default=None)
    heads: int = given(
        Count(1, 1000), "heads; each has its own columns of Q, K and V, one block after the other", default=1
    )
    kv_heads: int | None = given(
        Count(1, 1000), "heads of K and V, each shared by a group of query heads", default=None
    )
    mask: Any = given(Mask(), "which keys a query sees", default="none")
    lengths: Tensor | None = given(
        VECTOR, "keys that are seen, from the first on: one number, or one for each query", default=None
    )
    score_bias: Tensor | None = given(BIASED, "added to the scaled scores", default=None)
    factor: Quantity | None = given(NUMBER, "what scores are multiplied by, in place of scale", default=None)
    Wa: Tensor | None = given(
        MATRIX,
        "score=general: a row for each number of a query; score=additive: a row for each number of va",
        default=None,
    )
    va: Tensor | None = given(VECTOR, "weights of score=additive", default=None)
    ones: str = convention("seen", "hidden", help="what a 1 in a mask says of a key", idle=_no_ones)
    scale: str = convention(
        "sqrt-dk", "none", "sqrt-dmodel", telling=True, idle=_own_factor,
        help="scores are divided by √ of the numbers in a key of one head, or in a token; others than q·k only if typed",
    )  # fmt: skip
    masked: str = convention("-inf", "-1e9", help="score of a hidden key", idle=_nothing_hidden)
    score: str = convention("dot", "general", "additive", help="q·k, q·Wa·k, or va·tanh(Wa·[q; k])")
    form: str = convention(
        "row", "column", help="Q = X·Wq with a column of Wq for each number of a query, or a row for each"
    )

    results = {
        "Q": "queries, a row a token; heads side by side",
        "K": "keys, a row a token",
        "V": "values, a row a token",
        "QWa": "queries times Wa (score=general)",
        "net": "Wa·[q; k] of each query with each key (score=additive)",
        "u": "tanh of it",
        "scores": "score of each query (row) with each key (column); of several heads scores.1 is head 1's",
        "scaled": "scores after the division, shaped alike",
        "biased": "scaled scores with score_bias",
        "masked": "scores as they go into the softmax, where keys are hidden",
        "A": "weights: the softmax of each row, shaped alike",
        "O": "weighted sums of the values, heads side by side",
        "out": "O·Wo + bo; O where there is no Wo",
    }
    symbols = {
        "scores": "S",
        "scaled": Letter("S′", "S'"),
        "biased": Letter("S″", "S''"),
        "masked": "M",
        "memory": "mem",
        "out": "out",
        "QWa": "QWa",
        "net": "net",
    }
    aliases = {
        **dict.fromkeys(("h", "n_heads", "num_heads", "n_head"), "heads"),
        **dict.fromkeys(("n_kv_heads", "num_kv_heads", "num_key_value_heads", "groups"), "kv_heads"),
        **dict.fromkeys(("query", "queries"), "Q"),
        **dict.fromkeys(("key", "keys"), "K"),
        **dict.fromkeys(("value", "values"), "V"),
        **dict.fromkeys(("attn_mask", "attention_mask", "key_padding_mask"), "mask"),
        **dict.fromkeys(("valid_lens", "valid_len", "valid_length", "lens"), "lengths"),
        **dict.fromkeys(("attn_bias", "position_bias", "alibi"), "score_bias"),
        **dict.fromkeys(("E", "embeddings", "tokens", "inputs"), "X"),
        "in_proj_bias": "",
    }

    @property
    def head_sizes(self) -> tuple[int, int]:
        """Heads of Q, and of K and V."""
        return self.heads, self.kv_heads or self.heads
