"""Mark students' answers against a key, and say what went wrong"""

from __future__ import annotations

from typing import Any

import click

from nncalc.cli.help import COLOR, DIGITS, TIMEOUT, Command, OutputFile, option
from nncalc.cli.marks import check_files
from nncalc.render import format_names
from nncalc.words import Later

FORMATS = sorted((*format_names(), "json", "csv"))


@click.command("check", cls=Command)
@click.argument("key", metavar="KEY")
@click.argument("answers", nargs=-1, required=True, metavar="ANSWERS...")
@option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    metavar="FORMAT",
    help=Later("What to print: {formats}.", formats=", ".join(FORMATS)),
)
@option("-o", "--output", type=OutputFile(), metavar="FILE", help="Write to FILE instead.")
@option("--digits", **DIGITS, help="Decimal places of the right values shown.")
@option("--timeout", **TIMEOUT, help="Time allowed for one run of a problem.")
@option("--color", **COLOR)
def command(key: str, answers: tuple[str, ...], **options: Any) -> None:
    """Mark students' answers against a key.

    KEY is a problem file. ANSWERS are YAML files (`id: {name: value}`, optional `student:`, or a list of such), or CSV
    files with the columns student, id, name, value. `points:` of a problem is its marks, or a mapping of marks per
    result; a figure that is right after the student's own earlier mistake earns its marks.

    \b
    Examples:
      nncalc check key.yaml answers.yaml
      nncalc check key.yaml class.csv --format csv -o marks.csv
    """
    code = check_files(key, answers, options)
    if code:
        click.get_current_context().exit(code)
