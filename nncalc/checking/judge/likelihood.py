"""How well formulas fit the figures of a line, and how likely the figures are by chance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from nncalc.checking.judge.graph import Values, rounded
from nncalc.checking.judge.lattice import coarseness, roundness
from nncalc.declaring.causes import ROUNDINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nncalc.checking.judge.row import Row
    from nncalc.checking.judge.state import State

MISTAKEN = 0.07
"""How often a line that a hypothesis would explain is wrong for another reason."""
SLACK = 1e-9
TINY = 1e-12
COMMON = 0.05
"""The chance of a figure that is 0 or 1, and of one that is given: they are written for no reason."""
NOTHING = 1e-3
ANY_DECADE = 0.5
"""How often what is wrong for no reason is any figure of as many digits, each as likely: 5 for .5, 87 for .87."""
ON_LATTICE = 0.5
"""How often what is wrong for no reason is one of the values that the numbers of the problem can give."""


class Fit(NamedTuple):
    """How a row fits: its likelihood, and whether all figures are as one reading or the other gives them.

    as_typed   all of them as typed
    tight      each as one of the readings gives it, or after an earlier mistake as the right figures above do: that was mended,
               or never gone on with
    loose      within what rounding the earlier figures can do
    """

    likelihood: float
    as_typed: bool
    tight: bool
    loose: bool


def half_of(value: float, unit: float) -> float:
    """How far a figure may be from what it stands for."""
    return unit / 2 * (1 + SLACK) + max(TINY, abs(value) * 1e-13)


def fit_of(sheet: State, name: str, row: Row, spread: Sequence[float] | None) -> Fit:
    """The fit of a row to a line."""
    figures, a, b = sheet.figures, sheet.a, sheet.b
    as_typed = unrounded = tight = mended = True
    loose, narrow = spread is not None, 1.0
    for i, component in enumerate(sheet.atlas.lines.components[name]):
        node, typed, unit = row.nodes[i], figures.values[component], figures.units[component]
        half = half_of(typed, unit)
        from_a, from_b = abs(a(node) - typed) <= half, abs(b(node) - typed) <= half
        as_typed, unrounded, tight = as_typed and from_a, unrounded and from_b, tight and (from_a or from_b)
        if spread is not None and loose:
            tolerance = half + spread[i]
            loose = abs(a(node) - typed) <= tolerance
            narrow *= min(1.0, max(unit, TINY) / (2 * tolerance))
        mended = mended and (from_a or from_b or (sheet.mistaken and abs(sheet.c(node) - typed) <= half))
        if spread is None and not mended:
            break
    if not tight and mended:
        return Fit(0.1, False, True, loose)
    likelihood = 0.3 * as_typed + 0.4 * unrounded + 0.15 * tight + (0.1 * narrow if loose else 0.0)
    return Fit(likelihood, as_typed, tight, loose)


def rows_that_may_fit(sheet: State, name: str, spread: Sequence[float]) -> list[Row]:
    """The rows of a line, but the plain one, whose fit can be more than nothing: most are out by their first figure that the
    plain working does not explain, and of these the others are not worked out."""
    atlas, figures, rows = sheet.atlas, sheet.figures, sheet.atlas.rows[name][1:]
    a, b, c = sheet.a, sheet.b, sheet.c
    first = _first_off(sheet, name)
    for i in (first, *[i for i in range(len(spread)) if i != first]):
        component = atlas.lines.components[name][i]
        typed, half = figures.values[component], half_of(figures.values[component], figures.units[component])
        if i == first:
            a.fill(atlas.order(name, i))
            b.fill(atlas.order(name, i))
        wide, left = half + spread[i], []
        seen: dict[int, bool] = {}
        for row in rows:
            node = row.nodes[i]
            near = seen.get(node)
            if near is None:
                near = abs(a(node) - typed) <= wide or abs(b(node) - typed) <= half
                near = seen[node] = near or (sheet.mistaken and abs(c(node) - typed) <= half)
            if near:
                left.append(row)
        rows = left
    return rows


def _first_off(sheet: State, name: str) -> int:
    """Which component of a line is the first that is not as the plain working gives it; 0 where all are."""
    figures, plain = sheet.figures, sheet.atlas.rows[name][0]
    for i, component in enumerate(sheet.atlas.lines.components[name]):
        typed, node = figures.values[component], plain.nodes[i]
        near = min(abs(sheet.a(node) - typed), abs(sheet.b(node) - typed))
        if not near <= half_of(typed, figures.units[component]):
            return i
    return 0


def is_near(sheet: State, name: str, row: Row) -> bool:
    """Whether every figure is at most one off in its last digit."""
    for i, component in enumerate(sheet.atlas.lines.components[name]):
        typed, half = sheet.figures.values[component], half_of(0.0, sheet.figures.units[component])
        if min(abs(sheet.a(row.nodes[i]) - typed), abs(sheet.b(row.nodes[i]) - typed)) > 2 * half:
            return False
    return True


def fits_rounded(sheet: State, name: str, row: Row) -> int | None:
    """The decimals to which every line was rounded on the way, where that gives the figures: the most that do. -1 for none
    where lines are to be rounded. The line itself may have more places than the others (.10 for .1), but that comes last.
    """
    every = ROUNDINGS[::-1]
    tries: list[tuple[int | None, bool]] = [(None, False)] if sheet.places is not None else []
    tries += [(places, False) for places in every] + [(places, True) for places in every]
    for places, last_too in tries:
        values = Values(sheet.atlas.graph, sheet.figures.values, places)
        if _fits_all(sheet, name, row, values, places if last_too else None):
            return -1 if places is None else places
    return None


def _fits_all(sheet: State, name: str, row: Row, values: Values, last: int | None) -> bool:
    figures = sheet.figures
    for node, component in zip(row.nodes, sheet.atlas.lines.components[name], strict=True):
        turned, bare = _first_of_its_value(sheet, node)
        value = turned * values(bare)
        value = value if last is None else rounded(value, last)
        if not abs(value - figures.values[component]) <= half_of(figures.values[component], figures.units[component]):
            return False
    return True


def _first_of_its_value(sheet: State, node: int) -> tuple[int, int]:
    """Of lines that repeat a figure, or turn its sign, the first, before it was rounded itself; and the sign."""
    sign, graph = 1, sheet.atlas.graph
    while (name := graph.nodes[node][0]) in ("let", "negate"):
        sign = -sign if name == "negate" else sign
        node = graph.nodes[node][1]
    return sign, node


def is_common(sheet: State, typed: float) -> bool:
    """Whether a figure is written for no reason: 0, 1, a given."""
    return typed in (0.0, 1.0, -1.0) or typed in sheet.atlas.given_values


def tells_nothing(sheet: State, name: str, row: Row) -> bool:
    """Whether every figure that is not as the plain working gives it is such a one."""
    figures = sheet.figures
    off = [
        figures.values[c]
        for node, c in zip(row.nodes, sheet.atlas.lines.components[name], strict=True)
        if not abs(sheet.a(node) - figures.values[c]) <= half_of(figures.values[c], figures.units[c])
    ]
    return bool(off) and all(is_common(sheet, typed) for typed in off)


def by_chance(
    sheet: State, name: str, row: Row, *, is_met: bool = False, is_written: bool = False, places: int | None = None
) -> float:
    """How likely the figures of a line are for no reason: each near the right value, as near as it is.

    is_met      whether other formulas give them: where there are few values at all, that happens often
    is_written  whether a slip of writing gives them: of figures of one digit it gives a large share
    places      the decimals that rounding on the way would have left: of few values many have no more
    """
    figures, out = sheet.figures, 1.0
    for i, component in enumerate(sheet.atlas.lines.components[name]):
        typed, unit = figures.values[component], max(figures.units[component], TINY)
        expected, right = sheet.a(row.nodes[i]), sheet.atlas.floats[component]
        half = half_of(typed, figures.units[component])
        if abs(expected - typed) <= half or abs(sheet.b(row.nodes[i]) - typed) <= half:
            out *= 0.5
            continue
        if component in sheet.atlas.choices:
            out /= sheet.atlas.choices[component] - 1
            continue
        scale = max(abs(right) / 2, 3 * unit)
        near = _density((typed - expected) / scale) / scale
        chance = unit * near if math.isfinite(near) else NOTHING
        if is_written:
            chance = max(chance, _of_as_many_digits(typed, unit))
        if is_common(sheet, typed):
            chance = max(chance, COMMON)
        elif is_met:
            chance = max(chance, ON_LATTICE * coarseness(sheet.atlas, name, i))
            if places is not None and places >= 0 and round(typed, places) == typed and unit < 10.0**-places:
                chance = max(chance, roundness(sheet.atlas, name, i, places) * 10.0**-places * near)
        out *= min(0.5, max(chance, 1e-300))
    return out


def _density(away: float) -> float:
    """How likely a figure is so far from what is expected: Cauchy's distribution, for some are far away."""
    return 1 / math.pi / (1 + away * away) if math.isfinite(away) else math.nan


def _of_as_many_digits(typed: float, unit: float) -> float:
    """The chance of one figure among all that have as many digits."""
    if abs(typed) < unit:
        return 0.0
    return ANY_DECADE / 9 / 10.0 ** math.floor(math.log10(abs(typed) / unit * (1 + SLACK)))
