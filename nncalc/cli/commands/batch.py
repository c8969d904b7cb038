"""Solve and check every problem in files and folders"""

from __future__ import annotations

from typing import Any

import click

from nncalc.cli.batch_run import BatchRun
from nncalc.cli.help import CLUSTER, COLOR, DIGITS, TIMEOUT, Command, OutputFile, Whole, file_names, option
from nncalc.cli.type_command import NOTATION
from nncalc.render import format_names
from nncalc.words import Later, Listed

FORMATS = sorted((*format_names(), "json"))


@click.command("batch", cls=Command)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=file_names)
@option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    metavar="FORMAT",
    help=Later("{formats}; with -o, the booklet's format. json is an object per line.", formats=Listed(*FORMATS)),
)
@option(
    "-o",
    "--output",
    type=OutputFile(),
    metavar="FILE",
    help="Write a booklet of the whole working (json: the objects) to FILE.",
)
@option(
    "--only",
    multiple=True,
    metavar="ID|TYPE",
    help="Only the problem of this id, or the problems of this type; may be repeated.",
)
@option("--fail-fast", is_flag=True, help="Stop at the first problem that is not right.")
@option("-j", "--jobs", type=Whole(1, 64), default=1, show_default=True, metavar="N", help="Worker processes.")
@option("--cluster", **CLUSTER)
@option("--timeout", **TIMEOUT, help="Time allowed for one problem.")
@option("--resume", is_flag=True, help="Go on where an earlier run with the same -o was stopped.")
@option("--digits", **DIGITS, help="Decimal places; below 0.1 as many significant digits; 0: whole numbers.")
@option("--no-statement", "statement", is_flag=True, default=True, flag_value=False,
        help="Leave out the problem at the head of each page of the booklet.")  # fmt: skip
@option("--each", is_flag=True, help="A line for every problem as it is done; explanations follow at the end.")
@option("--notation", **NOTATION)
@option("--color", **COLOR)
def command(paths: tuple[str, ...], **options: Any) -> None:
    """Solve and check every problem in files and folders.

    Everything that is not right is explained as it is found, then comes a summary. Exit code 0: all right or solved;
    1: a figure is wrong; 2: a problem cannot be read.

    \b
    Examples:
      nncalc batch problems/
      nncalc batch homework.yaml --format latex -o solutions.tex
    """
    code = BatchRun(list(paths), options).go()
    if code:
        click.get_current_context().exit(code)
