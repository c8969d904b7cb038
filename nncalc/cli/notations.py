"""`--notation`: pages printed in its letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from nncalc.declaring.letters import printing
from nncalc.notation.binding import bound, said_of

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.notation.table import Table
    from nncalc.page.solving import Settings

PROGRAMS = ("json", "yaml")
"""Formats that keep the contract's names."""


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
