"""The working of `regression`: normal equations or steps, the fit, a prediction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import sign
from nncalc.engine.events import Column
from nncalc.engine.operations import POWER
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, dot, matrix, rows_of, total, vector
from nncalc.errors import InputError
from nncalc.problem_types.regression.checks import RegressionChecks
from nncalc.problem_types.regression.rules import (
    Fit,
    added_to_diagonal,
    columns_of,
    fitted_values,
    gradient,
    loss_of,
    probabilities,
)
from nncalc.rules.linear_systems import BY_COFACTORS, determinant, inverse_of, null_vector, whole_inverse
from nncalc.rules.optimizers.steps import plain_step, step_down
from nncalc.words import count, say, together

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class Regression(RegressionChecks):
    """A line, a plane, a polynomial or a logistic curve through samples: exact weights, or steps towards them."""

    # -- the working ---------------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        A, y = self._design(run), self.y
        if self.how == "normal":
            theta = self._normal(run, A, y)
        elif self.how == "none":
            theta = self._start()
        else:
            theta = self._descend(run, A, y)
        stepped = self.how not in ("normal", "none")
        with run.part(say("after the last step") if stepped else ""):
            self._ends(run, A, y, theta)
            if self.x is not None:
                self._predict(run, theta)

    def _row(self, features: list[Quantity]) -> list[Quantity]:
        """A row of the design matrix."""
        if self.kind == "polynomial":
            (x,) = features
            features = [x if power == 1 else POWER(x, power) for power in range(1, self.width + 1)]
        return [constant(1), *features] if self.intercept == "yes" else features

    def _design(self, run: Run) -> Tensor:
        run.section("design")
        if self.one_feature:
            run.words("feature")
        if self.kind == "polynomial":
            run.words("powers", degree=self.width)
        if self.intercept == "yes":
            run.words("ones")
        A: Tensor = run.let("A", matrix([self._row(row) for row in self.samples]), shown=False)
        run.value(A)
        return A

    def _start(self) -> Tensor:
        weights = self.w.items if self.w is not None else [constant(0)] * self.width
        return vector([self.b, *weights] if self.intercept == "yes" else list(weights))

    def _normal(self, run: Run, A: Tensor, y: Tensor) -> Tensor:
        run.section("normal")
        fit, columns = self._fit(len(self.samples)), columns_of(A)
        run.words("normal" if fit.strength is None else "penalised" if fit.free else "all penalised")
        added = added_to_diagonal(fit, len(columns))
        entries = [[dot(a, b) for b in columns] for a in columns]
        for i, amount in enumerate(added):
            entries[i][i] = entries[i][i] if amount is None else entries[i][i] + amount
        M = run.let("XtX", matrix(entries))
        Xty = run.let("Xty", vector([dot(column, y.items) for column in columns]))
        inverse = self._inverse(run, M, "XtX_inv", "det")
        theta: Tensor = run.let("theta", inverse @ Xty)
        return theta

    def _inverse(self, run: Run, M: Tensor, name: str, det_name: str) -> Tensor:
        """Raises InputError with a null vector where there is none."""
        null = null_vector(M)
        if null is not None:
            names = [*(["1"] if self.intercept == "yes" else []), *(f"x{j + 1}" for j in range(self.width))]
            terms = [f"{q}·{column}" for q, column in zip(null, names, strict=True) if q]
            raise InputError(
                say(
                    "AᵀA has no inverse: the columns of the design matrix A depend on each other, {sum} = 0",
                    sum=" + ".join(terms),
                ),
                name="X",
                expected=say("one column less, or kind=ridge with strength=.1"),
            )
        if M.shape[0] <= BY_COFACTORS:
            det = run.let(det_name, determinant(M))
            inverse: Tensor = run.let(name, inverse_of(M, det))
            return inverse
        whole = whole_inverse(M)
        if whole is None:
            raise InputError(
                say("an inverse of more than {most} rows is taken of numbers alone", most=BY_COFACTORS), name="X",
                expected=say("fewer features, or method=gd"),
            )  # fmt: skip
        run.words("large")
        inverse = run.let(name, whole, shown=False)
        run.value(inverse)
        return inverse

    # -- steps ---------------------------------------------------------------------------------------------------------

    def _descend(self, run: Run, A: Tensor, y: Tensor) -> Tensor:
        theta = run.begin("step", "theta", self._start())
        run.section("table")
        table = run.table(
            "table", (Column("t", key="t"), Column("θ", "vector", "theta"), Column("J", "quantity", "loss"))
        )
        run.section("step")
        for step in run.each(range(1, self.last + 1)):
            with run.iteration("step", step):
                theta = self._step(run, A, y, theta, step)
                fit = self._fit(len(self.samples))
                table.add(step, theta, loss_of.right(y, self._outputs(A, theta), theta, fit))
        run.end("step", self.last)
        return theta

    def _outputs(self, A: Tensor, theta: Tensor) -> Tensor:
        scores = A @ theta
        return probabilities(scores) if self.kind == "logistic" else scores

    def _step(self, run: Run, A: Tensor, y: Tensor, theta: Tensor, step: int) -> Tensor:
        samples = len(self.samples)
        if self.how == "sgd":
            at = (step - 1) % samples
            run.words("sample", sample=at + 1)
            width = A.shape[1]
            A, y, samples = Tensor(A.items[at * width : (at + 1) * width], (1, width)), vector([y.items[at]]), 1
        fit = self._fit(samples)
        yhat = run.let("yhat", fitted_values(A, theta))
        outputs = run.let("p", probabilities(yhat)) if self.kind == "logistic" else yhat
        errors = run.let("errors", outputs - y)
        g = run.let("g", gradient(A, errors, theta, fit))
        if self.how == "newton":
            inverse = self._hessian(run, A, outputs, fit)
            step_taken = inverse @ g
        else:
            step_taken = plain_step(self.lr, g)
        new: Tensor = run.let("theta", step_down(theta, step_taken))
        return new

    def _hessian(self, run: Run, A: Tensor, outputs: Tensor, fit: Fit) -> Tensor:
        """The inverse of the second derivatives."""
        columns = columns_of(A)
        weights = [p * (1 - p) for p in outputs.items] if self.kind == "logistic" else None

        def entry(a: list[Quantity], b: list[Quantity]) -> Quantity:
            pairs = a if weights is None else [q * s for q, s in zip(a, weights, strict=True)]
            value = dot(pairs, b) if fit.factor == 1 else 2 * dot(pairs, b)
            return value if fit.divisor == 1 else value / fit.divisor

        entries = [[entry(a, b) for b in columns] for a in columns]
        if self.strength is not None:
            for i in range(1 if fit.free else 0, len(columns)):
                more = {"inside": self.strength * fit.factor / fit.divisor, "half": self.strength}.get(
                    fit.penalty, 2 * self.strength
                )
                entries[i][i] = entries[i][i] + more
        H = run.let("H", matrix(entries))
        return self._inverse(run, H, "H_inv", "H_det")

    # -- the end -------------------------------------------------------------------------------------------------------

    def _ends(self, run: Run, A: Tensor, y: Tensor, theta: Tensor) -> None:
        run.section("fit")
        if self.how == "none":
            theta = run.let("theta", theta, shown=False)
        weights = theta.items[1:] if self.intercept == "yes" else theta.items
        run.let("w", vector(list(weights)), shown=False)
        if self.intercept == "yes":
            run.let("b", theta.items[0], shown=False)
        yhat = run.let("yhat", fitted_values(A, theta))
        outputs = run.let("p", probabilities(yhat)) if self.kind == "logistic" else yhat
        run.let("residuals", y - outputs)
        run.let("loss", loss_of(y, outputs, theta, self._fit(len(self.samples))))
        run.answer("theta", "p" if self.kind == "logistic" else "yhat", "loss")
        if self.kind == "logistic":
            self._boundary(run, theta)
        else:
            self._explained(run, y, yhat)

    def _boundary(self, run: Run, theta: Tensor) -> None:
        if self.width != 1 or self.intercept == "no":
            run.words("boundary")
            return
        b, w = theta.items
        if w.value is not None and sign(w) == 0:
            return
        run.let("boundary", -b / w)
        run.answer("boundary")

    def _explained(self, run: Run, y: Tensor, yhat: Tensor) -> None:
        if any(q.value is None for q in (*y.items, *yhat.items)):
            return
        mean = run.let("y_mean", total(y.items) / len(y))
        spread = run.let("sst", total([POWER(q - mean, 2) for q in y.items]))
        if sign(spread) == 0:
            run.words("no spread")
            return
        squares = run.let("sse", total([POWER(r, 2) for r in run.results["residuals"].items]))
        run.let("r2", 1 - squares / spread)
        run.answer("r2")

    def _predict(self, run: Run, theta: Tensor) -> None:
        run.section("prediction")
        features = 1 if self.kind == "polynomial" else self.width
        if isinstance(self.x, Quantity):
            rows: list[Any] = [[self.x]]
        elif len(self.x.shape) == 1 and features == 1 and len(self.x) > 1:
            rows = [[q] for q in self.x.items]
        else:
            rows = rows_of(self.x)
        if any(len(row) != features for row in rows):
            raise InputError(
                say("x has {numbers}, a sample has {features}", numbers=count(len(rows[0]), "number"),
                    features=count(features, "feature")),
                name="x", expected=together([f"x={','.join(['1'] * features)}"]),
            )  # fmt: skip
        scores = [dot(self._row(row), theta.items) for row in rows]
        values = probabilities(vector(scores)).items if self.kind == "logistic" else scores
        run.let("prediction", values[0] if len(values) == 1 else vector(list(values)))
        run.answer("prediction")
