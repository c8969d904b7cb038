"""How well predicted classes fit the true ones: the rules on counts.

A matrix of counts has one row per true class (rows=actual) or per predicted class (rows=predicted). Each class against
the rest has its TP, FP, FN and TN; measures are written once for the quantities of one class, the tensors of all, and
the sums of all. References: Sokolova and Lapalme, Information Processing & Management 45 (2009) 427; Gorodkin,
Computational Biology and Chemistry 28 (2004) 367 for MCC; Cohen, Educ. Psychol. Meas. 20 (1960) 37 for κ.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.operations import POWER, SQRT
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, dot, lift, total, vector
from nncalc.rules.ratios import Ratio, is_defined

MEASURES_WRITTEN = {
    **{name: name.upper() for name in ("tp", "fp", "fn", "tn", "tpr", "fpr", "mcc", "auc", "sse", "sst")},
    **{name: name.upper() for name in ("mse", "rmse", "mae", "mape")},
    **{f"{name}_per_class": name.upper() for name in ("tp", "fp", "fn", "tn", "auc")},
    **{f"{name}_per_class": name for name in ("precision", "recall", "specificity", "jaccard")},
    **{f"{name}_micro": f"Σ{name.upper()}" for name in ("tp", "fp", "fn", "tn")},
    **{f"f1{end}": f"F1{end}" for end in ("", "_macro", "_micro", "_weighted")},
    **{f"fbeta{end}": f"Fβ{end}" for end in ("", "_macro", "_micro", "_weighted")},
    "f1_per_class": "F1", "fbeta_per_class": "Fβ",
    "support_per_class": "support", "predicted_per_class": "predicted",
    "average_precision": "AP", "average_precision_per_class": "AP", "precisions": "precision",
    "cm": "C", "expected_agreement": "p_e", "positives": "P", "negatives": "N", "scores": "s",
    "errors": "e", "r2": "R²", "sse_centred": "SSE_c",
}  # fmt: skip
"""How the names of measures look on the page, those of scores and of regression with them."""


class Matrix(NamedTuple):
    """A confusion matrix: its cells as they are written, what the rows are, whether it was given as a matrix."""

    cells: Tensor
    rows: str
    given: bool

    @property
    def size(self) -> int:
        return self.cells.shape[0]

    def cell(self, actual: int, predicted: int) -> Quantity:
        """How many samples of one class were predicted to be of another; classes from 0."""
        row, column = (actual, predicted) if self.rows == "actual" else (predicted, actual)
        return self.cells.items[row * self.size + column]

    def turned(self) -> Matrix:
        """The same cells read the other way."""
        return self._replace(rows="predicted" if self.rows == "actual" else "actual")


class Counts(NamedTuple):
    """True and false positives and negatives: quantities of one class, or tensors of all. tn may be unknown."""

    tp: Any
    fp: Any
    fn: Any
    tn: Any = None

    def of(self, index: int) -> Counts:
        """One class of all."""
        return Counts(*[None if part is None else part.items[index] for part in self])

    def summed(self) -> Counts:
        """The sums over the classes, for micro averages."""
        return Counts(*[total(part) for part in self])


def matrix_of(counts: Sequence[Sequence[int]], rows: str) -> Matrix:
    """The matrix of counted labels, one row per true class in `counts`, written as the convention says."""
    written = counts if rows == "actual" else list(zip(*counts, strict=True))
    cells = Tensor([constant(q) for row in written for q in row], (len(counts), len(counts)), None, (), "cm")
    return Matrix(cells, rows, False)


def matrix_of_two(counts: Counts, positive: int, rows: str) -> Matrix:
    """The matrix that TP, FP, FN and TN make, the positive class in its place."""
    tp, fp, fn, tn = counts
    actual = [[tn, fp], [fn, tp]] if positive == 1 else [[tp, fn], [fp, tn]]
    written = actual if rows == "actual" else list(zip(*actual, strict=True))
    return Matrix(Tensor([q for row in written for q in row], (2, 2)), rows, True)


@rule("TP, FP and FN of a class stand on its place, in its column and in its row of the matrix")
def read_off(matrix: Matrix, n: Quantity) -> Counts:
    """The counts of every class against the rest; n is the number of samples."""
    classes = range(matrix.size)
    tp = [matrix.cell(k, k) for k in classes]
    if matrix.size == 1:
        fp = fn = tn = [constant(0)]
    else:
        fp = [total([matrix.cell(i, k) for i in classes if i != k]) for k in classes]
        fn = [total([matrix.cell(k, j) for j in classes if j != k]) for k in classes]
        tn = tp[::-1] if matrix.size == 2 else [n - tp[k] - fp[k] - fn[k] for k in classes]
    return Counts(vector(tp), vector(fp), vector(fn), vector(tn))


@read_off.slip("matrix-transposed", "reads the matrix transposed, the rows as columns", 77)
def _(matrix: Matrix, n: Quantity) -> Counts:
    if matrix.given:
        raise DoesNotApply  # that is the other value of the convention `rows`
    return read_off.right(matrix.turned(), n)


@rule("the measures that name no class are those of the positive class")
def of_positive(counts: Counts, positive: int) -> Counts:
    """The counts of the positive class among those of all."""
    return counts.of(positive)


@of_positive.slip("other-class-positive", "takes the other class as the positive one", 76)
def _(counts: Counts, positive: int) -> Counts:
    if len(counts.tp.items) != 2:
        raise DoesNotApply
    return counts.of(1 - positive)


@rule("counts that are given are those of the positive class")
def as_counted(counts: Counts) -> Counts:
    return counts


@as_counted.slip("other-class-positive", "takes the other class as the positive one", 76)
def _(counts: Counts) -> Counts:
    if counts.tn is None:
        raise DoesNotApply
    return Counts(counts.tn, counts.fn, counts.fp, counts.tp)


@rule("precision is TP/(TP + FP), recall is TP/(TP + FN)")
def precision_and_recall(counts: Counts) -> tuple[Ratio, Ratio]:
    return Ratio(counts.tp, counts.tp + counts.fp), Ratio(counts.tp, counts.tp + counts.fn)


@precision_and_recall.slip("precision-and-recall-swapped", "swaps precision and recall", 76)
def _(counts: Counts) -> tuple[Ratio, Ratio]:
    precision, recall = precision_and_recall.right(counts)
    return recall, precision


@precision_and_recall.slip("all-for-predicted", "divides TP by all samples for the precision", 114)
def _(counts: Counts) -> tuple[Ratio, Ratio]:
    if counts.tn is None:
        raise DoesNotApply
    recall = precision_and_recall.right(counts)[1]
    return Ratio(counts.tp, counts.tp + counts.fp + counts.fn + counts.tn), recall


@rule("specificity is TN/(TN + FP), the recall of the negatives")
def specificity(counts: Counts) -> Ratio:
    return Ratio(counts.tn, counts.tn + counts.fp)


@rule("the Jaccard index is TP/(TP + FP + FN)")
def jaccard(counts: Counts) -> Ratio:
    return Ratio(counts.tp, counts.tp + counts.fp + counts.fn)


@jaccard.slip("true-negatives-counted", "counts the true negatives in the Jaccard index, too")
def _(counts: Counts) -> Ratio:
    if counts.tn is None:
        raise DoesNotApply
    return Ratio(counts.tp, counts.tp + counts.fp + counts.fn + counts.tn)


@rule("F1 is the harmonic mean of precision and recall; F{beta} counts recall {beta}² times")
def f_score(precision: Any, recall: Any, counts: Counts | None, beta: Quantity | None) -> Ratio:
    """2PR/(P + R), or (1 + β²)PR/(β²P + R).

    Where that is 0/0 or has no P or R, the same from the counts: 2TP/(2TP + FP + FN); without counts it stays 0/0.
    """
    square = None if beta is None else POWER(beta, 2)
    top = (2 if square is None else 1 + square) * precision * recall
    bottom = precision + recall if square is None else square * precision + recall
    if not isinstance(top, Tensor):
        return Ratio(top, bottom) if has_harmonic(precision, recall) or counts is None else from_counts(counts, square)
    assert counts is not None
    for k, (p, r) in enumerate(zip(precision.items, recall.items, strict=True)):
        if not has_harmonic(p, r):
            top.items[k], bottom.items[k] = from_counts(counts.of(k), square)
    return Ratio(top, bottom)


@f_score.slip(
    "arithmetic-for-harmonic", "takes the arithmetic mean of precision and recall instead of the harmonic", 79
)
def _(precision: Any, recall: Any, counts: Counts | None, beta: Quantity | None) -> Ratio:
    if isinstance(precision, Tensor):
        return Ratio(precision + recall, vector([2] * len(precision.items)))
    return Ratio(precision + recall, constant(2))


@f_score.slip("geometric-for-harmonic", "takes the geometric mean of precision and recall instead of the harmonic")
def _(precision: Any, recall: Any, counts: Counts | None, beta: Quantity | None) -> Ratio:
    if isinstance(precision, Tensor):
        return Ratio(lift(SQRT, precision * recall), vector([1] * len(precision.items)))
    return Ratio(SQRT(precision * recall), constant(1))


@f_score.slip("accuracy-for-precision", "takes the accuracy for the precision")
def _(precision: Any, recall: Any, counts: Counts | None, beta: Quantity | None) -> Ratio:
    return f_score.right(accuracy_of(counts), recall, counts, beta)


@f_score.slip("accuracy-for-recall", "takes the accuracy for the recall")
def _(precision: Any, recall: Any, counts: Counts | None, beta: Quantity | None) -> Ratio:
    return f_score.right(precision, accuracy_of(counts), counts, beta)


def accuracy_of(counts: Counts | None) -> Any:
    """The share of the samples that are predicted right, of one class against the rest."""
    if counts is None or counts.tn is None:
        raise DoesNotApply
    return (counts.tp + counts.tn) / (counts.tp + counts.fp + counts.fn + counts.tn)


@f_score.slip("beta-at-both", "multiplies recall by {beta}² as well as precision")
def _(precision: Any, recall: Any, counts: Counts | None, beta: Quantity | None) -> Ratio:
    if beta is None:
        raise DoesNotApply
    square = POWER(beta, 2)
    return Ratio((1 + square) * precision * recall, square * precision + square * recall)


def has_harmonic(precision: Quantity, recall: Quantity) -> bool:
    """Whether precision and recall have a harmonic mean: both are defined and not both 0."""
    return is_defined(precision) and is_defined(recall) and sign(precision + recall) != 0


def from_counts(counts: Counts, square: Quantity | None) -> Ratio:
    """Fβ written in counts alone, defined wherever any of TP, FP and FN is not 0."""
    if square is None:
        return Ratio(2 * counts.tp, 2 * counts.tp + counts.fp + counts.fn)
    twice = (1 + square) * counts.tp
    return Ratio(twice, twice + square * counts.fn + counts.fp)


@rule("accuracy is the share of the samples that are predicted right")
def accuracy(right: Sequence[Quantity], n: Quantity) -> Quantity:
    return total(right) / n


@rule("a macro average is the plain mean over the classes")
def macro(values: Sequence[Quantity]) -> Quantity:
    return total(values) / len(values)


@rule("a weighted average counts each class by its number of samples")
def weighted(values: Sequence[Quantity], supports: Sequence[Quantity], samples: Quantity) -> Ratio:
    return Ratio(dot(supports, values), samples)


@rule("balanced accuracy is the mean of the recalls of the classes that occur")
def balanced(recalls: Sequence[Quantity]) -> Quantity:
    return total(recalls) / len(recalls)


@rule("MCC is the correlation of true and predicted classes")
def correlation(counts: Counts) -> Ratio:
    """(TP·TN − FP·FN)/√((TP + FP)(TP + FN)(TN + FP)(TN + FN)) for two classes."""
    tp, fp, fn, tn = counts
    return Ratio(tp * tn - fp * fn, SQRT((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)))


def correlation_of_many(right: Quantity, n: Quantity, actual: Tensor, predicted: Tensor) -> Ratio:
    """(n·Σ TPₖ − Σ tₖpₖ)/√((n² − Σ pₖ²)(n² − Σ tₖ²)), with tₖ samples of class k and pₖ predicted so."""
    squares = [POWER(n, 2) - total([POWER(q, 2) for q in part.items]) for part in (predicted, actual)]
    return Ratio(n * right - dot(actual.items, predicted.items), SQRT(squares[0] * squares[1]))


@rule("the agreement expected by chance is the sum of the products of the shares of true and predicted")
def chance(actual: Tensor, predicted: Tensor, n: Quantity) -> Quantity:
    return dot(actual.items, predicted.items) / POWER(n, 2)


@rule("{kappa} is the agreement beyond chance, as a share of what is possible beyond chance")
def agreement(observed: Quantity, expected: Quantity) -> Ratio:
    return Ratio(observed - expected, 1 - expected)
