"""Print a filled-in example problem of a type, as a problem file"""

from __future__ import annotations

import click


@click.command("new")
@click.argument("type_", metavar="TYPE")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE instead.")
def command(type_: str, output: str | None) -> None:
    """Print a filled-in example problem of a type, as a problem file.

    \b
    nncalc new backprop -o homework.yaml
    """
    import shlex

    from nncalc import registry
    from nncalc.cli.output import deliver
    from nncalc.problem import read_problem
    from nncalc.problem_files.entry import entry

    kind = registry.load(type_)
    problem = read_problem(kind, kind.read_tokens(shlex.split(kind.examples[0])[1:]))
    modeline = "# yaml-language-server: $schema=nncalc.schema.json   (nncalc schema -o nncalc.schema.json)\n"
    deliver(modeline + entry(problem, name=f"{kind.name}-1"), output)
