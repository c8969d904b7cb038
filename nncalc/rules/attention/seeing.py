"""Which keys each query sees: by a mask, by lengths, by the order of the tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.engine.quantity import is_number
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.rules.network_layer import shape_misfit
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.rules.attention.givens import AttentionGivens


def seen(problem: AttentionGivens, queries: int, keys: int) -> list[bool] | None:
    """For each query in turn whether it sees each key; None where all see all."""
    sees = [True] * (queries * keys)
    if isinstance(problem.mask, Tensor):
        shown = 1 if problem.ones == "seen" else 0
        row = [is_number(q, shown) for q in problem.mask.items]
        sees = row * queries if problem.mask.shape[0] == 1 else row
    elif problem.mask == "causal":
        sees = [j <= i for i in range(queries) for j in range(keys)]
    if problem.lengths is not None:
        last = [int(q.value) for q in problem.lengths.items]
        last = last * queries if len(last) == 1 else last
        sees = [each and at % keys < last[at // keys] for at, each in enumerate(sees)]
    return None if all(sees) else sees


def check_mask(problem: AttentionGivens, queries: int, keys: int) -> None:
    """Raises InputError for a mask that does not fit, and for one that hides every key from a query."""
    if isinstance(problem.mask, Tensor):
        _check_matrix(problem.mask, queries, keys)
    if problem.lengths is not None:
        _check_lengths(problem.lengths, queries, keys)
    bias = problem.score_bias
    heads = (problem.heads,) if problem.heads > 1 else ()
    if bias is not None and bias.shape not in ((queries, keys), (*heads, queries, keys)):
        raise shape_misfit(
            "score_bias",
            bias.shape,
            say("queries × keys"),
            (queries, keys),
            say("a row for each query; with heads, :: between them"),
        )
    sees = seen(problem, queries, keys)
    if sees is None or problem.masked != "-inf":
        return
    for query in blind_queries(sees, keys):
        raise InputError(
            say("every key is hidden from query {query}: its weights have no sum", query=query + 1),
            name="lengths" if problem.lengths is not None else "mask",
            expected=say("a key at least that each query sees, or masked=-1e9"),
            nearest="ones=hidden" if _turned_round(problem, keys) else None,
        )


def blind_queries(sees: list[bool], keys: int) -> list[int]:
    """The queries that see no key, counted from 0."""
    return [row for row in range(len(sees) // keys) if not any(sees[row * keys : (row + 1) * keys])]


def _turned_round(problem: AttentionGivens, keys: int) -> bool:
    """Whether the ones were probably meant for what is hidden: the row that hides all has zeros alone."""
    if not isinstance(problem.mask, Tensor) or problem.ones != "seen" or problem.lengths is not None:
        return False
    rows = len(problem.mask.items) // keys
    return rows > 1 and all(
        any(is_number(q, 0) for q in problem.mask.items[i * keys : (i + 1) * keys]) for i in range(rows)
    )


def _check_matrix(mask: Tensor, queries: int, keys: int) -> None:
    if mask.shape not in ((queries, keys), (1, keys)):
        raise shape_misfit(
            "mask", mask.shape, say("queries × keys"), (queries, keys), say("a row for each query, or one row for all")
        )
    if not all(is_number(q, 0) or is_number(q, 1) for q in mask.items):
        raise InputError(
            say("a mask has no other numbers than 0 and 1"),
            name="mask",
            expected=say("1 for a key that is seen, 0 for one that is hidden; numbers to be added are score_bias"),
        )


def _check_lengths(lengths: Tensor, queries: int, keys: int) -> None:
    if len(lengths) not in (1, queries):
        said = {"numbers": count(len(lengths), "number"), "queries": count(queries, "query")}
        raise InputError(
            say("lengths has {numbers}, and there are {queries}", **said),
            name="lengths",
            expected=say("one number for all queries, or one for each"),
        )  # fmt: skip
    if not all(any(is_number(q, number) for number in range(keys + 1)) for q in lengths.items):
        raise InputError(
            say("lengths are counts of keys, and there are {keys}", keys=keys),
            name="lengths",
            expected=say("whole numbers from 1 to {keys}", keys=keys),
        )
