"""Why a figure is wrong: the first thing that explains it, and everything else that gives the same figure.

In this order: rounded early, right under another convention, right after the student's own earlier figures, a slip,
two slips. How sure an explanation is: see `nncalc.checking.chance`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.checking.chance import CHANCE, Evidence, digits_matched, figure_of
from nncalc.checking.coarse import Judged
from nncalc.checking.compare import compare
from nncalc.checking.faults import report
from nncalc.checking.formula_names import FormulaNames
from nncalc.checking.variants import ROUND_ONCE, Variant, conventions, pairs, roundings, slips
from nncalc.declaring.causes import FULL_PRECISION
from nncalc.declaring.result_names import quantities_in
from nncalc.engine.budget import BUDGET, time_limit
from nncalc.engine.quantity import Quantity
from nncalc.engine.readings import everything_under
from nncalc.engine.run import DoesNotApply, Policy
from nncalc.errors import NncalcError
from nncalc.page.document import Check
from nncalc.page.solving import find_quantity
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.rule import Rule
    from nncalc.engine.run import Run

SECONDS = 2.0
"""Time given to the explanations of one figure; half of what is left to the problem, where that is less."""
MOST_NAMED = 6
CARRIED = "is right with your own {names} carried on"
ROUNDED_CARRIED = "is right with your own rounded {names} carried on"
ORDER = ("rounded-early", "convention", "carried", "slip", "two-slips")


class Own(NamedTuple):
    """A student's own earlier figures, by component name: all of them, those that are not right, and of these the ones
    that no earlier figure explains."""

    every: dict[str, Quantity]
    wrong: dict[str, Quantity]
    roots: dict[str, Quantity]

    def without(self, names: set[str]) -> Own:
        """The figures of other names: none explains itself, as `losses.3` would beside `losses`."""
        return Own(*({name: q for name, q in part.items() if name not in names} for part in self))


class Prediction(NamedTuple):
    """What a variant gives for the figure in question.

    fits      every component that is not right is as it was typed, and the others are too, or are simply right
    whole     the others are too
    figures   the components, rounded like the typed ones
    where     where a slip happened that did not happen everywhere
    """

    fits: bool
    whole: bool
    figures: tuple[Any, ...]
    where: str


class Found(NamedTuple):
    """A variant that gives the figure, and where: at one of several places, for all that the figure tells."""

    variant: Variant
    places: tuple[str, ...]
    parts: str
    whole: bool

    @property
    def words(self) -> str:
        """What happened, and where."""
        words = self.variant.at(self.places)
        return say("{explanation} (in {parts})", explanation=words, parts=self.parts) if self.parts else words


class Explainer:
    """Explains one wrong figure."""

    def __init__(
        self, problem: ProblemType, name: str, typed: str, evidence: Evidence,
        used: Mapping[Rule, int], own: Own, policy: Policy,
    ) -> None:  # fmt: skip
        self.problem, self.name, self.typed, self.right, self.used = problem, name, typed, evidence.right, used
        self.policy = policy
        self.own = own.without({getattr(part.right, "name", None) or part.name for part in evidence.right})
        self.evidence = evidence
        self.faulty = [index for index, part in enumerate(evidence.right) if part.verdict != "right"]
        self.carried_alone: set[tuple[Any, ...]] = set()
        self.end = time.monotonic() + time_allowed()
        self.cut_short = False

    def explain(self, check: Check) -> Check:
        """The check with its explanations, and the verdict of the first kind that fits."""
        found = [*self._matching(self._single())]
        found = found or [*self._matching(roundings(self.problem, self.policy, last_too=True))]
        if not found:
            found = [*self._matching(pairs(self.problem, self.policy, self.used))]
            if found and self.evidence.chance(found[0].whole) >= CHANCE:
                found = []  # among so many pairs some give any figure
        if not found:
            words = (*check.words, say("not every slip could be tried in the time")) if self.cut_short else check.words
            return check._replace(words=words)
        found.sort(key=lambda each: (ORDER.index(each.variant.verdict), not each.whole))
        found = _without_copies(found)
        verdict = check.verdict if check.verdict == "cut" else found[0].variant.verdict
        causes = [{"id": each.variant.id, "words": each.words, "rule": each.variant.rule} for each in found]
        return check._replace(
            verdict=verdict, words=(*check.words, *self._said(found)), causes=(*check.causes, *causes),
            certain=check.certain or self._is_certain(found),
        )  # fmt: skip

    def _single(self) -> Iterator[Variant]:
        yield from roundings(self.problem, self.policy)
        rounded = {name: q for name, q in self.own.every.items() if name not in self.own.wrong}
        if rounded:
            yield self._carrying("rounded-early", ROUNDED_CARRIED, rounded)
        yield from conventions(self.problem, self.policy)
        if self.own.wrong:
            yield from self._carried(rounded)
        yield from slips(self.problem, self.policy, self.used)
        if self.own.wrong:
            yield from slips(self.problem, self.policy._replace(carried=self.own.wrong), self.used)

    def _carried(self, rounded: Mapping[str, Quantity]) -> Iterator[Variant]:
        """The student's own wrong figures carried on, as typed; the first mistakes alone, with what came of them in
        full precision; with the rounded figures as well."""
        for figures in (self.own.wrong, self.own.roots):
            variant = self._carrying("carried", CARRIED, figures)
            alone = self._predicted(variant)
            if alone is not None and alone.fits:
                self.carried_alone.add(self._in_faulty(alone))
            yield variant
        if rounded:
            yield self._carrying("carried", CARRIED, self.own.every)

    def _in_faulty(self, prediction: Prediction) -> tuple[Any, ...]:
        """The figures of the components that are not right."""
        return tuple([figure for index, figure in enumerate(prediction.figures) if index in self.faulty])

    def _carrying(self, verdict: str, words: str, figures: dict[str, Quantity]) -> Variant:
        """The working with the student's own figures in it. Figures that are all right can only be rounded."""
        rule = say(ROUND_ONCE) if verdict == "rounded-early" else say("the step itself is right")
        policy, spot = self.policy._replace(carried=figures), OwnFigures(self.name, self.faulty, figures)
        return Variant(verdict, verdict, words, rule, self.problem, policy, spot)

    def _matching(self, variants: Iterable[Variant]) -> Iterator[Found]:
        for variant in variants:
            left = self.end - time.monotonic()
            if left < 0:
                self.cut_short = True
                return
            with time_limit(left):  # one variant of a long training may take longer than all others
                prediction = self._predicted(variant)
            if prediction is None or not prediction.fits or self.evidence.is_plain(prediction.figures):
                continue
            if variant.verdict == "slip" and self._in_faulty(prediction) in self.carried_alone:
                continue  # the figures carried on give this without any slip
            places = (prediction.where,) if prediction.where else ()
            yield Found(variant, places, self._parts(prediction), prediction.whole)

    def _parts(self, prediction: Prediction) -> str:
        """Which components are explained, where the others are right in spite of it."""
        if prediction.whole:
            return ""
        faulty = [self.right[index].name for index in self.faulty]
        return ", ".join(faulty[:4]) + (" …" if len(faulty) > 4 else "")

    def _predicted(self, variant: Variant) -> Prediction | None:
        """What a variant gives; None where it has no meaning for this problem, or gives no figure."""
        try:
            prediction: Prediction = variant.read(self._reading(variant))
        except (DoesNotApply, NncalcError):
            return None
        except Exception as fault:
            report(variant.id, fault)
            return None
        self.evidence.tried(prediction.figures)
        return prediction

    def _reading(self, variant: Variant) -> Callable[[Run], Prediction]:
        def read(run: Run) -> Prediction:
            result = variant.seen(find_quantity(run, self.name))
            parts = compare(self.name, result, self.typed, FormulaNames(run))
            whole = all(part.verdict == "right" for part in parts)
            fits = whole or (variant.verdict != "convention" and self._fits_in_part(parts))
            where = variant.spot.where(run) if fits and variant.spot is not None else ""
            return Prediction(fits, whole, tuple([figure_of(part) for part in parts]), where)

        return read

    def _fits_in_part(self, parts: list[Judged]) -> bool:
        """Whether each component is as it was typed or is right already, and not all are that."""
        both = list(zip(parts, self.right, strict=False)) if len(parts) == len(self.right) else []
        return any(part.verdict == "right" != plain.verdict for part, plain in both) and all(
            "right" in (part.verdict, plain.verdict) for part, plain in both
        )

    def _rivals(self, found: list[Found]) -> bool:
        """Whether there are several explanations; a convention that is also a slip is one under two names."""
        one = found[0].variant.problem
        return len(found) > 1 and (one is self.problem or any(each.variant.problem is not one for each in found))

    def _is_certain(self, found: list[Found]) -> bool:
        return self.evidence.chance(found[0].whole) < CHANCE and not self._rivals(found)

    def _said(self, found: list[Found]) -> list[str]:
        """A line per explanation with its rule, then how sure they are."""
        expected = self.evidence.chance(found[0].whole)
        lead = say("cause") if self._is_certain(found) else say("possibly")
        said = []
        for number, each in enumerate(found[:MOST_NAMED]):
            said.append(f"{lead}: {each.words}")
            following = found[number + 1].variant.rule if number + 1 < min(len(found), MOST_NAMED) else None
            if each.variant.rule and each.variant.rule != following:
                said.append(say("the rule: {rule}", rule=each.variant.rule))
        others = len(found) - 1
        if more := found[MOST_NAMED:]:
            said.append(say("and {more_explanations}", more_explanations=count(len(more), say("more explanation"))))
        matched = self._what_matched()
        matches = f"{expected:.2g}"
        by_chance = say("1 match") if matches == "1" else say("{matches} matches", matches=matches)
        if not others:
            said.append(
                say("evidence: {matched} matched, {matches} expected by chance", matched=matched, matches=by_chance)
            )
        else:
            evidence = say("evidence: {matched} matched, {matches} expected by chance, {rivals}")
            rivals = count(others, say("rival explanation"))
            said.append(say(evidence, matched=matched, matches=by_chance, rivals=rivals))
        return said

    def _what_matched(self) -> str:
        values = [part.right.value if isinstance(part.right, Quantity) else "" for part in self.right]
        if "" in values:
            return say("a word")
        return say("a formula") if None in values else count(digits_matched(self.typed), "digit")


class OwnFigures:
    """Where the student's own figures come into one result."""

    def __init__(self, name: str, faulty: Sequence[int], figures: Mapping[str, Quantity]) -> None:
        self.name, self.faulty, self.figures = name, faulty, figures

    def where(self, run: Run) -> str:
        """The results that these figures belong to, of those that the components in question were worked out with."""
        found = quantities_in(find_quantity(run, self.name))
        under = everything_under([q for i, q in enumerate(found) if i in self.faulty], self._operands)
        names = {q.name for q in under if q.name in self.figures} or self.figures
        wholes = dict.fromkeys(_whole_name(name) for name in self.figures if name in names)
        return ", ".join(wholes)

    def _operands(self, q: Quantity) -> Sequence[Quantity]:
        """What a quantity came from; a figure that is carried in came from nothing."""
        return () if q.name in self.figures and q.equal_to is not None else q.operands


def time_allowed() -> float:
    """Seconds for one figure's explanations."""
    if BUDGET.deadline is None:
        return SECONDS
    return min(SECONDS, max(0.0, (BUDGET.deadline - time.monotonic()) / 2))


def _whole_name(name: str) -> str:
    """The result that a component belongs to: `W1_new` of `W1_new.1.2`."""
    parts = name.split(".")
    while parts[-1].isdigit():
        parts.pop()
    return ".".join(parts)


def _without_copies(found: list[Found]) -> list[Found]:
    """One explanation per id and verdict: the widest reading of a slip stands for its narrower ones; of those at one
    place, one that names them all. Where full precision gives the figure, so does rounding to many places."""
    if any(each.variant.id == FULL_PRECISION for each in found):
        found = [each for each in found if each.variant.verdict != "rounded-early"]
    kept: dict[tuple[str, str], Found] = {}
    for each in found:
        first = kept.setdefault((each.variant.verdict, each.variant.id), each)
        if first is not each and first.variant.verdict == "slip" and first.places and first.whole == each.whole:
            places = dict.fromkeys((*first.places, *each.places))
            kept[each.variant.verdict, each.variant.id] = first._replace(places=tuple(places))
    return list(kept.values())
