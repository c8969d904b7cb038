"""Help in the encoding of the output: signs that it lacks are written by others, never refused."""

from __future__ import annotations

import sys
from typing import Any

import click


class Command(click.Command):
    """A command whose help fits the output."""

    _help_option: click.Option | None

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Click's own is worded by a catalogue of translations, which takes longer to find than the line to parse."""
        if self._help_option is None:
            self._help_option = click.Option(
                self.get_help_option_names(ctx), is_flag=True, is_eager=True, expose_value=False, callback=_show_help,
                help="Show this message and exit.",
            )  # fmt: skip
        return self._help_option

    def get_help(self, ctx: click.Context) -> str:
        return fitted(super().get_help(ctx))


def _show_help(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()


def fitted(text: str) -> str:
    """Lines for standard output; where it has no root sign, `√2` is written `sqrt(2)`, so that examples can be typed."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if encoding.lower() in ("utf-8", "utf8"):
        return text
    import re

    from nncalc.render.charset import can_encode, fitter

    if not can_encode(encoding, "√"):
        text = re.sub(r"√(\w+)", r"sqrt(\1)", text)
    return "\n".join(map(fitter(encoding), text.split("\n")))


class OutputFile(click.ParamType[str]):
    """A file to write, for shells that complete names; whether it can be written is found out when its place is."""

    name = "file"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


class _InWords(click.ParamType[Any]):
    """Bounds said in words: Click writes `0<=x<=1000` and `is not a valid integer range`."""

    said = "a number"
    min: Any
    max: Any

    def _describe_range(self) -> str:
        return f"{self.min} to {self.max}"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"'{value}' is not {self.said} from {self._describe_range()}.", param, ctx)


class Whole(_InWords, click.IntRange):
    """A whole number within bounds."""

    said = "a whole number"


class Seconds(_InWords, click.FloatRange):
    """Seconds within bounds."""

    said = "a number of seconds"


COLOR: dict[str, Any] = {
    "type": click.Choice(["auto", "always", "never"]),
    "default": "auto",
    "show_default": True,
    "metavar": "WHEN",
    "help": "Colour: auto (on a terminal), always or never.",
}
"""What `--color` is, wherever it is taken."""
DIGITS: dict[str, Any] = {"type": Whole(0, 1000), "default": 4, "show_default": True, "metavar": "N"}
TIMEOUT: dict[str, Any] = {
    "type": Seconds(0.001, 86400), "default": 10, "show_default": True, "metavar": "SECONDS",
}  # fmt: skip
