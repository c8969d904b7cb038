"""A key and the files of a class, read for marking: what each column holds, and what is said of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from nncalc.checking.answer_files import read_answers
from nncalc.checking.handed_in import Told, no_file
from nncalc.checking.headings import PART, Asked, example_of, given_figure, key_of, role_meant
from nncalc.checking.register import Register
from nncalc.errors import InputError, InputErrors, nearest
from nncalc.problem_files.entry import Broken, Entry
from nncalc.problem_files.reader import read_key
from nncalc.words import in_a_row, say


class Class(NamedTuple):
    """What a class handed in, and the key.

    told    what whoever marks should know
    errors  what cannot be read
    """

    entries: list[Entry | Broken]
    register: Register
    told: Told
    errors: list[InputError]


def read_class(
    path: str, answers: Sequence[str], columns: Sequence[str], tell: Callable[[int], None] = lambda students: None
) -> Class:
    """The key and all answers. Raises InputErrors for a key that cannot be read and columns that are not of it.

    columns   `HEADING=ID.NAME`, as typed
    tell      hears how many students have been read
    """
    if path.lower().endswith((".csv", ".tsv", ".xlsx")):
        raise InputError(
            say("{key} holds answers", key=path), expected=say("the key first: nncalc check KEY.yaml ANSWERS.csv")
        )
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        raise no_file(path)
    key = read_key(path)
    figures = _figures(key.entries)
    typed = _typed(columns, figures)
    _check_columns(key.columns, figures, path)
    told, errors = Told([], {}, set()), list[InputError]()
    given = read_answers(answers, errors, Asked(figures, key.columns | typed), told, tell)
    errors += [_no_column(heading, told) for heading in typed if not _is_seen(heading, told)]
    if not given.students and not errors:
        errors.append(
            InputError(say("there are no answers"), place=" ".join(answers), expected=say("a line for each figure"))
        )
    return Class(key.entries, given, told, errors)


def _figures(entries: Iterable[Entry | Broken]) -> dict[str, list[str]]:
    """The figures that each problem of a key expects, or gives points for."""
    found = {}
    for entry in entries:
        points = entry.points if isinstance(entry, Entry) and isinstance(entry.points, dict) else {}
        found[entry.id] = list(points or entry.expect) if isinstance(entry, Entry) else []
    return found


def _typed(columns: Sequence[str], figures: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """`--column HEADING=ID.NAME`: the figure of each heading. Raises InputErrors."""
    found, errors = dict[str, str](), list[InputError]()
    for text in columns:
        heading, equals, figure = text.rpartition("=")
        try:
            if not equals or not heading.strip():
                raise InputError(say("this is not a heading with its figure"), text=text, expected=_example(figures))
            if not role_meant(figure, Asked(figures)):
                given_figure(figure, Asked(figures))
            found[heading] = figure
        except InputError as error:
            errors.append(error.named("--column"))
    if errors:
        raise InputErrors(errors)
    return found


def _example(figures: Mapping[str, Sequence[str]]) -> str:
    return say('--column "Question 1={figure}"', figure=example_of(figures))


def _check_columns(columns: Mapping[str, str], figures: Mapping[str, Sequence[str]], path: str) -> None:
    """Whether the key has the figures that it names columns for. Raises InputErrors."""
    errors = []
    for heading, figure in columns.items():
        try:
            if not role_meant(figure, Asked(figures)):
                given_figure(figure, Asked(figures))
        except InputError as error:
            error.message = say("the column '{heading}': {message}", heading=heading, message=error.message)
            error.place = path
            errors.append(error)
    if errors:
        raise InputErrors(errors)


def _is_seen(heading: str, told: Told) -> bool:
    return key_of(heading) in told.headings or key_of(heading).rpartition(PART)[0] in told.headings


def _no_column(heading: str, told: Told) -> InputError:
    close = nearest(key_of(heading), told.headings)
    known = in_a_row(*sorted(told.headings)[:20]) or None
    return InputError(
        say("no table has a column '{heading}'", heading=heading), name="--column", nearest=close, expected=known
    )
