"""Softmax, cross-entropy loss and its gradient p − y"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import sign
from nncalc.engine.operations import SIGMOID
from nncalc.engine.tensor import Tensor, rows_of, total, vector
from nncalc.errors import InputError, InputErrors
from nncalc.problem_types.softmax_loss.declaration import SoftmaxLossDeclaration
from nncalc.reading.cells import with_colons
from nncalc.reading.python_values import as_texts
from nncalc.rules.distributions import check_distribution, say_rounded
from nncalc.rules.loss_functions import is_zero
from nncalc.rules.losses import sums_to_one
from nncalc.rules.reductions import divisor, reduced
from nncalc.rules.sample_labels.targets import (
    Scores,
    check_classes,
    read_targets,
)
from nncalc.rules.softmax import (
    Sample,
    as_given,
    cross_entropy,
    exponentials,
    log_probabilities,
    own_weights,
    row_sums,
    shares,
    smoothed,
)
from nncalc.rules.softmax_gradient import Scale, score_gradient, softmax_jacobian
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.engine.quantity import Quantity
    from nncalc.engine.run import Run


class SoftmaxLoss(SoftmaxLossDeclaration):
    """One or many rows of scores (or probabilities) and their true classes or target probabilities."""

    # -- what must fit -------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        errors = list(self._which_input())
        if errors:
            raise InputErrors(errors)
        self.name_of_scores = "p" if self.p is not None else "z"
        given_rows = self.p if self.p is not None else self.z
        assert given_rows is not None
        self.shape = given_rows.shape
        if self.shape[-1] < 2:
            raise InputError(
                say(
                    "a row of {name_of_scores} has one number: a softmax needs two classes",
                    name_of_scores=self.name_of_scores,
                ),
                name=self.name_of_scores,
                expected=say("one score for each class, rows after a colon"),
                nearest=say("nncalc loss kind=bce for one logit"),
            )
        scores = Scores(self.name_of_scores, self.shape, self.classes, int(self.first_))
        check_classes(scores)
        self._prepare_weights()
        self.hot: list[int | None] = []
        if self.y is not None:
            targets = read_targets(self.y, scores)
            self.y, self.hot, self.typed_as = targets.rows, list(targets.classes), targets.typed_as
        else:
            self._only_with_y()

    def _which_input(self) -> Any:
        if self.z is None and self.p is None:
            yield InputError(say("z is missing: the scores, or probabilities p"), name="z", expected="z=3.2,5.1,-1.7")
        elif self.z is not None and self.p is not None:
            yield InputError(say("give z or p, not both"), name="p", expected=say("scores z, or probabilities p"))
        elif self.z is not None and self.input_ == "probabilities":
            yield InputError(
                say("z holds scores; probabilities are given as p"), name="z", expected="p=.7,.2,.1 input=probabilities"
            )
        elif self.p is not None and self.input_ == "scores":
            yield InputError(say("p holds probabilities; scores are given as z"), name="p", expected="z=3.2,5.1,-1.7")
        elif self.p is not None and self.temperature is not None:
            yield InputError(
                say("a temperature acts on scores, and p holds probabilities"),
                name="temperature",
                expected=say("scores z"),
            )

    def _prepare_weights(self) -> None:
        classes, rows = self.shape[-1], 1 if len(self.shape) == 1 else self.shape[0]
        if self.weights is not None and len(self.weights) != classes:
            raise InputError(
                say(
                    "weights has {numbers}, {name_of_scores} has {shape} classes",
                    numbers=count(len(self.weights), "number"),
                    name_of_scores=self.name_of_scores,
                    shape=classes,
                ),
                name="weights",
                expected=say("one weight for each class; those of rows are sample_weights"),
                nearest="sample_weights" if len(self.weights) == rows else None,
            )
        if self.sample_weights is not None and len(self.sample_weights) != rows:
            have = {"numbers": count(len(self.sample_weights), "number"), "rows": count(rows, "row")}
            raise InputError(
                say("sample_weights has {numbers}, {name} has {rows}", name=self.name_of_scores, **have),
                name="sample_weights",
                expected=say("one weight for each row; those of classes are weights"),
                nearest="weights" if len(self.sample_weights) == classes else None,
            )

    def _only_with_y(self) -> None:
        for name in ("weights", "sample_weights", "smoothing"):
            if getattr(self, name) is not None:
                raise InputError(
                    say("{name} acts on the loss, and without y there is none", name=name), name=name, expected="y=0"
                )

    def _check_values(self) -> None:
        """What is asked of the values themselves; inside the run, where signs are decided."""
        for name, low, high in (("temperature", say("above 0"), None), ("smoothing", say("from 0 to 1"), 1)):
            q = getattr(self, name)
            if q is None or q.value is None:
                continue
            if sign(q) < 0 or (high is None and sign(q) == 0) or (high is not None and sign(q - high) > 0):
                raise InputError(
                    say("{name} is {typed}", name=name, typed=self.typed[name]),
                    name=name,
                    expected=say("a number {low}", low=low),
                )
        for name in ("weights", "sample_weights"):
            given = getattr(self, name)
            if given is not None and any(w.value is not None and sign(w) < 0 for w in given.items):
                raise InputError(say("a weight is negative"), name=name, expected=say("weights from 0 up"))
        masses = self._masses()
        if masses is not None and is_zero(total(masses)):
            alone = self.weights is None
            raise InputError(
                say("all samples have weight 0") if alone else say("the classes that occur all have weight 0"),
                name="sample_weights" if alone else "weights",
                expected=say("a weight above 0"),
            )

    # -- the working ---------------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        self._check_values()
        run.section("given")
        self._say_what_is_given(run)
        run.section("softmax" if self.z is not None else "loss")
        p = self._probabilities(run)
        logp = run.let("logp", log_probabilities(p, self.z, self.log))
        run.answer("p")
        samples = self._losses(run, p, logp) if self.y is not None else []
        if samples:
            run.section("gradient")
            scale = Scale(self.temperature, self.log, divisor(len(samples), self.reduction, self._masses()))
            run.let("dz", score_gradient(p, self.smooth, samples, scale))
        if self.jacobian == "yes":
            run.section("jacobian")
            self._jacobians(run, p)
        run.answer(*(["losses"] if len(samples) > 1 else []), "loss", "dz", *self._jacobian_names())

    def _say_what_is_given(self, run: Run) -> None:
        if self.p is not None:
            run.words("probabilities" if sums_to_one(self.p) else "rounded probabilities")
            say_rounded(run, self.p, "p", check_distribution(self.p, "p"))
        if self.y is None:
            return
        if self.typed_as != "rows":
            run.words(self.typed_as, typed=with_colons(as_texts(self.typed["y"])), first=self.first_, rows=self.y)
            return
        if len(self.shape) == 1:
            run.words("row")
        say_rounded(run, self.y, "y", check_distribution(self.y, "y", or_class=True))

    def _probabilities(self, run: Run) -> Tensor:
        if self.z is None:
            assert self.p is not None
            p: Tensor = run.let("p", as_given(self.p), shown=False)
            return p
        e = run.let("e", exponentials(self.z, self.temperature))
        S = run.let("S", row_sums(e))
        p = run.let("p", shares(e, S))
        if self.shape[-1] == 2:
            run.section("two")
            self._sigmoids(run, self.z)
            run.section("softmax")
        return p

    def _sigmoids(self, run: Run, z: Tensor) -> None:
        """The probability of the first of two classes once more, as σ(z₁ − z₂)."""
        differences = [a - b for a, b in rows_of(z)]
        if self.temperature is not None:
            differences = [q / self.temperature for q in differences]
        values = [SIGMOID(q) for q in differences]
        run.words("two")
        run.let("sigmoid", values[0] if len(z.shape) == 1 else Tensor(values, (len(values),)))

    def _losses(self, run: Run, p: Tensor, logp: Tensor) -> list[Sample]:
        run.section("loss")
        targets: Tensor = self.y
        hot = self.hot
        if self.smoothing is not None and not is_zero(self.smoothing):
            targets = run.let("t", smoothed(targets, self.smoothing))
            hot = [None] * len(hot)
        weights = self.weights.items if self.weights is not None else None
        parts = zip(rows_of(p), rows_of(logp), rows_of(targets), hot, self._own_weights(), strict=True)
        samples = [Sample(row, logs, t, right, weights, own) for row, logs, t, right, own in parts]
        values = [cross_entropy(sample) for sample in samples]
        self._say_infinite(run, samples)
        if len(self.shape) == 2 or self._masses() is not None:
            losses = run.let("losses", Tensor(values, (len(values),)))
            run.let("loss", reduced(losses, self.reduction, self._masses(), p.shape[-1]))
        else:
            run.result("losses", vector([run.let("loss", values[0])]))
        self.smooth = targets
        return samples

    def _say_infinite(self, run: Run, samples: list[Sample]) -> None:
        for row, sample in enumerate(samples, 1):
            if any(is_zero(sample.p[i]) for i, _ in sample.coefficients()):
                run.words("infinite row" if len(self.shape) > 1 else "infinite", row=row)

    def _own_weights(self) -> list[Quantity | None]:
        """The weight of each sample itself, None for 1."""
        if self.sample_weights is None:
            return [None] * len(self.hot)
        return own_weights(self.sample_weights.items)

    def _masses(self) -> Tensor | None:
        """What each sample weighs in a weighted mean: its own weight times that of its class (Σ of weight times target for
        soft targets, not smoothed); None in other means and without weights."""
        if (self.weights is None and self.sample_weights is None) or self.reduction != "weighted-mean":
            return None
        weights = None if self.weights is None else self.weights.items
        rows = zip(rows_of(self.y), self.hot, self._own_weights(), strict=True)
        samples = [Sample((), (), row, hot, weights, own) for row, hot, own in rows]
        return Tensor([sample.mass() for sample in samples], (len(samples),))

    def _jacobian_names(self) -> list[str]:
        """One Jacobian for a vector, else one for each row."""
        return ["J"] if len(self.shape) == 1 else [f"J.{row}" for row in range(1, self.shape[0] + 1)]

    def _jacobians(self, run: Run, p: Tensor) -> None:
        if self.p is not None and not sums_to_one(self.p):
            run.words("rounded jacobian")
        else:
            run.words("jacobian", over="" if self.temperature is None else "/T")
        rows = zip(self._jacobian_names(), rows_of(p), strict=True)
        each = [run.let(name, softmax_jacobian(row, self.temperature)) for name, row in rows]
        if len(self.shape) == 2:
            run.result("J", each)
