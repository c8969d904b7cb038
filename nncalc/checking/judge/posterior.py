"""What explains a line, and how sure that is: hypotheses, rounding, slips of writing and the unknown weighed against each other.

Prior of the family, shared by its hypotheses at the line, times the fit, times what the hypothesis makes of the lines beside
it. What gives the same figures is one explanation under several names.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.checking.judge.groups import CUT, Group
from nncalc.checking.judge.hypotheses import (
    CONVENTION,
    MASS,
    PAIR,
    PLACE,
    PLAIN,
    SLIP,
    UNKNOWN,
    WRITING,
    Hypothesis,
)
from nncalc.checking.judge.likelihood import (
    MISTAKEN,
    SLACK,
    Fit,
    by_chance,
    fit_of,
    half_of,
    is_near,
    rows_that_may_fit,
    tells_nothing,
)
from nncalc.checking.judge.misread import SIGN as LOST_SIGN
from nncalc.checking.judge.misread import SWAPPED, TENFOLD, taken_for
from nncalc.checking.judge.pairs import Pair
from nncalc.checking.judge.spread import spread_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nncalc.checking.judge.row import Row
    from nncalc.checking.judge.state import State

ASSERT, LIST = 0.95, 0.10
"""From here on an explanation is the cause; a possibility."""
NEAR = 0.03
BESIDE = 0.4
"""How well a figure fits that rounding would explain, had the figures above it been written right: no better than that it is
cut, and so neither is certain."""
NO_EVIDENCE = 0.1
"""How much less likely it is that figures such as 0 and 1, or a given, were worked out."""
ONE_ROUNDING = 0.01
DIGITS = 7
PER_CENT = "per-cent"
MOST_WRITTEN = 1e12
"""Figures above this are not looked at for slips of writing."""
UNKNOWN_KIND = "unknown"


class _Weight(NamedTuple):
    score: float
    key: Any
    kind: str
    row: Row | None
    hypothesis: Hypothesis | None = None
    written: tuple[str, str, str] | None = None


def posterior(sheet: State, name: str, plain: Fit, spread: Sequence[float], places: int | None) -> list[Group]:
    """The explanations of a line that is not right, best first; what nobody thought of is one of them."""
    first = sheet.atlas.rows[name][0]
    explained = _of_hypotheses(sheet, name, spread)
    written = [] if any(map(_is_told, explained)) else _of_writing(sheet, name, first)
    is_met = bool(explained) or places is not None
    chance = by_chance(sheet, name, first, is_met=is_met, is_written=bool(written), places=places)
    weights = [_Weight(_log(UNKNOWN * chance), UNKNOWN_KIND, UNKNOWN_KIND, None)]
    likelihood = plain.likelihood + (ONE_ROUNDING if places is not None else 0.0)
    if not likelihood and any(spread) and is_near(sheet, name, first):
        likelihood = NEAR
    if likelihood:
        weights.append(_Weight(_log(MASS[PLAIN] * likelihood), PLAIN, PLAIN, first))
    if any(map(_copies, explained)) and tells_nothing(sheet, name, first):
        explained = [
            each._replace(score=each.score + _log(NO_EVIDENCE)) if not _copies(each) else each for each in explained
        ]
    weights += explained + written
    if _is_cut(sheet, name, first):
        weights.append(_Weight(_log(MASS[CUT]), CUT, CUT, first))
        if not likelihood and sheet.mistaken and _is_rounded_beside(sheet, name, first):
            weights.append(_Weight(_log(MASS[PLAIN] * BESIDE), PLAIN, PLAIN, first))
    found = _groups(sheet, weights)
    if found[0].kind != UNKNOWN_KIND:
        return found
    return _groups(sheet, weights + _of_pairs(sheet, name, spread))


def _of_pairs(sheet: State, name: str, spread: Sequence[float]) -> list[_Weight]:
    """Two slips together: possible where nothing else is likely."""
    rows = sheet.atlas.pairs(name)
    sheet.lines[name].cut = name in sheet.atlas.cut_pairs
    weights = []
    for row in rows:
        fit = fit_of(sheet, name, row, spread)
        if fit.likelihood:
            key = _key(sheet, row)
            for pair in row.hypotheses:
                hypothesis, prior = _of_pair(sheet, name, pair, MASS[PAIR] / len(rows))
                weights.append(_Weight(_log(prior) + _log(fit.likelihood), key, PAIR, row, hypothesis))
    return weights


def _of_pair(sheet: State, name: str, pair: Hypothesis, prior: float) -> tuple[Hypothesis, float]:
    """A pair with its prior: where an earlier line shows one of the two by itself, it is as likely here as the other alone."""
    assert isinstance(pair, Pair)
    for those, others in (pair.both, pair.both[::-1]):
        shown = max(sheet.accepted.get(each, 0.0) for each in those)
        if shown >= ASSERT:
            family = others[0].family
            return pair.shown_apart, 0.5 * shown * MASS[family] / sheet.atlas.sizes[name][family]
    return pair, prior


def _log(x: float) -> float:
    return math.log(x) if x > 0 else -1e9


def _of_hypotheses(sheet: State, name: str, spread: Sequence[float]) -> list[_Weight]:
    sizes = sheet.atlas.sizes[name]
    decided = sheet.atlas.choices.keys() >= set(sheet.atlas.lines.components[name])  # a word is the same for any reason
    weights = []
    for row in rows_that_may_fit(sheet, name, spread):
        fit = fit_of(sheet, name, row, spread)
        if not fit.likelihood:
            continue
        key: Any = _key(sheet, row)
        for hypothesis in row.hypotheses:
            if decided:
                key = hypothesis.names[0].id
            prior = MASS[hypothesis.family] / sizes[hypothesis.family]
            prior = max(prior, 0.5 * sheet.accepted.get(hypothesis, 0.0))
            score = _log(prior) + _log(fit.likelihood) + _beside(sheet, name, hypothesis)
            weights.append(_Weight(score, key, hypothesis.family, row, hypothesis))
    return weights


def _key(sheet: State, row: Row) -> tuple[tuple[float, ...], ...]:
    """What gives the same figures, here and for any other numbers, is one explanation."""
    return tuple([float(f"{sheet.b(node):.{DIGITS}g}") for node in row.nodes]), sheet.atlas.meaning(row.nodes)


def _beside(sheet: State, name: str, hypothesis: Hypothesis) -> float:
    """What a hypothesis makes of the other lines where it departs, against what the plain working does."""
    score = 0.0
    for other, rows in sheet.atlas.row_of.items():
        row = rows.get(hypothesis)
        if row is None or other == name or (sheet.lines[other].status == "root" and other not in sheet.pending):
            continue
        plain = sheet.atlas.rows[other][0]
        chance = by_chance(sheet, other, plain)
        score += _evidence(fit_of(sheet, other, row, None), chance) - _evidence(
            fit_of(sheet, other, plain, None), chance
        )
    return score


def _evidence(fit: Fit, chance: float) -> float:
    return _log((1 - MISTAKEN) * fit.likelihood + MISTAKEN * chance)


def _copies(weight: _Weight) -> bool:
    """Whether a hypothesis is that figures were copied, not worked out."""
    return weight.hypothesis is not None and weight.hypothesis.names[0].id in ("not-updated", "other-line")


def _is_told(weight: _Weight) -> bool:
    """Whether a hypothesis says of a figure what a slip of writing would say again: a lost sign, a value in per cent."""
    hypothesis = weight.hypothesis
    return hypothesis is not None and (
        hypothesis.family in (SLIP, PLACE, CONVENTION) or any(name.id == "sign" for name in hypothesis.names)
    )


def _is_cut(sheet: State, name: str, first: Row) -> bool:
    """Whether every figure is right or cut, in one of the readings. Of zeros nobody can tell: they keep no digit."""
    figures = sheet.figures
    if not any(figures.values[component] for component in sheet.atlas.lines.components[name]):
        return False
    for values in (sheet.b, sheet.a, sheet.c):
        fine = True
        for node, component in zip(first.nodes, sheet.atlas.lines.components[name], strict=True):
            typed, unit, value = figures.values[component], figures.units[component], values(node)
            near = abs(value - typed) <= half_of(typed, unit)
            fine = fine and (near or (0 <= abs(value) - abs(typed) < unit * (1 - SLACK) and value * typed >= 0))
        if fine:
            return True
    return False


def _is_rounded_beside(sheet: State, name: str, first: Row) -> bool:
    """Whether the figures are what rounding the right ones above can give, where what was written above is something else."""
    figures = sheet.figures
    spread = spread_of(sheet.atlas, name, sheet.c, figures)
    return all(
        abs(sheet.c(node) - figures.values[c]) <= half_of(figures.values[c], figures.units[c]) + wide
        for node, c, wide in zip(first.nodes, sheet.atlas.lines.components[name], spread, strict=True)
    )


def _of_writing(sheet: State, name: str, first: Row) -> list[_Weight]:
    """A slip of writing in the one figure that is off: digits swapped, the sign lost, tenfold, per cent."""
    figures, components = sheet.figures, sheet.atlas.lines.components[name]
    off = [
        (i, c)
        for i, c in enumerate(components)
        if not abs(sheet.b(first.nodes[i]) - figures.values[c]) <= half_of(figures.values[c], figures.units[c])
    ]
    if len(off) != 1:
        return []
    i, component = off[0]
    right, typed, unit = sheet.b(first.nodes[i]), figures.values[component], figures.units[component]
    if not math.isfinite(right) or not unit or max(abs(right), abs(typed)) > MOST_WRITTEN:
        return []
    tries = list(_may_be_meant(typed, max(0, round(-math.log10(unit)))))
    prior = MASS[WRITING] / len(tries) / len(components)
    return [
        _Weight(_log(prior), (WRITING, kind), WRITING, first, None, (kind, meant, str(i)))
        for kind, meant in tries
        if _is_rounding_of(meant, right)
    ]


def _may_be_meant(typed: float, decimals: int) -> Iterator[tuple[str, str]]:
    """What a figure may stand for by a slip of writing: the kind, and the figure that was meant, as it would be typed."""
    shifted = set()
    for kind, places in ((TENFOLD, 1), (TENFOLD, -1), (PER_CENT, 2)):
        meant = typed / 10.0**places
        shifted.add(float(f"{meant:.{DIGITS}g}"))
        yield kind, f"{meant:.{max(0, decimals + places)}f}"
    for taken in taken_for(f"{typed:.{decimals}f}"):
        if taken.kind in (LOST_SIGN, SWAPPED) and float(taken.text) not in shifted:
            yield taken.kind, taken.text


def _is_rounding_of(meant: str, right: float) -> bool:
    """Whether a figure is the right value rounded, and keeps a digit of it."""
    unit = 10.0 ** -len(meant.partition(".")[2])
    return abs(float(meant) - right) <= half_of(right, unit) and abs(right) >= unit * (1 - SLACK)


def _groups(sheet: State, weights: list[_Weight]) -> list[Group]:
    top = max(weight.score for weight in weights)
    shares = [math.exp(weight.score - top) for weight in weights]
    total = sum(shares)
    groups: dict[Any, Group] = {}
    for share, weight in sorted(zip(shares, weights, strict=True), key=lambda pair: -pair[0]):
        group = groups.setdefault(weight.key, Group(weight.kind, weight.row))
        group.posterior += share / total
        group.written = group.written or weight.written
        if weight.hypothesis is not None:
            group.hypotheses.append(weight.hypothesis)
    found = sorted(groups.values(), key=lambda group: -group.posterior)
    for group in found:
        if group.posterior > 0.05:
            for hypothesis in group.hypotheses:
                sheet.accepted[hypothesis] = group.posterior
    return found
