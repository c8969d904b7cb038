"""nncalc solves exam-style neural-network problems and shows the working, every digit right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nncalc.api import Solution

__version__ = "0.1.0"
__all__ = ["__version__", "solve", "type_names"]


def solve(type_: str, /, **given: Any) -> Solution:
    """Solve one problem: `solve("softmax-loss", z="3.2,5.1,-1.7", y=0)`.

    Givens and conventions are keywords, named as on the command line; values are text in its syntax, numbers, nested
    lists, NumPy arrays. Raises nncalc.errors.InputErrors with everything that is wrong.
    """
    from nncalc.api import solve as solve_problem

    return solve_problem(type_, given)


def type_names() -> tuple[str, ...]:
    """The names of the problem types."""
    from nncalc import registry

    return registry.names()
