"""The conventions that a notation proposes for a problem, where nobody typed or set another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nncalc.declaring.problem import read_problem
from nncalc.errors import InputErrors
from nncalc.words import in_a_row, say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.quantity import Quantity
    from nncalc.notation.table import Table

NONE: Mapping[str, Any] = {}


def with_proposals(
    table: Table, kind: type[ProblemType], typed: Mapping[str, Any], defaults: Mapping[str, str] = NONE,
    numbers: Mapping[str, Quantity] = NONE, folder: str = "",
) -> tuple[dict[str, Any], list[str]]:  # fmt: skip
    """What was typed with the conventions that the notation proposes besides, and what the head of the page says.

    What is typed, or set by a file of defaults, counts before it. A proposal that has no effect is not made, and none
    under which what was typed cannot be read.
    """
    proposed = {name: value for name, value in table.conventions(kind, typed).items() if name not in defaults}
    wanted, unfit = _that_fit(kind, typed, proposed, numbers, folder)
    fields = kind.fields()
    told = [f"{name}={value}" for name, value in wanted.items() if value != str(fields[name].default)]
    said = [
        say("notation {name}: {settings}, where you type no other", name=table.name, settings=in_a_row(*told))
        if told
        else named(table)
    ]
    said += [say("{name}={value} does not fit what is typed", name=name, value=proposed[name]) for name in unfit]
    return {**typed, **wanted}, said


def named(table: Table) -> str:
    """What is said of a notation that sets no convention."""
    return say("notation {name}", name=table.name)


def _that_fit(
    kind: type[ProblemType],
    typed: Mapping[str, Any],
    proposed: Mapping[str, str],
    numbers: Mapping[str, Quantity],
    folder: str,
) -> tuple[dict[str, str], list[str]]:
    """The proposals that have an effect, and the names of those under which the problem cannot be read."""
    unfit: list[str] = []
    for unfit in ([], *[[name] for name in proposed], list(proposed)):
        wanted = {name: value for name, value in proposed.items() if name not in unfit}
        try:
            idle = read_problem(kind, {**typed, **wanted}, numbers, folder).idle_conventions()
        except InputErrors:
            continue
        return {name: value for name, value in wanted.items() if name not in idle}, unfit
    return {}, []
