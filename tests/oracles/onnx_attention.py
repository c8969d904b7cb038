"""ONNX's Attention as problems: a problem a sample, heads side by side, masks as matrices or as numbers that are added."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from oracles.onnx_cases import Case, Problem, typed


def attention(case: Case) -> Iterator[Problem]:
    """A problem for each sample of a batch."""
    Q, K, V, mask, past_K, past_V, lengths = [*case.inputs, *[None] * 7][:7]
    heads, kv_heads = (case.attribute(f"{name}_num_heads") or x.shape[1] for name, x in (("q", Q), ("kv", K)))
    Q, K, V = split(Q, heads), split(K, kv_heads), split(V, kv_heads)
    before = 0 if past_K is None else past_K.shape[2]
    if before:
        K, V = np.concatenate([past_K, K], 2), np.concatenate([past_V, V], 2)
    for number in range(len(Q)):
        given: dict[str, Any] = {name: typed(side_by_side(x[number])) for name, x in (("Q", Q), ("K", K), ("V", V))}
        given |= {"heads": heads, "kv_heads": kv_heads}
        if case.attribute("scale") is not None:
            given["factor"] = repr(case.attribute("scale"))
        if lengths is not None:
            given["lengths"] = int(lengths[number])
        shape = (Q.shape[2], K.shape[2])
        given |= hiding(case, None if mask is None else of_sample(mask, number, shape), shape, before)
        yield Problem("attention", given, expected(case, number, heads))


def split(x: Any, heads: int) -> Any:
    """N×heads×T×d of N×T×(heads·d); what is split already stays."""
    if x.ndim == 4:
        return x
    return x.reshape(*x.shape[:2], heads, -1).transpose(0, 2, 1, 3)


def side_by_side(x: Any) -> Any:
    """T×(heads·d) of heads×T×d."""
    return x.transpose(1, 0, 2).reshape(x.shape[1], -1)


def of_sample(mask: Any, number: int, shape: tuple[int, int]) -> Any:
    """The mask of one sample, heads×T×S or 1×T×S; places behind its end are seen (lengths hide them)."""
    mask = mask[number] if mask.ndim == 4 else mask
    short = shape[1] - mask.shape[-1]
    end = np.ones if mask.dtype == bool else np.zeros
    mask = np.concatenate([mask, end((*mask.shape[:-1], short), mask.dtype)], -1)
    return np.broadcast_to(mask, (mask.shape[0] if mask.ndim == 3 else 1, *shape))


def hiding(case: Case, mask: Any, shape: tuple[int, int], before: int) -> dict[str, Any]:
    """The mask, the causal order and the window; numbers of a mask are added to the scores."""
    found: dict[str, Any] = {}
    places = np.arange(shape[0])[:, None] + before - np.arange(shape[1])[None, :]
    sees = np.ones(shape, bool)
    if case.attribute("is_causal", 0):
        sees &= places >= 0
    left, right = case.attribute("left_window_size", -1), case.attribute("right_window_size", -1)
    sees &= (places <= left) | (left < 0)
    sees &= (-places <= right) | (right < 0)
    if mask is not None and mask.dtype == bool:
        sees = sees & mask[0]
    elif mask is not None:
        found["score_bias"] = typed(mask if len(mask) > 1 else mask[0])
    if case.attribute("is_causal", 0) and not before and (sees == (places >= 0)).all():
        return found | {"mask": "causal"}
    return found if sees.all() else found | {"mask": sees.astype(int).tolist()}


def expected(case: Case, number: int, heads: int) -> dict[str, Any]:
    """The outputs of a sample: O, and what the case keeps of the scores."""
    out = case.outputs[0][number]
    found: dict[str, Any] = {"O": side_by_side(out) if out.ndim == 3 else out}
    scores = [*case.outputs, *[None] * 4][3]
    if scores is not None:
        name = {0: "scaled", 2: "biased", 3: "A"}[case.attribute("qk_matmul_output_mode", 0)]
        found[name] = scores[number]
    return found
