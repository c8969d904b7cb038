"""How many values a figure can take at all: k of n has few, and what is wrong for no reason meets one of them often.

Of few values many are round, too: of small counts a half and a quarter come out whether or not anything was rounded. Seen
from what all mistakes make of a line: where different formulas give the same value again and again, there are few. Pairs that
meet are counted as birthdays are: of M formulas M²/2L pairs meet, if there are L values.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nncalc.checking.judge.hypotheses import CONVENTION, MISTAKE, PART, PLACE, SLIP
from nncalc.engine.lazy import flint

if TYPE_CHECKING:
    from nncalc.checking.judge.atlas import Atlas

WORKED = (SLIP, PLACE, CONVENTION, MISTAKE, PART)
"""What is worked out otherwise with the numbers of the problem."""
MOST_OF_A_LINE, MOST_FORMULAS = 150, 1_500
"""Formulas that are looked at."""
BY_THEMSELVES = 2
"""Pairs that may meet wherever there are numbers: 9 is 10 − 1."""
DIGITS = 9
AT_LEAST = 10
"""Formulas from which it is told how many values are round: of fewer one counts as if there were more."""


def coarseness(atlas: Atlas, name: str, part: int) -> float:
    """The chance that a value of a line's component meets another one for no reason: 1/L, 0 where hardly any meet."""
    return max(map(_meeting, _values(atlas, name, part)), default=0.0)


def roundness(atlas: Atlas, name: str, part: int, places: int) -> float:
    """The share of the values of a line's component that have at most so many decimals; whole numbers are left out."""
    return max([_round(values, places) for values in _values(atlas, name, part)], default=0.0)


def _values(atlas: Atlas, name: str, part: int) -> list[Counter[float]]:
    """What formulas give for a component, and for all lines; how many that are not the same. Nothing for irrational values."""
    if not _is_rational(atlas, atlas.lines.components[name][part]):
        return []
    for key, lines in (((name, part), [(name, part)]), (("", 0), [(each, 0) for each in atlas.lines.names])):
        if key not in atlas.lattices:
            atlas.lattices[key] = _values_of(atlas, lines)
    return [atlas.lattices[name, part], atlas.lattices["", 0]]


def _is_rational(atlas: Atlas, component: int) -> bool:
    return type(atlas.right[component].value) is flint.fmpq


def _values_of(atlas: Atlas, lines: Sequence[tuple[str, int]]) -> Counter[float]:
    formulas: dict[float, float] = {}
    plain = {0.0, 1.0, *map(abs, atlas.given_values)}
    for name, part in lines:
        if len(formulas) > MOST_FORMULAS or not _is_rational(atlas, atlas.lines.components[name][part]):
            continue
        nodes = [
            row.nodes[part] for row in atlas.rows[name][1:] if any(each.family in WORKED for each in row.hypotheses)
        ]
        plain.add(abs(_digits(atlas.exact(atlas.rows[name][0].nodes[part]))))
        for node in list(dict.fromkeys(nodes))[:MOST_OF_A_LINE]:
            formulas[_digits(atlas.elsewhere(node))] = _digits(atlas.exact(node))
    return Counter(value for value in formulas.values() if abs(value) not in plain)


def _meeting(values: Counter[float]) -> float:
    """How often two formulas give the same though they are not the same."""
    number = values.total()
    meetings = sum(count * (count - 1) // 2 for count in values.values()) - BY_THEMSELVES
    return 2 * meetings / (number * (number - 1)) if meetings > 0 else 0.0


def _round(values: Counter[float], places: int) -> float:
    parts = [value for value in values if not value.is_integer()]
    return sum(round(value, places) == value for value in parts) / max(len(parts), AT_LEAST)


def _digits(value: float) -> float:
    """A value to the digits that count; what is no number is 0."""
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else 0.0
