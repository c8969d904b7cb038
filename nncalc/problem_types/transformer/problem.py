"""The working of `transformer`: parameters by part, cache, FLOPs, memory, LoRA."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.engine.elementary import POWER
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import total
from nncalc.problem_types.transformer.checks import check
from nncalc.problem_types.transformer.declaration import TransformerDeclaration
from nncalc.problem_types.transformer.rules import (
    adapters,
    all_layers,
    attention_of,
    cached,
    ffn_of,
    forward_flops,
    in_bytes,
    norm_of,
    trained_memory,
    training_flops,
)
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class Transformer(TransformerDeclaration):
    """The parameters of a Transformer part by part, the bytes of its KV cache, its FLOPs, its memory, and LoRA beside it."""

    def prepare(self) -> None:
        check(self)

    def work(self, run: Run) -> None:
        self.widths = self._widths(run)
        counted_all = self._count(run)
        if self.tokens is not None:
            self._cache(run)
        else:
            run.lacks("kv_.*", say("a cache needs tokens"), "tokens=4096")
        params = self.n_params if self.n_params is not None else counted_all
        if params is not None:
            self._costs(run, params)
        if self.rank is not None and self.d is not None:
            self._lora(run, params, self.rank)
        else:
            run.lacks("lora.*", say("LoRA needs rank and targets"), "rank=8 targets=q,v")

    def _widths(self, run: Run) -> tuple[Quantity | None, Quantity | None]:
        """The numbers of all queries, and of all keys, of a token."""
        run.section("layer")
        heads, kv_heads, head_dim = self.heads, self.kv_heads, self.head_dim
        if heads is None and kv_heads is None:
            return self.d, self.d
        if head_dim is None:
            if self.d is None:
                return None, None
            head_dim = run.let("head_dim", self.d / heads)
        kv = kv_heads if kv_heads is not None else heads
        q_width = None if heads is None else run.let("q_width", heads * head_dim)
        return q_width, run.let("kv_width", kv * head_dim)

    def _count(self, run: Run) -> Quantity | None:
        """The parameters by part."""
        d = self.d
        if d is None:
            return None
        parts: list[Quantity] = []
        if self.layers is not None:
            parts.append(all_layers(self._layer(run, d), self.layers))
        run.section("embeddings")
        if self.vocab is not None:
            embedding = run.let("embedding_params", self.vocab * d)
            run.words("tied" if self.tied == "yes" else "untied")
            parts.append(embedding)
            if self.tied == "no":
                parts.append(run.let("output_params", self.vocab * d))
        if self.context is not None:
            parts.append(run.let("position_params", self.context * d))
        if self.segments is not None:
            parts.append(run.let("segment_params", self.segments * d))
        if self.norm != "no":
            parts.append(run.let("last_norm_params", norm_of(d, self.norm)))
        if not parts:
            return None
        run.section("total")
        params: Quantity = run.let("params", total(parts))
        run.answer("params")
        return params

    def _layer(self, run: Run, d: Quantity) -> Quantity:
        q_width, kv_width = self.widths
        q = q_width if q_width is not None else d
        kv = kv_width if kv_width is not None else d
        attention = run.let("attention_params", attention_of(d, q, kv, self.bias == "all"))
        if self.gated == "yes":
            run.words("gated")
        ffn = run.let("ffn_params", ffn_of(d, self._ff(d), self.bias != "no", self.gated == "yes"))
        parts = [attention, ffn]
        if self.norm != "no":
            if self.norm == "rms":
                run.words("rms")
            parts.append(run.let("norm_params", 2 * norm_of(d, self.norm)))
        layer: Quantity = run.let("layer_params", total(parts))
        run.answer("layer_params")
        return layer

    def _ff(self, d: Quantity) -> Quantity:
        return self.ff if self.ff is not None else 4 * d

    def _cache(self, run: Run) -> None:
        assert self.layers is not None
        assert self.tokens is not None
        run.section("cache")
        run.words("cache")
        width = self.widths[1]
        assert width is not None
        values = run.let(
            "kv_values",
            cached(self.batch * self.tokens * self.layers, width, self.widths[0]),
        )
        whole = run.let("kv_cache", in_bytes(values, self.bytes_))
        self._units(run, "kv_cache", whole)
        run.answer("kv_cache")

    def _units(self, run: Run, name: str, whole: Quantity) -> None:
        """GB is 10⁹ bytes, GiB 2³⁰."""
        gb = run.let(f"{name}_GB", whole / POWER(constant(10), constant(9)))
        gib = run.let(f"{name}_GiB", whole / POWER(constant(2), constant(30)))
        if whole.value is not None:
            run.words("units", bytes=whole, gb=gb, gib=gib)

    def _costs(self, run: Run, params: Quantity) -> None:
        run.section("flops")
        run.words("flops")
        run.let("flops_per_token", forward_flops(params))
        if self.train_tokens is not None:
            run.let("training_flops", training_flops(params, self.train_tokens))
            run.answer("training_flops")
        else:
            run.lacks(
                "training_flops",
                say("they need the tokens that are trained on"),
                "train_tokens=1e9",
            )
        run.section("memory")
        self._units(
            run,
            "memory",
            run.let("memory", trained_memory(params, self.bytes_per_param, self.bytes_)),
        )
        if self.n_params is not None or "bytes_per_param" in self.typed:
            run.answer("memory")

    def _lora(self, run: Run, params: Quantity | None, rank: Quantity) -> None:
        assert self.layers is not None
        run.section("lora")
        run.words("lora")
        one = run.let("lora_of_layer", adapters(rank, self._sides()))
        whole = run.let("lora", all_layers(one, self.layers))
        run.answer("lora")
        if params is not None:
            run.words("share")
            run.let("lora_percent", 100 * whole / params)
            run.answer("lora_percent")

    def _sides(self) -> list[tuple[Quantity, Quantity]]:
        """Rows and columns of each matrix with LoRA."""
        d = self.d
        assert d is not None
        q, kv = (width if width is not None else d for width in self.widths)
        ff = self._ff(d)
        sides = {"q": (d, q), "k": (d, kv), "v": (d, kv), "o": (q, d), "qkv": (d, q + 2 * kv)}
        sides |= {"up": (d, ff), "gate": (d, ff), "down": (ff, d)}
        return [sides[word] for word in self.targets or ()]
