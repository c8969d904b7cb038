"""List the mistakes that wrong answers are explained by"""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

import click

from nncalc.cli.help import Command, Formatter, Whole, fitted, option, type_names
from nncalc.cli.output import deliver
from nncalc.cli.topics import of_word
from nncalc.declaring import registry
from nncalc.declaring.causes import CUT, FULL_PRECISION, ROUNDINGS, rounded_early
from nncalc.declaring.slips import slips_of
from nncalc.render.charset import fitter

if TYPE_CHECKING:
    from nncalc.declaring.slips import Listed
from nncalc.words import in_a_row, labelled, say

BESIDES = (
    "Besides these, in every type: NAME=VALUE (right under another convention), {others}; two at once with a + between."
)
LEAST_ROOM = 24
"""Columns that what is done needs to stand beside its name, and not below it."""


@click.command("slips", cls=Command)
@click.argument("kind", metavar="[TYPE]", required=False, shell_complete=type_names)
@option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="What to print."
)
@option("--ascii", is_flag=True, help="ASCII signs only.")
@option("--width", type=Whole(20, 1000), metavar="N", help="Columns of the page.")
def command(kind: str | None, format_: str, ascii: bool, width: int | None) -> None:
    """List the mistakes that wrong answers are explained by: of one problem type, or of all.

    Below each rule of a type stand the slips that people make in its place: the name, which `cause:` of a problem file
    and the `id` of an explanation are, the number that stood for it before it had a name, and what is done.

    \b
    Examples:
      nncalc slips softmax-loss
      nncalc slips --format json
    """
    names = [of_word(kind).name] if kind else registry.names()
    if format_ == "json":
        deliver(json.dumps([slip._asdict() for name in names for slip in slips_of(name)]) + "\n", None)
        return
    text = _text({name: slips_of(name) for name in names}, width)
    deliver("\n".join(map(fitter("ascii"), text.split("\n"))) if ascii else fitted(text), None)


def _text(slips: dict[str, tuple[Listed, ...]], width: int | None) -> str:
    """Type by type and rule by rule, in the columns of a page (those of the terminal, if not said)."""
    formatter = Formatter(width=width)
    for name, listed in slips.items():
        formatter.write_text(labelled(name, say(registry.summary(name))))
        with formatter.indentation():
            for rule, same in groupby(listed, key=lambda slip: slip.rule):
                formatter.write_paragraph()
                formatter.write_text(rule)
                with formatter.indentation():
                    _write_slips(list(same), formatter)
        formatter.write_paragraph()
    others = [*map(rounded_early, (ROUNDINGS[0], ROUNDINGS[-1])), FULL_PRECISION, "carried", CUT]
    formatter.write_text(say(BESIDES, others=in_a_row(*[" … ".join(others[:2]), *others[2:]])))
    return formatter.getvalue()


def _write_slips(slips: list[Listed], formatter: Formatter) -> None:
    """A line for each: name, number, what is done; a name is never broken."""
    widest, indent = max(len(slip.id) for slip in slips), " " * formatter.current_indent
    for slip in slips:
        start = f"{indent}{slip.id:{widest}}  {slip.number or '':>2}  "
        if formatter.width - len(start) < LEAST_ROOM:
            formatter.write(f"{start.rstrip()}\n")
            start = f"{indent}  "
        lines = click.wrap_text(slip.words, formatter.width, start, " " * len(start))
        formatter.write(f"{lines}\n")
