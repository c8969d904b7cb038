"""The named lines and givens of a working, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from nncalc.checking.judge.tape import Formulas, line_key, numbers_of
from nncalc.checking.judge.tape import Lines as Answered
from nncalc.declaring import letters
from nncalc.declaring.letters import noted
from nncalc.declaring.result_names import quantities_in
from nncalc.engine.events import Line as Shown
from nncalc.engine.quantity import Quantity
from nncalc.engine.readings import is_short
from nncalc.engine.tensor import Tensor, components
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Run

MOST_PIECES = 12
"""A formula of more pieces is not written in a sentence."""
_INDEX = re.compile(r"(\.\d+)+$")
_NUMBER = re.compile(r"\d+")
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*(?:\.\w+)*(?![\w(])")


class Line(NamedTuple):
    """A named quantity or tensor: its components in order, the name of each, and its shape."""

    name: str
    items: list[Quantity]
    shape: tuple[int, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        return components(self.name, self.shape) if self.shape else (self.name,)


class Lines:
    """The named lines that the typed figures can see, in the order of the working, and the givens.

    results every numeric result of the run, seen by a typed figure or not
    decisions what was decided, and whether it is shown in words: no figure is worked out there
    owner   by `line_key`, the whole that a quantity is part of, and its place in it
    """

    def __init__(self, problem: ProblemType, run: Run, plain: Formulas, answered: Answered) -> None:
        place = {line_key(q): number for number, q in enumerate(plain.order)}
        self.givens = {line.name: line for line in _givens(problem) if any(plain.knows(q) for q in line.items)}
        found: dict[str, Line] = {}
        for line in (*_named(run), *_answered(run, answered)):
            first = line.items[0]
            if line.name not in found and line_key(first) in place and first.operation is not None:
                found[line.name] = line
        once: dict[int, Line] = {}
        for line in found.values():
            once.setdefault(line_key(line.items[0]), line)
        self.lines = sorted(once.values(), key=lambda line: place[line_key(line.items[0])])
        self.results = _results(run)
        self.decisions = {name: bool(words) for name, words in run.shown_as.items()}
        self.owner: dict[int, tuple[str, int]] = {}
        for line in [*self.givens.values(), *self.lines]:
            for number, q in enumerate(line.items):
                self.owner.setdefault(line_key(q), (line.name, number))


def _named(run: Run) -> Iterator[Line]:
    shown = [(e.named.name, e.named) for e in run.events if isinstance(e, Shown) and e.named.name]
    for name, x in (*shown, *run.results.items()):
        if isinstance(x, (Quantity, Tensor)) and (items := quantities_in(x)):
            yield Line(name, items, x.shape if isinstance(x, Tensor) else ())


def _answered(run: Run, answered: Answered) -> Iterator[Line]:
    """Cells of tables, and what stands behind decisions, where they were answered."""
    for name in answered.names:
        if name not in run.results or isinstance(run.results[name], (bool, int)):
            with suppress(KeyError, IndexError):  # a run that a student's own figures led may end sooner
                yield Line(name, numbers_of(run, name), answered.shapes[name])


def _results(run: Run) -> list[Line]:
    """Every result that is a number or a tensor of numbers, each quantity once."""
    once: dict[int, Line] = {}
    for name, x in run.results.items():
        if isinstance(x, (Quantity, Tensor)) and (items := quantities_in(x)):
            once.setdefault(line_key(items[0]), Line(name, items, x.shape if isinstance(x, Tensor) else ()))
    return list(once.values())


def _givens(problem: ProblemType) -> Iterator[Line]:
    for holder in vars(problem).values():
        for x in holder.values() if isinstance(holder, dict) else [holder]:
            if isinstance(x, (Quantity, Tensor)) and (items := quantities_in(x)):
                name = x.name or items[0].name
                if name:
                    yield Line(_INDEX.sub("", name), items, x.shape if isinstance(x, Tensor) else ())


def stem(name: str) -> str:
    """What lines of the same kind share: z# of z1 and z2."""
    return _NUMBER.sub("#", name)


def base_name(q: Quantity) -> str | None:
    """The name of the whole that a quantity is part of."""
    return _INDEX.sub("", q.name) if q.name else None


def called(x: Quantity | str) -> str:
    """What a quantity is called in a sentence: its name, or its formula where that is short."""
    if isinstance(x, str):
        return noted(x)
    if x.name:
        return noted(x.name)
    from nncalc.page.solving import named_form  # start-up

    if not is_short(x, MOST_PIECES):
        return say("the rest")
    form = named_form(x)
    return form if letters.active is None else _NAME.sub(lambda match: noted(match[0]), form)
