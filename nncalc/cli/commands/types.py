"""List what can be solved, with an example each"""

from __future__ import annotations

import json
import sys

import click

from nncalc.cli.folding import columns, folded
from nncalc.cli.help import Command, continued, fitted, option
from nncalc.cli.output import deliver
from nncalc.declaring import registry
from nncalc.render.measure import width_of
from nncalc.words import labelled, say


@click.command("types", cls=Command)
@option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="What to print."
)
def command(format_: str) -> None:
    """List what can be solved, with an example each."""
    topics = registry.by_topic()
    if format_ == "json":
        deliver(json.dumps([_entry(topic, name) for topic, types in topics.items() for name in types]) + "\n", None)
        return
    lines: list[str] = []
    for topic, types in topics.items():
        heading = say(topic)
        lines += [heading, "─" * width_of(heading), ""]
        for name in types:
            example = registry.load(name).examples[0]
            command_line = continued(f"nncalc {example}", "  ", columns(sys.stdout) or len(example) + 20)
            lines += [*folded([labelled(name, say(registry.summary(name)))], sys.stdout), *command_line, ""]
    deliver(fitted("\n".join(lines)), None)


def _entry(topic: str, name: str) -> dict[str, str]:
    """What programs see of a type."""
    example = registry.load(name).examples[0]
    return {"type": name, "topic": topic, "summary": say(registry.summary(name)), "example": f"nncalc {example}"}
