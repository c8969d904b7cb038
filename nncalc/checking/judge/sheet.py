"""One student's figures, judged line by line in the order of the working; each line on the student's own earlier figures.

Two readings: as typed (`a`), and unrounded (`b`: the exact value where a figure is right, what the accepted cause gives where
it is wrong). Floats screen here; what is said of a figure is confirmed exactly in `exactly`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from nncalc.checking.judge.likelihood import fit_of, fits_rounded
from nncalc.checking.judge.posterior import posterior
from nncalc.checking.judge.spread import spread_of
from nncalc.checking.judge.state import (
    AS_TYPED,
    CARRIED,
    ON_THE_WAY,
    RIGHT,
    ROOT,
    ROUNDED,
    UNROUNDED,
    WITHIN_ROUNDING,
    State,
)

if TYPE_CHECKING:
    from nncalc.checking.judge.atlas import Atlas
    from nncalc.checking.judge.row import Row
    from nncalc.checking.judge.state import Figures


class Sheet(State):
    """Judges one sheet against an atlas."""

    def __init__(self, atlas: Atlas, figures: Figures) -> None:
        super().__init__(atlas, figures)
        for name in self.wrong:
            self._judge(name)
            self.pending.discard(name)

    def _judge(self, name: str) -> None:
        """One wrong line: right on what stands above, rounded on the way, or a root with its explanations."""
        atlas, line = self.atlas, self.lines[name]
        above = [self.lines[other] for other in atlas.above[name]]
        mistaken = any(other.status in (ROOT, CARRIED) for other in above)
        plain = atlas.rows[name][0]
        self.mistaken = any(other.status != RIGHT for other in above)
        fit, spread = fit_of(self, name, plain, None), [0.0] * len(plain.nodes)
        is_tight = fit.tight
        if not is_tight:
            spread = spread_of(atlas, name, self.a, self.figures)
            fit = fit_of(self, name, plain, spread)
        if is_tight or (fit.loose and mistaken):
            line.status = CARRIED if mistaken or any(other.status != RIGHT for other in above) else ROUNDED
            line.reading = AS_TYPED if fit.as_typed else UNROUNDED if is_tight else WITHIN_ROUNDING
            line.credit = line.status == CARRIED
            self._go_on(name, plain)
            return
        places = fits_rounded(self, name, plain)
        line.groups = posterior(self, name, fit, spread, places)
        first = line.groups[0]
        if first.is_plain and first.posterior > 0.5:
            line.status, line.places = CARRIED if mistaken else ROUNDED, places
            line.credit = mistaken
            line.reading = ON_THE_WAY
        if first.row is not None and first.posterior > 0.5:
            self._go_on(name, first.row)

    def _go_on(self, name: str, row: Row) -> None:
        """The lines after this one see, unrounded, what the accepted cause gives."""
        components = self.atlas.lines.components[name]
        values = [self.b(node) for node in row.nodes]
        if all(map(math.isfinite, values)):
            self.go_on(components, values)
