"""The problem types there are: one module each in `problem_types/`, found by looking, imported when used."""

from __future__ import annotations

import os
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from nncalc.errors import InputError, nearest

if TYPE_CHECKING:
    from nncalc.problem import ProblemType

FOLDER = os.path.join(os.path.dirname(__file__), "problem_types")


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """The names of all problem types, sorted; a type's name is its file's."""
    files = (name[:-3] for name in os.listdir(FOLDER) if name.endswith(".py") and not name.startswith("_"))
    return tuple(sorted(name.replace("_", "-") for name in files))


@cache
def summary(name: str) -> str:
    """The first line of a type's module, read without importing it."""
    with open(os.path.join(FOLDER, name.replace("-", "_") + ".py"), encoding="utf-8") as file:
        return file.readline().strip().strip('"').rstrip(".")


def summarised_as(word: str) -> str | None:
    """The type whose summary has a word in it: `rosenblatt` for `perceptron`, `rnn-step` for `lstm`."""
    word = word.casefold()
    return next((name for name in names() if word in summary(name).casefold().replace(",", " ").split()), None)


def mentions(name: str, word: str) -> bool:
    """Whether a type's module has a word in it, read without importing it."""
    with open(os.path.join(FOLDER, name.replace("-", "_") + ".py"), encoding="utf-8") as file:
        return word in file.read()


@cache
def load(name: str) -> type[ProblemType]:
    """The problem type of a name. Raises InputError with the nearest name when there is none."""
    from nncalc.problem import ProblemType

    name = name.replace("_", "-")
    if name not in names():
        raise InputError(
            f"there is no problem type '{name}'", expected=" ".join(names()), nearest=nearest(name, names())
        )
    module = import_module("nncalc.problem_types." + name.replace("-", "_"))
    kinds = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, ProblemType) and value.__module__ == module.__name__
    ]
    kinds[-1].name, kinds[-1].summary = name, summary(name)
    return kinds[-1]
