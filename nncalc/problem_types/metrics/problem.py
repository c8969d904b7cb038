"""Metrics: accuracy, F1, AUC, R² and more, from predictions"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.engine.decide import sign
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError, InputErrors
from nncalc.problem_types.metrics.checks import check_counts, check_square
from nncalc.problem_types.metrics.classification import (
    Counts,
    Matrix,
    matrix_of,
    matrix_of_two,
)
from nncalc.problem_types.metrics.classification_working import Choices, Classification
from nncalc.problem_types.metrics.declaration import NUMBERS, MetricsDeclaration
from nncalc.problem_types.metrics.ranking import Scored
from nncalc.problem_types.metrics.ranking_working import Ranking
from nncalc.problem_types.metrics.regression import work_regression
from nncalc.reading.characters import shown
from nncalc.rules.sample_labels.classes import MOST_CLASSES, Classes, labels_in, refuse_measured, truths_as_numbers
from nncalc.rules.sample_labels.counts import Given, count_pairs
from nncalc.words import count, either, say, together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nncalc.engine.run import Run

OF_A_POSITIVE_CLASS = r"(tp|fp|fn|tn|precision|recall|specificity|f1|fbeta|jaccard)"
"""Results that a problem of one class lacks, as a pattern."""


class Metrics(MetricsDeclaration):
    """From labels, a confusion matrix or TP, FP, FN and TN: accuracy, precision, recall, F1, MCC, {kappa} and others.

    From scores: ROC, AUC, log loss, Brier score and top-k accuracy. With kind=regression: MSE, MAE, R² and others.
    """

    # -- what is given -----------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        errors = list(self._together())
        if errors:
            raise InputErrors(errors)
        self.names: Classes | None = None
        self.truths: str | None = None
        if self.kind == "regression":
            self._prepare_numbers()
        elif self.cm is not None:
            self._prepare_matrix(self.cm)
        elif self.y is not None:
            self._prepare_labels(self.y)
        else:
            self._prepare_counts()
        if self.kind == "classification":
            self.place = self._positive()

    def _given(self, *names: str) -> list[str]:
        return [name for name in names if getattr(self, name) is not None]

    def _together(self) -> Iterator[InputError]:
        """What does not go together, and what is missing."""
        counts, labels = self._given("tp", "fp", "fn", "tn"), self._given("y", "yhat", "scores")
        sources = [*self._given("cm"), *counts[:1], *labels[:1]]
        if self.kind == "regression":
            for name in ("cm", *counts, "scores", "positive", "classes", "beta", "k"):
                if self._given(name):
                    yield InputError(
                        say("{name} has no meaning with kind=regression", name=name),
                        name=name,
                        expected=say("y and yhat"),
                    )
        if not sources:
            expected = say("y=1,0,1 yhat=1,1,1 or cm=50,10:5,35 or tp=35 fp=10 fn=5 tn=50 or y=1,0 scores=.9,.2")
            yield InputError(say("there is nothing to measure"), expected=expected)
        if len(sources) > 1 and self.kind == "classification":
            wanted = either(
                [{"tp": say("tp, fp, fn, tn"), "y": say("y and yhat")}.get(name, name) for name in sources], each=True
            )
            said = say("{first} and {second} say the same twice", first=sources[0], second=sources[1])
            yield InputError(said, name=sources[1], expected=say("either {sources}", sources=wanted))
        if counts:
            missing = [name for name in ("tp", "fp", "fn") if name not in counts]
            yield from (
                InputError(say("{name} is missing", name=name), name=name, expected=f"{name}=10") for name in missing
            )
        if labels and self.y is None:
            yield InputError(say("y is missing: the true labels"), name="y", expected="y=1,0,1")
        elif labels == ["y"]:
            yield InputError(
                say("yhat is missing: the predictions"), name="yhat", expected=say("yhat=1,1,1, or scores=.9,.8,.7")
            )
        if self.k is not None and self.scores is None and self.kind == "classification":
            yield InputError(say("k goes with scores"), name="k", expected="scores=.7,.2,.1:.1,.8,.1")
        if self.beta is not None and sign(self.beta) < 0:
            yield InputError(
                say("beta is {typed}", typed=self.typed["beta"]), name="beta", expected=say("a number from 0")
            )

    def _prepare_numbers(self) -> None:
        errors: list[InputError] = []
        for name in ("y", "yhat"):
            typed: Given = getattr(self, name)
            try:
                setattr(self, name, NUMBERS.read(typed.value, name, typed.reading))
            except InputError as error:
                errors.append(error.named(name))
        if errors:
            raise InputErrors(errors)
        self._same_length(len(self.y), len(self.yhat), "yhat", "number")

    def _same_length(self, samples: int, others: int, name: str, thing: str) -> None:
        if samples != others:
            raise InputError(
                say("y has {counted}, {name} has {others:,}", counted=count(samples, thing), name=name, others=others),
                name=name,
                expected=say("one for each sample: {samples:,}", samples=samples),
            )

    def _prepare_matrix(self, cm: Tensor) -> None:
        rows = check_square(cm)
        if rows > MOST_CLASSES:
            raise InputError(
                say("cm has {rows} classes", rows=rows),
                name="cm",
                expected=say("at most {most_classes}", most_classes=MOST_CLASSES),
            )
        check_counts(cm.items, "cm")
        self.names = Classes((), self.classes or list(map(str, range(rows))))
        if len(self.names) != rows:
            raise InputError(
                say("classes names {names_count}, cm has {rows}", names_count=len(self.names), rows=rows),
                name="classes",
                expected=say("{names} in the order of cm", names=count(rows, "name")),
            )

    def _prepare_counts(self) -> None:
        counts = [getattr(self, name) for name in self._given("tp", "fp", "fn", "tn")]
        check_counts(counts)
        self.names = Classes((), self.classes or ["negative", "positive"])
        if len(self.names) != 2:
            raise InputError(
                say("tp, fp, fn and tn are counts of two classes"), name="classes", expected=say("two names")
            )

    def _prepare_labels(self, y: Given) -> None:
        self.samples: list[int] = []
        if self.yhat is not None:
            pairs = count_pairs(y, self.yhat)
            if self.classes is None:
                refuse_measured(pairs)
                pairs, self.truths = truths_as_numbers(pairs)
            self.names = Classes(labels_in(pairs), self.classes)
            self.counted = self.names.matrix(pairs)
        if self.scores is not None:
            self._prepare_scores(y, self.scores)

    def _prepare_scores(self, y: Given, scores: Tensor) -> None:
        labels = [cell.text for cell in y.cells()]
        self._same_length(len(labels), scores.shape[0], "scores", "label")
        columns = scores.shape[1] if len(scores.shape) == 2 else None
        if self.names is None:
            self.names = Classes(labels, self.classes or _numbered(labels, columns))
        if columns is not None and columns != len(self.names):
            raise InputError(
                say(
                    "scores has {columns}, the number of classes is {names_count}",
                    columns=count(columns, "column"),
                    names_count=len(self.names),
                ),
                name="scores",
                expected=say("one column for each class, in the order of classes="),
            )
        self.samples = [self.names.place(label, "y") for label in labels]
        if self.k is not None and self.k > max(len(self.names), 2):
            raise InputError(
                say("k is {k}, the number of classes is {names_count}", k=self.k, names_count=len(self.names)),
                name="k",
                expected=say("at most as many"),
            )

    def _positive(self) -> int | None:
        """The place of the positive class: the one named, else 1, else the second of two."""
        assert self.names is not None
        if self.positive is not None:
            return self.names.place(self.positive.strip(), "positive")
        if self.scores is not None and len(self.scores.shape) == 1:
            return self._positive_of_scores(self.names)
        if len(self.names) != 2:
            return None
        one = self.names.find("1")
        return 1 if one is None else one

    def _positive_of_scores(self, names: Classes) -> int:
        one = names.find("1")
        if len(names) > 2:
            raise InputError(
                say("scores is a vector, there are {names_count} classes", names_count=len(names)),
                name="scores",
                expected=say("a row of scores for each sample, or positive= for one class against the rest"),
            )
        if len(names) == 1 and one is None:
            raise InputError(
                say("all samples are of one class, {names}", names=names.names[0]),
                name="y",
                expected=say("classes=no,yes to name both"),
            )
        return 1 if one is None else one

    # -- the working -------------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        if self.kind == "regression":
            work_regression(run, self.y, self.yhat, self.zero_of_others, self.percent)
            return
        assert self.names is not None
        names = self.names.names
        run.section("matrix")
        if self.truths:
            run.words("truths", name=self.truths, other="yhat" if self.truths == "y" else "y")
        for key, groups in (("same", self.names.merged), ("alike", self.names.alike)):
            for several in groups:
                run.words(key, labels=together(several, each=True))
        if self.cm is not None or self.yhat is not None:
            self._classify(run, names)
        elif self.tp is not None:
            self._from_counts(run, names)
        if self.scores is not None:
            self._rank(run, names, self.scores)

    def _choices(self) -> Choices:
        return Choices(self.zero, self.zero_of_others, self.macro_f1, self.beta)

    def _classify(self, run: Run, names: list[str]) -> None:
        place = self.place if len(names) > 1 else None
        if len(names) == 1:
            self._one_class(run, names[0])
        matrix = matrix_of(self.counted, self.rows) if self.cm is None else Matrix(self.cm, self.rows, True)
        Classification(run, names, place, self._choices()).work(matrix)

    def _one_class(self, run: Run, name: str) -> None:
        both = both_classes(name)
        run.words("one class", name=name, both=both)
        why = say("all samples are of one class, {name}; the measures of a positive class need two", name=shown(name))
        run.lacks(OF_A_POSITIVE_CLASS, why, say("{both} as well", both=both))

    def _from_counts(self, run: Run, names: list[str]) -> None:
        counts = Counts(self.tp, self.fp, self.fn, self.tn)
        assert self.place is not None
        working = Classification(run, names, self.place, self._choices())
        if self.tn is None:
            working.positive_alone(counts)
        else:
            working.work(matrix_of_two(counts, self.place, self.rows), counts)

    def _rank(self, run: Run, names: list[str], scores: Tensor) -> None:
        k = self.k or (2 if len(scores.shape) == 2 and len(names) > 2 else 1)
        Ranking(run, Scored(self.samples, names, scores, self.place, k, self.zero_of_others)).work()


def _numbered(labels: list[str], columns: int | None) -> list[str] | None:
    """The classes 0, 1, … of as many columns, where every label is one of these."""
    if columns is None:
        return None
    numbers = list(map(str, range(columns)))
    return numbers if all(label in numbers for label in labels) else None


def both_classes(name: str) -> str:
    """What to type for two classes where all samples are of one."""
    if name in ("0", "1"):
        return "classes=0,1"
    return f"classes=other,{name}" if name.isalnum() and name.isascii() else "classes=no,yes"
