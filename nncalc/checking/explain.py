"""Why a figure is wrong: the first thing that explains it, and everything else that gives the same figure.

In this order: rounded early, right under another convention, right after the student's own earlier figures, a slip,
two slips. Explanations are evidence. Of an answer that is D away from the right one, N = 2D/u + 1 figures (u the unit
of its last digit) are as near; m different figures of the variants tried lie as near. m/N matches are expected by
chance: an explanation is the cause while that stays below .05, a possibility otherwise.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.checking.compare import Judged, compare, decimals
from nncalc.checking.variants import Variant, conventions, pairs, roundings, slips
from nncalc.document import Check
from nncalc.engine.decide import rounded
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import DoesNotApply
from nncalc.engine.run import Policy
from nncalc.errors import NncalcError

if TYPE_CHECKING:
    from nncalc.engine.rule import Rule
    from nncalc.engine.run import Run
    from nncalc.problem import ProblemType

CHANCE = 0.05
SECONDS = 4.0
"""Time given to the explanations of one figure."""
MOST_NAMED = 6
ORDER = ("rounded-early", "convention", "carried", "slip", "two-slips")


class Prediction(NamedTuple):
    """What a variant gives for the figure in question: whether it fits, and its components rounded like the typed ones."""

    fits: bool
    figures: tuple[Any, ...]


class Explainer:
    """Explains one wrong figure. `carried` are the student's own earlier figures, by component name."""

    def __init__(
        self, problem: ProblemType, name: str, typed: str, right: Sequence[Judged],
        used: Mapping[Rule, int], carried: Mapping[str, Quantity], policy: Policy,
    ) -> None:  # fmt: skip
        self.problem, self.name, self.typed, self.right, self.used = problem, name, typed, right, used
        self.carried, self.policy = carried, policy
        self.plain = tuple(_figure(part) for part in right)
        self.seen: set[tuple[Any, ...]] = {self.plain}
        self.carried_alone: tuple[Any, ...] = ()
        self.end = time.monotonic() + SECONDS
        self.cut_short = False

    def explain(self, check: Check) -> Check:
        """The check with its explanations, and the verdict of the first kind that fits."""
        found = [*self._matching(self._single())]
        if not found:
            found = [*self._matching(pairs(self.problem, self.policy, self.used))]
        if not found:
            words = (*check.words, "not every slip could be tried in time") if self.cut_short else check.words
            return check._replace(words=words)
        kinds = [kind for kind in ORDER if any(variant.verdict == kind for variant in found)]
        found.sort(key=lambda variant: ORDER.index(variant.verdict))
        found = _without_copies(found)
        verdict = check.verdict if check.verdict == "cut" else kinds[0]
        return check._replace(
            verdict=verdict,
            words=(*check.words, *self._said(found)),
            causes=(*check.causes, *[{"id": v.id, "words": v.words, "rule": v.rule} for v in found]),
        )

    def _single(self) -> Iterator[Variant]:
        yield from roundings(self.problem, self.policy)
        yield from conventions(self.problem, self.policy)
        if self.carried:
            names = ", ".join(
                dict.fromkeys(".".join(part for part in key.split(".") if not part.isdigit()) for key in self.carried)
            )
            policy = self.policy._replace(carried=self.carried)
            words = f"is right when your own {names} is carried on"
            yield Variant("carried", "carried", words, "the step itself is right", self.problem, policy)
            alone = self._predicted(Variant("carried", "", "", "", self.problem, policy))
            self.carried_alone = alone.figures if alone else ()
        yield from slips(self.problem, self.policy, self.used)
        if self.carried:
            yield from slips(self.problem, self.policy._replace(carried=self.carried), self.used)

    def _matching(self, variants: Iterable[Variant]) -> Iterator[Variant]:
        for variant in variants:
            if time.monotonic() > self.end:
                self.cut_short = True
                return
            prediction = self._predicted(variant)
            if prediction is None:
                continue
            self.seen.add(prediction.figures)
            if prediction.fits and prediction.figures != self.plain:
                if variant.verdict == "slip" and prediction.figures == self.carried_alone:
                    continue  # the figures carried on give this without any slip
                yield variant

    def _predicted(self, variant: Variant) -> Prediction | None:
        """What a variant gives; None where it has no meaning for this problem."""
        try:
            return variant.read(self._reading())
        except (DoesNotApply, NncalcError, ArithmeticError, LookupError, ValueError, TypeError, AttributeError):
            return None  # a rule replaced may not suit the shapes, or leave a result out

    def _reading(self) -> Callable[[Run], Prediction]:
        from nncalc.working import find_quantity

        def read(run: Run) -> Prediction:
            parts = list(compare(self.name, find_quantity(run, self.name), self.typed))
            return Prediction(all(part.verdict == "right" for part in parts), tuple(_figure(part) for part in parts))

        return read

    # -- how sure --------------------------------------------------------------------------------------------------

    def chance(self) -> float:
        """The matches expected by chance among the figures of the variants tried."""
        distances = []
        for part, figure in zip(self.right, self.plain, strict=True):
            places = decimals(part.typed)
            if places is None or not hasattr(figure, "p"):
                continue
            unit = flint.fmpq(10) ** -places
            distances.append((abs(_value(part.typed) - figure) / unit, figure, unit))
        if not distances or len(distances) < len(self.right):
            return 0.0
        near = 0
        for figures in self.seen - {self.plain}:
            near += all(
                hasattr(f, "p") and abs(f - figure) <= distance * unit
                for f, (distance, figure, unit) in zip(figures, distances, strict=False)
            )
        possible = 1.0
        for distance, _, _ in distances:
            possible *= float(distance.p) / float(distance.q) * 2 + 1
        return max(near, 1) / possible

    def _said(self, found: list[Variant]) -> list[str]:
        expected = self.chance()
        # A convention that is also a slip is one explanation under two names.
        different = {id(variant.problem) if variant.policy == found[0].policy else id(variant) for variant in found}
        sure = expected < CHANCE and (len(found) == 1 or (len(different) == 1 and found[0].verdict == "convention"))
        lead = "cause" if sure else "possibly"
        said = [f"{lead}: {variant.words}" for variant in found[:MOST_NAMED]]
        if found[0].rule:
            said.append(f"the rule: {found[0].rule}")
        rivals = len(found) - 1
        also = f", {rivals} rival explanation{'s' if rivals > 1 else ''}" if rivals else ""
        said.append(
            f"evidence: {digits_matched(self.typed)} digits matched, {expected:.2g} matches expected by chance{also}"
        )
        return said


def _without_copies(found: list[Variant]) -> list[Variant]:
    """One explanation per id and verdict: the widest reading of a slip stands for its narrower ones."""
    kept: dict[tuple[str, str], Variant] = {}
    for variant in found:
        kept.setdefault((variant.verdict, variant.id), variant)
    return list(kept.values())


def _value(text: str) -> Any:
    from nncalc.expressions import read_quantity
    from nncalc.typed import Cell

    return read_quantity(Cell(text, 0, text), symbols=False, known={}).value


def _figure(part: Judged) -> Any:
    """A component as the figure it would be typed as: rounded to the decimals of the answer."""
    right = part.right
    if not isinstance(right, Quantity) or right.value is None:
        return str(right)
    places = decimals(part.typed)
    if type(right.value) is flint.arb and not right.value.is_finite():
        return str(right.value)
    return rounded(right, 12 if places is None else places)


def digits_matched(text: str) -> int:
    """How many digits were typed that carry information: leading zeros do not."""
    digits = [character for character in text if character.isdigit()]
    return len("".join(digits).lstrip("0")) or 1
