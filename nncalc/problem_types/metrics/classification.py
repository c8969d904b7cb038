"""How well predicted classes fit the true ones: the rules on counts.

A matrix of counts has one row per true class (rows=actual) or per predicted class (rows=predicted). Each class against
the rest has its TP, FP, FN and TN; measures are written once for the quantities of one class, the tensors of all, and
the sums of all. References: Sokolova and Lapalme, Information Processing & Management 45 (2009) 427; Gorodkin,
Computational Biology and Chemistry 28 (2004) 367 for MCC; Cohen, Educ. Psychol. Meas. 20 (1960) 37 for κ.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt
from typing import Any, NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import POWER, SQRT
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, dot, total, vector
from nncalc.errors import InputError
from nncalc.rules.ratios import Ratio, is_defined
from nncalc.words import say

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


def check_counts(counts: Sequence[Quantity], name: str | None = None) -> None:
    """Counts are whole numbers from 0, and not all 0; raises InputError. `name`: the given they all belong to."""
    for q in counts:
        whole = type(q.value) is flint.fmpq and q.value.q == 1
        if not whole or sign(q) < 0:
            said = say("negative") if sign(q) < 0 else say("not whole")
            message = say("{q} is {value}, a count that is {said}", q=q.name, value=q.typed or q.value, said=said)
            raise InputError(message, name=name or q.name, expected=say("a whole number from 0"))
    if all(sign(q) == 0 for q in counts):
        raise InputError(say("all counts are 0"), name=name or counts[0].name, expected=say("at least one sample"))


def check_square(cm: Tensor) -> int:
    """The number of classes of a confusion matrix; raises InputError unless it has as many columns as rows."""
    rows, columns = cm.shape
    if rows == columns:
        return rows
    raise InputError(
        say("cm has shape {rows}×{columns}", rows=rows, columns=columns),
        name="cm",
        expected=say("as many columns as rows, one for each class"),
        nearest=_in_rows(cm),
    )


def _in_rows(cm: Tensor) -> str | None:
    """A single row of counts as the square matrix that it could be."""
    size = isqrt(len(cm.items))
    if cm.shape[0] > 1 or size * size != len(cm.items):
        return None
    counts = [q.typed or str(q.value) for q in cm.items]
    return ":".join(",".join(counts[i : i + size]) for i in range(0, len(counts), size))


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


@rule("precision is TP/(TP + FP), recall is TP/(TP + FN)")
def precision_and_recall(counts: Counts) -> tuple[Ratio, Ratio]:
    return Ratio(counts.tp, counts.tp + counts.fp), Ratio(counts.tp, counts.tp + counts.fn)


@precision_and_recall.slip("precision-and-recall-swapped", "swaps precision and recall", 76)
def _(counts: Counts) -> tuple[Ratio, Ratio]:
    precision, recall = precision_and_recall.right(counts)
    return recall, precision


@rule("specificity is TN/(TN + FP), the recall of the negatives")
def specificity(counts: Counts) -> Ratio:
    return Ratio(counts.tn, counts.tn + counts.fp)


@rule("the Jaccard index is TP/(TP + FP + FN)")
def jaccard(counts: Counts) -> Ratio:
    return Ratio(counts.tp, counts.tp + counts.fp + counts.fn)


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
