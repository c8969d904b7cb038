"""Points: of a problem as a whole, shared by its results, or of each result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.problem_files.entry import placed

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.problem_files.entry import Entry


def weights(entry: Entry, answered: Iterable[str]) -> dict[str, Fraction]:
    """Points per result: as the key says, or the problem's points (1) shared equally by its expected results.

    A key that expects nothing is shared by what the class answered. Raises InputError for points that are no numbers.
    """
    points = entry.points
    if isinstance(points, Mapping):
        return {name: _points(entry, value, ("points", name)) for name, value in points.items()}
    names = list(entry.expect) or list(dict.fromkeys(answered))
    whole = Fraction(1) if points is None else _points(entry, points, ("", "points"))
    return {name: whole / len(names) for name in names}


def _points(entry: Entry, value: Any, key: tuple[str, str]) -> Fraction:
    """The points that stand at a key."""
    try:
        points = Fraction(value.strip())
    except (ValueError, AttributeError, ZeroDivisionError):
        points = None
    if points is None or points < 0:
        said = f"points of {entry.id}: {value!r} is not a number of points"
        raise placed(InputError(said, expected="points: 2, or points: {loss: 1, W1_new: 3}"), entry, key)
    return points


def weight_of(name: str, weighed: Mapping[str, Fraction], sizes: Mapping[str, int]) -> Fraction:
    """The points of an answer: its own, or its share of those of the result it is a part of."""
    if name in weighed:
        return weighed[name]
    whole = name
    while "." in whole:
        whole = whole.rpartition(".")[0]
        if whole in weighed:
            return weighed[whole] * sizes[name] / sizes[whole]
    parts = [points for key, points in weighed.items() if key.startswith(f"{name}.")]
    return sum(parts, Fraction(0))


def size(run: Run, name: str) -> int:
    """How many figures a result has."""
    from nncalc.solving import find_quantity

    return _count(find_quantity(run, name))


def _count(x: Any) -> int:
    if isinstance(x, Tensor):
        return len(x.items)
    return sum(map(_count, x)) if isinstance(x, (list, tuple)) else 1
