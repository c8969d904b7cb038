"""The help of a problem type, made from its declarations."""

from __future__ import annotations

import inspect

import click

from nncalc.fields import Field
from nncalc.problem import ProblemType


def write_help(kind: type[ProblemType], formatter: click.HelpFormatter) -> None:
    """Description, givens, conventions and examples."""
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(kind.summary + ".")
        formatter.write_paragraph()
        formatter.write_text(inspect.cleandoc(kind.__doc__ or "").replace("\n", " "))
    givens = [field for field in kind.fields().values() if not field.convention]
    conventions = [field for field in kind.fields().values() if field.convention]
    with formatter.section("Givens"):
        formatter.write_dl([(spelling(field), describe(field)) for field in givens] + list(kind.own_names.items()))
    if conventions:
        with formatter.section("Conventions, the default first"):
            formatter.write_dl([(field.name, f"{field.kind.words}. {sentence(field.help)}") for field in conventions])
    with formatter.section("Examples"):
        for example in kind.examples:
            formatter.write(f"{'':{formatter.current_indent}}nncalc {example}\n")


def spelling(field: Field) -> str:
    """How a field is typed: `x`, `WN`, `[lr]`."""
    name = f"{field.name}N" if field.family else field.name
    return name if field.required or (field.family and field.name == "W") else f"[{name}]"


def describe(field: Field) -> str:
    """What a given is, what it takes, and its default."""
    said = sentence(field.help)
    if field.choices:
        said += f" One of: {field.kind.words}."
    if field.is_switch:
        return f"{said} Also as the option --{field.name}."
    if not field.required and not field.family and field.default not in (None, ""):
        said += f" Default {field.default}."
    return said


def sentence(text: str) -> str:
    """A help text as a sentence."""
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
