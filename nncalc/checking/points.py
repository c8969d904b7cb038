"""Points: of a problem as a whole, shared by its results, or of each result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def weights(entry: Entry, answered: Iterable[str]) -> dict[str, Fraction]:
    """Points per result: as the key says, or the problem's points (1) shared equally by its expected results.

    A key that expects nothing is shared by what the class answered.
    """
    points = entry.points_of()
    if isinstance(points, dict):
        return points
    names = list(entry.expect) or list(dict.fromkeys(answered))
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
            for part in answered:
                if name in (above := list(wholes(part))) and out.keys().isdisjoint(above):
                    out[part].append(Share(part, points * sizes[part] / sizes[name]))
    return out


def wholes(name: str) -> Iterator[str]:
    """What a name is a part of: `W1.2` and `W1` of `W1.2.1`."""
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def refuse_unknown_points(problem: ProblemType, entry: Entry) -> None:
    """Raises InputErrors for points of names that are no results of the problem."""
    if isinstance(entry.points, dict):
        _, unknown = sizes_of(problem, list(entry.points))
        if unknown:
            raise InputErrors([placed_result(error, entry) for error in unknown.values()])


def sizes_of(problem: ProblemType, names: Sequence[str]) -> tuple[dict[str, int], dict[str, InputError]]:
    """How many figures each named result and what it is a part of have, and the errors of names that are no results."""
    found: tuple[dict[str, int], dict[str, InputError]]
    found = run_problem(problem, partial(_sizes, problem=problem, names=names), Settings(show=tuple(names)).policy)
    return found


def _sizes(run: Run, problem: ProblemType, names: Sequence[str]) -> tuple[dict[str, int], dict[str, InputError]]:
    sizes: dict[str, int] = {}
    unknown: dict[str, InputError] = {}
    for name in names:
        try:
            sizes |= {each: _count(find_quantity(run, each)) for each in [name, *wholes(name)]}
        except InputError:
            unknown.setdefault(name, no_such_result(name, run.results, run.absent, problem))
    return sizes, unknown


def _count(x: Any) -> int:
    if isinstance(x, Tensor):
        return len(x.items)
    return sum(map(_count, x)) if isinstance(x, (list, tuple)) else 1
