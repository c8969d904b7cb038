"""What rounding can do to a line: half a unit in every figure that it was worked out with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.checking.judge.floats import BINARY, UNARY, applied
from nncalc.checking.judge.graph import CONST, TYPED

if TYPE_CHECKING:
    from nncalc.checking.judge.atlas import Atlas
    from nncalc.checking.judge.graph import Values
    from nncalc.checking.judge.state import Figures

STEP = 1e-6


def spread_of(atlas: Atlas, name: str, values: Values, figures: Figures) -> list[float]:
    """For each component of a line how far it may move; first-order, by the slopes of the operations on the way back."""
    nodes = atlas.rows[name][0].nodes
    if not atlas.above[name]:
        return [0.0] * len(nodes)
    return [_one(atlas, node, values, figures) for node in nodes]


def _one(atlas: Atlas, root: int, values: Values, figures: Figures) -> float:
    graph = atlas.graph
    order = graph.below(root)
    values.fill(order)
    slopes: dict[int, float] = {root: 1.0}
    moved = 0.0
    for node in reversed(order):
        slope = slopes.get(node, 0.0)
        name, a, b = graph.nodes[node]
        if not slope or name == CONST:
            continue
        if name == TYPED:
            moved += abs(slope) * _half(figures, a, atlas)
            continue
        x, y = values(a), values(b) if b >= 0 else 0.0
        if b < 0:
            function = UNARY[name]
            slopes[a] = slopes.get(a, 0.0) + slope * _difference(lambda v, f=function: applied(f, v), x)
            continue
        two = BINARY[name]
        slopes[a] = slopes.get(a, 0.0) + slope * _difference(lambda v, f=two, y=y: applied(f, v, y), x)
        slopes[b] = slopes.get(b, 0.0) + slope * _difference(lambda v, f=two, x=x: applied(f, x, v), y)
    return moved if moved == moved else 0.0


def _half(figures: Figures, component: int, atlas: Atlas) -> float:
    """Half a unit of a figure; nothing for a whole number typed whole."""
    unit = figures.units[component]
    right = atlas.floats[component]
    return 0.0 if unit >= 1 and right.is_integer() else unit / 2


def _difference(function: object, x: float) -> float:
    step = STEP * max(1.0, abs(x))
    slope = (function(x + step) - function(x - step)) / (2 * step)  # type: ignore[operator]
    return slope if slope == slope and abs(slope) < 1e300 else 0.0
