"""Mark students' answers against a key, and say what went wrong"""

from __future__ import annotations

from typing import Any

import click
from click.core import ParameterSource

from nncalc.cli.help import CLUSTER, COLOR, DIGITS, TIMEOUT, Command, OutputFile, Whole, file_names, option
from nncalc.cli.marks import FORMATS, check_files
from nncalc.cli.type_command import NOTATION
from nncalc.words import Later, Listed


@click.command("check", cls=Command)
@click.argument("key", metavar="KEY", shell_complete=file_names)
@click.argument("answers", nargs=-1, required=True, metavar="ANSWERS...", shell_complete=file_names)
@option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    metavar="FORMAT",
    help=Later("What to print: {formats}.", formats=Listed(*FORMATS)),
)
@option("-o", "--output", type=OutputFile(), metavar="FILE", help="Write to FILE instead.")
@option(
    "--rows",
    type=click.Choice(["figures", "students"]),
    default="figures",
    show_default=True,
    metavar="WHAT",
    help="What a row of CSV is: one of the figures or one of the students.",
)
@option(
    "--each-to",
    metavar="FOLDER",
    help="Write feedback, a file for each student: Markdown, or in the FORMAT of a page or gradescope.",
)
@option(
    "--column",
    multiple=True,
    metavar="HEADING=ID.NAME",
    help="The figure that a column of a wide table holds; may be repeated.",
)
@option("--digits", **DIGITS, help="Decimal places of the right values shown.")
@option("--decimals", type=Whole(0, 100), metavar="N", help="Least decimals of a figure; 0 allows whole numbers.")
@option(
    "--tolerance",
    metavar="T",
    help="How far a figure may be off: .01, 1% of the right value, or 2u units of the last place typed.",
)
@option(
    "--decided",
    metavar="FILE",
    help="Marks that a person decided, a table: student, id, name, marks, reason.",
)
@option("-j", "--jobs", type=Whole(1, 64), default=1, show_default=True, metavar="N", help="Worker processes.")
@option("--cluster", **CLUSTER)
@option("--resume", is_flag=True, help="Go on where an earlier run with the same -o was stopped.")
@option("--timeout", **TIMEOUT, help="Time allowed for one run of a problem.")
@option("--notation", **NOTATION)
@option("--color", **COLOR)
def command(key: str, answers: tuple[str, ...], **options: Any) -> None:
    """Mark students' answers against a key.

    KEY is a problem file. ANSWERS are tables in CSV or workbooks (.xlsx) with a row a student and a column a figure
    (`q1.loss`, `Q1 loss`), or with a row a figure (student, id, name, value); or YAML files (`id: {name: value}`, optional
    `student:`, or a list of such). `points:` of a problem is its marks, or a mapping of marks per result; a figure that is
    right after the student's own earlier mistake earns its marks.

    \b
    Examples:
      nncalc check key.yaml answers.yaml
      nncalc check key.yaml class.csv --column "Question 1=hw1-3.loss"
      nncalc check key.yaml class.csv -o marks.xlsx
      nncalc check key.yaml class.csv --each-to feedback
      nncalc check key.yaml class.csv --decided decided.csv --tolerance 1%
      nncalc check key.yaml course.csv -j 2 -o marks.csv --resume
    """
    context = click.get_current_context()
    typed = context.get_parameter_source("format_") == ParameterSource.COMMANDLINE or options["format_"] != "text"
    code = check_files(key, answers, {**options, "typed": typed})
    if code:
        context.exit(code)
