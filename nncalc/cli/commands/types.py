"""List what can be solved, with an example each"""

from __future__ import annotations

import json
import sys

import click

from nncalc.cli.folding import columns, folded
from nncalc.cli.help import Command, continued, fitted, option
from nncalc.cli.output import deliver
from nncalc.declaring import registry
from nncalc.words import say


@click.command("types", cls=Command)
@option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="What to print."
)
def command(format_: str) -> None:
    """List what can be solved, with an example each."""
    rows = [(name, say(registry.summary(name)), registry.load(name).examples[0]) for name in registry.names()]
    if format_ == "json":
        deliver(json.dumps([{"type": n, "summary": s, "example": f"nncalc {e}"} for n, s, e in rows]) + "\n", None)
        return
    lines: list[str] = []
    for name, summary, example in rows:
        command_line = continued(f"nncalc {example}", "  ", columns(sys.stdout) or len(example) + 20)
        lines += [*folded([f"{name}: {summary}"], sys.stdout), *command_line, ""]
    deliver(fitted("\n".join(lines)), None)
