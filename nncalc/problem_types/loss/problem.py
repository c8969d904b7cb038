"""Loss functions: squared, absolute, entropies, hinges"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import sign
from nncalc.engine.operations import ABS
from nncalc.engine.tensor import Tensor, rows_of, total, vector
from nncalc.errors import InputError, InputErrors
from nncalc.problem_types.loss.declaration import LossDeclaration
from nncalc.reading.cells import with_colons
from nncalc.reading.python_values import as_texts
from nncalc.rules.activations import ACTIVATIONS, ActivationOptions, activate
from nncalc.rules.distributions import check_distribution, check_unit, said, say_rounded
from nncalc.rules.loss_functions import ALL_LOSSES, LossOptions, is_zero, refuse_letters
from nncalc.rules.losses import logit_derivative, loss_derivative, sample_loss, say_infinite, sum_is_assumed
from nncalc.rules.network_layer import times
from nncalc.rules.reductions import divisor, reduced
from nncalc.rules.sample_labels.coding import signs_of
from nncalc.rules.softmax import as_given, log_probabilities, softmax_in_one
from nncalc.words import either, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class LossType(LossDeclaration):
    """One loss of targets y and outputs yhat (or logits z), of one sample or rows of them, with its derivative."""

    # -- what must fit -------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        errors = [*self._which_input()]
        if not errors:
            errors = [*self._shapes()]
        if "delta" in self.typed and self.kind != "huber":
            errors.append(
                InputError(
                    say("delta belongs to huber, not to {kind}", kind=self.kind), name="delta", expected="kind=huber"
                )
            )
        if errors:
            raise InputErrors(errors)

    @property
    def targets(self) -> Tensor:
        """y, with labels 0 and 1 of a hinge as −1 and 1."""
        signs = signs_of(self.y) if self.loss.of == "signs" else None
        return self.y if signs is None else signs

    @property
    def spread(self) -> Tensor | None:
        """The weights in the shape of y."""
        return None if self.weights is None else _spread(self.weights, self.y)

    def _which_input(self) -> Any:
        if self.yhat is None and self.z is None:
            yield InputError(say("yhat is missing: the outputs"), name="yhat", expected="yhat=.9,.2,.6")
        elif self.yhat is not None and self.z is not None:
            yield InputError(say("give yhat or z, not both"), name="z", expected=say("outputs yhat, or logits z"))
        elif self.z is not None and not self.loss.entropy:
            yield InputError(
                say("{kind} is taken of outputs, not of logits", kind=self.kind),
                name="z",
                expected=say(
                    "yhat; z goes with {row}", row=" ".join(row.name for row in ALL_LOSSES.values() if row.entropy)
                ),
                nearest="yhat",
            )

    def _target_misfit(self, name: str, outputs: Tensor) -> InputError:
        return InputError(
            say(
                "y has shape {shape}, {name} has shape {outputs_shape}",
                shape=times(self.y.shape),
                name=name,
                outputs_shape=times(outputs.shape),
            ),
            name="y",
            expected=say("one target for each output: shape {shape}", shape=times(outputs.shape)),
        )

    def _shapes(self) -> Any:
        name = "z" if self.z is not None else "yhat"
        outputs = getattr(self, name)
        if self.kind == "cross-entropy" and outputs.shape != self.y.shape:
            from nncalc.rules.class_targets import class_targets  # start-up

            self.y = class_targets(self.y, outputs.shape) or self.y
        if outputs.shape != self.y.shape:
            yield self._target_misfit(name, outputs)
        elif self.loss.of == "distribution" and self.y.shape[-1] < 2:
            yield InputError(
                say(
                    "{kind} needs a probability for each class, and a row of {name} has one number",
                    kind=self.kind,
                    name=name,
                ),
                name=name,
                expected=say("two or more in a row"),
                nearest="kind=bce",
            )
        elif self.weights is not None and self.weights.shape not in _weight_shapes(self.y):
            shapes = either(list(dict.fromkeys(map(times, _weight_shapes(self.y)))), each=True)
            yield InputError(
                say(
                    "weights has shape {shape}, y has shape {y_shape}",
                    shape=times(self.weights.shape),
                    y_shape=times(self.y.shape),
                ),
                name="weights",
                expected=say(
                    "shape {shapes}: one for each output, one for each sample, or one for each number", shapes=shapes
                ),
            )

    def _check_values(self) -> None:
        """What is asked of the values themselves; inside the run, where signs are decided."""
        if self.delta.value is not None and sign(self.delta) <= 0:
            raise InputError(
                say("delta is {typed}", typed=self.typed["delta"]), name="delta", expected=say("a number above 0")
            )
        if self.weights is not None:
            if any(w.value is not None and sign(w) < 0 for w in self.weights.items):
                raise InputError(say("a weight is negative"), name="weights", expected=say("weights from 0 up"))
            weights = self._sample_weights()
            if weights is not None and is_zero(total(weights)):
                raise InputError(say("the weights sum to 0"), name="weights", expected=say("a weight above 0"))
        if self.kind == "huber":
            refuse_letters(
                {
                    "y": self.y.items,
                    "yhat": self.yhat.items if self.yhat is not None else [],
                    "delta": [self.delta],
                },
                say("huber is a parabola up to delta and a line beyond: which of them"),
                expected=say("numbers, or kind=half-mse, which is a parabola everywhere"),
            )
        if self.loss.of == "signs":
            self._check_signs()
        if self.loss.of == "probabilities":
            check_unit(self.y, "y")
            if self.yhat is not None:
                check_unit(self.yhat, "yhat", say("z for logits"))

    def _check_signs(self) -> None:
        for q in self.targets.items:
            if q.value is not None and not is_zero(ABS(q) - 1):
                raise InputError(
                    say("{q} is no label of a hinge", q=said(q)),
                    name="y",
                    expected=say("labels -1 and 1, or 0 and 1"),
                    nearest="-1" if is_zero(q) else None,
                )

    # -- the working ---------------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        run.section("given")
        if self.loss.of == "distribution":
            say_rounded(run, self.y, "y", check_distribution(self.y, "y"))
            if self.yhat is not None:
                say_rounded(run, self.yhat, "yhat", check_distribution(self.yhat, "yhat"))
        if self.targets is not self.y:
            run.words("zero one", typed=with_colons(as_texts(self.typed["y"])))
        self._check_values()
        yhat = self._outputs(run)
        run.section("loss")
        self._losses(run, yhat)
        run.section("gradient")
        self._gradient(run, yhat)
        many = len(self.y.shape) == 2
        run.answer(*(["losses"] if many else []), "loss", "dz" if self.z is not None else "dyhat")

    def _outputs(self, run: Run) -> Tensor:
        activation = self.loss.activation
        if self.z is None:
            assert self.yhat is not None
            return as_given(self.yhat, activation) if self.loss.entropy else self.yhat
        run.section("outputs")
        if activation == "softmax":
            yhat = softmax_in_one(self.z)
        else:
            yhat = as_given(activate(ACTIVATIONS["sigmoid"], self.z, ActivationOptions()), activation)
        named: Tensor = run.let("yhat", yhat)
        return named

    def _options(self, weights: Tensor | None) -> LossOptions:
        return LossOptions(weights, self.delta if self.kind == "huber" else None, self.log)

    def _losses(self, run: Run, yhat: Tensor) -> None:
        loss, many = self.loss, len(self.y.shape) == 2
        logs = log_probabilities(yhat, self.z, self.log) if self.kind == "cross-entropy" else None
        values = []
        for i in range(self.y.shape[0] if many else 1):
            each = (yhat, self.targets, self.spread, logs)
            y, t, w, log = (x[i] if many and x is not None else x for x in each)
            values.append(sample_loss(loss, y, t, self._options(w)._replace(logs=log)))
            say_infinite(run, loss, values[-1], row=i + 1 if many else None)
        weights = self._sample_weights()
        if many or weights is not None:
            losses = run.let("losses", Tensor(values, (len(values),)))
            run.let("loss", reduced(losses, self.reduction, weights, yhat.shape[-1] if many else 1))
        else:
            run.result("losses", vector([run.let("loss", values[0])]))

    def _gradient(self, run: Run, yhat: Tensor) -> None:
        samples = divisor(self.y.shape[0] if len(self.y.shape) == 2 else 1, self.reduction, self._sample_weights())
        options = self._options(self.spread)
        if self.kind == "mae" and any(is_zero(q) for q in (yhat - self.targets).items):
            run.words("kink")
        run.let("dyhat", loss_derivative(self.loss, yhat, self.targets, samples, options))
        if self.z is not None:
            if self.weights is None and sum_is_assumed(self.loss, self.y):
                run.words("assumed")
            run.words("logits", act=self.loss.activation)
            run.let("dz", logit_derivative(self.loss, yhat, self.y, samples, options))

    def _sample_weights(self) -> Tensor | None:
        """The weight of each sample: the mean of its weights; for entropies of classes Σ of weight times target."""
        weights = self.spread
        if weights is None or self.reduction != "weighted-mean":
            return None
        each = []
        for row, targets in zip(rows_of(weights), rows_of(self.y), strict=True):
            if self.loss.of == "distribution":
                each.append(total([w * t for w, t in zip(row, targets, strict=True) if not is_zero(t)]))
            else:
                each.append(total(row) / len(row) if len(row) > 1 else row[0])
        return Tensor(each, (len(each),))


def _weight_shapes(y: Tensor) -> list[tuple[int, ...]]:
    if len(y.shape) == 1:
        return [y.shape]
    return [(y.shape[1],), (y.shape[0], 1), y.shape]


def _spread(weights: Tensor, y: Tensor) -> Tensor:
    """The weights in the shape of y: a vector for every row, a column for every output of a row."""
    if weights.shape == y.shape:
        return weights
    rows, width = y.shape
    items = weights.items * rows if len(weights.shape) == 1 else [w for w in weights.items for _ in range(width)]
    return Tensor(items, y.shape, None, (), "weights")
