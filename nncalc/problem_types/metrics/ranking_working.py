"""The working of the measures of scores: a table of thresholds for each curve, and a line for each measure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.events import Column
from nncalc.engine.lazy import flint
from nncalc.engine.operations import ABS
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, total
from nncalc.problem_types.metrics.ranking import (
    Order,
    Point,
    Scored,
    area,
    average_precision,
    brier,
    log_loss,
    on_side,
    points_of,
    rank,
    ranked_right,
    ranked_within,
    top_k,
)
from nncalc.rules.ordering import compare
from nncalc.rules.ratios import Ratio, divided, is_defined, taken
from nncalc.words import in_a_row, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

SLACK = (1, 100)
"""How far the probabilities of a row may sum from 1: they are often given to two places."""

RANKED = {
    "ranked": "A sample is predicted {name} when its score reaches the threshold; "
    "P and N count the samples that are {name} and that are not.",
    "against rest": "{name} against the rest.",
    "pairs": "{right} of the {all} pairs of a positive and a negative sample are ranked right (a tie counts half); "
    "this share is the area under the curve.",
    "curve of precision": "Above all scores nothing is predicted {name}: precision is 0/0 there, and its curve begins at 1.",
    "missing side": "No sample is {missing}, so {rate} and AUC are 0/0, which is undefined; that {taken}.",
    "missing recall": "Average precision weighs by recall, so it is 0/0 as well; that {taken}.",
    "no probabilities": "Scores below 0 or above 1 are no probabilities: no log loss and no Brier score.",
    "no unit sums": "The rows of scores do not sum to 1, so there is no log loss and no Brier score.",
    "nearly one": "Row {row} sums to {sum}, near enough to 1 for rounded probabilities; it is taken as it is.",
    "impossible": "The true class of sample {sample} has the probability 0; −ln 0 is infinite, and so is the log loss.",
    "threshold": "A score above {edge} is a prediction of the positive class.",
    "hit": "The highest score is that of the true class for {hits} of {n} samples.",
    "hits": "The true class is among the {k} highest scores for {hits} of {n} samples.",
}
"""What the working says."""


class Curves(NamedTuple):
    """Both curves of one class: the points (fpr, tpr) and (recall, precision), shape (thresholds, 2), and their areas."""

    auc: Quantity
    roc: Tensor
    average_precision: Quantity
    pr: Tensor


class Ranking:
    """The working of all measures of scores."""

    def __init__(self, run: Run, scored: Scored) -> None:
        self.run, self.scored = run, scored

    def work(self) -> None:
        run, scored = self.run, self.scored
        run.section("roc")
        if scored.positive is not None:
            run.words("ranked", name=scored.names[scored.positive])
            curves = self._curves(scored.positive)
            for name in ("auc", "average_precision"):
                run.let(name, getattr(curves, name))
            for name in ("roc", "pr"):
                run.result(name, getattr(curves, name))
        else:
            self._one_against_rest()
        self._probabilities()
        self._top_k()
        run.answer("auc", "average_precision", "log_loss", "brier", "top_k_accuracy")

    # -- ROC -----------------------------------------------------------------------------------------------------

    def _curves(self, place: int) -> Curves:
        """The table of the thresholds of one class against the rest; the curves and their areas, not yet named."""
        run, scored = self.run, self.scored
        truth = [k == place for k in scored.classes]
        points, order = points_of(scored.column(place), truth), Order(scored.column(place), truth)
        positives, negatives = sum(truth), len(truth) - sum(truth)
        P, N = run.let("positives", constant(positives)), run.let("negatives", constant(negatives))
        counted = [[run.counts(n, partial(order.reaching, p, which)) for n, which in ((p.tp, True), (p.fp, False))]
                   for p in points]  # fmt: skip
        tpr = run.let("tpr", self._rates([tp for tp, _ in counted], P), shown=False)
        fpr = run.let("fpr", self._rates([fp for _, fp in counted], N), shown=False)
        shares = [
            constant(1) if p.threshold is None
            else run.counts(flint.fmpq(p.tp, p.tp + p.fp), partial(order.share, p)) for p in points
        ]  # fmt: skip
        precisions = run.let("precisions", Tensor(shares, (len(points),)), shown=False)
        rows = [
            (i, say("above all") if p.threshold is None else p.threshold, p.tp, p.fp, *rates)
            for i, (p, *rates) in enumerate(zip(points, tpr.items, fpr.items, precisions.items, strict=True), 1)
        ]
        headers = (say("point"), say("score ≥"), "TP", "FP", "TPR = TP/P", "FPR = FP/N", "TP/(TP + FP)")
        run.table("", [Column(header) for header in headers], rows)
        run.words("curve of precision", name=scored.names[place])
        auc = self._auc(fpr, tpr, points, positives, negatives)
        roc, pr = self._points("roc", fpr, tpr), self._points("pr", tpr, precisions)
        return Curves(auc, roc, self._average_precision(tpr, precisions, positives), pr)

    def _points(self, name: str, across: Tensor, up: Tensor) -> Tensor:
        pairs = [q for pair in zip(across.items, up.items, strict=True) for q in pair]
        return Tensor(pairs, (len(up.items), 2), None, (), self.run.prefix + name)

    def _auc(self, fpr: Tensor, tpr: Tensor, points: Sequence[Point], positives: int, negatives: int) -> Quantity:
        zero = self.scored.zero
        if positives and negatives:
            self.run.words("pairs", right=ranked_right(points), all=positives * negatives)
            return area(fpr, tpr)
        missing, rate = (say("negative"), "FPR") if positives else (say("positive"), "TPR")
        self.run.words("missing side", missing=missing, rate=rate, taken=taken(zero))
        return divided(Ratio(constant(0), constant(0)), zero)

    def _average_precision(self, recall: Tensor, precisions: Tensor, positives: int) -> Quantity:
        if positives:
            return average_precision(recall, precisions)
        self.run.words("missing recall", taken=taken(self.scored.zero))
        return divided(Ratio(constant(0), constant(0)), self.scored.zero)

    def _rates(self, counts: Sequence[Quantity], of: Quantity) -> Tensor:
        rates = [divided(Ratio(count, of), self.scored.zero) for count in counts]
        return Tensor(rates, (len(rates),))

    def _one_against_rest(self) -> None:
        """More than two classes: the curves of each against the rest, and the means of the areas."""
        run, each = self.run, []
        for place, name in enumerate(self.scored.names):
            with run.part(say("class {place}", place=place + 1), f"class.{place + 1}."):
                run.section("roc")
                run.words("against rest", name=name)
                curves = self._curves(place)
                areas = {kind: run.let(kind, getattr(curves, kind)) for kind in ("auc", "average_precision")}
                each.append(curves._replace(**areas))
        run.section("auc")
        for kind in ("auc", "average_precision"):
            self._mean_of_areas(kind, [getattr(curves, kind) for curves in each])
        for kind in ("roc", "pr"):
            run.result(kind, [[list(point) for point in getattr(curves, kind)] for curves in each])

    def _mean_of_areas(self, kind: str, areas: Sequence[Quantity]) -> None:
        run = self.run
        per_class = run.let(f"{kind}_per_class", Tensor(areas, (len(areas),)), shown=False)
        undefined = [not is_defined(q) for q in per_class.items]
        kept = [q for q, out in zip(per_class.items, undefined, strict=True) if not out] or per_class.items
        if len(kept) < len(areas):
            names = [name for name, out in zip(self.scored.names, undefined, strict=True) if out]
            run.words("left out", what=kind, names=in_a_row(*names))
        run.let(kind, total(kept) / len(kept))

    # -- probabilities and ranks ---------------------------------------------------------------------------------

    def _probabilities(self) -> None:
        run, scored = self.run, self.scored
        run.section("probabilities")
        fault = self._no_probabilities()
        if fault:
            run.words(fault)
            return
        missed = [i for i in range(len(scored.classes)) if sign(scored.probability(i)) == 0]
        if missed:
            run.words("impossible", sample=missed[0] + 1)
            run.let("log_loss", Quantity(None, (), flint.arb.pos_inf()))
        else:
            run.let("log_loss", log_loss(scored))
        run.let("brier", brier(scored))

    def _no_probabilities(self) -> str | None:
        """Why the scores are no probabilities: the key of a sentence, or None when they are."""
        scores = self.scored.scores
        if any(sign(q) < 0 or sign(1 - q) < 0 for q in scores.items):
            return "no probabilities"
        if len(scores.shape) == 1:
            return None
        apart = [i for i, row in enumerate(scores, 1) if sign(total(row) - 1) != 0]
        if any(compare(ABS(total(scores[i - 1]) - 1), constant(flint.fmpq(*SLACK))) > 0 for i in apart):
            return "no unit sums"
        if apart:
            self.run.words("nearly one", row=apart[0], sum=total(scores[apart[0] - 1]))
        return None

    def _top_k(self) -> None:
        run, scored = self.run, self.scored
        run.section("top")
        hits = self._hits_at_threshold() if len(scored.scores.shape) == 1 else self._hits_by_rank()
        run.words("hit" if scored.k == 1 else "hits", hits=hits, k=scored.k, n=len(scored.classes))
        run.let("top_k_accuracy", top_k(hits, len(scored.classes)))

    def _hits_at_threshold(self) -> Quantity:
        """Two classes with one score: the higher of the two is the positive one where the score is above ½ (or 0)."""
        scored = self.scored
        if scored.k > 1:
            return constant(len(scored.classes))
        likely = self._no_probabilities() is None
        edge = constant(flint.fmpq(1, 2) if likely else 0)
        self.run.words("threshold", edge="1/2" if likely else "0")
        pairs = [(q, k == scored.positive) for q, k in zip(scored.scores.items, scored.classes, strict=True)]
        hits = sum((compare(q, edge) > 0) == its for q, its in pairs)
        return self.run.counts(hits, lambda: total([on_side(q, edge, its) for q, its in pairs]))

    def _hits_by_rank(self) -> Quantity:
        scored, rows, hits = self.scored, [], 0
        for i, (row, truth) in enumerate(zip(scored.scores, scored.classes, strict=True), 1):
            place = rank(row.items, truth)
            hits += place <= scored.k
            rows.append((i, scored.names[truth], row.items[truth], place, place <= scored.k))
        headers = ("i", say("class"), say("its score"), say("its rank"), say("in the top {k}", k=scored.k))
        self.run.table("", [Column(header) for header in headers], rows)
        pairs = list(zip(scored.scores, scored.classes, strict=True))
        return self.run.counts(hits, lambda: total([ranked_within(row.items, k, scored.k) for row, k in pairs]))


__all__ = ["RANKED", "Ranking"]
