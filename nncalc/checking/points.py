"""Points: of a problem as a whole, shared by its results, or of each result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.declaring.absent_results import no_such_result
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError, InputErrors
from nncalc.page.solving import Settings, find_quantity, run_problem
from nncalc.problem_files.entry import placed_result

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.run import Run
    from nncalc.problem_files.entry import Entry


class Share(NamedTuple):
    """What an answer can earn: these points where `part`, the answer itself or a part of it, is right."""

    part: str
    points: Fraction


def weights(entry: Entry, answers: Sequence[str]) -> dict[str, Fraction]:
    """Points per result: as the key says, or the problem's points (1) shared equally by its expected results.

    answers  the results that the problem's page ends with: a key that expects nothing is shared by them
    """
    points = entry.points_of()
    if isinstance(points, dict):
        return points
    names = list(entry.expect) or answers
    whole = Fraction(1) if points is None else points
    return {name: whole / len(names) for name in names}


def shares(
    answered: Sequence[str], weighed: Mapping[str, Fraction], sizes: Mapping[str, int]
) -> dict[str, list[Share]]:
    """What each answer can earn. The points of a result are given out once, whatever was answered.

    They go to the answer to that result, else to the nearest whole it is a part of, else to the answers to its parts, by size.
    """
    out: dict[str, list[Share]] = {name: [] for name in answered}
    for name, points in weighed.items():
        whole = next((each for each in [name, *wholes(name)] if each in out), None)
        if whole is not None:
            out[whole].append(Share(name, points))
        else:
            for part in _parts_among(answered, name):
                out[part].append(Share(part, points * sizes[part] / sizes[name]))
    return out


def left(answered: Sequence[str], weighed: Mapping[str, Fraction], sizes: Mapping[str, int]) -> dict[str, int]:
    """The results that were not answered, or not as a whole: how many of their figures are left."""
    there = set(answered)
    found = {}
    for name in weighed:
        if there.isdisjoint([name, *wholes(name)]):
            figures = sizes[name] - sum(sizes[part] for part in _parts_among(answered, name))
            if figures > 0 or not sizes[name]:
                found[name] = figures
    return found


def _parts_among(answered: Sequence[str], name: str) -> list[str]:
    """The parts of a result that were answered; not those of such a part."""
    there = set(answered)
    return [part for part in answered if name in (above := list(wholes(part))) and there.isdisjoint(above)]


def wholes(name: str) -> Iterator[str]:
    """What a name is a part of: `W1.2` and `W1` of `W1.2.1`."""
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def refuse_unknown_points(problem: ProblemType, entry: Entry) -> None:
    """Raises InputErrors for points of names that are no results of the problem."""
    if isinstance(entry.points, dict):
        unknown = sizes_of(problem, list(entry.points)).unknown
        if unknown:
            raise InputErrors([placed_result(error, entry) for error in unknown.values()])


class Sizes(NamedTuple):
    """How many figures results have, the errors of names that are none, and the results that the page ends with."""

    figures: dict[str, int]
    unknown: dict[str, InputError]
    answers: list[str]


def sizes_of(problem: ProblemType, names: Sequence[str]) -> Sizes:
    """The sizes of named results, of what they are a part of, and of those that the page ends with."""
    found: Sizes = run_problem(
        problem, partial(_sizes, problem=problem, names=names), Settings(show=tuple(names)).policy
    )
    return found


def _sizes(run: Run, problem: ProblemType, names: Sequence[str]) -> Sizes:
    sizes: dict[str, int] = {}
    unknown: dict[str, InputError] = {}
    for name in [*names, *run.answers]:
        try:
            sizes |= {each: _count(find_quantity(run, each)) for each in [name, *wholes(name)]}
        except InputError:
            unknown.setdefault(name, no_such_result(name, run.results, run.absent, problem))
    return Sizes(sizes, unknown, list(run.answers))


def _count(x: Any) -> int:
    if isinstance(x, Tensor):
        return len(x.items)
    return sum(map(_count, x)) if isinstance(x, (list, tuple)) else 1
