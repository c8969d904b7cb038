"""Solving one problem from the command line: read, run once, print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from nncalc import registry
from nncalc.cli.output import deliver
from nncalc.engine.figures import Precision
from nncalc.errors import InputError, InputErrors
from nncalc.problem import read_problem
from nncalc.solving import Settings

if TYPE_CHECKING:
    from nncalc.engine.quantity import Quantity


def solve_command(name: str, tokens: Sequence[str], options: Mapping[str, Any]) -> None:
    """`nncalc TYPE NAME=VALUE … --options`; exits 1 when a figure to be checked is wrong."""
    kind = registry.load(name)
    typed = kind.read_tokens(tokens)
    settings = settings_from(options)
    numbers = read_symbols(options["settings"])
    problem = read_problem(kind, typed, numbers)
    if options["format_"] == "yaml":
        from nncalc.problem_files.entry import entry

        deliver(entry(problem, settings.checks), options["output"])
        return
    from nncalc.cli.page import print_solution

    symbolic = read_problem(kind, typed) if numbers else None
    all_right = print_solution(problem, symbolic, settings, options)
    if not all_right:
        click.get_current_context().exit(1)


def settings_from(options: Mapping[str, Any]) -> Settings:
    """What the options ask for."""
    return Settings(
        precision=Precision(options["digits"], options["sig"]),
        exact=options["exact"],
        steps=options["steps"],
        everything=options["everything"],
        expand=options["expand"],
        round_steps=options["round_steps"],
        show=tuple(options["show"]),
        checks=tuple(_pair(text, "--check", "loss=0.87") for text in options["check"]),
    )


def _pair(text: str, option: str, example: str) -> tuple[str, str]:
    from nncalc.typed import split_assignment

    name, value = split_assignment(text)
    if name is None or not name:
        raise InputError(f"{option} takes NAME=VALUE", name=option, text=text, expected=f"{option} {example}")
    return name, value


def read_symbols(settings: Sequence[str]) -> dict[str, Quantity]:
    """The numbers that `--set` puts in for symbols. Raises InputErrors."""
    from nncalc.expressions import read_quantity
    from nncalc.typed import parse_value

    known: dict[str, Quantity] = {}
    errors = []
    for text in settings:
        try:
            name, value = _pair(text, "--set", "w11=0.5")
            cell = parse_value(value)
            if isinstance(cell, list):
                raise InputError(f"--set {name} takes one number", name="--set", text=text, expected="--set w11=0.5")
            known[name] = read_quantity(cell, symbols=False, known={})
        except InputError as error:
            errors.append(error.named("--set"))
    if errors:
        raise InputErrors(errors)
    return known
