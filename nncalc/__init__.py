"""nncalc solves exam-style neural-network problems and shows the working, every digit right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.version import VERSION as __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nncalc.api import Solution
    from nncalc.page.document import Check

__all__ = ["__version__", "check", "solve", "type_names"]


def solve(type_: str, /, **given: Any) -> Solution:
    """Solve one problem: `solve("softmax-loss", z="3.2,5.1,-1.7", y=0)`.

    Givens and conventions are keywords, named as on the command line; values are text in its syntax, numbers, nested
    lists, NumPy arrays. Raises nncalc.errors.InputErrors with everything that is wrong.
    """
    from nncalc.api import solve as solve_problem

    return solve_problem(type_, given)


def check(type_: str, figures: Mapping[str, Any], /, **given: Any) -> list[Check]:
    """Judge one person's figures of a problem: `check("softmax-loss", {"loss": 0.87}, z="3.2,5.1,-1.7", y=0)`.

    figures   values by the names of results or of their parts (`p`, `p.1`), written like the givens; a float counts by
              its shortest decimal, so type `"0.90"` for two decimals
    given     as in `solve`

    Returns a check for each figure, in their order: `verdict` ("right", "slip", "carried" …), `words` (the verdict in
    words, then the explanations) and `causes` (`id`, `words` and `rule` of each). A figure may be explained by those
    before it in the working. Raises nncalc.errors.InputErrors for what cannot be read and for names of no result.
    """
    from nncalc.api import check as check_problem

    return check_problem(type_, figures, given)


def type_names() -> tuple[str, ...]:
    """The names of the problem types."""
    from nncalc.declaring import registry

    return registry.names()
