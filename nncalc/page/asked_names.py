"""Names of results that were asked for in the spelling of the page or of other books, in the results' own names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.declaring.result_spellings import is_there, result_meant
from nncalc.page.solving import Settings, run_problem

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Run


def in_own_names(problem: ProblemType, settings: Settings) -> Settings:
    """The settings with every name that stands for a result replaced by that result's own; the page will say so."""
    names = [*settings.show, *[name for name, _ in settings.checks]]

    def read(run: Run) -> dict[str, str]:
        found = {
            name: result_meant(name, run.results, run.absent, problem)
            for name in names
            if not is_there(run.results, name)
        }
        return {name: meant for name, meant in found.items() if meant is not None}

    meant = run_problem(problem, read, settings.policy)
    problem.renamed |= meant
    return settings._replace(
        show=tuple([meant.get(name, name) for name in settings.show]),
        checks=tuple([(meant.get(name, name), figure) for name, figure in settings.checks]),
    )
