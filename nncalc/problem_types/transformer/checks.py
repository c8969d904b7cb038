"""What the givens of `transformer` must satisfy together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.engine.decide import sign
from nncalc.engine.quantity import Quantity
from nncalc.errors import InputError
from nncalc.problem_types.transformer.declaration import TARGETS
from nncalc.words import in_a_row, say

if TYPE_CHECKING:
    from nncalc.problem_types.transformer.declaration import TransformerDeclaration


def check(problem: TransformerDeclaration) -> None:
    """Raises InputError."""
    _check_heads(problem)
    _check_targets(problem)
    for name in ("bytes_", "bytes_per_param"):
        value = getattr(problem, name)
        if value.value is not None and sign(value) <= 0:
            raise InputError(
                say("{name} is not above 0", name=name.rstrip("_")),
                name=name.rstrip("_"),
                expected=say("bytes, such as 2"),
            )
    if not any(getattr(problem, name) is not None for name in ("d", "n_params", "tokens")):
        raise InputError(
            say("nothing says what is counted"),
            name="d",
            expected=say("d=768 layers=12, n_params=7e9, or layers, heads and tokens"),
        )
    if problem.d is None and _uses_d(problem):
        raise InputError(say("d is missing: the numbers of a token"), name="d", expected="d=768")
    if problem.tokens is not None:
        _check_cache(problem)
    if problem.train_tokens is not None and problem.n_params is None and problem.d is None:
        raise InputError(
            say("the parameters are missing"),
            name="n_params",
            expected=say("n_params=7e9, or d and layers"),
        )


def _uses_d(problem: TransformerDeclaration) -> bool:
    return any(getattr(problem, name) is not None for name in ("ff", "vocab", "context", "segments", "rank"))


def _check_heads(problem: TransformerDeclaration) -> None:
    d, heads, kv_heads = problem.d, problem.heads, problem.kv_heads
    if d is not None and heads is not None and problem.head_dim is None and _remainder(d, heads):
        raise InputError(
            say("{heads} heads do not divide d = {d}", heads=str(heads.value), d=str(d.value)),
            name="heads", expected=say("a divisor of d, or head_dim"),
        )  # fmt: skip
    if heads is not None and kv_heads is not None and _remainder(heads, kv_heads):
        raise InputError(
            say("{kv} key heads do not divide {heads} heads", kv=str(kv_heads.value), heads=str(heads.value)),
            name="kv_heads", expected=say("a divisor of heads"),
        )  # fmt: skip
    if problem.head_dim is not None and heads is None and kv_heads is None:
        raise InputError(say("head_dim is given, and no heads"), name="heads", expected="heads=12")
    if heads is None and kv_heads is not None and problem.head_dim is None:
        raise InputError(
            say("kv_heads is given, and no heads"),
            name="heads",
            expected=say("heads=32, or head_dim=128"),
        )


def _check_targets(problem: TransformerDeclaration) -> None:
    for word in problem.targets or ():
        if word not in TARGETS or (word == "gate" and problem.gated == "no"):
            raise InputError(
                say("'{word}' is no matrix of a layer", word=word), name="targets", text=word, expected=in_a_row(*TARGETS),
                nearest="gated=yes" if word == "gate" else None,
            )  # fmt: skip
    if (problem.targets is None) != (problem.rank is None):
        name = "targets" if problem.targets is None else "rank"
        raise InputError(
            say("LoRA needs rank and targets, and {name} is missing", name=name),
            name=name,
            expected="rank=8 targets=q,v",
        )
    if problem.rank is not None and problem.layers is None:
        raise InputError(say("layers is missing"), name="layers", expected="layers=12")


def _check_cache(problem: TransformerDeclaration) -> None:
    if problem.layers is None:
        raise InputError(say("the cache needs layers"), name="layers", expected="layers=12")
    if problem.d is None and (problem.head_dim is None or (problem.heads is None and problem.kv_heads is None)):
        raise InputError(
            say("the cache needs the size of a key"),
            name="head_dim",
            expected=say("kv_heads=8 head_dim=128, or d"),
        )


def _remainder(a: Quantity, b: Quantity) -> bool:
    """Whether one number known does not divide another."""
    return a.value is not None and b.value is not None and (a.value / b.value).q != 1
