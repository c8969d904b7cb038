"""A lecturer's conventions and ways of display, from a file in YAML: `--defaults FILE`, or the file `NNCALC_DEFAULTS` names.

    form: row
    digits: 3
    rnn-step: {z_on: old}

A convention holds for every type that has it and takes the value, below the name of a type for that type. What is typed
on the command line counts before it. Nothing else is read: no givens, no files, no figures.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from click.core import ParameterSource

from nncalc.declaring import registry
from nncalc.declaring.kinds import TRUTHS, Reading
from nncalc.errors import InputError, InputErrors, nearest
from nncalc.problem_files import places
from nncalc.problem_files.pieces import pieces
from nncalc.problem_files.places import MOST_BYTES, Scalar
from nncalc.problem_files.yaml_faults import with_a_plain_colon
from nncalc.reading.characters import shown
from nncalc.words import in_a_row, say, why

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType

VARIABLE = "NNCALC_DEFAULTS"
MOST_BYTES_OF_A_LINE = 400
DISPLAY = ("digits", "sig", "exact", "steps", "no-statement", "all", "ascii", "width", "color", "notation")
"""The options that a file may set, by their names on the command line."""
EXPECTED = "a convention, a problem type with conventions below it, or one of: {display}"


class Defaults(NamedTuple):
    """What a file sets for one command: conventions of its type, and options by the names of their parameters."""

    path: str
    conventions: dict[str, str]
    options: dict[str, Any]


class _Set(NamedTuple):
    """One line of the file."""

    name: str
    value: str
    place: str
    type: str = ""


def defaults_for(kind: type[ProblemType], context: click.Context, path: str | None) -> Defaults | None:
    """What holds of the file for a command; None where there is no file. Raises InputErrors with all that is wrong."""
    path = os.environ.get(VARIABLE, "") if path is None else path
    if not path:
        return None
    conventions: dict[str, str] = {}
    of_this_type: dict[str, str] = {}
    options: dict[str, Any] = {}
    errors: list[InputError] = []
    for line in _lines(path):
        try:
            if not line.type and line.name in DISPLAY:
                parameter, value = _option(context, line)
                options[parameter] = value
            elif (value := _convention(kind, line)) is not None:
                (of_this_type if line.type else conventions)[line.name] = value
        except InputError as error:
            error.place = line.place
            errors.append(error)
    if {"digits", "sig"} <= options.keys():
        said = say("digits and sig at once: decimal places, or significant digits")
        errors.append(InputError(said, place=path, expected=say("one of the two")))
    if errors:
        raise InputErrors(errors)
    return Defaults(path, {**conventions, **of_this_type}, _not_typed(options, context))


def _read(data: bytes, path: str) -> Iterator[Any]:
    """The pieces of the file. Raises InputError where it has no lines `NAME: value`."""
    try:
        yield from pieces(data, path)
    except InputError as error:
        if error.message != say("this is not a problem file"):  # the reader's own word for it
            raise
        plain = with_a_plain_colon(data[:MOST_BYTES_OF_A_LINE].decode("utf-8-sig", "replace"))
        expected = plain or say("a line each, with a plain colon and a space: form: row")
        raise InputError(say("this is no file of defaults"), place=error.place, expected=expected) from None


def _lines(path: str) -> Iterator[_Set]:
    """The lines of the file, those below a type with it. Raises InputError."""
    where, expected = shown(path, 200), say("a file in YAML, such as: form: row")
    if not os.path.isfile(path):
        raise InputError(say("there is no file with defaults"), place=where, expected=expected)
    try:
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as problem:
        raise InputError(
            say("cannot read the file: {strerror}", strerror=why(problem)), place=where, expected=expected
        ) from None
    for piece in _read(data, path):
        if piece.errors:
            raise InputErrors(piece.errors)
        if piece.key == "problems":
            raise InputError(say("this is a list, as problem files have it"), place=where, expected=expected)
        if isinstance(piece.node, places.Mapping) and piece.key in registry.names():
            below = zip(piece.node.items.items(), piece.node.keys.values(), strict=True)
            yield from (_Set(name, _text(value), _place(path, at), piece.key) for (name, value), at in below)
        else:
            text = piece.node.text if isinstance(piece.node, Scalar) else None
            yield _Set(piece.key.replace("_", "-") if piece.key.replace("_", "-") in DISPLAY else piece.key,
                       _text(text), _place(path, piece.place))  # fmt: skip


def _text(value: Any) -> str:
    """A word or a number; "" for what is neither, which no convention takes."""
    text = getattr(value, "text", value)
    return text if isinstance(text, str) else ""


def _place(path: str, place: places.Place) -> str:
    return f"{path}:{place.line}:{place.column}"


def _option(context: click.Context, line: _Set) -> tuple[str, Any]:
    """The name of an option's parameter, and its value as the command line reads it. Raises InputError."""
    option = next(p for p in context.command.params if f"--{line.name}" in p.opts)
    assert isinstance(option, click.Option)
    assert option.name is not None
    if option.is_flag:
        held = TRUTHS.get(line.value.lower(), line.value.lower())
        if held not in ("yes", "no"):
            said = say("'{value}' is neither yes nor no", value=shown(line.value))
            raise InputError(said, name=line.name, expected=say("{name}: yes", name=line.name))
        return option.name, (held == "yes") != (option.default is True)  # --no-statement turns off what is on
    try:
        return option.name, option.type.convert(line.value, option, context)
    except click.BadParameter as problem:
        raise InputError(shown(problem.message, 200), name=line.name) from None


def _convention(kind: type[ProblemType], line: _Set) -> str | None:
    """The value of a convention of this type; None where the line is for others. Raises InputError."""
    types = [line.type] if line.type else [kind.name, *[name for name in registry.names() if name != kind.name]]
    fault: InputError | None = None
    for name in types:
        if name != kind.name and not registry.mentions(name, line.name):
            continue
        field = registry.load(name).fields().get(line.name)
        if field is None or not field.convention:
            continue
        try:
            value = str(field.kind.read(line.value, line.name, Reading()))
        except InputError as error:
            fault = fault or error
            continue
        return value if name == kind.name else None
    raise fault or _unknown(kind, line)


def _unknown(kind: type[ProblemType], line: _Set) -> InputError:
    """The error for a name that is no convention."""
    types = [registry.load(name) for name in ([line.type] if line.type else registry.names())]
    if any(each.field_of(line.name) for each in types):
        message = say("{name} is no convention: defaults are no givens", name=shown(line.name))
    else:
        message = say("there is no convention '{name}'", name=shown(line.name))
    names = [name for each in types for name, field in each.fields().items() if field.convention]
    known = names if line.type else [*names, *DISPLAY, *registry.names()]
    expected = " ".join(names) if line.type else say(EXPECTED, display=" ".join(DISPLAY))
    return InputError(message, name=None, expected=expected, nearest=nearest(line.name, known))


def _not_typed(options: Mapping[str, Any], context: click.Context) -> dict[str, Any]:
    """The options that the command line leaves open."""
    typed = {name for name in context.params if context.get_parameter_source(name) == ParameterSource.COMMANDLINE}
    typed |= {"digits", "sig"} if typed & {"digits", "sig"} else set()
    return {name: value for name, value in options.items() if name not in typed}


def said_of(defaults: Defaults, conventions: Sequence[str], context: click.Context) -> tuple[str, ...]:
    """The line in the head of the page: what the file sets here."""
    spelt = {p.name: p.opts[-1].lstrip("-") for p in context.command.params}
    held = [f"{name}={defaults.conventions[name]}" for name in conventions]
    held += [
        f"{spelt[name]}={'yes' if isinstance(value, bool) else value}"
        for name, value in defaults.options.items()
        if value is not (name == "statement")
    ]
    return (say("{file} sets {settings}", file=shown(defaults.path, 200), settings=in_a_row(*held)),) if held else ()
