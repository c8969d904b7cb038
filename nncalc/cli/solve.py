"""Solving one problem from the command line: read, run once, print."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from nncalc.cli import CALLED
from nncalc.cli.output import deliver
from nncalc.cli.symbols import check_settings, pair, read_symbols, symbols_in
from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.engine.figures import Precision
from nncalc.errors import InputError, InputErrors
from nncalc.page.solving import Settings
from nncalc.render import formats_of_pieces
from nncalc.words import either, say

if TYPE_CHECKING:
    from nncalc.cli.defaults_file import Defaults
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.quantity import Quantity
    from nncalc.notation.table import Table

shown: Callable[[ProblemType, Settings], None] | None = None
"""Where pages go that a notebook shows instead of what is printed; those without a format, a file or figures to judge."""


def solve_command(name: str, tokens: Sequence[str], options: Mapping[str, Any]) -> None:
    """`nncalc TYPE NAME=VALUE … --options`; exits 1 when a figure to be checked is wrong."""
    if options["standalone"]:
        _refuse_what_is_whole(options["format_"])
    kind = registry.load(name)
    try:
        right = _solved(kind, tokens, options)
    except (InputError, InputErrors) as error:
        from nncalc.cli.whole_line import offer  # only a refused line needs it

        offer(kind, tokens, error)
        raise
    if not right:
        click.get_current_context().exit(1)


def _solved(kind: type[ProblemType], tokens: Sequence[str], options: Mapping[str, Any]) -> bool:
    """Read, run and print; whether every figure that was to be checked is right."""
    defaults = _defaults(kind, options)
    options = options if defaults is None else {**options, **defaults.options}
    if options["sig"] is not None and _typed("digits"):
        raise click.UsageError(say("--digits and --sig at once: decimal places, or significant digits"))
    settings = settings_from(options)
    numbers = read_symbols(options["settings"])
    if numbers and options["format_"] == "yaml":
        raise click.UsageError(say("a problem file has no --set: type the numbers in place of the symbols"))
    table = _notation(options, defaults)
    problem, remarks = _read(defaults, kind, kind.read_tokens(tokens), numbers, table)
    problem.renamed = {**click.get_current_context().meta.get(CALLED, {}), **problem.renamed}
    settings = settings._replace(remarks=remarks)
    _keep_standard_input(problem)
    if options["format_"] == "yaml":
        _write_entry(problem, settings, options)
        return True
    if table is not None:
        from nncalc.cli.notations import in_notation  # start-up

        return in_notation(table, problem, settings, options, lambda own: _is_right(problem, numbers, own, options))
    return _is_right(problem, numbers, settings, options)


def _notation(options: Mapping[str, Any], defaults: Defaults | None) -> Table | None:
    """The notation that was asked for; None for our own."""
    if options["notation"] is None:
        return None
    from nncalc.notation.reading import notation_of  # start-up

    return notation_of(options["notation"], defaults.path if defaults and "notation" in defaults.options else "")


def _defaults(kind: type[ProblemType], options: Mapping[str, Any]) -> Defaults | None:
    """What a file of defaults sets, where one is named."""
    if not options["defaults"] and "NNCALC_DEFAULTS" not in os.environ:
        return None
    from nncalc.cli.defaults_file import defaults_for  # start-up

    return defaults_for(kind, click.get_current_context(), options["defaults"])


def _write_entry(problem: ProblemType, settings: Settings, options: Mapping[str, Any]) -> None:
    """The command as an entry of a problem file."""
    from nncalc.problem_files.writer import entry  # start-up

    folder = os.path.dirname(options["output"] or "")
    places, tolerance = options["decimals"], settings.tolerance.get("", "")
    text = entry(problem, settings.checks, folder=folder, decimals=places, tolerance=tolerance)
    deliver(_left_out(options) + text, options["output"])


def _is_right(
    problem: ProblemType, numbers: Mapping[str, Quantity], settings: Settings, options: Mapping[str, Any]
) -> bool:
    """Print the page; whether every figure that was to be checked is right."""
    symbolic = read_problem(type(problem), problem.typed) if numbers else None
    if symbolic is not None:
        check_settings(numbers, symbols_in(vars(symbolic)))
    try:
        return _printed(problem, symbolic, settings, options)
    except (InputError, InputErrors):
        from nncalc.page.asked_names import in_own_names  # only where a name is no result's own

        own = in_own_names(problem, settings)
        if own == settings:
            raise
        return _printed(problem, symbolic, own, options)


def _printed(
    problem: ProblemType, symbolic: ProblemType | None, settings: Settings, options: Mapping[str, Any]
) -> bool:
    """Print the page, or hand it to a notebook; whether every figure that was to be checked is right."""
    if shown is not None and not (symbolic or settings.checks or _elsewhere(options)):
        shown(problem, settings)
        return True
    from nncalc.cli.printing import print_solution  # start-up

    return print_solution(problem, symbolic, settings, options)


def _elsewhere(options: Mapping[str, Any]) -> bool:
    """Whether a format or a file was asked for."""
    return _typed("format_") or options["format_"] != "text" or options["output"] is not None


def _read(
    defaults: Defaults | None, kind: type[ProblemType], typed: Mapping[str, Any], numbers: Mapping[str, Quantity],
    table: Table | None,
) -> tuple[ProblemType, tuple[str, ...]]:  # fmt: skip
    """The problem, under a file's conventions as far as they have an effect, and what the page says of them."""
    if table is not None:
        from nncalc.notation.proposals import with_proposals  # start-up

        set_before = defaults.conventions if defaults else {}
        typed, said = with_proposals(table, kind, typed, set_before, numbers)
        problem, remarks = _read(defaults, kind, typed, numbers, None)
        return problem, (*said, *remarks)
    if defaults is None:
        return read_problem(kind, typed, numbers), ()
    from nncalc.cli.defaults_file import said_of  # start-up

    own = {kind.given_named(name) for name in typed}
    conventions = {name: value for name, value in defaults.conventions.items() if name not in own}
    try:
        problem = read_problem(kind, {**typed, **conventions}, numbers)
        idle = problem.idle_conventions()
        held = {name: value for name, value in conventions.items() if name not in idle}
        if held != conventions:
            problem = read_problem(kind, {**typed, **held}, numbers)
    except InputErrors as several:
        for error in several.errors:
            if error.name in conventions:
                error.place = error.place or defaults.path
        raise
    return problem, said_of(defaults, list(held), click.get_current_context())


def _typed(option: str) -> bool:
    """Whether an option was typed, be it with the value that it has anyway."""
    return click.get_current_context().get_parameter_source(option) == ParameterSource.COMMANDLINE


def _tolerance(text: str | None) -> dict[str, str]:
    """`--tolerance` as it is typed, for all results. Raises InputError."""
    if text is None:
        return {}
    from nncalc.problem_files.per_result import typed_tolerance  # start-up

    return typed_tolerance(text)


def _left_out(options: Mapping[str, Any]) -> str:
    """A comment on the options of the command that an entry of a problem file cannot hold."""
    lost = [f"--{name.replace('_', '-')} {options[name]}" for name in ("digits", "sig", "round_steps") if _typed(name)]
    return say("# left out, since a problem file has no such options: {lost}\n", lost=" ".join(lost)) if lost else ""


def _keep_standard_input(problem: ProblemType) -> None:
    """What `-` stood for takes its place in what was typed: a file entry and the JSON can be used again."""
    for name, value in problem.typed.items():
        if isinstance(value, str) and value.strip() in ("-", "－", "−"):
            from nncalc.reading.files import stdin_as_typed  # start-up

            problem.typed[name] = stdin_as_typed() or value
        elif isinstance(value, list) and any(each in ("-", "－", "−") for each in value):
            from nncalc.reading.files import stdin_as_typed  # start-up

            problem.typed[name] = [stdin_as_typed() or each if each in ("-", "－", "−") else each for each in value]


def _refuse_what_is_whole(format_: str) -> None:
    """UsageError unless the pages of a format are pieces that --standalone makes whole."""
    if format_ not in formats_of_pieces():
        raise click.UsageError(
            say(
                "--standalone goes with --format {formats_of_pieces}",
                formats_of_pieces=either(list(formats_of_pieces()), each=True),
            )
        )


def settings_from(options: Mapping[str, Any]) -> Settings:
    """What the options ask for."""
    return Settings(
        precision=Precision(options["digits"], options["sig"]),
        exact=options["exact"],
        steps=options["steps"],
        everything=options["everything"],
        expand=options["expand"],
        round_steps=options["round_steps"],
        statement=options["statement"],
        draw=options["draw"],
        show=tuple(options["show"]),
        checks=tuple(
            pair(text, "--check", "loss=0.87", as_printed=True) for typed in options["check"] for text in _each(typed)
        ),
        decimals={} if options["decimals"] is None else {"": options["decimals"]},
        tolerance=_tolerance(options["tolerance"]),
    )


def _each(typed: str) -> list[str]:
    """The figures of one `--check`: `y1=0.75, y2=0.77` are two, `y=y1=0.75, y2=0.77` is one whose parts have names."""
    parts = re.split(r"\s*[,;，；]\s*(?=[^\W\d][\w.\[\]]*\s*[=＝])", typed)
    return parts if all(len(re.findall("[=＝]", part)) == 1 for part in parts) else [typed]
