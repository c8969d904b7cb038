"""`--notation`: the conventions that a notation proposes, and pages printed in its letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from nncalc.declaring.letters import printing
from nncalc.declaring.problem import read_problem
from nncalc.errors import InputErrors
from nncalc.notation.binding import bound, said_of
from nncalc.words import in_a_row, say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.quantity import Quantity
    from nncalc.notation.table import Table
    from nncalc.page.solving import Settings

PROGRAMS = ("json", "yaml")
"""Formats that keep the contract's names."""


def with_proposals(
    table: Table, kind: type[ProblemType], typed: Mapping[str, Any], defaults: Mapping[str, str],
    numbers: Mapping[str, Quantity],
) -> tuple[dict[str, Any], list[str]]:  # fmt: skip
    """What was typed with the conventions that the notation proposes besides, and what the head of the page says.

    What is typed, or set by a file of defaults, counts before it. A proposal that has no effect is not made, and none
    under which what was typed cannot be read.
    """
    proposed = {name: value for name, value in table.conventions(kind, typed).items() if name not in defaults}
    wanted, unfit = _that_fit(kind, typed, proposed, numbers)
    fields = kind.fields()
    told = [f"{name}={value}" for name, value in wanted.items() if value != str(fields[name].default)]
    said = [
        say("notation {name}: {settings}, where you type no other", name=table.name, settings=in_a_row(*told))
        if told
        else say("notation {name}", name=table.name)
    ]
    said += [say("{name}={value} does not fit what is typed", name=name, value=proposed[name]) for name in unfit]
    return {**typed, **wanted}, said


def _that_fit(
    kind: type[ProblemType], typed: Mapping[str, Any], proposed: Mapping[str, str], numbers: Mapping[str, Quantity]
) -> tuple[dict[str, str], list[str]]:
    """The proposals that have an effect, and the names of those under which the problem cannot be read."""
    unfit: list[str] = []
    for unfit in ([], *[[name] for name in proposed], list(proposed)):
        wanted = {name: value for name, value in proposed.items() if name not in unfit}
        try:
            idle = read_problem(kind, {**typed, **wanted}, numbers).idle_conventions()
        except InputErrors:
            continue
        return {name: value for name, value in wanted.items() if name not in idle}, unfit
    return {}, []


def in_notation(
    table: Table, problem: ProblemType, settings: Settings, options: Mapping[str, Any], page: Callable[[Settings], bool]
) -> bool:
    """Print the page in a notation; whether every figure that was to be checked is right."""
    notation = bound(table, problem, settings.policy)
    settings = settings._replace(notation=notation, remarks=(*settings.remarks, *said_of(notation)))
    if settings.show or settings.checks:
        from nncalc.page.asked_names import as_printed  # start-up

        settings = as_printed(problem, settings, notation)
    with printing(None if options["format_"] in PROGRAMS else notation):
        return page(settings)
