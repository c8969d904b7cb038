"""The problem types there are: a module or a package each in `problem_types/`, found by looking, imported when used.

The class of a package stands in its `problem.py`; its name, summary and topic are read from `__init__.py`, without
importing it: the docstring's first line is the summary, its third `Topic: Networks`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from nncalc.errors import InputError, nearest
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType

DECLARING = ("problem.py", "declaration.py")
"""The modules of a package that may declare its type."""
TOPICS = ("Networks", "Training", "Convolution", "Sequences", "Losses and metrics", "Classical")
"""What types are listed under, in this order."""
UNDECLARED = "Others"  # said
"""What a type is listed under that declares no topic, or none of these."""
FOLDER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "problem_types")


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """The names of all problem types, sorted; a type's name is its module's or its package's."""
    return tuple(sorted(module.replace("_", "-") for module in places()))


@lru_cache(maxsize=1)
def places() -> dict[str, str]:
    """The file that holds the summary of each type, by the name of its module or package."""
    found = {}
    for entry in os.scandir(FOLDER):
        if entry.name.startswith("_"):
            continue
        if entry.name.endswith(".py"):
            found[entry.name[:-3]] = entry.path
        elif entry.is_dir():
            found[entry.name] = os.path.join(entry.path, "__init__.py")
    return found


@cache
def head(name: str) -> tuple[str, str]:
    """The first and the third line of a type's module or package, read without importing it."""
    with open(places()[name.replace("-", "_")], "rb") as file:  # cheaper than as text: --help reads one for each type
        summary, _, topic = [file.readline().decode() for _ in range(3)]
    return summary.strip().strip('"').rstrip("."), topic.strip().partition(": ")[2]


def summary(name: str) -> str:
    """What a type is, in a line."""
    return head(name)[0]


def topic(name: str) -> str:
    """The topic that a type declares, one of TOPICS or UNDECLARED."""
    declared = head(name)[1]
    return declared if declared in TOPICS else UNDECLARED


def by_topic() -> dict[str, list[str]]:
    """The types of each topic, sorted; topics that have none are left out."""
    found: dict[str, list[str]] = {each: [] for each in (*TOPICS, UNDECLARED)}
    for name in names():
        found[topic(name)].append(name)
    return {each: types for each, types in found.items() if types}


def summarised_as(word: str) -> str | None:
    """The type whose summary has a word in it: `rosenblatt` for `perceptron`, `rnn-step` for `lstm`."""
    word = word.casefold()
    return next((name for name in names() if word in summary(name).casefold().replace(",", " ").split()), None)


def mentions(name: str, word: str) -> bool:
    """Whether the modules that declare a type have a word in them, read without importing them."""
    place = places()[name.replace("-", "_")]
    declaring = [place]
    if place.endswith("__init__.py"):
        folder = os.path.dirname(place)
        declaring = [path for each in DECLARING if os.path.exists(path := os.path.join(folder, each))]
    return any(word in _text(path) for path in declaring)


def _text(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


def named(word: str) -> Sequence[str]:
    """All names of types that a word may have been meant for: the types' own, and those in its language."""
    if word.isascii():
        return names()
    from nncalc.language.typed import meanings  # start-up

    return [*names(), *meanings("commands"), *meanings("tools")]


def called(word: str) -> tuple[str, list[str]]:
    """The type that a word names in another language, and the givens that it says as well: `长短期记忆` is rnn-step, and
    cell=lstm; the word itself and no givens where it is ASCII or no such word."""
    if word.isascii():
        return word, []
    from nncalc.language.typed import meant  # start-up

    name, *givens = meant("commands", word).split() or [word]
    return name, givens


@cache
def load(name: str) -> type[ProblemType]:
    """The problem type of a name. Raises InputError with the nearest name when there is none."""
    from nncalc.declaring.problem import ProblemType  # start-up

    name = called(name)[0].replace("_", "-")
    if name not in names():
        raise InputError(
            say("there is no problem type '{name}'", name=name),
            expected=" ".join(names()),
            nearest=nearest(name, named(name)),
        )
    module = import_module("nncalc.problem_types." + name.replace("-", "_"))
    if hasattr(module, "__path__"):
        module = import_module(module.__name__ + ".problem")
    kinds = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, ProblemType) and value.__module__ == module.__name__
    ]
    kinds[-1].name, kinds[-1].summary = name, summary(name)
    return kinds[-1]
