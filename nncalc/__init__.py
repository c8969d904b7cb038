"""nncalc solves exam-style neural-network problems and shows the working, every digit right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.version import VERSION as __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nncalc.api import Check, Solution
    from nncalc.errors import InputError

__all__ = ["InputError", "__version__", "check", "solve", "table", "type_names"]


def __getattr__(name: str) -> Any:
    """`nncalc.InputError`, which all that is wrong with what is given is raised as; imported where it is asked for.

    So is what `%load_ext nncalc` asks for.
    """
    if name == "load_ipython_extension":
        from nncalc import notebook

        return notebook.load_ipython_extension
    if name != "InputError":
        raise AttributeError(f"module 'nncalc' has no attribute {name!r}")  # no sentence: Python's own words
    from nncalc import errors

    return errors.InputError


def solve(type_: str, /, *positional: Any, **given: Any) -> Solution:
    """Solve one problem: `solve("softmax-loss", z="3.2,5.1,-1.7", y=0)`.

    Givens and conventions are keywords, named as on the command line; values are text in its syntax, numbers, nested
    lists, NumPy arrays. Raises nncalc.InputError with everything that is wrong (its `errors` are a list), and TypeError
    for arguments without names and for a type that is no text.
    """
    from nncalc.api import solve as solve_problem

    return solve_problem(type_, given, positional)


def check(type_: str, figures: Mapping[str, Any], /, *positional: Any, **given: Any) -> list[Check]:
    """Judge one person's figures of a problem: `check("softmax-loss", {"loss": 0.87}, z="3.2,5.1,-1.7", y=0)`.

    figures   values by the names of results or of their parts (`p`, `p.1`), written like the givens; a float counts by
              its shortest decimal, so type `"0.90"` for two decimals
    given     as in `solve`

    Returns a check for each figure, in their order: `verdict` ("right", "slip", "carried" …), `words` (the verdict in
    words, then the explanations) and `causes` (`id`, `words` and `rule` of each). A figure may be explained by those
    before it in the working; a check is true where its figure is right. Raises nncalc.InputError for what cannot be read
    and for names of no result, and TypeError as `solve` does.
    """
    from nncalc.api import check as check_problem

    return check_problem(type_, figures, given, positional)


def table(solution: Solution, /) -> list[dict[str, Any]]:
    """The results of a solved problem, a row for each number: `pandas.DataFrame(nncalc.table(solution))`.

    A row has the keys `name` (`loss`, `p.1`), `decimal`, `exact` (None where the closed form is too long) and `value`
    (a float, an int, or None). Raises TypeError for what is no solution.
    """
    from nncalc.api import table as rows_of

    return rows_of(solution)


def type_names() -> tuple[str, ...]:
    """The names of the problem types."""
    from nncalc.declaring import registry

    return registry.names()
