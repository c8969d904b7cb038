"""What the givens of `regression` must satisfy together."""

from __future__ import annotations

from nncalc.engine.decide import sign
from nncalc.engine.tensor import rows_of
from nncalc.errors import InputError
from nncalc.problem_types.regression.declaration import PENALISED, RegressionDeclaration
from nncalc.problem_types.regression.rules import Fit
from nncalc.words import count, say


class RegressionChecks(RegressionDeclaration):
    """The checks of `regression`, and what follows from the givens."""

    def prepare(self) -> None:
        self.how = self.method or ("gd" if self.kind in ("lasso", "logistic") else "normal")
        self._fit_samples()
        self._check_kind()
        self._check_steps()
        width = self.width + (1 if self.intercept == "yes" else 0)
        if self.w is not None and len(self.w) != self.width:
            raise InputError(
                say("w has {numbers}, X has {features}", numbers=count(len(self.w), "number"),
                    features=count(self.width, "feature")),
                name="w", expected=say("a weight for each feature"),
            )  # fmt: skip
        self.parameters = width
        if self.strength is not None:
            self.symbols = {**self.symbols, "XtX": "M", "XtX_inv": "M⁻¹", "det": "det M"}  # no sentence: letters

    def _fit_samples(self) -> None:
        """One feature may stand in a row: as long as y, it is one sample each."""
        rows, samples = rows_of(self.X), len(self.y)
        self.one_feature = len(rows) == 1 and samples > 1 and len(rows[0]) == samples
        if self.one_feature:
            rows = [[q] for q in rows[0]]
        if len(rows) != samples:
            raise InputError(
                say("X has {rows}, y has {targets}", rows=count(len(rows), "row"), targets=count(samples, "target")),
                name="y",
                expected=say("one target for each row of X"),
            )
        self.samples, self.width = rows, len(rows[0])
        if self.kind == "polynomial":
            if self.degree is None:
                raise InputError(say("a polynomial needs a degree"), name="degree", expected="degree=2")
            if self.width != 1:
                raise InputError(say("a polynomial is of one feature"), name="X", expected="X=1:2:3")
            self.width = self.degree
        elif self.degree is not None:
            raise InputError(say("degree belongs to polynomial"), name="degree", expected="kind=polynomial")

    def _check_kind(self) -> None:
        if self.kind in PENALISED and self.strength is None:
            raise InputError(say("{kind} needs a strength", kind=self.kind), name="strength", expected="strength=.1")
        if self.strength is not None and self.kind not in (*PENALISED, "logistic"):
            raise InputError(say("{kind} has no penalty", kind=self.kind), name="strength", expected="kind=ridge")
        if self.strength is not None and self.strength.value is not None and sign(self.strength) < 0:
            raise InputError(say("strength is below 0"), name="strength", expected=say("0 or more"))
        if self.kind == "logistic" and any(q.value not in (0, 1) for q in self.y.items):
            raise InputError(say("targets of a logistic regression are 0 and 1"), name="y", expected="y=0,1,1")
        if self.how == "normal" and self.kind in ("lasso", "logistic"):
            raise InputError(
                say("{kind} has no normal equations", kind=self.kind), name="method", expected=say("gd, sgd or newton")
            )
        if self.how == "newton" and self.kind == "lasso":
            raise InputError(say("a lasso has no second derivative"), name="method", expected="method=gd")

    def _check_steps(self) -> None:
        stepping = self.how in ("gd", "sgd", "newton")
        if self.how in ("gd", "sgd") and self.lr is None:
            raise InputError(say("lr is missing: the learning rate"), name="lr", expected="lr=.1")
        for name in ("steps", "epochs", "lr"):
            if not stepping and getattr(self, name) is not None:
                raise InputError(
                    say("{name} belongs to steps, and the method is {how}", name=name, how=self.how),
                    name=name,
                    expected="method=gd",
                )
        if self.epochs is not None and (self.how != "sgd" or self.steps is not None):
            raise InputError(say("epochs are of sgd, in place of steps"), name="epochs", expected="method=sgd epochs=2")
        self.last = self.steps or (self.epochs * len(self.samples) if self.epochs else 1)

    def _fit(self, samples: int) -> Fit:
        free = self.intercept == "yes" and self.penalize_intercept == "no"
        penalty = "outside" if self.kind == "lasso" and self.typed.get("penalty") is None else self.penalty
        return Fit(self.kind, self.loss, penalty, self.strength, free, samples)
