"""What the givens of attention must satisfy together: shapes that go on from one to the next, heads that divide them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError, InputErrors
from nncalc.rules.attention.seeing import check_mask
from nncalc.rules.network_layer import times
from nncalc.words import count, either, say

if TYPE_CHECKING:
    from nncalc.rules.attention.givens import AttentionGivens


def projected_width(W: Tensor | None, x: Tensor, form: str) -> int:
    """How many numbers a projected token has."""
    return x.shape[1] if W is None else W.shape[1 if form == "row" else 0]


def check_attention(problem: AttentionGivens, X: Tensor, memory: Tensor | None = None) -> None:
    """Tokens that are projected. Raises InputError, InputErrors."""
    source = "X" if memory is None else "memory"
    other = X if memory is None else memory
    errors = [
        *_projection(problem, "q", X, "X"),
        *_projection(problem, "k", other, source),
        *_projection(problem, "v", other, source),
    ]
    if errors:
        raise InputErrors(errors)
    widths = [projected_width(problem.Wq, X, problem.form)]
    widths += [projected_width(W, other, problem.form) for W in (problem.Wk, problem.Wv)]
    check_heads(problem, X.shape[0], other.shape[0], widths)


def check_heads(problem: AttentionGivens, queries: int, keys: int, widths: list[int]) -> None:
    """The numbers of a query, a key and a value; no value where there is none. Raises InputError, InputErrors."""
    heads, kv_heads = problem.head_sizes
    if heads % kv_heads:
        raise InputError(
            say("{kv_heads} key heads do not divide {heads} query heads", kv_heads=kv_heads, heads=heads),
            name="kv_heads",
            expected=either([str(n) for n in range(1, heads + 1) if heads % n == 0]),
        )
    for name, width, parts in zip("QKV", widths, (heads, kv_heads, kv_heads), strict=False):
        if width % parts:
            raise InputError(
                say(
                    "{heads} do not divide the {columns} of {name}",
                    heads=count(parts, "head"),
                    columns=count(width, "column"),
                    name=name,
                ),
                name="heads" if parts == heads else "kv_heads",
                expected=either([str(n) for n in range(1, width + 1) if width % n == 0][:12]),
            )
    _check_score(problem, widths[0] // heads, widths[1] // kv_heads)
    check_mask(problem, queries, keys)
    if len(widths) > 2:
        _check_output(problem, widths[2] // kv_heads * heads)


def _projection(problem: AttentionGivens, letter: str, x: Tensor, source: str) -> Iterator[InputError]:
    W, b = getattr(problem, f"W{letter}"), getattr(problem, f"b{letter}")
    width = projected_width(W, x, problem.form)
    if W is not None and (error := misfit(f"W{letter}", W, source, x.shape, problem.form)):
        yield error
    elif b is not None and len(b) != width:
        yield bias_misfit(f"b{letter}", b, f"W{letter}" if W is not None else source, width)


def misfit(name: str, W: Tensor, source: str, shape: tuple[int, ...], form: str) -> InputError | None:
    """The error for weights that take another number of inputs than a token has."""
    wanted = shape[-1]
    if W.shape[0 if form == "row" else 1] == wanted:
        return None
    other = "column" if form == "row" else "row"
    fits = W.shape[1 if form == "row" else 0] == wanted
    axis = say("row") if form == "row" else say("column")
    return InputError(
        say(
            "{name} is {shape}, and {source} is {source_shape}",
            name=name,
            shape=times(W.shape),
            source=source,
            source_shape=times(shape),
        ),
        name=name,
        expected=say(
            "one {axis} of {name} for each column of {source} (form={form})",
            axis=axis,
            name=name,
            source=source,
            form=form,
        ),
        nearest=f"form={other}" if fits else None,
    )


def bias_misfit(name: str, b: Tensor, source: str, wanted: int) -> InputError:
    return InputError(
        say(
            "{name} has {numbers}, and {source} gives {wanted}",
            name=name,
            numbers=count(len(b), "number"),
            source=source,
            wanted=wanted,
        ),
        name=name,
        expected=say("as many numbers"),
    )


def output_width(problem: AttentionGivens, values: Tensor) -> int:
    """How many numbers of output a query gets from values that are made of these tokens."""
    heads, kv_heads = problem.head_sizes
    if problem.Wo is not None:
        return projected_width(problem.Wo, values, problem.form)
    return projected_width(problem.Wv, values, problem.form) // kv_heads * heads


def _check_output(problem: AttentionGivens, width: int) -> None:
    """Wo takes what the heads give, side by side."""
    if problem.Wo is not None and (error := misfit("Wo", problem.Wo, "O", (width,), problem.form)):
        error.message = say(
            "Wo is {shape}, and the heads give {columns}", shape=times(problem.Wo.shape), columns=count(width, "column")
        )
        raise error
    if problem.bo is not None:
        wanted = width if problem.Wo is None else projected_width(problem.Wo, problem.Wo, problem.form)
        if len(problem.bo) != wanted:
            raise bias_misfit("bo", problem.bo, "O" if problem.Wo is None else "Wo", wanted)


def _check_score(problem: AttentionGivens, query: int, key: int) -> None:
    """What is scored must fit: a query and a key of one head have so many numbers."""
    if problem.score == "dot":
        for name in ("Wa", "va"):
            if name in problem.typed:
                kinds = "general" if name == "Wa" and problem.va is None else "additive"
                raise InputError(say("a dot product takes no {name}", name=name), name=name, expected=f"score={kinds}")
        if query != key:
            raise InputError(
                say("a query has {numbers}, a key has {key}", numbers=count(query, "number"), key=key),
                name="K" if "K" in problem.typed else "Wk",
                expected=say("as many, or score=general with Wa"),
            )
        return
    Wa, va = problem.Wa, problem.va
    if Wa is None:
        raise InputError(
            say("score={score} needs Wa", score=problem.score), name="Wa", expected=say("a matrix, rows after a colon")
        )
    if problem.score == "general":
        if va is not None:
            raise InputError(say("score=general takes no va"), name="va", expected="score=additive")
        if Wa.shape != (query, key):
            raise _wa_misfit(Wa, say("numbers of a query × numbers of a key"), (query, key))
        return
    if va is None:
        raise InputError(
            say("score=additive needs va"), name="va", expected=say("a vector: one number for each row of Wa")
        )
    if Wa.shape != (len(va), query + key):
        raise _wa_misfit(Wa, say("numbers of va × numbers of a query and a key"), (len(va), query + key))


def _wa_misfit(Wa: Tensor, what: str, wanted: tuple[int, int]) -> InputError:
    shapes = {"found": times(Wa.shape), "wanted": times(wanted)}
    return InputError(
        say("Wa is {found}; {what} is {wanted}", what=what, **shapes),
        name="Wa",
        expected=say("a matrix {wanted}", **shapes),
    )
