"""What `transformer` declares: givens, conventions, sections, words, results."""

from __future__ import annotations

from typing import Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import WordList
from nncalc.declaring.numeric import NUMBER
from nncalc.declaring.problem import ProblemType
from nncalc.declaring.units import PARAMETERS, Unit, counted
from nncalc.declaring.whole import WHOLE
from nncalc.engine.quantity import Quantity
from nncalc.words import say

TARGETS = ("q", "k", "v", "o", "qkv", "up", "down", "gate")
BYTES = counted("bytes", "byte", "B", "字节")
PARTS = (
    "embedding",
    "output",
    "position",
    "segment",
    "attention",
    "ffn",
    "norm",
    "last_norm",
    "layer",
)


def _without(*names: str) -> Any:
    """The reason why a convention is idle: none of the givens that it counts with is there."""

    def idle(problem: TransformerDeclaration) -> str | None:
        return (
            None
            if any(getattr(problem, name) is not None for name in names)
            else say("{name} is not given", name=names[0])
        )

    return idle


class TransformerDeclaration(ProblemType):
    """The declarations of `transformer`."""

    d: Quantity | None = given(WHOLE, "numbers of a token", first=True, default=None)
    layers: Quantity | None = given(WHOLE, "layers, each of attention and a feed-forward network", default=None)
    heads: Quantity | None = given(WHOLE, "heads of attention", default=None)
    ff: Quantity | None = given(WHOLE, "inner units of the feed-forward network; 4d when absent", default=None)
    vocab: Quantity | None = given(
        WHOLE,
        "tokens of the vocabulary; no embedding is counted when absent",
        default=None,
    )
    context: Quantity | None = given(WHOLE, "learned positions; none when absent", default=None)
    segments: Quantity | None = given(WHOLE, "learned segments; none when absent", default=None)
    kv_heads: Quantity | None = given(WHOLE, "heads of keys and values; as many as heads when absent", default=None)
    head_dim: Quantity | None = given(WHOLE, "numbers of a head; d/heads when absent", default=None)
    batch: Quantity = given(WHOLE, "sequences in the cache", default="1")
    tokens: Quantity | None = given(WHOLE, "tokens in the KV cache of a sequence", default=None)
    bytes_: Quantity = given(NUMBER, "bytes of a number in the cache", default="2")
    n_params: Quantity | None = given(WHOLE, "parameters in all, in place of the parts", default=None)
    train_tokens: Quantity | None = given(WHOLE, "tokens that are trained on", default=None)
    bytes_per_param: Quantity = given(NUMBER, "bytes of a parameter in training: weight, gradient, Adam", default="16")
    rank: Quantity | None = given(WHOLE, "rank of LoRA", default=None)
    targets: list[str] | None = given(
        WordList(),
        "matrices of each layer with LoRA: q,k,v,o,qkv,up,down,gate",
        default=None,
    )
    tied: str = convention(
        "yes",
        "no",
        help="whether the output layer shares the embedding's weights",
        idle=_without("vocab"),
    )
    bias: str = convention(
        "all",
        "ffn",
        "no",
        help="where biases are: everywhere, in the feed-forward network, nowhere",
        idle=_without("layers"),
    )
    norm: str = convention(
        "ln",
        "rms",
        "no",
        help="LayerNorm (2d each), RMSNorm (d) or none: two a layer and a last",
        idle=_without("layers", "d"),
    )
    gated: str = convention(
        "no",
        "yes",
        help="whether the feed-forward network has a third matrix, a gate",
        idle=_without("layers"),
    )

    aliases = {
        **dict.fromkeys(("d_model", "hidden_size", "n_embd", "dim", "model_dim", "hidden"), "d"),
        **dict.fromkeys(("n_layers", "num_layers", "n_layer", "L", "num_hidden_layers"), "layers"),
        **dict.fromkeys(("n_heads", "num_heads", "n_head", "h", "num_attention_heads"), "heads"),
        **dict.fromkeys(("d_ff", "ffn_dim", "intermediate_size", "dff"), "ff"),
        **dict.fromkeys(("vocab_size", "V", "n_vocab"), "vocab"),
        **dict.fromkeys(("n_positions", "max_position_embeddings", "n_ctx", "block_size", "positions"), "context"),
        **dict.fromkeys(("type_vocab_size", "token_types"), "segments"),
        **dict.fromkeys(("n_kv_heads", "num_kv_heads", "num_key_value_heads"), "kv_heads"),
        **dict.fromkeys(("d_k", "d_head", "head_size"), "head_dim"),
        **dict.fromkeys(("seq_len", "sequence_length", "length", "cached"), "tokens"),
        **dict.fromkeys(("N", "parameters", "num_params", "params"), "n_params"),
        **dict.fromkeys(("training_tokens", "data"), "train_tokens"),
        **dict.fromkeys(("r", "lora_r"), "rank"),
        **dict.fromkeys(("modules", "target_modules", "target"), "targets"),
    }  # fmt: skip
    sections = {
        "layer": "One layer",
        "embeddings": "Embeddings",
        "total": "Parameters",
        "cache": "KV cache",
        "flops": "FLOPs",
        "memory": "Memory",
        "lora": "LoRA",
    }
    words = {
        "tied": "The output layer shares the weights of the embedding: they are counted once.",
        "untied": "The output layer has weights of its own, as many as the embedding.",
        "rms": "An RMSNorm has a scale alone.",
        "gated": "The gate is a third matrix, shaped as the first.",
        "units": "{bytes} bytes = {gb} GB (10⁹ bytes) = {gib} GiB (2³⁰ bytes).",
        "cache": "Each layer keeps a key and a value of every token: 2 of them.",
        "flops": "A parameter takes a multiplication and an addition a token: 2 FLOPs forward, twice as many backward.",
        "lora": "A matrix of m×n gets two beside it, m×r and r×n: r·(m + n) parameters that are trained.",
        "share": "The share is of the parameters without LoRA.",
    }
    results = {
        "q_width": "numbers of all queries of a token: heads × head_dim",
        "kv_width": "numbers of all keys, or values, of a token",
        "head_dim": "numbers of a head",
        "attention_params": "parameters of attention in one layer",
        "ffn_params": "parameters of the feed-forward network in one layer",
        "norm_params": "parameters of the two norms of one layer",
        "layer_params": "parameters of one layer",
        "embedding_params": "parameters of the embedding of the vocabulary",
        "output_params": "weights of the output layer, where it is not tied",
        "position_params": "parameters of the learned positions",
        "segment_params": "parameters of the segments",
        "last_norm_params": "parameters of the norm behind the last layer",
        "params": "parameters in all",
        "kv_values": "numbers in the KV cache",
        "kv_cache": "bytes of the KV cache",
        "flops_per_token": "FLOPs of a token, forward",
        "training_flops": "FLOPs of the training, forward and backward",
        "memory": "bytes of the training: parameters times bytes_per_param",
        "{kv_cache|memory}_{GB|GiB}": "the same in 10⁹ bytes, in 2³⁰ bytes",
        "lora_of_layer": "parameters of LoRA in one layer",
        "lora": "parameters of LoRA in all layers",
        "lora_percent": "the same in per cent of the parameters",
    }
    symbols = {name: name for name in ("q_width", "kv_width", "head_dim", "rank", "batch", "lora")} | {
        f"{name}_params": f"{name}_params" for name in PARTS
    }
    measured_in = dict.fromkeys(
        (*[f"{name}_params" for name in PARTS], "params", "lora", "lora_of_layer"),
        PARAMETERS,
    ) | {
        **dict.fromkeys(("kv_cache", "memory"), BYTES),
        **dict.fromkeys(("kv_cache_GB", "memory_GB"), Unit(("GB",))),
        **dict.fromkeys(("kv_cache_GiB", "memory_GiB"), Unit(("GiB",))),
        **dict.fromkeys(("flops_per_token", "training_flops"), counted("FLOPs", "FLOP", "flops")),
        "lora_percent": Unit(("%", "percent")),
    }
    convention_slips = {
        "tied=no": (
            "counts the weights of the output layer besides those of the embedding",
            None,
        ),
        "bias=no": ("leaves the biases out", None),
        "norm=no": ("leaves the norms out", None),
    }
    examples = (
        "transformer d=768 layers=12 vocab=50257 context=1024",
        "transformer layers=80 kv_heads=8 head_dim=128 tokens=4096",
        "transformer d=d layers=L vocab=V tied=no bias=no norm=no",
        "transformer n_params=7000000000 train_tokens=1e12",
        "transformer d=4096 layers=32 rank=16 targets=q,k,v,o",
    )
