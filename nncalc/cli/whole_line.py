"""The whole line to type in place of a refused one, in the words that were typed; it is read before it is offered."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from nncalc.cli import CALLED
from nncalc.cli.fitting import fitted
from nncalc.cli.line_to_type import written
from nncalc.cli.mended_words import TRIAL, Mended
from nncalc.cli.mending import each_of, fault_of, lines_meant, name_of
from nncalc.errors import InputError, NncalcError
from nncalc.words import say, together

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType


def offer(kind: type[ProblemType], tokens: Sequence[str], error: NncalcError) -> None:
    """Write below an error the line, or lines, that can be typed instead of the one with these givens."""
    errors = each_of(error)
    context = click.get_current_context()
    if not errors or context.obj == TRIAL or _reads_once(tokens):
        return
    typed: list[str] = context.meta.get("nncalc.typed", [])
    notes: list[str] = []
    if fault_of(kind, tokens) is not None:
        notes = _instead(kind, tokens, _options(typed, tokens), errors, ())
    notes = notes or _with_options(kind, context.command, typed, error)
    if not any((each.text or "").startswith("@") for each in errors):  # what a file should be is said by the error
        notes = notes or _fitting(kind, tokens, _options(typed, tokens), errors) or _as_in(kind, tokens)
    errors[-1].notes = (*errors[-1].notes, *notes)


def with_line(
    kind: type[ProblemType], command: click.Command, typed: Sequence[str], error: InputError | click.UsageError
) -> InputError | click.UsageError:
    """The error of an option, and below it the line that can be typed instead."""
    notes = [] if _reads_once(typed) else _with_options(kind, command, typed, error)
    if isinstance(error, InputError):
        error.notes = (*error.notes, *notes)
        return error
    return click.UsageError("\n".join([error.format_message(), *[f"  {note}" for note in notes]]), error.ctx)


def _reads_once(tokens: Sequence[str]) -> bool:
    """Whether standard input is read, which is read once."""
    return any(token == "-" or token.endswith(("=-", "=－")) for token in tokens)


def _with_options(kind: type[ProblemType], command: click.Command, typed: Sequence[str], error: Exception) -> list[str]:
    """The line with its options mended."""
    meant = Mended(kind, command, typed, error).line()
    if not meant:
        return []
    return _with_own(kind, (meant, _not_typed(kind, typed, meant)), (), _left_out(kind, typed, meant))


def _not_typed(kind: type[ProblemType], typed: Sequence[str], meant: Sequence[str]) -> list[str]:
    """The givens of a line whose values nobody typed."""
    there = {name_of(kind, word) for word in typed}
    names = [name_of(kind, word) for word in meant if "=" in word and word not in typed and not _is_choice(kind, word)]
    return list(dict.fromkeys(name for name in names if name not in there and kind.field_of(name)))


def _left_out(kind: type[ProblemType], typed: Sequence[str], meant: Sequence[str]) -> list[str]:
    """What stands in a line no more: options by their names, givens by theirs."""
    there = {name_of(kind, word) if "=" in word else word for word in meant}
    options = [word for word in typed if re.match("--?[A-Za-z]", word)]
    if len(options) > len([word for word in meant if re.match("--?[A-Za-z]", word)]):
        return [word for word in options if word.partition("=")[0] not in there]
    behind = {place for place in range(1, len(typed)) if re.match("--?[A-Za-z]", typed[place - 1])}
    words = [
        word for place, word in enumerate(typed) if "=" in word and place not in behind and not word.startswith("-")
    ]
    givens = [name_of(kind, word) for word in words]
    return [name for name in givens if name not in there]


def _as_in(kind: type[ProblemType], tokens: Sequence[str]) -> list[str]:
    """An example, the one that has most of the givens typed."""
    typed = {name_of(kind, token) for token in tokens}
    examples = [shlex.split(example)[1:] for example in kind.examples]
    nearest = max(examples, key=lambda words: len(typed & {name_of(kind, word) for word in words}), default=None)
    return _written(kind, nearest, (), say("as in:")) if nearest else []


def line_with(kind: type[ProblemType], usual: Sequence[str], typed: Sequence[str]) -> list[str]:
    """What to type for a command that there is not: a line with the words typed behind it, and what its topic adds.

    usual  the givens of the topic's own line: its choices (`cell=lstm`) go with what was typed
    """
    tokens, options = _parted(typed)
    first = kind.first_field()
    named = {name_of(kind, token) for token in tokens if "=" in token}
    choices = [word for word in usual if _is_choice(kind, word, conventions=False) and name_of(kind, word) not in named]
    if first is not None and any(token.lower() in first.choices for token in tokens[:1]):
        choices = []
    elif first is not None and first.choices:  # what a bare word would be: sigmoid in front of 1.5
        choices = [word.removeprefix(f"{first.name}=") for word in choices]
    tokens = [*choices, *tokens]
    fault = fault_of(kind, tokens)
    if fault is None:
        return _written(kind, tokens, options, say("type:"))
    return _instead(kind, tokens, options, each_of(fault), usual) or _written(kind, usual, (), say("as in:"))


def _instead(
    kind: type[ProblemType],
    tokens: Sequence[str],
    options: Sequence[str],
    errors: Sequence[InputError],
    usual: Sequence[str],
) -> list[str]:
    """The lines that can be typed instead, or one with an example's numbers for what is lacking; none where there is none."""
    notes: list[str] = []
    for meant in lines_meant(kind, tokens, errors):
        notes += _written(kind, meant, options, say("or:") if notes else say("type:"))
    typed = {name_of(kind, token) for token in tokens if not _is_choice(kind, token)}
    lacking_only = all(error.name not in typed for error in errors)
    if notes:
        return notes
    if lacking_only and (found := _filled(kind, tokens, usual)) is not None:
        return _with_own(kind, found, options)
    for found in kind.filled_in(tokens):
        if fault_of(kind, found[0]) is None:
            return _with_own(kind, found, options)
    return []


def _fitting(
    kind: type[ProblemType], tokens: Sequence[str], options: Sequence[str], errors: Sequence[InputError]
) -> list[str]:
    """The line with the values of one given in the shape that is wanted, or an example's in its place."""
    for meant in kind.meant_by(tokens):
        if (fitting := fitted(kind, meant, each_of(fault_of(kind, meant)))) is not None:
            return _with_own(kind, fitting, options)
    if (fitting := fitted(kind, tokens, errors) or _exchanged(kind, tokens, errors)) is not None:
        return _with_own(kind, fitting, options)
    refused = {error.name for error in errors}
    left = [token for token in tokens if name_of(kind, token) not in refused]
    if len(left) == len(tokens) - 1 and fault_of(kind, left) is None:
        return _with_own(kind, (left, []), options, _left_out(kind, tokens, left))
    return []


def _with_own(
    kind: type[ProblemType], found: tuple[list[str], list[str]], options: Sequence[str], without: Sequence[str] = ()
) -> list[str]:
    """A line some of whose numbers are none of the person's own, or that leaves something out: said so."""
    meant, names = found
    said = say("type:")
    if names:
        said = say("type, with your own numbers for {names}:", names=together(names))
    elif without:
        said = say("type, without {names}:", names=together(list(without)))
    return _written(kind, meant, options, said)


def _written(kind: type[ProblemType], tokens: Sequence[str], options: Sequence[str], said: str) -> list[str]:
    context = click.get_current_context(silent=True)
    called = context.meta.get(CALLED, {}) if context is not None else {}
    typed = next((word for word, line in called.items() if line == kind.name), kind.name)  # in its own language
    return written(typed, [*tokens, *options], said)


def _filled(kind: type[ProblemType], tokens: Sequence[str], usual: Sequence[str]) -> tuple[list[str], list[str]] | None:
    """The givens with those of an example for what they lack, and the names of these; None where no example goes with them."""
    own = _by_name(kind, tokens)
    if not own:
        return None
    examples = [shlex.split(example)[1:] for example in (*kind.further, *kind.examples)]
    for example in (usual, *examples):
        words = [word for word in example if not word.startswith("--")]
        lacking = [word for word in words if name_of(kind, word) not in own]
        foreign = len(lacking) == len(words) or not all(kind.field_of(name_of(kind, word)) for word in lacking)
        if foreign or fault_of(kind, [*own.values(), *lacking]) is not None:
            continue
        for word in reversed(lacking):  # what can be left out
            fewer = [each for each in lacking if each != word]
            lacking = fewer if fault_of(kind, [*own.values(), *fewer]) is None else lacking
        names = [name_of(kind, word) for word in lacking if not _is_choice(kind, word)]
        return [*own.values(), *lacking], names
    return None


def _exchanged(
    kind: type[ProblemType], tokens: Sequence[str], errors: Sequence[InputError]
) -> tuple[list[str], list[str]] | None:
    """The givens with an example's values for those that are refused, and the names of these."""
    refused = {error.name for error in errors}
    left = [token for token in tokens if name_of(kind, token) not in refused]
    found = _filled(kind, left, ()) if 0 < len(left) < len(tokens) else None
    return found if found is not None and found[1] and set(found[1]) <= refused else None


def _by_name(kind: type[ProblemType], tokens: Sequence[str]) -> dict[str, str]:
    """The givens by their own names, a bare choice with its name; none where another bare word is not in front."""
    found: dict[str, str] = {}
    for token in tokens:
        chosen = next((field.name for field in kind.fields().values() if token.lower() in field.choices), "")
        word = f"{chosen}={token}" if chosen and kind.chooses(token) else token
        if "=" not in word and found:
            return {}
        if name_of(kind, word) in found:
            return {}
        found[name_of(kind, word)] = word
    return found


def _parted(typed: Sequence[str]) -> tuple[list[str], list[str]]:
    """The givens among words typed, and the options with what follows them."""
    first = next((place for place, word in enumerate(typed) if re.match("--?[A-Za-z]", word)), len(typed))
    return list(typed[:first]), list(typed[first:])


def _is_choice(kind: type[ProblemType], token: str, conventions: bool = True) -> bool:
    """Whether a word chooses one of several values; without `conventions` one that says what is asked, `cell=lstm`."""
    found = kind.field_of(name_of(kind, token))
    asked = found is not None and not found[0].convention and not found[0].family
    return found is not None and bool(found[0].choices) and (conventions or asked)


def _options(typed: Sequence[str], tokens: Sequence[str]) -> list[str]:
    """The words typed that are no givens."""
    left = list(typed)
    for token in tokens:
        switch = f"--{token.removesuffix('=yes')}"
        if token in left:
            left.remove(token)
        elif switch in left:
            left.remove(switch)
    return left
