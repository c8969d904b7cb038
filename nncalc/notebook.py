"""Notebooks: `%load_ext nncalc`, then `%nncalc backprop x=1 …` and `%%nncalc` with a command over several lines."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from nncalc.__main__ import RIGHT, run
from nncalc.api import Solution
from nncalc.cli import solve
from nncalc.cli.failures import show
from nncalc.errors import InputError
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.page.solving import Settings


def load_ipython_extension(shell: Any) -> None:
    """Give a shell of IPython the magic; IPython calls this."""
    shell.register_magic_function(nncalc, "line_cell", "nncalc")


def nncalc(line: str, cell: str | None = None) -> Solution | None:
    """A command as the command line takes it: `%nncalc backprop x=1 W1=.5 t=1 lr=.1`.

    A solved problem is given back, so the notebook shows its page, and `solution = %nncalc …` keeps it. What has a
    `--format`, an `-o`, a `--set` or a `--check`, and every other command, prints what it prints in a terminal. `%%nncalc` takes
    the command from the whole cell; the ends of its lines are spaces.
    """
    try:
        arguments = _words(line if cell is None else f"{line}\n{cell}")
    except InputError as error:
        show(error)
        return None
    found: list[Solution] = []

    def keep(problem: ProblemType, settings: Settings) -> None:
        solution = Solution(problem, settings)
        solution.render()  # what cannot be shown is said here, in the command line's words
        found.append(solution)

    before, solve.shown = solve.shown, keep
    try:
        code = run(arguments)
    finally:
        solve.shown = before
    return found[-1] if found and code == RIGHT else None  # a refused line may have tried others


nncalc._ipython_magic_no_var_expand = True  # type: ignore[attr-defined]
"""IPython would else work out `{…}` and `$…` in a line as Python."""


def _words(text: str) -> list[str]:
    """The words of a command as a shell parts them; a line that ends in a backslash goes on, a leading `nncalc` is dropped.

    Raises InputError for a quotation mark without its other.
    """
    try:
        words = shlex.split(text.replace("\\\r\n", " ").replace("\\\n", " "))
    except ValueError:
        raise InputError(
            say("a quotation mark opens and does not close"), text=text.strip(), expected=say("both, or none")
        ) from None
    return words[1:] if words[:1] == ["nncalc"] else words
