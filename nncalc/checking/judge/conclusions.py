"""From the judgement on a sheet to what is said of each figure: confirmed exactly, and put in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nncalc.checking.judge import said
from nncalc.checking.judge.exactly import Exactly
from nncalc.checking.judge.graph import CONST
from nncalc.checking.judge.groups import CUT, Group
from nncalc.checking.judge.hypotheses import CONVENTION, PLAIN, WRITING, Name
from nncalc.checking.judge.posterior import ASSERT, LIST
from nncalc.checking.judge.said import Cause
from nncalc.checking.judge.spread import spread_of
from nncalc.checking.judge.state import CARRIED, RIGHT, ROUNDED, WITHIN_ROUNDING
from nncalc.checking.judge.variants import ROUND_ONCE
from nncalc.declaring.causes import CUT as CUT_ID
from nncalc.declaring.causes import FULL_PRECISION, rounded_early
from nncalc.declaring.letters import noted
from nncalc.engine.quantity import Quantity
from nncalc.words import count, say, together

if TYPE_CHECKING:
    from nncalc.checking.judge.atlas import Atlas
    from nncalc.checking.judge.figure import Figure
    from nncalc.checking.judge.reruns import Reruns
    from nncalc.checking.judge.sheet import Sheet
    from nncalc.checking.judge.state import Line
    from nncalc.page.document import Check

WRITTEN = {
    "sign": "the sign is lost: {meant} is meant",
    "tenfold": "the point is one place off: {meant} is meant",
    "digits-swapped": "two digits are swapped: {meant} is meant",
    "per-cent": "the figure is in per cent: {meant} is meant",
}
A_TRUTH, A_FIGURE, A_PART, A_FORMULA = 0.5, 0.05, 0.3, 1e-4
"""The chance of yes or no, of another word or figure, of each part of a list, and of a formula, for no reason."""
CARE = "what is worked out is written down as it is"
ROUNDS = "rounds every line to {decimals} before going on"
ROUNDS_ON_THE_WAY = "rounds on the way"
ROUNDED_HERE = "every line is rounded to {decimals} here"
FULL = "carries full precision to the end"
CUT_WORDS, CUT_RULE = "cut instead of rounded", "round half up at the last place"


class Conclusions:
    """The checks of the figures that are not right."""

    def __init__(self, figures: Sequence[Figure], open_ones: Sequence[int], reruns: Reruns) -> None:
        self.figures, self.open, self.reruns = figures, open_ones, reruns
        self.found: dict[int, Check] = {}
        self.own: dict[str, Quantity] = {}
        self.wrong: dict[str, Quantity] = {}
        self.roots: dict[str, Quantity] = {}
        self.root_of: dict[str, str] = {}
        self.first_of: dict[tuple[str, str], str] = {}
        self.lines: dict[int, tuple[Atlas, Sheet, Exactly]] = {}

    def follow(self, atlas: Atlas, sheet: Sheet, numbers: Sequence[int]) -> None:
        """Take what the graph says of some figures."""
        typed = [part.typed for i in numbers for part in self.figures[i].parts if part.typed is not None]
        exactly = Exactly(atlas, typed, sheet.figures.right)
        self.lines = dict.fromkeys(numbers, (atlas, sheet, exactly))

    def turn(self, atlas: Atlas, sheet: Sheet) -> None:
        """Take what the tape of a run that the student's own figures led says of the lines that it turned."""
        for number, (_, _, exactly) in self.lines.items():
            if self.figures[number].check.name in atlas.turned:
                self.lines[number] = atlas, sheet, exactly.on(atlas)

    def checks(self) -> dict[int, Check]:
        """Figure by figure in the order of the working."""
        for number in self.open:
            figure = self.figures[number]
            if figure.check.verdict != "right":
                check = self._begun(self._followed(number) if number in self.lines else self._rerun(figure))
                self.found[number] = check
                self.root_of[check.name] = check.root
                self.wrong.update(figure.wrong)
                if check.verdict not in ("carried", "rounded-early"):
                    self.roots.update(figure.wrong)
            self.own.update(figure.by_name)
        return self.found

    def _begun(self, check: Check) -> Check:
        """A check whose cause is that of an earlier line, made again: there the mistake began."""
        if not check.certain or not check.causes or check.root != check.name:
            return check
        cause = check.causes[0]["id"], check.causes[0]["words"]
        return check._replace(root=self.first_of.setdefault(cause, check.name))

    # -- what reruns say -----------------------------------------------------------------------------------------------

    def _follows(self, figure: Figure) -> bool:
        """Whether a figure is right with earlier wrong figures of the student's own, by a rerun."""
        name, typed = figure.check.name, figure.check.typed
        mine = set(figure.by_name)
        for figures in (self.wrong, self.own, self.roots) if self.wrong else ():
            others = {key: q for key, q in figures.items() if key not in mine}
            if self.reruns.follows(name, typed, others):
                return True
        return False

    def _rerun(self, figure: Figure) -> Check:
        check = figure.check
        if self._follows(figure):
            wrong = list(dict.fromkeys(_whole(name) for name in self.wrong))
            return said.carried(check, together(list(map(noted, wrong[:3]))), self._first_root(wrong))
        mine = set(figure.by_name)
        own = {key: q for key, q in self.wrong.items() if key not in mine}
        found = self.reruns.explain(check.name, check.typed, _chance(figure), own)
        causes: dict[str, list[tuple[Name, float]]] = {}
        for each in found:
            causes.setdefault(each.name.id, []).append((each.name, each.posterior))
        listed = [Cause(said.named([n for n, _ in each]), sum(p for _, p in each)) for each in causes.values()]
        listed.sort(key=lambda cause: -cause.posterior)
        return said.with_causes(check, listed, check.name, self.reruns.cut)

    # -- what the graph says -------------------------------------------------------------------------------------------

    def _followed(self, number: int) -> Check:
        atlas, sheet, exactly = self.lines[number]
        figure = self.figures[number]
        check, name = figure.check, figure.check.name
        line, components = sheet.lines[name], atlas.lines.components[name]
        plain = atlas.rows[name][0]
        if line.status in (CARRIED, ROUNDED) and not line.groups:
            spread = spread_of(atlas, name, sheet.a, sheet.figures) if line.reading == WITHIN_ROUNDING else None
            units = [sheet.figures.units[c] for c in components]
            if exactly.fits(plain, components, units, spread):
                exactly.accept(plain, components)
                return self._on_the_way(check, atlas, sheet, line)
        if line.status in (CARRIED, ROUNDED) and line.groups and (line.credit or line.groups[0].posterior >= ASSERT):
            return self._on_the_way(check, atlas, sheet, line)
        causes = [cause for group in line.groups if (cause := self._cause(group, number)) is not None]
        return said.with_causes(check, causes, name, atlas.cut or line.cut)

    def _on_the_way(self, check: Check, atlas: Atlas, sheet: Sheet, line: Line) -> Check:
        above = [each for each in atlas.lines.names if each in atlas.above[check.name]]
        wrong = [each for each in above if sheet.lines[each].status != RIGHT]
        if line.status == CARRIED:
            return said.carried(check, together(list(map(noted, wrong or above))), self._first_root(wrong))
        names = self._rounding(line.places, above, sheet.places)
        return said.with_causes(check, [Cause(((names, ()),), 1.0)], "", False)

    @staticmethod
    def _rounding(places: int | None, above: Sequence[str], given: int | None) -> Name:
        """How lines were rounded on the way. `given`: the places that they are to be rounded to, None for none."""
        rule = ROUND_ONCE if given is None else say(ROUNDED_HERE, decimals=count(given, "decimal"))
        if places == -1:
            return Name(CONVENTION, FULL_PRECISION, lambda _: say(FULL), rule)
        if places is not None:
            decimals = count(places, "decimal")
            return Name(PLAIN, rounded_early(places), lambda _: say(ROUNDS, decimals=decimals), rule)
        if above:
            names = together(list(map(noted, above)))
            return Name(PLAIN, "rounded-early", lambda _: say(said.ROUNDED_CARRIED, names=names), rule)
        return Name(PLAIN, "rounded-early", lambda _: say(ROUNDS_ON_THE_WAY), rule)

    def _cause(self, group: Group, number: int) -> Cause | None:
        """A group as a cause; None for the unknown, for what is unlikely, and for what the engine does not confirm."""
        atlas, sheet, exactly = self.lines[number]
        figure = self.figures[number]
        name = figure.check.name
        components = atlas.lines.components[name]
        if group.kind == "unknown" or group.posterior < LIST or group.row is None:
            return None
        if group.kind == WRITING and group.written is not None:
            kind, meant, _ = group.written
            return Cause(((Name(WRITING, kind, lambda _: say(WRITTEN[kind], meant=meant), CARE), ()),), group.posterior)
        if group.kind == CUT:
            return Cause(((Name(CUT, CUT_ID, lambda _: say(CUT_WORDS), CUT_RULE), ()),), group.posterior)
        if group.is_plain:
            above = [each for each in atlas.lines.names if each in atlas.above[name]]
            return Cause(((self._rounding(sheet.lines[name].places, above, sheet.places), ()),), group.posterior)
        units = [sheet.figures.units[c] for c in components]
        if not exactly.fits(group.row, components, units):
            return None
        if group is sheet.lines[name].groups[0]:
            exactly.accept(group.row, components)
        names = said.named(group.names)
        counted = all(atlas.graph.nodes[node][0] == CONST for node in group.row.nodes)
        ids = {each.id for each, _ in names}
        if counted and len(ids) > 1 and said.NOT_UPDATED not in ids:
            # numbers without formulas: nothing tells the names apart, but those of what stayed as it was given
            names = tuple([(each._replace(doubtful=True), places) for each, places in names])
        return Cause(names, group.posterior)

    def _first_root(self, wrong: Sequence[str]) -> str:
        """Where the mistake began that some lines carry."""
        return next((root for each in wrong if (root := self.root_of.get(each))), "")


def _chance(figure: Figure) -> float:
    """How likely a word, a list or a formula is for no reason."""
    if any(isinstance(part.right, Quantity) and part.right.value is None for part in figure.parts):
        return A_FORMULA
    parts = len(figure.parts) or figure.check.typed.count(",") + 1
    if parts > 1:
        return max(A_PART**parts, A_FORMULA)
    return A_TRUTH if any(isinstance(part.right, bool) for part in figure.parts) else A_FIGURE


def _whole(name: str) -> str:
    """The result that a component belongs to: `W1_new` of `W1_new.1.2`."""
    parts = name.split(".")
    while parts[-1].isdigit():
        parts.pop()
    return ".".join(parts)
