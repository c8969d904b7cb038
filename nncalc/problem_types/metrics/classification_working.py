"""The working of the measures of predicted classes: each a line, 0/0 in words, per class and averaged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.events import Column
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor, total
from nncalc.problem_types.metrics.classification import (
    Counts,
    Matrix,
    accuracy,
    agreement,
    as_counted,
    balanced,
    chance,
    correlation,
    correlation_of_many,
    f_score,
    has_harmonic,
    jaccard,
    macro,
    of_positive,
    precision_and_recall,
    read_off,
    specificity,
    weighted,
)
from nncalc.rules.ratios import Ratio, divided, is_defined, is_zero_over_zero, no_number, taken
from nncalc.words import in_a_row, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

METRICS = ("precision", "recall", "specificity", "f1", "fbeta", "jaccard")
MOST_DRAWN = 20
"""Classes of a matrix that is drawn."""
MOST_NAMED = 6
"""Classes listed in a sentence."""

CLASSIFIED = {
    "0/0": "{what} is 0/0, which is undefined; it {taken}.",
    "0/0 of classes": "{what} is 0/0, which is undefined, for {names}; it {taken}.",
    "no mcc": "All samples are of one class, or are predicted to be of one, so MCC has nothing to divide by.",
    "no kappa": "All samples are of one class and predicted to be of it, so {kappa} has nothing to divide by.",
    "from counts": "Precision and recall have no harmonic mean here, so F is taken from the counts.",
    "from counts of classes": "Precision and recall of {names} have no harmonic mean, so F is taken from the counts.",
    "left out": "{what} is undefined for {names}; the mean is that of the other classes.",
    "absent": "No sample is of {names}; balanced accuracy is the mean over the classes that occur.",
    "positive": "The positive class is {name}.",
    "positive of many": "The positive class is {name}; all other classes count as negative.",
    "one class": "All samples are of one class, {name}; the measures of a positive class need two ({both}).",
    "without tn": "Without tn there is no accuracy, specificity, MCC or {kappa}.",
    "not drawn": "The matrix of {classes} classes is too large to be drawn.",
}
"""What the working says."""


class Choices(NamedTuple):
    """The conventions and the β that the measures depend on; `beta` is None where none was given.

    zero             what 0/0 is in precision, recall, specificity, F, Jaccard and their means
    zero_of_others   what it is in MCC and κ
    """

    zero: str
    zero_of_others: str
    macro_f1: str
    beta: Quantity | None


class Classification:
    """The measures of one confusion matrix. `positive` is the place of the positive class, None where there is none."""

    def __init__(self, run: Run, names: Sequence[str], positive: int | None, choices: Choices) -> None:
        self.run, self.names, self.positive, self.choices = run, names, positive, choices

    def work(self, matrix: Matrix, typed: Counts | None = None) -> None:
        """Everything. `typed`: the counts of the positive class when they were given instead of a matrix."""
        run = self.run
        run.section("matrix")
        matrix = matrix._replace(cells=run.let("cm", matrix.cells, shown=False))
        self._draw(matrix)
        run.section("positive")
        of_class = self._positive(matrix, typed) if self.positive is not None else None
        run.section("overall")
        n = run.let("n", total(of_class) if of_class and matrix.size == 2 else total(matrix.cells))
        counts = self._per_class(matrix, n)
        if of_class is None and self.positive is not None:
            of_class = self._positive_of_many(counts)
        if of_class is not None:
            run.section("positive")
            self.measures(of_class, "")
        run.section("classes")
        self.measures(counts, "_per_class")
        self._averages(counts)
        self._overall(counts, of_class if matrix.size == 2 else None, n)
        self._answers(matrix.size)

    def positive_alone(self, counts: Counts) -> None:
        """The measures of the positive class that need no TN."""
        self.run.section("positive")
        self.run.words("without tn")
        self.measures(counts, "")
        self.run.answer("precision", "recall", "f1", *(["fbeta"] if self.choices.beta else []), "jaccard")

    # -- the matrix ----------------------------------------------------------------------------------------------

    def _draw(self, matrix: Matrix) -> None:
        if matrix.size > MOST_DRAWN:
            self.run.words("not drawn", classes=matrix.size)
            return
        corner = say("actual \\ predicted") if matrix.rows == "actual" else say("predicted \\ actual")
        rows: list[tuple[Any, ...]] = [
            (name, *row.items, total(row)) for name, row in zip(self.names, matrix.cells, strict=True)
        ]
        columns = [total(matrix.cells.items[k :: matrix.size]) for k in range(matrix.size)]
        rows.append((say("total"), *columns, total(columns)))
        self.run.table("", [Column(header) for header in (corner, *self.names, say("total"))], rows)

    def _positive(self, matrix: Matrix, typed: Counts | None) -> Counts | None:
        """TP, FP, FN and TN of the positive class of two, read off or as they were given."""
        if matrix.size > 2:
            return None
        if typed is not None:
            for name, count in zip(Counts._fields, typed, strict=True):
                self.run.result(name, count)
            return as_counted(typed)
        assert self.positive is not None
        self.run.words("positive", name=self.names[self.positive])
        read = of_positive(read_off(matrix, total(matrix.cells)), self.positive)
        return Counts(*[self.run.let(name, q) for name, q in zip(Counts._fields, read, strict=True)])

    def _positive_of_many(self, counts: Counts) -> Counts:
        assert self.positive is not None
        self.run.section("positive")
        self.run.words("positive of many", name=self.names[self.positive])
        return Counts(*[self.run.let(f, q) for f, q in zip(Counts._fields, counts.of(self.positive), strict=True)])

    def _per_class(self, matrix: Matrix, n: Quantity) -> Counts:
        """The counts of every class, named, in a table with support and predictions."""
        run = self.run
        run.section("classes")
        read = read_off(matrix, n)
        counts = Counts(
            *[run.let(f"{name}_per_class", part, shown=False) for name, part in zip(Counts._fields, read, strict=True)]
        )
        self.support = run.let("support_per_class", counts.tp + counts.fn, shown=False)
        self.predicted = run.let("predicted_per_class", counts.tp + counts.fp, shown=False)
        headers = ("k", say("class"), "TP", "FP", "FN", "TN", say("support"), say("predicted"))
        columns = [part.items for part in (*counts, self.support, self.predicted)]
        numbers = range(1, matrix.size + 1)
        run.table("", [Column(header) for header in headers], zip(numbers, self.names, *columns, strict=True))
        return counts

    # -- measures ------------------------------------------------------------------------------------------------

    def put(self, name: str, ratio: Ratio, zero: str | None = None) -> Any:
        """The line of a ratio, after the words that a 0/0 needs. `zero`: what it is, where not as in most measures."""
        zero = zero or self.choices.zero
        missing = is_zero_over_zero(ratio)
        if any(missing):
            if isinstance(ratio.bottom, Tensor):
                self.run.words("0/0 of classes", what=_stem(name), names=self._listed(missing), taken=taken(zero))
            else:
                self.run.words("0/0", what=name, taken=taken(zero))
        return self.run.let(name, divided(ratio, zero))

    def put_overall(self, name: str, ratio: Ratio) -> None:
        """MCC or κ: of 0/0, also why it comes to that."""
        if any(is_zero_over_zero(ratio)):
            self.run.words("no mcc" if name == "mcc" else "no kappa")
        self.put(name, ratio, self.choices.zero_of_others)

    def _listed(self, marks: Sequence[bool]) -> str:
        names = [name for name, mark in zip(self.names, marks, strict=True) if mark]
        named, others = in_a_row(*names[:MOST_NAMED]), len(names) - MOST_NAMED
        return say("{names} and {others} more", names=named, others=others) if others > 0 else named

    def measures(self, counts: Counts, suffix: str) -> None:
        """Precision, recall, specificity, F1, Fβ and Jaccard of one class, of each, or of their sums."""
        beta = self.choices.beta
        first, second = precision_and_recall(counts)
        precision, recall = self.put(f"precision{suffix}", first), self.put(f"recall{suffix}", second)
        if counts.tn is not None:
            self.put(f"specificity{suffix}", specificity(counts))
        self._say_from_counts(precision, recall)
        f1 = self.put(f"f1{suffix}", f_score(precision, recall, counts, None))
        if beta is None:
            self.run.result(f"fbeta{suffix}", f1)
        else:
            self.put(f"fbeta{suffix}", f_score(precision, recall, counts, beta))
        self.put(f"jaccard{suffix}", jaccard(counts))

    def _say_from_counts(self, precision: Any, recall: Any) -> None:
        if not isinstance(precision, Tensor):
            if not has_harmonic(precision, recall):
                self.run.words("from counts")
            return
        marks = [not has_harmonic(p, r) for p, r in zip(precision.items, recall.items, strict=True)]
        if any(marks):
            self.run.words("from counts of classes", names=self._listed(marks))

    def _averages(self, counts: Counts) -> None:
        run = self.run
        run.section("micro")
        sums = counts.summed()
        self.measures(Counts(*[run.let(f"{n}_micro", q) for n, q in zip(Counts._fields, sums, strict=True)]), "_micro")
        for name in METRICS:
            values = run.results[f"{name}_per_class"]
            if name == "fbeta" and self.choices.beta is None:
                for kind in ("macro", "weighted"):
                    run.result(f"fbeta_{kind}", run.results[f"f1_{kind}"])
                continue
            run.section("macro")
            self._macro(name, values)
            run.section("weighted")
            self._weighted(name, values)

    def _macro(self, name: str, values: Tensor) -> None:
        run = self.run
        if name in ("f1", "fbeta") and self.choices.macro_f1 == "of-means":
            beta = None if name == "f1" else self.choices.beta
            means = run.results["precision_macro"], run.results["recall_macro"]
            if all(map(is_defined, means)):
                self.put(f"{name}_macro", f_score(*means, None, beta))
                return
        kept = [q for q in values.items if is_defined(q)]
        if 0 < len(kept) < len(values.items):
            run.words("left out", what=name, names=self._listed([not is_defined(q) for q in values.items]))
        run.let(f"{name}_macro", macro(kept) if kept else no_number())

    def _weighted(self, name: str, values: Tensor) -> None:
        pairs = [(q, s) for q, s in zip(values.items, self.support.items, strict=True) if is_defined(q)]
        if not pairs:
            self.run.let(f"{name}_weighted", no_number())
            return
        if len(pairs) < len(values.items):
            marks = [not is_defined(q) for q in values.items]
            self.run.words("left out", what=name, names=self._listed(marks))
        kept, supports = zip(*pairs, strict=True)
        samples = self.run.results["n"] if len(pairs) == len(values.items) else total(supports)
        self.put(f"{name}_weighted", weighted(kept, supports, samples))

    # -- all classes ---------------------------------------------------------------------------------------------

    def _overall(self, counts: Counts, of_two: Counts | None, n: Quantity) -> None:
        """Accuracy, balanced accuracy, MCC and κ; with two classes in TP, FP, FN and TN."""
        run = self.run
        run.section("overall")
        right = [of_two.tp, of_two.tn] if of_two else counts.tp.items
        observed = run.let("accuracy", accuracy(right, n))
        self._balanced(of_two)
        if of_two:
            ratio = correlation(of_two)
        else:
            ratio = correlation_of_many(run.let("correct", total(right)), n, self.support, self.predicted)
        self.put_overall("mcc", ratio)
        expected = run.let("expected_agreement", chance(self.support, self.predicted, n))
        self.put_overall("kappa", agreement(observed, expected))

    def _balanced(self, of_two: Counts | None) -> None:
        run = self.run
        absent = [sign(q) == 0 for q in self.support.items]
        recalls = run.results["recall_per_class"].items
        if any(absent):
            run.words("absent", names=self._listed(absent))
            recalls = [q for q, out in zip(recalls, absent, strict=True) if not out]
        elif of_two:
            recalls = [run.results["recall"], run.results["specificity"]]
        run.let("balanced_accuracy", balanced(recalls))

    def _answers(self, classes: int) -> None:
        beta = ["fbeta"] if self.choices.beta else []
        self.run.answer("accuracy", "precision", "recall", "specificity", "f1", *beta, "jaccard")
        self.run.answer("balanced_accuracy", "mcc", "kappa")
        if classes > 2:
            names = ("precision", "recall", "f1", *beta)
            self.run.answer(*[f"{name}_{kind}" for name in names for kind in ("macro", "micro", "weighted")])


def _stem(name: str) -> str:
    return name.removesuffix("_per_class")


__all__ = ["CLASSIFIED", "Choices", "Classification"]
