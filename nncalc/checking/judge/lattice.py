"""How many values a figure can take at all: k of n has few, and what is wrong for no reason meets one of them often.

Seen from what all mistakes make of a line: where different formulas give the same value again and again, there are few.
Pairs that meet are counted as birthdays are: of M formulas M²/2L pairs meet, if there are L values.
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


def coarseness(atlas: Atlas, name: str, part: int) -> float:
    """The chance that a value of a line's component meets another one for no reason: 1/L, 0 where hardly any meet."""
    if not _is_rational(atlas, atlas.lines.components[name][part]):
        return 0.0
    for key, lines in (((name, part), [(name, part)]), (("", 0), [(each, 0) for each in atlas.lines.names])):
        if key not in atlas.lattices:
            atlas.lattices[key] = _meeting(atlas, lines)
    return max(atlas.lattices[name, part], atlas.lattices["", 0])


def _is_rational(atlas: Atlas, component: int) -> bool:
    return type(atlas.right[component].value) is flint.fmpq


def _meeting(atlas: Atlas, lines: Sequence[tuple[str, int]]) -> float:
    """How often two formulas of some lines give the same though they are not the same."""
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
    values = Counter(value for value in formulas.values() if abs(value) not in plain)
    number = values.total()
    meetings = sum(count * (count - 1) // 2 for count in values.values()) - BY_THEMSELVES
    return 2 * meetings / (number * (number - 1)) if meetings > 0 else 0.0


def _digits(value: float) -> float:
    """A value to the digits that count; what is no number is 0."""
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else 0.0
