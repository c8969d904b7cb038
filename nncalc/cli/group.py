"""The group of all commands: one per problem type and one per module in `commands/`. Nothing is imported to list them."""

from __future__ import annotations

import os
from functools import lru_cache
from importlib import import_module
from typing import Any

import click

from nncalc.cli.help import Command, Option
from nncalc.declaring import registry
from nncalc.version import VERSION
from nncalc.words import Later, say

COMMANDS = os.path.join(os.path.dirname(__file__), "commands")

HELP = """Solve neural-network problems and show the working.

What is given is typed NAME=VALUE: commas separate numbers, colons rows. 1/3, 1e-3, √2 and exp(-1) are exact; letters
stay letters. NAME=@file.csv takes a file, NAME=@file.csv:column one column of it, NAME=- standard input.

\b
  nncalc forward x=1,-1.7 W1=1,2:3,-4 b1=0,1/3 act1=relu W2=1,√2
  nncalc softmax-loss z=3.2,5.1,-1.7 y=0 --check loss=0.87

`nncalc COMMAND --help` says what a command takes, with examples."""


TOOLS = "Tools"  # said
"""What they are listed under."""


@lru_cache(maxsize=1)
def tools() -> dict[str, str]:
    """Commands that are not problem types, with their summaries."""
    found = {}
    for file in sorted(os.listdir(COMMANDS)):
        if file.endswith(".py") and not file.startswith("_"):
            with open(os.path.join(COMMANDS, file), encoding="utf-8") as source:
                found[file[:-3].replace("_", "-")] = source.readline().strip().strip('"').rstrip(".")
    return found


class Group(Command, click.Group):
    """Finds commands by name; a mistyped name is answered with the nearest one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help())  # asked for nothing: not an error
            ctx.exit()
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*registry.names(), *tools()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = cmd_name.replace("_", "-")
        if name in registry.names():
            from nncalc.cli.type_command import TypeCommand  # start-up

            return TypeCommand(name)
        if name in tools():
            command: click.Command = import_module(f"nncalc.cli.commands.{name.replace('-', '_')}").command
            return command
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if not name.isascii():
            from nncalc.cli.translated import translated  # start-up

            args = translated(ctx, args)
            name = args[0]
        if name and not name.startswith("-") and self.get_command(ctx, name) is None:
            from nncalc.cli.topics import no_such_command  # only a name that no command has needs the words

            raise no_such_command(name, self.list_commands(ctx), args[1:])
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        click.Command.format_options(self, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        widest = max(map(len, registry.names()))
        summaries = {t: {name: registry.summary(name) for name in types} for t, types in registry.by_topic().items()}
        for heading, listed in {**summaries, TOOLS: tools()}.items():
            with formatter.section(say(heading)):
                formatter.write_dl([(f"{name:{widest}}", say(summary)) for name, summary in listed.items()])


def _version(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"nncalc {VERSION}")
        ctx.exit()


def make() -> Group:
    """The group `nncalc`."""
    version: Any = Option(
        ["-V", "--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_version,
        help=Later("Show the version and exit."),
    )
    return Group(
        "nncalc",
        help=HELP,
        params=[version],
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
