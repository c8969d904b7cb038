"""The perceptron trained by hand: samples, mistakes, weights"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.declaring.letters import letter
from nncalc.engine.decide import sign
from nncalc.engine.quantity import constant
from nncalc.engine.tensor import Tensor, total, vector, zeros
from nncalc.errors import InputErrors
from nncalc.problem_types.rosenblatt import line
from nncalc.problem_types.rosenblatt import report as page
from nncalc.problem_types.rosenblatt.counted import weights_from
from nncalc.problem_types.rosenblatt.declaration import RosenblattDeclaration
from nncalc.problem_types.rosenblatt.faults import faults
from nncalc.problem_types.rosenblatt.perceptron import State
from nncalc.problem_types.rosenblatt.training import Classes, Outcome, Rules, Unit, epochs_formula, train
from nncalc.rules.certificates import show_proof
from nncalc.rules.sample_labels.classes import class_numbers, classes_of
from nncalc.rules.sample_labels.coding import label_quantities, recognised
from nncalc.rules.separation import proof
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

MOST_TYPED_ROWS = 10_000
"""Up to so many presentations a typed number of epochs is run in full, even past a proof that it never ends."""
MOST_LISTED = 100
"""Updates whose samples are listed among the answers; `mistakes` is a result in any case."""


class Rosenblatt(RosenblattDeclaration):
    """One threshold unit (Rosenblatt's rule, or the delta rule of Adaline) or one weight vector per class, trained
    sample by sample: a table of all presentations, the separating line, a check of every sample, and a proof where the
    run can never end."""

    # -- what the givens must satisfy ------------------------------------------------------------------------------

    def prepare(self) -> None:
        errors = list(faults(self))
        if errors:
            raise InputErrors(errors)

    # -- the working -----------------------------------------------------------------------------------------------

    def learner(self) -> Unit | Classes:
        """What is trained, as the conventions say."""
        if self.rule == "multiclass":
            classes = classes_of(self.t, self.classes)
            return Classes(self.X, class_numbers(self.t, classes), classes.values, self.lr, self.bias, self.bias_source)
        labels = recognised(self.t, self.labels)
        by_error = labels == "01" or self.step == "error"
        criterion = "output" if by_error else self.mistake
        delta = self.rule == "adaline"
        rules = Rules(
            labels, self.mistake if delta else criterion, int(self.step0), self.threshold, delta,
            "error" if by_error else "target",
        )  # fmt: skip
        return Unit(self.X, label_quantities(self.t), self.lr, self.bias, self.bias_source, rules)

    def start(self, learner: Unit | Classes) -> State:
        """The weights given, or zeros."""
        classes = len(learner.names) if isinstance(learner, Classes) else 0
        inputs = self.X.shape[1]
        w = self.w if self.w is not None else zeros((classes, inputs) if classes else (inputs,), "w")
        if self.bias in ("fixed", "none"):
            return State(w, None)
        if classes:
            b = zeros((classes,), "b") if self.b is None else self.b
            return State(w, b if isinstance(b, Tensor) else vector([b], "b"))
        b = self.b.items[0] if isinstance(self.b, Tensor) else self.b
        return State(w, (constant(0) if b is None else b).renamed("b"))

    def work(self, run: Run) -> None:
        learner = self.learner()
        start = self.start(learner)
        run.section("rule")
        page.say_rule(self, run, learner, start)
        if self.counts is not None and isinstance(learner, Unit):
            run.section("counts")
            self._end(run, learner, weights_from(run, learner, start, self.counts))
            run.answer("w", "b", "updates", "predictions")
        else:
            self._train(run, learner, start)
        self._say_absent(run, learner)

    def _train(self, run: Run, learner: Unit | Classes, start: State) -> None:
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
        if self.rule == "adaline":
            page.show_squares(run, outcome.rows)
        state = self._results(run, outcome)
        unproven = outcome.converged is False and isinstance(learner, Unit) and not learner.rules.delta_rule
        self._end(run, learner, state, prove=unproven)
        listed = ("mistakes",) if self.rule != "adaline" and 0 < run.results["updates"] <= MOST_LISTED else ()
        run.answer("w", "b", "converged", "epochs", "updates", *listed, "predictions")

    def _end(self, run: Run, learner: Unit | Classes, state: State, prove: bool = False) -> None:
        """Line, check of every sample, proof and drawing."""
        self._check(run, learner, state)
        if prove and isinstance(learner, Unit):
            self._proof(run, learner)
        if self.plot == "yes":
            run.section("plot")
            line.show_plot(run, learner, self.X, state, self.words["several"])

    def _say_absent(self, run: Run, learner: Unit | Classes) -> None:
        """What other results need; a threshold that is learned and one that stays are told apart."""
        if self.counts is not None:
            run.lacks(
                r"(converged|epochs|mistakes|table|sse)(\..*)?", say("nothing is run with counts"), say("no counts")
            )
        if self.rule != "adaline":
            run.lacks(r"sse(\..*)?|.*\.squared_error", say("only Adaline squares its errors"), "rule=adaline")
        if self.bias == "fixed":
            run.lacks(
                r"b|b_new",
                say("the threshold {theta} stays as it is given", theta=letter("theta")),
                say("bias=learned for one that is learned"),
            )
            return
        expected = say("bias=fixed theta=… for one that stays")
        if self.bias == "none":
            run.lacks(
                "b|b_new|theta", say("bias=none has neither bias nor threshold"), say("bias=learned, or bias=fixed")
            )
        elif learner.x0 is not None and sign(learner.x0) < 0:
            run.lacks(
                "theta", say("the threshold is learned, and is b"), say("{name}, or {other}", name="b", other=expected)
            )
        else:
            why = say("the threshold is learned, and is −b")
            run.lacks("theta", why, say("{name}, or {other}", name="b", other=expected))

    def _results(self, run: Run, outcome: Outcome) -> State:
        """The final weights under their own names, and the counts."""
        run.section("end")
        updated = outcome.updated
        page.say_end(self, run, outcome, updated)
        if self.rule != "adaline" and len(updated) > MOST_LISTED:
            run.words("unlisted")
        w = run.let("w", outcome.state.w, shown=False)
        run.value(w)
        b = outcome.state.b
        if b is not None:
            b = run.let("b", b, shown=False)
            run.value(b)
        if outcome.converged is not None:
            run.result("converged", outcome.converged)
        run.result("epochs", outcome.epochs)
        if self.order != "restart":  # another mistake would be followed by other samples
            rows, converged = outcome.rows, int(bool(outcome.converged))
            run.stand_behind("epochs", constant(outcome.epochs), lambda: epochs_formula(rows)[0])
            if outcome.converged is not None:
                run.decide("converged", converged, lambda: epochs_formula(rows)[1])
        run.result("updates", len(updated))
        run.stand_behind("updates", constant(len(updated)), lambda: total([row.moved for row in outcome.rows]))
        run.result("mistakes", updated)
        return State(w, b)

    def _check(self, run: Run, learner: Unit | Classes, state: State) -> None:
        """Every sample with the final weights."""
        if isinstance(learner, Unit):
            run.section("line")
            line.show_line(run, learner, state)
        decided = [learner.decide(run, state, sample, checked=True) for sample in range(1, len(self.X) + 1)]
        run.section("check")
        page.show_check(run, learner, decided)
        run.result("predictions", [decision.output for decision in decided])

    def _proof(self, run: Run, unit: Unit) -> None:
        """Whether any weights at all classify every sample; said only where that is proven."""
        run.section("proof")
        strict = [not unit.right_on_border(label) for label in unit.labels]
        found = proof(unit.X, unit.signs, strict, unit.rules.threshold, self.bias in ("learned", "input"))
        if found is None:
            return
        if found:
            coefficients = run.let("certificate", vector(found), shown=False)
            kind = "learned" if self.bias == "input" else self.bias  # the weight of a constant input is a free bias too
            show_proof(run, self.X, unit.signs, coefficients, kind)
        elif self.bias in ("learned", "input"):
            run.words("separable")
