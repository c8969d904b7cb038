"""What is known of a sheet while it is judged: figures, readings, and what each line has turned out to be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from nncalc.checking.judge.graph import Values

if TYPE_CHECKING:
    from nncalc.checking.judge.atlas import Atlas
    from nncalc.checking.judge.groups import Group
    from nncalc.checking.judge.hypotheses import Hypothesis

RIGHT, CARRIED, ROUNDED, ROOT = "right", "carried", "rounded", "root"
"""What a line is: right; right after an earlier mistake; right but for rounding on the way; where a mistake began."""


AS_TYPED, UNROUNDED, WITHIN_ROUNDING, ON_THE_WAY = "a", "b", "within", "rounded"
"""How a line follows from those above: as typed, unrounded, within what rounding can do, with lines between rounded."""


class Figures(NamedTuple):
    """What was typed for the answered results, component by component.

    values   as floats; nan for what is no number
    units    of the last digit, 0 for what is exact
    right    whether each is right, decided exactly
    """

    values: Sequence[float]
    units: Sequence[float]
    right: Sequence[bool]


class Line:
    """The judgement on one line: what it is, and for a root the explanations, best first."""

    __slots__ = ("credit", "cut", "groups", "places", "reading", "status")

    def __init__(self, status: str) -> None:
        self.status = status
        self.credit = status == RIGHT
        self.groups: list[Group] = []
        self.cut = False
        """Whether a bound left out some of what was tried for this line alone."""
        self.reading = ""
        """Of a carried line: one of the readings."""
        self.places: int | None = None
        """Of a line rounded on the way: the decimals that every line was rounded to, where that is known."""


class State:
    """A sheet against an atlas.

    unrounded   what each component is taken to be in the reading `b`
    pending     lines that are wrong and not yet judged
    mistaken    whether a line above the one that is judged is wrong
    accepted    hypotheses that explain earlier lines, with their posteriors
    """

    def __init__(self, atlas: Atlas, figures: Figures) -> None:
        self.atlas, self.figures = atlas, figures
        names, components = atlas.lines.names, atlas.lines.components
        self.wrong = [name for name in names if not all(figures.right[c] for c in components[name])]
        self.pending = set(self.wrong)
        self.lines = {name: Line(ROOT if name in self.pending else RIGHT) for name in names}
        self.accepted: dict[Hypothesis, float] = {}
        self.unrounded = [atlas.floats[c] if right else figures.values[c] for c, right in enumerate(figures.right)]
        self.places = atlas.policy.places
        self.a = Values(atlas.graph, figures.values, self.places)
        self.b = Values(atlas.graph, self.unrounded, self.places)
        self.c = atlas.exact
        self.mistaken = False

    def go_on(self, components: Sequence[int], values: Sequence[float]) -> None:
        """The lines to come see, unrounded, what the accepted cause gives."""
        for component, value in zip(components, values, strict=True):
            self.unrounded[component] = value
        self.b = Values(self.atlas.graph, self.unrounded, self.places)
