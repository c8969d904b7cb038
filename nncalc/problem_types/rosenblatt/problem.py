"""The perceptron trained by hand: samples, mistakes, weights"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.declaring.fields import MATRIX, Choice, Count, Field, Numeric, WordList, convention, given
from nncalc.declaring.problem import ProblemType
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, components, vector
from nncalc.errors import InputErrors
from nncalc.problem_types.rosenblatt import line
from nncalc.problem_types.rosenblatt import report as page
from nncalc.problem_types.rosenblatt.faults import Order, faults
from nncalc.problem_types.rosenblatt.perceptron import State
from nncalc.problem_types.rosenblatt.training import Classes, Outcome, Rules, Unit, train
from nncalc.rules.sample_labels.coding import Labels, class_names, class_numbers, label_quantities, recognised
from nncalc.rules.separation import proof

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.reading.typed import Cell

MOST_TYPED_ROWS = 10_000
"""Up to so many presentations a typed number of epochs is run in full, even past a proof that it never ends."""
MOST_LISTED = 100
"""Updates whose samples are listed among the answers; `mistakes` is a result in any case."""


class Rosenblatt(ProblemType):
    """One threshold unit (Rosenblatt's rule, or the delta rule of Adaline) or one weight vector per class, trained
    sample by sample: a table of all presentations, the separating line, a check of every sample, and a proof where the
    run can never end."""

    X: Tensor = given(Numeric(2, words=MATRIX.words, symbols=False), "samples, one per row", first=True)
    t: list[Cell] = given(Labels(), "label of each sample: 1 and -1, or 1 and 0; class names under rule=multiclass")
    w: Tensor | None = given(
        Numeric(1, 2, words="one weight per input; a row per class under rule=multiclass", symbols=False),
        "weights at the start (0)",
        default=None,
    )
    b: Any = given(
        Numeric(0, 1, words="one number; one per class under rule=multiclass", symbols=False),
        "bias at the start (0)",
        default=None,
    )
    lr: Quantity | None = given(Numeric(0, words="one number", symbols=False), "learning rate η (1)", default=None)
    epochs: int = given(
        Count(1, 1_000_000),
        "at most so many epochs; without it a run also ends when its weights come round again",
        default=100,
    )
    theta: Quantity | None = given(
        Numeric(0, words="one number", symbols=False), "threshold θ under bias=fixed (0)", default=None
    )
    x0: Quantity | None = given(
        Numeric(0, words="1 or -1", symbols=False), "input of the bias under bias=input: 1 or -1 (1)", default=None
    )
    classes: list[str] | None = given(
        WordList(), "classes in their order, under rule=multiclass (sorted)", default=None
    )
    plot: str = given(Choice(("no", "yes")), "draw samples and line, for two inputs", default="no")
    labels: str = convention("auto", "pm1", "01", help="labels ±1 or 0/1; auto recognises them from t")
    mistake: str = convention(
        "nonpositive",
        "negative",
        "output",
        help="with labels ±1: t·net ≤ 0, t·net < 0, or an output other than t; with 0/1 always the output",
    )
    step0: str = convention("1", "0", "-1", help="output at net 0")
    bias: str = convention(
        "learned",
        "fixed",
        "input",
        "none",
        help="a learned b; net = w·x against the fixed threshold theta; b as weight of the input x0; or none",
    )
    order: str = Field(
        Order("epochs", "restart", "once"),
        "epoch after epoch until one is clean, again from the first sample after each update, one pass, or in this "
        "order of samples",
        default="epochs",
        convention=True,
    )  # type: ignore[assignment]
    rule: str = convention(
        "perceptron",
        "adaline",
        "multiclass",
        help="after mistakes only; the delta rule on the net; one weight vector per class, ties to the first",
    )

    sections = {
        "rule": "Rule",
        "training": "Training",
        "end": "Result",
        "line": "Separating line",
        "check": "Check of every sample",
        "proof": "Linear separability",
        "plot": "Drawing",
    }
    words = {
        "labels": "Labels {labels}.",
        "nonpositive": "A mistake is t·{level} ≤ 0: a sample on the border counts as one.",
        "negative": "A mistake is t·{level} < 0: a sample on the border counts as right.",
        "output": "The output is {cases}.",
        "by-output": "A mistake is an output other than t.",
        "step": "After a mistake:",
        "delta": "After every sample, a mistake or not:",
        "classes": "Classes in order: {classes}. The class with the largest net is the output, the first of equal "
        "ones. After a mistake the right class gains:",
        "loses": "The class that won loses:",
        "start": "The run starts with:",
        "restart": "After each update the samples come again from the first; each such pass counts as an epoch.",
        "unlisted": "The samples of the updates, in their order: --show mistakes.",
        "clean": "Epoch {epoch} brings no mistake: converged after {updates} (samples {samples}).",
        "never": "Epoch {epoch} brings no mistake: the weights at the start do for every sample.",
        "exact": "Epoch {epoch} changes nothing: every error is 0.",
        "once": "One pass with {updates}: it was not free of mistakes, so the run has not converged.",
        "limit": "Stopped after {epochs}: none was free of mistakes.",
        "limit-delta": "Stopped after {epochs}: errors remain, and each moves the weights.",
        "cycle": "At the end of epoch {last} the weights are again those at the start of epoch {first}: the run "
        "repeats with a cycle of {length} and never converges.",
        "typed": "All the same it was run for the {epochs} asked for.",
        "separable": "The classes are linearly separable: with more epochs it converges (convergence theorem).",
        "learned": "The classes are not linearly separable: a weighted mean of samples labelled 1 is the same point as "
        "a weighted mean of the other samples; a line cannot have one point on both its sides.",
        "none": "No weights separate the classes: a non-negative combination of samples labelled 1 is equal to a "
        "non-negative combination of the other samples, so w·x would have to lie on both sides of 0.",
        "fixed": "No weights separate the classes at this threshold: a non-negative combination of samples labelled 1 "
        "is equal to a non-negative combination of the other samples, but w·x would have to reach {above}·θ for the one and stay "
        "below {below}·θ for the other.",
        "no-line": "All weights are 0: there is no separating line.",
        "legend": "{legend}; . border.",
        "several": "samples of different labels in one place",
        "undrawn": "There is no drawing: some numbers are larger than 1e100.",
    }
    results = {
        "w": "weights at the end; of classes a row each",
        "b": "bias at the end",
        "converged": "yes where an epoch went by without an update",
        "epochs": "epochs that were run",
        "updates": "number of updates",
        "mistakes": "numbers of the samples at which an update was made, in order",
        "table": "a row per presentation: epoch sample net output target error mistake w b; table.7.net is in the seventh",
        "predictions": "output for each sample with the weights at the end",
        "certificate": "one number per sample, whose weighted sum proves that no line separates them",
    }
    convention_slips = {
        "mistake=negative": ("5", "takes only net < 0 as a mistake, so never leaves w = 0"),
    }
    examples = (
        "rosenblatt X=3,3:4,3:1,1 t=1,1,-1 lr=1",
        "rosenblatt X=0,0:0,1:1,0:1,1 t=0,0,0,1 lr=.5 --plot",
        "rosenblatt X=0,0:0,1:1,0:1,1 t=-1,1,1,-1",
        "rosenblatt X=1,2:2,1:-1,1 t=1,-1,1 w=.1,.2 lr=.1 epochs=2 rule=adaline",
        "rosenblatt X=1,0:0,1:-1,-1 t=cat,car,frog classes=cat,car,frog rule=multiclass",
    )

    # -- what the givens must satisfy ------------------------------------------------------------------------------

    def prepare(self) -> None:
        errors = list(faults(self))
        if errors:
            raise InputErrors(errors)

    def sequence(self) -> list[int]:
        """The sample numbers of one epoch."""
        if self.order[0].isdecimal():
            return [int(number) for number in self.order.split(",")]
        return list(range(1, len(self.X) + 1))

    # -- the working -----------------------------------------------------------------------------------------------

    @property
    def rate(self) -> Quantity:
        """η, 1 when it is not given."""
        return self.lr if self.lr is not None else constant(1).renamed("lr")

    @property
    def threshold(self) -> Quantity | None:
        """θ under bias=fixed."""
        if self.bias != "fixed":
            return None
        return self.theta if self.theta is not None else constant(0).renamed("theta")

    @property
    def bias_source(self) -> Quantity | None:
        """The input of b under bias=input."""
        if self.bias != "input":
            return None
        return self.x0 if self.x0 is not None else constant(1).renamed("x0")

    def learner(self) -> Unit | Classes:
        """What is trained, as the conventions say."""
        if self.rule == "multiclass":
            names = class_names(self.t, self.classes)
            return Classes(self.X, class_numbers(self.t, names), names, self.rate, self.bias, self.bias_source)
        labels = recognised(self.t, self.labels)
        rules = Rules(labels, self.mistake, int(self.step0), self.threshold, self.rule == "adaline")
        return Unit(self.X, label_quantities(self.t), self.rate, self.bias, self.bias_source, rules)

    def start(self, learner: Unit | Classes) -> State:
        """The weights given, or zeros."""
        classes = len(learner.names) if isinstance(learner, Classes) else 0
        inputs = self.X.shape[1]
        w = self.w if self.w is not None else _zeros("w", (classes, inputs) if classes else (inputs,))
        if self.bias in ("fixed", "none"):
            return State(w, None)
        if classes:
            b = _zeros("b", (classes,)) if self.b is None else self.b
            return State(w, b if isinstance(b, Tensor) else vector([b], "b"))
        b = self.b.items[0] if isinstance(self.b, Tensor) else self.b
        return State(w, (constant(0) if b is None else b).renamed("b"))

    def work(self, run: Run) -> None:
        learner = self.learner()
        start = self.start(learner)
        run.section("rule")
        page.say_rule(self, run, learner, start)
        run.section("training")
        outcome = train(
            run,
            learner,
            start,
            self.sequence(),
            limit=1 if self.order == "once" else self.epochs,
            restart=self.order == "restart",
            stop_at_proof="epochs" not in self.typed or self.epochs * len(self.X) > MOST_TYPED_ROWS,
        )
        page.show_training(run, learner, outcome.rows)
        state = self._results(run, outcome)
        self._check(run, learner, state)
        if outcome.converged is False and isinstance(learner, Unit) and not learner.rules.delta_rule:
            self._proof(run, learner)
        if self.plot == "yes":
            run.section("plot")
            line.show_plot(run, learner, self.X, state, self.words["several"])
        listed = ("mistakes",) if self.rule != "adaline" and 0 < run.results["updates"] <= MOST_LISTED else ()
        run.answer("w", "b", "converged", "epochs", "updates", *listed, "predictions")

    def _results(self, run: Run, outcome: Outcome) -> State:
        """The final weights under their own names, and the counts."""
        run.section("end")
        updated = [row.sample for row in outcome.rows if row.changed]
        page.say_end(self, run, outcome, updated)
        if self.rule != "adaline" and len(updated) > MOST_LISTED:
            run.words("unlisted")
        w = run.let("w", outcome.state.w, shown=False)
        run.show("value", w)
        b = outcome.state.b
        if b is not None:
            b = run.let("b", b, shown=False)
            run.show("value", b)
        if outcome.converged is not None:
            run.result("converged", outcome.converged)
        run.result("epochs", outcome.epochs)
        run.result("updates", len(updated))
        run.result("mistakes", updated)
        run.result("table", [row.as_result() for row in outcome.rows])
        return State(w, b)

    def _check(self, run: Run, learner: Unit | Classes, state: State) -> None:
        """Every sample with the final weights."""
        if isinstance(learner, Unit):
            run.section("line")
            line.show_line(run, learner, state)
        decided = [learner.decide(run, state, sample) for sample in range(1, len(self.X) + 1)]
        run.section("check")
        page.show_check(run, learner, decided)
        run.result("predictions", [decision.output for decision in decided])

    def _proof(self, run: Run, unit: Unit) -> None:
        """Whether any weights at all classify every sample; said only where that is proven."""
        run.section("proof")
        found = proof(unit, self.bias)
        if found is None:
            return
        if found:
            coefficients = run.let("certificate", vector(found), shown=False)
            kind = "learned" if self.bias == "input" else self.bias  # the weight of a constant input is a free bias too
            line.show_proof(run, self.X, unit.signs, coefficients, kind)
        elif self.bias in ("learned", "input"):
            run.words("separable")


def _zeros(name: str, shape: tuple[int, ...]) -> Tensor:
    """Weights of 0 under their names."""
    return Tensor([constant(0).renamed(part) for part in components(name, shape)], shape, None, (), name)
