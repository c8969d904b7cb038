"""Print a filled-in example problem of a type, as a problem file"""

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

if TYPE_CHECKING:
    from nncalc.engine.run import Run

MODELINE = """\
# yaml-language-server: $schema=nncalc.schema.json
# (for editors; the file beside is made by: nncalc schema -o nncalc.schema.json)
"""


@click.command("new", cls=Command)
@click.argument("type_", metavar="TYPE", shell_complete=type_names)
@option("-o", "--output", type=OutputFile(), metavar="FILE", help="Write to FILE instead, which must be new.")
def command(type_: str, output: str | None) -> None:
    """Print a filled-in example problem of a type, with its answers expected, as a problem file.

    \b
    Example:
      nncalc new backprop -o homework.yaml
    """
    check_new(output)
    kind = of_word(type_)
    problem = read_problem(kind, kind.read_tokens(shlex.split(kind.examples[0])[1:]))

    def answers(run: Run) -> list[tuple[str, str]]:
        return [(name, in_input_syntax(read_result(run.results[name], Precision()))) for name in run.answers]

    deliver(MODELINE + entry(problem, run_problem(problem, answers), f"{kind.name}-1"), output)
