"""Help that fits the output: its width, and its encoding, where signs that it lacks are written by others."""

from __future__ import annotations

import inspect
import os
import re
import sys
from functools import partial
from typing import Any

import click

from nncalc import words
from nncalc.words import Later, of_number, one_after_another, say

for _module in (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types):
    # Click's own words ("Usage:", "Error: {message}") are asked for where all words are. gettext, which Click asks, would
    # look through the folders of catalogues for each of them.
    vars(_module).update(_=say, ngettext=of_number)

NARROW = 50
"""Columns below which what a word means stands under it, not beside it."""
NARROWEST = 20
"""Columns that a page is taken to have at least."""
_IN_THE_FILE = "defaults: {form: row}"  # no sentence: YAML
_EXAMPLE = r"(?m)^ +(nncalc .+)$"  # no sentence: a pattern
_SHELL_WORD = r"""(?:'[^']*'|"[^"]*"|[^\s'"]|['"])+"""


def continued(line: str, indent: str, width: int) -> list[str]:
    """The lines of a command, going on in the next where it is too long; a quoted word stays whole, to be pasted."""
    lines = [indent]
    for number, word in enumerate(re.findall(_SHELL_WORD, line)):
        if len(lines[-1]) + len(word) + 3 > width and lines[-1].strip():
            lines[-1] += " \\"
            lines.append(f"{indent}  {word}")
        else:
            lines[-1] += f" {word}" if number else word
    return lines


class Formatter(click.HelpFormatter):
    """As narrow as the terminal is: Click's own takes 50 columns at least, and writes command lines past the edge."""

    def __init__(self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None) -> None:
        if width is None:
            width = max(min(_columns(), max_width or 80), NARROWEST) - 2
        super().__init__(indent_increment, width, max_width)

    def write_text(self, text: str) -> None:
        """Paragraphs filled; those that begin with a backspace are lines as they stand, command lines among them."""
        for number, paragraph in enumerate(text.split("\n\n")):
            if number:
                self.write("\n")
            if not paragraph.startswith("\b\n"):
                self._fill(paragraph)
                continue
            for line in paragraph.split("\n")[1:]:
                self.write_line(line)

    def write_line(self, line: str) -> None:
        """One line, a command line such that it can be pasted."""
        bare = line.lstrip()
        indent = " " * (self.current_indent + len(line) - len(bare))
        lines = continued(bare, indent, self.width) if bare.startswith("nncalc ") else [indent + bare]
        self.write("\n".join(lines) + "\n")

    def _fill(self, paragraph: str) -> None:
        if words.spoken == "en":
            super().write_text(paragraph)
            return
        from nncalc.cli.wide_help import filled  # start-up

        self.write("".join(f"{line}\n" for line in filled(paragraph, self.current_indent, self.width)))

    def write_heading(self, heading: str) -> None:
        super().write_text(say("{heading}:", heading=heading))

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        prefix = prefix or say("{usage} {line}", usage=say("Usage:"), line="")
        if self.width >= NARROW:
            super().write_usage(prog, args, prefix)
        else:
            super().write_text(f"{prefix}{prog} {args}")

    def write_dl(self, rows: Any, col_max: int = 30, col_spacing: int = 2) -> None:
        if self.width >= NARROW and words.spoken == "en":
            super().write_dl(rows, col_max, col_spacing)
            return
        if self.width >= NARROW:
            from nncalc.cli.wide_help import listed  # start-up

            lines = listed(list(rows), self.current_indent, self.width, col_max, col_spacing)
            self.write("".join(f"{line}\n" for line in lines))
            return
        for word, meaning in rows:
            super().write_text(word)
            with self.indentation():
                super().write_text(meaning)


def _columns() -> int:
    """The columns of a page: COLUMNS, else the terminal's, else 80; shutil knows too, but brings four archive formats."""
    asked = os.environ.get("COLUMNS", "").strip()
    if asked.isdecimal() and len(asked) < 10 and int(asked):
        return int(asked)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]  # None: closed
    except (OSError, ValueError, AttributeError):
        return 80


class Context(click.Context):
    """The context of every command here."""

    formatter_class = Formatter


class Command(click.Command):
    """A command whose help fits the output."""

    context_class = Context

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.params.append(
            Option(
                ["--lang"],
                type=Language(),
                metavar="CODE",
                expose_value=False,
                help=Later("Language of the words: en or zh."),
            )
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.MissingParameter as error:
            if (example := re.search(_EXAMPLE, self.help or "")) is None or error.param is None:
                raise
            name = error.param.make_metavar(ctx)
            said = say("Missing argument '{name}'. Type, for example:\n  {line}", name=name, line=example[1])
            raise click.UsageError(said, ctx) from None
        except click.NoSuchOption as error:
            if error.option_name != "--defaults":
                raise
            said = say("problem files do not read --defaults. Write it into the file: {line}", line=_IN_THE_FILE)
            raise click.UsageError(said, ctx) from None

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return list(map(say, super().collect_usage_pieces(ctx)))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The docstring is a message."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(say(inspect.cleandoc(self.help or "")))

    def get_help(self, ctx: click.Context) -> str:
        return fitted(super().get_help(ctx))

    def invoke(self, ctx: click.Context) -> Any:
        if ctx.params.get("output") and "format_" in ctx.params:
            from nncalc.cli.suffixes import format_for  # start-up

            ctx.params["format_"] = format_for(ctx)
        return super().invoke(ctx)


class Option(click.Option):
    """An option whose help is a message, said when help is asked for."""

    def __init__(self, *names: Any, help: str | Later = "", **settings: Any) -> None:
        super().__init__(*names, **settings)
        self.message = help

    def make_metavar(self, ctx: click.Context) -> str:
        return say(super().make_metavar(ctx))

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = say(self.message)
        names, text = super().get_help_record(ctx) or ("", "")
        said, bracket, more = text.partition("  [")
        # Click joins what stands in the brackets itself.
        return (names, said + bracket + one_after_another(*more.split("; "))) if names else None


option = partial(click.option, cls=Option)


def fitted(text: str) -> str:
    """Lines for standard output; where it has no root sign, `√2` is written `sqrt(2)`, so that examples can be typed."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if encoding.lower() in ("utf-8", "utf8"):
        return text
    from nncalc.render.charset import can_encode, fitter  # start-up

    if not can_encode(encoding, "√"):
        text = re.sub(r"(?<!\S)\w+=\S*√\S*", r'"\g<0>"', text)  # brackets want quotes in a shell
        text = re.sub(r"√(\w+)", r"sqrt(\1)", text)
    return "\n".join(map(fitter(encoding), text.split("\n")))


def file_names(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[Any]:
    """Names of files, which the shell completes itself."""
    from click.shell_completion import CompletionItem  # start-up

    return [CompletionItem(incomplete, type="file")]


def type_names(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[Any]:
    """The problem types that begin so."""
    from nncalc.declaring import registry  # start-up

    return [name for name in registry.names() if name.startswith(incomplete)]


class Language(click.ParamType[str]):
    """A language that has a catalogue; it is spoken since before the command line was read."""

    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from nncalc import language  # start-up: English needs none of it

        return language.known(str(value)) or self.fail(language.unknown(str(value)), param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem  # start-up

        from nncalc import language  # start-up

        return [CompletionItem(code) for code in language.languages() if code.startswith(incomplete)]


class OutputFile(click.ParamType[str]):
    """A file to write, for shells that complete names; whether it can be written is found out when its place is."""

    name = "file"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        return file_names(ctx, param, incomplete)


class _InWords(click.ParamType[Any]):
    """Bounds said in words: Click writes `0<=x<=1000` and `is not a valid integer range`."""

    said = "a number"
    min: Any
    max: Any

    def _describe_range(self) -> str:
        return say("{min} to {max}", min=self.min, max=self.max)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(
                say(
                    "'{value}' is not {said} from {describe_range}.",
                    value=value,
                    said=say(self.said),
                    describe_range=self._describe_range(),
                ),
                param,
                ctx,
            )


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
    "metavar": "WHEN",  # said
    "help": "Colour: auto (on a terminal), always or never.",
}
"""What `--color` is, wherever it is taken."""
CLUSTER: dict[str, Any] = {
    "metavar": "ADDRESS",  # said
    "help": "Work on a cluster instead: the scheduler of dask.distributed, such as tcp://192.0.2.1:8786.",
}
DIGITS: dict[str, Any] = {"type": Whole(0, 1000), "default": 4, "show_default": True, "metavar": "N"}
TIMEOUT: dict[str, Any] = {
    "type": Seconds(0.001, 86400), "default": 10, "show_default": True, "metavar": "SECONDS",  # said
}  # fmt: skip
