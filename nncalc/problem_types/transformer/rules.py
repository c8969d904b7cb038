"""The rules of `transformer`: what each part counts."""

from __future__ import annotations

from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import total


@rule("attention has four matrices: for queries, keys, values and the output")
def attention_of(d: Quantity, q: Quantity, kv: Quantity, bias: bool) -> Quantity:
    """d·q + 2·d·kv + q·d, and a bias for each column."""
    weights = 2 * d * q + 2 * d * kv
    return weights + q + 2 * kv + d if bias else weights


@attention_of.slip("output-left-out", "leaves out the matrix of the output")
def _(d: Quantity, q: Quantity, kv: Quantity, bias: bool) -> Quantity:
    weights = d * q + 2 * d * kv
    return weights + q + 2 * kv if bias else weights


@rule("the feed-forward network has two matrices, with a gate three")
def ffn_of(d: Quantity, ff: Quantity, bias: bool, gated: bool) -> Quantity:
    weights = (3 if gated else 2) * d * ff
    return weights + (2 * ff if gated else ff) + d if bias else weights


@ffn_of.slip("second-matrix-left-out", "counts one of the matrices alone")
def _(d: Quantity, ff: Quantity, bias: bool, gated: bool) -> Quantity:
    return d * ff + ff if bias else d * ff


@ffn_of.slip("bias-left-out", "leaves the biases out")
def _(d: Quantity, ff: Quantity, bias: bool, gated: bool) -> Quantity:
    if not bias:
        raise DoesNotApply
    return (3 if gated else 2) * d * ff


@rule("a LayerNorm has a scale and a shift for each number, an RMSNorm a scale")
def norm_of(d: Quantity, norm: str) -> Quantity:
    return 2 * d if norm == "ln" else 1 * d


@norm_of.slip("shift-left-out", "leaves out the shift")
def _(d: Quantity, norm: str) -> Quantity:
    if norm != "ln":
        raise DoesNotApply
    return d


@rule("every layer has its own")
def all_layers(layer: Quantity, layers: Quantity) -> Quantity:
    return layers * layer


@all_layers.slip("layers-left-out", "counts one layer alone")
def _(layer: Quantity, layers: Quantity) -> Quantity:
    return layer


@rule("the cache holds a key and a value for each token, layer and key head")
def cached(places: Quantity, kv_width: Quantity, q_width: Quantity | None) -> Quantity:
    """places: sequences × tokens × layers."""
    return 2 * places * kv_width


@cached.slip("values-left-out", "counts the keys alone, without the factor 2")
def _(places: Quantity, kv_width: Quantity, q_width: Quantity | None) -> Quantity:
    return places * kv_width


@cached.slip("heads-for-key-heads", "takes all heads, although keys and values have fewer")
def _(places: Quantity, kv_width: Quantity, q_width: Quantity | None) -> Quantity:
    if q_width is None or q_width.value == kv_width.value:
        raise DoesNotApply
    return 2 * places * q_width


@rule("a number takes its bytes")
def in_bytes(values: Quantity, size: Quantity) -> Quantity:
    return values * size


@in_bytes.slip("bytes-left-out", "leaves out the bytes of a number")
def _(values: Quantity, size: Quantity) -> Quantity:
    return values


@rule("forward, each parameter is multiplied and added once a token")
def forward_flops(params: Quantity) -> Quantity:
    return 2 * params


@forward_flops.slip("additions-left-out", "counts the multiplications alone")
def _(params: Quantity) -> Quantity:
    return params


@rule("in training a token takes 2 FLOPs a parameter forward and 4 backward")
def training_flops(params: Quantity, tokens: Quantity) -> Quantity:
    """6ND. Kaplan and others 2020."""
    return 6 * params * tokens


@training_flops.slip("backward-left-out", "counts the way forward alone")
def _(params: Quantity, tokens: Quantity) -> Quantity:
    return 2 * params * tokens


@rule("every parameter takes its bytes: weight, gradient, moments")
def trained_memory(params: Quantity, size: Quantity, number: Quantity) -> Quantity:
    return params * size


@trained_memory.slip("bytes-twice", "multiplies by the bytes of a number once more")
def _(params: Quantity, size: Quantity, number: Quantity) -> Quantity:
    return params * size * number


@rule("each matrix gets two of the rank beside it: r·(rows + columns)")
def adapters(rank: Quantity, sides: list[tuple[Quantity, Quantity]]) -> Quantity:
    """Hu and others 2021."""
    return total([rank * (rows + columns) for rows, columns in sides])


@adapters.slip("one-target-only", "counts one of the matrices alone")
def _(rank: Quantity, sides: list[tuple[Quantity, Quantity]]) -> Quantity:
    if len(sides) == 1:
        raise DoesNotApply
    return rank * (sides[0][0] + sides[0][1])


@adapters.slip("second-factor-left-out", "counts the first of the two matrices alone")
def _(rank: Quantity, sides: list[tuple[Quantity, Quantity]]) -> Quantity:
    return total([rank * rows for rows, _ in sides])
