"""Printed figures of whole problems of every type, judged at 60 digits: no digit may be wrong."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from fractions import Fraction
from importlib import import_module
from itertools import islice
from typing import Any, NamedTuple

import flint
import mpmath
import pytest
from commandline import ROOT
from sixty_digits import right_figure, wide

from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.engine.figures import Figure, Precision, figure, nearest_double
from nncalc.engine.operations import TABLE
from nncalc.engine.quantity import Quantity
from nncalc.engine.run import Run
from nncalc.errors import InputError, InputErrors, Undecided
from nncalc.page.solving import run_problem
from nncalc.problem_files.entry import Entry
from nncalc.problem_files.reader import read_file
from oracles.declared import oracle_of
from oracles.mpmath_tape import DIGITS, OPERATIONS, recomputed

FIGURES = 5000
"""Figures of random problems that are judged, of each type."""
PRECISIONS = [Precision(n) for n in (2, 3, 4, 6, 12)] + [Precision(4, n) for n in (2, 3, 5, 15)]

printed_figure = figure
Givens = Iterator[dict[str, Any]]


def random_givens(name: str) -> Givens:
    """The random problems that the oracle of a type draws."""
    givens: Givens = import_module(f"oracles.{oracle_of(name).stem}").givens()
    return givens


class Judged(NamedTuple):
    """One printed figure, what it may read, and where it stands."""

    printed: str
    rights: set[str]
    where: tuple[Any, ...]


def quantities(x: Any) -> Iterator[Quantity]:
    """Every quantity in a result; words and truth values have no digits."""
    if isinstance(x, Quantity):
        yield x
    elif hasattr(x, "items") and not isinstance(x, dict):
        yield from x.items
    elif isinstance(x, (list, tuple, dict)):
        for item in x.values() if isinstance(x, dict) else x:
            yield from quantities(item)


def judged(run: Run, source: random.Random) -> list[Judged]:
    """The figures of all results of a run, each to a number of digits drawn for it."""
    named = [(name, q) for name, result in run.results.items() for q in quantities(result)]
    known = [(name, q) for name, q in named if is_finite(q)]
    with mpmath.workdps(DIGITS):
        values = recomputed(q for _, q in known)
        out = []
        for name, q in known:
            precision = source.choice(PRECISIONS)
            rights = possible(values.get(id(q)), q, precision)
            if len(set(map(without_zeros, rights))) == 1:
                out.append(Judged(printed_figure(q, precision).text, rights, (name, precision)))
    return out


def is_rational(q: Quantity) -> bool:
    return type(q.value) is flint.fmpq


def is_finite(q: Quantity) -> bool:
    return q.value is not None and (is_rational(q) or q.value.is_finite())


HAIR = mpmath.mpf(10) ** (10 - DIGITS)
"""More than 60-digit arithmetic loses in these problems, and less than any figure shows."""
NEXT_TO_ZERO = mpmath.mpf(10) ** ((10 - DIGITS) // 2)
"""Of less, 60 digits may leave a rest alone."""


def without_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def possible(value: Any, q: Quantity, precision: Precision) -> set[str]:
    """What the figure may read: none where the value is not known, more than one where 60 digits do not decide.

    A number that is a decimal may be known to be one (`0.5`) or not (`0.5000`).
    """
    if value is None:
        return set()
    if is_rational(q):
        value = fraction_of(value, q)
    if isinstance(value, Fraction):
        return {right_figure(value, precision.digits, precision.sig, not is_rational(q))}
    if abs(value) < NEXT_TO_ZERO:
        return set()  # perhaps 0, of which 60 digits leave a rest
    hair = HAIR * (1 + abs(value))
    near = [value - hair, value + hair]
    decimal = Fraction(int(mpmath.nint(value * 10**30)), 10**30)
    near += [decimal] if abs(wide(decimal) - value) < hair else []
    return {right_figure(each, precision.digits, precision.sig, True) for each in near}


def fraction_of(value: Any, q: Quantity) -> Fraction:
    """The fraction that the engine found, which must be the value to 50 digits."""
    found = Fraction(int(q.value.p), int(q.value.q))
    assert abs(wide(found) - wide(value)) < HAIR * (1 + abs(value))
    return found


def figures_of(name: str, given: dict[str, Any], source: random.Random, **where: Any) -> list[Judged]:
    try:
        problem = read_problem(registry.load(name), given, **where)
        return run_problem(problem, lambda run: judged(run, source))
    except (InputError, InputErrors, Undecided):  # drawn on a kink, or layers that do not fit
        return []


def test_every_operation_is_known() -> None:
    assert set(OPERATIONS) == set(TABLE)


@pytest.mark.parametrize("name", registry.names())
def test_figures_of_random_problems(name: str) -> None:
    source, found = random.Random(name), 0
    problems = random_givens(name)
    while found < FIGURES:
        given = next(problems)
        figures = figures_of(name, given, source)
        found += len(figures)
        assert [each for each in figures if each.printed not in each.rights][:3] == [], given


@pytest.mark.parametrize("name", registry.names())
def test_figures_of_worked_problems(name: str) -> None:
    """The problems that come with nncalc."""
    source, found = random.Random(name), 0
    for path in sorted((ROOT / "problems" / name).rglob("*.yaml")):
        for entry in read_file(str(path)):
            assert isinstance(entry, Entry)
            figures = figures_of(entry.type, entry.given, source, folder=entry.folder)
            found += len(figures)
            assert [each for each in figures if each.printed not in each.rights][:3] == [], entry.id
    assert found > 0


ENCLOSED = {"pca": "eigenvalues and vectors of three features are enclosed, without a formula that mpmath could follow"}
"""Types with figures that the judge cannot know, and why; their oracles compare them."""


def test_nearly_every_figure_is_decided() -> None:
    """The judge may pass over a figure that 60 digits leave open; beside zeros, there must be next to none.

    A softmax of one unit, or of one that is far ahead, is 1, and 60 digits show of its deltas only that they are next to 0.
    """
    least = 10.0 ** ((10 - DIGITS) // 2)

    def shares(run: Run) -> tuple[int, int]:
        finite = [q for result in run.results.values() for q in quantities(result) if is_finite(q)]
        zeros = [q for q in finite if not is_rational(q) and (q.value.contains(0) or abs(q.value) < least)]
        return len(judged(run, random.Random(0))), len(finite) - len(zeros)

    for name in registry.names():
        if name in ENCLOSED:
            continue
        decided = every = 0
        for given in islice(random_givens(name), 60):
            try:
                some, of = run_problem(read_problem(registry.load(name), given), shares)
            except (InputError, InputErrors, Undecided):
                continue
            decided, every = decided + some, every + of
        assert decided > 0.98 * every, (name, decided, every)


def test_the_judge_sees_a_wrong_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Printed from doubles, as a pocket calculator does it, ties and fifteenth digits go wrong."""

    def by_double(q: Quantity, precision: Precision) -> Figure:
        text = figure(q, precision).text
        places = len(text.partition(".")[2])
        return Figure(f"{nearest_double(q):.{places}f}" if places and "e" not in text else text, False)

    monkeypatch.setattr(sys.modules[__name__], "printed_figure", by_double)
    source = random.Random(0)
    figures = [each for one in islice(random_givens("metrics"), 60) for each in figures_of("metrics", one, source)]
    assert 0 < sum(each.printed not in each.rights for each in figures) < len(figures) / 10
