"""The Python interface: a solved problem and its readings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nncalc import registry, render
from nncalc.document import Check
from nncalc.engine.figures import Precision
from nncalc.errors import InputError
from nncalc.problem import ProblemType, read_problem
from nncalc.solving import Settings, Value, find_quantity, read_result, read_results, run_problem

if TYPE_CHECKING:
    from nncalc.engine.run import Policy, Run


class Solution:
    """One solved problem. Each reading runs the working once, at the precision it needs."""

    def __init__(self, problem: ProblemType, settings: Settings) -> None:
        self.problem = problem
        self.settings = settings

    def with_digits(self, digits: int = 4, sig: int | None = None) -> Solution:
        """The same solution read to another number of digits."""
        return Solution(self.problem, self.settings._replace(precision=Precision(digits, sig)))

    @property
    def results(self) -> dict[str, Any]:
        """Every result by its name: nested lists of `Value(exact, decimal, value)`."""
        return run_problem(self.problem, lambda run: read_results(run, self.settings.precision), self.settings.policy)

    def __getitem__(self, name: str) -> Any:
        """A result or a part of one, also of an epoch that is not shown: `solution["epoch.2.W1.1.2"].decimal`.

        Raises KeyError that names the nearest result.
        """

        def read(run: Run) -> Any:
            return read_result(find_quantity(run, name), self.settings.precision)

        try:
            return run_problem(self.problem, read, self._policy(name))
        except InputError as error:
            close = f"; did you mean {error.nearest}?" if error.nearest else ""
            raise KeyError(f"{error.message}{close}") from None

    def _policy(self, name: str) -> Policy:
        """The run that has the part a name belongs to."""
        return self.settings._replace(show=(name,)).policy

    def sympy(self, name: str) -> Any:
        """A scalar result as a SymPy expression in the symbols of the givens."""
        from nncalc.engine.readings import to_sympy

        return run_problem(self.problem, lambda run: to_sympy(find_quantity(run, name)), self._policy(name))

    def check(self, name: str, typed: str) -> Check:
        """The verdict on a typed figure, with what explains it. Raises InputErrors for a name that is no result."""
        from nncalc.checking.answers import check_figures

        return check_figures(self.problem, [(name, typed)], self.settings)[0]

    def render(self, format: str = "text", **options: Any) -> str:
        """The derivation in one of the formats of `nncalc.render`; options are the fields of `nncalc.render.Options`."""
        from nncalc.cli.page import make_document

        where = render.Options(**options)
        return render.render(make_document(self.problem, self.settings, format, where), format, where)

    def as_json(self) -> dict[str, Any]:
        """The JSON object of the problem, as Python data."""
        from nncalc.render.json_form import solution_as_json

        text = run_problem(
            self.problem, lambda run: solution_as_json(self.problem, run, self.settings, ()), self.settings.policy
        )
        data: dict[str, Any] = json.loads(text)
        return data


def solve(type_: str, given: Mapping[str, Any]) -> Solution:
    """See `nncalc.solve`. A trailing underscore in a keyword (`input_`) is dropped."""
    typed = {name.rstrip("_"): value for name, value in given.items()}
    return Solution(read_problem(registry.load(type_), typed), Settings())


__all__ = ["Solution", "Value", "solve"]
