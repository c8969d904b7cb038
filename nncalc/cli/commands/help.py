"""Say what a command takes: help backprop"""

from __future__ import annotations

import click

from nncalc.cli.help import Command, type_names


@click.command("help", cls=Command)
@click.argument("name", required=False, metavar="COMMAND", shell_complete=type_names)
@click.pass_context
def command(context: click.Context, name: str | None) -> None:
    """Say what a command takes, as its --help does; without a name, which commands there are."""
    group = context.parent
    assert group is not None
    assert isinstance(group.command, click.Group)
    if name is None:
        click.echo(group.get_help())
        return
    _, found, _ = group.command.resolve_command(group, [name])
    assert found is not None
    click.echo(found.get_help(found.context_class(found, info_name=found.name, parent=group)))
