"""How well scores rank and fit the true classes: ROC, AUC, log loss, Brier score, top-k accuracy, with their working.

A sample is predicted positive when its score reaches a threshold; every score is a threshold once. Reference: Fawcett,
Pattern Recognition Letters 27 (2006) 861. Ties in the top k go to the class that stands later, as in scikit-learn.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.declaring.fields import Numeric, Reading
from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import ABS, LOG, POWER
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.tensor import Tensor, total
from nncalc.rules.ratios import Ratio, compare, descending, divided, is_defined, taken

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
    "missing side": "No sample is {missing}, so the curve and its area have 0/0, which is undefined; it {taken}.",
    "no probabilities": "Scores below 0 or above 1 are no probabilities: no log loss and no Brier score.",
    "no unit sums": "The rows of scores do not sum to 1, so there is no log loss and no Brier score.",
    "nearly one": "Row {row} sums to {sum}, near enough to 1 for rounded probabilities; it is taken as it is.",
    "impossible": "The true class of sample {sample} has the probability 0; −ln 0 is infinite, and so is the log loss.",
    "threshold": "A score above {edge} is a prediction of the positive class.",
    "hit": "The highest score is that of the true class for {hits} of {n} samples.",
    "hits": "The true class is among the {k} highest scores for {hits} of {n} samples.",
}
"""What the working says."""


class Scores(Numeric):
    """One score for each sample, or a row of one for each class; a column is one score for each sample as well."""

    def __init__(self) -> None:
        words = "one score for each sample .9,.2 or a row of one for each class .7,.2,.1:…"
        super().__init__(1, 2, words=words, symbols=False)

    def build(self, nested: Any, rank: int, name: str, reading: Reading) -> Any:
        if rank == 2 and all(isinstance(row, list) and len(row) == 1 for row in nested):
            nested, rank = [row[0] for row in nested], 1
        return super().build(nested, rank, name, reading)


class Scored(NamedTuple):
    """Scores and true classes.

    classes    the place of each sample's true class, from 0
    names      the classes, in the order of the columns
    scores     (n,): of the positive class; (n, classes): of every class
    positive   the place of the positive class: of two, or of more the one whose curve is wanted
    k          how many of the highest scores count
    zero       what 0/0 is
    """

    classes: Sequence[int]
    names: Sequence[str]
    scores: Tensor
    positive: int | None
    k: int
    zero: str

    def column(self, place: int) -> list[Quantity]:
        """The scores of one class."""
        if len(self.scores.shape) == 1:
            return self.scores.items
        return self.scores.items[place :: self.scores.shape[1]]

    def probability(self, sample: int) -> Quantity:
        """The probability given to the true class of a sample."""
        if len(self.scores.shape) == 2:
            return self.scores.items[sample * self.scores.shape[1] + self.classes[sample]]
        score = self.scores.items[sample]
        return score if self.classes[sample] == self.positive else 1 - score


class Point(NamedTuple):
    """The counts at one threshold: so many positives and negatives have a score that reaches it (None: above all)."""

    threshold: Quantity | None
    tp: int
    fp: int


def points_of(scores: Sequence[Quantity], positive: Sequence[bool]) -> list[Point]:
    """The points of the ROC curve from (0, 0) to (1, 1), one for each different score."""
    points, tp, fp = [Point(None, 0, 0)], 0, 0
    order = descending(scores)
    for place, sample in enumerate(order):
        tp, fp = tp + positive[sample], fp + (not positive[sample])
        if place + 1 == len(order) or compare(scores[sample], scores[order[place + 1]]) != 0:
            points.append(Point(scores[sample], tp, fp))
    return points


@rule("AUC is the area under the ROC curve, in trapezoids between its points")
def area(fpr: Tensor, tpr: Tensor) -> Quantity:
    terms = []
    for i in range(1, len(fpr.items)):
        width = fpr.items[i] - fpr.items[i - 1]
        if sign(width) != 0:
            terms.append(width * (tpr.items[i] + tpr.items[i - 1]) / 2)
    return total(terms)


@rule("log loss is the mean of −ln of the probability given to the true class")
def log_loss(scored: Scored) -> Quantity:
    logs = [LOG(scored.probability(i)) for i in range(len(scored.classes))]
    return -(total(logs) / len(logs))


@log_loss.slip("mean-left-out", "adds the samples up where their mean is taken", 21)
def _(scored: Scored) -> Quantity:
    return len(scored.classes) * log_loss.right(scored)


@log_loss.slip("log10-for-ln", "takes log₁₀ for ln", 33)
def _(scored: Scored) -> Quantity:
    return log_loss.right(scored) / LOG(10)


@log_loss.slip("log2-for-ln", "takes log₂ for ln", 33)
def _(scored: Scored) -> Quantity:
    return log_loss.right(scored) / LOG(2)


@log_loss.slip("minus-lost", "loses the minus in front of the logarithm", 40)
def _(scored: Scored) -> Quantity:
    return -log_loss.right(scored)


@rule("the Brier score is the mean squared distance of the probabilities from the truth")
def brier(scored: Scored) -> Quantity:
    """(p − y)² of the positive class for two classes; summed over the classes for more."""
    several = len(scored.scores.shape) == 2 and len(scored.names) != 2
    columns = range(len(scored.names)) if several or scored.positive is None else [scored.positive]
    terms = [POWER(scored.column(c)[i] - int(truth == c), 2) for i, truth in enumerate(scored.classes) for c in columns]
    return total(terms) / len(scored.classes)


@rule("top-k accuracy is the share of the samples whose true class is among the k highest scores")
def top_k(hits: int, n: int) -> Quantity:
    return constant(hits) / n


def rank(row: Sequence[Quantity], place: int) -> int:
    """The rank of a score in its row, from 1; of equal scores the later ranks first."""
    ahead = [compare(q, row[place]) for q in row]
    return 1 + sum(1 for j, order in enumerate(ahead) if order > 0 or (order == 0 and j > place))


class Ranking:
    """The working of all measures of scores."""

    def __init__(self, run: Run, scored: Scored) -> None:
        self.run, self.scored = run, scored

    def work(self) -> None:
        run, scored = self.run, self.scored
        run.section("roc")
        if scored.positive is not None:
            run.words("ranked", name=scored.names[scored.positive])
            auc, roc = self._curve(scored.positive)
            run.let("auc", auc)
            run.result("roc", roc)
        else:
            self._one_against_rest()
        self._probabilities()
        self._top_k()
        run.answer("auc", "log_loss", "brier", "top_k_accuracy")

    # -- ROC -----------------------------------------------------------------------------------------------------

    def _curve(self, place: int) -> tuple[Quantity, Tensor]:
        """The table of the thresholds of one class against the rest; its AUC, not yet named, and its points."""
        run, scored = self.run, self.scored
        truth = [k == place for k in scored.classes]
        points = points_of(scored.column(place), truth)
        positives, negatives = sum(truth), len(truth) - sum(truth)
        P, N = run.let("positives", constant(positives)), run.let("negatives", constant(negatives))
        tpr = run.let("tpr", self._rates([p.tp for p in points], P), shown=False)
        fpr = run.let("fpr", self._rates([p.fp for p in points], N), shown=False)
        rows = [
            (str(i), "above all" if p.threshold is None else p.threshold, str(p.tp), str(p.fp), *rates)
            for i, (p, *rates) in enumerate(zip(points, tpr.items, fpr.items, strict=True), 1)
        ]
        headers = ("point", "score ≥", "TP", "FP", "TPR = TP/P", "FPR = FP/N")
        run.show("table", (headers, rows, frozenset(range(len(headers)))))
        pairs = [q for pair in zip(fpr.items, tpr.items, strict=True) for q in pair]
        roc = Tensor(pairs, (len(points), 2), None, (), f"{run.prefix}roc")
        if not positives or not negatives:
            run.words("missing side", missing="negative" if positives else "positive", taken=taken(scored.zero))
            return divided(Ratio(constant(0), constant(0)), scored.zero), roc
        run.words("pairs", right=_ranked_right(points), all=positives * negatives)
        return area(fpr, tpr), roc

    def _rates(self, counts: Sequence[int], of: Quantity) -> Tensor:
        rates = [divided(Ratio(constant(count), of), self.scored.zero) for count in counts]
        return Tensor(rates, (len(rates),))

    def _one_against_rest(self) -> None:
        """More than two classes: the curve of each against the rest, and the mean of the areas."""
        run, areas, curves = self.run, [], []
        for place, name in enumerate(self.scored.names):
            with run.within(f"class.{place + 1}"):
                run.section("roc")
                run.words("against rest", name=name)
                auc, roc = self._curve(place)
                areas.append(run.let("auc", auc))
                curves.append(roc)
        run.section("auc")
        per_class = run.let("auc_per_class", Tensor(areas, (len(areas),)), shown=False)
        run.result("roc", [[list(point) for point in roc] for roc in curves])
        undefined = [not is_defined(q) for q in per_class.items]
        kept = [q for q, out in zip(per_class.items, undefined, strict=True) if not out] or per_class.items
        if len(kept) < len(areas):
            names = [name for name, out in zip(self.scored.names, undefined, strict=True) if out]
            run.words("left out", what="auc", names=", ".join(names))
        run.let("auc", total(kept) / len(kept))

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

    def _hits_at_threshold(self) -> int:
        """Two classes with one score: the higher of the two is the positive one where the score is above ½ (or 0)."""
        scored = self.scored
        if scored.k > 1:
            return len(scored.classes)
        likely = self._no_probabilities() is None
        edge = constant(flint.fmpq(1, 2) if likely else 0)
        self.run.words("threshold", edge="1/2" if likely else "0")
        above = [compare(q, edge) > 0 for q in scored.scores.items]
        return sum(up == (k == scored.positive) for up, k in zip(above, scored.classes, strict=True))

    def _hits_by_rank(self) -> int:
        scored, rows, hits = self.scored, [], 0
        for i, (row, truth) in enumerate(zip(scored.scores, scored.classes, strict=True), 1):
            place = rank(row.items, truth)
            hits += place <= scored.k
            rows.append(
                (str(i), scored.names[truth], row.items[truth], str(place), "yes" if place <= scored.k else "no")
            )
        headers = ("i", "class", "its score", "its rank", f"in the top {scored.k}")
        self.run.show("table", (headers, rows, frozenset(range(len(headers)))))
        return hits


def _ranked_right(points: Sequence[Point]) -> Any:
    """Pairs of a positive and a negative in which the positive has the higher score, ties counted half."""
    twice = sum((after.fp - before.fp) * (after.tp + before.tp) for before, after in pairwise(points))
    return constant(flint.fmpq(twice, 2))


__all__ = ["RANKED", "Ranking", "Scored", "Scores", "area", "brier", "log_loss", "points_of", "top_k"]
