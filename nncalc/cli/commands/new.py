"""Print an example problem of a type, as a problem file"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from nncalc.cli.help import Command, OutputFile, option, type_names
from nncalc.cli.output import check_new, deliver
from nncalc.cli.topics import of_word
from nncalc.declaring.problem import read_problem
from nncalc.engine.figures import Precision
from nncalc.page.solving import in_input_syntax, read_result, run_problem
from nncalc.problem_files.writer import entry
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Run

MODELINE = """\
# yaml-language-server: $schema=nncalc.schema.json
# (for editors; the file beside is made by: nncalc schema -o nncalc.schema.json)
"""
HEAD = "problems:\n"


@click.command("new", cls=Command)
@click.argument("types", nargs=-1, required=True, metavar="TYPE...", shell_complete=type_names)
@option("-o", "--output", type=OutputFile(), metavar="FILE", help="Write to FILE instead, which must be new.")
def command(types: tuple[str, ...], output: str | None) -> None:
    """Print a filled-in example problem of a type, with its answers expected, as a problem file. Of several types: of each.

    \b
    Examples:
      nncalc new backprop -o homework.yaml
      nncalc new softmax-loss metrics -o homework.yaml
    """
    check_new(output)
    kinds = [of_word(type_) for type_ in types]
    entries = [_example(kind, kinds[: place + 1].count(kind)) for place, kind in enumerate(kinds)]
    deliver("".join([say(MODELINE), HEAD, *(each.removeprefix(HEAD) for each in entries)]), output)


def _example(kind: type[ProblemType], number: int) -> str:
    """The first example of a type, as an entry; `number`: which of its type in the file."""
    problem = read_problem(kind, kind.read_tokens(shlex.split(kind.examples[0])[1:]))

    def answers(run: Run) -> list[tuple[str, str]]:
        return [(name, in_input_syntax(read_result(run.results[name], Precision()))) for name in run.answers]

    return entry(problem, run_problem(problem, answers), f"{kind.name}-{number}")
