"""The first look at a sheet: each figure judged by itself, beside a run of the plain working.

The run is kept at hand while the problem is there, and so is what was found of each figure: the students of a class are
looked at with one run, and what many of them typed is judged once.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from nncalc.checking.coarse import Judged
from nncalc.checking.compare import assess, with_sisters
from nncalc.checking.contradictions import contradictions
from nncalc.checking.formula_names import FormulaNames
from nncalc.checking.judge.figure import Figure, Part
from nncalc.checking.labels import unit_for
from nncalc.checking.typed_answers import quantity_of
from nncalc.checking.verdicts import decimals
from nncalc.declaring.absent_results import no_such_result
from nncalc.engine.quantity import MorePrecision, Quantity, constant
from nncalc.engine.run import reread
from nncalc.errors import InputError, InputErrors
from nncalc.page.document import Check
from nncalc.page.solving import Settings, run_problem
from nncalc.reading.cells import Cell

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.rule import Rule
    from nncalc.engine.run import Policy, Run

SETTLED = ("right", "coarse", "unreadable")
"""Verdicts that want no explanation."""
MOST_EXPONENT = 300
"""Figures of more places than this have no unit that a float can hold."""
MOST_KEPT = 20_000
"""Figures of a problem whose verdicts are kept."""


class Refused(InputErrors):
    """Figures that cannot be judged, by their names; the others can be."""


class NoSuchResults(Refused):
    """Figures were typed for names that are no results of the problem."""


class Contradictory(Refused):
    """One figure was typed with two values."""


class _NotWhole(Exception):
    """Of a run that left something out only what is right can be judged."""


class First(NamedTuple):
    """What the plain run says: each figure as judged by itself with its components, and the rules that were used."""

    figures: list[Figure]
    parts: list[list[Judged]]
    used: dict[Rule, int]


class _Seen(NamedTuple):
    """One figure as judged by itself, with its components."""

    check: Check
    parts: list[Judged]


class _Plain:
    """A run of the plain working, and the figures that were judged beside it with the same settings."""

    def __init__(self, run: Run, settings: Settings) -> None:
        self.run, self.settings = run, settings
        self.policy: Policy = run.policy._replace(asked=None)
        self.names: FormulaNames | None = None
        self.seen: dict[tuple[str, str], _Seen] = {}
        self.typed: dict[tuple[str, str], tuple[Part, ...]] = {}

    def serves(self, settings: Settings) -> bool:
        """Whether a sheet can be judged beside this run: the same lines are kept, and figures are judged alike."""
        return self.policy == settings.policy and self.settings._replace(checks=(), show=()) == settings._replace(
            checks=(), show=()
        )

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each result was recorded."""
        return {name: number for number, name in enumerate(self.run.results)}

    def look(self, name: str, typed: str) -> _Seen:
        """The verdict on one figure. Raises InputError where there is no such result."""
        found = self.seen.get((name, typed))
        if found is not None:
            return found
        found = _Seen(*assess(self.run, name, typed, self.settings))
        if len(self.seen) >= MOST_KEPT:
            self.seen.clear()
            self.typed.clear()
        self.seen[name, typed] = found
        return found

    def place_of(self, seen: _Seen) -> tuple[int, int]:
        """Where a figure was recorded: itself, and what it is a part of."""
        name, itself = seen.check.name, getattr(seen.parts[0].right, "name", None) if seen.parts else None
        return _place(self.place, itself or name, name), _place(self.place, name)

    def own(self, seen: _Seen) -> tuple[Part, ...]:
        """The components of a figure as they were typed: numbers and formulas."""
        key = seen.check.name, seen.check.typed
        if key not in self.typed:
            self.names = self.names or FormulaNames(self.run)
            unit = unit_for(seen.check.name, self.run)
            counted = unit is not None and unit.whole
            self.typed[key] = tuple(
                [
                    own
                    for part in seen.parts
                    for own in _worded(part, self.run)
                    or [_typed(part, self.names, counted, self.run.behind.get(part.name))]
                ]
            )
        return self.typed[key]


_KEPT = "_plain_run"
"""Where a problem keeps its run: what goes with the problem goes when the problem does."""


def first_look(problem: ProblemType, figures: Sequence[tuple[str, str]], settings: Settings) -> First:
    """The figures of a sheet, each judged by itself. Raises Refused."""
    plain = vars(problem).get(_KEPT)
    if plain is not None and plain.serves(settings):
        with suppress(MorePrecision, _NotWhole):
            kept = plain
            first: First = reread(plain.run, lambda run: _first(kept, problem, figures))
            return first

    def read(run: Run) -> First:
        vars(problem)[_KEPT] = anew = _Plain(run, settings)
        return _first(anew, problem, figures)

    asked = frozenset([name for name, _ in figures])
    try:
        with suppress(_NotWhole):
            return run_problem(problem, read, settings.policy._replace(asked=asked))
        return run_problem(problem, read, settings.policy)
    except Refused:
        raise
    except BaseException:
        done_with(problem)  # what could not be decided may be read again another time
        raise


def seen_on(run: Run, figures: Sequence[tuple[str, str]], settings: Settings) -> list[Figure | None]:
    """Figures judged by themselves beside a run that others led; None for what is no result there."""
    led, found = _Plain(run, settings), list[Figure | None]()
    for name, typed in figures:
        try:
            seen = led.look(name, typed)
        except InputError:
            found.append(None)
        else:
            found.append(Figure(seen.check, led.own(seen), (0, 0)))
    return found


def done_with(problem: ProblemType) -> None:
    """Let go of the run kept beside a problem that nobody will be looked at with again: the two hold each other."""
    vars(problem).pop(_KEPT, None)


def _first(plain: _Plain, problem: ProblemType, figures: Sequence[tuple[str, str]]) -> First:
    found: list[_Seen] = []
    errors: list[InputError] = []
    for name, typed in figures:
        try:
            found.append(plain.look(name, typed))
        except InputError:
            if not plain.run.whole:
                raise _NotWhole from None
            error = no_such_result(name, plain.run.results, plain.run.absent, problem)
            error.name = name  # whoever marks the others goes by it
            errors.append(error)
    if not plain.run.whole and not all(seen.check.verdict == "right" for seen in found):
        raise _NotWhole
    if errors:
        raise NoSuchResults(errors)
    parts = [seen.parts for seen in found]
    if errors := contradictions([seen.check for seen in found], parts):
        raise Contradictory(errors)
    settings = plain.settings
    checks = with_sisters([seen.check for seen in found], parts, settings.precision, settings.decimals)
    wrong = any(check.verdict not in SETTLED for check in checks)
    whole = [
        Figure(check, *((plain.own(seen), plain.place_of(seen)) if wrong else ((), (0, 0))))
        for check, seen in zip(checks, found, strict=True)
    ]
    return First(whole, parts, dict(plain.run.used))


def _place(place: dict[str, int], *names: str) -> int:
    """Where the first of these names that is a result, or a part of one, was recorded."""
    for name in names:
        while name and name not in place:
            name = name.rpartition(".")[0]
        if name:
            return place[name]
    raise KeyError(names)


def _worded(part: Judged, run: Run) -> list[Part]:
    """The components of an answer in words that stand for the numbers of a decision; nothing where there are none."""
    names = [f"{part.name}.{i}" for i in range(1, len(part.right) + 1)] if type(part.right) is list else [part.name]
    words = [[word.lower() for word in run.shown_as.get(name, ())] for name in names]
    texts = [text.strip().lower() for text in part.typed.strip().strip("[]").split(",")]
    if not all(words) or len(texts) != len(names):
        return []
    found = []
    for name, known, text in zip(names, words, texts, strict=True):
        right = run.behind[name]
        number = known.index(text) if text in known else None
        is_right = number is not None and right.value == number
        found.append(Part(name, is_right, right, None if number is None else constant(number), 1.0, name))
    return found


def _typed(part: Judged, names: FormulaNames, counted: bool, behind: Quantity | None) -> Part:
    """A component with what was typed for it as a number or a formula; None for what is neither.

    counted   it is a count: a whole number is typed as it is meant, 56 is no 55.5
    behind    the quantity behind a decision, which is a whole number whatever is shown
    """
    found = None
    if behind is not None and isinstance(part.right, bool):
        yes = part.right == (part.verdict == "right")
        return Part(part.name, part.verdict == "right", behind, constant(int(yes)), 1.0, part.name)
    if isinstance(part.right, Quantity):
        with suppress(InputError):
            found = quantity_of(Cell(part.typed, 0, part.typed), part.right, names)
    places = decimals(part.typed)
    unit = 0.0 if places is None or abs(places) > MOST_EXPONENT or (counted and places == 0) else 10.0**-places
    if behind is not None:
        return Part(part.name, part.verdict == "right", behind, found, unit or 1.0, part.name)
    return Part(part.name, part.verdict == "right", part.right, found, unit)
