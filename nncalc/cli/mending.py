"""Givens in the place of refused ones: what the errors propose is put in, and nothing is handed on that cannot be read."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from nncalc.declaring.problem import read_problem
from nncalc.declaring.respelt import respelt
from nncalc.declaring.stray_words import in_order
from nncalc.engine.budget import time_limit
from nncalc.errors import InputError, InputErrors, NncalcError, OutOfBounds
from nncalc.page.solving import run_problem
from nncalc.reading.typed import split_assignment

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType

MOST_TRIED, MOST_OFFERED, ROUNDS = 12, 2, 3
"""Lines that are read, lines that are offered, and errors that may come up one behind the other."""
SECONDS = 0.5
"""How long one line is worked."""


def lines_meant(kind: type[ProblemType], tokens: Sequence[str], errors: Sequence[InputError]) -> list[list[str]]:
    """Givens that can be read, in the place of those that the errors refuse; the likeliest first."""
    for meant in islice(_mended(kind, list(tokens), errors, ROUNDS), MOST_TRIED):
        if fault_of(kind, meant) is None and _keeps_numbers(meant, tokens):
            return [meant]
    found: list[list[str]] = []
    others = (
        *_of_either(kind, tokens, errors),
        *_once(kind, tokens),
        *respelt(kind, tokens),
        *kind.meant_by(tokens),
        *in_order(kind, tokens),
    )
    for meant in [each for each in others if each != list(tokens)][:MOST_TRIED]:
        fault = fault_of(kind, meant)
        decided = _of_either(kind, meant, each_of(fault)) if fault is not None else [meant]
        for readable in (*decided, *([] if fault is None else [_after(kind, meant, fault)])):
            if readable is None or readable in found or not _keeps_numbers(readable, tokens):
                continue
            if fault is None or fault_of(kind, readable) is None:
                found.append(readable)
    if found:
        for error in errors:
            error.nearest = None
    return found[:MOST_OFFERED]


def fault_of(kind: type[ProblemType], tokens: Sequence[str]) -> NncalcError | None:
    """What is wrong with givens; None where they can be read and worked, or are still being worked after a while."""
    try:
        problem = read_problem(kind, kind.read_tokens(tokens))
        with suppress(OutOfBounds), time_limit(SECONDS):
            run_problem(problem, lambda run: None)
    except NncalcError as error:
        return error
    return None


def each_of(fault: NncalcError | None) -> Sequence[InputError]:
    """The input errors of a fault."""
    return fault.errors if isinstance(fault, InputErrors) else [fault] if isinstance(fault, InputError) else []


def name_of(kind: type[ProblemType], token: str) -> str:
    """The given of a word; of a bare one the first."""
    name = split_assignment(token, as_typed=True)[0]
    first = kind.first_field()
    if name is None:
        return first.name if first is not None else ""
    return kind.given_named(name.strip()) or name


def _after(kind: type[ProblemType], tokens: list[str], fault: NncalcError) -> list[str] | None:
    """The givens with what their own errors propose put in, where they can be read then."""
    tried = islice(_mended(kind, tokens, each_of(fault), 1), MOST_TRIED)
    return next((meant for meant in tried if fault_of(kind, meant) is None), None)


def _mended(
    kind: type[ProblemType], tokens: list[str], errors: Sequence[InputError], rounds: int
) -> Iterator[list[str]]:
    """The givens with every proposal put in; where another error comes up then, with what that one proposes."""
    for meant in islice(_applied(kind, tokens, errors), MOST_TRIED):
        if meant == tokens:
            continue
        yield meant
        fault = fault_of(kind, meant) if rounds > 1 else None
        if fault is not None:
            yield from _mended(kind, meant, each_of(fault), rounds - 1)


def _applied(kind: type[ProblemType], tokens: list[str], errors: Sequence[InputError]) -> Iterator[list[str]]:
    if not errors:
        yield tokens
        return
    error = errors[0]
    for meant in (*_proposed(kind, tokens, error), *([] if error.nearest or _exact(error) else [tokens])):
        yield from _applied(kind, meant, errors[1:])


def _proposed(kind: type[ProblemType], tokens: list[str], error: InputError) -> Iterator[list[str]]:
    """What the proposal of one error makes of the givens."""
    try:
        pieces = shlex.split(error.nearest or _exact(error))
    except ValueError:
        return
    if not pieces:
        return
    for start, end in _standing_at(tokens, error.text or ""):
        yield [*tokens[:start], *pieces, *tokens[end:]]
        if start:  # a value torn apart: its beginning stands before
            yield [*tokens[: start - 1], *pieces, *tokens[end:]]
    if all("=" in piece for piece in pieces):
        yield from _as_givens(tokens, pieces, error.name)
    elif len(pieces) == 1 and (place := place_of(kind, tokens, error.name)) is not None:
        name, value = split_assignment(tokens[place], as_typed=True)
        if name is not None and kind.given_named(name) is None and not kind.verbatim:
            meant = f"{pieces[0]}={value}"
        else:
            inside = _in_its_cell(value, pieces[0], error)
            meant = inside if name is None else f"{name}={inside}"
        yield [*tokens[:place], meant, *tokens[place + 1 :]]


def _as_givens(tokens: list[str], pieces: list[str], name: str | None) -> Iterator[list[str]]:
    """`p=.8 p_is=kept` in the place of what has the name, else beside what else is given."""
    names = [split_assignment(token, as_typed=True)[0] for token in tokens]
    if name in names:
        place = names.index(name)
        yield [*tokens[:place], *pieces, *tokens[place + 1 :]]
    new = {piece.partition("=")[0] for piece in pieces}
    yield [*[token for token, each in zip(tokens, names, strict=True) if each not in new], *pieces]


def place_of(kind: type[ProblemType], tokens: list[str], name: str | None) -> int | None:
    """Where the given of an error stands, under its name or bare."""
    names = [split_assignment(token, as_typed=True)[0] for token in tokens]
    if name in names:
        return names.index(name)
    first = kind.first_field()
    return names.index(None) if first is not None and name == first.name and None in names else None


def _exact(error: InputError) -> str:
    """What was expected at a column, where that is one number, or begins with it."""
    expected = next(iter((error.expected or "").split()), "")
    return expected if error.column is not None and re.fullmatch(r"[-+]?[0-9.]+", expected) else ""


def _of_either(kind: type[ProblemType], tokens: Sequence[str], errors: Sequence[InputError]) -> Iterator[list[str]]:
    """The givens with each of the choices between which an error asks to decide: `labels=pm1 or labels=01`."""
    words = (errors[0].expected or "").split() if len(errors) == 1 else []
    names = [split_assignment(token, as_typed=True)[0] for token in tokens]
    for word in words:
        name, _, value = word.rstrip(",").partition("=")
        found = kind.field_of(name)
        if found is not None and value in found[0].choices:
            yield [*[token for token, each in zip(tokens, names, strict=True) if each != name], f"{name}={value}"]
    first = kind.first_field()
    if first is not None and len(errors) == 1 and errors[0].name == first.name and not {None, first.name} & set(names):
        yield from ([choice, *tokens] for choice in first.choices)


def _once(kind: type[ProblemType], tokens: Sequence[str]) -> Iterator[list[str]]:
    """The givens without the earlier ones of what is given twice, and without the later ones."""
    names = [name_of(kind, token) if "=" in token else "" for token in tokens]
    twice = {name for name in names if kind.field_of(name) and names.count(name) > 1}
    if twice:
        places = range(len(names))
        yield [tokens[i] for i in places if names[i] not in twice or names[i] not in names[i + 1 :]]
        yield [tokens[i] for i in places if names[i] not in twice or names[i] not in names[:i]]


_SAMPLES = re.compile(r"(?<!\w)[0-9]+x(?=[0-9]+x[0-9]+x[0-9])|(?<=\()[0-9]+, ?(?=(?:[0-9]+, ?){2}[0-9]+\))")
"""The number of samples in front of a shape, which an error says to leave out."""


def _keeps_numbers(meant: Sequence[str], tokens: Sequence[str]) -> bool:
    """Whether givens have every digit of the numbers typed: what is proposed must not lose one, unless it is given twice."""
    names = [split_assignment(token, as_typed=True)[0] for token in tokens]
    kept = [token for token, name in zip(tokens, names, strict=True) if name is None or names.count(name) < 2]
    typed = "".join(re.findall(r"(?<!\w)[0-9]+", _SAMPLES.sub("", " ".join(kept))))
    return Counter(" ".join(meant)) >= Counter(typed)


def _standing_at(tokens: Sequence[str], text: str) -> Iterator[tuple[int, int]]:
    """Where words stand in a row that a text names."""
    for start in range(len(tokens)):
        for end in range(start + 1, len(tokens) + 1):
            if " ".join(tokens[start:end]) == text:
                yield start, end


def _in_its_cell(value: str, meant: str, error: InputError) -> str:
    """A value with the cell of the fault replaced; all of it where the fault has no place."""
    column = error.column
    if column is None or error.text != value or any(sign in meant for sign in ",:;"):
        return meant
    word = re.compile(r"[^\W\d]\w*").match(value, column)
    if word is not None and value[word.end() : word.end() + 1] == "(" and meant.isidentifier():  # a function
        return value[:column] + meant + value[word.end() :]
    start = max((value.rfind(sign, 0, column) for sign in ",:;[( "), default=-1) + 1
    ends = [at for sign in ",:;]) " if (at := value.find(sign, column)) >= 0]
    return value[:start] + meant + value[min(ends, default=len(value)) :]
