"""The command of a problem type: shared options, and the givens as NAME=VALUE. Its module is imported only to solve."""

from __future__ import annotations

from typing import Any

import click

from nncalc.cli.help import COLOR, DIGITS, Command, Formatter, Option, OutputFile, Whole
from nncalc.cli.tokens import as_utf8, marked, switched, unmarked
from nncalc.declaring import registry
from nncalc.errors import InputError
from nncalc.render import format_names
from nncalc.words import Later, Listed, in_a_row, say

FORMATS = tuple(sorted((*format_names(), "json", "svg", "yaml")))


def _notations(context: click.Context, option: click.Parameter, typed: str) -> list[str]:
    """The notations that a shell offers."""
    from nncalc.notation import names  # start-up

    return [name for name in names() if name.startswith(typed)]


class _Notations:
    """The names of the notations, which the help alone looks for."""

    def __str__(self) -> str:
        from nncalc.notation import names  # start-up

        return in_a_row(*names()[1:])


NOTATION: dict[str, Any] = {
    "metavar": "NAME", "shell_complete": _notations,
    "help": Later("Letters of another book: {names}, or a table of your own in YAML.", names=_Notations()),
}  # fmt: skip


def shared_options() -> list[click.Parameter]:
    """The options that every problem type takes."""
    return [
        Option(["--digits"], **DIGITS,
               help=Later("Decimal places; below 0.1 as many significant digits; 0: whole numbers.")),
        Option(["--sig"], type=Whole(1, 1000), metavar="N", help=Later("Significant digits instead.")),
        Option(["--round-steps"], type=Whole(0, 100), metavar="K",
               help=Later("Round every named line to K decimals before the next uses it.")),
        Option(["--exact"], is_flag=True,
               help=Later("Exact forms: fractions, and closed forms where they are short.")),
        Option(["--steps"], type=click.Choice(["full", "brief", "none"]), default="full", show_default=True,
               metavar="HOW", help=Later("How much of the working to show: full, brief or none.")),
        Option(["--no-statement", "statement"], is_flag=True, default=True, flag_value=False,
               help=Later("Leave out the problem at the head of the page.")),
        Option(["--draw"], is_flag=True,
               help=Later("Drawings in characters, where the type has some; --format svg draws them alone.")),
        Option(["--all", "everything"], is_flag=True, help=Later("Show every line of long stretches.")),
        Option(["--expand"], is_flag=True, help=Later("Write symbolic results in the inputs alone as well.")),
        Option(["--set", "settings"], multiple=True, metavar="SYMBOL=VALUE",
               help=Later("Put a number in for a symbol.")),
        Option(["--show"], multiple=True, metavar="NAME", help=Later("Only the lines that NAME came from.")),
        Option(["--check"], multiple=True, metavar="NAME=VALUE",
               help=Later("Judge your own figure; exit 1 if it is wrong.")),
        Option(["--decimals"], type=Whole(0, 100), metavar="N",
               help=Later("With --check: the least decimals of a figure; 0 allows whole numbers.")),
        Option(["--tolerance"], metavar="T",
               help=Later("With --check: how far a figure may be off: .01, 1% of the value, 2u units of its last place.")),
        Option(["--format", "format_"], type=click.Choice(FORMATS), default="text", show_default=True,
               metavar="FORMAT",
               help=Later("{formats}; yaml is the command as an entry of a problem file.", formats=Listed(*FORMATS))),
        Option(["--defaults"], type=click.Path(), metavar="FILE",
               help=Later("Conventions and ways of display, in YAML; NNCALC_DEFAULTS names such a file for all commands.")),
        Option(["--notation"], **NOTATION),
        Option(["--standalone"], is_flag=True, help=Later("With --format latex: a whole document.")),
        Option(["-o", "--output"], type=OutputFile(), metavar="FILE", help=Later("Write to FILE instead.")),
        Option(["--color"], **COLOR),
        Option(["--ascii"], is_flag=True, help=Later("ASCII signs only.")),
        Option(["--width"], type=Whole(20, 1000), metavar="N", help=Later("Columns of the page.")),
    ]  # fmt: skip


_TYPED = "nncalc.typed"
"""Where the words of the command line are kept for the help."""


def _with_option(name: str, words: list[str], error: click.NoSuchOption) -> click.UsageError:
    """The error of a misspelt option, and the line with the right one; the rest of it is not read yet."""
    from nncalc.cli.line_to_type import written  # only a refused line needs it

    meant, typed = next(iter(error.possibilities or ())), error.option_name
    line = [meant + word.removeprefix(typed) if word.partition("=")[0] == typed else word for word in words]
    notes = [f"  {note}" for note in written(name, line, say("type:"))]
    return click.UsageError("\n".join([error.format_message(), *notes]), error.ctx)


class TypeCommand(Command):
    """`nncalc TYPE NAME=VALUE …`"""

    def __init__(self, name: str) -> None:
        tokens = click.Argument(
            ["tokens"], nargs=-1, metavar="NAME=VALUE...", required=False, shell_complete=self._complete_token
        )
        super().__init__(name, params=[tokens, *shared_options()], callback=self._solve)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        words = list(args)
        ctx.meta[_TYPED] = words
        try:
            return super().parse_args(ctx, marked(switched(args, self.params, self._is_switch), self.params))
        except click.NoSuchOption as error:
            from nncalc.cli.no_such_option import Misspelt, no_such_option  # start-up

            meant = no_such_option(error.option_name, self.name or "", words, self.get_params(ctx))
            meant.ctx = ctx
            if isinstance(meant, Misspelt):
                raise _with_option(self.name or "", words, meant) from None
            raise self._with_line(ctx, meant) from None
        except click.UsageError as error:
            raise self._with_line(ctx, error) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise self._with_line(ctx, error) from None
        except InputError as error:
            if error.name != "-o":
                raise
            raise self._with_line(ctx, error) from None

    def _with_line(self, ctx: click.Context, error: InputError | click.UsageError) -> InputError | click.UsageError:
        """An error of the options that says which line can be typed instead."""
        if ctx.obj is not None or error.__class__ is click.exceptions.NoArgsIsHelpError:
            return error
        from nncalc.cli.whole_line import with_line  # only a refused line needs it

        return with_line(registry.load(self.name or ""), self, ctx.meta[_TYPED], error)

    def _is_switch(self, word: str) -> bool:
        """Whether a word is an option of this type's own; its module is imported only where it has the word."""
        if not registry.mentions(self.name or "", word):
            return False
        field = registry.load(self.name or "").fields().get(word)
        return field is not None and field.is_switch

    def _solve(self, tokens: tuple[str, ...], **options: Any) -> None:
        from nncalc.cli.solve import solve_command  # start-up

        for name in ("check", "show", "settings"):
            options[name] = tuple(map(as_utf8, options[name]))
        solve_command(self.name or "", [as_utf8(unmarked(token)) for token in tokens], options)

    def get_short_help_str(self, limit: int = 45) -> str:
        return say(registry.summary(self.name or ""))

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from nncalc.cli.type_help import write_help, write_options  # start-up

        assert isinstance(formatter, Formatter)
        kind = registry.load(self.name or "")
        self.format_usage(ctx, formatter)
        typed = [word.partition("=") for word in ctx.meta.get(_TYPED, ())]
        write_help(kind, {name: value for name, equals, value in typed if equals}, formatter)
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        write_options(kind, [record for option in options if (record := option.get_help_record(ctx))], formatter)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem  # start-up

        found = super().shell_complete(ctx, incomplete)
        if not incomplete.startswith("-"):
            return found
        own = [f"--{name}" for name in registry.load(self.name or "").switches()]
        return found + [CompletionItem(option) for option in own if option.startswith(incomplete)]

    def _complete_token(self, ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[Any]:
        from nncalc.cli.completion import of_type  # start-up

        return of_type(registry.load(self.name or ""), incomplete)
