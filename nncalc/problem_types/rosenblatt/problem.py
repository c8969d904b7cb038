"""The perceptron trained by hand: samples, mistakes, weights"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.engine.quantity import constant
from nncalc.engine.tensor import Tensor, components, vector
from nncalc.errors import InputErrors
from nncalc.problem_types.rosenblatt import line
from nncalc.problem_types.rosenblatt import report as page
from nncalc.problem_types.rosenblatt.declaration import RosenblattDeclaration
from nncalc.problem_types.rosenblatt.faults import faults
from nncalc.problem_types.rosenblatt.perceptron import State
from nncalc.problem_types.rosenblatt.training import Classes, Outcome, Rules, Unit, train
from nncalc.rules.sample_labels.coding import class_names, class_numbers, label_quantities, recognised
from nncalc.rules.separation import proof

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
        strict = [not unit.right_on_border(label) for label in unit.labels]
        found = proof(unit.X, unit.signs, strict, unit.rules.threshold, self.bias in ("learned", "input"))
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
