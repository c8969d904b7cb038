"""Print the JSON Schema of problem files, for editors"""

from __future__ import annotations

import json

import click

from nncalc.cli.help import Command, OutputFile, option
from nncalc.cli.output import deliver
from nncalc.problem_files.schema import schema


@click.command("schema", cls=Command)
@option("-o", "--output", type=OutputFile(), metavar="FILE", help="Write to FILE instead.")
def command(output: str | None) -> None:
    """Print the JSON Schema of problem files, for editors.

    \b
    Example:
      nncalc schema -o nncalc.schema.json
    """
    deliver(json.dumps(schema(), indent=1, ensure_ascii=True) + "\n", output)
