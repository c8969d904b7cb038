"""Min-max scaling: each column from 0 to 1, and the way back through its least and its largest value."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import sign
from nncalc.engine.operations import MAXIMUM, MINIMUM
from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import rule
from nncalc.engine.tensor import Tensor, items_of
from nncalc.errors import InputError
from nncalc.rules.normalization.layout import Layout
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


def place_of_end(items: Sequence[Quantity], places: Sequence[int], direction: int) -> int:
    """Where the largest (1) or least (−1) of some values stands; of equals the first."""
    best = places[0]
    for place in places[1:]:
        if sign(items[place] - items[best]) * direction > 0:
            best = place
    return best


def shaped(items: list[Quantity], layout: Layout) -> Any:
    """One value for each group as a tensor; a bare one where there is one group alone."""
    return Tensor(items, layout.stats) if layout.stats else items[0]


def ends(x: Tensor, layout: Layout) -> tuple[Any, Any]:
    """The least and the largest value of each group."""
    groups = layout.by_group(x)
    if any(q.value is None for q in x.items):
        chosen = [[reduce(end, [x.items[i] for i in group]) for group in groups] for end in (MINIMUM, MAXIMUM)]
    else:
        chosen = [[x.items[place_of_end(x.items, group, way)] for group in groups] for way in (-1, 1)]
    return shaped(chosen[0], layout), shaped(chosen[1], layout)


@rule("the distance from the least value is divided by that of the largest from the least")
def between(x: Tensor, least: Any, largest: Any, width: Any) -> Tensor:
    """(x − min)/(max − min)."""
    return (x - least) / width


@between.slip("largest-for-width", "divides by the largest value")
def _(x: Tensor, least: Any, largest: Any, width: Any) -> Tensor:
    return (x - least) / largest


@between.slip("least-not-subtracted", "does not take the least value away")
def _(x: Tensor, least: Any, largest: Any, width: Any) -> Tensor:
    return x / width


@rule("the least and the largest value have a share in every output of their column")
def ends_back(direct: Tensor, dmin: Any, dmax: Any, x: Tensor, layout: Layout) -> Tensor:
    """∂L/∂x: ∂L/∂y over the width, and at the two ends what comes back through them."""
    items = list(direct.items)
    for number, group in enumerate(layout.by_group(x)):
        for way, value in ((-1, dmin), (1, dmax)):
            place = place_of_end(x.items, group, way)
            items[place] = items[place] + (value.items[number] if isinstance(value, Tensor) else value)
    return Tensor(items, x.shape)


@ends_back.slip("ends-not-carried-back", "takes the least and the largest value for constants on the way back")
def _(direct: Tensor, dmin: Any, dmax: Any, x: Tensor, layout: Layout) -> Tensor:
    return direct


def work_min_max(run: Run, x: Tensor, layout: Layout, upstream: Tensor | None) -> None:
    """The lines of min-max scaling. Raises InputError where all values of a column are alike."""
    run.section("statistics")
    run.words("min-max")
    low, high = ends(x, layout)
    least, largest = run.let("min", low), run.let("max", high)
    width = run.let("width", largest - least)
    for q in items_of(width):
        if q.value is not None and sign(q) == 0:
            raise InputError(
                say("all values of a column are alike, and its width 0 cannot be divided by"),
                name="x",
                expected=say("values that differ"),
            )
    least_, largest_, width_ = (layout.spread(q, layout.kept) for q in (least, largest, width))
    run.section("normalised")
    y = run.let("y", between(x, least_, largest_, width_))
    run.answer("y")
    if upstream is None:
        run.lacks("dx|dmin|dmax", say("a gradient needs upstream"), "upstream=1,0:0,1")
        return
    if any(q.value is None for q in x.items):
        run.lacks("dx|dmin|dmax", say("which value is the least cannot be told of letters"), "x=1,2:3,5")
        return
    run.section("backward")
    dmin = run.let("dmin", layout.sums(upstream * (y - 1)) / width)
    dmax = run.let("dmax", -layout.sums(upstream * y) / width)
    run.let("dx", ends_back(upstream / width_, dmin, dmax, x, layout))
    run.words("zero min-max")
    run.answer("dx")
