"""Softmax, cross-entropy loss and its gradient p − y"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice, WordList
from nncalc.declaring.numeric import NUMBER, SAMPLES, VECTOR
from nncalc.declaring.problem import ProblemType
from nncalc.engine.decide import sign
from nncalc.engine.operations import SIGMOID
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor, rows_of, total, vector
from nncalc.errors import InputError, InputErrors
from nncalc.reading.cells import with_colons
from nncalc.reading.python_values import as_texts
from nncalc.rules.distributions import ROUNDED, check_distribution, say_rounded
from nncalc.rules.loss_functions import is_zero
from nncalc.rules.losses import divisor, idle_reduction, reduced, sums_to_one
from nncalc.rules.sample_labels.targets import (
    RightClasses,
    Scores,
    check_classes,
    no_class_numbers,
    read_targets,
)
from nncalc.rules.softmax import (
    Sample,
    Scale,
    as_given,
    cross_entropy,
    exponentials,
    log_probabilities,
    row_sums,
    score_gradient,
    shares,
    smoothed,
    softmax_jacobian,
)
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class SoftmaxLoss(ProblemType):
    """One or many rows of scores (or probabilities) and their true classes or target probabilities."""

    z: Tensor | None = given(
        SAMPLES, "scores (logits) of one sample, or one row for each sample", first=True, default=None
    )
    p: Tensor | None = given(SAMPLES, "probabilities instead of scores (input=probabilities)", default=None)
    input_: str | None = given(
        Choice(("scores", "probabilities")),
        "what is given: scores z, or probabilities p; when absent, whichever is there",
        default=None,
    )
    y: Any = given(
        RightClasses(),
        "true class of each row: numbers, names among classes, or rows of target probabilities",
        default=None,
    )
    classes: list[str] | None = given(WordList(), "names of the classes, in the order of the scores", default=None)
    weights: Tensor | None = given(VECTOR, "weight of each class in the loss", default=None)
    temperature: Quantity | None = given(NUMBER, "temperature T: softmax of z/T", default=None)
    smoothing: Quantity | None = given(NUMBER, "label smoothing ε: (1 − ε)·y + ε/K", default=None)
    jacobian: str = given(Choice(("no", "yes")), "whether the Jacobian ∂p/∂z is wanted", default="no")
    log: str = convention("e", "2", "10", help="base of the logarithm")
    reduction: str = convention(
        "mean",
        "sum",
        "weighted-mean",
        help="over the rows; weighted-mean divides by the sum of their weights",
        idle=lambda p: say("there is no y, so no loss") if p.y is None else idle_reduction(p, len(rows_of(p.y))),
    )
    first_: str = convention("0", "1", help="number of the first class", idle=no_class_numbers)

    typed_as = ""
    """How y was given: numbers | names | rows."""

    sections = {
        "given": "What is given",
        "softmax": "Softmax",
        "two": "Two classes",
        "loss": "Cross-entropy",
        "gradient": "Gradient",
        "jacobian": "Jacobian of the softmax",
    }
    words = {
        "numbers": "y={typed} counts the classes from {first}; as target probabilities: {rows}.",
        "names": "y={typed} names classes; as target probabilities: {rows}.",
        "row": "y has as many numbers as the row has scores: it is read as one row of target probabilities.",
        **ROUNDED,
        "probabilities": "Probabilities are given, so no softmax is taken; dz belongs to scores whose softmax is p.",
        "rounded probabilities": "Probabilities are given, so no softmax is taken.",
        "two": "The softmax of two scores is the sigmoid of their difference:",
        "infinite": "The target has probability 0: minus its logarithm is infinite, and so is the loss.",
        "infinite row": "The target has probability 0 in row {row}: minus its logarithm is infinite, and so is the loss.",
        "jacobian": "∂pᵢ/∂zⱼ is pᵢ(1 − pᵢ){over} on the diagonal and −pᵢ·pⱼ{over} beside it; every row sums to 0.",
        "rounded jacobian": "∂pᵢ/∂zⱼ is pᵢ(1 − pᵢ) on the diagonal and −pᵢ·pⱼ beside it.",
    }
    results = {
        "e": "exponentials of z/T, as z", "S": "their sum, one per row", "p": "probabilities e/S, as z",
        "logp": "their logarithms", "sigmoid": "σ(z₁ − z₂) of two scores, one per row", "t": "smoothed targets, as z",
        "losses": "loss of each row", "loss": "loss of all rows", "dz": "∂L/∂z, as z",
        "J": "∂p/∂z, classes × classes; of several rows one each", "J.{N}": "that of row N",
    }  # fmt: skip
    symbols = {"loss": "L", "losses": "L", "weights": "w", "temperature": "T"}
    convention_slips = {
        "log=10": ("takes log₁₀ for ln", 33),
        "log=2": ("takes log₂ for ln", 33),
        "reduction=sum": ("takes the sum for the mean", 21),
    }
    examples = (
        "softmax-loss z=3.2,5.1,-1.7 y=0",
        "softmax-loss z=3.2,5.1,-1.7:1.3,4.9,2.0:2.2,2.5,-3.1 y=cat,car,frog classes=cat,car,frog",
        "softmax-loss p=.7,.2,.1 input=probabilities y=0 log=2",
        "softmax-loss z=2,1 y=.9,.1 temperature=2 jacobian=yes",
        "softmax-loss z=1000,0 y=1",
    )

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
        if self.weights is not None and len(self.weights) != self.shape[-1]:
            raise InputError(
                say(
                    "weights has {numbers}, {name_of_scores} has {shape} classes",
                    numbers=count(len(self.weights), "number"),
                    name_of_scores=self.name_of_scores,
                    shape=self.shape[-1],
                ),
                name="weights",
                expected=say("one weight for each class"),
            )

    def _only_with_y(self) -> None:
        for name in ("weights", "smoothing"):
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
        if self.weights is not None:
            if any(w.value is not None and sign(w) < 0 for w in self.weights.items):
                raise InputError(say("a weight is negative"), name="weights", expected=say("weights from 0 up"))
            weights = self._sample_weights()
            if weights is not None and is_zero(total(weights)):
                raise InputError(
                    say("the classes that occur all have weight 0"), name="weights", expected=say("a weight above 0")
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
            scale = Scale(self.temperature, self.log, divisor(len(samples), self.reduction, self._sample_weights()))
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
        parts = zip(rows_of(p), rows_of(logp), rows_of(targets), hot, strict=True)
        samples = [Sample(*part, weights) for part in parts]
        values = [cross_entropy(sample) for sample in samples]
        self._say_infinite(run, samples)
        if len(self.shape) == 2 or self._sample_weights() is not None:
            losses = run.let("losses", Tensor(values, (len(values),)))
            run.let("loss", reduced(losses, self.reduction, self._sample_weights()))
        else:
            run.result("losses", vector([run.let("loss", values[0])]))
        self.smooth = targets
        return samples

    def _say_infinite(self, run: Run, samples: list[Sample]) -> None:
        for row, sample in enumerate(samples, 1):
            if any(is_zero(sample.p[i]) for i, _ in sample.coefficients()):
                run.words("infinite row" if len(self.shape) > 1 else "infinite", row=row)

    def _sample_weights(self) -> Tensor | None:
        """The weight of each sample: that of its class, Σ of weight times target for soft targets (not smoothed)."""
        if self.weights is None or self.reduction != "weighted-mean":
            return None
        rows = zip(rows_of(self.y), self.hot, strict=True)
        samples = [Sample((), (), row, hot, self.weights.items) for row, hot in rows]
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
